import CBaseline
import Turnpike
import TurnpikeRuntime
import TurnpikeSQLite
import TurnpikeValues
import Workload

/// W2: moves through the pipeline into SQLite, each flushed before it is acknowledged.
struct DurableFigures {
    static let window = 1000
    static let steps = 8

    let runs: Int
    let scratch: String
    let workload: WorkloadProcess

    init(runs: Int, scratch: String) throws {
        self.runs = runs
        self.scratch = scratch
        workload = try WorkloadProcess(WorkloadText.process7(isDurable: true))
    }

    /// Who asks: how many callers, and whether they run on the thread that writes the store (`SQLiteStore.executor`).
    private struct Callers {
        var count: Int
        var areOnStore: Bool
    }

    /// One caller, who waits for each flush, on the store's own thread, as an import does.
    func oneCaller() async throws -> [Figure] {
        try await figures(
            name: "one caller",
            Callers(count: 1, areOnStore: true),
            moves: 16_000,
            cMoves: 16_000,
            perCommit: 1,
            target: 0.85,
            how: "Wall time; SQLite, WAL, synchronous=FULL, one move a commit: state, record and one outbox row; "
                + "C runs three prepared statements of like size."
        )
    }

    /// Many callers, each of whom waits for the flush of their own move.
    func manyCallers() async throws -> [Figure] {
        let onStore = try await figures(
            name: "100 callers at once",
            Callers(count: 100, areOnStore: true),
            moves: 80_000,
            cMoves: 160_000,
            perCommit: 100,
            target: 0.5,
            how: "The same, 100 tasks on the store's executor, each waiting for its own move to be flushed; "
                + "C puts 100 moves into a transaction."
        )
        let elsewhere = try await figures(
            name: "100 callers on all threads",
            Callers(count: 100, areOnStore: false),
            moves: 80_000,
            cMoves: 160_000,
            perCommit: 100,
            target: nil,
            how: "The same tasks where tasks run by default."
        )
        return onStore + elsewhere
    }

    private func figures(
        name: String,
        _ callers: Callers,
        moves: Int,
        cMoves: Int,
        perCommit: Int,
        target: Double?,
        how: String
    ) async throws -> [Figure] {
        var ours: [Spent] = []
        var baseline: [Spent] = []
        // In turns, so that what else the machine does meets both alike.
        for run in 0..<runs {
            let path = "\(scratch)/w2-\(run).db"
            let before = baseline_process_seconds()
            let seconds = baseline_sqlite_seconds(path, cMoves, perCommit)
            baseline.append(Spent(wall: seconds, processor: baseline_process_seconds() - before))
            Scratch.removeDatabase(path)
            guard seconds > 0 else { throw WorkloadError("the C baseline failed") }
            ours.append(try await walk(moves: moves, callers, path))
            Scratch.removeDatabase(path)
        }
        let rate = Measurement(ours.map { Double(moves) / $0.wall })
        let limit = Measurement(baseline.map { Double(cMoves) / $0.wall })
        return [
            Figure(
                name: "W2 moves/s, \(name)",
                unit: "1/s",
                ours: rate,
                baseline: limit,
                target: target.map { ">= \($0) C" },
                isMet: target.map { rate.median >= $0 * limit.median },
                how: how
            ),
            Figure(
                name: "W2 CPU a move, \(name)",
                unit: "us",
                ours: Measurement(ours.map { $0.processor * 1e6 / Double(moves) }),
                baseline: Measurement(baseline.map { $0.processor * 1e6 / Double(cMoves) }),
                how:
                    "CPU time of all threads in the same runs, the kernel's part with it; C's holds the making of its file."
            ),
        ]
    }

    /// What a run took.
    private struct Spent {
        var wall: Double
        var processor: Double
    }

    private func walk(moves: Int, _ callers: Callers, _ path: String) async throws -> Spent {
        let ids = try await open(moves / Self.steps, path)
        let store = try SQLiteStore(path)
        let pipeline = try await Pipeline(processes: [workload.process], store: store)
        let start = baseline_wall_seconds()
        let before = baseline_process_seconds()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers.count {
                group.addTask(executorPreference: callers.areOnStore ? store.executor : nil) {
                    try await Self.walk(ids, every: callers.count, from: caller, pipeline)
                }
            }
            try await group.waitForAll()
        }
        let spent = Spent(wall: baseline_wall_seconds() - start, processor: baseline_process_seconds() - before)
        let won = try await pipeline.deal(ids[ids.count - 1])?.stage
        await store.close()
        guard won == "won" else { throw WorkloadError("a deal did not end as won") }
        return spent
    }

    /// The deals of one caller: windows of 1,000 deals, one step of all of them, then the next.
    private static func walk(_ ids: [DealID], every stride: Int, from first: Int, _ pipeline: Pipeline) async throws {
        for start in Swift.stride(from: 0, to: ids.count, by: window) {
            for step in 0..<steps {
                for index in Swift.stride(from: start + first, to: min(start + window, ids.count), by: stride) {
                    let move = step == steps - 1 ? "win" : "advance"
                    guard case .moved = try await pipeline.move(ids[index], to: move, by: WorkloadProcess.actor) else {
                        throw WorkloadError("a move was refused")
                    }
                }
            }
        }
    }

    /// Opens the deals outside the timing, in a pipeline of its own.
    private func open(_ count: Int, _ path: String) async throws -> [DealID] {
        let store = try SQLiteStore(path)
        let pipeline = try await Pipeline(processes: [workload.process], store: store)
        var batch = pipeline.batch()
        var ids: [DealID] = []
        for index in 0..<count {
            let options = CommandOptions(effects: false)
            let (id, decision) = try await batch.open(
                workload.process,
                workload.opening(index),
                by: WorkloadProcess.actor,
                options: options
            )
            guard case .accepted = decision else { throw WorkloadError("a deal cannot be opened") }
            ids.append(id)
            if batch.count == Self.window {
                guard try await batch.flush().isEmpty else { throw WorkloadError("conflict") }
            }
        }
        guard try await batch.flush().isEmpty else { throw WorkloadError("conflict") }
        await store.close()
        return ids
    }
}
