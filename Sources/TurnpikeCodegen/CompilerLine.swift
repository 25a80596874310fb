public import Turnpike

/// A finding as compilers print it, for builds and editors: `PATH:LINE:COLUMN: error: [TP1042] …`.
public enum CompilerLine: Sendable {
    /// The lines of a finding: the message, and a line for each note that stands elsewhere.
    ///
    /// - Parameters:
    ///   - diagnostic: The finding.
    ///   - sources: The files that it points into.
    ///   - path: The path that stands for a finding without a place.
    public static func text(_ diagnostic: Diagnostic, in sources: SourceMap, path: String) -> String {
        var message = "[\(diagnostic.code.id)] \(diagnostic.message)"
        if let repair = diagnostic.repair { message += "; \(repair.sentence)" }
        if let help = diagnostic.help { message += "; \(help)" }
        var text = line(sources.place(of: diagnostic.range) ?? "\(path):1:1", diagnostic.severity.rawValue, message)
        for note in diagnostic.notes {
            guard let range = note.range, let place = sources.place(of: range) else { continue }
            text += line(place, "note", note.message)
        }
        return text
    }

    private static func line(_ place: String, _ kind: String, _ message: String) -> String {
        TerminalText.escaped("\(place): \(kind): \(message)") + "\n"
    }
}
