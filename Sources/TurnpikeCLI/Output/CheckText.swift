import Turnpike
import TurnpikeValues

/// What checking a file found, for people and for programs.
struct CheckText: Sendable {
    let style: Style

    /// The findings of a file, or what it holds.
    func render(_ checked: ProcessLoading.Checked) -> String {
        let renderer = DiagnosticRenderer(usesColor: style.usesColor, width: style.width)
        var text = renderer.render(checked.diagnostics, in: checked.sources)
        guard let process = checked.process else { return text }
        text += SafeText.line(checked.path) + ": " + style.green("sound") + ", "
        text += "\(process.id) version \(process.version) with " + Self.contents(process) + "\n"
        return text
    }

    private static func contents(_ process: SalesProcess) -> String {
        let counts = [
            counted(process.stages.count, "stage"), counted(process.moves.count, "move"),
            counted(process.gates.count, "gate"), counted(process.fields.count, "field"),
        ]
        return counts.joined(separator: ", ")
    }

    private static func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

    /// All files' findings as one document.
    static func json(_ checked: [ProcessLoading.Checked]) -> JSON {
        let findings = checked.flatMap(\.diagnostics)
        let errors = findings.filter { $0.severity == .error }.count
        return Document.object([
            "errors": .int(Int64(errors)),
            "files": .array(checked.map(file)),
            "kind": "check",
            "warnings": .int(Int64(findings.count - errors)),
        ])
    }

    private static func file(_ checked: ProcessLoading.Checked) -> JSON {
        Document.object([
            "diagnostics": Document.raw(Array(checked.diagnostics.json(in: checked.sources).utf8)),
            "file": .string(checked.path),
            "process": checked.process.map { process in
                Document.object([
                    "digest": .string(process.digest.hex),
                    "id": .string(process.id),
                    "label": .string(process.label),
                    "stages": Document.strings(process.stages.map(\.id)),
                    "version": .int(Int64(process.version)),
                ])
            },
        ])
    }

    /// The page of a code.
    static func json(_ code: DiagnosticCode) -> JSON {
        Document.object([
            "code": .string(code.id),
            "explanation": .string(code.explanation),
            "kind": "code",
            "right": .string(code.right),
            "title": .string(code.title),
            "wrong": .string(code.wrong),
        ])
    }
}
