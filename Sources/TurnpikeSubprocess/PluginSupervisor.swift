#if Subprocess

    import Turnpike
    import TurnpikePlugins
    import TurnpikeValues

    /// Keeps one plug-in's process running: starts it, starts it again, kills it when it hangs.
    actor PluginSupervisor {
        private let command: PluginCommand
        private let log: @Sendable (PluginLogLine) -> Void
        private let signal: PluginSignalHandler?
        private var current: Running?
        private var starting: Task<Running, any Error>?
        private var isStopped = false
        private var ends = 0
        private var lastEnd: ContinuousClock.Instant?
        private var checking = false
        private var secrets: [String] = []
        private var underWay = 0
        private var queue: [CheckedContinuation<Void, Never>] = []
        private var keeper: Task<Void, Never>?

        private struct Running: Sendable {
            let process: PluginProcess
            let description: PluginDescription
            let end: Task<String, Never>
        }

        init(
            _ command: PluginCommand,
            log: @escaping @Sendable (PluginLogLine) -> Void,
            signal: PluginSignalHandler? = nil
        ) {
            self.command = command
            self.log = log
            self.signal = signal
        }

        func startFirst() async throws(PluginStartError) -> PluginDescription {
            do {
                // Whoever starts it may lose interest before it has come up.
                return try await withTaskCancellationHandler {
                    try await running().description
                } onCancel: {
                    Task { await self.abandon() }
                }
            } catch let error as PluginStartError {
                isStopped = true
                throw error
            } catch {
                isStopped = true
                throw PluginStartError(message: "\(error)")
            }
        }

        /// Calls a method of the running process, which is started where there is none.
        func call(_ method: String, _ params: JSON) async throws -> JSON {
            let running: Running
            do {
                running = try await self.running()
            } catch let error as PluginStartError {
                throw PluginFailure(.internalError, error.message)
            }
            // A plug-in says how many calls it takes at once; the others wait here, not in its pipe.
            await enter(running.description.concurrency)
            defer { leave() }
            do {
                return try await running.process.peer.call(method, params, within: command.limits.call)
            } catch is PluginPeer.TimedOut {
                await examine(running)
                throw PluginFailure(
                    .temporary,
                    "the plug-in '\(running.description.name)' did not answer '\(method)' within \(command.limits.call)"
                )
            }
        }

        func masked(_ failure: PluginFailure) -> PluginFailure {
            var failure = failure
            failure.message = mask(failure.message)
            return failure
        }

        /// How often it ended by itself, and whether it runs.
        var standing: (isRunning: Bool, ends: Int) { (current != nil, ends) }

        /// From now on a process that ends by itself is started again without waiting for a call: it may have something to
        /// say that nobody asks for.
        func keepAlive() {
            guard !isStopped, keeper == nil else { return }
            keeper = Task { await self.keep() }
        }

        private func keep() async {
            while !isStopped, !Task.isCancelled {
                do {
                    let running = try await running()
                    _ = await running.end.value
                } catch let error as PluginStartError {
                    guard !isStopped else { return }
                    // The pause before the next start grows with each failure.
                    forward(PluginLogLine(.error, error.message))
                } catch {
                    return
                }
            }
        }

        func stop() async {
            isStopped = true
            keeper?.cancel()
            if let starting {
                starting.cancel()
                // It may have come up in this very moment.
                if let running = try? await starting.value, current == nil { current = running }
            }
            guard let running = current else { return }
            _ = try? await running.process.peer.call(PluginMethod.shutdown, .object([]), within: command.limits.stop)
            running.process.order(.stop)
            _ = await running.end.value
        }

        /// Ends its process at once, and for good.
        func abandon() async {
            isStopped = true
            keeper?.cancel()
            starting?.cancel()
            await kill()
        }

        func kill() async {
            guard let running = current else { return }
            running.process.order(.kill)
            _ = await running.end.value
        }

        // MARK: Starting

        private func running() async throws -> Running {
            if let old = current {
                guard await old.process.peer.isEnded else { return old }
                // It is on its way out; the next one comes when it is gone.
                _ = await old.end.value
                if current?.process === old.process {
                    current = nil
                    noteEnd()
                }
            }
            if let current { return current }
            if let starting { return try await starting.value }
            guard !isStopped else { throw PluginStartError(message: "the plug-in '\(command.program)' was stopped") }
            let pause = pauseBeforeStart()
            let task = Task { try await self.start(after: pause) }
            starting = task
            defer { starting = nil }
            do {
                let running = try await task.value
                current = running
                Task { await self.watch(running) }
                return running
            } catch {
                noteEnd()
                throw error
            }
        }

        private func start(after pause: Duration) async throws -> Running {
            if pause > .zero { try await Task.sleep(for: pause) }
            let process = PluginProcess(
                log: { [weak self] line in
                    guard let self else { return }
                    Task { await self.forward(line) }
                },
                signal: signal
            )
            let command = self.command
            let end = Task { await process.run(command) }
            do {
                let description = try await shakeHands(process)
                return Running(process: process, description: description, end: end)
            } catch {
                let endedByItself = await process.peer.isEnded
                process.order(.kill)
                let how = await end.value
                let words = endedByItself ? how + " before it shook hands" : Self.words(error, command)
                throw PluginStartError(message: "the plug-in '\(command.program)': \(mask(words))")
            }
        }

        private func shakeHands(_ process: PluginProcess) async throws -> PluginDescription {
            let hello: JSON = .object([
                ("host", .object([("name", "turnpike"), ("version", "0.1.0")])),
                ("protocol", .int(PluginDescription.protocolVersions.upperBound)),
            ])
            let limit = command.limits.start
            let answer = try await process.peer.call(PluginMethod.initialize, hello, within: limit)
            let description = try PluginDescription(answer)
            let schema = description.schema
            let configuration = try schema.replacingSecrets(in: command.configuration) {
                text throws(PluginStartError) in
                try SecretReference.resolve(text)
            }
            secrets = schema.secrets(in: configuration).filter { $0.utf8.count >= 4 }
            let findings = schema.findings(in: configuration)
            guard findings.isEmpty else {
                throw PluginFailure(
                    .badConfiguration,
                    "its configuration does not fit: " + findings.map(\.description).joined(separator: "; ")
                )
            }
            let params: JSON = .object([("config", configuration)])
            _ = try await process.peer.call(PluginMethod.configure, params, within: limit)
            return description
        }

        private static func words(_ error: any Error, _ command: PluginCommand) -> String {
            switch error {
            case let failure as PluginFailure: failure.message
            case is PluginPeer.TimedOut: "no answer to the handshake within \(command.limits.start)"
            default: "\(error)"
            }
        }

        // MARK: Ending

        private func watch(_ running: Running) async {
            let how = await running.end.value
            if current?.process === running.process {
                current = nil
                noteEnd()
            }
            guard !isStopped else { return }
            forward(PluginLogLine(.warning, "the plug-in '\(running.description.name)': \(how)"))
        }

        private func noteEnd() {
            // Whoever ran well for some minutes starts with a clean record.
            if let lastEnd, lastEnd.duration(to: .now) > .seconds(300) { ends = 0 }
            ends += 1
            lastEnd = .now
        }

        private func pauseBeforeStart() -> Duration {
            guard ends > 0, let lastEnd else { return .zero }
            var pause = command.limits.firstPause
            var number = 1
            while number < ends, pause < command.limits.longestPause {
                pause = pause * 2
                number += 1
            }
            return min(pause, command.limits.longestPause) - lastEnd.duration(to: .now)
        }

        /// One call got no answer: whoever does not say that it lives is killed.
        private func examine(_ running: Running) async {
            guard !checking, current?.process === running.process else { return }
            checking = true
            defer { checking = false }
            do {
                _ = try await running.process.peer.call(
                    PluginMethod.health,
                    .object([]),
                    within: command.limits.health
                )
            } catch is PluginPeer.TimedOut {
                forward(PluginLogLine(.error, "the plug-in '\(running.description.name)' hangs and is killed"))
                running.process.order(.kill)
                // Whoever is told that the call failed may call again: by then it is gone.
                _ = await running.end.value
            } catch {
                // It lives: its receiver may not.
            }
        }

        // MARK: Calls at the same time

        private func enter(_ most: Int) async {
            if underWay < most {
                underWay += 1
                return
            }
            await withCheckedContinuation { queue.append($0) }
        }

        private func leave() {
            if queue.isEmpty { underWay -= 1 } else { queue.removeFirst().resume() }
        }

        // MARK: Words

        private func forward(_ line: PluginLogLine) {
            log(PluginLogLine(line.level, mask(line.message)))
        }

        private func mask(_ text: String) -> String {
            secrets.reduce(text) { $0.split(separator: $1, omittingEmptySubsequences: false).joined(separator: "•••") }
        }
    }

#endif
