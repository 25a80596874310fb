import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// Deals of other processes that a stage opens, and what comes back from them.
@Suite struct OpeningTests {
    private static let end = CalendarDate("2026-12-31").map { Value.date($0) } ?? .null

    @Test func dealIsOpenedOnEntryWithWhatItIsGiven() async throws {
        let world = try await OpeningWorld()
        let id = try await world.customer(["seats": .int(25), "friend": .string("Globex")])
        let lead = try #require(try await world.deals("lead").first)
        #expect(lead.name == "Globex" && lead.owner == "rep_1" && lead["source"] == .string("referral"))
        #expect(lead.state.openedBy?.deal == id && lead.state.openedBy?.opening == "customer/referral")
        let customer = try await world.deal(id)
        #expect(customer.state.openings.first?.children.map(\.deal) == [lead.id])
        #expect(try await world.events(id) == ["opening.due", "opening.opened"])
        #expect(try await world.pipeline.timers().isEmpty)
        #expect(try await world.replays())
    }

    @Test(arguments: [("seats", Value.int(10)), ("friend", .string("Globex"))])
    func nothingIsOpenedWhereTheConditionDoesNotHoldOrIsUnknown(field: String, value: Value) async throws {
        let world = try await OpeningWorld()
        let id = try await world.customer([field: value])
        #expect(try await world.deals("lead").isEmpty)
        #expect(try await world.events(id).isEmpty)
    }

