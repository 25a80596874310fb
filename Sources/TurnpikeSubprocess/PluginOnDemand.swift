#if Subprocess

    import Synchronization
    public import Turnpike
    public import TurnpikePlugins

    /// A plug-in of a configuration: its process is started at the first call, so that naming it costs nothing.
    ///
    /// Where it cannot be started, the call fails for now and the next one tries again.
    public final class PluginOnDemand: Deliverer, GateAsker {
        /// What it is called in the configuration.
        public let name: String
        /// The hooks that it delivers for, as the configuration says.
        public let plugins: [String]?

        /// The names by which process files ask it: those of its hooks, and its own.
        public var asks: [String] { (plugins ?? []) + [name] }

        private let command: PluginCommand
        private let log: @Sendable (PluginLogLine) -> Void
        private let signal: PluginSignalHandler?
        private let state = Mutex(State())

        private struct State: Sendable {
            var starting: Task<ExternalPlugin, any Error>?
            var number = 0
            var isStopped = false
        }

        /// A plug-in that is not started yet.
        ///
        /// - Parameters:
        ///   - name: What it is called, in errors.
        ///   - names: The hooks that it delivers for.
        ///   - command: How it is started.
        ///   - log: Where its log lines go; secrets of its configuration are masked in them.
        ///   - signal: Takes in what the plug-in learns from outside.
        public init(
            _ name: String,
            names: [String],
            command: PluginCommand,
            log: @escaping @Sendable (PluginLogLine) -> Void = { _ in },
            signal: PluginSignalHandler? = nil
        ) {
            self.name = name
            plugins = names
            self.command = command
            self.log = log
            self.signal = signal
        }

        /// Delivers one request.
        ///
        /// - Throws: `DeliveryError`, temporary where the plug-in cannot be started; `CancellationError`.
        public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
            try await started().deliver(request)
        }

        /// Asks a gate's question.
        ///
        /// - Throws: As `deliver(_:)`.
        public func ask(_ question: PluginQuestion) async throws -> PluginAnswer {
            try await started().ask(question)
        }

        /// Asks a gate's question.
        ///
        /// - Throws: As `deliver(_:)`.
        public func ask(_ question: GateQuestion) async throws -> GateAnswer {
            try await started().ask(question)
        }

        /// Stops it, if it was started; it is not started again.
        public func stop() async {
            let starting = state.withLock { state in
                state.isStopped = true
                return state.starting
            }
            guard let plugin = try? await starting?.value else { return }
            await plugin.stop()
        }

        private func started() async throws -> ExternalPlugin {
            let (task, number) = try state.withLock { state in
                if let starting = state.starting { return (starting, state.number) }
                guard !state.isStopped else { throw DeliveryError.temporary("the plug-in '\(name)' was stopped") }
                let task = Task<ExternalPlugin, any Error> { [command, log, signal] in
                    try await ExternalPlugin(command, log: log, signal: signal)
                }
                state.starting = task
                state.number += 1
                return (task, state.number)
            }
            do {
                return try await task.value
            } catch {
                // The next call starts another one; a second caller of this one must not take that away.
                state.withLock { if $0.number == number { $0.starting = nil } }
                throw DeliveryError.temporary("\(error)")
            }
        }
    }

#endif
