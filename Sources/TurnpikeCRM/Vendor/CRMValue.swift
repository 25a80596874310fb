public import Turnpike
public import TurnpikeValues

/// A value as CRMs know values: what is compared between both sides, whatever each calls it.
public enum CRMValue: Hashable, Sendable, CustomStringConvertible {
    /// No value.
    case none
    /// Text, an option, an id.
    case text(String)
    /// A number.
    case number(ExactDecimal)
    /// Truth.
    case flag(Bool)
    /// A day.
    case date(CalendarDate)
    /// A moment.
    case instant(Instant)
    /// Several options.
    case list([String])

    /// What a deal's value is in a CRM; nil for what CRMs have no value for, such as records.
    ///
    /// - Parameter value: The deal's value. Of money only the amount is taken: its currency is a value of its own.
    public init?(_ value: Value) {
        switch value {
        case .null: self = .none
        case .bool(let flag): self = .flag(flag)
        case .int(let number): self = .number(ExactDecimal(number))
        case .uint(let number): self = .number(ExactDecimal(number))
        case .decimal(let number): self = .number(number)
        case .money(let money): self = .number(money.amount)
        case .percent(let percent):
            guard let number = percent.percentage else { return nil }
            self = .number(number)
        case .string(let text): self = text.isEmpty ? .none : .text(text)
        case .date(let date): self = .date(date)
        case .instant(let instant): self = .instant(instant)
        case .list(let values):
            let texts = values.compactMap(\.stringValue)
            guard texts.count == values.count else { return nil }
            self = texts.isEmpty ? .none : .list(texts.sorted())
        case .double, .bytes, .duration, .period, .working, .map, .type, .optional: return nil
        }
    }

    /// The value of a deal's field; nil where it can be none of that type.
    ///
    /// - Parameters:
    ///   - type: The field's type.
    ///   - currency: The currency of an amount, where the CRM names none.
    public func value(as type: FieldType, currency: Currency?) -> Value? {
        switch (type, self) {
        case (_, .none): .null
        case (.bool, .flag(let flag)): .bool(flag)
        case (.number, .number(let number)): .decimal(number)
        case (.integer, .number(let number)): number.asInt64.map { .int($0) }
        case (.money, .number(let number)): currency.map { .money(Money(number, $0)) }
        case (.percent, .number(let number)): .percent(Percent(percent: number))
        case (.date, .date(let date)): .date(date)
        case (.time, .instant(let instant)): .instant(instant)
        case (.choice(let options), .text(let text)): options.contains { $0.id == text } ? .string(text) : nil
        case (.choices(let options), .list(let texts)):
            texts.allSatisfy { text in options.contains { $0.id == text } } ? .list(texts.map { .string($0) }) : nil
        case (.choices(let options), .text(let text)):
            Self.options(text, among: options.map(\.id)).map { .list($0.map { .string($0) }) }
        case (.text, .text(let text)), (.email, .text(let text)), (.phone, .text(let text)), (.url, .text(let text)),
            (.person, .text(let text)), (.contact, .text(let text)), (.account, .text(let text)):
            .string(text)
        // What a CRM keeps as text, or keeps of our text as something else, comes back as what it was.
        case (.text, .number(let number)): .string(number.trimmed.description)
        case (.text, .date), (.text, .instant): .string(description)
        case (.text, .flag(let flag)): .string(flag ? "true" : "false")
        case (.number, .text(let text)): ExactDecimal(text).map { .decimal($0) }
        case (.integer, .text(let text)): ExactDecimal(text)?.asInt64.map { .int($0) }
        case (.percent, .text(let text)): ExactDecimal(text).map { .percent(Percent(percent: $0)) }
        case (.money, .text(let text)):
            if let currency, let number = ExactDecimal(text) { .money(Money(number, currency)) } else { nil }
        case (.bool, .text("true")): .bool(true)
        case (.bool, .text("false")): .bool(false)
        case (.date, .text(let text)): CalendarDate(text).map { .date($0) }
        case (.time, .text(let text)): Instant(text).map { .instant($0) }
        case (.date, .instant(let instant)): instant.dayInUTC.map { .date($0) }
        case (.time, .date(let date)): date.startInUTC.map { .instant($0) }
        case (.list(.text), .list(let texts)): .list(texts.map { .string($0) })
        default: nil
        }
    }

