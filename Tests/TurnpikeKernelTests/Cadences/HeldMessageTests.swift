import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// Messages of hooks and limits that may not go when they come up: they wait as facts of the deal, and go once.
@Suite struct HeldMessageTests {
    private static let mail: [String: Value] = ["mail": .string("buyer@example.org"), "silent": .bool(false)]
    private static let talk = "hooks: [{event: stage.entered talk, do: [{email: {template: missed, to: deal.mail}}]}]"

    /// A sale without its cadence, so that only hooks and limits write.
    private static func file(_ rules: String, _ more: String = talk) -> String {
        CadenceTests.file("again: true", steps: "[{call: first_call}]", more: "contact_rules: \(rules)\n\(more)")
    }

    private func told(_ id: DealID, _ world: TimeWorld) async throws -> [String] {
        try await world.pipeline.history(id).flatMap { record in
            record.events.compactMap { event -> String? in
                switch event {
                case .message(.delayed(let message, number: let number, let until, let reason)):
                    "\(number) \(message.words(in: world.process)) waits until \(until), \(reason.rawValue)"
                case .message(.sent(let message, let waited, day: _)):
                    "\(message.words(in: world.process)) goes \(record.recorded)" + (waited == nil ? "" : ", late")
                case .withheld(let message): "no \(message.template ?? message.plugin), \(message.reason.rawValue)"
                default: nil
                }
            }
        }
    }

    private func move(_ id: DealID, _ to: String, _ world: TimeWorld) async throws {
        guard case .moved = try await world.pipeline.move(id, to: to, by: rep) else {
            Issue.record("the move to \(to) is refused")
            return
        }
    }

