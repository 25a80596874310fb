public import Turnpike
public import TurnpikeValues
import TurnpikeWeb

/// The envelope of CloudEvents 1.0 in structured JSON (`application/cloudevents+json`).
public struct CloudEvent: Hashable, Sendable {
    /// The media type of the envelope.
    public static let mediaType = "application/cloudevents+json; charset=utf-8"

    /// Unique for its source; the same at every attempt.
    public var id: String
    /// Where it happened: `/tenants/acme/processes/b2b`.
    public var source: String
    /// What happened: `turnpike.stage.entered`.
    public var type: String
    /// The deal's id.
    public var subject: String?
    /// When it happened; nil where that is unknown.
    public var time: Instant?
    /// Where the schema of `data` is, where the settings say.
    public var dataSchema: String?
    /// The deal's revision, by which a receiver puts events of one deal in order: digits of a fixed length (the extension
    /// `sequence` of CloudEvents).
    public var sequence: String?
    /// What is told.
    public var data: JSON

    /// The event of a request.
    ///
    /// - Parameters:
    ///   - request: What a hook asks for.
    ///   - tenant: Whose deal it is; empty for an app with one.
    ///   - prefix: What stands before the event's name in `type`.
    ///   - schemas: Where the schemas are, an address without a slash at its end; nil leaves `dataschema` out.
    public init(_ request: HookRequest, tenant: String, prefix: String = "turnpike", schemas: String? = nil) {
        let name = Self.name(of: request)
        id = Self.messageID(of: request.key, tenant: tenant)
        let owner = tenant.isEmpty ? "" : "/tenants/\(PercentText.escaped(tenant))"
        source = "\(owner)/processes/\(PercentText.escaped(request.deal.process))"
        type = "\(prefix).\(name)"
        subject = request.deal.id
        time = request.event.at
        dataSchema = schemas.map { "\($0)/\(name).schema.json" }
        let digits = String(request.deal.revision)
        sequence = String(repeating: "0", count: max(0, 19 - digits.utf8.count)) + digits
        data = Self.data(of: request)
    }

    /// The name of the event without the thing that it is about: `stage.entered` of `stage.entered proposal`.
    ///
    /// - Parameter request: What a hook asks for.
    public static func name(of request: HookRequest) -> String {
        String(request.event.name.prefix { $0 != " " })
    }

    /// The id that a message has at every attempt: `msg_` and a digest of tenant and key, because keys have points and slashes.
    ///
    /// - Parameters:
    ///   - key: The stable key of the effect.
    ///   - tenant: Whose deal it is.
    public static func messageID(of key: String, tenant: String) -> String {
        "msg_" + String(Digest.sha256(utf8: "\(tenant)\u{0}\(key)").hex.prefix(40))
    }

    /// The envelope as canonical JSON.
    public func encoded() -> [UInt8] {
        var members: [(String, JSON)] = [
            ("data", data), ("datacontenttype", "application/json"), ("id", .string(id)), ("source", .string(source)),
            ("specversion", "1.0"), ("type", .string(type)),
        ]
        if let subject { members.append(("subject", .string(subject))) }
        if let time { members.append(("time", .string(time.description))) }
        if let dataSchema { members.append(("dataschema", .string(dataSchema))) }
        if let sequence { members.append(("sequence", .string(sequence))) }
        return JSON.object(members).canonical()
    }

    /// Reads an envelope that somebody sent.
    ///
    /// - Parameter body: Structured JSON.
    /// - Throws: `WebhookError`, where it is none of version 1.x or lacks what every event has.
    public init(_ body: [UInt8]) throws(WebhookError) {
        let json: JSON
        do {
            json = try JSON.parse(body, maximumDepth: 64)
        } catch {
            throw WebhookError(.badBody, "the body is not JSON: \(error)")
        }
        func text(_ key: String) throws(WebhookError) -> String {
            guard let text = json[key]?.stringValue, !text.isEmpty else {
                throw WebhookError(.badBody, "the event has no '\(key)'")
            }
            return text
        }
        guard try text("specversion").hasPrefix("1.") else {
            throw WebhookError(.badBody, "the event is not of version 1 of CloudEvents")
        }
        id = try text("id")
        source = try text("source")
        type = try text("type")
        subject = json["subject"]?.stringValue
        dataSchema = json["dataschema"]?.stringValue
        sequence = json["sequence"]?.stringValue
        if let written = json["time"] {
            guard let instant = written.stringValue.flatMap({ Instant($0) }) else {
                throw WebhookError(.badBody, "the event's time cannot be read")
            }
            time = instant
        }
        data = json["data"] ?? .null
    }

    private static func data(of request: HookRequest) -> JSON {
        var deal: [(String, JSON)] = [
            ("fields", fields(request.deal.fields)), ("id", .string(request.deal.id)),
            ("name", .string(request.deal.name)), ("process", .string(request.deal.process)),
            ("revision", .int(request.deal.revision)), ("stage", .string(request.deal.stage)),
            ("version", .int(Int64(request.deal.version))),
        ]
        let optional: [(String, String?)] = [
            ("account", request.deal.account), ("contact", request.deal.contact), ("outcome", request.deal.outcome),
            ("owner", request.deal.owner), ("probability", request.deal.probability), ("reason", request.deal.reason),
        ]
        for (key, value) in optional { if let value { deal.append((key, .string(value))) } }
        if !request.deal.externalKeys.isEmpty {
            deal.append(("external_keys", .array(request.deal.externalKeys.map { .string($0) })))
        }
        var event: [(String, JSON)] = [
            ("actor", .string(request.event.actor)), ("name", .string(request.event.name)),
        ]
        if let at = request.event.at { event.append(("at", .string(at.description))) }
        event += request.event.details.members ?? []
        return .object([
            ("action", .string(request.action)), ("deal", .object(deal)), ("event", .object(event)),
            ("key", .string(request.key)),
            (
                "settings",
                .object(request.settings.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            ),
        ])
    }

    private static func fields(_ fields: [String: Value]) -> JSON {
        .object(
            fields.sorted { $0.key < $1.key }.compactMap { name, value in
                guard let json = try? JSON.parse(ValueCoding.bytes(of: value)) else { return nil }
                return (name, json)
            }
        )
    }
}
