import TurnpikeExpressions
import TurnpikeValues

/// Patterns of fields, read by the engine that `matches` of expressions uses.
enum PatternCheck {
    /// What is wrong with a pattern; nil for a good one.
    static func problem(_ pattern: String) -> String? {
        switch evaluate("", pattern) {
        case .failed(let error): error.message
        case .value, .unknown: nil
        }
    }

    /// Whether the whole of a text matches; nil for a bad pattern.
    static func matches(_ text: String, _ pattern: String) -> Bool? {
        TextPattern(pattern)?.matches(text)
    }

    private static func evaluate(_ text: String, _ pattern: String) -> Evaluation {
        let declarations = Declarations(
            variables: [
                "text": Member(.string, slot: .field(0), mayBeMissing: false),
                "pattern": Member(.string, slot: .field(1), mayBeMissing: false),
            ]
        )
        let compiled = CompiledExpression.compile("text.matches(pattern)", declarations: declarations)
        return compiled.program?.evaluate(fields: [.string(text), .string("^(?:\(pattern))$")])
            ?? .unknown([])
    }
}
