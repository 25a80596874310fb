import Foundation
import Testing
import Turnpike
import TurnpikeCodegen

/// Programs that must not compile, each with the words of the compiler that tell why, and programs that must.
///
/// A line `// expect: WORDS` stands above the line with the error; a file is one run of the compiler.
@Suite("What compiles and what does not", .serialized)
struct CorpusTests {
    /// Type errors come before ownership errors, which only a file without the former shows.
    @Test(arguments: ["undeclared", "consumed"])
    func eachMistakeIsFoundWhereItIs(file: String) throws {
        let path = "\(Files.tests)/Corpus/\(file).swift"
        let output = try compile([path], ["-emit-sil", "-o", "/dev/null"]).output
        let lines = try Files.text(path).split(separator: "\n", omittingEmptySubsequences: false)
        var expected: [Int: String] = [:]
        for (index, line) in lines.enumerated() {
            guard let mark = line.range(of: "// expect: ") else { continue }
            expected[index + 2] = String(line[mark.upperBound...])
        }
        #expect(expected.count > 5)
        var found: [Int: [String]] = [:]
        for line in output.split(separator: "\n") {
            guard line.hasPrefix(path + ":"), let range = line.range(of: ": error: ") else { continue }
            let place = line[..<range.lowerBound].dropFirst(path.count + 1).split(separator: ":")
            found[Int(place.first ?? "0") ?? 0, default: []].append(String(line[range.upperBound...]))
        }
        for (line, words) in expected {
            let messages = found[line] ?? []
            #expect(messages.contains { $0.contains(words) }, "line \(line) wants '\(words)', found \(messages)")
        }
        let others = found.keys.filter { expected[$0] == nil }.sorted().map { "\($0): \(found[$0] ?? [])" }
        #expect(others.isEmpty, "\(others)")
    }

    /// The settings under which a customer's target may compile the types.
    @Test(arguments: [
        ["-swift-version", "6"], ["-swift-version", "5"],
        ["-swift-version", "6", "-default-isolation", "MainActor"],
        [
            "-swift-version", "6", "-enable-upcoming-feature", "InternalImportsByDefault", "-enable-upcoming-feature",
            "MemberImportVisibility", "-enable-upcoming-feature", "ExistentialAny", "-enable-upcoming-feature",
            "NonisolatedNonsendingByDefault",
        ],
    ])
    func whatIsRightCompilesUnderEverySetting(settings: [String]) throws {
        let result = try compile(["\(Files.tests)/Corpus/right.swift"], ["-emit-sil", "-o", "/dev/null"] + settings)
        #expect(result.status == 0 && !result.output.contains("warning:"), "\(result.output)")
    }

    @Test func publicTypesCompileInALibrary() throws {
        let result = try compile(
            [],
            [
                "-typecheck", "-swift-version", "6", "-enable-upcoming-feature", "InternalImportsByDefault",
                "-enable-library-evolution",
                // Turnpike itself promises no binary compatibility, and the compiler says so.
                "-suppress-warnings",
            ],
            access: .public
        )
        #expect(result.status == 0 && !result.output.contains("warning:"), "\(result.output)")
    }

    /// Ids that mean something in Swift, and labels that would end a comment or a literal.
    @Test func hostileIdsAndLabelsCompile() throws {
        let result = try compile(
            [],
            ["-typecheck", "-swift-version", "6"],
            processes: ["\(Files.tests)/Corpus/hostile.process.yaml"]
        )
        #expect(result.status == 0 && !result.output.contains("warning:"), "\(result.output)")
    }

    // MARK: The compiler

    private func compile(
        _ files: [String],
        _ arguments: [String],
        access: SwiftGenerator.Access = .internal,
        processes: [String] = [Files.path("b2b_software"), Files.path("enterprise_b2b")]
    ) throws -> (status: Int32, output: String) {
        let folder = try Files.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        var sources = files
        for process in processes {
            let result = SwiftGenerator(access: access).generate(contentsOf: process)
            let text = try #require(result.text, "\(result.diagnostics.map(\.message))")
            let file = folder.appendingPathComponent((process.split(separator: "/").last ?? "x") + ".swift").path
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
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        run.waitUntilExit()
        return (run.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