    /// The clocks of the contact are read, also where they are set forward or back between today and the day it goes.
    @Test(arguments: [
        ("America/New_York", "2026-03-06T22:30:00Z", "2026-03-09T13:00:00Z"),
        ("America/New_York", "2026-03-05T22:30:00Z", "2026-03-06T14:00:00Z"),
        ("Europe/Berlin", "2026-10-23T20:00:00Z", "2026-10-26T08:00:00Z"),
        ("Asia/Tokyo", "2026-12-31T10:00:00Z", "2027-01-01T00:00:00Z"),
        ("Pacific/Auckland", "2026-04-03T12:00:00Z", "2026-04-05T21:00:00Z"),
        ("Nowhere/At_All", "2026-03-06T22:30:00Z", "2026-03-09T08:00:00Z"),
    ])
    func aMessageOutsideTheHoursGoesAtTheNextOpeningOfItsReader(_ zone: String, _ start: String, _ goes: String)
        async throws
    {
        let world = try await TimeWorld(Self.file("{hours: {calendar: office, zone: contact}}"), from: start)
        try await world.pipeline.put(.contact, "buyer", values: ["zone": .string(zone)])
        let deal = try await world.pipeline.open("sales", name: "A", contact: "buyer", fields: Self.mail, by: rep)
        try await move(deal.id, "talk", world)
        #expect(try await world.deliveries(deal.id) == [])
        #expect(try await world.armed().contains("message/deal/1 \(goes)"))
        #expect(try await world.deal(deal.id).state.heldMessages.map(\.number) == [1])
        try await world.pass(until: "2027-02-01T00:00:00Z")
        #expect(
            try await told(deal.id, world) == [
                "1 email missed waits until \(goes), quiet_hours", "email missed goes \(goes), late",
            ]
        )
        #expect(try await world.deliveries(deal.id) == ["email buyer@example.org"])
        #expect(try await world.deal(deal.id).state.heldMessages.isEmpty)
        #expect(try await !world.armed().contains { $0.hasPrefix("message/") })
        #expect(try await world.replays(deal.id))
    }

    @Test func whatIsForbiddenMeanwhileDoesNotGo() async throws {
        let world = try await TimeWorld(
            Self.file("{do_not_contact: deal.silent, hours: office}"),
            from: "2026-01-05T20:00:00Z"
        )
        let id = try await world.open(Self.mail)
        try await move(id, "talk", world)
        _ = try await world.pipeline.set(id, ["silent": .bool(true)], by: rep)
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(
            try await told(id, world) == [
                "1 email missed waits until 2026-01-06T08:00:00Z, quiet_hours", "no missed, do_not_contact",
            ]
        )
        #expect(try await world.deliveries(id) == [])
        #expect(try await world.deal(id).state.heldMessages.isEmpty)
        #expect(try await world.replays(id))
    }

    /// Words and recipient are those of the deal as it is when the message goes.
    @Test func itIsRenderedWhenItGoes() async throws {
        let world = try await TimeWorld(Self.file("{hours: office}"), from: "2026-01-05T20:00:00Z")
        let id = try await world.open(Self.mail)
        try await move(id, "talk", world)
        _ = try await world.pipeline.set(id, ["mail": .string("new@example.org")], by: rep)
        // Going back leaves the stage whose hook wrote it; the message waits on.
        try await move(id, "lead", world)
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(try await world.deliveries(id) == ["email new@example.org"])
        var query = OutboxQuery(deal: id)
        query.limit = 1
        let row = try #require(try await world.store.outbox(query).first)
        let event = try JSON.parse(row.request)["event"]
        #expect(event?["name"]?.stringValue == "stage.entered talk")
        #expect(event?["due"]?.stringValue == "2026-01-05T20:00:00Z")
        #expect(event?["late_by"]?.stringValue == "12 hours")
    }

    @Test func anOutcomeEndsWhatWaitsAndSaysWhatItHasToSayItself() async throws {
        let more = """
            hooks:
              - {event: stage.entered talk, do: [{email: {template: missed, to: deal.mail}}]}
              - {event: deal.won, do: [{email: {template: nudge, to: deal.mail}}]}
            """
        let world = try await TimeWorld(Self.file("{hours: office}", more), from: "2026-01-05T20:00:00Z")
        let id = try await world.open(Self.mail)
        try await move(id, "talk", world)
        try await move(id, "won", world)
        #expect(
            try await told(id, world) == [
                "1 email missed waits until 2026-01-06T08:00:00Z, quiet_hours", "no missed, deal_ended",
                "1 email nudge waits until 2026-01-06T08:00:00Z, quiet_hours",
            ]
        )
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(try await told(id, world).last == "email nudge goes 2026-01-06T08:00:00Z, late")
        #expect(try await world.deliveries(id) == ["email buyer@example.org"])
        #expect(try await world.replays(id))
    }

    /// Cadences, hooks and limits share what a customer gets on one day.
    @Test func everyMessageCountsForTheDay() async throws {
        let more = """
            contact_rules: {per_day: 1}
            hooks: [{event: activity.overdue first_call, do: [{email: {template: missed, to: deal.mail}}]}]
            limits: {slow: {within: 2 hours, then: [{email: {template: nudge, to: deal.mail}}]}}
            """
        let world = try await TimeWorld(CadenceTests.file(steps: "[{email: intro}]", more: more))
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-01-05T09:00:00Z")
        #expect(try await world.deliveries(id) == ["email buyer@example.org"])
        try await world.pass(until: "2026-01-05T22:00:00Z")
        // Tomorrow begins with midnight of the process's zone.
        #expect(try await told(id, world) == ["1 email nudge waits until 2026-01-05T23:00:00Z, daily_maximum"])
        try await world.pass(until: "2026-01-07T00:00:00Z")
        #expect(try await told(id, world).last == "email nudge goes 2026-01-05T23:00:00Z, late")
        #expect(try await world.deliveries(id).count == 2)
        #expect(try await world.replays(id))
    }

    @Test func messagesOfOneCommandCountOneByOne() async throws {
        let action = "{email: {template: missed, to: deal.mail}}"
        let more = "hooks: [{event: stage.entered talk, do: [\(action), \(action), \(action), {notify: owner}]}]"
        for (rules, reason) in [("{per_day: 2}", "daily_maximum"), ("{per_owner: 2}", "owner_maximum")] {
            let world = try await TimeWorld(Self.file(rules, more))
            let deal = try await world.pipeline.open("sales", name: "A", owner: "rep_1", fields: Self.mail, by: rep)
            try await move(deal.id, "talk", world)
            #expect(
                try await told(deal.id, world) == [
                    "email missed goes 2026-01-05T09:00:00Z", "email missed goes 2026-01-05T09:00:00Z",
                    "1 email missed waits until 2026-01-05T23:00:00Z, \(reason)",
                ]
            )
            #expect(try await world.deliveries(deal.id).filter { $0.hasPrefix("email") }.count == 2)
            try await world.pass(until: "2026-01-07T00:00:00Z")
            #expect(try await world.deliveries(deal.id).filter { $0.hasPrefix("email") }.count == 3)
            #expect(try await world.replays(deal.id))
        }
    }

    /// A command that gives the deal to somebody does not know what went out for them: the next one does.
    @Test func theOwnerGivenInTheSameCommandIsCounted() async throws {
        let more = "hooks: [{event: deal.assigned, do: [{email: {template: missed, to: deal.mail}}]}]"
        let world = try await TimeWorld(Self.file("{per_owner: 1}", more))
        var ids: [DealID] = []
        for _ in 0..<3 {
            let id = try await world.open(Self.mail)
            _ = try await world.pipeline.assign(id, to: "rep_2", by: rep)
            ids.append(id)
        }
        #expect(try await world.deliveries(ids[0]).isEmpty)
        try await world.pass(until: "2026-01-20T00:00:00Z")
        var times: [String] = []
        for id in ids {
            #expect(try await world.deliveries(id) == ["email buyer@example.org"])
            times += try await told(id, world).filter { $0.contains(" goes ") }.map {
                String($0.dropFirst(18).prefix(20))
            }
        }
        // One a day, from midnight of the process's zone.
        #expect(times.sorted() == ["2026-01-05T09:00:00Z", "2026-01-05T23:00:00Z", "2026-01-06T23:00:00Z"])
    }

    @Test func anImportDelaysNothing() async throws {
        let world = try await TimeWorld(Self.file("{hours: office}"), from: "2026-01-05T20:00:00Z")
        let bringer = Actor(id: "import", kind: .import)
        let id = try await world.open(Self.mail, by: bringer)
        _ = try await world.pipeline.perform(Command(.move(MoveRequest(to: "talk"))), on: id, by: bringer)
        #expect(try await told(id, world) == ["no missed, quiet_hours"])
        #expect(try await world.deal(id).state.heldMessages.isEmpty)
    }

    @Test func onlySoManyWaitForOneDeal() async throws {
        let more = "hooks: [{event: comment.added, do: [{email: {template: missed, to: deal.mail}}]}]"
        let world = try await TimeWorld(Self.file("{hours: office}", more), from: "2026-01-05T20:00:00Z")
        let id = try await world.open(Self.mail)
        for number in 1...40 { _ = try await world.pipeline.comment(id, "\(number)", by: rep) }
        let told = try await told(id, world)
        #expect(told.filter { $0.contains("waits") }.count == 32)
        #expect(told.filter { $0 == "no missed, quiet_hours" }.count == 8)
        try await world.pass(until: "2026-01-07T00:00:00Z")
        #expect(try await world.deliveries(id).count == 32)
        #expect(try await world.replays(id))
    }

    /// What a release before this one stored has none of it and reads as ever; what is stored now reads as it was.
    @Test func whatWaitsIsStored() async throws {
        let world = try await TimeWorld(
            Self.file(
                "{hours: office}",
                "limits: {slow: {within: 1 hour, then: [{after: 1 hour, email: {template: nudge, to: deal.mail}}]}}"
            ),
            from: "2026-01-05T20:00:00Z"
        )
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-01-05T23:30:00Z")
        let state = try await world.deal(id).state
        #expect(state.heldMessages.count == 1)
        let stored = StoredDeal(Deal(process: world.process, state: state))
        #expect(try StateCoding.decode(stored, in: world.process) == state)
        #expect(
            String(decoding: stored.state, as: UTF8.self).contains("\"held_messages\":[{\"limit\":\"process/slow\"")
        )
        try await world.pass(until: "2026-01-07T00:00:00Z")
        #expect(try await world.deliveries(id) == ["email buyer@example.org"])
    }

    /// The rule may read the contact and the account, whose records other systems keep.
    @Test(arguments: [
        ("deal.contact.do_not_contact", ["do_not_contact": Value.bool(true)], false),
        ("deal.contact.do_not_contact", ["do_not_contact": .bool(false)], true),
        ("deal.contact.do_not_contact", [:], true),
        // What is no truth cannot allow anything.
        ("deal.contact.do_not_contact", ["do_not_contact": .string("yes")], false),
        ("deal.contact.phone == '493012345'", ["phone": .int(493_012_345)], false),
        ("deal.account.do_not_contact || deal.account.employees > 100", [:], true),
    ])
    func contactAndAccountAreReadByRules(_ rule: String, _ values: [String: Value], _ goes: Bool) async throws {
        let world = try await TimeWorld(Self.file("{do_not_contact: \"\(rule)\"}"))
        try await world.pipeline.put(.contact, "buyer", values: values)
        try await world.pipeline.put(.account, "acme", values: ["employees": .int(20)])
        let deal = try await world.pipeline.open(
            "sales",
            name: "A",
            account: "acme",
            contact: "buyer",
            fields: Self.mail,
            by: rep
        )
        try await move(deal.id, "talk", world)
        #expect(try await world.deliveries(deal.id) == (goes ? ["email buyer@example.org"] : []))
    }
}
