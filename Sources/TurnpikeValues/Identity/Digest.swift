/// A SHA-256 digest, 32 bytes.
public struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    package init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (first, second, third, fourth) = words
    }

    /// The 32 bytes as big-endian words, for stores.
    package var words: (UInt64, UInt64, UInt64, UInt64) { (first, second, third, fourth) }

    /// The digest of some bytes.
    public static func sha256(_ bytes: UnsafeRawBufferPointer) -> Digest {
        var hasher = SHA256()
        hasher.update(bytes)
        return hasher.finalized()
    }

    /// The digest of some bytes.
    public static func sha256(_ bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { sha256($0) }
    }

    /// The digest of some bytes.
    @_disfavoredOverload
    public static func sha256(_ bytes: some Sequence<UInt8>) -> Digest {
        sha256(Array(bytes))
    }

    /// The digest of the UTF-8 bytes of a text.
    public static func sha256(utf8 text: String) -> Digest {
        var hasher = SHA256()
        hasher.update(text)
        return hasher.finalized()
    }

    /// A digest from its 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for (index, byte) in bytes.enumerated() {
            switch index / 8 {
            case 0: words.0 = words.0 &<< 8 | UInt64(byte)
            case 1: words.1 = words.1 &<< 8 | UInt64(byte)
            case 2: words.2 = words.2 &<< 8 | UInt64(byte)
            default: words.3 = words.3 &<< 8 | UInt64(byte)
            }
        }
        self.init(words: words)
    }

    /// Reads 64 hexadecimal digits, in either case.
    public init?(hex text: some StringProtocol) {
        let bytes = withBytes(of: text) { digits -> [UInt8]? in
            guard digits.count == 64 else { return nil }
            var bytes: [UInt8] = []
            for index in stride(from: 0, to: 64, by: 2) {
                guard let upper = Hexadecimal.value(digits[index]), let lower = Hexadecimal.value(digits[index + 1])
                else { return nil }
                bytes.append(upper << 4 | lower)
            }
            return bytes
        }
        guard let bytes else { return nil }
        self.init(bytes: bytes)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for word in [first, second, third, fourth] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word &>> UInt64(shift)))
            }
        }
        return bytes
    }

    /// The digest as 64 lower-case hexadecimal digits.
    public var hex: String {
        ByteCursor.string { append(to: &$0) }
    }

    func append(to bytes: inout ByteCursor) {
        bytes.appendHexadecimal(first, digits: 16)
        bytes.appendHexadecimal(second, digits: 16)
        bytes.appendHexadecimal(third, digits: 16)
        bytes.appendHexadecimal(fourth, digits: 16)
    }

    /// The digest as 64 lower-case hexadecimal digits.
    public var description: String { hex }

    /// The order of the bytes.
    public static func < (left: Digest, right: Digest) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }
}

/// Hexadecimal digits, lower case.
enum Hexadecimal {
    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    @inline(__always)
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &+ value &- 10
    }
}
