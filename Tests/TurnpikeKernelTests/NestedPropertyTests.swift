import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// Random processes with phases and tracks, and random commands to their deals.
@Suite struct NestedPropertyTests {
    @Test(arguments: 0..<20)
    func whateverIsDoneTheStagesAreLegalAndReplayGivesThem(batch: Int) throws {
        var compiled = 0
        var changes = 0
        for number in 0..<30 {
            var dice = Dice(UInt64(batch * 100 + number + 7))
            let random = RandomNestedProcess(&dice)
            let file = ProcessFile(text: random.text, name: "random.process.yaml")
            let definition = try #require(file.definition, "\(random.text)")
            guard let process = SalesProcess.compile(definition).process else { continue }
            compiled += 1
            changes += try run(process, random, &dice)
        }
        #expect(compiled > 5, "the generator must make processes that compile, or this proves nothing")
        #expect(changes > 200)
    }

    private func run(_ process: SalesProcess, _ random: RandomNestedProcess, _ dice: inout Dice) throws -> Int {
        var deal = try TestDeal(process, ["big": .bool(dice.chance(50))], by: .system)
        var stored: [[UInt8]] = []
        for _ in 0..<40 {
            let revisions = deal.records.count
            do {
                _ = try deal.give(try command(deal, random, &dice), by: dice.chance(20) ? importer : .system)
            } catch let error as CommandError {
                #expect(error.code == .limit, "\(error)\n\(random.text)")
            }
            guard deal.records.count > revisions else { continue }
            let problems = process.machine.violations(of: deal.state.configuration)
            try #require(problems.isEmpty, "\(problems)\n\(random.text)")
            stored.append(StateCoding.encode(deal.state, in: process))
        }
        // The opening made the first record, before anything was noted.
        try replay(deal, stored, random)
        return deal.records.count
    }

    private func command(_ deal: TestDeal, _ random: RandomNestedProcess, _ dice: inout Dice) throws -> Command.Action {
        switch dice.roll(10) {
        case 0: return .signal("ping", data: [])
        case 1: return .set([FieldValue("big", .bool(dice.chance(50)))])
        case 2: return .observe(Observation(stage: dice.pick(random.ids)))
        case 3: return .activity(ActivityStep("work"))
        default:
            let moves = try deal.explain(by: .system).filter { $0.trigger == "a person" }
            guard !moves.isEmpty else { return .review }
            let move = dice.pick(moves)
            var request = MoveRequest(to: move.move)
            request.stage = move.stages.first
            return dice.chance(20) ? .override(request, because: "so that it goes on") : .move(request)
        }
    }

    /// Replays the stored records, comparing every revision, and pairs exits with entries.
    private func replay(_ deal: TestDeal, _ stored: [[UInt8]], _ random: RandomNestedProcess) throws {
        let process = deal.process
        var state = DealState(id: deal.state.id, fieldCount: process.fields.count)
        var active: [StageID] = []
        for (index, record) in deal.records.enumerated() {
            let read = try RecordCoding.decode(RecordCoding.encode(record, in: process), in: process)
            try #require(read == record)
            process.apply(read, to: &state)
            let again = StoredDeal(Deal(process: process, state: state))
            if index > 0 { try #require(again.state == stored[index - 1], "\(random.text)") }
            try #require(try StateCoding.decode(again, in: process) == state, "\(random.text)")
            for case .stagesChanged(let change) in record.events {
                for stage in change.left {
                    try #require(active.contains(stage), "\(process[stage].id) is left and was not entered")
                    active.removeAll { $0 == stage }
                }
                for stage in change.entered {
                    try #require(!active.contains(stage), "\(process[stage].id) is entered twice")
                    active.append(stage)
                }
                // Inner stages are left before what they lie in, and entered after it.
                let inner = Dictionary(uniqueKeysWithValues: change.left.enumerated().map { ($1, $0) })
                for (stage, place) in inner {
                    guard let parent = process[stage].parent, let other = inner[parent] else { continue }
                    try #require(place < other)
                }
                try #require(change.entered == change.entered.sorted())
            }
            if process.machine.isFlat { continue }
            try #require(active.sorted() == state.activeStages, "\(random.text)")
        }
    }

    @Test func withoutTheRuleOfConflictsADealWouldBeInStagesThatDoNotGoTogether() throws {
        let text = """
            turnpike: 1
            process: conflict
            signals: {ping: {}}
            stages:
              start: {moves: [talks]}
              talks:
                tracks:
                  a: {stages: {a1: {moves: {a2: {signal: ping}}}, a2: {final: true}}}
                  b: {stages: {b1: {moves: [b2]}, b2: {final: true}}}
                moves: {again: {to: start, signal: ping}, won: {}}
              won: {outcome: won}
            """
        var deal = try TestDeal(try process(text), [:])
        try deal.move("talks")
        let standing = deal
        try deal.give(.signal("ping", data: []), by: .system)
        #expect(Deal(process: deal.process, state: deal.state).activeStages == ["talks", "a2", "b1"])
        let illegal = try ConflictRule.$isRemoved.withValue(true) {
            var deal = standing
            try deal.give(.signal("ping", data: []), by: .system)
            return deal.process.machine.violations(of: deal.state.configuration)
        }
        #expect(!illegal.isEmpty)
    }
}

/// A process of random depth; not each of them compiles.
struct RandomNestedProcess {
    private(set) var text = ""
    private(set) var ids: [String] = []
    private var tracks = 0
    private var moves = 0

