/// A currency by its three-letter code (ISO 4217), packed into fifteen bits.
public struct Currency: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Five bits a letter, the first letter highest: the order of the packed numbers is that of the codes.
    @usableFromInline let packed: UInt16

    /// A currency from three capital letters A to Z; whether the code is in the ISO list says `isKnown`.
    public init?(_ code: some StringProtocol) {
        let packed = withBytes(of: code) { bytes -> UInt16? in
            bytes.count == 3 ? Self.pack(bytes[0], bytes[1], bytes[2]) : nil
        }
        guard let packed else { return nil }
        self.packed = packed
    }

    init?(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
        guard let packed = Self.pack(first, second, third) else { return nil }
        self.packed = packed
    }

    private init(letters code: StaticString) {
        packed = code.withUTF8Buffer { Self.pack($0[0], $0[1], $0[2]) ?? 0 }
    }

    private static func pack(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> UInt16? {
        let base = UInt8(ascii: "A")
        guard first &- base < 26, second &- base < 26, third &- base < 26 else { return nil }
        return UInt16(first &- base) &<< 10 | UInt16(second &- base) &<< 5 | UInt16(third &- base)
    }

    /// The euro.
    public static let eur = Currency(letters: "EUR")
    /// The dollar of the United States.
    public static let usd = Currency(letters: "USD")
    /// The pound sterling.
    public static let gbp = Currency(letters: "GBP")
    /// The Swiss franc.
    public static let chf = Currency(letters: "CHF")
    /// The yen.
    public static let jpy = Currency(letters: "JPY")

    /// The three letters.
    public var code: String {
        ByteCursor.string { append(to: &$0) }
    }

    /// The three letters.
    public var description: String { code }

    func append(to bytes: inout ByteCursor) {
        let base = UInt8(ascii: "A")
        bytes.append(base &+ UInt8(truncatingIfNeeded: packed &>> 10))
        bytes.append(base &+ UInt8(truncatingIfNeeded: packed &>> 5 & 31))
        bytes.append(base &+ UInt8(truncatingIfNeeded: packed & 31))
    }

    /// Alphabetical order of the codes.
    @inlinable
    public static func < (left: Currency, right: Currency) -> Bool {
        left.packed < right.packed
    }
}
