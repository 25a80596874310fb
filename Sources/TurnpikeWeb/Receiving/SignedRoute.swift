public import TurnpikeValues

/// A message whose signature and age are right.
public struct VerifiedMessage: Hashable, Sendable {
    /// The sender's id of it; the same message has the same one.
    public var id: String
    /// What it says.
    public var body: [UInt8]

    /// A message.
    ///
    /// - Parameters:
    ///   - id: The sender's id of it.
    ///   - body: What it says.
    public init(id: String, body: [UInt8]) {
        self.id = id
        self.body = body
    }
}

/// A route for signed messages: first the signature, then the memory of ids, then the content.
///
/// An id that was taken is answered as it was before and is not handled again; one that is being handled makes a second copy
/// wait for the first. What was refused may come again.
public struct SignedRoute: InboundRoute {
    /// Its path.
    public let path: String
    /// The longest body that it reads, in bytes.
    public let bodyLimit: Int
    private let memory: MessageMemory
    private let verify: @Sendable (InboundCall) throws -> VerifiedMessage
    private let handle: @Sendable (VerifiedMessage) async throws -> InboundReply

    /// A route.
    ///
    /// - Parameters:
    ///   - path: Its path, such as `/hooks/billing`.
    ///   - bodyLimit: The longest body that it reads, in bytes.
    ///   - memory: Which ids were taken.
    ///   - verify: Checks signature and age, and reads nothing of the body before that.
    ///   - handle: Takes a message that is right.
    public init(
        _ path: String,
        bodyLimit: Int = 256 * 1_024,
        memory: MessageMemory = MessageMemory(),
        verify: @escaping @Sendable (InboundCall) throws -> VerifiedMessage,
        handle: @escaping @Sendable (VerifiedMessage) async throws -> InboundReply
    ) {
        self.path = path
        self.bodyLimit = bodyLimit
        self.memory = memory
        self.verify = verify
        self.handle = handle
    }

    /// Takes one message.
    ///
    /// - Parameter call: The request, whole.
    /// - Throws: `InboundRefusal`, or what the handler throws.
    public func take(_ call: InboundCall) async throws -> InboundReply {
        let message = try verify(call)
        return try await memory.once(message.id, digest: Digest.sha256(message.body), now: call.received) {
            try await handle(message)
        }
    }
}

/// Which messages were taken, by id, for as long as a repetition could still pass the replay window.
///
/// It is bounded: beyond its limit the oldest ids are forgotten. What must never happen twice is kept from it by the store's
/// idempotency keys, under the same id; this only spares the work.
public actor MessageMemory {
    private struct Entry {
        var digest: Digest
        var until: Instant
        var reply: InboundReply?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private var entries: [String: Entry] = [:]
    private var order: [String] = []
    private let lifetime: Duration
    private let limit: Int

    /// A memory.
    ///
    /// - Parameters:
    ///   - lifetime: How long an id is kept; at least twice the replay window.
    ///   - limit: How many ids at most.
    public init(lifetime: Duration = .seconds(900), limit: Int = 65_536) {
        self.lifetime = lifetime
        self.limit = max(1, limit)
    }

    /// So many ids are kept.
    public var count: Int { entries.count }

    /// Does something once for an id.
    ///
    /// - Parameters:
    ///   - id: The sender's id.
    ///   - digest: That of the content: the same id with other content is refused.
    ///   - now: The time now.
    ///   - work: What is done; where it throws, the id may come again.
    /// - Throws: `InboundRefusal`, or what the work throws.
    public func once(
        _ id: String,
        digest: Digest,
        now: Instant,
        _ work: @Sendable () async throws -> InboundReply
    ) async throws -> InboundReply {
        forget(now)
        while let entry = entries[id] {
            guard entry.digest == digest else {
                throw InboundRefusal(422, "this id was used for another message")
            }
            if let reply = entry.reply { return reply }
            await withCheckedContinuation { entries[id]?.waiting.append($0) }
        }
        entries[id] = Entry(digest: digest, until: now.adding(lifetime) ?? .max)
        do {
            let reply = try await work()
            let waiting = entries[id]?.waiting ?? []
            entries[id]?.waiting = []
            entries[id]?.reply = reply
            order.append(id)
            for waiter in waiting { waiter.resume() }
            return reply
        } catch {
            for waiter in entries.removeValue(forKey: id)?.waiting ?? [] { waiter.resume() }
            throw error
        }
    }

    /// Drops what is over, and the oldest beyond the limit. Only what was taken stands in `order`.
    private func forget(_ now: Instant) {
        var dropped = 0
        while dropped < order.count {
            let id = order[dropped]
            guard order.count - dropped > limit || (entries[id]?.until ?? .min) < now else { break }
            entries[id] = nil
            dropped += 1
        }
        if dropped > 0 { order.removeFirst(dropped) }
    }
}
