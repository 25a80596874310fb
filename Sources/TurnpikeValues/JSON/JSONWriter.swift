/// Writes JSON straight into bytes: the hot path of the stores.
///
/// Commas are placed by the writer. Keys are written in the order in which they are given, and a canonical document needs
/// them sorted by their bytes; debug builds assert it. Use one writer again after `removeAll()`, which keeps its memory.
public struct JSONWriter: ~Copyable, @unchecked Sendable {  // safe: the memory is its own, and nobody else's
    private var start: UnsafeMutablePointer<UInt8>
    private var next: UnsafeMutablePointer<UInt8>
    private var end: UnsafeMutablePointer<UInt8>
    private var needsComma = false
    #if DEBUG
        /// The last key of each open object; arrays stand as `nil`.
        private var lastKeys: [String?] = []
    #endif

    /// An empty writer.
    public init(reservingCapacity capacity: Int = 512) {
        let size = max(capacity, 64)
        start = .allocate(capacity: size)
        next = start
        end = start + size
    }

    deinit { start.deallocate() }

    /// The number of bytes written.
    public var count: Int { next - start }

    /// What has been written, as a copy.
    public var bytes: [UInt8] { [UInt8](UnsafeBufferPointer(start: start, count: count)) }

    /// What has been written, in place.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Forgets what was written and keeps the memory.
    public mutating func removeAll() {
        next = start
        needsComma = false
        #if DEBUG
            lastKeys.removeAll()
        #endif
    }

    /// Sees to the room for `most` bytes and a comma, places the comma, and lets `body` write.
    @inline(__always)
    private mutating func write(most: Int, separating: Bool = true, _ body: (inout ByteCursor) -> Void) {
        if end - next <= most { grow(by: most) }
        var cursor = ByteCursor(next, end: end)
        if separating && needsComma { cursor.append(UInt8(ascii: ",")) }
        body(&cursor)
        next = cursor.next
    }

    @inline(never)
    private mutating func grow(by most: Int) {
        let used = count
        let size = max((end - start) * 2, used + most + 1)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        larger.update(from: start, count: used)
        start.deallocate()
        start = larger
        next = larger + used
        end = larger + size
    }

    /// Opens an object.
    public mutating func beginObject() {
        write(most: 1) { $0.append(UInt8(ascii: "{")) }
        needsComma = false
        #if DEBUG
            lastKeys.append("")
        #endif
    }

    /// Closes the object.
    public mutating func endObject() {
        write(most: 1, separating: false) { $0.append(UInt8(ascii: "}")) }
        needsComma = true
        #if DEBUG
            lastKeys.removeLast()
        #endif
    }

    /// Opens an array.
    public mutating func beginArray() {
        write(most: 1) { $0.append(UInt8(ascii: "[")) }
        needsComma = false
        #if DEBUG
            lastKeys.append(nil)
        #endif
    }

    /// Closes the array.
    public mutating func endArray() {
        write(most: 1, separating: false) { $0.append(UInt8(ascii: "]")) }
        needsComma = true
        #if DEBUG
            lastKeys.removeLast()
        #endif
    }

    /// Writes a key that is known when the program is compiled; it must need no escapes.
    public mutating func key(_ key: StaticString) {
        noteKey(key.description)
        write(most: key.utf8CodeUnitCount &+ 3) { cursor in
            cursor.append(UInt8(ascii: "\""))
            cursor.append(key)
            cursor.append(UInt8(ascii: "\""))
            cursor.append(UInt8(ascii: ":"))
        }
        needsComma = false
    }

    /// Writes a key.
    @_disfavoredOverload
    public mutating func key(_ key: String) {
        noteKey(key)
        quote(key)
        write(most: 1, separating: false) { $0.append(UInt8(ascii: ":")) }
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
        quote(text)
        needsComma = true
    }

    /// Opens a string that is written in parts.
    public mutating func beginString() {
        write(most: 1) { $0.append(UInt8(ascii: "\"")) }
    }

