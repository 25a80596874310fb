import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// Deadlines of approvals, on a manual clock and through the pipeline.
@Suite struct ApprovalTimeTests {
    private static func text(_ late: String) -> String {
        ApprovalProcess.text(
            "steps: [{of: [legal, finance], quorum: all}]\nwithin: 2 days\n" + late,
            extra: "zone: Europe/Berlin"
        ).replacingOccurrences(
            "lost: {outcome: lost",
            "waiting: {hold: true, moves: {wake: {to: came_from}}}\n  lost: {outcome: lost"
        ).replacingOccurrences("anywhere: {moves: [lost]}", "anywhere: {moves: [lost, waiting]}")
    }

    private static func world(_ late: String = "") async throws -> (TimeWorld, DealID) {
        let world = try await TimeWorld(text(late))
        let id = try await world.open(["discount": .string("20%"), "amount": .string("1000 EUR")])
        _ = try await world.pipeline.move(id, to: "negotiation", by: rep)
        _ = try await world.pipeline.move(id, to: "won", by: rep)
        return (world, id)
    }

    @Test func whatNobodyDecidesInTimeExpires() async throws {
        let (world, id) = try await Self.world()
        #expect(try await world.armed() == ["approval/discount 2026-01-07T09:00:00Z"])
        try await world.pass(until: "2026-01-07T08:59:00Z")
        #expect(try await world.deal(id).state.approvals.map(\.status) == [.pending])
        try await world.pass(until: "2026-01-07T09:00:00Z")
        #expect(try await world.deal(id).state.approvals.map(\.status) == [.expired])
        #expect(try await world.armed().isEmpty)
        guard case .refused(let refusal, _) = try await world.pipeline.requestApproval(id, "discount", by: rep) else {
            Issue.record("what has expired is asked for again only after a change")
            return
        }
        #expect(refusal.ids == ["approvals.discount.changed"])
        #expect(try await world.replays(id))
    }

    @Test func escalatedItIsDecidedByOne() async throws {
        let (world, id) = try await Self.world("late: {escalate: vp_sales}")
        _ = try await world.pipeline.approve(id, "discount", by: finance)
        guard case .refused = try await world.pipeline.approve(id, "discount", by: vicePresident) else {
            Issue.record("nobody is late yet")
            return
        }
        try await world.pass(until: "2026-01-08T09:00:00Z")
        #expect(try await world.events(id).suffix(2) == ["timer.fired", "approval.late"])
        #expect(try await world.pipeline.inbox { _ in vicePresident }.map(\.item.approval) == ["discount"])
        _ = try await world.pipeline.approve(id, "discount", by: vicePresident)
        #expect(try await world.deal(id).state.approvals.map(\.status) == [.granted])
        #expect(try await world.replays(id))
    }

    @Test func aVoteInTimeTakesTheTimerAway() async throws {
        let (world, id) = try await Self.world()
        _ = try await world.pipeline.approve(id, "discount", by: legal)
        #expect(try await world.armed().count == 1, "one of two seats")
        _ = try await world.pipeline.approve(id, "discount", by: finance)
        #expect(try await world.armed().isEmpty)
        #expect(try await world.replays(id))
    }

    @Test func inAHoldTheTimeStandsStill() async throws {
        let (world, id) = try await Self.world()
        try await world.pass(until: "2026-01-06T09:00:00Z")
        _ = try await world.pipeline.move(id, to: "waiting", by: rep)
        #expect(try await world.armed().isEmpty)
        try await world.pass(until: "2026-02-06T09:00:00Z")
        #expect(try await world.deal(id).state.approvals.map(\.status) == [.pending])
        _ = try await world.pipeline.move(id, to: "wake", by: rep)
        #expect(try await world.armed() == ["approval/discount 2026-02-07T09:00:00Z"])
        #expect(try await world.replays(id))
    }

    @Test func aChangeThatWithdrawsVotesBeginsTheTimeAnew() async throws {
        let (world, id) = try await Self.world("resets_on: [amount]")
        _ = try await world.pipeline.approve(id, "discount", by: legal)
        try await world.pass(until: "2026-01-06T09:00:00Z")
        _ = try await world.pipeline.set(id, ["amount": .string("2000 EUR")], by: rep)
        #expect(try await world.armed() == ["approval/discount 2026-01-08T09:00:00Z"])
        #expect(try await world.replays(id))
    }

    @Test func anOutcomeTakesTheTimerAway() async throws {
        let (world, id) = try await Self.world()
        _ = try await world.pipeline.move(id, to: "lost", by: rep)
        #expect(try await world.armed().isEmpty)
        #expect(try await world.replays(id))
    }

    @Test func thePipelineKeepsTheRequestOfARefusedMove() async throws {
        let (world, id) = try await Self.world()
        let deal = try await world.deal(id)
        #expect(deal.stage == "negotiation")
        #expect(deal.state.approvals.map(\.requester) == ["rep_1"])
        let inbox = try await world.pipeline.inbox { _ in legal }
        #expect(inbox.map(\.item.question) == ["Approve 20% off for A deal?"])
        #expect(inbox.map(\.item.who) == [["legal", "finance"]])
        #expect(try await world.pipeline.inbox { _ in rep }.isEmpty)
    }

    @Test func aKeyIsNotUsedUpByAMoveThatIsPending() async throws {
        let (world, id) = try await Self.world()
        for actor in [legal, finance] { _ = try await world.pipeline.approve(id, "discount", by: actor) }
        let other = try await world.open(["discount": .string("20%"), "amount": .string("1000 EUR")])
        let options = CommandOptions(idempotency: ("test", "key"))
        _ = try await world.pipeline.move(other, to: "negotiation", by: rep)
        for expected in ["negotiation", "won"] {
            _ = try await world.pipeline.move(other, to: "won", by: rep, options: options)
            #expect(try await world.deal(other).stage == expected)
            for actor in [legal, finance] { _ = try await world.pipeline.approve(other, "discount", by: actor) }
        }
    }
}
