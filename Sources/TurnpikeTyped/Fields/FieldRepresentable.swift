public import TurnpikeValues

/// A Swift type that a field's values are read as and written from.
public protocol FieldRepresentable: Hashable, Sendable {
    /// The value as Swift sees it; nil where it is none of this type.
    init?(fieldValue: Value)
    /// The value as it is stored.
    var fieldValue: Value { get }
}

extension String: FieldRepresentable {
    /// A text, or an id of a person, contact or account.
    public init?(fieldValue: Value) {
        guard case .string(let text) = fieldValue else { return nil }
        self = text
    }

    /// The text.
    public var fieldValue: Value { .string(self) }
}

extension Bool: FieldRepresentable {
    /// True or false.
    public init?(fieldValue: Value) {
        guard case .bool(let flag) = fieldValue else { return nil }
        self = flag
    }

    /// The truth value.
    public var fieldValue: Value { .bool(self) }
}

extension Int: FieldRepresentable {
    /// A whole number.
    public init?(fieldValue: Value) {
        guard case .int(let number) = fieldValue else { return nil }
        self.init(exactly: number)
    }

    /// The number.
    public var fieldValue: Value { .int(Int64(self)) }
}

extension ExactDecimal: FieldRepresentable {
    /// An exact decimal number.
    public init?(fieldValue: Value) {
        guard case .decimal(let number) = fieldValue else { return nil }
        self = number
    }

    /// The number.
    public var fieldValue: Value { .decimal(self) }
}

extension Money: FieldRepresentable {
    /// An amount with its currency.
    public init?(fieldValue: Value) {
        guard case .money(let money) = fieldValue else { return nil }
        self = money
    }

    /// The amount.
    public var fieldValue: Value { .money(self) }
}

extension Percent: FieldRepresentable {
    /// A share.
    public init?(fieldValue: Value) {
        guard case .percent(let percent) = fieldValue else { return nil }
        self = percent
    }

    /// The share.
    public var fieldValue: Value { .percent(self) }
}

extension CalendarDate: FieldRepresentable {
    /// A day.
    public init?(fieldValue: Value) {
        guard case .date(let date) = fieldValue else { return nil }
        self = date
    }

    /// The day.
    public var fieldValue: Value { .date(self) }
}

extension Instant: FieldRepresentable {
    /// A moment.
    public init?(fieldValue: Value) {
        guard case .instant(let instant) = fieldValue else { return nil }
        self = instant
    }

    /// The moment.
    public var fieldValue: Value { .instant(self) }
}

extension Duration: FieldRepresentable {
    /// Elapsed time.
    public init?(fieldValue: Value) {
        guard case .duration(let duration) = fieldValue else { return nil }
        self = duration
    }

    /// The span.
    public var fieldValue: Value { .duration(self) }
}

extension Array: FieldRepresentable where Element: FieldRepresentable {
    /// A list, each element of one type.
    public init?(fieldValue: Value) {
        guard case .list(let values) = fieldValue else { return nil }
        self = []
        reserveCapacity(values.count)
        for value in values {
            guard let element = Element(fieldValue: value) else { return nil }
            append(element)
        }
    }

    /// The list.
    public var fieldValue: Value { .list(map(\.fieldValue)) }
}

/// A choice among the options of a field.
public protocol FieldChoice: FieldRepresentable, RawRepresentable<String>, CaseIterable {}

extension FieldChoice {
    /// The option of an id.
    public init?(fieldValue: Value) {
        guard case .string(let id) = fieldValue else { return nil }
        self.init(rawValue: id)
    }

    /// The option's id.
    public var fieldValue: Value { .string(rawValue) }
}

/// A reference to a file, never its bytes.
public struct FileReference: FieldRepresentable {
    /// Where it is: a path, an address, an id in another system.
    public var reference: String
    /// Its name.
    public var name: String?
    /// The digest of its bytes.
    public var digest: String?
    /// Its size in bytes.
    public var size: Int?

    /// A reference.
    public init(_ reference: String, name: String? = nil, digest: String? = nil, size: Int? = nil) {
        self.reference = reference
        self.name = name
        self.digest = digest
        self.size = size
    }

    /// The reference in a field.
    public init?(fieldValue: Value) {
        guard case .map(let map) = fieldValue, case .string(let reference)? = map["reference"] else { return nil }
        self.init(
            reference,
            name: map["name"]?.stringValue,
            digest: map["digest"]?.stringValue,
            size: map["size"]?.intValue.flatMap { Int(exactly: $0) }
        )
    }

    /// The reference as a field holds it.
    public var fieldValue: Value {
        var entries: [String: Value] = ["reference": .string(reference)]
        if let name { entries["name"] = .string(name) }
        if let digest { entries["digest"] = .string(digest) }
        if let size { entries["size"] = .int(Int64(size)) }
        return .map(ValueMap(entries))
    }
}
