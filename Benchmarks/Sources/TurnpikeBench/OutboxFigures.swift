import CBaseline
import Turnpike
import TurnpikeRuntime
import TurnpikeSQLite
import TurnpikeValues
import TurnpikeYAML
import Workload

/// The outbox: what a row costs a commit, what a delivery costs the dispatcher, how soon a heap of rows is gone.
struct OutboxFigures {
    let runs: Int
    let scratch: String

    func all() async throws -> [Figure] { [try await commit(), try await overhead(), try await drain()] }

    private static func process(hooks: Bool) -> String {
        """
        turnpike: 1
        process: sold
        stages:
          a: {moves: [b]}
          b: {moves: [a, won]}
          won: {outcome: won}
        \(hooks ? "hooks: [{event: deal.moved, do: [{crm: upsert}]}]" : "")
        """
    }

    private static let actor = Actor.person("rep_1")

    /// Moves with and without a hook, one caller, each flushed. The two take turns at every move, so that whatever else the
    /// machine and its disk do meets both alike; of each the median of all moves counts.
    private func commit() async throws -> Figure {
        var with: [Double] = []
        var without: [Double] = []
        for run in 0..<runs {
            let paths = ["\(scratch)/outbox-\(run)-bare.db", "\(scratch)/outbox-\(run)-hook.db"]
            defer { paths.forEach { Scratch.removeDatabase($0) } }
            let bare = try await Moves(paths[0], Self.process(hooks: false))
            let hooked = try await Moves(paths[1], Self.process(hooks: true))
            var times: (bare: [Double], hooked: [Double]) = ([], [])
            for _ in 0..<3_000 {
                times.bare.append(try await bare.move())
                times.hooked.append(try await hooked.move())
            }
            await bare.close()
            await hooked.close()
            without.append(Measurement(times.bare).median)
            with.append(Measurement(times.hooked).median)
        }
        let (ours, bare) = (Measurement(with), Measurement(without))
        return Figure(
            name: "Outbox: a commit with a row",
            unit: "us",
            ours: ours,
            baseline: bare,
            target: "< 1.15 of one without",
            isMet: ours.median < 1.15 * bare.median,
            how:
                "Wall time of a move at FULL, one caller, median of 3,000; the baseline is the same process without its "
                + "hook, in turns with it."
        )
    }

    /// A deal that is moved to and fro.
    private final class Moves {
        private let store: SQLiteStore
        private let pipeline: Pipeline
        private let deal: DealID
        private var number = 0

        init(_ path: String, _ yaml: String) async throws {
            store = try SQLiteStore(path)
            pipeline = try await Pipeline(processes: [try SalesProcess(yaml: yaml)], store: store)
            deal = try await pipeline.open("sold", name: "Acme", by: OutboxFigures.actor).id
        }

        /// One move, in microseconds.
        func move() async throws -> Double {
            let start = baseline_wall_seconds()
            _ = try await pipeline.move(deal, to: number % 2 == 0 ? "b" : "a", by: OutboxFigures.actor)
            number += 1
            return (baseline_wall_seconds() - start) * 1e6
        }

        func close() async { await store.close() }
    }

    /// Rows of as many deals, in memory, to a hook that does nothing; the store's own share is part of it.
    private func overhead() async throws -> Figure {
        let count = 20_000
        var times: [Double] = []
        for _ in 0..<runs {
            let store = InMemoryStore()
            try await fill(store, count)
            let dispatcher = Dispatcher(
                store: store,
                deliverers: [Idle()],
                policy: DispatchPolicy(concurrency: 64)
            )
            let start = baseline_process_seconds()
            let summary = try await dispatcher.drainAll()
            times.append((baseline_process_seconds() - start) * 1e6 / Double(count))
            guard summary.delivered == count else { throw WorkloadError("not all was delivered") }
        }
        let ours = Measurement(times)
        return Figure(
            name: "Dispatcher: a delivery in process",
            unit: "us",
            ours: ours,
            baseline: nil,
            target: "< 20",
            isMet: ours.median < 20,
            how: "CPU time of all threads for claim, delivery and settlement of 20,000 rows in the store in memory."
        )
    }

    /// 10,000 rows in a SQLite file to a receiver that takes 10 ms each, 64 at once.
    private func drain() async throws -> Figure {
        let count = 10_000
        var times: [Double] = []
        for run in 0..<runs {
            let path = "\(scratch)/drain-\(run).db"
            defer { Scratch.removeDatabase(path) }
            let store = try SQLiteStore(path)
            try await fill(store, count)
            let dispatcher = Dispatcher(
                store: store,
                deliverers: [Slow()],
                policy: DispatchPolicy(concurrency: 64)
            )
            let start = baseline_wall_seconds()
            let summary = try await dispatcher.drainAll()
            times.append(baseline_wall_seconds() - start)
            guard summary.delivered == count else { throw WorkloadError("not all was delivered") }
            await store.close()
        }
        let ours = Measurement(times)
        let ideal = Double(count) / 64 * 0.010
        return Figure(
            name: "Outbox: 10,000 rows gone",
            unit: "s",
            ours: ours,
            baseline: Measurement([ideal]),
            target: "< 1.3 of the ideal",
            isMet: ours.median < 1.3 * ideal,
            how:
                "Wall time; SQLite at FULL, a receiver that takes 10 ms, 64 at once; the baseline is 10,000 / 64 * 10 ms."
        )
    }

    private func fill(_ store: any DealStore, _ count: Int) async throws {
        let now = Instant.now()
        var commits: [Commit] = []
        var random = SystemRandomNumberGenerator()
        for _ in 0..<count {
            let id = DealID(UUIDv7(milliseconds: now.milliseconds, random: &random))
            let summary = DealSummary(
                id: id,
                revision: 1,
                process: "sold",
                version: 1,
                digest: .sha256(utf8: ""),
                stage: "a",
                name: "Deal",
                updated: now
            )
            var commit = Commit(
                tenant: "",
                deal: id,
                expectedRevision: 0,
                state: Array("{}".utf8),
                record: Array("{}".utf8),
                recorded: now,
                summary: summary
            )
            commit.outbox = [
                OutboxRow(
                    tenant: "",
                    deal: id,
                    revision: 1,
                    hook: "crm",
                    key: "\(id)/1/0",
                    request: Array(#"{"action":"upsert","format":1,"kind":"crm","settings":{}}"#.utf8),
                    parksLane: true,
                    nextAttempt: now
                )
            ]
            commits.append(commit)
            if commits.count == 1_000 {
                _ = try await store.commit(commits)
                commits = []
            }
        }
        _ = try await store.commit(commits)
    }
}

private struct Idle: Deliverer {
    let plugins: [String]? = nil
    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt { DeliveryReceipt() }
}

private struct Slow: Deliverer {
    let plugins: [String]? = nil
    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        try await Task.sleep(for: .milliseconds(10))
        return DeliveryReceipt()
    }
}
