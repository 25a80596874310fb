public import TurnpikeValues

/// What a hook asks a plug-in to do, as the process file says and the deal was at that revision.
///
/// The stored form is a canonical JSON document with sorted keys; what has no value is absent:
///
/// ```json
/// {"action":"upsert","deal":{"account":"acc_1","fields":{"amount":{"$money":"50000 EUR"}},"id":"0199…","name":"Acme",
///  "owner":"rep_1","process":"b2b","revision":7,"stage":"proposal","version":3},
///  "event":{"actor":"rep_1","at":"2026-11-21T09:30:00Z","from":"qualification","name":"stage.entered proposal",
///  "to":"proposal"},"format":1,"key":"0199…/7/0/…","kind":"crm","settings":{"note":"Acme moved"}}
/// ```
public struct HookRequest: Hashable, Sendable {
    /// The deal as of the request's revision. Sensitive fields are not in it.
    public struct Deal: Hashable, Sendable {
        /// The deal's id, in its text form.
        public var id: String
        /// What people call it.
        public var name: String
        /// The process it runs through.
        public var process: String
        /// The version of that process.
        public var version: Int
        /// The revision.
        public var revision: Int64
        /// The id of its stage.
        public var stage: String
        /// `won`, `lost` or nil.
        public var outcome: String?
        /// Why it was lost or moved back, the reason's id.
        public var reason: String?
        /// The stage's probability as written, such as `50%`.
        public var probability: String?
        /// Who owns it.
        public var owner: String?
        /// The account's id.
        public var account: String?
        /// The contact's id.
        public var contact: String?
        /// The keys by which outside systems know it.
        public var externalKeys: [String]
        /// Its fields that have a value.
        public var fields: [String: Value]
    }

    /// What caused the request.
    public struct Cause: Hashable, Sendable {
        /// The event as the hook names it, such as `stage.entered proposal`.
        public var name: String
        /// Who did it.
        public var actor: String
        /// When it happened; nil where that is unknown.
        public var at: Instant?
        /// What else the event says, by key: `from`, `to`, `move`, `activity`, `outcome`, `signal`, `text` and the like.
        public var details: JSON
    }

    /// The plug-in: `crm`, `email`, `notify` or another name.
    public var kind: String
    /// What it is asked to do.
    public var action: String
    /// The deal.
    public var deal: Deal
    /// What caused the request.
    public var event: Cause
    /// The stable key of the effect.
    public var key: String
    /// The settings of the file's action, rendered.
    public var settings: [String: String]

    /// The newest format of the document that this library reads.
    public static let format: Int64 = 1

    /// Reads the stored form.
    ///
    /// - Throws: A permanent `DeliveryError` where it is not a request, or one of a newer format.
    public init(_ body: [UInt8]) throws(DeliveryError) {
        let document: JSON
        do {
            document = try JSON.parse(body)
        } catch {
            throw .permanent("the request is not JSON: \(error)")
        }
        guard let format = document["format"]?.int64, format >= 1 else {
            throw .permanent("the request names no format")
        }
        guard format <= Self.format else {
            throw .permanent(
                "the request has format \(format), this version reads up to \(Self.format): update Turnpike"
            )
        }
        let reader = Reader(document)
        kind = try reader.text("kind")
        action = try reader.text("action")
        key = try reader.text("key")
        deal = try Deal(reader.part("deal"))
        event = try Cause(reader.part("event"))
        settings = try reader.texts("settings")
    }

    /// A setting, or a permanent error that names it.
    func required(_ setting: String) throws(DeliveryError) -> String {
        guard let text = settings[setting], !text.isEmpty else {
            throw .permanent("the hook's \(kind) action says no '\(setting)'")
        }
        return text
    }
}

extension HookRequest.Deal {
    fileprivate init(_ reader: Reader) throws(DeliveryError) {
        id = try reader.text("id")
        name = try reader.text("name")
        process = try reader.text("process")
        version = Int(try reader.number("version"))
        revision = try reader.number("revision")
        stage = try reader.text("stage")
        outcome = reader.json["outcome"]?.stringValue
        reason = reader.json["reason"]?.stringValue
        probability = reader.json["probability"]?.stringValue
        owner = reader.json["owner"]?.stringValue
        account = reader.json["account"]?.stringValue
        contact = reader.json["contact"]?.stringValue
        externalKeys = (reader.json["external_keys"]?.elements ?? []).compactMap(\.stringValue)
        fields = try reader.values("fields")
    }
}

extension HookRequest.Cause {
    fileprivate init(_ reader: Reader) throws(DeliveryError) {
        name = try reader.text("name")
        actor = try reader.text("actor")
        at = reader.json["at"]?.stringValue.flatMap { Instant($0) }
        let known: Set<String> = ["name", "actor", "at"]
        details = .object((reader.json.members ?? []).filter { !known.contains($0.0) })
    }
}

/// Reads members of an object, naming the one that is missing.
private struct Reader {
    let json: JSON
    private let path: String

    init(_ json: JSON, path: String = "") {
        self.json = json
        self.path = path
    }

    func text(_ key: String) throws(DeliveryError) -> String {
        guard let text = json[key]?.stringValue else { throw missing(key, "text") }
        return text
    }

    func number(_ key: String) throws(DeliveryError) -> Int64 {
        guard let number = json[key]?.int64 else { throw missing(key, "number") }
        return number
    }

    func part(_ key: String) throws(DeliveryError) -> Reader {
        guard let part = json[key], part.members != nil else { throw missing(key, "object") }
        return Reader(part, path: path + key + ".")
    }

    func texts(_ key: String) throws(DeliveryError) -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in try part(key).json.members ?? [] {
            guard let text = value.stringValue else { throw missing(key + "." + name, "text") }
            texts[name] = text
        }
        return texts
    }

    func values(_ key: String) throws(DeliveryError) -> [String: Value] {
        var values: [String: Value] = [:]
        for (name, value) in try part(key).json.members ?? [] {
            do {
                values[name] = try ValueCoding.read(value)
            } catch {
                throw .permanent("the request's \(path)\(key).\(name) cannot be read: \(error)")
            }
        }
        return values
    }

    private func missing(_ key: String, _ kind: String) -> DeliveryError {
        .permanent("the request has no \(kind) at '\(path)\(key)'")
    }
}
