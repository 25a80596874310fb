import Synchronization

/// Remembers what was last agreed on with a CRM, and how far its changes were read.
public protocol CRMLedger: Sendable {
    /// What is remembered of a deal; nil for one that the CRM was not told of.
    ///
    /// - Parameter deal: The deal's id.
    func entry(_ deal: String) async throws -> CRMEntry?

    /// Remembers; what was there is replaced. It is durable when this returns.
    ///
    /// - Parameters:
    ///   - entry: What is remembered.
    ///   - deal: The deal's id.
    func save(_ entry: CRMEntry, for deal: String) async throws

    /// The deal that a record of the CRM stands for; nil for a record that is not ours.
    ///
    /// - Parameter id: The CRM's id.
    func deal(of id: String) async throws -> String?

    /// Where the CRM's changes were read to; nil before the first time.
    func cursor() async throws -> String?

    /// Remembers where the CRM's changes were read to.
    ///
    /// - Parameter cursor: Where.
    func save(cursor: String) async throws

    /// Does something for a deal while nobody else does, in this process and in every other that remembers in the same
    /// place: between looking at a record and writing it, nobody of us changes it.
    ///
    /// - Parameters:
    ///   - deal: The deal's id; or a kind, a slash and the id of one of its parties, `account/acme`, which is asked for
    ///     only from within the work for a deal.
    ///   - work: What is done.
    /// - Throws: What the work throws; `CancellationError`.
    func exclusively<Result: Sendable>(_ deal: String, _ work: @Sendable () async throws -> Result) async throws
        -> Result
}

extension CRMLedger {
    /// Does it: what only one process remembers needs no more than the order that this process keeps.
    ///
    /// - Parameters:
    ///   - deal: The deal's id.
    ///   - work: What is done.
    public func exclusively<Result: Sendable>(_ deal: String, _ work: @Sendable () async throws -> Result) async throws
        -> Result
    { try await work() }
}

/// Remembers in memory: for tests, and for processes that tell a CRM and never listen to it.
public final class InMemoryLedger: CRMLedger {
    private struct State {
        var entries: [String: CRMEntry] = [:]
        var deals: [String: String] = [:]
        var cursor: String?
    }
    private let state = Mutex(State())

    /// Nothing yet.
    public init() {}

    /// What is remembered of a deal.
    ///
    /// - Parameter deal: The deal's id.
    public func entry(_ deal: String) async throws -> CRMEntry? { state.withLock { $0.entries[deal] } }

    /// Remembers.
    ///
    /// - Parameters:
    ///   - entry: What is remembered.
    ///   - deal: The deal's id.
    public func save(_ entry: CRMEntry, for deal: String) async throws {
        state.withLock {
            $0.entries[deal] = entry
            if !entry.id.isEmpty { $0.deals[entry.id] = deal }
        }
    }

    /// The deal that a record stands for.
    ///
    /// - Parameter id: The CRM's id.
    public func deal(of id: String) async throws -> String? { state.withLock { $0.deals[id] } }

    /// Where the CRM's changes were read to.
    public func cursor() async throws -> String? { state.withLock { $0.cursor } }

    /// Remembers where the CRM's changes were read to.
    ///
    /// - Parameter cursor: Where.
    public func save(cursor: String) async throws { state.withLock { $0.cursor = cursor } }
}
