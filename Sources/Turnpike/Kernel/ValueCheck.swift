import TurnpikeExpressions
public import TurnpikeValues

extension Field {
    /// Reads a value given from outside as this field's type: a text that spells a value of the type counts as it, money
    /// is brought to its currency's minor unit.
    ///
    /// - Returns: the value to store, or a sentence that says what is wrong with it.
    public func accept(_ value: Value, currency: Currency?) -> Result<Value, ValueProblem> {
        if value == .null { return .success(.null) }
        if case .money = type, let amount = FieldType.amount(value, currency), amount != amount.rounded() {
            let digits = amount.currency.minorDigits
            let places = digits == 0 ? "no digits" : digits == 1 ? "1 digit" : "\(digits) digits"
            return .failure(ValueProblem("\(id): \(amount.currency.code) has \(places) after the point, not \(amount)"))
        }
        guard let typed = type.accept(value, currency: currency) else {
            if let inner = type.problem(in: value, currency) { return .failure(ValueProblem("\(id): \(inner)")) }
            return .failure(ValueProblem("\(id) holds \(type.wants), not \(value)"))
        }
        if let problem = violation(by: typed) { return .failure(ValueProblem(problem)) }
        return .success(typed)
    }

    private func violation(by value: Value) -> String? {
        if let minimum = limits.minimum, Self.isBefore(value, minimum) == true {
            return "\(id) is at least \(minimum), not \(value)"
        }
        if let maximum = limits.maximum, Self.isBefore(maximum, value) == true {
            return "\(id) is at most \(maximum), not \(value)"
        }
        if case .money(let amount) = value {
            for limit in [limits.minimum, limits.maximum] {
                if case .money(let bound)? = limit, bound.currency != amount.currency {
                    return "\(id) is limited in \(bound.currency.code), so \(value) cannot be judged"
                }
            }
        }
        if case .string(let text) = value {
            let maximum = limits.maximumLength ?? FieldType.defaultTextLength
            let length = text.unicodeScalars.count
            if length > maximum { return "\(id) holds at most \(maximum) characters, not \(length)" }
            if let pattern = limits.pattern, let compiled = TextPattern(pattern), !compiled.matches(text) {
                return "\(id) must match \(pattern)"
            }
        }
        if case .list(let items) = value {
            let maximum = limits.maximumItems ?? FieldType.defaultItems
            if items.count > maximum { return "\(id) holds at most \(maximum) items, not \(items.count)" }
        }
        return nil
    }

    private static func isBefore(_ a: Value, _ b: Value) -> Bool? {
        switch (a, b) {
        case (.int(let a), .int(let b)): a < b
        case (.decimal(let a), .decimal(let b)): a < b
        case (.percent(let a), .percent(let b)): a.ratio < b.ratio
        case (.money(let a), .money(let b)): Money.compare(a, b).map { $0 < 0 }
        case (.date(let a), .date(let b)): a < b
        case (.instant(let a), .instant(let b)): a < b
        case (.duration(let a), .duration(let b)): a < b
        default: nil
        }
    }
}

/// What is wrong with a value.
public struct ValueProblem: Error, Hashable, Sendable {
    /// One sentence.
    public let message: String

    init(_ message: String) {
        self.message = message
    }
}

extension FieldType {
    static let defaultTextLength = 10_000
    static let defaultItems = 1_000

