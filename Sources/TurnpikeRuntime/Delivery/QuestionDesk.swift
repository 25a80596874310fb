import Synchronization
import Turnpike
import TurnpikeValues

/// Takes gates' questions from the outbox to the plug-ins that answer them, and the answers through the front door.
final class QuestionDesk: Deliverer {
    /// Nil: every question comes here, so that one that nobody answers is told so.
    let plugins: [String]? = nil
    private let askers: [String: any GateAsker]
    private let pipeline = Mutex(Holder())

    private struct Holder: Sendable {
        weak var pipeline: Pipeline?
    }

    /// The prefix of the name under which questions stand in the outbox.
    static let prefix = "ask:"

    /// The names of the rows that somebody can answer.
    var names: [String] { askers.keys.sorted().map { Self.prefix + $0 } }

    init(_ deliverers: [any Deliverer], _ others: [any GateAsker]) {
        var askers: [String: any GateAsker] = [:]
        for asker in others + deliverers.compactMap({ $0 as? any GateAsker }) {
            for name in asker.asks where askers[name] == nil { askers[name] = asker }
        }
        self.askers = askers
    }

    func open(for pipeline: Pipeline) { self.pipeline.withLock { $0.pipeline = pipeline } }

    /// Asks, and gives the answer as a command.
    ///
    /// A question that a move waits for is asked once: no answer is an answer too, and the process says what it means. One
    /// that only an obligation waits for is tried again like any delivery.
    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        guard let pipeline = pipeline.withLock({ $0.pipeline }) else {
            throw DeliveryError.temporary("the pipeline that asked is gone")
        }
        let asked = try Asked(request)
        let result: ExternalAnswer.Result
        do {
            result = .answered(try await answer(asked))
        } catch is CancellationError where Task.isCancelled {
            throw CancellationError()
        } catch {
            let why = (error as? DeliveryError)?.message ?? "\(error)"
            if asked.isPatient { throw DeliveryError.temporary(why) }
            result = .down(why)
        }
        let answer = ExternalAnswer(gate: asked.question.gate, key: asked.question.key, result)
        let actor = Actor(id: asked.question.plugin, kind: .plugin, channel: asked.question.plugin)
        do {
            _ = try await pipeline.perform(Command(.answer(answer)), on: request.deal, by: actor)
        } catch let error as CommandError {
            // A newer process has no such question: nobody waits for the answer.
            throw DeliveryError.permanent(error.description)
        }
        return DeliveryReceipt()
    }

    private func answer(_ asked: Asked) async throws -> GateAnswer {
        guard let asker = askers[asked.question.plugin] else {
            throw DeliveryError.permanent("there is no plug-in '\(asked.question.plugin)' that answers questions")
        }
        return try await Race.run(within: asked.timeout) { try await asker.ask(asked.question) }
    }

    /// A question as it stands in the outbox.
    private struct Asked {
        let question: GateQuestion
        let timeout: Duration
        let isPatient: Bool

        init(_ request: DeliveryRequest) throws(DeliveryError) {
            let document: JSON
            do { document = try JSON.parse(request.body) } catch {
                throw .permanent("the question is not JSON: \(error)")
            }
            guard let format = document["format"]?.int64, format == 1, let plugin = document["kind"]?.stringValue,
                let question = document["question"], let gate = question["gate"]?.stringValue,
                let key = question["key"]?.stringValue, let values = question["values"],
                let timeout = question["timeout"]?.int64
            else { throw .permanent("the question is of a newer format: update Turnpike") }
            self.question = GateQuestion(
                tenant: request.tenant,
                deal: request.deal,
                gate: gate,
                plugin: plugin,
                values: values,
                key: key
            )
            self.timeout = .milliseconds(timeout)
            isPatient = question["patient"]?.boolValue ?? false
        }
    }
}

/// Waits for something, and no longer than it may take.
enum Race: Sendable {
    /// The result; whoever ignores that it is cancelled is left behind.
    static func run<Result: Sendable>(
        within limit: Duration,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let (results, send) = AsyncStream<Swift.Result<Result, any Error>>.makeStream()
        let work = Task {
            do { send.yield(.success(try await body())) } catch { send.yield(.failure(error)) }
        }
        let alarm = Task {
            try await Task.sleep(for: limit)
            send.yield(.failure(DeliveryError.temporary("no answer within \(limit)")))
        }
        defer {
            work.cancel()
            alarm.cancel()
        }
        for await result in results { return try result.get() }
        throw CancellationError()
    }
}
