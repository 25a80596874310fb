/// Text that is equal only byte by byte.
///
/// Swift's `String` takes canonically equivalent spellings for one and the same; a database's keys do not, and the two
/// stores must not differ in which external keys they take for equal.
struct ExactText: Hashable, Comparable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (a: Self, b: Self) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    static func < (a: Self, b: Self) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(text.utf8.count)
    }

    /// Whether both are equal but for the case of ASCII letters.
    func equalsIgnoringASCIICase(_ other: Self) -> Bool {
        text.utf8.elementsEqual(other.text.utf8) { Self.lowered($0) == Self.lowered($1) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
