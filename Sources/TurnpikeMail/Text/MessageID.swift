/// The id of a mail, such as `<t1.0199….ab@mail.example.org>` (RFC 5322, section 3.6.4).
public struct MessageID: Hashable, Sendable, CustomStringConvertible {
    /// What stands before the `@`.
    public let left: String
    /// What stands behind it.
    public let right: String

    /// Reads an id, with or without its angle brackets.
    ///
    /// - Parameter text: The id.
    /// - Throws: `MailError`, `badMessageID`.
    public init(_ text: some StringProtocol) throws(MailError) {
        var bytes = Bytes.trimmed(Array(text.utf8)[...])
        if bytes.first == UInt8(ascii: "<"), bytes.last == UInt8(ascii: ">") { bytes = bytes.dropFirst().dropLast() }
        guard let id = Self(bytes) else {
            throw MailError(.badMessageID, "'\(Bytes.oneLine(String(text)).prefix(80))' is no message id")
        }
        self = id
    }

    // Ids of the world outside are not always dotted atoms; what could break out of a header is refused all the same.
    private init?(_ bytes: ArraySlice<UInt8>) {
        guard (3...400).contains(bytes.count), let at = bytes.lastIndex(of: UInt8(ascii: "@")),
            at > bytes.startIndex, at < bytes.index(before: bytes.endIndex),
            bytes.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
        else { return nil }
        left = String(decoding: bytes[..<at], as: UTF8.self)
        right = String(decoding: bytes[(at + 1)...], as: UTF8.self)
    }

    /// The id in its angle brackets.
    public var description: String { "<\(left)@\(right)>" }

    /// The ids in a header such as `References`; the first and the newest where there are very many.
    ///
    /// - Parameters:
    ///   - text: The header's text.
    ///   - limit: How many at most.
    public static func found(in text: some StringProtocol, limit: Int = 100) -> [MessageID] {
        var found: [MessageID] = []
        var start: Int?
        // Python's email package, and what is made with it, writes ids that are longer than a line as encoded words.
        let bytes = Array(EncodedWord.decode(String(text)).utf8)
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "<") {
                start = index + 1
            } else if byte == UInt8(ascii: ">"), let begin = start {
                start = nil
                guard let id = MessageID(bytes[begin..<index].filter { !Bytes.isSpace($0) }[...]) else { continue }
                found.append(id)
                if found.count > limit { found.remove(at: 1) }
            }
        }
        return found
    }
}
