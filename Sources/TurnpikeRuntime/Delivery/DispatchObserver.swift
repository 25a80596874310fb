public import Turnpike
public import TurnpikeValues

/// Watches a dispatcher: for logs, metrics and traces.
///
/// Its functions are called on the way of every delivery: they return soon and never throw.
public protocol DispatchObserver: Sendable {
    /// A delivery: calls `body` once, and may put a span around it.
    func delivering(_ row: OutboxRow, _ body: () async -> OutboxSettlement.Result) async -> OutboxSettlement.Result
    /// A delivery ended after this long.
    func ended(_ row: OutboxRow, _ result: OutboxSettlement.Result, after time: Duration)
    /// Rows were claimed.
    func claimed(_ rows: [OutboxRow], at now: Instant)
    /// A plug-in is left alone, or no more.
    func breakerChanged(_ plugin: String, isClosed: Bool)
    /// The store failed a dispatcher that runs on; it tries again.
    func storeFailed(_ error: any Error)
}

extension DispatchObserver {
    /// Nothing is put around it.
    public func delivering(
        _ row: OutboxRow,
        _ body: () async -> OutboxSettlement.Result
    ) async -> OutboxSettlement.Result {
        await body()
    }
    /// Passed over.
    public func ended(_ row: OutboxRow, _ result: OutboxSettlement.Result, after time: Duration) {}
    /// Passed over.
    public func claimed(_ rows: [OutboxRow], at now: Instant) {}
    /// Passed over.
    public func breakerChanged(_ plugin: String, isClosed: Bool) {}
    /// Passed over.
    public func storeFailed(_ error: any Error) {}
}
