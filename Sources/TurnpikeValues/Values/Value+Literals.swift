extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A signed integer.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// Truth.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A binary floating-point number. Exact ones are written `.decimal("0.8")`.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A list.
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
    /// No value.
    public init(nilLiteral: ()) { self = .null }

    /// A map with text keys.
    ///
    /// - Precondition: No key stands twice.
    public init(dictionaryLiteral elements: (String, Value)...) {
        do throws(ValueMapError) {
            self = .map(try ValueMap(elements.map { (.string($0.0), $0.1) }))
        } catch {
            preconditionFailure("a map literal is wrong: \(error)")
        }
    }

    // These take literals only, so that text from outside cannot end the program: for that there are the failable
    // initializers of the types.

    /// Money written in Swift: `.money("50000 EUR")`.
    ///
    /// - Precondition: The literal can be read.
    public static func money(_ literal: StaticString) -> Value {
        .money(required(literal) { Money($0) })
    }

    /// A decimal number written in Swift: `.decimal("0.8")`.
    ///
    /// - Precondition: The literal can be read.
    public static func decimal(_ literal: StaticString) -> Value {
        .decimal(required(literal) { ExactDecimal($0) })
    }

    /// A percentage written in Swift: `.percent("15%")`.
    ///
    /// - Precondition: The literal can be read.
    public static func percent(_ literal: StaticString) -> Value {
        .percent(required(literal) { Percent($0) })
    }

    /// A day written in Swift: `.date("2026-01-31")`.
    ///
    /// - Precondition: The literal can be read.
    public static func date(_ literal: StaticString) -> Value {
        .date(required(literal) { CalendarDate($0) })
    }

    /// A moment written in Swift: `.instant("2026-01-31T09:00:00Z")`.
    ///
    /// - Precondition: The literal can be read.
    public static func instant(_ literal: StaticString) -> Value {
        .instant(required(literal) { Instant($0) })
    }

    /// Elapsed time written in Swift: `.duration("48 hours")`.
    ///
    /// - Precondition: The literal can be read.
    public static func duration(_ literal: StaticString) -> Value {
        .duration(required(literal) { Duration(turnpikeText: $0) })
    }

    /// Calendar time written in Swift: `.period("14 days")`.
    ///
    /// - Precondition: The literal can be read.
    public static func period(_ literal: StaticString) -> Value {
        .period(required(literal) { CalendarPeriod($0) })
    }

    /// Working time written in Swift: `.working("2 working days")`.
    ///
    /// - Precondition: The literal can be read.
    public static func working(_ literal: StaticString) -> Value {
        .working(required(literal) { WorkingDuration($0) })
    }

    private static func required<Parsed>(_ literal: StaticString, _ parse: (String) -> Parsed?) -> Parsed {
        guard let parsed = parse(literal.description) else {
            preconditionFailure("\"\(literal)\" is no \(Parsed.self)")
        }
        return parsed
    }
}