    /// What it holds, in words.
    public var wants: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .integer: "a whole number"
        case .bool: "true or false"
        case .money: "an amount of money, such as 50000 EUR"
        case .percent: "a percentage, such as 15%"
        case .date: "a date, such as 2026-12-01"
        case .time: "an instant, such as 2026-12-01T09:00:00Z"
        case .duration: "a span of hours, minutes or seconds, such as 48 hours"
        case .choice(let options): "one of \(options.map(\.id).joined(separator: ", "))"
        case .choices(let options): "a list of \(options.map(\.id).joined(separator: ", "))"
        case .email: "a mail address"
        case .phone: "a phone number"
        case .url: "a web address"
        case .file: "a reference to a file"
        case .person: "a person's id"
        case .contact: "a contact's id"
        case .account: "an account's id"
        case .record(let record): "a record of \(record.id) with \(record.fields.map(\.id).joined(separator: ", "))"
        case .list(let item): "a list, each item \(item.wants)"
        }
    }

    /// The value as this type stores it, or nil where it is none.
    func accept(_ value: Value, currency: Currency?) -> Value? {
        switch self {
        case .text, .person, .contact, .account:
            guard case .string(let text) = value, !text.isEmpty else { return nil }
            return value
        case .email: return Self.text(value) { Self.isMailAddress($0) }
        case .phone: return Self.text(value) { Self.isPhoneNumber($0) }
        case .url: return Self.text(value) { Self.isWebAddress($0) }
        case .number: return Self.number(value)
        case .integer: return Self.integer(value)
        case .bool:
            switch value {
            case .bool: return value
            case .string("true"): return .bool(true)
            case .string("false"): return .bool(false)
            default: return nil
            }
        case .money: return Self.money(value, currency)
        case .percent:
            switch value {
            case .percent: return value
            case .string(let text): return Percent(text).map { .percent($0) }
            default: return nil
            }
        case .date:
            switch value {
            case .date: return value
            case .string(let text): return CalendarDate(text).map { .date($0) }
            default: return nil
            }
        case .time:
            switch value {
            case .instant: return value
            case .string(let text): return Instant(text).map { .instant($0) }
            default: return nil
            }
        case .duration:
            switch value {
            case .duration: return value
            case .string(let text):
                guard case .elapsed(let duration)? = TimeSpan(text) else { return nil }
                return .duration(duration)
            default: return nil
            }
        case .choice(let options):
            guard case .string(let text) = value, options.contains(where: { $0.id == text }) else { return nil }
            return value
        case .choices(let options):
            guard case .list(let items) = Self.asList(value) else { return nil }
            var chosen: [Value] = []
            for item in items {
                guard case .string(let text) = item, options.contains(where: { $0.id == text }) else { return nil }
                if !chosen.contains(item) { chosen.append(item) }
            }
            return .list(chosen)
        case .file: return Self.file(value)
        case .record(let record): return Self.record(value, record, currency)
        case .list(let type):
            guard case .list(let items) = Self.asList(value) else { return nil }
            var accepted: [Value] = []
            for item in items {
                guard let item = type.accept(item, currency: currency) else { return nil }
                accepted.append(item)
            }
            return .list(accepted)
        }
    }

    /// What is wrong inside a list or a record, where that says more than that it is none.
    fileprivate func problem(in value: Value, _ currency: Currency?) -> String? {
        switch self {
        case .list(let type):
            guard case .list(let items) = Self.asList(value) else { return nil }
            for (index, item) in items.enumerated() where type.accept(item, currency: currency) == nil {
                return
                    "item \(index + 1): \(type.problem(in: item, currency) ?? "\(type.wants) is expected, not \(item)")"
            }
            return nil
        case .record(let record):
            guard case .map(let given) = value else { return nil }
            for (key, item) in given {
                guard case .string(let name) = key, let field = record.fields.first(where: { $0.id == name }) else {
                    let known = record.fields.map(\.id).joined(separator: ", ")
                    return "a \(record.id) has no '\(key.words)'; there is \(known)"
                }
                if case .failure(let problem) = field.accept(item, currency: currency) { return problem.message }
            }
            return nil
        default: return nil
        }
    }

    private static func asList(_ value: Value) -> Value {
        guard case .string(let text) = value else { return value }
        if let json = try? JSON.parse(text), case .list(let items)? = try? ValueCoding.read(json) {
            return .list(items)
        }
        // JSON that cannot be read is a slip, not a list of its scraps.
        if trimmed(text[...]).hasPrefix("[") { return value }
        return .list(text.split(separator: ",").map { .string(trimmed($0)) })
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    private static func text(_ value: Value, _ isValid: (String) -> Bool) -> Value? {
        guard case .string(let text) = value, isValid(text) else { return nil }
        return value
    }

    private static func number(_ value: Value) -> Value? {
        switch value {
        case .decimal: value
        case .int(let int): .decimal(ExactDecimal(int))
        case .uint(let uint): ExactDecimal(String(uint)).map { .decimal($0) }
        // The shortest text of a double is what its author wrote.
        case .double(let double): ExactDecimal(double.description).map { .decimal($0) }
        case .string(let text): ExactDecimal(text).map { .decimal($0) }
        default: nil
        }
    }

    private static func integer(_ value: Value) -> Value? {
        switch value {
        case .int: value
        case .uint(let uint): Int64(exactly: uint).map { .int($0) }
        case .double(let double): Int64(exactly: double).map { .int($0) }
        case .decimal(let decimal): decimal.isInteger ? decimal.asInt64.map { .int($0) } : nil
        case .string(let text): Int64(text).map { .int($0) }
        default: nil
        }
    }

    private static func money(_ value: Value, _ currency: Currency?) -> Value? {
        guard let money = amount(value, currency) else { return nil }
        let stored = money.rounded()
        // What is finer than the currency's minor unit is never dropped in silence.
        return stored == money ? .money(stored) : nil
    }

    /// The amount that a value given from outside stands for, as exact as it was given.
    static func amount(_ value: Value, _ currency: Currency?) -> Money? {
        switch value {
        case .money(let money): money
        case .string(let text):
            Money(text) ?? currency.flatMap { currency in ExactDecimal(text).map { Money($0, currency) } }
        default:
            currency.flatMap { currency in
                guard case .decimal(let amount)? = number(value) else { return nil }
                return Money(amount, currency)
            }
        }
    }

    private static func file(_ value: Value) -> Value? {
        switch value {
        case .string(let text):
            return text.isEmpty ? nil : Scope.map([(.string("reference"), value)])
        case .map(let map):
            guard case .string(let reference)? = map["reference"], !reference.isEmpty else { return nil }
            for (key, value) in map {
                switch (key, value) {
                case (.string("reference"), .string), (.string("digest"), .string), (.string("name"), .string): continue
                case (.string("size"), .int(let size)) where size >= 0: continue
                default: return nil
                }
            }
            return value
        default: return nil
        }
    }

    private static func record(_ value: Value, _ record: Record, _ currency: Currency?) -> Value? {
        var map: ValueMap
        switch value {
        case .map(let given): map = given
        case .string(let text):
            guard let json = try? JSON.parse(text), case .map(let given)? = try? ValueCoding.read(json) else {
                return nil
            }
            map = given
        default: return nil
        }
        var entries: [(Value, Value)] = []
        for (key, item) in map {
            guard case .string(let name) = key, let field = record.fields.first(where: { $0.id == name }) else {
                return nil
            }
            guard case .success(let accepted) = field.accept(item, currency: currency) else { return nil }
            if accepted != .null { entries.append((key, accepted)) }
        }
        for field in record.fields {
            guard let value = field.defaultValue, map[field.id] == nil else { continue }
            entries.append((.string(field.id), value))
        }
        return Scope.map(entries)
    }

    // These three refuse what cannot be meant; whether an address exists only sending can tell.
    private static func isMailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), text.utf8.count <= 254 else { return false }
        if parts[1].hasPrefix(".") || parts[1].hasSuffix(".") { return false }
        return !text.unicodeScalars.contains {
            $0.properties.isWhitespace || $0.value < 0x20 || "<>,;\"".unicodeScalars.contains($0)
        }
    }

    private static func isPhoneNumber(_ text: String) -> Bool {
        var digits = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "+"), UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "x"):
                continue
            default: return false
            }
        }
        return (3...20).contains(digits)
    }

    private static func isWebAddress(_ text: String) -> Bool {
        guard text.hasPrefix("https://") || text.hasPrefix("http://") else { return false }
        let rest = text.dropFirst(text.hasPrefix("https://") ? 8 : 7)
        guard let first = rest.unicodeScalars.first, first != "/" else { return false }
        return !text.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 }
    }
}

extension Value {
    /// A text without quotes, everything else as it is written.
    fileprivate var words: String {
        if case .string(let text) = self { text } else { description }
    }
}