    @Test func dealIsOpenedAtItsTimeAndItsOutcomeComesBackWithItsValues() async throws {
        let world = try await OpeningWorld()
        let id = try await world.customer([
            "contract_end": Self.end, "amount": .money(try #require(Money("50000 EUR"))),
            "contact_email": .string("a@acme.example"),
        ])
        #expect(try await world.pipeline.timers().map(\.name) == ["opens/customer/renewal"])
        _ = try await world.pass(until: "2026-09-01T00:00:00Z")
        #expect(try await world.deals("renewal").isEmpty)
        _ = try await world.pass(until: "2026-09-02T00:00:00Z")
        let renewal = try #require(try await world.deals("renewal").first)
        #expect(renewal["label_of_it"] == .string("Acme!") && renewal["contact_email"] == .string("a@acme.example"))
        #expect(renewal.state.details.account == "acme")

        let next = Value.date(try #require(CalendarDate("2027-12-31")))
        _ = try await world.pipeline.set(renewal.id, ["contract_end": next], by: rep)
        _ = try await world.pipeline.move(renewal.id, to: "renewed", by: rep)
        let customer = try await world.deal(id)
        #expect(customer["contract_end"] == next)
        #expect(try await world.events(id, "signal") == ["signal.received"])
        // The new end of the contract arms the next renewal.
        #expect(
            try await world.pipeline.timers().map { "\($0.name) \($0.due)" } == [
                "opens/customer/renewal 2027-09-01T22:00:00Z"
            ]
        )
        _ = try await world.pass(until: "2028-01-01T00:00:00Z")
        #expect(try await world.deals("renewal").count == 2)
        #expect(try await world.replays())
    }

    @Test func lateOutcomeComesBackAgain() async throws {
        let world = try await OpeningWorld()
        let id = try await world.customer([
            "contract_end": Self.end, "amount": .money(try #require(Money("50000 EUR"))),
        ])
        _ = try await world.pass(until: "2026-10-01T00:00:00Z")
        let renewal = try #require(try await world.deals("renewal").first).id
        _ = try await world.pipeline.move(renewal, to: "churned", by: rep)
        #expect(try await world.deal(id).stage == "lapsed")
        _ = try await world.pipeline.move(id, to: "customer", by: rep)
        // For the same end of the contract no second renewal is opened.
        _ = try await world.pass(until: "2026-11-01T00:00:00Z")
        #expect(try await world.deals("renewal").count == 1)
        _ = try await world.pipeline.move(renewal, to: "offer", by: rep)
        _ = try await world.pipeline.move(renewal, to: "renewed", by: rep)
        #expect(try await world.events(id, "opening.returned").count == 2)
        #expect(try await world.deal(id).state.openings.first?.children.first?.stage == "renewed")
        #expect(try await world.replays())
    }

    @Test func stageThatIsLeftOpensNothingAnyMore() async throws {
        let world = try await OpeningWorld()
        let id = try await world.customer(["contract_end": Self.end])
        _ = try await world.pipeline.move(id, to: "pause", by: rep)
        #expect(try await world.pipeline.timers().isEmpty)
        _ = try await world.pass(until: "2027-06-01T00:00:00Z")
        #expect(try await world.deals("renewal").isEmpty)
    }

    @Test func wayBackOutOfAHoldOpensNothingAgain() async throws {
        let world = try await OpeningWorld()
        let id = try await world.customer(["seats": .int(25), "friend": .string("Globex")])
        _ = try await world.pipeline.move(id, to: "pause", by: rep)
        _ = try await world.pipeline.move(id, to: "wake", by: rep)
        #expect(try await world.deals("lead").count == 1)
    }

    @Test func oneDealOpensAtMostSoMany() async throws {
        let world = try await OpeningWorld()
        let id = try await world.customer(["seats": .int(25), "friend": .string("Globex")])
        for _ in 0..<3 {
            let lead = try #require(try await world.deals("lead").first { $0.outcome == nil || $0.stage == "won" })
            _ = try await world.pipeline.signal(id, "thanked", by: rep)
            _ = lead
            _ = try await world.pipeline.move(id, to: "customer", by: rep)
        }
        #expect(try await world.deals("lead").count == 2)
    }

    @Test func refusalIsNotedAndTriedAgainAfterAChange() async throws {
        let world = try await OpeningWorld()
        let id = try await world.customer(["contract_end": Self.end])
        _ = try await world.pass(until: "2026-10-01T00:00:00Z")
        #expect(try await world.deal(id).state.openings.first?.status == .refused(["known.needs.amount"]))
        #expect(try await world.pipeline.timers().isEmpty)
        _ = try await world.pipeline.set(id, ["amount": .money(try #require(Money("1 EUR")))], by: rep)
        #expect(try await world.deals("renewal").count == 1)
        #expect(try await world.deal(id).state.openings.first?.status == .opened)
        #expect(try await world.replays())
    }

    @Test func unknownProcessLeavesTheDealDueUntilItIsKnown() async throws {
        let world = try await OpeningWorld([OpeningWorld.sale])
        let id = try await world.customer(["seats": .int(25), "friend": .string("Globex")])
        #expect(try await world.deal(id).stage == "customer")
        #expect(try await world.pipeline.timers().map(\.name) == ["opens/customer/referral/1"])
        let summary = try await world.pipeline.fireDueTimers()
        #expect(summary.failed == 1 && summary.lastError?.contains("lead") == true)
        let later = try await OpeningWorld([OpeningWorld.sale, OpeningWorld.lead], store: world.store)
        later.clock.set(try #require(Instant("2026-01-05T10:00:00Z")))
        #expect(try await later.pipeline.fireDueTimers().fired == 1)
        #expect(try await later.deals("lead").count == 1)
    }

    @Test func sensitiveValueIsNotGivenToAFieldThatIsNot() async throws {
        let open = OpeningWorld.renewal.replacing("sensitive: true, ", with: "")
        let world = try await OpeningWorld([OpeningWorld.sale, open, OpeningWorld.lead])
        let id = try await world.customer([
            "contract_end": Self.end, "contact_email": .string("a@acme.example"),
            "amount": .money(try #require(Money("1 EUR"))),
        ])
        _ = try await world.pass(until: "2026-10-01T00:00:00Z")
        #expect(try await world.deals("renewal").isEmpty)
        guard case .refused(let words)? = try await world.deal(id).state.openings.first?.status else {
            Issue.record("it was not refused")
            return
        }
        #expect(words.first?.contains("sensitive") == true)
    }

    /// Each opens the next at once, under a condition that the checker cannot judge.
    @Test func circleOfOpeningsEnds() async throws {
        let world = try await OpeningWorld([
            """
            turnpike: 1
            process: echo
            fields: {goes_on: {type: bool, label: Goes on}}
            stages:
              open: {opens: {echo: {when: deal.goes_on, copy: [goes_on]}}, moves: [done]}
              done: {outcome: won}
            """
        ])
        _ = try await world.pipeline.open("echo", name: "Echo", fields: ["goes_on": .bool(true)], by: rep)
        let deals = try await world.deals("echo")
        #expect(deals.count > 2 && deals.count < 32, "\(deals.count)")
        let last = deals.filter { deal in deal.state.openings.contains { $0.status != .opened } }
        #expect(last.count == 1)
    }

    @Test func importOpensNothing() async throws {
        let world = try await OpeningWorld()
        let bringer = Actor(id: "import", kind: .import)
        let deal = try await world.pipeline.open(
            "sale",
            name: "Old",
            stage: "customer",
            fields: ["seats": .int(25), "friend": .string("Globex"), "contract_end": Self.end],
            by: bringer
        )
        #expect(try await world.deals("lead").isEmpty)
        #expect(try await world.deal(deal.id).state.openings.isEmpty)
        #expect(try await world.pipeline.timers().map(\.name) == ["opens/customer/renewal"])
    }
}
