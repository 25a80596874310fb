public import Turnpike
public import TurnpikeCRM
public import TurnpikeValues
public import TurnpikeWeb

/// HubSpot's CRM, by its interface v3: deals, contacts, companies, notes and tasks.
///
/// HubSpot does not judge writes by its interface: required properties and pipeline rules hold only for people in its
/// windows. So nothing that the process lets through is refused for such a reason, and what people could not do there can
/// stand there afterwards. It has no conditional writes either: a record is read again right before it is written.
public struct HubSpotCRM: CRMVendor {
    /// Names of what differs between accounts of HubSpot.
    public struct Settings: Hashable, Sendable {
        /// The pipeline; its stages are those that may be mapped.
        public var pipeline: String
        /// The property of deals that has our id; its values are unique.
        public var keyProperty: String
        /// The property of deals that has the key of the last effect; nil where there is none.
        public var effectProperty: String?
        /// The property that has the reason of a loss.
        public var reasonProperty: String
        /// The properties of deals that are mapped.
        public var fields: [String]
        /// The property of deals that has the probability.
        public var probability: String?
        /// How far changes are read again, because the search shows them late.
        public var overlap: Duration

        /// Settings.
        ///
        /// - Parameters:
        ///   - pipeline: The pipeline.
        ///   - keyProperty: The property that has our id.
        ///   - effectProperty: The property that has the key of the last effect.
        ///   - reasonProperty: The property that has the reason of a loss.
        ///   - fields: The properties of deals that are mapped.
        ///   - probability: The property that has the probability.
        ///   - overlap: How far changes are read again.
        public init(
            pipeline: String = "default",
            keyProperty: String = "turnpike_deal",
            effectProperty: String? = nil,
            reasonProperty: String = "closed_lost_reason",
            fields: [String] = [],
            probability: String? = nil,
            overlap: Duration = .seconds(60)
        ) {
            self.pipeline = pipeline
            self.keyProperty = keyProperty
            self.effectProperty = effectProperty
            self.reasonProperty = reasonProperty
            self.fields = fields
            self.probability = probability
            self.overlap = overlap
        }
    }

    /// `HubSpot`.
    public let name = "HubSpot"
    /// `hubspot`.
    public let prefix = "hubspot"
    let caller: CRMCaller
    let settings: Settings
    let kinds = HubSpotKinds()

    /// HubSpot.
    ///
    /// - Parameters:
    ///   - token: The token of a private app.
    ///   - base: Where the interface is.
    ///   - settings: Names of what differs between accounts.
    ///   - carrier: What makes the calls.
    ///   - timeout: How long a call may take.
    ///   - now: Where the time comes from.
    public init(
        token: Secret,
        base: WebAddress,
        settings: Settings,
        carrier: any HTTPCarrier,
        timeout: Duration = .seconds(20),
        now: @escaping @Sendable () -> Instant = { Instant.now() }
    ) {
        self.settings = settings
        caller = CRMCaller(
            "HubSpot",
            base: base,
            headers: { [.init("Authorization", "Bearer " + token.reveal())] },
            secrets: [token],
            carrier: carrier,
            timeout: timeout,
            now: now,
            refusal: Self.words
        )
    }

    /// HubSpot's words: the message, and which property is meant.
    private static func words(_ json: JSON) -> String? {
        guard let message = json["message"]?.stringValue else { return nil }
        let details = (json["errors"]?.elements ?? []).compactMap { $0["message"]?.stringValue }.prefix(3)
        return details.isEmpty ? message : message + ": " + details.joined(separator: "; ")
    }

    // MARK: Schema

    /// What the account has: the stages of the pipeline, properties, owners.
    public func schema() async throws -> CRMSchema {
        let pipelines = try await caller.call("GET", "/crm/v3/pipelines/deals").json["results"]?.elements ?? []
        guard let pipeline = pipelines.first(where: { $0["id"]?.stringValue == settings.pipeline }) else {
            let known = pipelines.compactMap { $0["id"]?.stringValue }.joined(separator: ", ")
            throw CRMMisfit(name, ["HubSpot has no pipeline '\(settings.pipeline)'; there is \(known)"])
        }
        let stages = (pipeline["stages"]?.elements ?? []).compactMap { stage -> CRMSchema.Stage? in
            guard let id = stage["id"]?.stringValue, stage["archived"]?.boolValue != true else { return nil }
            return CRMSchema.Stage(id: id, label: stage["label"]?.stringValue ?? id)
        }
        var fields: [CRMKind: [CRMSchema.Field]] = [:]
        for kind in CRMKind.allCases {
            let properties = try await caller.call("GET", "/crm/v3/properties/\(Self.type(kind))").json["results"]
            fields[kind] = (properties?.elements ?? []).compactMap(Self.field)
            for property in properties?.elements ?? [] where property["hasUniqueValue"]?.boolValue == true {
                if let name = property["name"]?.stringValue { kinds.note(unique: name, of: kind) }
            }
        }
        let needed = [settings.keyProperty, settings.reasonProperty] + (settings.effectProperty.map { [$0] } ?? [])
        let missing = needed.filter { name in fields[.deal]?.contains { $0.name == name } != true }
        guard missing.isEmpty else {
            throw CRMMisfit(
                name,
                missing.map { "HubSpot has no property '\($0)' of deals: make it, or name another" }
            )
        }
        kinds.note(fields)
        return CRMSchema(stages: stages, fields: fields, owners: try await owners())
    }

