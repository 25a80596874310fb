import TurnpikeExpressions
import TurnpikeValues

/// Tells whether a changed condition, or a changed bound, lets fewer deals pass than before.
package enum ConditionComparison {
    /// Whether a condition holds for no more deals than another one, as far as its form tells.
    package static func isAsTight(_ new: String, as old: String) -> Bool {
        if new == old { return true }
        let (a, b) = (ExpressionSyntax.parse(new), ExpressionSyntax.parse(old))
        guard a.diagnostics.isEmpty, b.diagnostics.isEmpty, let new = a.syntax, let old = b.syntax else { return false }
        return new.isAsTight(as: old)
    }

    /// Whether a number, or a span of time in the same unit, is larger than another one, or smaller.
    package static func isMoved(_ new: String, from old: String, up: Bool) -> Bool {
        func parts(_ text: String) -> (ExactDecimal, String)? {
            if text.hasSuffix("%"), let number = ExactDecimal(String(text.dropLast())) { return (number, "%") }
            // Dates in their one spelling are in order as texts, and as numbers without the dashes.
            if CalendarDate(text) != nil, let number = ExactDecimal(text.filter { $0 != "-" }) {
                return (number, "date")
            }
            let words = text.split(separator: " ")
            guard let first = words.first, let number = ExactDecimal(String(first)) else { return nil }
            let unit = words.dropFirst().map { $0.hasSuffix("s") ? String($0.dropLast()) : String($0) }
            return (number, unit.joined(separator: " "))
        }
        guard let a = parts(new), let b = parts(old), a.1 == b.1 else { return false }
        return up ? a.0 >= b.0 : a.0 <= b.0
    }
}
