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
            options.contains { $0.id == text } ? .list([.string(text)]) : nil
        case (.text, .text(let text)), (.email, .text(let text)), (.phone, .text(let text)), (.url, .text(let text)),
            (.person, .text(let text)), (.contact, .text(let text)), (.account, .text(let text)):
            .string(text)
        case (.text, .number(let number)): .string(number.description)
        case (.list(.text), .list(let texts)): .list(texts.map { .string($0) })
        default: nil
        }
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
