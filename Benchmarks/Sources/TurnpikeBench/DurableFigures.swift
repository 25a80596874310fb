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

    func all() async throws -> [Figure] {
        [
            try await figure(
                name: "W2 moves/s, one caller",
                moves: 16_000,
                cMoves: 16_000,
                callers: 1,
                perCommit: 1,
                target: 0.85,
                how: "Wall time; SQLite, WAL, synchronous=FULL, one move a commit: state, record and one outbox row; "
                    + "C runs three prepared statements of like size."
            ),
            try await figure(
                name: "W2 moves/s, 100 callers at once",
                moves: 80_000,
                cMoves: 160_000,
                callers: 100,
                perCommit: 100,
                target: 0.5,
                how:
                    "The same, 100 tasks each waiting for its own move to be flushed; C puts 100 moves into a transaction."
            ),
        ]
    }

    private func figure(
        name: String,
        moves: Int,
        cMoves: Int,
        callers: Int,
        perCommit: Int,
        target: Double,
        how: String
    ) async throws -> Figure {
        var ours: [Double] = []
        var baseline: [Double] = []
        // In turns, so that what else the machine does meets both alike.
        for run in 0..<runs {
            let path = "\(scratch)/w2-\(run).db"
            let seconds = baseline_sqlite_seconds(path, cMoves, perCommit)
            Scratch.removeDatabase(path)
            guard seconds > 0 else { throw WorkloadError("the C baseline failed") }
            baseline.append(Double(cMoves) / seconds)
            ours.append(Double(moves) / (try await walk(moves: moves, callers: callers, path)))
            Scratch.removeDatabase(path)
        }
        let measured = Measurement(ours)
        let limit = Measurement(baseline)
        return Figure(
            name: name,
            unit: "1/s",
            ours: measured,
            baseline: limit,
            target: ">= \(target) C",
            isMet: measured.median >= target * limit.median,
            how: how
        )
    }

    private func walk(moves: Int, callers: Int, _ path: String) async throws -> Double {
        let ids = try await open(moves / Self.steps, path)
        let store = try SQLiteStore(path)
        let pipeline = try await Pipeline(processes: [workload.process], store: store)
        let start = baseline_wall_seconds()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask { try await Self.walk(ids, every: callers, from: caller, pipeline) }
            }
            try await group.waitForAll()
        }
        let seconds = baseline_wall_seconds() - start
        let won = try await pipeline.deal(ids[ids.count - 1])?.stage
        await store.close()
        guard won == "won" else { throw WorkloadError("a deal did not end as won") }
        return seconds
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
