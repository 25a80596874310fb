import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// Do-not-contact, quiet hours and daily maxima: gates on every message to a customer.
@Suite struct ContactRuleTests {
    private static let mail: [String: Value] = ["mail": .string("buyer@example.org"), "silent": .bool(false)]

    private func events(_ id: DealID, _ world: TimeWorld) async throws -> [String] {
        try await world.pipeline.history(id).flatMap { record in
            record.events.compactMap { event -> String? in
                switch event {
                case .cadence(let event):
                    switch event.kind {
                    case .step(let step, due: _, day: _): return "step \(step + 1) \(record.recorded)"
                    case .skipped(let step, let reason, due: _): return "no step \(step + 1): \(reason.rawValue)"
                    default: return nil
                    }
                case .message(.delayed(let message, number: _, let until, let reason)):
                    return "delayed \(message.words(in: world.process)) \(reason.rawValue) until \(until)"
                case .withheld(let message):
                    return "withheld \(message.plugin) \(message.template ?? "") \(message.reason.rawValue)"
                default: return nil
                }
            }
        }
    }

    @Test func whoeverIsNotToBeContactedGetsNoStepAndTheReasonIsRecorded() async throws {
        let world = try await TimeWorld(CadenceTests.file(more: "contact_rules: {do_not_contact: deal.silent}"))
        let id = try await world.open(Self.mail.merging(["silent": .bool(true)]) { $1 })
        try await world.pass(until: "2026-02-01T00:00:00Z")
        // A call is a person's work, and they see the field; what is written goes nowhere.
        #expect(
            try await events(id, world) == [
                "no step 1: do_not_contact", "step 2 2026-01-08T09:00:00Z", "no step 3: do_not_contact",
            ]
        )
        #expect(try await world.deliveries(id) == [])
        #expect(try await world.replays(id))
    }

    @Test(arguments: [
        ("silent", true, "2026-01-05T09:00:00Z", ["withheld email missed do_not_contact"], ["notify rep"]),
        ("silent", false, "2026-01-05T20:00:00Z", ["delayed email missed quiet_hours until 2026-01-06T08:00:00Z"], []),
        ("silent", false, "2026-01-05T09:00:00Z", [], ["email buyer@example.org"]),
    ])
    func aHooksMessageIsSentOrDelayedOrRecordedAsWithheld(
        _ field: String,
        _ value: Bool,
        _ start: String,
        _ expected: [String],
        _ sent: [String]
    ) async throws {
        let more = """
            contact_rules: {do_not_contact: deal.silent, hours: office}
            hooks:
              - {event: stage.entered talk, do: [{email: {template: missed, to: deal.mail}}, {email: {subject: A, to: owner}}]}
              - {event: message.withheld, do: [{notify: rep}]}
            roles: {rep: Rep}
            """
        let world = try await TimeWorld(CadenceTests.file(more: more), from: start)
        let id = try await world.open(["mail": .string("buyer@example.org"), field: .bool(value)])
        _ = try await world.pipeline.move(id, to: "talk", reason: nil, by: rep)
        #expect(try await events(id, world) == expected)
        // The mail to the owner is none to the customer and goes at any time.
        let deliveries = try await world.deliveries(id)
        let owner = try await world.deal(id).owner ?? ""
        #expect(deliveries.sorted() == (sent + ["email \(owner)"]).sorted())
        #expect(try await world.replays(id))
    }

    @Test func quietHoursShiftAStep() async throws {
        let world = try await TimeWorld(
            CadenceTests.file(more: "contact_rules: {hours: {calendar: office, zone: America/New_York}}"),
            from: "2026-01-05T09:00:00Z"
        )
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-01-06T00:00:00Z")
        #expect(try await events(id, world) == ["step 1 2026-01-05T14:00:00Z"])
    }

    @Test func onlySoManyMessagesGoToOneCustomerADay() async throws {
        let steps = "[{email: intro}, {email: nudge}, {email: missed}]"
        let world = try await TimeWorld(
            CadenceTests.file("window: office", steps: steps, more: "contact_rules: {per_day: 1}")
        )
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(
            try await events(id, world) == [
                "step 1 2026-01-05T09:00:00Z", "step 2 2026-01-06T08:00:00Z", "step 3 2026-01-07T08:00:00Z",
            ]
        )
        #expect(try await world.replays(id))
    }

    @Test func onlySoManyMessagesGoOutForOneOwnerADay() async throws {
        let world = try await TimeWorld(
            CadenceTests.file("window: office", steps: "[{email: intro}]", more: "contact_rules: {per_owner: 2}")
        )
        var ids: [DealID] = []
        for _ in 0..<5 { ids.append(try await world.open(Self.mail)) }
        try await world.pass(until: "2026-02-01T00:00:00Z")
        var days: [String: Int] = [:]
        for id in ids {
            let events = try await events(id, world)
            #expect(events.count == 1, "each goes out once: \(events)")
            days[String(events.first?.dropFirst(7).prefix(10) ?? ""), default: 0] += 1
            #expect(try await world.replays(id))
        }
        #expect(days == ["2026-01-05": 2, "2026-01-06": 2, "2026-01-07": 1])
    }
}
