/// A JSON document. Numbers keep their text and objects the order of their keys, so nothing is lost in between.
public enum JSON: Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number as it is written.
    case number(String)
    /// A string.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object, in the order of the document.
    case object([(String, JSON)])

    /// A whole number.
    public static func int(_ value: Int64) -> JSON { .number(String(value)) }

    /// The value of a key of an object; `nil` for another key and for what is no object.
    public subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { equalBytes($0.0, key) }?.1
    }

    /// The element of an array; `nil` outside it and for what is no array.
    public subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The text of a string.
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The truth of `true` and `false`.
    public var boolValue: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    /// A number written as a whole one that fits.
    public var int64: Int64? {
        if case .number(let text) = self { Int64(text) } else { nil }
    }

    /// A number as the nearest double.
    public var doubleValue: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    /// A number written without an exponent, exactly.
    public var decimalValue: ExactDecimal? {
        if case .number(let text) = self { ExactDecimal(text) } else { nil }
    }

    /// The elements of an array.
    public var elements: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object in the order of the document.
    public var members: [(String, JSON)]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// Reads one document strictly by RFC 8259. Duplicate keys, half surrogate pairs, bytes that are not UTF-8, anything
    /// after the document and nesting beyond `maximumDepth` are refused.
    public static func parse(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int = 128) throws(JSONError) -> JSON {
        try JSONParser.parse(bytes.assumingMemoryBound(to: UInt8.self), maximumDepth: maximumDepth)
    }

    /// Reads one document from bytes.
    public static func parse(_ bytes: [UInt8], maximumDepth: Int = 128) throws(JSONError) -> JSON {
        try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in
            try JSONParser.parse(bytes, maximumDepth: maximumDepth)
        }
    }

    /// Reads one document from a text.
    public static func parse(_ text: String, maximumDepth: Int = 128) throws(JSONError) -> JSON {
        try parse(Array(text.utf8), maximumDepth: maximumDepth)
    }

    /// The one encoding that is stored and hashed: keys sorted by their UTF-8 bytes, no white space, only the escapes that
    /// JSON demands, numbers as they were written.
    public func canonical() -> [UInt8] {
        var writer = JSONWriter()
        writer.json(self)
        return writer.bytes
    }
}

extension JSON: Hashable, CustomStringConvertible {
    /// Whether two documents are the same, with the same order of keys and the same spelling of numbers.
    public static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)), (.string(let left), .string(let right)):
            equalBytes(left, right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)):
            left.count == right.count && zip(left, right).allSatisfy { equalBytes($0.0, $1.0) && $0.1 == $1.1 }
        default: false
        }
    }

    /// Hashes the document.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .number(let text), .string(let text): hasher.combine(text)
        case .array(let elements): hasher.combine(elements)
        case .object(let members):
            for (key, value) in members {
                hasher.combine(key)
                hasher.combine(value)
            }
        }
    }

    /// The canonical text.
    public var description: String { String(decoding: canonical(), as: UTF8.self) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object in the order written.
    public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements) }
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
}
