import TurnpikeValues

/// Reads literals of the file as values of the types that their places expect.
struct LiteralReader {
    /// The currency that a bare number beside money takes.
    var currency: Currency?
    /// What was wrong, in the order of the file.
    var findings: [Diagnostic] = []

    init(currency: Currency?) {
        self.currency = currency
    }

    /// The value, or nil after a finding.
    mutating func read(_ literal: Literal, as type: FieldType) -> Value? {
        switch (literal, type) {
        case (.scalar(let text, quoted: _), .list), (.scalar(let text, quoted: _), .choices):
            return wrong(text.range, type, "'\(text.value)' is not a list", repair: "[\(text.value)]")
        case (.scalar(let text, quoted: _), _):
            return scalar(text, as: type)
        case (.list(let items, let range), .list(let item)):
            return list(items, range, of: item)
        case (.list(let items, let range), .choices(let options)):
            return list(items, range, of: .choice(options))
        case (.map(let entries, let range), .record(let record)):
            return self.record(entries, range, as: record)
        case (.list(_, let range), _):
            return wrong(range, type, "a list is not \(type.kind)")
        case (.map(_, let range), _):
            return wrong(range, type, "a map is not \(type.kind)")
        }
    }

    private mutating func wrong(
        _ range: SourceRange,
        _ type: FieldType,
        _ message: String,
        repair: String? = nil,
        help: String? = nil
    ) -> Value? {
        findings.append(
            Diagnostic(
                .wrongValue,
                message,
                at: range,
                repair: repair.map { Diagnostic.Repair("write '\($0)'", replacing: range, with: $0) },
                help: help ?? (repair == nil ? "\(type.kind) is written like this: \(type.example)" : nil)
            )
        )
        return nil
    }

    private mutating func list(_ items: [Literal], _ range: SourceRange, of type: FieldType) -> Value? {
        var values: [Value] = []
        var isComplete = true
        for item in items {
            if let value = read(item, as: type) { values.append(value) } else { isComplete = false }
        }
        return isComplete ? .list(values) : nil
    }

    private mutating func record(
        _ entries: [LiteralEntry],
        _ range: SourceRange,
        as record: FieldType.Record
    ) -> Value? {
        var values: [String: Value] = [:]
        var isComplete = true
        for entry in entries {
            guard let field = record.fields.first(where: { $0.id == entry.key.value }) else {
                let nearest = NearestName.find(entry.key.value, among: record.fields.map(\.id))
                findings.append(
                    Diagnostic(
                        .unknownField,
                        "the record '\(record.id)' has no field '\(entry.key.value)'",
                        at: entry.key.range,
                        repair: nearest.map { .didYouMean($0, replacing: entry.key.range) }
                    )
                )
                isComplete = false
                continue
            }
            if let value = read(entry.value, as: field.type) { values[field.id] = value } else { isComplete = false }
        }
        return isComplete ? .map(ValueMap(values)) : nil
    }

    private mutating func scalar(_ text: Located<String>, as type: FieldType) -> Value? {
        let words = text.value
        func not(_ kind: String) -> String { "'\(words)' is not \(kind)" }
        switch type {
        case .text: return .string(words)
        case .person, .contact, .account:
            return words.isEmpty ? wrong(text.range, type, "an id is expected here") : .string(words)
        case .number:
            if let value = ExactDecimal(words) { return .decimal(value) }
            return wrong(text.range, type, not("a number"), repair: Self.plainNumber(words))
        case .integer:
            if let value = Int64(words), !words.hasPrefix("+") { return .int(value) }
            return wrong(
                text.range,
                type,
                not("an integer"),
                repair: Self.plainNumber(words).flatMap { Int64($0)?.description }
            )
        case .bool:
            switch words {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case "yes", "on", "True", "TRUE", "Yes", "On":
                return wrong(text.range, type, not("true or false"), repair: "true")
            case "no", "off", "False", "FALSE", "No", "Off":
                return wrong(text.range, type, not("true or false"), repair: "false")
            default: return wrong(text.range, type, not("true or false"))
            }
        case .money: return money(text)
        case .percent:
            if let value = Percent(words) { return .percent(value) }
            return wrong(text.range, type, not("a percent"), repair: Self.percent(words))
        case .date:
            if let value = CalendarDate(words) { return .date(value) }
            return wrong(text.range, type, not("a date"))
        case .time:
            if let value = Instant(words) { return .instant(value) }
            return wrong(text.range, type, not("a time"))
        case .duration:
            if let value = Duration(turnpikeText: words) { return .duration(value) }
            let isCalendar = CalendarPeriod(words) != nil
            return wrong(
                text.range,
                type,
                not("an elapsed time"),
                help: isCalendar ? "a duration counts hours, minutes or seconds: 48 hours" : nil
            )
        case .choice(let options):
            if options.contains(where: { $0.id == words }) { return .string(words) }
            let nearest = NearestName.find(words, among: options.map(\.id))
            findings.append(
                Diagnostic(
                    .wrongValue,
                    "'\(words)' is not an option of this choice",
                    at: text.range,
                    repair: nearest.map { .didYouMean($0, replacing: text.range) },
                    help: nearest == nil ? "there are: " + options.map(\.id).joined(separator: ", ") : nil
                )
            )
            return nil
        case .email, .phone, .url:
            return type.accept(.string(words), currency: nil) ?? wrong(text.range, type, not(type.kind))
        case .file, .record, .list, .choices: return wrong(text.range, type, not(type.kind))
        }
    }

    private mutating func money(_ text: Located<String>) -> Value? {
        if let value = Money(text.value) {
            guard value.currency.isKnown else {
                findings.append(
                    Diagnostic(
                        .unknownCurrency,
                        "'\(value.currency.code)' is not a currency of ISO 4217",
                        at: text.range
                    )
                )
                return nil
            }
            guard value == value.rounded() else {
                return wrong(
                    text.range,
                    .money,
                    "\(value.currency.code) has \(value.currency.minorDigits) digits after the point",
                    repair: value.rounded().description
                )
            }
            return .money(value)
        }
        guard let amount = ExactDecimal(text.value) else {
            return wrong(text.range, .money, "'\(text.value)' is not an amount of money")
        }
        guard let currency else {
            return wrong(
                text.range,
                .money,
                "'\(text.value)' has no currency",
                help: "write it with its currency, such as '\(text.value) EUR', or give the process a currency"
            )
        }
        return .money(Money(amount, currency))
    }

    /// The percentage that a bare number was probably meant to be: `0.15` a share, `15` a number of percent.
    static func percent(_ text: String) -> String? {
        guard let number = ExactDecimal(text) else { return nil }
        guard text.utf8.contains(UInt8(ascii: ".")), !number.isNegative, number < ExactDecimal.one else {
            return text + "%"
        }
        return Percent(ratio: number).description
    }

    /// A number without the marks that people group digits with, where that makes one.
    private static func plainNumber(_ text: String) -> String? {
        let digits = text.filter { $0 != "_" && $0 != "," && $0 != " " && $0 != "'" }
        return digits != text && ExactDecimal(digits) != nil ? digits : nil
    }
}
