import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// A move that brings nothing along is made without what other moves need; it must come out the same.
@Suite struct ShortRoadTests {
    private static let now = Instant(milliseconds: 1_780_000_000_000)

    /// Naming the stage that a move leads to anyway changes nothing, but makes the kernel look at the whole case.
    @Test(arguments: 0..<10)
    func theShortRoadAnswersAsTheLongOne(batch: Int) throws {
        var made = 0
        var refused = 0
        for number in 0..<20 {
            var dice = Dice(UInt64(50_000 + batch * 100 + number))
            let random = RandomProcess(&dice)
            let file = ProcessFile(text: random.text, name: "random.process.yaml")
            let definition = try #require(file.definition, "\(random.text)")
            let process = try #require(SalesProcess.compile(definition).process, "\(random.text)")
            for _ in 0..<5 {
                var state = try opened(process, random, &dice)
                let actor = Actor.person("rita", roles: dice.pick(["rep", "boss", "nobody"]))
                for _ in 0..<4 {
                    let context = Context(now: Self.now, actor: actor)
                    var next: DealState?
                    for move in try process.explain(state, context) {
                        guard let target = move.target else { continue }
                        let reason = move.reasons.first
                        let short = MoveRequest(to: move.move, reason: reason)
                        let long = MoveRequest(to: move.move, stage: target, reason: reason)
                        switch (
                            try process.decide(Command(.move(short)), state, context),
                            try process.decide(Command(.move(long)), state, context)
                        ) {
                        case (.accepted(let one), .accepted(let other)):
                            made += 1
                            #expect(one.record == other.record, "\(random.text)")
                            #expect(one.state == other.state)
                            #expect(one.effects == other.effects)
                            next = one.state
                        case (.refused(let one), .refused(let other)):
                            refused += 1
                            #expect(one == other)
                        case (.pending(let one, let kept), .pending(let other, let alsoKept)):
                            refused += 1
                            #expect(one == other)
                            #expect(kept.record == alsoKept.record)
                        default:
                            Issue.record("\(move.move) is made on one road and refused on the other\n\(random.text)")
                        }
                    }
                    guard let next else { break }
                    state = next
                }
            }
        }
        #expect(made > 50 && refused > 50, "both answers must occur, or this proves nothing: \(made), \(refused)")
    }

    private func opened(_ process: SalesProcess, _ random: RandomProcess, _ dice: inout Dice) throws -> DealState {
        var generator = SystemRandomNumberGenerator()
        let fields = random.fields.map { FieldValue($0.id, dice.chance(80) ? $0.good : $0.bad) }
        let opening = Opening(name: "deal", stage: random.stages[0], fields: fields)
        let id = DealID(UUIDv7(milliseconds: 1, random: &generator))
        let empty = DealState(id: id, fieldCount: process.fields.count)
        let decision = try process.decide(Command(.open(opening)), empty, Context(now: Self.now, actor: .system))
        guard case .accepted(let acceptance) = decision else { throw CommandError(.wrongState, "not opened") }
        return acceptance.state
    }
}

/// What lies behind one pointer is still a value: changing a copy leaves the original as it was.
@Suite struct SharedValueTests {
    @Test func changingACopyOfAnActorLeavesTheOriginal() {
        let original = Actor.person("rep_1", roles: "rep")
        var copy = original
        copy.roles = ["manager"]
        copy.onBehalfOf = "rep_2"
        #expect(original.roles == ["rep"])
        #expect(original.onBehalfOf == nil)
        #expect(copy.id == "rep_1")
        #expect(copy != original)
        copy.roles = ["rep"]
        copy.onBehalfOf = nil
        #expect(copy == original)
        #expect(Set([copy, original]).count == 1)
    }

    private static let text = """
        turnpike: 1
        process: shared
        roles: {rep: Rep, boss: Boss}
        permissions: {override: [boss]}
        fields: {amount: integer}
        stages:
          a: {moves: {go: {to: b, gates: [{needs: [amount]}]}}}
          b: {moves: {win: {to: won}}}
          won: {outcome: won}
        """

    @Test func changingACopyOfARefusalLeavesTheOriginal() throws {
        var deal = try TestDeal(try process(Self.text), [:])
        let original = try #require(try deal.move("go"))
        var copy = original
        copy.unmet = []
        copy.command = "nothing"
        #expect(original.unmet.count == 1)
        #expect(original.command == "move go")
        #expect(copy != original)
    }

    @Test func whatFewMovesHaveMakesNoDifferenceOnceItIsTakenAway() throws {
        var deal = try TestDeal(try process(Self.text), [:])
        let boss = Actor.person("boss_1", roles: "boss")
        let refusal = try deal.give(.override(MoveRequest(to: "go"), because: "agreed by phone"), by: boss)
        try #require(refusal == nil)
        guard case .moved(let moved)? = deal.last?.events.first else {
            Issue.record("the first event is no move")
            return
        }
        #expect(moved.because == "agreed by phone")
        #expect(moved.obligations.map(\.criterion) == ["a.go.needs.amount"])
        var plain = moved
        plain.because = nil
        plain.obligations = []
        #expect(plain != moved)
        var again = plain
        again.warnings = ["w"]
        again.warnings = []
        #expect(again == plain)
        #expect(moved.because == "agreed by phone")
    }
}
