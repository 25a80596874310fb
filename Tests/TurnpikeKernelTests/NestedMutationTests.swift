import Foundation
import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// The nested examples with random damage: whatever compiles can be run, and nothing traps.
@Suite("Damaged nested processes")
struct NestedMutationTests {
    /// How many damaged files each example brings; more are tried with `TURNPIKE_MUTANTS`.
    private static let count = ProcessInfo.processInfo.environment["TURNPIKE_MUTANTS"].flatMap { Int($0) } ?? 60

    @Test("No damaged file traps, and what compiles runs", arguments: ["enterprise_b2b", "real_estate_new_build"])
    func damagedFilesRun(name: String) throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(root)/Examples/processes/\(name)/\(name).process.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var dice = Dice(UInt64(4_711 + name.utf8.count))
        var compiled = 0
        for _ in 0..<Self.count {
            let mutant = damage(text, &dice)
            guard let process = SalesProcess.compile(ProcessFile(text: mutant)).process else { continue }
            compiled += 1
            try run(process, &dice, mutant)
        }
        // Damage that always breaks the file would test the reader only.
        #expect(compiled * 20 > Self.count, "\(compiled) of \(Self.count) compile")
    }

    /// Lines swapped, doubled, dropped or indented anew, ids exchanged, keys replaced by others of the nested language.
    private func damage(_ text: String, _ dice: inout Dice) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let stages = lines.indices.filter { lines[$0].contains("stages:") || lines[$0].contains("moves:") }
        for _ in 0..<(1 + dice.roll(2)) {
            // Mostly where stages are declared: that is what is to be hurt.
            let at = min(lines.count - 1, max(0, dice.pick(stages) - 3) + dice.roll(12))
            switch dice.roll(8) {
            case 0: lines.remove(at: at)
            case 1: lines.insert(lines[at], at: at)
            case 2: lines.swapAt(at, min(lines.count - 1, at + 1))
            case 3: lines[at] = "  " + lines[at]
            case 4: lines[at] = lines[at].hasPrefix("  ") ? String(lines[at].dropFirst(2)) : lines[at]
            case 5:
                let words = [
                    "final: true", "hold: true", "initial: x", "complete: true", "resume: deep", "outcome: won",
                    "skips: all", "at_most: 1", "as_soon_as: true",
                ]
                lines[at] = lines[at].replacing("{", with: "{\(dice.pick(words)), ", maxReplacements: 1)
            case 6:
                let (old, new) = dice.pick([
                    ("tracks:", "stages:"), ("stages:", "tracks:"), ("final: true", "final: false"),
                    ("deep", "shallow"), ("came_from", "earlier"), ("complete: true", "as_soon_as: true"),
                    ("skips", "through"), ("hold: true", "outcome: lost"), ("when: ", "signal: "), ("to: ", "by: "),
                ])
                lines = lines.map { $0.replacing(old, with: new) }
            default:
                let ids = ["negotiation", "sale", "pre_sale", "nurture", "lost", "discovery", "price_talks", "checks"]
                lines[at] = lines[at].replacing(dice.pick(ids), with: dice.pick(ids))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Random commands, with every stage configuration legal and every document read back.
    private func run(_ process: SalesProcess, _ dice: inout Dice, _ text: String) throws {
        var deal = TestDeal(process)
        let boss = Actor(id: "boss_1", roles: process.roles.map(\.id))
        func attempt(_ action: Command.Action, by actor: Actor) throws {
            do {
                _ = try deal.give(action, by: actor)
            } catch let error as CommandError {
                // Nothing the process does not know is asked for, but a damaged one may run in circles or fail to judge.
                #expect(!error.problems.isEmpty)
            }
        }
        try attempt(.open(Opening(name: "Damaged", fields: [])), by: boss)
        guard !deal.records.isEmpty else { return }
        let stages = process.stages.map(\.id)
        for _ in 0..<25 {
            deal.wait(.seconds(86_400))
            let moves = (try? deal.explain(by: boss)) ?? []
            let open = moves.filter { $0.trigger == "a person" }
            switch dice.roll(8) {
            case 0: try attempt(.observe(Observation(stage: dice.pick(stages))), by: importer)
            case 1 where !process.signals.isEmpty:
                try attempt(.signal(dice.pick(process.signals.map(\.id)), data: []), by: .system)
            case 2: try attempt(.review, by: .system)
            default:
                guard !open.isEmpty else { continue }
                let move = dice.pick(open)
                var request = MoveRequest(to: "\(move.from)/\(move.move)")
                request.stage = move.stages.first
                try attempt(dice.chance(70) ? .override(request, because: "to go on") : .move(request), by: boss)
            }
            let problems = process.machine.violations(of: deal.state.configuration)
            try #require(problems.isEmpty, "\(problems)\n\(text)")
            let stored = StoredDeal(Deal(process: process, state: deal.state))
            try #require(try StateCoding.decode(stored, in: process) == deal.state, "\(text)")
        }
    }
}
