/// A UUID of version 7 (RFC 9562): 48 bits of milliseconds since 1970, then 74 random bits, so that ids sort by age.
public struct UUIDv7: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An id for a moment. What lies outside 48 bits of milliseconds is clamped.
    ///
    /// - Parameters:
    ///   - milliseconds: Milliseconds since 1970.
    ///   - random: The source of the other bits; a seeded one gives the same ids again.
    public init(milliseconds: Int64, random: inout some RandomNumberGenerator) {
        let time = UInt64(clamping: milliseconds)
        high = min(time, (1 << 48) - 1) &<< 16 | 0x7000 | (random.next() & 0xFFF)
        low = 1 &<< 63 | (random.next() &>> 2)
    }

    /// Reads the hyphenated form in either case; other versions than 7 are refused.
    public init?(_ text: some StringProtocol) {
        let words = withBytes(of: text) { bytes -> (UInt64, UInt64)? in
            guard bytes.count == 36 else { return nil }
            var words: (high: UInt64, low: UInt64) = (0, 0)
            var digits = 0
            for (index, byte) in bytes.enumerated() {
                if index == 8 || index == 13 || index == 18 || index == 23 {
                    guard byte == UInt8(ascii: "-") else { return nil }
                    continue
                }
                guard let value = Hexadecimal.value(byte) else { return nil }
                if digits < 16 {
                    words.high = words.high &<< 4 | UInt64(value)
                } else {
                    words.low = words.low &<< 4 | UInt64(value)
                }
                digits += 1
            }
            return words
        }
        guard let words else { return nil }
        self.init(words: words)
    }

    /// Most of an id's bits are random, and those suffice.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(low)
    }

    /// The 16 bytes as two big-endian words, for stores.
    package var words: (high: UInt64, low: UInt64) { (high, low) }

    /// An id from its two words; nil where version or variant are wrong.
    package init?(words: (high: UInt64, low: UInt64)) {
        guard words.high &>> 12 & 15 == 7, words.low &>> 62 == 2 else { return nil }
        self.init(high: words.high, low: words.low)
    }

    /// The moment in the id, in milliseconds since 1970.
    public var milliseconds: Int64 { Int64(high &>> 16) }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        [high, low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word &>> UInt64($0)) }
        }
    }

    /// Lower case with hyphens: `019aa2c5-...`.
    public var description: String {
        ByteCursor.string { append(to: &$0) }
    }

    /// The id, two numbers, a name and a number, with slashes between them: how what a revision has caused is named.
    package func path(_ first: Int64, _ second: Int, _ name: String, _ third: Int) -> String {
        var name = name
        return name.withUTF8 { name in
            let most = ByteCursor.longestNotation * 2 + name.count
            return String(unsafeUninitializedCapacity: most) { room in
                guard let start = room.baseAddress else { return 0 }
                var cursor = ByteCursor(start, room: most)
                append(to: &cursor)
                cursor.append(UInt8(ascii: "/"))
                cursor.appendDecimal(first)
                cursor.append(UInt8(ascii: "/"))
                cursor.appendDecimal(Int64(second))
                cursor.append(UInt8(ascii: "/"))
                if let text = name.baseAddress { cursor.append(text, count: name.count) }
                cursor.append(UInt8(ascii: "/"))
                cursor.appendDecimal(Int64(third))
                return cursor.next - start
            }
        }
    }

    func append(to bytes: inout ByteCursor) {
        bytes.appendHexadecimal(high &>> 32, digits: 8)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendHexadecimal(high &>> 16, digits: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendHexadecimal(high, digits: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendHexadecimal(low &>> 48, digits: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendHexadecimal(low, digits: 12)
    }

    /// The order of the bytes, by age first.
    public static func < (left: UUIDv7, right: UUIDv7) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
