import Dispatch
import Foundation
import Testing
import Turnpike
import TurnpikeCodegen

/// The compiler of this toolchain, over programs beside the types of some processes.
enum SwiftCompiler {
    /// What it said.
    struct Run {
        var status: Int32
        var output: String

        /// Whether it had nothing to say.
        var isSilent: Bool { status == 0 && !output.contains("warning:") }
    }

    /// Compiles programs with the types of processes as one module.
    static func run(
        _ files: [String],
        _ arguments: [String],
        access: SwiftGenerator.Access = .internal,
        processes: [String] = [Files.path("b2b_software"), Files.path("enterprise_b2b")]
    ) async throws -> Run {
        var texts: [(name: String, text: String)] = []
        for process in processes {
            let result = SwiftGenerator(access: access).generate(contentsOf: process)
            let text = try #require(result.text, "\(result.diagnostics.map(\.message))")
            texts.append(((process.split(separator: "/").last.map(String.init) ?? "x") + ".swift", text))
        }
        return try await run(files, texts: texts, arguments)
    }

    /// Compiles programs with texts as one module.
    static func run(_ files: [String], texts: [(name: String, text: String)], _ arguments: [String]) async throws -> Run
    {
        let folder = try Files.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        var sources = files
        for (name, text) in texts {
            let file = folder.appendingPathComponent(name).path
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            sources.append(file)
        }
        let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let run = Process()
        run.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        run.arguments =
            ["swiftc", "-wmo", "-module-name", "Corpus", "-I", products.appendingPathComponent("Modules").path]
            + (arguments.contains("-swift-version") ? [] : ["-swift-version", "6"]) + arguments + sources
        let pipe = Pipe()
        run.standardError = pipe
        run.standardOutput = pipe
        try run.run()
        // A compiler takes seconds, which no thread of the tests' pool may wait.
        let output = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: pipe.fileHandleForReading.readDataToEndOfFile())
            }
        }
        run.waitUntilExit()
        return Run(status: run.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }
}
