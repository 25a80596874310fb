import Foundation
import Testing
import Turnpike
import TurnpikeCodegen

/// The generated text of every example stands in the repository, is compiled into this target and run by it.
@Suite("Golden files")
struct GoldenTests {
    @Test(arguments: Files.examples)
    func theTypesOfAnExampleAreThoseInTheRepository(example: String) throws {
        let text = try #require(SwiftGenerator().generate(contentsOf: Files.path(example)).text)
        let path = "\(Files.tests)/Golden/\(example).swift"
        let kept = try? Files.text(path)
        if kept != text, ProcessInfo.processInfo.environment["TURNPIKE_RECORD"] != nil {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            Issue.record("recorded \(path); build and run the tests again")
            return
        }
        #expect(kept == text, "TURNPIKE_RECORD=1 records what is generated now")
    }

    @Test func theTextIsTheSameOnEveryRunAndForEveryPlaceOfTheFile() throws {
        let source = try Files.text(Files.path("enterprise_b2b"))
        let folder = try Files.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appendingPathComponent("enterprise_b2b.process.yaml").path
        try source.write(toFile: copy, atomically: true, encoding: .utf8)
        let first = SwiftGenerator().generate(contentsOf: copy).text
        #expect(first == SwiftGenerator().generate(contentsOf: copy).text)
        #expect(first == SwiftGenerator().generate(contentsOf: Files.path("enterprise_b2b")).text)
    }

    @Test(arguments: SwiftGenerator.Access.allCases)
    func accessIsWrittenAtEveryDeclaration(access: SwiftGenerator.Access) throws {
        let generator = SwiftGenerator(access: access)
        let text = try #require(generator.generate(contentsOf: Files.path("b2b_software")).text)
        let declarations = text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { line in
            ["enum ", "struct ", "protocol ", "static ", "var ", "init"].contains { line.contains($0) }
                && !line.hasPrefix("//") && !line.hasPrefix("@") && !line.hasPrefix("case")
                && !line.contains("extension")
        }
        #expect(declarations.count > 100)
        let word = access == .internal ? "" : access.rawValue + " "
        let other = SwiftGenerator.Access.allCases.filter { $0 != access && $0 != .internal }.map { $0.rawValue + " " }
        for line in declarations {
            if !word.isEmpty { #expect(line.contains(word), "\(line)") }
            #expect(!other.contains { line.contains($0) }, "\(line)")
        }
        #expect(text.contains("\n\(word)import TurnpikeTyped\n"))
    }
}
