import TurnpikeExpressions
import TurnpikeValues

/// A piece of a rendered text.
enum RenderedPiece {
    /// Words.
    case text(String)
    /// The value of a sensitive field, which the outbox only refers to.
    case sensitive(FieldID, revision: Int64)
}

extension Scope {
    /// What stands where a sensitive value may not be shown.
    static let mask = "•••"

    /// A text with its values filled in; a dash where one is unknown, a mask where one is sensitive.
    func render(_ template: Template) -> String {
        var result = ""
        for piece in pieces(template, isForActor: true) {
            switch piece {
            case .text(let text): result += text
            case .sensitive: result += Self.mask
            }
        }
        return result
    }

    /// A text in pieces, neighbouring words joined.
    ///
    /// - Parameters:
    ///   - isForActor: whether the actor reads it, who may not see every field.
    ///   - hidden: the fields that whoever reads it may not see.
    ///   - masksSensitive: whether sensitive values are masked even where they are named.
    func pieces(
        _ template: Template,
        isForActor: Bool = false,
        hiding hidden: Set<FieldID> = [],
        maskingSensitive masksSensitive: Bool = false
    ) -> [RenderedPiece] {
        if template.parts.count == 1, case .text(let text) = template.parts[0] { return [.text(text)] }
        var result: [RenderedPiece] = []
        var words = ""
        for part in template.parts {
            switch part {
            case .text(let text): words += text
            case .value(let condition):
                if isForActor && readsHidden(condition) || !hidden.isEmpty && condition.reads(anyOf: hidden) {
                    words += Self.mask
                    continue
                }
                guard let field = sensitiveField(readBy: condition) else {
                    words += text(of: condition)
                    continue
                }
                // Only a plain reference can be filled in later; what is computed from a sensitive value stays masked.
                guard condition.program.isPlainPath, !masksSensitive, state.slots[field.index] != .null else {
                    words += state.slots[field.index] == .null ? "–" : Self.mask
                    continue
                }
                if !words.isEmpty { result.append(.text(words)) }
                words = ""
                let revision = state.details.sensitiveRevisions.first { $0.field == field }?.revision ?? 0
                result.append(.sensitive(field, revision: revision))
            }
        }
        if !words.isEmpty || result.isEmpty { result.append(.text(words)) }
        return result
    }

    /// Writes a text straight into a document; false, and nothing is written, where it names a sensitive value.
    func write(_ template: Template, to writer: inout JSONWriter) -> Bool {
        if template.parts.contains(where: isSensitive) { return false }
        writer.beginString()
        for part in template.parts {
            switch part {
            case .text(let text): writer.append(text)
            case .value(let condition): writer.append(text(of: condition))
            }
        }
        writer.endString()
        return true
    }

    private func isSensitive(_ part: Template.Part) -> Bool {
        if case .value(let condition) = part { sensitiveField(readBy: condition) != nil } else { false }
    }

    private func sensitiveField(readBy condition: Condition) -> FieldID? {
        for case .field(let index) in condition.program.reads where process.fields[index].isSensitive {
            return FieldID(index)
        }
        return nil
    }

    private func text(of condition: Condition) -> String {
        guard case .value(let value) = evaluate(condition) else { return "–" }
        return value.asShownToPeople
    }
}

extension Value {
    /// The value in the middle of a sentence: a text without quotes, money with separators, a dash for no value.
    var asShownToPeople: String {
        switch self {
        case .null: "–"
        case .string(let text): text
        case .money(let money): money.display
        default: description
        }
    }
}

extension CompiledExpression {
    /// Whether it is nothing but a path such as `deal.contact_email`.
    var isPlainPath: Bool {
        readPaths.count == 1 && readPaths[0].path == text.filter { !$0.isWhitespace }
    }
}

extension Condition {
    /// Whether it reads one of some fields.
    fileprivate func reads(anyOf fields: Set<FieldID>) -> Bool {
        program.reads.contains { slot in
            if case .field(let index) = slot { fields.contains(FieldID(index)) } else { false }
        }
    }
}
