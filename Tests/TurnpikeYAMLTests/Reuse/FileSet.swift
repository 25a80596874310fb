import Testing
import Turnpike
import TurnpikeYAML

/// A process file with the files that it names, each of which may mark the places of findings.
struct FileSet: Sendable, CustomStringConvertible {
    var main: String
    var files: [(name: String, text: String)]
    var expected: [Expected]

    init(_ main: String, _ files: KeyValuePairs<String, String> = [:], _ expected: Expected...) {
        self.main = main
        self.files = files.map { ($0.key, $0.value) }
        self.expected = expected
    }

    var description: String { expected.map(\.description).joined(separator: ", ") + "\n" + main }

    /// The process and its findings, without markers.
    func read() -> (file: ProcessFile, result: CompileResult) {
        let file = ProcessFile(
            SourceFile(name: "t.process.yaml", text: MarkedText(main).text),
            with: files.map { SourceFile(name: $0.name, text: MarkedText($0.text).text) }
        )
        return (file, SalesProcess.compile(file))
    }

    /// Expects exactly the findings, each at its marker.
    func check(sourceLocation: SourceLocation = #_sourceLocation) {
        let result = read().result
        let texts = Dictionary(
            ([("t.process.yaml", main)] + files).map { ($0.0, MarkedText($0.1)) },
            uniquingKeysWith: { first, _ in first }
        )
        // What an overlay no longer uses brings warnings of its own.
        let seen = result.diagnostics.filter { $0.severity == .error }.map { diagnostic in
            let name = result.sources[diagnostic.range]?.name ?? ""
            let place =
                texts[name]?.places[Int(diagnostic.range.start)].map(String.init)
                ?? result.sources.place(of: diagnostic.range) ?? "nowhere"
            return "\(diagnostic.code.id) at \(place)"
                + (diagnostic.repair.map { " repaired by '\($0.replacement)'" } ?? "")
        }
        let shown = DiagnosticRenderer().render(result.diagnostics, in: result.sources)
        #expect(seen == expected.map(\.description), "\(shown)", sourceLocation: sourceLocation)
        #expect((result.process == nil) == result.diagnostics.hasErrors, "\(shown)", sourceLocation: sourceLocation)
    }
}
