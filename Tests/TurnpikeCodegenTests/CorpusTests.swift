import Foundation
import Testing
import TurnpikeCodegen

/// Programs that must not compile, each with the words of the compiler that tell why, and programs that must.
///
/// A line `// expect: WORDS` stands above the line with the error; a file is one run of the compiler.
@Suite("What compiles and what does not", .serialized)
struct CorpusTests {
    /// Type errors come before ownership errors, which only a file without the former shows.
    @Test(arguments: ["undeclared", "consumed"])
    func eachMistakeIsFoundWhereItIs(file: String) async throws {
        let path = "\(Files.tests)/Corpus/\(file).swift"
        let output = try await SwiftCompiler.run([path], ["-emit-sil", "-o", "/dev/null"]).output
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
    func whatIsRightCompilesUnderEverySetting(settings: [String]) async throws {
        let result = try await SwiftCompiler.run(
            ["\(Files.tests)/Corpus/right.swift"],
            ["-emit-sil", "-o", "/dev/null"] + settings
        )
        #expect(result.isSilent, "\(result.output)")
    }

    @Test func publicTypesCompileInALibrary() async throws {
        let result = try await SwiftCompiler.run(
            [],
            [
                "-typecheck", "-swift-version", "6", "-enable-upcoming-feature", "InternalImportsByDefault",
                "-enable-library-evolution",
            ],
            access: .public
        )
        #expect(result.status == 0, "\(result.output)")
        // Turnpike itself promises no binary compatibility, and the compiler says so; nothing else may be said.
        let warnings = result.output.split(separator: "\n").filter { line in
            line.contains("warning:") && !line.contains("was not compiled with library evolution support")
        }
        #expect(warnings.isEmpty, "\(warnings.joined(separator: "\n"))")
    }

    /// Ids that mean something in Swift, and labels that would end a comment or a literal.
    @Test func hostileIdsAndLabelsCompile() async throws {
        let result = try await SwiftCompiler.run(
            [],
            ["-typecheck", "-swift-version", "6"],
            processes: ["\(Files.tests)/Corpus/hostile.process.yaml"]
        )
        #expect(result.isSilent, "\(result.output)")
    }
}
