import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues

/// The same commands by types and by words leave the same records, byte for byte.
@Suite("Types and words")
struct DifferentialTests {
    @Test(arguments: 1..<13)
    func theSameScriptLeavesTheSameRecords(seed: UInt64) async throws {
        let process = try Files.process("b2b_software")
        let typed = try await Side(process)
        let words = try await Side(process)
        var dice = Dice(seed)
        var script: [Int] = []
        for _ in 0..<60 { script.append(dice.roll(1_000)) }
        try await runTyped(script, typed)
        try await runWords(script, words)
        let left = try await typed.bytes()
        let right = try await words.bytes()
        #expect(left == right)
        #expect(left.count > 5, "a script that changes nothing proves nothing")
    }

    /// A pipeline with one deal.
    private struct Side {
        let pipeline: Pipeline
        let clock: ManualClock
        let process: SalesProcess
        let actor: Actor
        let id: DealID

        init(_ process: SalesProcess) async throws {
            self.process = process
            clock = ManualClock(start)
            actor = boss(of: process)
            pipeline = try await TurnpikeCodegenTests.pipeline(process, clock)
            id = try await pipeline.open("b2b_software", name: "Acme", fields: ["seats": .int(10)], by: actor).id
        }

        /// All records as they are stored.
        func bytes() async throws -> [[UInt8]] {
            try await pipeline.history(id).map { RecordCoding.encode($0, in: process) }
        }
    }

    // MARK: By types

    private func runTyped(_ script: [Int], _ side: Side) async throws {
        for number in script {
            side.clock.advance(by: .seconds(3_600))
            switch try await B2BSoftware.deal(side.id, in: side.pipeline) {
            case .prospecting(let deal):
                if try await common(deal, number, side) { continue }
                let deal = try await handle(side, B2BSoftware.Stages.Prospecting.self)
                _ =
                    try await number % 2 == 0
                    ? deal.move(to: .qualification, by: side.actor)
                    : deal.override(to: .qualification, because: "go on", by: side.actor)
            case .qualification(let deal):
                if try await common(deal, number, side) { continue }
                let deal = try await handle(side, B2BSoftware.Stages.Qualification.self)
                _ = try await deal.override(to: .demo, because: "go on", by: side.actor)
            case .demo(let deal):
                if try await common(deal, number, side) { continue }
                let deal = try await handle(side, B2BSoftware.Stages.Demo.self)
                if number % 2 == 0 {
                    _ = try await deal.override(to: .proposal, because: "go on", by: side.actor)
                } else {
                    _ = try await deal.override(to: .listPrice, because: "go on", by: side.actor)
                }
            case .proposal(let deal):
                if try await common(deal, number, side) { continue }
                let deal = try await handle(side, B2BSoftware.Stages.Proposal.self)
                _ = try await deal.override(to: .negotiation, because: "go on", by: side.actor)
            case .negotiation(let deal):
                if try await common(deal, number, side) { continue }
                let deal = try await handle(side, B2BSoftware.Stages.Negotiation.self)
                _ = try await deal.move(to: .back(to: .demo, reason: .scope), by: side.actor)
            case .nurture(let deal): _ = try await deal.move(to: .wake, by: side.actor)
            case .lost(let deal): _ = try await deal.move(to: .reopen, by: side.actor)
            case .close: break
            case .closedWon: break
            case .onboarding: break
            case .customer: break
            }
        }
    }

    private func handle<Stage: TypedStage>(_ side: Side, _ stage: Stage.Type) async throws -> DealHandle<Stage>
    where Stage.Process == B2BSoftware {
        try await B2BSoftware.load(side.id, in: side.pipeline)
    }

