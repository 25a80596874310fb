import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// A mail that a cadence sends carries all that a mail server needs.
@Suite struct MailRequestTests {
    private actor Outgoing: EmailHook {
        var messages: [EmailMessage] = []

        func send(_ message: EmailMessage, for request: HookRequest) async throws -> DeliveryReceipt {
            messages.append(message)
            return DeliveryReceipt()
        }
    }

    @Test func recipientSubjectTextTemplateAndThread() async throws {
        let world = try await TimeWorld(CadenceTests.file(steps: "[{email: intro}, {after: 3 days, email: nudge}]"))
        let id = try await world.open(["mail": .string("buyer@example.org")])
        try await world.pass(until: "2026-01-20T00:00:00Z")
        let outgoing = Outgoing()
        var query = OutboxQuery(deal: id)
        query.limit = 10
        for row in try await world.store.outbox(query) {
            let request = DeliveryRequest(
                tenant: row.tenant,
                deal: row.deal,
                revision: row.revision,
                plugin: row.hook,
                key: row.key,
                attempt: 1,
                body: row.request
            )
            _ = try await outgoing.deliver(request)
        }
        let messages = await outgoing.messages
        #expect(messages.map(\.to) == ["buyer@example.org", "buyer@example.org"])
        #expect(messages.map(\.subject) == ["Hello", "Still there?"])
        #expect(messages.map(\.body) == ["A word", "Another word"])
        #expect(messages.map(\.template) == ["intro", "nudge"])
        #expect(messages.map(\.thread) == ["\(id)/outbound", "\(id)/outbound"])
        #expect(Set(messages.map(\.key)).count == 2)
    }
}
