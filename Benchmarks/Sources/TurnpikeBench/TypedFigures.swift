import CBaseline
import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues
import TurnpikeYAML

/// A move by types beside the same move by words, both through a pipeline over the store in memory.
///
/// Both sides give the same commands with the revision that they saw and look at the stage that the deal came to; both leave
/// the same records, which is checked byte for byte.
struct TypedFigures {
    let runs: Int
    /// Moves there and back of one measurement.
    private static let moves = 500
    /// Measurements of each side for every run: many short ones in turns, so that what else the machine does meets both.
    private static let rounds = 8

    func all() async throws -> [Figure] {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let process = try SalesProcess(contentsOf: "/\(folder)/pendulum.process.yaml")
        try await bothLeaveTheSame(process)
        var typed: [Double] = []
        var words: [Double] = []
        for round in 0..<max(runs, 2) * Self.rounds {
            // Whoever goes first finds colder caches; each does so every other time.
            if round % 2 == 0 { typed.append(try await cost(process, Self.byTypes)) }
            words.append(try await cost(process, Self.byWords))
            if round % 2 == 1 { typed.append(try await cost(process, Self.byTypes)) }
        }
        let ratio = Measurement(zip(typed, words).map { $0 / $1 })
        return [
            Figure(
                name: "typed move, by types (ours) and by words",
                unit: "µs",
                ours: Measurement(typed),
                baseline: Measurement(words),
                target: "<= 1.00",
                isMet: ratio.median <= 1,
                how: "CPU time of all threads; one gated move there and one back by turns, \(Self.moves) each, "
                    + "\(typed.count) measurements of each side in turns; the second column is Pipeline.move by words with "
                    + "the revision that was seen, not C. The median of the ratios is \(Report.text(ratio.median))."
            )
        ]
    }

    private static let actor = Actor.person("rep_1", roles: "rep")

    private func open(_ process: SalesProcess) async throws -> (Pipeline, DealID) {
        let pipeline = try await Pipeline(
            processes: [process],
            clock: ManualClock(Instant(milliseconds: 1_780_000_000_000)),
            ids: .seeded(7)
        )
        let deal = try await pipeline.open("pendulum", name: "Deal", fields: ["amount": .int(10)], by: Self.actor)
        return (pipeline, deal.id)
    }

    private func cost(
        _ process: SalesProcess,
        _ walk: (Pipeline, DealID, _ moves: Int) async throws -> Void
    ) async throws -> Double {
        let (pipeline, id) = try await open(process)
        // The first moves make what later ones find.
        try await walk(pipeline, id, 20)
        let start = baseline_process_seconds()
        try await walk(pipeline, id, Self.moves)
        return (baseline_process_seconds() - start) * 1e6 / Double(Self.moves * 2)
    }

    private static func byTypes(_ pipeline: Pipeline, _ id: DealID, _ moves: Int) async throws {
        var handle: DealHandle<Pendulum.Stages.Left> = try await Pendulum.load(id, in: pipeline)
        for _ in 0..<moves {
            guard case .moved(let right) = try await handle.move(to: .right, by: actor) else { throw Unexpected() }
            guard case .moved(let left) = try await right.move(to: .left, by: actor) else { throw Unexpected() }
            handle = left
        }
    }

    private static func byWords(_ pipeline: Pipeline, _ id: DealID, _ moves: Int) async throws {
        guard let deal = try await pipeline.deal(id) else { throw Unexpected() }
        var revision = deal.revision
        for _ in 0..<moves {
            let there = CommandOptions(expectedRevision: revision)
            guard case .moved(let right) = try await pipeline.move(id, to: "right", by: actor, options: there),
                right.stage == "right"
            else { throw Unexpected() }
            let back = CommandOptions(expectedRevision: right.revision)
            guard case .moved(let left) = try await pipeline.move(id, to: "left", by: actor, options: back),
                left.stage == "left"
            else { throw Unexpected() }
            revision = left.revision
        }
    }

    /// What is compared is the same work: the same records come of it.
    private func bothLeaveTheSame(_ process: SalesProcess) async throws {
        let (first, id) = try await open(process)
        let (second, other) = try await open(process)
        try await Self.byTypes(first, id, 10)
        try await Self.byWords(second, other, 10)
        let left = try await first.history(id).map { RecordCoding.encode($0, in: process) }
        let right = try await second.history(other).map { RecordCoding.encode($0, in: process) }
        guard left == right, left.count == 21 else { throw Unexpected() }
    }

    private struct Unexpected: Error {}
}