    init(_ dice: inout Dice) {
        text = """
            turnpike: 1
            process: random
            observed: adopt
            fields: {big: bool}
            signals: {ping: {}}
            activities: {work: {repeat: 5}}
            permissions: {override: [rep]}
            roles: {rep: Rep}
            stages:

            """
        let count = 2 + dice.roll(3)
        level(count, indent: 2, depth: 1, isTrack: false, after: "won", &dice)
        let phase = ids[dice.roll(ids.count)]
        text += "  won: {outcome: won}\n"
        text +=
            "  pause: {hold: true, moves: {wake: {to: came_from}, up: {to: came_from, resume: shallow, at_most: 2}}}\n"
        text += "  lost: {outcome: lost, moves: {reopen: {to: \(phase), skips: all\(deep(phase, &dice))}}}\n"
        text += "anywhere: {moves: {pause: {}, lost: {}, back: {to: earlier}}}\n"
        ids += ["won", "pause", "lost"]
    }

    private var nested: Set<String> = []

    private func deep(_ id: String, _ dice: inout Dice) -> String {
        nested.contains(id) ? ", resume: \(dice.pick(["deep", "shallow"]))" : ""
    }

    private mutating func level(
        _ count: Int,
        indent: Int,
        depth: Int,
        isTrack: Bool,
        after: String?,
        _ dice: inout Dice
    ) {
        let names = (0..<count).map { _ in
            defer { ids.append("s\(ids.count)") }
            return "s\(ids.count)"
        }
        let space = String(repeating: " ", count: indent)
        let endsHere = isTrack || (depth > 1 && dice.chance(40))
        for (index, name) in names.enumerated() {
            text += "\(space)\(name):\n"
            if endsHere, index == count - 1 {
                text += "\(space)  final: true\n"
                continue
            }
            if dice.chance(30) { text += "\(space)  activities: [work]\n" }
            let kind = depth < 4 ? dice.roll(4) : 3
            if kind == 0 {
                nested.insert(name)
                text += "\(space)  stages:\n"
                level(2 + dice.roll(2), indent: indent + 4, depth: depth + 1, isTrack: false, after: nil, &dice)
            } else if kind == 1 {
                nested.insert(name)
                text += "\(space)  tracks:\n"
                for _ in 0..<(1 + dice.roll(3)) {
                    tracks += 1
                    text += "\(space)    t\(tracks):\n"
                    if dice.chance(40) { text += "\(space)      when: deal.big\n" }
                    text += "\(space)      stages:\n"
                    level(2 + dice.roll(2), indent: indent + 8, depth: depth + 1, isTrack: true, after: nil, &dice)
                }
            }
            text += "\(space)  moves:\n"
            if let next = index + 1 < count ? names[index + 1] : after {
                add("to: \(next), skips: all", space)
                if dice.chance(40) { add("to: \(next), skips: all, signal: ping", space) }
                if kind < 2, dice.chance(40) { add("to: \(next), skips: all, complete: true", space) }
            }
            add("to: \(dice.pick(names)), skips: all", space)
            if depth > 1, dice.chance(40) { add("to: s0", space) }
        }
    }

    private mutating func add(_ settings: String, _ space: String) {
        moves += 1
        text += "\(space)    m\(moves): {\(settings)}\n"
    }
}
