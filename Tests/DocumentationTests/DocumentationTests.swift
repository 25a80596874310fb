import Foundation
import Testing
import Turnpike
import TurnpikeConfiguration
import TurnpikeYAML

/// What stands in the documentation is compiled and run from there.
@Suite struct DocumentationTests {
    @Test(arguments: try Documents.blocks("yaml"))
    func everyProcessInTheDocumentationCompilesWithoutAFinding(_ block: Documents.Block) throws {
        if block.text.hasPrefix("# turnpike.yaml\n") {
            let file = ConfigurationFile(text: block.text, name: "\(block)")
            #expect(file.diagnostics.isEmpty, "\(file.diagnostics.map(\.message))")
            return
        }
        guard block.text.hasPrefix("turnpike: 1") || block.fileName != nil else {
            Issue.record("a YAML block of the documentation is a complete file")
            return
        }
        // The text of a template is read with the process that names it.
        if block.fileName?.hasSuffix(".md") == true { return }
        // A pack is compiled with the processes of its article that use it.
        if block.text.contains("\npack: ") { return }
        let others = try Documents.blocks("yaml").filter { $0.article == block.article && $0.line != block.line }
        let files = others.compactMap { other in other.fileName.map { SourceFile(name: $0, text: other.text) } }
        let source = SourceFile(name: block.fileName ?? "\(block)", text: block.text)
        let result = SalesProcess.compile(ProcessFile(source, with: files))
        #expect(result.process != nil)
        let findings = result.diagnostics.map {
            "\(result.sources.place(of: $0.range) ?? ""): \($0.code): \($0.message)"
        }
        #expect(findings.isEmpty)
    }

    /// Snippets are compiled and run by `Snippets.swift`; here it is proved that the documentation shows the same lines.
    @Test(arguments: try Documents.blocks("swift"))
    func everySwiftBlockIsASnippetThatTheTestsRun(_ block: Documents.Block) throws {
        if block.text.hasPrefix(".package(") { return }
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        // What needs generated types is compiled with them, in the example that CI builds.
        let app = Documents.root.appendingPathComponent("Examples/typed_app/Sources/typed_app/TypedApp.swift")
        let source = try [folder.appendingPathComponent("Snippets.swift"), app]
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
        // Lines may be broken differently there; the words may not differ.
        func words(_ text: String) -> String { text.filter { !$0.isWhitespace } }
        let isThere = words(source).contains(words(block.text))
        #expect(isThere, "these lines stand in no snippet:\n\(block.text)")
    }

    @Test func everyCodeThatAnArticleNamesExists() throws {
        for article in try Documents.articles() {
            let text = try String(contentsOf: article, encoding: .utf8)
            for match in text.matches(of: /TP[0-9]{4}/) {
                #expect(DiagnosticCode.named(match.output) != nil, "\(article.lastPathComponent) names \(match.output)")
            }
        }
    }
}
