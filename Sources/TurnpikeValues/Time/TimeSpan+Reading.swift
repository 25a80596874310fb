/// Why a text is no span of time, with what would mend it.
public struct SpanError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, for a program to branch on.
    public struct Code: Hashable, Sendable {
        /// The stable name.
        public let name: String
        /// There is no number at the beginning.
        public static let noNumber = Code(name: "no_number")
        /// A number stands alone.
        public static let noUnit = Code(name: "no_unit")
        /// A word that is no unit.
        public static let unknownUnit = Code(name: "unknown_unit")
        /// Days, weeks, months and working time are counted in whole numbers.
        public static let notWhole = Code(name: "not_whole")
        /// Exact, calendar and working time stand in one span.
        public static let mixed = Code(name: "mixed")
        /// The span is zero or negative where time must pass.
        public static let notPositive = Code(name: "not_positive")
        /// The span is longer than any that can be reckoned with.
        public static let tooLong = Code(name: "too_long")
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong, in one sentence without a full stop.
    public let message: String
    /// The whole text as it was probably meant.
    public let repair: String?

    /// The message.
    public var description: String { message }
}

extension TimeSpan {
    /// The words that count exact time, calendar time and working time.
    private static let exactUnits = ["hour", "minute", "second", "millisecond"]
    private static let calendarUnits = ["day", "week", "month", "year"]
    private static let workingUnits = ["day", "hour", "minute"]

    /// Reads a span of time that must pass: `48 hours`, `14 days`, `2 working days`.
    ///
    /// - Throws: `SpanError`, which names the cause and, where that is easy to see, the text that was meant.
    public static func positive(_ text: String) throws(SpanError) -> TimeSpan {
        guard let span = TimeSpan(text) else { throw fault(in: text) }
        let isPositive =
            switch span {
            case .elapsed(let duration): duration > .zero
            // A month back and forty days on may be either.
            case .period(let period): period.months >= 0 && period.days >= 0 && !period.isZero
            case .working(let working): working.amount > 0
            }
        guard isPositive else {
            throw SpanError(
                code: .notPositive,
                message: "'\(text)' is no time that passes: it must be above zero",
                repair: text.hasPrefix("-") && TimeSpan(text.dropFirst()) != nil ? String(text.dropFirst()) : nil
            )
        }
        return span
    }

    /// Why a text is not a span.
    private static func fault(in text: String) -> SpanError {
        // Long texts are quoted in part.
        let quoted = text.count > 40 ? "\(text.prefix(40))…" : text
        let words = text.split { $0 == " " || $0 == "\t" }.prefix(16).map(String.init)
        guard let first = words.first, let digits = digits(of: first), !digits.number.isEmpty else {
            return SpanError(
                code: .noNumber,
                message:
                    "'\(quoted)' is not a span of time: it begins with a number and a unit, such as 2 working days",
                repair: nil
            )
        }
        // `2days` and `2d` lack the space.
        var rest = Array(words.dropFirst())
        if !digits.rest.isEmpty { rest.insert(digits.rest, at: 0) }
        guard var unit = rest.first else {
            return SpanError(
                code: .noUnit,
                message: "'\(quoted)' does not say what it counts: hours, days, working days",
                repair: "\(text) days"
            )
        }
        let isWorking = ["working", "work", "business"].contains(unit.lowercased())
        if isWorking { rest.removeFirst() }
        let units = isWorking ? workingUnits : exactUnits + calendarUnits
        unit = rest.first ?? ""
        guard !unit.isEmpty else {
            return SpanError(
                code: .noUnit,
                message: "'\(quoted)' does not say what it counts: working days, working hours or working minutes",
                repair: "\(digits.number) working days"
            )
        }
        let known = spelling(of: unit, among: units)
        guard let known else {
            let list = units.map { isWorking ? "working \($0)s" : "\($0)s" }.joined(separator: ", ")
            return SpanError(
                code: .unknownUnit,
                message: "'\(unit.prefix(40))' is not a unit of time; known are \(list)",
                repair: nil
            )
        }
        let number = digits.number
        let meant = "\(number) \(isWorking ? "working " : "")\(number == "1" ? String(known.dropLast()) : known)"
        if rest.count > 1 {
            let hasExact = rest.contains { exactUnits.contains($0) || exactUnits.contains(String($0.dropLast())) }
            let hasOther = rest.contains {
                $0 == "working" || calendarUnits.contains($0) || calendarUnits.contains(String($0.dropLast()))
            }
            if isWorking || (hasExact && hasOther) {
                return SpanError(
                    code: .mixed,
                    message: "'\(quoted)' mixes exact time, calendar time and working time; a span is one of them",
                    repair: nil
                )
            }
            return SpanError(code: .unknownUnit, message: "'\(quoted)' is not a span of time", repair: nil)
        }
        let isWhole = !number.contains(".")
        if !isWhole, isWorking || calendarUnits.contains(String(known.dropLast())) {
            return SpanError(
                code: .notWhole,
                message: "\(isWorking ? "working time" : "calendar time") is counted in whole numbers, not '\(quoted)'",
                repair: nil
            )
        }
        if meant == text {
            return SpanError(code: .tooLong, message: "'\(quoted)' is longer than can be reckoned with", repair: nil)
        }
        return SpanError(
            code: .unknownUnit,
            message: "'\(quoted)' is not a span of time as it is written here",
            repair: TimeSpan(meant) == nil ? nil : meant
        )
    }

    /// The number at the beginning of a word and what follows it; nil where none is there.
    private static func digits(of word: String) -> (number: String, rest: String)? {
        let number = word.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
        guard number.contains(where: \.isNumber) else { return nil }
        return (String(number), String(word.dropFirst(number.count)))
    }

    /// The plural of the unit that a word means: also abbreviated, in capitals or slightly misspelt.
    private static func spelling(of word: String, among units: [String]) -> String? {
        let lower = word.lowercased()
        let abbreviations = [
            "h": "hour", "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "s": "second", "sec": "second",
            "secs": "second", "ms": "millisecond", "d": "day", "w": "week", "wk": "week", "wks": "week", "mo": "month",
            "y": "year", "yr": "year", "yrs": "year",
        ]
        if let unit = abbreviations[lower], units.contains(unit) { return unit + "s" }
        let plurals = units.map { $0 + "s" }
        if let plural = plurals.first(where: { $0 == lower || $0.dropLast() == lower }) { return plural }
        return EditDistance.nearest(to: lower, in: plurals)
    }
}
