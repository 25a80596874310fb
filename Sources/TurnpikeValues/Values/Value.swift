/// One value, from the literal in a process file to the stored field to the operand of an expression: nothing is converted
/// on the way.
///
/// Equality is structural: `int(1)` and `uint(1)` differ, strings go by their bytes, doubles by their bits. The equality of
/// expressions, which compares numbers across types, belongs to the expressions.
public enum Value: Sendable {
    /// No value: in a deal's slot, a field that has not been filled.
    case null
    /// Truth.
    case bool(Bool)
    /// A signed 64-bit integer.
    case int(Int64)
    /// An unsigned 64-bit integer.
    case uint(UInt64)
    /// A binary floating-point number.
    case double(Double)
    /// An exact decimal number.
    case decimal(ExactDecimal)
    /// An amount of a currency.
    case money(Money)
    /// A percentage.
    case percent(Percent)
    /// Text.
    case string(String)
    /// Bytes.
    case bytes([UInt8])
    /// A day.
    case date(CalendarDate)
    /// A moment.
    case instant(Instant)
    /// Elapsed time.
    case duration(Duration)
    /// Calendar time.
    case period(CalendarPeriod)
    /// Working time.
    case working(WorkingDuration)
    /// A list.
    case list([Value])
    /// A map.
    case map(ValueMap)
    /// A type of CEL, by its name.
    case type(String)
    /// An optional of CEL: empty or one value.
    case optional([Value])

    /// Whether there is no value.
    @inlinable
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The truth of a bool.
    @inlinable
    public var boolValue: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    /// The number of an int.
    @inlinable
    public var intValue: Int64? {
        if case .int(let number) = self { number } else { nil }
    }

    /// The text of a string.
    @inlinable
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The amount of money.
    @inlinable
    public var moneyValue: Money? {
        if case .money(let money) = self { money } else { nil }
    }

    /// The elements of a list.
    @inlinable
    public var listValue: [Value]? {
        if case .list(let elements) = self { elements } else { nil }
    }

    /// The entries of a map.
    @inlinable
    public var mapValue: ValueMap? {
        if case .map(let map) = self { map } else { nil }
    }
}

extension Value: Hashable {
    /// Whether both are the same case with the same content.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.uint(let left), .uint(let right)): left == right
        case (.double(let left), .double(let right)): left.bitPattern == right.bitPattern
        case (.decimal(let left), .decimal(let right)): left == right
        case (.money(let left), .money(let right)): left == right
        case (.percent(let left), .percent(let right)): left == right
        case (.string(let left), .string(let right)): equalBytes(left, right)
        case (.bytes(let left), .bytes(let right)): left == right
        case (.date(let left), .date(let right)): left == right
        case (.instant(let left), .instant(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        case (.period(let left), .period(let right)): left == right
        case (.working(let left), .working(let right)): left == right
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)): left == right
        case (.map(let left), .map(let right)): left == right
        case (.type(let left), .type(let right)): left == right
        default: false
        }
    }

    /// Hashes the case and its content.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rank)
        switch self {
        case .null: break
        case .bool(let flag): hasher.combine(flag)
        case .int(let number): hasher.combine(number)
        case .uint(let number): hasher.combine(number)
        case .double(let number): hasher.combine(number.bitPattern)
        case .decimal(let number): hasher.combine(number)
        case .money(let money): hasher.combine(money)
        case .percent(let percent): hasher.combine(percent)
        case .string(let text), .type(let text): hasher.combine(text)
        case .bytes(let bytes): hasher.combine(bytes)
        case .date(let date): hasher.combine(date)
        case .instant(let instant): hasher.combine(instant)
        case .duration(let duration): hasher.combine(duration)
        case .period(let period): hasher.combine(period)
        case .working(let working): hasher.combine(working)
        case .list(let elements), .optional(let elements): hasher.combine(elements)
        case .map(let map): hasher.combine(map)
        }
    }

    /// A small number for each case.
    private var rank: UInt8 {
        switch self {
        case .null: 0
        case .bool: 1
        case .int: 2
        case .uint: 3
        case .double: 4
        case .decimal: 5
        case .money: 6
        case .percent: 7
        case .string: 8
        case .bytes: 9
        case .date: 10
        case .instant: 11
        case .duration: 12
        case .period: 13
        case .working: 14
        case .list: 15
        case .map: 16
        case .type: 17
        case .optional: 18
        }
    }
}
