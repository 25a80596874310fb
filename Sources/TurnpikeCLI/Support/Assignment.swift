import Turnpike
import TurnpikeValues

/// `FIELD=VALUE` as it is written on the command line.
enum Assignment: Sendable {
    /// Reads assignments. The value is kept as text: the field's type decides what it means. An empty value removes.
    static func read(_ texts: [String]) throws -> [FieldValue] {
        var result: [FieldValue] = []
        for text in texts {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw Failure.wrongUse(
                    "invalid_value",
                    "'\(text)' is no FIELD=VALUE",
                    help: "write for example amount=\"50000 EUR\"; FIELD= without a value removes it"
                )
            }
            let field = String(text[..<equals])
            let value = String(text[text.index(after: equals)...])
            if result.contains(where: { $0.field == field }) {
                throw Failure.wrongUse("invalid_value", "'\(field)' is given twice")
            }
            result.append(FieldValue(field, value.isEmpty ? .null : .string(value)))
        }
        return result
    }
}
