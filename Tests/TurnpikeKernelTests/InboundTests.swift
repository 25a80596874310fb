import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

/// Signals from outside systems, through the same front door as any command.
@Suite struct InboundTests {
    static let yaml = """
        turnpike: 1
        process: inbound
        roles: {desk: Desk}
        fields: {contract: text, paid: date}
        signals: {signed: {sets: [contract]}, paid: {sets: [paid]}}
        stages:
          offer: {moves: {won: {signal: signed, gates: [{paid_for: {needs: [paid]}}]}}}
          won: {outcome: won}
        """

    let rep = Actor.person("rep_1", roles: "desk")

    func world() async throws -> (Pipeline, DealID) {
        let pipeline = try await Pipeline(processes: [try SalesProcess(yaml: Self.yaml)])
        let deal = try await pipeline.open("inbound", name: "Acme", externalKeys: ["sign:17"], by: rep)
        return (pipeline, deal.id)
    }

    @Test func theSameMessageTakesEffectOnce() async throws {
        let (pipeline, deal) = try await world()
        let signal = InboundSignal(
            deal: "sign:17",
            signal: "signed",
            data: ["contract": "c.pdf"],
            source: "sign",
            messageID: "m1"
        )
        guard case .changed(let changed, let record) = try await pipeline.receive(signal) else {
            Issue.record("it was not stored")
            return
        }
        #expect(record.actor.id == "sign" && record.actor.kind == .plugin && record.actor.channel == "sign")
        #expect(changed.state.details.waiting.count == 1, "the move that awaits it has a gate in its way")
        guard case .repeated(let deal2, let revision) = try await pipeline.receive(signal) else {
            Issue.record("the message took effect twice")
            return
        }
        #expect(revision == changed.revision && deal2.revision == changed.revision)
        // Another system's message of the same id is another message.
        var other = signal
        other.source = "mail"
        guard case .changed = try await pipeline.receive(other) else {
            Issue.record("another source's message was taken for a repetition")
            return
        }
        _ = try await pipeline.receive(
            InboundSignal(
                deal: deal.description,
                signal: "paid",
                data: ["paid": "2026-11-02"],
                source: "bank",
                messageID: "1"
            )
        )
        #expect(try await pipeline.deal(deal)?.stage == "won", "the move that waited is made by the same gates")
    }

    @Test func theSameIdWithOtherContentIsAnError() async throws {
        let (pipeline, _) = try await world()
        var signal = InboundSignal(
            deal: "sign:17",
            signal: "signed",
            data: ["contract": "a"],
            source: "sign",
            messageID: "m1"
        )
        _ = try await pipeline.receive(signal)
        signal.data["contract"] = "b"
        await #expect(throws: PipelineError.self) { try await pipeline.receive(signal) }
    }

    @Test(arguments: [
        ("sign:18", "signed", "s", "m"), ("sign:17", "sined", "s", "m"), ("sign:17", "signed", "", "m"),
        ("sign:17", "signed", "s", ""),
    ])
    func whatMakesNoSenseIsAnError(_ deal: String, _ signal: String, _ source: String, _ id: String) async throws {
        let (pipeline, _) = try await world()
        let inbound = InboundSignal(deal: deal, signal: signal, source: source, messageID: id)
        await #expect(throws: (any Error).self) { try await pipeline.receive(inbound) }
    }

    @Test func itMayHaveHappenedEarlier() async throws {
        let (pipeline, deal) = try await world()
        let then = try #require(Instant("2026-11-01T10:00:00Z"))
        let signal = InboundSignal(
            deal: deal.description,
            signal: "signed",
            source: "s",
            messageID: "m",
            occurred: then
        )
        guard case .changed(_, let record) = try await pipeline.receive(signal) else { return }
        #expect(record.happened == then)
    }
}