    /// Writes a part of the open string.
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { content in
            if let start = content.baseAddress { escape(content, start) }
        }
    }

    /// Closes the string.
    public mutating func endString() {
        write(most: 1, separating: false) { $0.append(UInt8(ascii: "\"")) }
        needsComma = true
    }

    /// Writes a string that is known when the program is compiled; it must need no escapes.
    public mutating func staticString(_ text: StaticString) {
        quoted(most: text.utf8CodeUnitCount) { $0.append(text) }
    }

    /// Writes a whole number.
    public mutating func int(_ value: Int64) {
        write(most: 20) { $0.appendDecimal(value) }
        needsComma = true
    }

    /// Writes a whole number.
    public mutating func int(_ value: Int) {
        int(Int64(value))
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        write(most: 5) { $0.append(value ? "true" : "false") }
        needsComma = true
    }

    /// Writes `null`.
    public mutating func null() {
        write(most: 4) { $0.append("null") }
        needsComma = true
    }

    /// Writes a value that is already JSON, for example a document kept as its canonical bytes.
    public mutating func raw(_ json: [UInt8]) {
        json.withUnsafeBytes { raw($0) }
    }

    /// Writes a value that is already JSON.
    public mutating func raw(_ json: UnsafeRawBufferPointer) {
        write(most: json.count) { cursor in
            guard let start = json.baseAddress else { return }
            cursor.append(start.assumingMemoryBound(to: UInt8.self), count: json.count)
        }
        needsComma = true
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
        quoted { digest.append(to: &$0) }
    }

    /// Writes a document with its keys sorted.
    public mutating func json(_ json: JSON) {
        switch json {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let text):
            var text = text
            text.withUTF8 { raw(UnsafeRawBufferPointer($0)) }
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
    mutating func quoted(most: Int = ByteCursor.longestNotation, _ append: (inout ByteCursor) -> Void) {
        write(most: most &+ 2) { cursor in
            cursor.append(UInt8(ascii: "\""))
            append(&cursor)
            cursor.append(UInt8(ascii: "\""))
        }
        needsComma = true
    }

    /// Writes a tag of the value coding with its content, as one object.
    @inline(__always)
    mutating func tagged(_ tag: StaticString, _ append: (inout ByteCursor) -> Void) {
        write(most: tag.utf8CodeUnitCount &+ ByteCursor.longestNotation &+ 7) { cursor in
            cursor.append("{\"")
            cursor.append(tag)
            cursor.append("\":\"")
            append(&cursor)
            cursor.append("\"}")
        }
        needsComma = true
    }

    /// A string in quotes, with a comma before it where one is due.
    private mutating func quote(_ text: String) {
        var text = text
        text.withUTF8 { content in
            guard let start = content.baseAddress, !content.isEmpty else {
                write(most: 2) { $0.append("\"\"") }
                return
            }
            let plain = Self.plainPrefix(content, from: 0)
            if plain == content.count {
                write(most: plain &+ 2) { cursor in
                    cursor.append(UInt8(ascii: "\""))
                    cursor.append(start, count: plain)
                    cursor.append(UInt8(ascii: "\""))
                }
            } else {
                quoteWithEscapes(content, start)
            }
        }
    }

    /// The index of the first byte that needs an escape.
    @inline(__always)
    private static func plainPrefix(_ content: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        // Eight bytes at a time while none of them is special; a false alarm only costs the slower way.
        let bytes = UnsafeRawBufferPointer(content)
        while index &+ 8 <= bytes.count, !holdsSpecial(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) {
            index &+= 8
        }
        while index < content.count {
            let byte = content[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
            index &+= 1
        }
        return index
    }

    /// Whether one of eight bytes may need an escape: for each, whether subtracting borrows into its highest bit, after
    /// "Determine if a word has a byte less than n" in Anderson, *Bit Twiddling Hacks*.
    @inline(__always)
    private static func holdsSpecial(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let below = (word &- ones &* 0x20) & ~word
        let found = below | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
        return found & (ones &* 0x80) != 0
    }

    private mutating func quoteWithEscapes(_ content: UnsafeBufferPointer<UInt8>, _ start: UnsafePointer<UInt8>) {
        beginString()
        escape(content, start)
        endString()
    }

    private mutating func escape(_ content: UnsafeBufferPointer<UInt8>, _ start: UnsafePointer<UInt8>) {
        var index = 0
        while index < content.count {
            let end = Self.plainPrefix(content, from: index)
            write(most: end - index + 6, separating: false) { cursor in
                cursor.append(start + index, count: end - index)
                if end < content.count { Self.append(escapeFor: content[end], to: &cursor) }
            }
            index = end + 1
        }
    }

    private static func append(escapeFor byte: UInt8, to cursor: inout ByteCursor) {
        cursor.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: cursor.append(UInt8(ascii: "b"))
        case 0x09: cursor.append(UInt8(ascii: "t"))
        case 0x0A: cursor.append(UInt8(ascii: "n"))
        case 0x0C: cursor.append(UInt8(ascii: "f"))
        case 0x0D: cursor.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): cursor.append(byte)
        default:
            cursor.append("u00")
            cursor.appendHexadecimal(UInt64(byte), digits: 2)
        }
    }
}
