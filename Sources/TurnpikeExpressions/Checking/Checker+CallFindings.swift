import TurnpikeValues

/// What a call that no function answers is told.
extension Checker {
    mutating func unknownFunction(
        _ index: Int32,
        _ name: String,
        _ nameRange: Range<Int>,
        _ target: Int32,
        _ arguments: [Checked]
    ) -> Checked {
        guard wantsFindings else { return unreported(index) }
        let others = candidates(name, isMember: target < 0)
        if !others.isEmpty {
            let message: String
            var repair: String?
            let words = arguments.map { source($0.syntax) }
            if target < 0 {
                message = "'\(name)' is called on a value"
                if let first = words.first { repair = "\(first).\(name)(\(words.dropFirst().joined(separator: ", ")))" }
            } else {
                message = "'\(name)' is not called on a value"
                repair = "\(name)(\(words.joined(separator: ", ")))"
            }
            return failed(
                index,
                ExpressionDiagnostic(
                    .noSuchOverload,
                    nameRange,
                    message,
                    repair: repair,
                    repairRange: syntax[index].range
                )
            )
        }
        var names = Array(declarations.functions.keys)
        names.append(contentsOf: StandardLibrary.names)
        names.append(contentsOf: target >= 0 ? Array(Parser.comprehensionNames) : ["has"])
        let synonym = Self.synonyms[name]
        let nearest = synonym ?? nearestName(to: name, in: names.sorted())
        if people, ["now", "today"].contains(name), declarations.variables["now"] != nil, target < 0 {
            return failed(
                index,
                ExpressionDiagnostic(
                    .unknownName,
                    syntax[index].range,
                    "no function is called '\(name)'",
                    notes: ["a date that is compared with now is compared with today"],
                    repair: "now"
                )
            )
        }
        return failed(
            index,
            ExpressionDiagnostic(.unknownName, nameRange, "no function is called '\(name)'", repair: nearest)
        )
    }

    /// What other languages call our functions.
    private static let synonyms = [
        "len": "size", "length": "size", "count": "size", "any": "exists", "some": "exists", "every": "all",
        "where": "filter",
        "select": "map", "lower": "lowerAscii", "toLowerCase": "lowerAscii", "upper": "upperAscii",
        "toUpperCase": "upperAscii",
        "includes": "contains", "hasPrefix": "startsWith", "hasSuffix": "endsWith", "strip": "trim", "exist": "exists",
        "str": "string", "float": "double", "number": "decimal", "integer": "int", "time": "timestamp",
        "min": "math.least",
        "max": "math.greatest",
    ]

    mutating func noOverload(
        _ index: Int32,
        _ name: String,
        _ nameRange: Range<Int>,
        _ all: [Candidate],
        _ arguments: [Checked]
    ) -> Checked {
        func shown(_ types: [ExpressionType], isMember: Bool) -> String {
            let names = types.map { self.name(of: $0) }
            guard isMember, let first = names.first else { return "\(name)(\(names.joined(separator: ", ")))" }
            return "\(first).\(name)(\(names.dropFirst().joined(separator: ", ")))"
        }
        let isMember = syntax[index].a >= 0 && !name.utf8.contains(UInt8(ascii: "."))
        let seen = shown(arguments.map(\.type), isMember: isMember)
        var notes: [String] = []
        for candidate in all.prefix(8) {
            let text = "these fit: " + shown(candidate.parameters, isMember: isMember)
            if !notes.contains(text) { notes.append(text) }
        }
        return failed(
            index,
            ExpressionDiagnostic(.noSuchOverload, syntax[index].range, "\(seen) does not exist", notes: notes)
        )
    }
}
