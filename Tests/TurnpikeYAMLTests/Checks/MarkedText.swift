import Testing
import Turnpike
import TurnpikeYAML

/// A process file that marks the places of its findings itself: `needs: [1️⃣budgt]`.
struct MarkedText {
    static let markers: [Character] = ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣"]

    /// The text without its markers.
    var text = ""
    /// The UTF-8 offset of each marker.
    var places: [Int: Character] = [:]

    init(_ marked: String) {
        for character in marked {
            if Self.markers.contains(character) {
                places[text.utf8.count] = character
            } else {
                text.append(character)
            }
        }
    }
}

/// A finding that is expected at a marker.
struct Expected: Sendable, CustomStringConvertible {
    var description: String

    init(_ marker: Character, _ code: String, repairedBy repair: String? = nil) {
        description = "\(code) at \(marker)" + (repair.map { " repaired by '\($0)'" } ?? "")
    }
}

/// The findings of reader and checker together, as the command line shows them.
func findings(_ text: String) -> (diagnostics: [Diagnostic], sources: SourceMap, process: SalesProcess?) {
    let file = ProcessFile(text: text, name: "t.process.yaml")
    guard let definition = file.definition else { return (file.diagnostics, file.sources, nil) }
    let result = SalesProcess.compile(definition, options: CompileOptions(hasAllNames: file.hasAllNames))
    return ((file.diagnostics + result.diagnostics).inFileOrder(), file.sources, result.process)
}

/// Expects exactly these findings, each exactly at its marker.
func expectDiagnostics(
    _ marked: String,
    _ expected: [Expected],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let marked = MarkedText(withHeader(marked))
    let (diagnostics, sources, process) = findings(marked.text)
    let seen = diagnostics.map { diagnostic in
        let place =
            marked.places[Int(diagnostic.range.start)].map(String.init)
            ?? sources.position(of: diagnostic.range)?.description ?? "nowhere"
        return "\(diagnostic.code.id) at \(place)"
            + (diagnostic.repair.map { " repaired by '\($0.replacement)'" } ?? "")
    }
    // A repair is compared where the expectation names one.
    let wanted = expected.map(\.description)
    let matches =
        seen.count == wanted.count
        && zip(seen, wanted).allSatisfy { $0 == $1 || (!$1.contains(" repaired by ") && $0.hasPrefix($1 + " ")) }
    let shown = DiagnosticRenderer().render(diagnostics, in: sources)
    #expect(matches, "expected \(wanted), seen \(seen)\n\(shown)", sourceLocation: sourceLocation)
    #expect((process == nil) == diagnostics.hasErrors, "\(shown)", sourceLocation: sourceLocation)
}

/// The text as a complete file: with the two lines that every process begins with.
func withHeader(_ text: String) -> String {
    text.contains("turnpike:") ? text : "turnpike: 1\nprocess: p\n" + text
}
