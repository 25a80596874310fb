import Synchronization
public import TurnpikeWeb

/// Hands requests to their routes, with bounds on how long one may take and how many there may be at a time. It knows no
/// network: any server can stand in front of it.
public final class ReceiverDesk: Sendable {
    /// The bounds.
    public struct Bounds: Hashable, Sendable {
        /// How long a request may take to arrive whole.
        public var arrival: Duration
        /// How long a route may take to answer.
        public var handling: Duration
        /// So many requests at the same time; further ones are told to come back.
        public var concurrency: Int

        /// Bounds.
        ///
        /// - Parameters:
        ///   - arrival: How long a request may take to arrive whole.
        ///   - handling: How long a route may take to answer.
        ///   - concurrency: So many requests at the same time.
        public init(
            arrival: Duration = .seconds(10),
            handling: Duration = .seconds(10),
            concurrency: Int = 256
        ) {
            self.arrival = arrival
            self.handling = handling
            self.concurrency = max(1, concurrency)
        }
    }

    /// The bounds.
    public let bounds: Bounds
    private let routes: [String: any InboundRoute]
    private let busy = Mutex(0)

    /// A desk.
    ///
    /// - Parameters:
    ///   - routes: Where messages are taken; of two with the same path the last counts.
    ///   - bounds: The bounds.
    public init(_ routes: [any InboundRoute], bounds: Bounds = Bounds()) {
        self.routes = Dictionary(routes.map { ($0.path, $0) }, uniquingKeysWith: { _, last in last })
        self.bounds = bounds
    }

    /// The paths at which messages are taken, sorted.
    public var paths: [String] { routes.keys.sorted() }

    /// What can be said before the body is read: nil to go on.
    ///
    /// - Parameters:
    ///   - method: The request's method.
    ///   - path: Its path without the query.
    ///   - length: The length that it announces; nil where it announces none.
    public func objection(method: String, path: String, length: Int?) -> InboundReply? {
        guard let route = routes[path] else { return .text(404, "nothing is received here") }
        guard method == "POST" else {
            return InboundReply(405, headers: [.init("Allow", "POST")])
        }
        if let length, length > route.bodyLimit {
            return .text(413, "the body is longer than \(route.bodyLimit) bytes")
        }
        return nil
    }

    /// The longest body that a path reads, in bytes.
    ///
    /// - Parameter path: The path without the query.
    public func bodyLimit(of path: String) -> Int { routes[path]?.bodyLimit ?? 0 }

    /// Takes a place among those at the same time; false where all are taken. Each true is followed by one `leave()`.
    public func enter() -> Bool {
        busy.withLock { busy in
            guard busy < bounds.concurrency else { return false }
            busy += 1
            return true
        }
    }

    /// Gives the place back.
    public func leave() { busy.withLock { $0 -= 1 } }

    /// Has a whole request answered.
    ///
    /// - Parameter call: The request.
    public func answer(_ call: InboundCall) async -> InboundReply {
        let path = String(call.target.prefix { $0 != "?" })
        if let objection = objection(method: call.method, path: path, length: call.body.count) { return objection }
        guard let route = routes[path] else { return .text(404, "nothing is received here") }
        do {
            return try await Self.within(bounds.handling) { try await route.take(call) }
        } catch let refusal as InboundRefusal {
            var reply = InboundReply.text(refusal.status, refusal.message)
            if refusal.status == 503 { reply.headers.append(.init("Retry-After", "5")) }
            return reply
        } catch {
            // What went wrong inside is nobody's business outside.
            var reply = InboundReply.text(503, "it cannot be taken now")
            reply.headers.append(.init("Retry-After", "5"))
            return reply
        }
    }

    /// The work, or an error once its time is over.
    static func within<Result: Sendable>(
        _ time: Duration,
        late: InboundRefusal = InboundRefusal(503, "it took too long"),
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: time)
                throw late
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}