    /// What may be done in every stage before an outcome; false where the number stands for a move of the stage.
    private func common<Stage: B2BSoftware.BeforeOutcome & B2BSoftware.MayNurture>(
        _ deal: consuming DealHandle<Stage>,
        _ number: Int,
        _ side: Side
    ) async throws -> Bool where Stage.Process == B2BSoftware {
        switch number % 12 {
        case 0:
            _ = try await deal.set(by: side.actor) {
                $0.amount = Money("\(number * 100) EUR")
                $0.need = number % 24 == 0 ? nil : "need \(number)"
            }
        case 1:
            _ = try await deal.complete(
                .discoveryCall(outcome: .qualified, budget: Money("\(number) EUR"), need: "found"),
                by: side.actor
            )
        case 2: _ = try await deal.complete(.demo(outcome: .noShow), by: side.actor)
        case 3 where number % 5 == 0: _ = try await deal.move(to: .lost(reason: .price), by: side.actor)
        case 4 where number % 5 == 0:
            _ = try await deal.move(to: .lost(reason: .competitor(competitorName: "Other")), by: side.actor)
        case 5:
            _ = try await deal.move(to: .nurture(nextContact: CalendarDate("2027-01-01")), by: side.actor)
        case 6: _ = try await deal.signal(.contractSigned(contract: FileReference("c")), by: side.actor)
        case 7:
            _ = try await deal.set(by: side.actor) {
                $0.stakeholders = [.init(title: "A", role: .economicBuyer, met: number % 2 == 0)]
            }
        default: return false
        }
        return true
    }

    // MARK: By words

    private func runWords(_ script: [Int], _ side: Side) async throws {
        let (pipeline, id, actor) = (side.pipeline, side.id, side.actor)
        for number in script {
            side.clock.advance(by: .seconds(3_600))
            let stage = try #require(try await pipeline.deal(id)).stage
            switch stage {
            case "prospecting", "qualification", "demo", "proposal", "negotiation":
                if try await common(number, side) { continue }
                switch stage {
                case "prospecting":
                    _ =
                        try await number % 2 == 0
                        ? pipeline.move(id, to: "qualification", by: actor)
                        : pipeline.override(id, to: "qualification", because: "go on", by: actor)
                case "qualification": _ = try await pipeline.override(id, to: "demo", because: "go on", by: actor)
                case "demo":
                    let move = number % 2 == 0 ? "proposal" : "list_price"
                    _ = try await pipeline.override(id, to: move, because: "go on", by: actor)
                case "proposal": _ = try await pipeline.override(id, to: "negotiation", because: "go on", by: actor)
                default: _ = try await pipeline.move(id, to: "back", stage: "demo", reason: "scope", by: actor)
                }
            case "nurture": _ = try await pipeline.move(id, to: "wake", by: actor)
            case "lost": _ = try await pipeline.move(id, to: "reopen", by: actor)
            default: break
            }
        }
    }

    private func common(_ number: Int, _ side: Side) async throws -> Bool {
        let (pipeline, id, actor) = (side.pipeline, side.id, side.actor)
        switch number % 12 {
        case 0:
            let need: Value = number % 24 == 0 ? .null : .string("need \(number)")
            _ = try await pipeline.set(
                id,
                ["amount": .string("\(number * 100) EUR"), "need": need],
                by: actor
            )
        case 1:
            _ = try await pipeline.complete(
                id,
                "discovery_call",
                outcome: "qualified",
                values: ["budget": .string("\(number) EUR"), "need": .string("found")],
                by: actor
            )
        case 2: _ = try await pipeline.complete(id, "demo", outcome: "no_show", by: actor)
        case 3 where number % 5 == 0: _ = try await pipeline.move(id, to: "lost", reason: "price", by: actor)
        case 4 where number % 5 == 0:
            _ = try await pipeline.move(
                id,
                to: "lost",
                reason: "competitor",
                fields: ["competitor_name": .string("Other")],
                by: actor
            )
        case 5:
            _ = try await pipeline.move(id, to: "nurture", fields: ["next_contact": .string("2027-01-01")], by: actor)
        case 6: _ = try await pipeline.signal(id, "contract_signed", data: ["contract": .string("c")], by: actor)
        case 7:
            let person = ValueMap([
                "title": .string("A"), "role": .string("economic_buyer"), "met": .bool(number % 2 == 0),
            ])
            _ = try await pipeline.set(id, ["stakeholders": .list([.map(person)])], by: actor)
        default: return false
        }
        return true
    }
}
