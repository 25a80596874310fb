/// A process by chance: small, with everything that has a text or an id.
struct RandomProcess {
    /// The process's id.
    let id: String
    /// The ids that things get; empty means plain ones.
    var ids: [String] = []
    private var dice: Dice
    private var plain = 0
    private var taken: Set<String> = []

    init(seed: UInt64, id: String) {
        self.id = id
        dice = Dice(seed)
    }

    /// Words that Swift or the generated code uses for something else, without those that no id may be.
    static let words = [
        "class", "enum", "func", "inout", "operator", "protocol", "repeat", "struct", "subscript", "switch", "throw",
        "throws", "try", "typealias", "where", "default", "case", "self", "init", "deinit", "extension", "internal",
        "public", "private", "fileprivate", "open", "static", "some", "any", "actor", "async", "await", "consume",
        "copy", "borrowing", "consuming", "sending", "isolated", "nonisolated", "nonsending", "macro", "each",
        "discard", "rethrows", "super", "nil", "is", "do", "defer", "guard", "type", "value", "values", "fields",
        "entries", "changes", "raw_value", "all_cases", "hash", "hash_value", "description", "debug_description",
        "stage", "stages", "process", "deal", "deals", "pipeline", "options", "option", "optional", "string", "int",
        "bool", "array", "set", "dictionary", "double", "never", "result", "error", "task", "sendable", "hashable",
        "equatable", "codable", "copyable", "escapable", "case_iterable", "money", "percent", "instant", "duration",
        "calendar_date", "exact_decimal", "file_reference", "field_value", "value_map", "records", "reasons",
        "signals", "gates", "activities", "start", "tracks", "any_deal", "before_outcome", "turnpike", "swift",
        "foundation", "main_actor", "available", "outcome", "checked", "evidence", "by", "to", "options_",
        "confirmed", "because", "move", "override", "load", "check", "digest", "version", "get", "set_", "will_set",
        "did_set", "left", "right", "lazy", "weak", "unowned", "mutating", "dynamic", "final_", "indirect",
        "required", "convenience", "infix", "prefix", "postfix", "precedencegroup", "associatedtype", "break_",
        "fallthrough", "catch", "none", "true_", "false_", "self_", "print", "source", "destination", "handle",
    ]

    /// Types of the language and members of a deal, which name no record and no field.
    private static let builtIn: Set<String> = [
        "bool", "money", "percent", "duration", "outcome", "list", "deal", "stage",
    ]

    private static let pieces = [
        "*/", "/*", "///", "\"", "\"\"\"", "\\", "\\(x)", "\\u{41}", "\n", "\r\n", "\t", "\u{85}", "\u{2028}",
        "\u{2029}",
        "\u{B}", "\u{C}", "\u{7F}", "\u{9F}", "\u{200B}", "\u{200F}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{FEFF}",
        "\u{AD}", "\u{E0001}", "👩‍👩‍👧‍👦", "💶", "e\u{301}\u{301}\u{301}", "שלום", "مرحلة", "日本語の名前", "`code`", "```",
        "#if os(Linux)", "#endif", "#sourceLocation(file: \"x\", line: 1)", "<#T##x#>", "<<<<<<< HEAD",
        "- Parameter x:",
        "{", "}", "(", ")", "$", "@available", ";", "//", "https://x.example/?a=b&c=d", "…", "''", "plain words",
        String(repeating: "long ", count: 60), String(repeating: "x", count: 300), "&amp;", "<b>", "\u{1F1E9}\u{1F1EA}",
        "\u{FFFD}", "\u{10FFFD}", "\u{301}", "#\"", "\"#", "\\#(x)", "\u{0}",
    ]

    private mutating func text() -> String {
        var words: [String] = ["x"]
        for _ in 0..<dice.roll(6) { words.append(Self.pieces[dice.roll(Self.pieces.count)]) }
        return quoted(words.joined(separator: dice.roll(2) == 0 ? " " : ""))
    }

