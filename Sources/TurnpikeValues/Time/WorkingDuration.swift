/// A span of working time, which only a working calendar turns into a length: `2 working days`, `4 working hours`.
public struct WorkingDuration: Hashable, Sendable, CustomStringConvertible {
    /// What the amount counts.
    public enum Unit: UInt8, Hashable, Sendable, CaseIterable, CustomStringConvertible {
        /// Minutes in which the calendar is open.
        case minutes
        /// Hours in which the calendar is open.
        case hours
        /// Days on which the calendar is open.
        case days

        /// The plural word: `days`.
        public var description: String {
            switch self {
            case .minutes: "minutes"
            case .hours: "hours"
            case .days: "days"
            }
        }

        var singular: String { String(description.dropLast()) }

        init?(word: some StringProtocol) {
            guard let unit = Self.allCases.first(where: { $0.description == word || $0.singular == word }) else {
                return nil
            }
            self = unit
        }
    }

    /// How many.
    public let amount: Int64
    /// Of what.
    public let unit: Unit

    /// A span of working time.
    @inlinable
    public init(_ amount: Int64, _ unit: Unit) {
        self.amount = amount
        self.unit = unit
    }

    /// Reads `2 working days`, `1 working hour`, `30 working minutes`.
    public init?(_ text: some StringProtocol) {
        guard let span = withBytes(of: text, { Self.parse($0, saysWorking: true) }) else { return nil }
        self = span
    }

    /// Reads the stored form, which leaves out the word "working": `2 days`.
    init?(stored text: some StringProtocol) {
        guard let span = withBytes(of: text, { Self.parse($0, saysWorking: false) }) else { return nil }
        self = span
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, saysWorking: Bool) -> WorkingDuration? {
        var scanner = TextScanner(bytes)
        let isNegative = scanner.take(UInt8(ascii: "-"))
        guard let count = scanner.integer(), scanner.takeSpaces() else { return nil }
        if saysWorking { guard scanner.word() == "working", scanner.takeSpaces() else { return nil } }
        guard let unit = Unit(word: scanner.word()), scanner.isAtEnd else { return nil }
        return WorkingDuration(isNegative ? -count : count, unit)
    }

    /// As a person writes it: `2 working days`.
    public var description: String {
        "\(amount) working \(amount == 1 ? unit.singular : unit.description)"
    }

    func appendStored(to bytes: inout ByteCursor) {
        bytes.appendDecimal(amount)
        bytes.append(UInt8(ascii: " "))
        switch unit {
        case .minutes: bytes.append("minutes")
        case .hours: bytes.append("hours")
        case .days: bytes.append("days")
        }
    }
}