    private func owners() async throws -> [String] {
        var owners: [String] = []
        var after: String?
        repeat {
            var query = [(name: "limit", value: "100")]
            if let after { query.append((name: "after", value: after)) }
            let page = try await caller.call("GET", "/crm/v3/owners", query: query).json
            owners += (page["results"]?.elements ?? []).compactMap { $0["id"]?.stringValue }
            let next = page["paging"]?["next"]?["after"]?.stringValue
            after = next == after ? nil : next
        } while after != nil
        return owners
    }

    static func type(_ kind: CRMKind) -> String {
        switch kind {
        case .deal: "deals"
        case .contact: "contacts"
        case .account: "companies"
        }
    }

    private static func field(_ json: JSON) -> CRMSchema.Field? {
        guard let name = json["name"]?.stringValue else { return nil }
        let options = (json["options"]?.elements ?? []).compactMap { $0["value"]?.stringValue }
        let kind: CRMSchema.Field.Kind =
            switch json["type"]?.stringValue {
            case "number": .number
            case "date": .date
            case "datetime": .instant
            case "bool": .flag
            case "enumeration": json["fieldType"]?.stringValue == "checkbox" ? .choices(options) : .choice(options)
            default: .text
            }
        let isReadOnly =
            json["modificationMetadata"]?["readOnlyValue"]?.boolValue == true || json["calculated"]?.boolValue == true
        return CRMSchema.Field(name, kind, isReadOnly: isReadOnly)
    }

    // MARK: Records

    /// The deal that carries our key, by its unique property: the search would show it late. Contacts by mail address,
    /// companies by domain or name.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - key: Our id of it.
    ///   - values: What it would be made of.
    public func find(_ kind: CRMKind, key: String, values: CRMValues) async throws -> [CRMRecord] {
        if kind == .deal { return try await read(.deal, id: key, by: settings.keyProperty).map { [$0] } ?? [] }
        if kind == .contact, case .text(let mail)? = values[.field("email")] {
            return try await read(.contact, id: mail.lowercased(), by: "email").map { [$0] } ?? []
        }
        for name in ["domain", "name", "email"] {
            guard case .text(let text)? = values[.field(name)] else { continue }
            let filter: JSON = ["operator": "EQ", "propertyName": .string(name), "value": .string(text)]
            return try await search(kind, filters: [filter], sort: "createdate", after: nil).records
        }
        return []
    }

    /// A record by its id.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - id: HubSpot's id.
    public func read(_ kind: CRMKind, id: String) async throws -> CRMRecord? { try await read(kind, id: id, by: nil) }

    private func read(_ kind: CRMKind, id: String, by property: String?) async throws -> CRMRecord? {
        var query = properties(kind).map { (name: "properties", value: $0) }
        if let property { query.append((name: "idProperty", value: property)) }
        let answer = try await caller.call(
            "GET",
            "/crm/v3/objects/\(Self.type(kind))/\(PercentText.escaped(id))",
            query: query,
            allowing: [404]
        )
        guard answer.status != 404, answer.json["archived"]?.boolValue != true else { return nil }
        guard let record = record(answer.json, kind) else {
            throw DeliveryError.temporary("HubSpot answered with something that makes no sense")
        }
        return record
    }

    /// Makes a record.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - draft: What it holds.
    public func create(_ kind: CRMKind, _ draft: CRMDraft) async throws -> CRMRecord {
        var properties = encode(draft, kind)
        if kind == .deal {
            properties.append((settings.keyProperty, .string(draft.key)))
            if !properties.contains(where: { $0.0 == "pipeline" }) {
                properties.append(("pipeline", .string(settings.pipeline)))
            }
        }
        let body: JSON = ["properties": .object(properties.sorted { $0.0 < $1.0 })]
        let answer = try await caller.call("POST", "/crm/v3/objects/\(Self.type(kind))", body: body).json
        guard let record = record(answer, kind) else {
            throw DeliveryError.temporary("HubSpot answered with something that makes no sense")
        }
        try await link(kind, record.id, draft.links)
        return record
    }

