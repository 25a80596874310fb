import Foundation
import IntegrationSupport
import Testing
import TurnpikeValues

/// `turnpike` from outside, in a folder of its own: everything from `turnpike.yaml`, no code.
struct Tool {
    /// What a command answered.
    struct Answer {
        var status: Int32
        var output: String
        var errors: String

        var json: JSON { (try? JSON.parse(Array(output.utf8))) ?? .null }
    }

    /// A program that works until it is told to stop.
    struct Running {
        let process: Process
        let ending: Task<Int32, Never>
        let log: URL

        /// What it has said so far.
        var said: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

        /// Tells it to stop, where it still works.
        func end() { if process.isRunning { process.terminate() } }

        /// Tells it to stop, and waits for that.
        func stop() async -> Int32 {
            end()
            return await ending.value
        }

        /// Ends it as a machine that loses its power would.
        func kill() async {
            Foundation.kill(process.processIdentifier, SIGKILL)
            _ = await ending.value
        }

        /// The port at which it listens, once it does.
        var port: Int? {
            said.components(separatedBy: "listening at 127.0.0.1:").dropFirst().last
                .flatMap { Int($0.prefix { $0.isNumber }) }
        }
    }

    static let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(".build/debug/turnpike")

    let folder: URL
    private let secrets: [String: String]

    /// - Parameters:
    ///   - policy: What becomes of observed moves.
    ///   - configuration: `turnpike.yaml`.
    ///   - secrets: Variables of the environment that it names.
    init(_ policy: String, _ configuration: String, secrets: [String: String] = [:]) throws {
        self.secrets = secrets
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("turnpike-crm-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try write(CRMWorld.text.replacing("POLICY", with: policy), to: "b2b.process.yaml")
        try write(configuration, to: "turnpike.yaml")
    }

    func write(_ text: String, to name: String) throws {
        try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }

    func read(_ name: String) -> String? {
        try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    private func make(_ arguments: [String], _ output: URL, _ errors: URL) throws -> (Process, Task<Int32, Never>) {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(secrets) { $1 }
        process.standardInput = FileHandle.nullDevice
        for file in [output, errors] where !FileManager.default.fileExists(atPath: file.path) {
            try Data().write(to: file)
        }
        let out = try FileHandle(forWritingTo: output)
        // One handle for one file, so that neither writes over the other.
        let err = errors == output ? out : try FileHandle(forWritingTo: errors)
        try out.seekToEnd()
        try err.seekToEnd()
        process.standardOutput = out
        process.standardError = err
        return (process, try process.startedToItsEnd())
    }

    /// Runs a command to its end.
    @discardableResult
    func run(_ arguments: [String]) async throws -> Answer {
        let id = UUID().uuidString
        let (output, errors) = (folder.appendingPathComponent(id + ".out"), folder.appendingPathComponent(id + ".err"))
        let (_, ending) = try make(arguments, output, errors)
        let status = await ending.value
        func text(_ file: URL) throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }
        return Answer(status: status, output: try text(output), errors: try text(errors))
    }

    /// Runs a command that must go well, as the rep.
    @discardableResult
    func must(_ arguments: String...) async throws -> JSON {
        let answer = try await run(arguments + ["--as", "rep_1", "--format", "json"])
        #expect(answer.status == 0, "\(arguments): \(answer.output) \(answer.errors)")
        return answer.json
    }

    /// Opens a deal and leaves what its hooks send in the outbox; the deal's id.
    func open(_ key: String, _ more: String...) async throws -> String {
        let answer = try await run(
            ["open", "b2b.process.yaml", "--name", "Deal \(key)", "--key", key, "--as", "rep_1", "--owner", "rep_1"]
                + ["--no-deliver", "--format", "json"] + more
        )
        return try #require(answer.json["deal"]?["id"]?.stringValue, "\(answer.output) \(answer.errors)")
    }

    /// Starts the worker.
    func start(_ log: String = "run.log", _ options: String...) throws -> Running {
        let file = folder.appendingPathComponent(log)
        let (process, ending) = try make(["run"] + options, file, file)
        return Running(process: process, ending: ending, log: file)
    }

    /// Starts a worker that listens and has read all changes of the CRM; with a long time between readings, only webhooks
    /// tell it of others.
    func startReading() async throws -> Running {
        let running = try start()
        // Told when the reading is over: it goes over many pages.
        try await wait("that it listens and has read", running) {
            running.port != nil && running.said.contains("crm is read up to now")
        }
        return running
    }

    /// A deal as it stands.
    func deal(_ key: String) async throws -> JSON { try await must("show", key)["deal"] ?? .null }

    func stage(_ key: String) async throws -> String? { try await deal(key)["stage"]?.stringValue }

    /// So many deliveries wait or were given up.
    func undelivered() async throws -> Int {
        (try await must("outbox")["rows"]?.elements ?? []).filter { $0["status"]?.stringValue != "delivered" }.count
    }

    /// How a deal and its record differ, by what: why.
    func drift(_ key: String) async throws -> [String: String] {
        let deals = try await must("drift", key)["deals"]?.elements ?? []
        var result: [String: String] = [:]
        for difference in deals.flatMap({ $0["differences"]?.elements ?? [] }) {
            result[difference["what"]?.stringValue ?? ""] = difference["why"]?.stringValue
        }
        return result
    }

    /// Waits for a condition, a minute at most.
    func wait(_ what: String, _ running: Running? = nil, _ condition: () async throws -> Bool) async throws {
        for _ in 0..<600 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("never came: \(what)\n\(running?.said ?? "")")
    }
}
