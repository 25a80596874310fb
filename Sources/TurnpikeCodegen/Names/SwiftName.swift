/// How ids of a process become names of Swift.
///
/// `closed_won` is `ClosedWon` as a type and `closedWon` as a value. A letter behind a digit begins a word of a type:
/// `b2b_software` is `B2BSoftware`. What Swift would not take, or would take for something else, gets an underscore behind
/// it (`none_`), or back-ticks where they suffice (`` `default` ``).
enum SwiftName: Sendable {
    /// The name of a type.
    static func type(_ id: String) -> String {
        let name = words(id).map(capitalized).joined()
        return reservedTypes.contains(name) ? name + "_" : name
    }

    /// The name of a value: a property, a case, a function or a parameter.
    static func value(_ id: String) -> String {
        let name = camel(id)
        if reservedValues.contains(name) { return name + "_" }
        return keywords.contains(name) ? "`\(name)`" : name
    }

    /// The name of a value before the colon of an argument, where Swift takes every word but these as it is.
    static func label(_ id: String) -> String {
        let name = value(id)
        return name.hasPrefix("`") && !["`inout`", "`let`", "`var`"].contains(name) ? camel(id) : name
    }

    /// The words of an id as one word in camelCase, whatever Swift thinks of it.
    private static func camel(_ id: String) -> String {
        let words = words(id)
        guard let first = words.first else { return "_" }
        return first + words.dropFirst().map(capitalized).joined()
    }

    /// The words of an id; what no Swift name may hold separates them, and one that begins with a digit gets an underscore.
    private static func words(_ id: String) -> [String] {
        var words: [String] = []
        var word = ""
        for scalar in id.unicodeScalars {
            if isPart(scalar) {
                word.unicodeScalars.append(scalar)
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        if let first = words.first?.unicodeScalars.first, first.properties.numericType != nil || isMark(first) {
            words[0] = "_" + words[0]
        }
        return words.isEmpty ? ["_"] : words
    }

    /// Letters, marks and digits of any script; an emoji would be allowed too, but nobody can type it.
    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": return true
        case _ where scalar.isASCII: return false
        default: break
        }
        return isForeignPart(scalar)
    }

    private static func isForeignPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isIDContinue && scalar != "_" && scalar.value != 0xB7 && scalar.value != 0x387
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func capitalized(_ word: String) -> String {
        var result = ""
        var begins = true
        for character in word {
            result += begins ? character.uppercased() : String(character)
            begins = character.isNumber
        }
        return result
    }

    /// What cannot be a name without back-ticks.
    private static let keywords: Set<String> = [
        "associatedtype", "class", "deinit", "enum", "extension", "fileprivate", "func", "import", "inout", "internal",
        "let", "open", "operator", "precedencegroup", "private", "protocol", "public", "rethrows", "static", "struct",
        "subscript", "typealias", "var", "break", "case", "catch", "continue", "default", "defer", "do", "else",
        "fallthrough", "for", "guard", "if", "in", "repeat", "return", "switch", "throw", "where", "while", "any", "as",
        "await", "false", "is", "nil", "super", "throws", "true", "try", "async", "consume", "copy", "discard", "each",
        "some", "macro", "package",
    ]

    /// What would mean something else behind a dot, or is a member of every such type already.
    private static let reservedValues: Set<String> = [
        "self", "init", "none", "some", "rawValue", "allCases", "hashValue", "hash", "fieldValue", "entries", "values",
        "id", "fields", "deal", "description", "_", "changes",
    ]

    /// Types that generated code names without their modules, and words that no type may have.
    private static let reservedTypes: Set<String> = [
        "Self", "Type", "Protocol", "Any", "AnyObject", "Never", "_", "String", "Bool", "Int", "Optional", "Array",
        "Set",
        "Duration", "ExactDecimal", "Money", "Percent", "CalendarDate", "Instant", "FileReference", "FieldValue",
        "ValueMap", "Value", "Deal", "DealID", "DealHandle", "DealPlace", "BoundDeal", "TypedMove", "TypedStage",
        "TypedProcess", "TypedReason", "TypedActivity", "TypedSignal", "TypedFields", "FieldChoice", "FieldRecord",
        "OpenResult", "MoveResult", "ChangeResult", "Actor", "Pipeline", "CommandOptions", "Hashable", "Sendable",
        "CaseIterable", "Copyable", "Escapable", "Stage", "Stages", "Activities", "Gates", "Reasons", "Signals",
        "Fields",
        "Records", "AnyDeal", "Start", "Tracks", "Outcome", "Process", "Swift", "Turnpike", "TurnpikeRuntime",
        "TurnpikeTyped", "TurnpikeValues", "BeforeOutcome", "Namespace", "Foundation", "Result", "Error", "Task",
        "RawRepresentable",
    ]

    /// A text as a literal.
    static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                let isHidden =
                    scalar.value < 0x20 || scalar.value == 0x7F || scalar.properties.generalCategory == .format
                if isHidden {
                    result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
