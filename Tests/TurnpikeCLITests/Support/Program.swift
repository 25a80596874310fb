#if CLI

    import Foundation

    /// The built program, run from outside as a person's shell would run it.
    struct Program: Sendable {
        /// What a run left behind.
        struct Run: Sendable {
            var status: Int32
            var output: String
            var errors: String
        }

        /// What could not be run.
        struct Failure: Error, CustomStringConvertible {
            var description: String
        }

        /// The folder of the test bundle, where SwiftPM also puts programs.
        static var folder: URL {
            URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        }

        /// The root of the package.
        static var root: URL {
            var url = URL(fileURLWithPath: #filePath)
            while url.path != "/",
                !FileManager.default.fileExists(atPath: url.appendingPathComponent("Package.swift").path)
            {
                url = url.deletingLastPathComponent()
            }
            return url
        }

        /// How many programs run at a time.
        private static let turnstile = Turnstile(places: 4)

        /// Where the program is run.
        let home: URL
        /// Variables of its environment beside PATH and HOME.
        var environment: [String: String] = [:]

        /// Runs the program.
        func run(_ arguments: [String], output: URL? = nil) async throws -> Run {
            try await launch(Self.folder.appendingPathComponent("turnpike"), arguments, output: output)
        }

        /// Runs a shell script with the program as `TURNPIKE`.
        func runScript(_ script: URL) async throws -> Run {
            var program = self
            program.environment["TURNPIKE"] = Self.folder.appendingPathComponent("turnpike").path
            return try await program.launch(URL(fileURLWithPath: "/bin/sh"), [script.path])
        }

        func launch(_ executable: URL, _ arguments: [String], output: URL? = nil) async throws -> Run {
            try await Self.turnstile.pass { try await start(executable, arguments, output: output) }
        }

        private func start(_ executable: URL, _ arguments: [String], output: URL?) async throws -> Run {
            // Files and not pipes: nobody has to read while the program writes, so nothing here blocks a thread.
            let names = (home.appendingPathComponent(".out-\(UUID())"), home.appendingPathComponent(".err-\(UUID())"))
            defer {
                try? FileManager.default.removeItem(at: names.0)
                try? FileManager.default.removeItem(at: names.1)
            }
            let process = Process()
            process.executableURL = executable
            process.arguments = arguments
            process.currentDirectoryURL = home
            process.environment = ["PATH": "/usr/bin:/bin", "HOME": home.path, "USER": "tester"]
                .merging(environment) { $1 }
            process.standardInput = FileHandle.nullDevice
            // Foundation keeps a process that has ended, and with some 1,360 open files it cannot start another one.
            let handles = (try Self.handle(output ?? names.0), try Self.handle(names.1))
            defer {
                try? handles.0.close()
                try? handles.1.close()
            }
            process.standardOutput = handles.0
            process.standardError = handles.1
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                process.terminationHandler = { _ in continuation.resume() }
                do { try process.run() } catch { continuation.resume(throwing: error) }
            }
            return Run(
                status: process.terminationReason == .uncaughtSignal
                    ? -process.terminationStatus : process.terminationStatus,
                output: output == nil ? try Self.text(names.0) : "",
                errors: try Self.text(names.1)
            )
        }

        private static func handle(_ url: URL) throws -> FileHandle {
            if !FileManager.default.fileExists(atPath: url.path) {
                guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
                    throw Failure(description: "cannot create \(url.path)")
                }
            }
            return try FileHandle(forWritingTo: url)
        }

        private static func text(_ url: URL) throws -> String {
            String(decoding: try Data(contentsOf: url), as: UTF8.self)
        }
    }

#endif
