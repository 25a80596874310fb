#if Subprocess

    import Synchronization
    public import Turnpike
    public import TurnpikePlugins

    /// A plug-in of a configuration: its process is started at the first call, so that naming it costs nothing.
    ///
    /// Where it cannot be started, the call fails for now; it is tried again after a pause that grows with each failure, and
    /// calls before that fail at once. A worker that runs on starts it with ``keepAlive()``.
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
            var keeper: Task<Void, Never>?
            /// Why it could not be started the last times, and until when nobody tries.
            var failure: (words: String, until: ContinuousClock.Instant, pause: Duration)?
        }

        /// How a plug-in stands, for whoever looks after it.
        package struct Standing: Hashable, Sendable {
            /// What it is called in the configuration.
            package var name: String
            /// Whether its process runs.
            package var isRunning: Bool
            /// How often one ended by itself lately.
            package var ends: Int
            /// Why it cannot be started.
            package var failure: String?
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

        /// Starts it now and keeps it running: what ends by itself, or cannot be started, is started again after a pause.
        ///
        /// A plug-in that learns something from outside must be there before anybody calls it.
        public func keepAlive() {
            state.withLock { state in
                guard !state.isStopped, state.keeper == nil else { return }
                state.keeper = Task { await self.keep() }
            }
        }

        /// Stops it, if it was started; it is not started again.
        public func stop() async {
            let starting = ends()
            guard let plugin = try? await starting?.value else { return }
            await plugin.stop()
        }

        /// Ends its process at once; it is not started again.
        package func abandon() async {
            guard let plugin = try? await ends()?.value else { return }
            await plugin.abandon()
        }

        /// How it stands; nil where nobody has needed it yet.
        package func standing() async -> Standing? {
            let (starting, failure) = state.withLock { ($0.starting, $0.failure?.words) }
            if let failure { return Standing(name: name, isRunning: false, ends: 0, failure: failure) }
            guard let plugin = try? await starting?.value else { return nil }
            let (isRunning, ends) = await plugin.standing
            return Standing(name: name, isRunning: isRunning, ends: ends)
        }

        private func ends() -> Task<ExternalPlugin, any Error>? {
            state.withLock { state in
                state.isStopped = true
                state.keeper?.cancel()
                // What has come up already does not notice.
                state.starting?.cancel()
                return state.starting
            }
        }

        private func keep() async {
            while !Task.isCancelled {
                do {
                    try await started().keepAlive()
                    return
                } catch {
                    guard let failure = state.withLock({ $0.isStopped ? nil : $0.failure }) else { return }
                    log(PluginLogLine(.error, failure.words))
                    guard (try? await Task.sleep(until: failure.until)) != nil else { return }
                }
            }
        }

        private func started() async throws -> ExternalPlugin {
            let (task, number) = try state.withLock { state in
                if let starting = state.starting { return (starting, state.number) }
                guard !state.isStopped else { throw DeliveryError.temporary("the plug-in '\(name)' was stopped") }
                if let failure = state.failure, failure.until > .now { throw DeliveryError.temporary(failure.words) }
                let task = Task<ExternalPlugin, any Error> { [command, log, signal] in
                    try await ExternalPlugin(command, log: log, signal: signal)
                }
                state.starting = task
                state.number += 1
                return (task, state.number)
            }
            do {
                let plugin = try await task.value
                state.withLock { if $0.number == number { $0.failure = nil } }
                return plugin
            } catch {
                state.withLock { state in
                    // A second caller of this start must not count it again, nor take the next one away.
                    guard state.number == number, state.starting != nil else { return }
                    state.starting = nil
                    let limits = command.limits
                    let pause = min(state.failure.map { $0.pause * 2 } ?? limits.firstPause, limits.longestPause)
                    state.failure = ("\(error)", .now + pause, pause)
                }
                throw DeliveryError.temporary("\(error)")
            }
        }
    }

#endif
