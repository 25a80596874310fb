import Turnpike
import TurnpikeValues

/// Failures as people and as programs read them.
enum FailureText: Sendable {
    /// What a person reads on standard error.
    static func human(_ failure: Failure, _ style: Style) -> String {
        var text = ""
        if let findings = failure.findings {
            text += DiagnosticRenderer(usesColor: style.usesColor, width: style.width)
                .render(findings.diagnostics, in: findings.sources)
        } else {
            text += style.red("error:") + " " + SafeText.lines(failure.message).joined(separator: "\n       ") + "\n"
        }
        for problem in failure.problems { text += "  - " + SafeText.line(problem) + "\n" }
        if let help = failure.help {
            text += style.cyan("help:") + " " + SafeText.lines(help).joined(separator: "\n      ") + "\n"
        }
        return text
    }

    /// What a program reads.
    static func json(_ failure: Failure) -> JSON {
        Document.object([
            "code": .string(failure.code),
            "diagnostics": failure.findings.map { findings in
                Document.raw(Array(findings.diagnostics.json(in: findings.sources).utf8))
            },
            "help": Document.optional(failure.help),
            "kind": "error",
            "message": .string(failure.message),
            "problems": failure.problems.isEmpty ? nil : Document.strings(failure.problems),
            "status": .int(Int64(failure.status.rawValue)),
        ])
    }
}
