#if Subprocess

    public import Turnpike
    public import TurnpikePlugins
    import TurnpikeValues

    /// A plug-in that runs as a process of its own, in any language, and is kept alive.
    ///
    /// It is started once and answers many calls. Where it ends by itself it is started again, after a pause that doubles
    /// each time; where it does not answer in time and does not say that it lives either, it is killed first. Whatever was
    /// under way then counts as a temporary failure, and the dispatcher tries it again under the same key.
    ///
    /// Starting it makes the process ignore the signal `SIGPIPE`, unless the application handles that itself.
    public final class ExternalPlugin: Deliverer, GateAsker {
        /// What it said about itself when it was started first.
        public let description: PluginDescription
        /// The hooks that it delivers for.
        public var plugins: [String]? { description.plugins }

        /// The names by which process files ask it: those of its hooks, and its own; none where it answers no questions.
        public var asks: [String] { description.asks ? description.plugins + [description.name] : [] }

        private let supervisor: PluginSupervisor

        /// Starts a plug-in, shakes hands and gives it its configuration.
        ///
        /// - Parameters:
        ///   - command: How it is started.
        ///   - log: Where its log lines go; secrets of its configuration are masked in them.
        ///   - signal: Takes in what the plug-in learns from outside; nil tells it that nobody does.
        /// - Throws: `PluginStartError` where the program cannot be started, does not speak the protocol, or finds its
        ///   configuration wrong.
        public init(
            _ command: PluginCommand,
            log: @escaping @Sendable (PluginLogLine) -> Void = { _ in },
            signal: PluginSignalHandler? = nil
        ) async throws(PluginStartError) {
            supervisor = PluginSupervisor(command, log: log, signal: signal)
            description = try await supervisor.startFirst()
        }

        /// Delivers one request.
        ///
        /// - Throws: `DeliveryError`; `CancellationError`.
        public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
            let answer = try await call(PluginMethod.deliver, request.params)
            guard answer.members != nil else {
                throw DeliveryError.temporary("the plug-in '\(description.name)' answered 'deliver' with no object")
            }
            return DeliveryReceipt(reference: answer["reference"]?.stringValue)
        }

        /// Asks a gate's question.
        ///
        /// - Throws: `DeliveryError`: the plug-in did not answer it; `CancellationError`.
        public func ask(_ question: PluginQuestion) async throws -> PluginAnswer {
            guard description.asks else {
                throw DeliveryError.permanent("the plug-in '\(description.name)' answers no questions")
            }
            let answer = try await call(PluginMethod.ask, question.json)
            do throws(PluginFailure) { return try PluginAnswer(answer) } catch { throw error.deliveryError }
        }

        /// Asks a gate's question.
        ///
        /// - Throws: As `ask(_:)` with a `PluginQuestion`.
        public func ask(_ question: GateQuestion) async throws -> GateAnswer {
            let asked = PluginQuestion(
                gate: question.gate,
                deal: question.deal.description,
                values: question.values,
                key: question.key
            )
            let answer = try await ask(asked)
            return GateAnswer(passes: answer.passes, text: answer.text)
        }

        /// Asks whether it works and reaches its receiver.
        ///
        /// - Throws: `DeliveryError` where it does not.
        public func checkHealth() async throws {
            _ = try await call(PluginMethod.health, .object([]))
        }

        /// Tells it to finish and end, and ends it where it does not in time. It is not started again.
        public func stop() async { await supervisor.stop() }

        /// From now on it is started again whenever it ends by itself, after a pause, without waiting for a call.
        public func keepAlive() async { await supervisor.keepAlive() }

        /// Whether its process runs, and how often one ended by itself lately.
        package var standing: (isRunning: Bool, ends: Int) { get async { await supervisor.standing } }

        /// Ends its process at once; it is not started again.
        package func abandon() async { await supervisor.abandon() }

        /// Ends its process at once; the next call starts it again.
        package func killProcess() async { await supervisor.kill() }

        private func call(_ method: String, _ params: JSON) async throws -> JSON {
            do {
                return try await supervisor.call(method, params)
            } catch let failure as PluginFailure {
                throw await supervisor.masked(failure).deliveryError
            }
        }
    }

    /// A plug-in that could not be started.
    public struct PluginStartError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What went wrong, with all that is wrong about a configuration.
        public var message: String

        /// The message.
        public var description: String { message }
    }

#endif
