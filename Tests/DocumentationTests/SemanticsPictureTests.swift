import Foundation
import Testing
import Turnpike
import TurnpikeDiagrams
import TurnpikeYAML

/// The pictures of the Semantics article are those that the processes beside them give.
@Suite struct SemanticsPictureTests {
    struct Picture: Sendable, CustomTestStringConvertible {
        var name: String
        var process: String

        var testDescription: String { name }
    }

    static let catalogue = Documents.root.appendingPathComponent("Sources/Turnpike/Turnpike.docc")

    /// Each process of the article with the picture that follows it.
    static func pictures() throws -> [Picture] {
        let text = try String(contentsOf: catalogue.appendingPathComponent("Semantics.md"), encoding: .utf8)
        return text.components(separatedBy: "```yaml\n").dropFirst().map { part in
            let pieces = part.components(separatedBy: "```\n")
            let name = pieces.dropFirst().joined().firstMatch(of: /!\[[^\]]+\]\(([a-z-]+)\)/)?.output.1 ?? "missing"
            return Picture(name: String(name), process: pieces[0])
        }
    }

    @Test(arguments: try pictures())
    func thePictureIsWhatTheProcessGives(_ picture: Picture) throws {
        let result = SalesProcess.compile(ProcessFile(text: picture.process, name: "\(picture.name).process.yaml"))
        let process = try #require(result.process)
        let drawn = SVGWriter.text(for: ProcessDiagram(process: process), options: .init(showsLegend: false))
        let file = Self.catalogue.appendingPathComponent("Resources/\(picture.name).svg")
        if ProcessInfo.processInfo.environment["TURNPIKE_RECORD"] == "1" {
            try drawn.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded \(picture.name)")
            return
        }
        let stored = try? String(contentsOf: file, encoding: .utf8)
        #expect(stored == drawn, "run with TURNPIKE_RECORD=1 and look at \(file.lastPathComponent)")
    }

    @Test func everyRuleHasAPictureOfItsOwn() throws {
        let pictures = try Self.pictures()
        #expect(Set(pictures.map(\.name)).count == pictures.count)
        #expect(!pictures.contains { $0.name == "missing" })
        let text = try String(contentsOf: Self.catalogue.appendingPathComponent("Semantics.md"), encoding: .utf8)
        let rules = text.components(separatedBy: "\n## ").count - 2
        #expect(pictures.count == rules)
        let stored = try FileManager.default.contentsOfDirectory(
            atPath: Self.catalogue.appendingPathComponent("Resources").path
        )
        #expect(Set(stored.filter { $0.hasPrefix("semantics-") }) == Set(pictures.map { $0.name + ".svg" }))
    }
}
