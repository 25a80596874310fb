/// Why a JSON document is not a stored value.
public struct ValueCodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found, with the tag that it stood under.
    public let message: String

    /// The message.
    public var description: String { message }
}

/// The one canonical encoding of a `Value` in JSON, which says itself what it holds.
///
/// `null`, truth, text, integers and lists are what they are in JSON, and so are maps whose keys are text that does not begin
/// with `$`. Everything else is an object with one key that names the kind: `{"$money":"50000.00 EUR"}`, `$decimal`,
/// `$percent`, `$date`, `$instant`, `$duration` (`1.5s`), `$period` (`P1M14D`), `$working` (`2 days`), `$uint`, `$double`,
/// `$bytes` (Base64), `$map` (pairs), `$type`, `$optional` (a list of none or one). Reading what was written gives the value,
/// and writing that again gives the same bytes.
public enum ValueCoding: Sendable {
    /// The encoding of a value by itself.
    public static func bytes(of value: Value) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 64)
        write(value, to: &writer)
        return writer.bytes
    }

    /// Reads the encoding of a value by itself.
    public static func value(from bytes: [UInt8]) throws(ValueCodingError) -> Value {
        let json: JSON
        do throws(JSONError) {
            json = try JSON.parse(bytes)
        } catch {
            throw ValueCodingError(message: error.description)
        }
        return try read(json)
    }

    /// Writes a value.
    public static func write(_ value: Value, to writer: inout JSONWriter) {
        switch value {
        case .null: writer.null()
        case .bool(let flag): writer.bool(flag)
        case .string(let text): writer.string(text)
        case .int(let number): writer.int(number)
        case .list(let elements): write(elements, to: &writer)
        case .map(let map): write(map, to: &writer)
        case .money(let money): writer.tagged("$money") { money.appendCanonical(to: &$0) }
        case .decimal(let number): writer.tagged("$decimal") { number.append(to: &$0) }
        case .percent(let percent): writer.tagged("$percent") { percent.append(to: &$0) }
        case .date(let date): writer.tagged("$date") { date.append(to: &$0) }
        case .instant(let instant): writer.tagged("$instant") { instant.append(to: &$0) }
        case .duration(let duration): writer.tagged("$duration") { duration.appendCEL(to: &$0) }
        case .period(let period): writer.tagged("$period") { period.appendISO(to: &$0) }
        case .working(let working): writer.tagged("$working") { working.appendStored(to: &$0) }
        case .uint(let number): writer.tagged("$uint") { $0.appendDecimal(number, minimumWidth: 1) }
        case .double(let number): writeTagged("$double", number.description, to: &writer)
        case .bytes(let bytes): writeTagged("$bytes", Base64.encode(bytes), to: &writer)
        case .type(let name): writeTagged("$type", name, to: &writer)
        case .optional(let content):
            writer.beginObject()
            writer.key("$optional")
            write(content, to: &writer)
            writer.endObject()
        }
    }

    private static func write(_ elements: [Value], to writer: inout JSONWriter) {
        writer.beginArray()
        for element in elements { write(element, to: &writer) }
        writer.endArray()
    }

    private static func write(_ map: ValueMap, to writer: inout JSONWriter) {
        writer.beginObject()
        let isPlain = map.allSatisfy { entry in
            if case .string(let key) = entry.key { key.utf8.first != UInt8(ascii: "$") } else { false }
        }
        if isPlain {
            for (key, value) in map {
                if case .string(let key) = key { writer.key(key) }
                write(value, to: &writer)
            }
        } else {
            writer.key("$map")
            writer.beginArray()
            for (key, value) in map { write([key, value], to: &writer) }
            writer.endArray()
        }
        writer.endObject()
    }

    private static func writeTagged(_ tag: StaticString, _ text: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key(tag)
        writer.string(text)
        writer.endObject()
    }

    /// Reads a value. Numbers with a point or exponent, unknown tags, content that its type cannot read and further keys
    /// beside a tag are refused.
    public static func read(_ json: JSON) throws(ValueCodingError) -> Value {
        switch json {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .string(let text): return .string(text)
        case .number(let text):
            guard let number = Int64(text) else {
                throw ValueCodingError(message: "\(text) is not a whole number of 64 bits")
            }
            return .int(number)
        case .array(let elements):
            return .list(try readAll(elements))
        case .object(let members):
            if let tag = members.first(where: { $0.0.utf8.first == UInt8(ascii: "$") })?.0 {
                guard members.count == 1 else {
                    throw ValueCodingError(message: "beside \(tag) no other key may stand")
                }
                return try readTagged(tag, members[0].1)
            }
            var pairs: [(Value, Value)] = []
            pairs.reserveCapacity(members.count)
            for (key, value) in members { pairs.append((.string(key), try read(value))) }
            return .map(try map(pairs))
        }
    }

    private static func readAll(_ elements: [JSON]) throws(ValueCodingError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try read(element)) }
        return values
    }

    private static func map(_ pairs: [(Value, Value)]) throws(ValueCodingError) -> ValueMap {
        do throws(ValueMapError) {
            return try ValueMap(pairs)
        } catch {
            throw ValueCodingError(message: error.description)
        }
    }

    private static func readTagged(_ tag: String, _ content: JSON) throws(ValueCodingError) -> Value {
        switch tag {
        case "$map": return .map(try readPairs(content))
        case "$optional":
            guard case .array(let elements) = content, elements.count <= 1 else {
                throw ValueCodingError(message: "$optional holds a list of none or one")
            }
            return .optional(try readAll(elements))
        default:
            guard case .string(let text) = content else {
                throw ValueCodingError(message: "\(tag) is not a tag that holds this kind of JSON")
            }
            guard let value = scalar(tag, text) else {
                throw ValueCodingError(message: "\(tag) cannot hold \(Value.string(text))")
            }
            return value
        }
    }

    private static func readPairs(_ content: JSON) throws(ValueCodingError) -> ValueMap {
        guard case .array(let elements) = content else {
            throw ValueCodingError(message: "$map holds a list of pairs")
        }
        var pairs: [(Value, Value)] = []
        for element in elements {
            guard case .array(let pair) = element, pair.count == 2 else {
                throw ValueCodingError(message: "$map holds a list of pairs")
            }
            pairs.append((try read(pair[0]), try read(pair[1])))
        }
        return try map(pairs)
    }

    private static func scalar(_ tag: String, _ text: String) -> Value? {
        switch tag {
        case "$money": Money(text).map { .money($0) }
        case "$decimal": ExactDecimal(text).map { .decimal($0) }
        case "$percent": Percent(text).map { .percent($0) }
        case "$date": CalendarDate(text).map { .date($0) }
        case "$instant": Instant(text).map { .instant($0) }
        case "$duration": Duration(celText: text).map { .duration($0) }
        case "$period": CalendarPeriod(iso: text).map { .period($0) }
        case "$working": WorkingDuration(stored: text).map { .working($0) }
        case "$uint": text.utf8.first == UInt8(ascii: "+") ? nil : UInt64(text).map { .uint($0) }
        case "$double": double(text).map { .double($0) }
        case "$bytes": Base64.decode(text).map { .bytes($0) }
        case "$type": .type(text)
        default: nil
        }
    }

    /// A double in the spelling that the standard library gives it; hexadecimal and other spellings are refused.
    private static func double(_ text: String) -> Double? {
        guard let number = Double(text), number.description == text else { return nil }
        return number
    }
}
