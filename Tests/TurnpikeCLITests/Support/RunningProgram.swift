#if CLI

    import Foundation
    import Synchronization

    /// A program that runs while a test goes on, to be told to end.
    final class RunningProgram: Sendable {
        /// What it has written so far is read from these.
        private let files: (output: URL, errors: URL)
        private let process: Mutex<Process>
        private let ending: Task<Int32, Never>

        /// Starts a program.
        init(_ executable: URL, _ arguments: [String], of playground: Playground) throws {
            let home = playground.home
            let (output, errors) = (home.appending(path: ".out-\(UUID())"), home.appending(path: ".err-\(UUID())"))
            for file in [output, errors] { try Data().write(to: file) }
            let process = Process()
            process.executableURL = executable
            process.arguments = arguments
            process.currentDirectoryURL = home
            process.environment = ["PATH": "/usr/bin:/bin", "HOME": home.path, "USER": "tester"]
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = try FileHandle(forWritingTo: errors)
            let (ends, end) = AsyncStream<Int32>.makeStream()
            process.terminationHandler = { process in
                let isSignal = process.terminationReason == .uncaughtSignal
                end.yield(isSignal ? -process.terminationStatus : process.terminationStatus)
                end.finish()
            }
            ending = Task {
                for await status in ends { return status }
                return -1
            }
            try process.run()
            files = (output, errors)
            self.process = Mutex(process)
        }

        /// Starts `turnpike`.
        convenience init(_ line: String, of playground: Playground) throws {
            try self.init(
                Program.folder.appendingPathComponent("turnpike"),
                Playground.words(line),
                of: playground
            )
        }

        deinit { process.withLock { if $0.isRunning { kill($0.processIdentifier, SIGKILL) } } }

        var pid: Int32 { process.withLock { $0.processIdentifier } }
        var output: String { String(decoding: (try? Data(contentsOf: files.output)) ?? Data(), as: UTF8.self) }
        var errors: String { String(decoding: (try? Data(contentsOf: files.errors)) ?? Data(), as: UTF8.self) }

        /// Sends it a signal.
        func tell(_ signal: Int32) { kill(pid, signal) }

        /// Waits for its end: its status, negative for a signal.
        func end() async -> Int32 { await ending.value }

        /// Waits until something holds; the suite's time limit ends what never does.
        func until(_ holds: () async throws -> Bool) async throws {
            while try await !holds() {
                guard process.withLock({ $0.isRunning }) else {
                    throw Program.Failure(description: "it ended: \(errors)")
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

#endif
