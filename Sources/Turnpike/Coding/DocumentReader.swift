import TurnpikeValues

/// Reads an object of a stored document.
struct DocumentReader {
    let json: JSON

    init(_ json: JSON) {
        self.json = json
    }

    /// Parses a document and checks what it is: an unknown kind or a newer format means a newer writer.
    init(_ bytes: [UInt8], kind: String, newestFormat: Int64) throws(CodingError) {
        do { json = try JSON.parse(bytes) } catch { throw CodingError("a stored document is damaged: \(error)") }
        let seen = json["kind"]?.stringValue ?? "nothing"
        guard seen == kind else { throw CodingError("a document of kind \(kind) was expected, not \(seen)") }
        let format = json["format"]?.int64 ?? 0
        guard format >= 1, format <= newestFormat else {
            throw CodingError(
                "a \(kind) of format \(format) was written by a newer version; this one reads up to \(newestFormat)"
            )
        }
    }

    func string(_ key: String) throws(CodingError) -> String {
        guard let text = json[key]?.stringValue else { throw CodingError("\(key) is missing or no text") }
        return text
    }

    func optionalString(_ key: String) throws(CodingError) -> String? {
        guard let value = json[key] else { return nil }
        guard let text = value.stringValue else { throw CodingError("\(key) is no text") }
        return text
    }

    func int(_ key: String) throws(CodingError) -> Int64 {
        guard let number = json[key]?.int64 else { throw CodingError("\(key) is missing or no whole number") }
        return number
    }

    func bool(_ key: String) -> Bool { json[key]?.boolValue ?? false }

    /// Milliseconds since 1970; null is unknown.
    func time(_ key: String) throws(CodingError) -> Int64 {
        guard let value = json[key] else { throw CodingError("\(key) is missing") }
        if value.isNull { return DealState.unknownTime }
        guard let text = value.stringValue, let instant = Instant(text) else {
            throw CodingError("\(key) is no instant")
        }
        return instant.milliseconds
    }

    func objects(_ key: String) throws(CodingError) -> [DocumentReader] {
        try list(key).map { DocumentReader($0) }
    }

    func list(_ key: String) throws(CodingError) -> [JSON] {
        guard let value = json[key] else { return [] }
        guard let elements = value.elements else { throw CodingError("\(key) is no list") }
        return elements
    }

    func object(_ key: String) throws(CodingError) -> DocumentReader {
        guard let value = json[key], value.members != nil else { throw CodingError("\(key) is missing or no object") }
        return DocumentReader(value)
    }

    func strings(_ key: String) throws(CodingError) -> [String] {
        guard let value = json[key] else { return [] }
        guard let elements = value.elements else { throw CodingError("\(key) is no list") }
        var result: [String] = []
        for element in elements {
            guard let text = element.stringValue else { throw CodingError("\(key) holds something that is no text") }
            result.append(text)
        }
        return result
    }

    func members(_ key: String) -> [(String, JSON)] { json[key]?.members ?? [] }

    func value(_ key: String) throws(CodingError) -> Value {
        guard let json = json[key] else { return .null }
        return try reading { () throws(ValueCodingError) in try ValueCoding.read(json) }
    }

    func map(_ key: String) throws(CodingError) -> ValueMap {
        guard case .map(let map) = try value(key) else { return ValueMap() }
        return map
    }
}

/// How a document refers to a value that lives in the side table of sensitive values.
enum SensitiveReference {
    /// What stands where a sensitive value was erased: the field has a value, which nobody can read any more.
    static let erased = Value.string("[erased]")

    static func write(_ revision: Int64, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("$sensitive")
        writer.int(revision)
        writer.endObject()
    }

    static func read(_ json: JSON) -> Int64? { json["$sensitive"]?.int64 }

    static func value(of stored: SensitiveValue?) throws(CodingError) -> Value {
        guard let bytes = stored?.value else { return erased }
        return try reading { () throws(ValueCodingError) in try ValueCoding.value(from: bytes) }
    }
}

extension JSONWriter {
    mutating func optional(_ key: StaticString, _ text: String?) {
        guard let text else { return }
        self.key(key)
        string(text)
    }

    mutating func strings(_ key: StaticString, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        self.key(key)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    /// An instant, or null for an unknown one.
    mutating func time(_ milliseconds: Int64) {
        if milliseconds == DealState.unknownTime { null() } else { instant(Instant(milliseconds: milliseconds)) }
    }
}

extension SalesProcess {
    func required(stage id: String) throws(CodingError) -> StageID {
        guard let stage = stage(id) else { throw CodingError("the process \(self.id) \(version) has no stage '\(id)'") }
        return stage
    }

    func required(field id: String) throws(CodingError) -> FieldID {
        guard let field = field(id) else { throw CodingError("the process \(self.id) \(version) has no field '\(id)'") }
        return field
    }

    func required(activity id: String) throws(CodingError) -> ActivityID {
        guard let activity = activity(id) else {
            throw CodingError("the process \(self.id) \(version) has no activity '\(id)'")
        }
        return activity
    }

    func required(signal id: String) throws(CodingError) -> SignalID {
        guard let signal = signal(id) else {
            throw CodingError("the process \(self.id) \(version) has no signal '\(id)'")
        }
        return signal
    }

    func required(gate id: String) throws(CodingError) -> GateID {
        guard let gate = gate(id) else { throw CodingError("the process \(self.id) \(version) has no gate '\(id)'") }
        return gate
    }

    /// `lost/price`
    func name(of reason: ReasonID) -> String { "\(reasonLists[reason.list].id)/\(self[reason].id)" }

    func required(reason name: String) throws(CodingError) -> ReasonID {
        for (list, reasons) in reasonLists.enumerated() {
            for (item, reason) in reasons.reasons.enumerated() where "\(reasons.id)/\(reason.id)" == name {
                return ReasonID(list: list, item: item)
            }
        }
        throw CodingError("the process \(id) \(version) has no reason '\(name)'")
    }

    /// The stored name of a move: `qualification/proposal`, `anywhere/lost`; a number follows where a stage has several
    /// of one id.
    func rowName(of move: MoveID) -> String { moveNames[move.index] }

    func required(move name: String) throws(CodingError) -> MoveID {
        guard let move = movesByName[name] else {
            throw CodingError("the process \(id) \(version) has no move '\(name)'")
        }
        return move
    }
}
