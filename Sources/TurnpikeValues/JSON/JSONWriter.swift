/// Writes JSON straight into bytes: the hot path of the stores.
///
/// Commas are placed by the writer. Keys are written in the order in which they are given, and a canonical document needs
/// them sorted by their bytes; debug builds assert it. Use one writer again after `removeAll()`, which keeps its memory.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    @usableFromInline var needsComma = false
    #if DEBUG
        /// The last key of each open object; arrays stand as `nil`.
        private var lastKeys: [String?] = []
    #endif

    /// An empty writer.
    public init(reservingCapacity capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    /// Forgets what was written and keeps the memory.
    public mutating func removeAll(keepingCapacity: Bool = true) {
        bytes.removeAll(keepingCapacity: keepingCapacity)
        needsComma = false
        #if DEBUG
            lastKeys.removeAll()
        #endif
    }

    /// Hands over what was written and starts anew.
    public mutating func takeBytes() -> [UInt8] {
        let result = bytes
        bytes = []
        bytes.reserveCapacity(result.count)
        removeAll()
        return result
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Opens an object.
    public mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        #if DEBUG
            lastKeys.append("")
        #endif
    }

    /// Closes the object.
    public mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
        #if DEBUG
            lastKeys.removeLast()
        #endif
    }

    /// Opens an array.
    public mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        #if DEBUG
            lastKeys.append(nil)
        #endif
    }

    /// Closes the array.
    public mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
        #if DEBUG
            lastKeys.removeLast()
        #endif
    }

    /// Writes a key that is known when the program is compiled; it must need no escapes.
    public mutating func key(_ key: StaticString) {
        noteKey(key.description)
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a key.
    @_disfavoredOverload
    public mutating func key(_ key: String) {
        noteKey(key)
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        appendQuoted(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    @inline(__always)
    private mutating func noteKey(_ key: @autoclosure () -> String) {
        #if DEBUG
            let key = key()
            guard let last = lastKeys.last, let last else {
                assertionFailure("the key \(key) stands outside an object")
                return
            }
            assert(
                compareBytes(last, key) < 0 || (last.isEmpty && key.isEmpty),
                "keys come sorted by their bytes: \(key) after \(last)"
            )
            lastKeys[lastKeys.count - 1] = key
        #endif
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        separate()
        appendQuoted(text)
    }

    /// Writes a string that is known when the program is compiled; it must need no escapes.
    public mutating func staticString(_ text: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a whole number.
    public mutating func int(_ value: Int64) {
        separate()
        bytes.appendDecimal(value)
    }

    /// Writes a whole number.
    public mutating func int(_ value: Int) {
        separate()
        bytes.appendDecimal(Int64(value))
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        separate()
        bytes.append(value ? "true" as StaticString : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        separate()
        bytes.append("null" as StaticString)
    }

    /// Writes a value that is already JSON, for example a document kept as its canonical bytes.
    public mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes a value that is already JSON.
    public mutating func raw(_ json: UnsafeRawBufferPointer) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes a moment as an RFC 3339 string.
    public mutating func instant(_ instant: Instant) {
        quoted { instant.append(to: &$0) }
    }

    /// Writes an id as a string.
    public mutating func uuid(_ id: UUIDv7) {
        quoted { id.append(to: &$0) }
    }

    /// Writes a digest as a string.
    public mutating func digest(_ digest: Digest) {
        string(digest.hex)
    }

    /// Writes a document with its keys sorted.
    public mutating func json(_ json: JSON) {
        switch json {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let text):
            separate()
            bytes.append(text)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.json(element) }
            endArray()
        case .object(let members):
            beginObject()
            for (key, value) in members.sorted(by: { compareBytes($0.0, $1.0) < 0 }) {
                self.key(key)
                self.json(value)
            }
            endObject()
        }
    }

    /// Writes a string of bytes that need no escapes.
    @inline(__always)
    package mutating func quoted(_ append: (inout [UInt8]) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        append(&bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { content in
            bytes.append(UInt8(ascii: "\""))
            var start = 0
            var index = 0
            while index < content.count {
                let byte = content[index]
                if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: content[start..<index]))
                    appendEscape(byte)
                    start = index + 1
                }
                index &+= 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: content[start...]))
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            bytes.append("u00" as StaticString)
            bytes.append(Hexadecimal.digit(byte >> 4))
            bytes.append(Hexadecimal.digit(byte & 15))
        }
    }
}
