import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues
import TurnpikeYAML

/// A move by types beside the same move by words, both through a pipeline over the store in memory.
struct TypedFigures {
    let runs: Int
    private static let moves = 4_000

    func all() async throws -> [Figure] {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let process = try SalesProcess(contentsOf: "/\(folder)/pendulum.process.yaml")
        let actor = Actor.person("rep_1", roles: "rep")
        var typed: [Double] = []
        var words: [Double] = []
        // In turns, so that a change of the machine's load meets both.
        for _ in 0..<runs {
            typed.append(try await byTypes(process, actor))
            words.append(try await byWords(process, actor))
        }
        let ratio = Measurement(zip(typed, words).map { $0 / $1 })
        return [
            Figure(
                name: "typed move, by types (ours) and by words",
                unit: "µs",
                ours: Measurement(typed),
                baseline: Measurement(words),
                target: "<= 1.05",
                isMet: ratio.median <= 1.05,
                how: "one gated move there and one back by turns, \(Self.moves) each; the second column is "
                    + "Pipeline.move by words with the revision that was seen, not C"
            )
        ]
    }

    private func open(_ process: SalesProcess, _ actor: Actor) async throws -> (Pipeline, DealID) {
        let pipeline = try await Pipeline(
            processes: [process],
            clock: ManualClock(Instant(milliseconds: 1_780_000_000_000))
        )
        let deal = try await pipeline.open("pendulum", name: "Deal", fields: ["amount": .int(10)], by: actor)
        return (pipeline, deal.id)
    }

    private func byTypes(_ process: SalesProcess, _ actor: Actor) async throws -> Double {
        let (pipeline, id) = try await open(process, actor)
        var handle: DealHandle<Pendulum.Stages.Left> = try await Pendulum.load(id, in: pipeline)
        let clock = ContinuousClock()
        let start = clock.now
        for _ in 0..<Self.moves {
            guard case .moved(let right) = try await handle.move(to: .right, by: actor) else { throw Unexpected() }
            guard case .moved(let left) = try await right.move(to: .left, by: actor) else { throw Unexpected() }
            handle = left
        }
        return Self.microseconds(clock.now - start)
    }

    private func byWords(_ process: SalesProcess, _ actor: Actor) async throws -> Double {
        let (pipeline, id) = try await open(process, actor)
        var revision: Int64 = 1
        let clock = ContinuousClock()
        let start = clock.now
        for _ in 0..<Self.moves {
            for stage in ["right", "left"] {
                let options = CommandOptions(expectedRevision: revision)
                guard case .moved(let deal) = try await pipeline.move(id, to: stage, by: actor, options: options) else {
                    throw Unexpected()
                }
                guard deal.stage == stage else { throw Unexpected() }
                revision = deal.revision
            }
        }
        return Self.microseconds(clock.now - start)
    }

    private struct Unexpected: Error {}

    private static func microseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return (Double(seconds) * 1e6 + Double(attoseconds) / 1e12) / Double(moves * 2)
    }
}
