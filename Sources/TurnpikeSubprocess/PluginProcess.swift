#if Subprocess

    import Subprocess
    import TurnpikePlugins
    import TurnpikeValues

    #if canImport(System)
        import System
    #else
        import SystemPackage
    #endif

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// One running process of a plug-in, from its start to its end.
    ///
    /// The process leads a session of its own, so that what it started ends with it.
    final class PluginProcess: PluginConversation {
        typealias Order = PluginOrder

        let peer: PluginPeer
        private let lines: AsyncStream<[UInt8]>
        private let linesIn: AsyncStream<[UInt8]>.Continuation
        private let orders: AsyncStream<Order>
        private let ordersIn: AsyncStream<Order>.Continuation
        private let log: @Sendable (PluginLogLine) -> Void

        init(log: @escaping @Sendable (PluginLogLine) -> Void, signal: PluginSignalHandler? = nil) {
            (lines, linesIn) = AsyncStream.makeStream()
            (orders, ordersIn) = AsyncStream.makeStream()
            self.log = log
            peer = PluginPeer(send: { [linesIn] in linesIn.yield($0) }, log: log, signal: signal)
        }

        /// Tells it to end.
        func order(_ order: Order) { ordersIn.yield(order) }

        /// Runs the process until it has ended, and says how it did.
        func run(_ command: PluginCommand) async -> String {
            Self.ignoreBrokenPipes()
            var options = PlatformOptions()
            options.createSession = true
            options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
            var environment = Environment.inherit
            for (name, value) in command.environment {
                guard let key = Environment.Key(rawValue: name) else { continue }
                environment = environment.updating([key: value])
            }
            let (executable, arguments) = Self.start(command)
            do {
                let ended = try await Subprocess.run(
                    executable,
                    arguments: Arguments(arguments),
                    environment: environment,
                    workingDirectory: command.folder.map { FilePath($0) },
                    platformOptions: options,
                    input: .inputWriter,
                    output: .sequence,
                    error: .sequence
                ) { execution in
                    await self.converse(execution, command.limits)
                }
                let how = "the process ended: \(ended.terminationStatus)"
                await peer.end(PluginFailure(.internalError, how))
                return how
            } catch {
                let how = "the process could not be run: \(error)"
                await peer.end(PluginFailure(.internalError, how))
                return how
            }
        }

        private func converse(
            _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>,
            _ limits: PluginLimits
        ) async {
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    await self.read(execution.standardOutput)
                    return true
                }
                group.addTask {
                    await self.readErrors(execution.standardError)
                    return false
                }
                group.addTask {
                    for await line in self.lines {
                        guard (try? await execution.standardInputWriter.write(line)) != nil else { break }
                    }
                    return false
                }
                group.addTask {
                    for await order in self.orders {
                        switch order {
                        case .kill: try? execution.send(signal: .kill, toProcessGroup: true)
                        case .stop:
                            try? await execution.standardInputWriter.finish()
                            try? await Task.sleep(for: limits.stop)
                            if Task.isCancelled { return false }
                            try? execution.send(signal: .kill, toProcessGroup: true)
                        }
                    }
                    return false
                }
                // Whoever closes its standard output has nothing more to say.
                for await isOver in group where isOver { break }
                await self.peer.end(PluginFailure(.internalError, "the process closed its standard output"))
                group.cancelAll()
            }
            await execution.teardown(using: [
                .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
            ])
        }

        private func read(_ output: SubprocessOutputSequence) async {
            var splitter = LineSplitter()
            do {
                for try await buffer in output {
                    let lines = try buffer.withUnsafeBytes { bytes throws(LineSplitter.TooLong) in
                        try splitter.push(bytes)
                    }
                    for line in lines { await peer.received(line) }
                }
            } catch let error as LineSplitter.TooLong {
                log(PluginLogLine(.error, "a line on standard output has more than \(error.longest) bytes"))
            } catch {
                log(PluginLogLine(.debug, "standard output: \(error)"))
            }
        }

        private func readErrors(_ output: SubprocessOutputSequence) async {
            var splitter = LineSplitter(longest: 65_536)
            do {
                for try await buffer in output {
                    do {
                        let lines = try buffer.withUnsafeBytes { bytes throws(LineSplitter.TooLong) in
                            try splitter.push(bytes)
                        }
                        for line in lines { log(PluginLogLine(.info, String(decoding: line, as: UTF8.self))) }
                    } catch {
                        // What somebody writes to standard error without end is dropped, and read on.
                        splitter = LineSplitter(longest: 65_536)
                        log(PluginLogLine(.warning, "a line on standard error was too long and is dropped"))
                    }
                }
            } catch {
                log(PluginLogLine(.debug, "standard error: \(error)"))
            }
        }

        /// The program, under a shell's limit where one is set: the limit must hold before the program's first instruction.
        private static func start(_ command: PluginCommand) -> (Executable, [String]) {
            guard let memory = command.limits.memory else {
                let isPath = command.program.contains("/")
                return (isPath ? .path(FilePath(command.program)) : .name(command.program), command.arguments)
            }
            let script = "ulimit -v \"$1\" || exit 126; shift; exec \"$@\""
            let kibibytes = String(max(1, memory / 1_024))
            return (
                .path("/bin/sh"), ["-c", script, "sh", kibibytes, command.program] + command.arguments
            )
        }

        /// A process that ends while it is written to must be an error here, not the end of the host.
        private static func ignoreBrokenPipes() {
            var action = sigaction()
            sigaction(SIGPIPE, nil, &action)
            #if canImport(Glibc) || canImport(Musl)
                let handler = action.__sigaction_handler.sa_handler
            #else
                let handler = action.__sigaction_u.__sa_handler
            #endif
            let isDefault = unsafeBitCast(handler, to: Int.self) == 0  // safe: a pointer is compared, never called
            // A handler of the application's own stays.
            if isDefault { signal(SIGPIPE, SIG_IGN) }
        }
    }

#endif