    /// The options of a text that lists them, as `CRMMapping` writes them to a field of text; nil where one is unknown.
    private static func options(_ text: String, among known: [String]) -> [String]? {
        if known.contains(text) { return [text] }
        let parts = text.split(separator: ",").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        return !parts.isEmpty && parts.allSatisfy(known.contains) ? parts : nil
    }

    /// The value in words, for people.
    public var description: String {
        switch self {
        case .none: "nothing"
        case .text(let text): text
        case .number(let number): number.trimmed.description
        case .flag(let flag): flag ? "yes" : "no"
        case .date(let date): date.description
        case .instant(let instant): instant.description
        case .list(let texts): texts.joined(separator: ", ")
        }
    }

    // MARK: Kept form

    /// The value as a ledger keeps it.
    var json: JSON {
        switch self {
        case .none: .null
        case .text(let text): .string(text)
        case .number(let number): ["number": .string(number.trimmed.description)]
        case .flag(let flag): .bool(flag)
        case .date(let date): ["date": .string(date.description)]
        case .instant(let instant): ["instant": .string(instant.description)]
        case .list(let texts): .array(texts.map { .string($0) })
        }
    }

    /// Reads the kept form; nil for another form.
    init?(json: JSON) {
        if json.isNull {
            self = .none
        } else if let text = json.stringValue {
            self = .text(text)
        } else if let flag = json.boolValue {
            self = .flag(flag)
        } else if let elements = json.elements {
            self = .list(elements.compactMap(\.stringValue))
        } else if let number = json["number"]?.stringValue.flatMap({ ExactDecimal($0) }) {
            self = .number(number)
        } else if let date = json["date"]?.stringValue.flatMap({ CalendarDate($0) }) {
            self = .date(date)
        } else if let instant = json["instant"]?.stringValue.flatMap({ Instant($0) }) {
            self = .instant(instant)
        } else {
            return nil
        }
    }
}

/// What both sides have of a deal.
public enum CRMSlot: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// What people call it.
    case name
    /// The stage, by the CRM's id.
    case stage
    /// The owner, by the CRM's id.
    case owner
    /// The reason of a loss, as the CRM writes it.
    case reason
    /// The chance of winning in percent.
    case probability
    /// The currency of its amounts.
    case currency
    /// A field, by the CRM's name.
    case field(String)

    /// The slot in words; a field by its name.
    public var description: String {
        switch self {
        case .name: "name"
        case .stage: "stage"
        case .owner: "owner"
        case .reason: "reason"
        case .probability: "probability"
        case .currency: "currency"
        case .field(let name): name
        }
    }

    var key: String { if case .field(let name) = self { "field." + name } else { description } }

    init?(key: String) {
        switch key {
        case "name": self = .name
        case "stage": self = .stage
        case "owner": self = .owner
        case "reason": self = .reason
        case "probability": self = .probability
        case "currency": self = .currency
        case _ where key.hasPrefix("field."): self = .field(String(key.dropFirst(6)))
        default: return nil
        }
    }

    private var place: (Int, String) {
        switch self {
        case .stage: (0, "")
        case .owner: (1, "")
        case .name: (2, "")
        case .probability: (3, "")
        case .reason: (4, "")
        case .currency: (5, "")
        case .field(let name): (6, name)
        }
    }

    /// The order in which people read them: the stage first.
    public static func < (left: Self, right: Self) -> Bool { left.place < right.place }
}

/// The values of both sides, by slot.
public typealias CRMValues = [CRMSlot: CRMValue]

extension Instant {
    /// The day in UTC, which is what CRMs mean where they keep a day as a moment.
    package var dayInUTC: CalendarDate? {
        let days = seconds / 86_400
        return CalendarDate(daysSince1970: Int(seconds % 86_400 < 0 ? days - 1 : days))
    }
}

extension CalendarDate {
    /// The first moment of the day in UTC.
    package var startInUTC: Instant? { Instant(seconds: Int64(daysSince1970) * 86_400) }
}
