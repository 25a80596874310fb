import Turnpike
public import TurnpikeRuntime
public import TurnpikeValues
public import TurnpikeWeb
public import Webhook

/// Takes what came in from outside through the pipeline's front door, and says in the words of HTTP what became of it.
public struct SignalDesk: Sendable {
    /// The outside system, which the record names and whose idempotency keys these are.
    public let source: String
    private let roles: [String]
    private let pipeline: @Sendable () async throws -> Pipeline

    /// A desk.
    ///
    /// - Parameters:
    ///   - source: The outside system, such as `billing`.
    ///   - roles: The roles in which it acts.
    ///   - pipeline: The pipeline; asked for with each message, because an app may make it later than its routes.
    public init(source: String, roles: [String] = [], pipeline: @escaping @Sendable () async throws -> Pipeline) {
        self.source = source
        self.roles = roles
        self.pipeline = pipeline
    }

    /// Takes one signal.
    ///
    /// - Parameter signal: What came in; its `source` is set to the desk's.
    /// - Returns: 200 where it is stored now or was before.
    /// - Throws: `InboundRefusal`: 404 for a deal that there is not, 409 where the process refuses it now, 422 where it will
    ///   never make sense, 503 where the store fails.
    public func take(_ signal: InboundSignal) async throws(InboundRefusal) -> InboundReply {
        var signal = signal
        signal.source = source
        do {
            switch try await pipeline().receive(signal, roles: roles) {
            case .changed, .unchanged: return .text(200, "taken")
            case .repeated: return .text(200, "taken before")
            case .refused(let refusal, _):
                throw InboundRefusal(409, "the process refuses it now: \(refusal.ids.joined(separator: ", "))")
            }
        } catch let refusal as InboundRefusal {
            throw refusal
        } catch let error as CommandError {
            throw InboundRefusal(422, error.description)
        } catch let error as PipelineError where error.code == .noSuchDeal {
            throw InboundRefusal(404, "no deal of that name, or several")
        } catch let error as PipelineError where error.code == .keyReused {
            throw InboundRefusal(422, "this id was used for another message")
        } catch {
            throw InboundRefusal(503, "it cannot be stored now")
        }
    }

    /// A route for webhooks by Standard Webhooks with events of CloudEvents in them.
    ///
    /// - Parameters:
    ///   - path: Its path, such as `/hooks/billing`.
    ///   - verifier: Checks signature and age.
    ///   - signals: The signal's id, by the event's `type`; other types are answered 202 and change nothing.
    ///   - bodyLimit: The longest body that it reads, in bytes.
    ///   - deal: The deal, by id or key, that an event is about; by default its `subject`.
    ///   - fields: What a signal brings; by default the members of `data.fields` in their stored form or as people write them.
    public func webhooks(
        at path: String,
        _ verifier: WebhookVerifier,
        signals: [String: String],
        bodyLimit: Int = 256 * 1_024,
        deal: @escaping @Sendable (CloudEvent) -> String? = { $0.subject },
        fields: @escaping @Sendable (CloudEvent) throws -> [String: Value] = { try SignalDesk.fields(of: $0) }
    ) -> SignedRoute {
        SignedRoute(
            path,
            bodyLimit: bodyLimit,
            verify: { call in
                do {
                    let message = try verifier.verify(
                        header: { call.header($0) },
                        body: call.body,
                        now: call.received
                    )
                    return VerifiedMessage(id: message.id, body: message.body)
                } catch {
                    // One sentence for all: a sender learns nothing about how close a forgery came.
                    throw InboundRefusal(401, "the signature or the age of the message is not right")
                }
            },
            handle: { message in
                let event: CloudEvent
                do { event = try CloudEvent(message.body) } catch { throw InboundRefusal(400, "the body is no event") }
                guard let signal = signals[event.type] else { return .text(202, "nothing waits for this type") }
                guard let deal = deal(event) else { throw InboundRefusal(400, "the event names no deal") }
                let data: [String: Value]
                do { data = try fields(event) } catch { throw InboundRefusal(400, "the event's fields cannot be read") }
                return try await take(
                    InboundSignal(
                        deal: deal,
                        signal: signal,
                        data: data,
                        source: source,
                        messageID: message.id,
                        occurred: event.time
                    )
                )
            }
        )
    }

    /// A route for callbacks that a CRM or another service signs in its own way.
    ///
    /// - Parameters:
    ///   - path: Its path, such as `/hooks/crm`.
    ///   - signature: How it signs.
    ///   - keys: What both sides share; several while one replaces another.
    ///   - bodyLimit: The longest body that it reads, in bytes.
    ///   - read: The signals of a body, each with the service's id of it; called after signature and age were right.
    public func callbacks(
        at path: String,
        _ signature: CallbackSignature,
        keys: [Secret],
        bodyLimit: Int = 256 * 1_024,
        read: @escaping @Sendable (JSON) throws -> [InboundSignal]
    ) -> SignedRoute {
        SignedRoute(
            path,
            bodyLimit: bodyLimit,
            verify: { call in
                try signature.verify(call, keys: keys)
                // Such services name no id for the whole: the body is one. A repetition has the same.
                return VerifiedMessage(id: Digest.sha256(call.body).hex, body: call.body)
            },
            handle: { message in
                let signals: [InboundSignal]
                do {
                    signals = try read(try JSON.parse(message.body, maximumDepth: 64))
                } catch {
                    throw InboundRefusal(400, "the callback cannot be read")
                }
                for signal in signals { _ = try await take(signal) }
                return .text(200, "taken: \(signals.count)")
            }
        )
    }

    /// The members of `data.fields`: values in their stored form, or texts as people write them.
    ///
    /// - Parameter event: The event.
    /// - Throws: `ValueCodingError`.
    public static func fields(of event: CloudEvent) throws -> [String: Value] {
        var fields: [String: Value] = [:]
        for (name, value) in event.data["fields"]?.members ?? [] { fields[name] = try ValueCoding.read(value) }
        return fields
    }
}
