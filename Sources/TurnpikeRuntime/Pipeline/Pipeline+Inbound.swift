import Turnpike
public import TurnpikeValues

/// Something that came in from an outside system: a reply, a signature, a payment, a stage changed in the CRM.
public struct InboundSignal: Hashable, Sendable {
    /// The deal: its id, or a key by which the outside system knows it.
    public var deal: String
    /// The signal's id, as the process declares it.
    public var signal: String
    /// What it brings, by field.
    public var data: [String: Value]
    /// The outside system, such as `mail` or `crm`.
    public var source: String
    /// The system's own id of the message: the same message again changes nothing.
    public var messageID: String
    /// When it happened; nil means now.
    public var occurred: Instant?

    /// A signal.
    public init(
        deal: String,
        signal: String,
        data: [String: Value] = [:],
        source: String,
        messageID: String,
        occurred: Instant? = nil
    ) {
        self.deal = deal
        self.signal = signal
        self.data = data
        self.source = source
        self.messageID = messageID
        self.occurred = occurred
    }
}

extension Pipeline {
    /// Takes in something from an outside system, through the same front door as any command.
    ///
    /// A message that was stored before is answered with what is stored (`Outcome.repeated`); the same id with other content
    /// is an error. A message that is refused may come again.
    ///
    /// - Parameter roles: The roles in which the outside system acts.
    /// - Throws: `PipelineError` (`noSuchDeal`, `keyReused`), `CommandError`, `StoreError`.
    public func receive(_ inbound: InboundSignal, roles: [String] = []) async throws -> Outcome {
        guard !inbound.source.isEmpty, !inbound.messageID.isEmpty else {
            throw CommandError(.missing, "a signal from outside names its source and the id of its message")
        }
        let id: DealID
        if let given = DealID(inbound.deal) {
            id = given
        } else {
            let found = try await store.find(inbound.deal, tenant: tenant, limit: 2)
            guard found.count == 1, let first = found.first else {
                throw PipelineError(
                    .noSuchDeal,
                    found.isEmpty
                        ? "no deal is known as '\(inbound.deal)'" : "several deals are known as '\(inbound.deal)'"
                )
            }
            id = first.id
        }
        let actor = Actor(id: inbound.source, kind: .plugin, roles: roles, channel: inbound.source)
        let command = Command(
            .signal(inbound.signal, data: Self.list(inbound.data)),
            occurred: inbound.occurred.map { .at($0) } ?? .now
        )
        let options = CommandOptions(idempotency: (source: inbound.source, key: inbound.messageID))
        return try await perform(command, on: id, by: actor, options: options)
    }
}
