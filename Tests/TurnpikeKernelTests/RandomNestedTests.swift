import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// Random processes of phases and tracks, and random moves through them.
@Suite struct RandomNestedTests {
    /// SplitMix64 (Steele, Lea, Flood 2014).
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }

        mutating func below(_ end: Int) -> Int { Int(next() % UInt64(end)) }
    }

    /// The text of a process: a way from the first stage to the last, and random moves beside it.
    private struct Writer {
        var random: Random
        var names: [String] = []
        var lines: [String] = []

        mutating func text() -> [String] {
            lines = [
                "turnpike: 1", "process: random", "fields: {flag: bool, big: bool}", "signals: {poke: {}}", "stages:",
            ]
            let tops = 2 + random.below(2)
            for top in 0..<tops { stage("s\(top)", next: top + 1 < tops ? "s\(top + 1)" : "won", indent: 2, depth: 0) }
            lines += [
                "  won: {outcome: won, moves: [after]}", "  after: {}", "  hold:", "    hold: true", "    moves:",
                "      wake: {to: came_from}", "      wake_top: {to: came_from, resume: shallow}",
                "  lost: {outcome: lost, moves: {reopen: {to: s0}}}", "anywhere: {moves: {hold: {}, lost: {}}}",
            ]
            return lines.map { line in
                line.contains("@") ? line.replacing("@", with: names[random.below(names.count)]) : line
            }
        }

        private mutating func stage(_ id: String, next: String, indent: Int, depth: Int) {
            names.append(id)
            let pad = String(repeating: " ", count: indent)
            lines.append("\(pad)\(id):")
            var moves: [String] = []
            switch depth < 3 ? random.below(4) : 3 {
            case 0:
                lines.append("\(pad)  stages:")
                let inner = 1 + random.below(3)
                for place in 0..<inner {
                    let after = place + 1 < inner ? "\(id)_\(place + 1)" : next
                    stage("\(id)_\(place)", next: after, indent: indent + 4, depth: depth + 1)
                }
            case 1:
                lines.append("\(pad)  tracks:")
                for track in 0..<(2 + random.below(2)) {
                    lines.append("\(pad)    \(id)_t\(track):")
                    if random.below(3) == 0 { lines.append("\(pad)      when: deal.big") }
                    lines.append("\(pad)      stages:")
                    let end = "\(id)_t\(track)_end"
                    let inner = 1 + random.below(2)
                    for place in 0..<inner {
                        let after = place + 1 < inner ? "\(id)_t\(track)_\(place + 1)" : end
                        stage("\(id)_t\(track)_\(place)", next: after, indent: indent + 8, depth: depth + 1)
                    }
                    names.append(end)
                    lines.append("\(pad)        \(end): {final: true}")
                }
                moves.append("done: {to: \(next), complete: true, skips: all}")
            default: moves.append("go: {to: \(next), skips: all}")
            }
            // Anywhere, as long as the compiler lets it: what it does not is taken out again.
            for number in 0..<random.below(3) {
                let trigger = ["", "", ", signal: poke", ", as_soon_as: deal.flag"][random.below(4)]
                moves.append("m\(number): {to: @, skips: all\(trigger)}")
            }
            guard !moves.isEmpty else { return }
            lines.append("\(pad)  moves:")
            for move in moves { lines.append("\(pad)    \(move)") }
        }
    }

    /// A process that compiles: moves that the checker refuses are taken out, one after the other.
    private func compiled(seed: UInt64) -> SalesProcess? {
        var writer = Writer(random: Random(state: seed))
        var lines = writer.text()
        for _ in 0..<40 {
            let text = lines.joined(separator: "\n")
            let result = SalesProcess.compile(ProcessFile(text: text, name: "random.process.yaml"))
            guard result.process == nil else { return result.process }
            let places = Set(
                result.diagnostics.filter { $0.severity == .error }.compactMap { finding -> Int? in
                    let line = text.utf8.prefix(Int(finding.range.start)).count { $0 == UInt8(ascii: "\n") }
                    return lines[line].contains(" m") && lines[line].contains("{to: ") ? line : nil
                }
            )
            guard !places.isEmpty else {
                let errors = result.diagnostics.filter { $0.severity == .error }.map(\.message)
                Issue.record("seed \(seed): \(errors)\n\(text)")
                return nil
            }
            for place in places.sorted(by: >) { lines.remove(at: place) }
            // A list that has lost all its moves is none.
            for place in lines.indices.reversed() where lines[place].hasSuffix("  moves:") {
                if place + 1 == lines.count || !lines[place + 1].contains("{to: ") { lines.remove(at: place) }
            }
        }
        return nil
    }

    @Test func replayGivesTheStoredStateAndNoConfigurationIsEverIllegal() throws {
        var charts = 0
        var moves = 0
        var parallel = 0
        for seed in UInt64(1)...150 {
            guard let process = compiled(seed: seed) else { continue }
            charts += 1
            var random = Random(state: seed &* 31)
            var deal = try TestDeal(process, ["big": .bool(random.below(2) == 0)])
            check(deal, "seed \(seed), opened")
            for number in 0..<25 {
                let before = Set(deal.state.activeStages)
                let action = try action(deal, &random)
                let records = deal.records.count
                do {
                    _ = try deal.give(action)
                } catch let error as CommandError {
                    // A circle of moves by themselves is stopped, and nothing of the command is kept.
                    #expect(error.code == .limit, "seed \(seed): \(error)")
                    continue
                }
                guard deal.records.count > records else { continue }
                moves += 1
                if deal.state.activeStages.count > 2 { parallel += 1 }
                check(deal, "seed \(seed), step \(number)")
                pairUp(deal, before, "seed \(seed), step \(number)")
            }
            try replay(deal, "seed \(seed)")
        }
        // The processes are rich enough to say something.
        #expect(charts > 100, "\(charts)")
        #expect(moves > 500, "\(moves)")
        #expect(parallel > 125, "\(parallel)")
    }

    private func action(_ deal: TestDeal, _ random: inout Random) throws -> Command.Action {
        switch random.below(6) {
        case 0: return .signal("poke", data: [])
        case 1: return .set([FieldValue("flag", .bool(random.below(2) == 0))])
        default:
            let open = try deal.explain().filter { $0.status == .open }.map(\.move)
            guard !open.isEmpty else { return .comment("nowhere to go") }
            return .move(MoveRequest(to: open[random.below(open.count)]))
        }
    }

    /// One stage of each active phase and of each track that is not left out; none without the stage around it.
    private func check(_ deal: TestDeal, _ place: String) {
        let process = deal.process
        let active = deal.state.activeStages
        let set = Set(active)
        #expect(active == active.sorted() && set.count == active.count, "\(place)")
        #expect(active.filter { process[$0].parent == nil }.count == 1, "\(place): \(active.map { process[$0].id })")
        for stage in active {
            let row = process[stage]
            if let parent = row.parent { #expect(set.contains(parent), "\(place): \(row.id)") }
            if row.isPhase { #expect(row.children.filter { set.contains($0) }.count == 1, "\(place): \(row.id)") }
            for track in row.tracks {
                let inside = process[track].stages.filter { set.contains($0) }.count
                let most = process[track].when == nil ? 1...1 : 0...1
                #expect(most.contains(inside), "\(place): \(process[track].id)")
            }
        }
    }

    /// What a command left was active, what it entered was not, and together they give what is active now.
    private func pairUp(_ deal: TestDeal, _ before: Set<StageID>, _ place: String) {
        var active = before
        for case .stagesChanged(let change) in deal.last?.events ?? [] {
            for stage in change.left {
                #expect(active.remove(stage) != nil, "\(place): left \(deal.process[stage].id)")
            }
            for stage in change.entered {
                #expect(active.insert(stage).inserted, "\(place): entered \(deal.process[stage].id)")
            }
        }
        if deal.process.stages.contains(where: { $0.parent != nil }) {
            #expect(active == Set(deal.state.activeStages), "\(place)")
        }
    }

    private func replay(_ deal: TestDeal, _ place: String) throws {
        var state = DealState(id: deal.state.id, fieldCount: deal.process.fields.count)
        for record in deal.records {
            let read = try RecordCoding.decode(RecordCoding.encode(record, in: deal.process), in: deal.process)
            deal.process.apply(read, to: &state)
            let stored = StoredDeal(Deal(process: deal.process, state: state))
            #expect(try StateCoding.decode(stored, in: deal.process) == state, "\(place)")
        }
        #expect(state == deal.state, "\(place)")
    }
}
