import CBaseline
import Turnpike
import TurnpikeRuntime
import TurnpikeSQLite
import TurnpikeValues
import TurnpikeYAML
import Workload

/// T2: timers. A million armed ones in SQLite, what arming costs a move, and a year of ten thousand deals.
struct TimerFigures {
    static let armed = 1_000_000
    static let batch = 1_000

    let runs: Int
    let scratch: String

    func all() async throws -> [Figure] {
        try await firing() + arming() + YearFigures(runs: runs, scratch: scratch).all()
    }

    private static func process(_ text: String) throws -> SalesProcess {
        do { return try SalesProcess(yaml: text) } catch { throw WorkloadError("\(error.diagnostics.map(\.message))") }
    }

    // MARK: Claiming and firing

    /// A deal whose only move by time is due after as many days as its number says.
    private static let waiting = """
        turnpike: 1
        process: waiting
        fields: {due: {type: time, label: Due}}
        stages:
          open: {moves: {sold: {skips: all}, go: {to: over, at: deal.due}}}
          over: {moves: [sold]}
          sold: {outcome: won}
        """

    private static let start = Instant(milliseconds: 1_767_603_600_000)

    private func fill(_ path: String, _ process: SalesProcess) async throws {
        let store = try SQLiteStore(path)
        let clock = ManualClock(Self.start)
        let pipeline = try await Pipeline(processes: [process], store: store, clock: clock, ids: .seeded(1))
        var batch = pipeline.batch()
        for number in 0..<Self.armed {
            // Spread over the file, so that what is due together does not lie together.
            let second = (Int64(number) * 611_953) % Int64(Self.armed)
            let due = Instant(milliseconds: Self.start.milliseconds + 1_000_000 + second * 1_000)
            let opening = Opening(name: "Deal", fields: [FieldValue("due", .instant(due))])
            let options = CommandOptions(effects: false)
            let (_, decision) = try await batch.open(process, opening, by: WorkloadProcess.actor, options: options)
            guard case .accepted = decision else { throw WorkloadError("a deal cannot be opened") }
            if batch.count == 10_000 { guard try await batch.flush().isEmpty else { throw WorkloadError("conflict") } }
        }
        guard try await batch.flush().isEmpty else { throw WorkloadError("conflict") }
        await store.close()
    }

    private func firing() async throws -> [Figure] {
        let process = try Self.process(Self.waiting)
        let path = "\(scratch)/t2.db"
        Scratch.removeDatabase(path)
        try await fill(path, process)
        var ours: [Double] = []
        var spent: [Double] = []
        var baseline: [Double] = []
        let store = try SQLiteStore(path)
        let clock = ManualClock(Self.start)
        let pipeline = try await Pipeline(processes: [process], store: store, clock: clock)
        // A first batch that is not counted: the file and its pages are as cold as they get only once.
        for run in 0...max(runs, 5) {
            let other = "\(scratch)/t2-c.db"
            let seconds = baseline_timer_seconds(other, run == 0 ? 1_000 : Self.armed / 10, Self.batch)
            Scratch.removeDatabase(other)
            guard seconds > 0 else { throw WorkloadError("the C baseline failed") }
            clock.set(Instant(milliseconds: Self.start.milliseconds + 1_000_000 + Int64(run + 1) * 1_000_000 - 1))
            let before = baseline_wall_seconds()
            let processorBefore = Scratch.processorSeconds()
            let summary = try await pipeline.fireDueTimers(limit: Self.batch)
            let wall = baseline_wall_seconds() - before
            let processor = Scratch.processorSeconds() - processorBefore
            guard summary.fired == Self.batch else { throw WorkloadError("\(summary)") }
            if run > 0 {
                ours.append(wall * 1_000)
                spent.append(processor * 1_000)
                baseline.append(seconds * 1_000)
            }
        }
        await store.close()
        Scratch.removeDatabase(path)
        let measured = Measurement(ours)
        let limit = Measurement(baseline)
        return [
            Figure(
                name: "T2 claim and fire 1,000 of 1,000,000",
                unit: "ms",
                ours: measured,
                baseline: limit,
                target: "< 100",
                isMet: measured.median < 100,
                how:
                    "Wall time of one `fireDueTimers` on SQLite, WAL, FULL: lease, decide, move, commit; C selects 1,000 due "
                    + "rows, and writes lease, deal, event and index in two transactions, on 100,000 rows."
            ),
            Figure(
                name: "T2 processor time of the same",
                unit: "ms",
                ours: Measurement(spent),
                how:
                    "User and system time of the whole process during the same calls; on a shared machine it says more."
            ),
            Figure(
                name: "T2 timers fired a second, in batches",
                unit: "1/s",
                ours: measured.map { Double(Self.batch) / $0 * 1_000 },
                baseline: limit.map { Double(Self.batch) / $0 * 1_000 },
                target: ">= 0.5 C",
                isMet: limit.median / measured.median >= 0.5,
                how: "The same runs as a rate."
            ),
        ]
    }

    // MARK: Arming

    private static func road(_ isTimed: Bool) -> String {
        let timed = isTimed ? ", late: {to: gone, after: 30 days}" : ""
        var text = "turnpike: 1\nprocess: road\nstages:\n"
        for step in 0..<7 { text += "  s\(step): {moves: {next: {to: s\(step + 1)}\(timed)}}\n" }
        return text + "  s7: {outcome: won}\n  gone: {outcome: lost}\nanywhere: {moves: {gone: {}}}\n"
    }

    private func arming() async throws -> [Figure] {
        var plain: [Double] = []
        var timed: [Double] = []
        for run in 0..<runs {
            plain.append(try await walk(try Self.process(Self.road(false)), run))
            timed.append(try await walk(try Self.process(Self.road(true)), run))
        }
        let ours = Measurement(timed)
        let without = Measurement(plain)
        return [
            Figure(
                name: "T2 a move's commit that arms a timer",
                unit: "us",
                ours: ours,
                baseline: without,
                target: "< 1.2 x",
                isMet: ours.median < 1.2 * without.median,
                how:
                    "Wall time of a move through the pipeline into SQLite at FULL, one caller; the other column is the same "
                    + "process without timers. Each of these moves takes one timer away and arms another."
            )
        ]
    }

    private func walk(_ process: SalesProcess, _ run: Int) async throws -> Double {
        let path = "\(scratch)/t2-arm-\(run).db"
        Scratch.removeDatabase(path)
        let store = try SQLiteStore(path)
        let pipeline = try await Pipeline(processes: [process], store: store)
        var ids: [DealID] = []
        for _ in 0..<500 { ids.append(try await pipeline.open("road", name: "Deal", by: WorkloadProcess.actor).id) }
        let before = baseline_wall_seconds()
        for _ in 0..<6 {
            for id in ids {
                guard case .moved = try await pipeline.move(id, to: "next", by: WorkloadProcess.actor) else {
                    throw WorkloadError("a move was refused")
                }
            }
        }
        let spent = baseline_wall_seconds() - before
        await store.close()
        Scratch.removeDatabase(path)
        return spent / Double(6 * ids.count) * 1e6
    }
}
