/// Why bytes are not the JSON that was expected, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, for a program to branch on.
    public struct Code: Hashable, Sendable {
        /// The stable name.
        public let name: String
        /// A character that cannot stand there, or a number or word that is not JSON.
        public static let syntax = Code(name: "syntax")
        /// The text ends too early.
        public static let truncated = Code(name: "truncated")
        /// Something follows the document.
        public static let trailingData = Code(name: "trailing_data")
        /// More levels of nesting than allowed.
        public static let tooDeep = Code(name: "too_deep")
        /// An object names a key twice.
        public static let duplicateKey = Code(name: "duplicate_key")
        /// Bytes that are not UTF-8, or half of a surrogate pair.
        public static let invalidText = Code(name: "invalid_text")
    }

    /// The kind of failure.
    public let code: Code
    /// What was found and what was expected.
    public let message: String
    /// The byte at which it was found, from 0.
    public let offset: Int
    /// The line, from 1.
    public let line: Int
    /// The column in Unicode scalars, from 1.
    public let column: Int

    /// The message with its place.
    public var description: String { "line \(line), column \(column): \(message)" }

    init(_ code: Code, _ message: String, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        self.code = code
        self.message = message
        self.offset = offset
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}