    /// Changes a record, if nobody has changed it since it was read.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - record: The record as it was read.
    ///   - draft: What changes.
    public func update(_ kind: CRMKind, _ record: CRMRecord, _ draft: CRMDraft) async throws -> CRMRecord {
        var properties = encode(draft, kind)
        if kind == .deal, record.key == nil { properties.append((settings.keyProperty, .string(draft.key))) }
        // Where this effect has been written already, what may be missing is what it belongs to.
        let isWritten = draft.values.isEmpty && record.key != nil && record.effect == draft.effect
        guard !properties.isEmpty, !isWritten else {
            try await link(kind, record.id, draft.links)
            return record
        }
        // Without conditional writes the window can only be made small: one call long.
        guard let fresh = try await read(kind, id: record.id) else {
            throw CRMConflict("HubSpot's record \(record.id) is gone")
        }
        guard fresh.revision == record.revision else {
            throw CRMConflict("HubSpot's record \(record.id) was changed meanwhile")
        }
        let body: JSON = ["properties": .object(properties.sorted { $0.0 < $1.0 })]
        let path = "/crm/v3/objects/\(Self.type(kind))/\(PercentText.escaped(record.id))"
        let answer = try await caller.call("PATCH", path, body: body).json
        guard let written = self.record(answer, kind) else {
            throw DeliveryError.temporary("HubSpot answered with something that makes no sense")
        }
        try await link(kind, record.id, draft.links)
        return written
    }

    /// HubSpot's usual link between two kinds; made twice, it is there once.
    private func link(_ kind: CRMKind, _ id: String, _ links: [CRMKind: String]) async throws {
        for (other, theirs) in links.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let path =
                "/crm/v4/objects/\(Self.type(kind))/\(PercentText.escaped(id))/associations/default/"
                + "\(Self.type(other))/\(PercentText.escaped(theirs))"
            _ = try await caller.call("PUT", path)
        }
    }

    // MARK: Changes

    /// Deals that were changed, by the time of their change.
    ///
    /// - Parameters:
    ///   - cursor: The milliseconds of the newest change that was read, and where the next page begins.
    ///     A page begins at the time of the last change of the page before it, not at a number of records: a deal that is
    ///     changed meanwhile goes to the end, and would pull another one over the edge of the page, unread.
    ///   - now: The time.
    public func changes(since cursor: String?, now: Instant) async throws -> CRMPage {
        let parts = (cursor ?? "\(now.milliseconds)").split(separator: "/").map(String.init)
        guard let since = parts.first.flatMap({ Int64($0) }) else {
            throw DeliveryError.temporary("the cursor '\(cursor ?? "")' is none of HubSpot's; delete it to begin anew")
        }
        var from = since - settings.overlap.components.seconds * 1_000
        var offset: String?
        if parts.count == 3, let start = Int64(parts[1]) {
            from = start
            offset = parts[2] == Self.begin ? nil : parts[2]
        }
        let filters: [JSON] = [
            ["operator": "GTE", "propertyName": "hs_lastmodifieddate", "value": .string(String(from))],
            ["operator": "HAS_PROPERTY", "propertyName": .string(settings.keyProperty)],
        ]
        let page = try await search(
            .deal,
            filters: filters,
            sort: "hs_lastmodifieddate",
            after: offset
        )
        let newest = max(since, page.records.compactMap { $0.updated?.milliseconds }.max() ?? since)
        guard let after = page.after else { return CRMPage(records: page.records, cursor: "\(newest)", hasMore: false) }
        // Only where a whole page has one time is it gone through by number.
        let last = page.records.last?.updated?.milliseconds ?? from
        let next = last > from ? "\(last)/\(Self.begin)" : "\(from)/\(after)"
        return CRMPage(records: page.records, cursor: "\(newest)/\(next)", hasMore: true)
    }

    /// Stands where a page begins with the first record of its time.
    private static let begin = "-"

    private func search(
        _ kind: CRMKind,
        filters: [JSON],
        sort: String,
        after: String?
    ) async throws -> (records: [CRMRecord], after: String?) {
        var body: [(String, JSON)] = [
            ("filterGroups", [["filters": .array(filters)]]), ("limit", 100),
            ("properties", .array(properties(kind).map { .string($0) })),
            ("sorts", [["direction": "ASCENDING", "propertyName": .string(sort)]]),
        ]
        if let after { body.append(("after", .string(after))) }
        let answer = try await caller.call("POST", "/crm/v3/objects/\(Self.type(kind))/search", body: .object(body))
            .json
        guard let results = answer["results"]?.elements else {
            throw DeliveryError.temporary("HubSpot answered with something that makes no sense")
        }
        return (results.compactMap { record($0, kind) }, answer["paging"]?["next"]?["after"]?.stringValue)
    }
}