    /// A double-quoted scalar of YAML with every character that is not plain as an escape.
    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: result += "\\" + String(scalar)
            case 0x20..<0x7F: result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return result + "\""
    }

    /// An id that no other thing has under any spelling.
    private mutating func id(_ kind: String) -> String {
        if !ids.isEmpty {
            for _ in 0..<20 {
                let word = ids[dice.roll(ids.count)]
                if ["record", "field"].contains(kind), Self.builtIn.contains(word) { continue }
                if taken.insert(word.filter { $0 != "_" }).inserted { return word }
            }
        }
        plain += 1
        return "\(kind)_\(plain)x"
    }

    private mutating func list(_ kind: String, _ count: Int) -> [String] {
        var result: [String] = []
        for _ in 0..<count { result.append(id(kind)) }
        return result
    }

    mutating func yaml() -> String {
        let (roles, options, outcomes) = (list("role", 2), list("option", 4), list("outcome", 3))
        let (records, fields, parts) = (list("record", 2), list("field", 8), list("part", 3))
        let (reasons, signals, activities) = (list("reason", 3), list("signal", 2), list("activity", 3))
        let (gates, stages, moves) = (list("gate", 3), list("stage", 6), list("move", 4))
        let (tracks, inner) = (list("track", 2), list("inner", 4))
        var lines = ["turnpike: 1", "process: \(id)", "label: \(text())", "currency: EUR"]
        lines.append("roles: {\(roles[0]): \(text()), \(roles[1]): \(text())}")
        lines.append("records:")
        lines.append("  \(records[0]): {\(parts[0]): text, \(parts[1]): {type: choice, options: [\(options[0])]}}")
        lines.append("  \(records[1]): {\(parts[2]): {type: list, of: text}}")
        lines.append("fields:")
        let choice = options.map { "\($0)" }.joined(separator: ", ")
        for (index, type) in [
            "{type: text", "{type: money", "{type: choice, options: [\(choice)]",
            "{type: choices, options: [\(choice)]",
            "{type: list, of: \(records[0])", "{type: \(records[1])", "{type: duration", "{type: file",
        ].enumerated() {
            lines.append("  \(fields[index]): \(type), label: \(text())}")
        }
        lines.append("reasons:")
        lines.append("  lost: {\(reasons[0]): \(text()), \(reasons[1]): {label: \(text()), ask: [\(fields[0])]}}")
        lines.append("  back: {\(reasons[2]): \(text())}")
        lines.append("signals: {\(signals[0]): {sets: [\(fields[0])]}, \(signals[1]): {}}")
        lines.append("activities:")
        for (index, activity) in activities.enumerated() {
            lines.append("  \(activity):")
            lines.append("    label: \(text())")
            lines.append("    guide: \(text())")
            lines.append("    by: \(roles[index % 2])")
            lines.append("    outcomes: [\(outcomes.joined(separator: ", "))]")
            lines.append("    captures: [\(fields[index]), {\(fields[index + 3]): required}]")
            lines.append("    checklist: [\(text()), \(text())]")
        }
        lines.append("gates:")
        lines.append("  \(gates[0]): {label: \(text()), needs: [\(fields[0]), \(fields[4])]}")
        lines.append("  \(gates[1]): {label: \(text()), done: [\(activities[0])]}")
        lines.append(
            "  \(gates[2]): {label: \(text()), check: {c: {that: has(deal.\(fields[1])), else: \(elseText())}}}"
        )
        lines.append("stages:")
        lines.append("  \(stages[0]):")
        lines.append("    label: \(text())")
        lines.append("    goal: \(text())")
        lines.append("    exit: [\(gates[0])]")
        lines.append("    activities: [\(activities.joined(separator: ", "))]")
        lines.append("    moves:")
        lines.append("      \(moves[0]): {label: \(text()), to: \(stages[1]), ask: [\(fields[2]), \(fields[3])]}")
        lines.append("      \(moves[1]): {label: \(text()), to: \(stages[2]), skips: all, by: [\(roles[0])]}")
        lines.append("  \(stages[1]):")
        lines.append("    label: \(text())")
        lines.append("    tracks:")
        for (index, track) in tracks.enumerated() {
            let (first, last) = (inner[index * 2], inner[index * 2 + 1])
            lines.append("      \(track):")
            lines.append("        label: \(text())")
            lines.append("        stages: {\(first): {moves: [\(last)]}, \(last): {final: true, label: \(text())}}")
        }
        lines.append("    moves: {\(moves[2]): {to: \(stages[2])}}")
        lines.append(
            "  \(stages[2]): {goal: \(text()), enter: [\(gates[1])], exit: [\(gates[2])], moves: [\(stages[3])]}"
        )
        lines.append("  \(stages[3]): {outcome: won, label: \(text())}")
        lines.append(
            "  \(stages[4]): {outcome: lost, reason: lost, moves: {\(moves[3]): {to: \(stages[0]), reason: back}}}"
        )
        lines.append("  \(stages[5]): {hold: true, moves: {wake_x: {to: came_from, signal: \(signals[1])}}}")
        lines.append("anywhere: {moves: {\(stages[4]): {}, \(stages[5]): {}, earlier_x: {to: earlier, reason: back}}}")
        return lines.joined(separator: "\n") + "\n"
    }

    /// A message, in which `${…}` would be a value.
    private mutating func elseText() -> String { text().replacing("$", with: "") }
}
