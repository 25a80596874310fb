/// Something that takes deliveries to the outside: a CRM, a mail server, a chat.
///
/// Most plug-ins implement one of the typed protocols instead: `CRMHook`, `EmailHook`, `NotificationHook`.
///
/// Promises to an implementation:
/// 1. A request is delivered only after the commit that caused it is durable.
/// 2. It is delivered *at least once*: after a crash or a lost answer the same request comes again, with the same key.
///    Whoever must not act twice remembers the key.
/// 3. The requests of one lane, that is of one deal and one plug-in, come one at a time and in order. Lanes of different
///    deals may come at the same time.
/// 4. A request never changes between attempts, and shows the deal as of the revision that caused it.
///
/// What an implementation promises: it returns once the receiver has the request, never blocks a thread while it waits,
/// gives up after a time of its own, and throws otherwise.
public protocol Deliverer: Sendable {
    /// The plug-ins that it delivers for, as the process file names them: `crm`, `email`, `notify` or another name; nil for
    /// all that nobody else delivers for.
    var plugins: [String]? { get }

    /// Delivers one request.
    ///
    /// - Throws: `DeliveryError`. `temporary` is tried again later, `permanent` is given up. Any other error counts as
    ///   temporary.
    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt
}

/// One delivery.
public struct DeliveryRequest: Hashable, Sendable {
    /// Whose deal it is.
    public var tenant: String
    /// The deal.
    public var deal: DealID
    /// The revision that caused it.
    public var revision: Int64
    /// The plug-in it is for.
    public var plugin: String
    /// The stable key of the effect: the same at every attempt, never used for another. Receivers that know idempotency
    /// keys are given this one.
    public var key: String
    /// 1 at the first attempt.
    public var attempt: Int
    /// The whole request, canonical JSON; `HookRequest` reads it.
    public var body: [UInt8]

    /// A delivery.
    public init(
        tenant: String,
        deal: DealID,
        revision: Int64,
        plugin: String,
        key: String,
        attempt: Int,
        body: [UInt8]
    ) {
        self.tenant = tenant
        self.deal = deal
        self.revision = revision
        self.plugin = plugin
        self.key = key
        self.attempt = attempt
        self.body = body
    }

    /// The delivery of an outbox row.
    public init(_ row: OutboxRow) {
        self.init(
            tenant: row.tenant,
            deal: row.deal,
            revision: row.revision,
            plugin: row.hook,
            key: row.key,
            attempt: row.attempts + 1,
            body: row.request
        )
    }
}

/// What a receiver said to a delivery that it took.
public struct DeliveryReceipt: Hashable, Sendable {
    /// How the receiver names what it made of the request, such as a message's id.
    public var reference: String?

    /// A receipt.
    public init(reference: String? = nil) {
        self.reference = reference
    }
}

/// A delivery that the receiver did not take.
public struct DeliveryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whether trying again makes sense.
    public enum Kind: Hashable, Sendable {
        /// It may succeed later: the receiver is down, busy, or did not answer in time.
        case temporary
        /// It will never succeed: the receiver refuses the request.
        case permanent
    }

    /// Whether trying again makes sense.
    public var kind: Kind
    /// What happened; stored with the row and shown to people, so never a secret.
    public var message: String
    /// How long the receiver wants to be left alone; nil leaves it to the dispatcher.
    public var retryAfter: Duration?

    /// It may succeed later.
    public static func temporary(_ message: String, retryAfter: Duration? = nil) -> Self {
        Self(kind: .temporary, message: message, retryAfter: retryAfter)
    }

    /// It will never succeed.
    public static func permanent(_ message: String) -> Self {
        Self(kind: .permanent, message: message, retryAfter: nil)
    }

    /// The message.
    public var description: String { message }
}
