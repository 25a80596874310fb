import Synchronization
import Turnpike
import TurnpikeValues

/// Counts a worker's deliveries and passes on what they tell.
final class WorkerWatch: DispatchObserver {
    struct Counts: Sendable {
        var summary = Dispatcher.Summary()
        /// The plug-ins that are left alone.
        var open: Set<String> = []
    }

    private let inner: (any DispatchObserver)?
    private let report: @Sendable (Worker.Report) -> Void
    private let kept = Mutex(Counts())

    init(inner: (any DispatchObserver)?, report: @escaping @Sendable (Worker.Report) -> Void) {
        self.inner = inner
        self.report = report
    }

    var counts: Counts { kept.withLock { $0 } }

    func delivering(
        _ row: OutboxRow,
        _ body: () async -> OutboxSettlement.Result
    ) async -> OutboxSettlement.Result {
        guard let inner else { return await body() }
        return await inner.delivering(row, body)
    }

    func ended(_ row: OutboxRow, _ result: OutboxSettlement.Result, after time: Duration) {
        kept.withLock { $0.summary.count(result) }
        inner?.ended(row, result, after: time)
        switch result {
        case .retry, .dead: report(.failed(row, result))
        case .delivered, .released, .dropped: break
        }
    }

    func claimed(_ rows: [OutboxRow], at now: Instant) { inner?.claimed(rows, at: now) }

    func breakerChanged(_ plugin: String, isClosed: Bool) {
        kept.withLock { counts in
            if isClosed { counts.open.remove(plugin) } else { counts.open.insert(plugin) }
        }
        inner?.breakerChanged(plugin, isClosed: isClosed)
        report(.breakerChanged(plugin: plugin, isClosed: isClosed))
    }

    func storeFailed(_ error: any Error) {
        inner?.storeFailed(error)
        report(.storeFailed("\(error)"))
    }
}
