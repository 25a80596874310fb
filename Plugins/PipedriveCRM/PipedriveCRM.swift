import Synchronization
public import Turnpike
public import TurnpikeCRM
public import TurnpikeValues
public import TurnpikeWeb

/// Pipedrive's CRM, by its interface v2 (and v1 where v2 has nothing): deals, persons, organizations, notes, activities.
///
/// A deal of Pipedrive stands in a stage *and* is open, won or lost. A mapping names the stages by their numbers and the
/// two ends as `won` and `lost`.
public struct PipedriveCRM: CRMVendor {
    /// Names of what differs between companies.
    public struct Settings: Hashable, Sendable {
        /// The pipeline whose stages may be mapped.
        public var pipeline: Int64
        /// The key of the custom field of deals that has our id: 40 hexadecimal digits.
        public var keyField: String
        /// The key of the custom field that has the key of the last effect; nil where there is none.
        public var effectField: String?
        /// The fields of deals that are mapped.
        public var fields: [String]
        /// Whether `probability` is written.
        public var writesProbability: Bool

        /// Settings.
        ///
        /// - Parameters:
        ///   - pipeline: The pipeline.
        ///   - keyField: The custom field that has our id.
        ///   - effectField: The custom field that has the key of the last effect.
        ///   - fields: The fields of deals that are mapped.
        ///   - writesProbability: Whether `probability` is written.
        public init(
            pipeline: Int64,
            keyField: String,
            effectField: String? = nil,
            fields: [String] = [],
            writesProbability: Bool = false
        ) {
            self.pipeline = pipeline
            self.keyField = keyField
            self.effectField = effectField
            self.fields = fields
            self.writesProbability = writesProbability
        }
    }

    /// `Pipedrive`.
    public let name = "Pipedrive"
    /// `pipedrive`.
    public let prefix = "pipedrive"
    let caller: CRMCaller
    let settings: Settings
    let kinds = PipedriveKinds()

    /// Pipedrive.
    ///
    /// - Parameters:
    ///   - token: The token of a user.
    ///   - base: Where the interface is, before `/api/v2`.
    ///   - settings: Names of what differs between companies.
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
            "Pipedrive",
            base: base,
            headers: { [.init("x-api-token", token.reveal())] },
            secrets: [token],
            carrier: carrier,
            timeout: timeout,
            now: now,
            refusal: { json in
                let words = [json["error"]?.stringValue, json["error_info"]?.stringValue].compactMap { $0 }
                return words.isEmpty ? nil : words.joined(separator: ": ")
            }
        )
    }

    /// A call whose answer says `success`.
    func data(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        body: JSON? = nil
    ) async throws -> JSON? {
        let answer = try await caller.call(method, path, query: query, body: body, allowing: [404, 410])
        if answer.status == 404 || answer.status == 410 { return nil }
        guard answer.json["success"]?.boolValue == true, let data = answer.json["data"] else { throw Self.senseless }
        return data
    }

    static let senseless = DeliveryError.temporary("Pipedrive answered with something that makes no sense")

    /// All pages of a list with cursors.
    func all(_ path: String, query: [(name: String, value: String)] = []) async throws -> [JSON] {
        var result: [JSON] = []
        var cursor: String?
        repeat {
            var query = query + [(name: "limit", value: "500")]
            if let cursor { query.append((name: "cursor", value: cursor)) }
            let page = try await caller.call("GET", path, query: query).json
            guard let data = page["data"]?.elements else { throw Self.senseless }
            result += data
            let next = page["additional_data"]?["next_cursor"]?.stringValue
            cursor = next == cursor ? nil : next
        } while cursor != nil
        return result
    }

    // MARK: Schema

    /// What the company has: the stages of the pipeline with the two ends, the fields, the users.
    public func schema() async throws -> CRMSchema {
        let stages = try await all("/api/v2/stages", query: [(name: "pipeline_id", value: String(settings.pipeline))])
        guard !stages.isEmpty else {
            throw CRMMisfit(name, ["Pipedrive's pipeline \(settings.pipeline) has no stages, or there is none"])
        }
        var known = stages.compactMap { stage -> CRMSchema.Stage? in
            guard let id = stage["id"]?.int64, stage["is_deleted"]?.boolValue != true else { return nil }
            return CRMSchema.Stage(id: String(id), label: stage["name"]?.stringValue ?? String(id))
        }
        known += [CRMSchema.Stage(id: "won", label: "Won"), CRMSchema.Stage(id: "lost", label: "Lost")]
        var fields: [CRMKind: [CRMSchema.Field]] = [:]
        for (kind, path) in [
            (CRMKind.deal, "dealFields"), (.contact, "personFields"), (.account, "organizationFields"),
        ] { fields[kind] = try await self.fields(path) }
        let missing = ([settings.keyField] + (settings.effectField.map { [$0] } ?? [])).filter { key in
            fields[.deal]?.contains { $0.name == key } != true
        }
        guard missing.isEmpty else {
            throw CRMMisfit(
                name,
                missing.map { "Pipedrive has no custom field '\($0)' of deals: make it, or name another" }
            )
        }
        kinds.note(fields[.deal] ?? [])
        let users = try await data("GET", "/api/v1/users")?.elements ?? []
        return CRMSchema(stages: known, fields: fields, owners: users.compactMap { $0["id"]?.int64.map(String.init) })
    }

    /// The older interface lists fields, page by page.
    private func fields(_ path: String) async throws -> [CRMSchema.Field] {
        var fields: [CRMSchema.Field] = []
        var start: Int64 = 0
        while true {
            let query = [(name: "start", value: String(start)), (name: "limit", value: "500")]
            let page = try await caller.call("GET", "/api/v1/\(path)", query: query).json
            guard let data = page["data"]?.elements else { throw Self.senseless }
            fields += data.compactMap(Self.field)
            if path == "dealFields" {
                for field in data where field["field_type"]?.stringValue == "monetary" {
                    if let name = field["key"]?.stringValue { kinds.note(amount: name) }
                }
            }
            let pagination = page["additional_data"]?["pagination"]
            guard pagination?["more_items_in_collection"]?.boolValue == true,
                let next = pagination?["next_start"]?.int64, next > start
            else { return fields }
            start = next
        }
    }

    private static func field(_ json: JSON) -> CRMSchema.Field? {
        guard let name = json["key"]?.stringValue else { return nil }
        let options = (json["options"]?.elements ?? []).compactMap { option in
            option["id"].flatMap { $0.int64.map(String.init) ?? $0.stringValue }
        }
        let kind: CRMSchema.Field.Kind =
            switch json["field_type"]?.stringValue {
            case "double", "monetary", "int", "user", "org", "people", "stage": .number
            case "date": .date
            case "enum": .choice(options)
            case "set": .choices(options)
            default: .text
            }
        let readOnly: Set<String> = [
            "id", "add_time", "update_time", "stage_change_time", "won_time", "lost_time", "weighted_value",
        ]
        // They are made of parts that no value of a deal has.
        let parted: Set<String> = ["address", "time", "timerange", "daterange"]
        let isParted = (json["field_type"]?.stringValue).map { parted.contains($0) } ?? false
        return CRMSchema.Field(name, kind, isReadOnly: isParted || readOnly.contains(name))
    }

    // MARK: Records

    static func path(_ kind: CRMKind) -> String {
        switch kind {
        case .deal: "/api/v2/deals"
        case .contact: "/api/v2/persons"
        case .account: "/api/v2/organizations"
        }
    }

    /// The records that carry our key, or a person's mail address, or an organization's name, exactly.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - key: Our id of it.
    ///   - values: What it would be made of.
    public func find(_ kind: CRMKind, key: String, values: CRMValues) async throws -> [CRMRecord] {
        let term: String
        let fields: String
        switch kind {
        case .deal: (term, fields) = (key, "custom_fields")
        case .contact:
            guard case .text(let mail)? = values[.field("email")] else { return [] }
            (term, fields) = (mail, "email")
        case .account:
            guard case .text(let name)? = values[.field("name")] else { return [] }
            (term, fields) = (name, "name")
        }
        let query = [
            (name: "term", value: term), (name: "fields", value: fields), (name: "exact_match", value: "true"),
        ]
        let found = try await data("GET", Self.path(kind) + "/search", query: query)?["items"]?.elements ?? []
        var records: [CRMRecord] = []
        for item in found.prefix(20) {
            guard let id = item["item"]?["id"]?.int64, let record = try await read(kind, id: String(id)) else {
                continue
            }
            // The search looks at all custom fields: only the one that is ours counts.
            if kind != .deal || record.key == key { records.append(record) }
        }
        return records
    }

    /// The deal with our key among those that were made last: the search shows a new one only after some seconds.
    ///
    /// - Parameter key: Our id of the deal.
    public func findLately(_ key: String) async throws -> [CRMRecord] {
        var query = [
            (name: "sort_by", value: "add_time"), (name: "sort_direction", value: "desc"),
            (name: "limit", value: "500"),
        ]
        for _ in 0..<4 {
            let page = try await caller.call("GET", "/api/v2/deals", query: query).json
            guard let data = page["data"]?.elements else { throw Self.senseless }
            let found = data.compactMap { record($0, .deal) }.filter { $0.key == key }
            guard found.isEmpty else { return found }
            guard let next = page["additional_data"]?["next_cursor"]?.stringValue, !next.isEmpty else { return [] }
            query = query.filter { $0.name != "cursor" } + [(name: "cursor", value: next)]
        }
        return []
    }

    /// A record by its id.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - id: Pipedrive's id.
    public func read(_ kind: CRMKind, id: String) async throws -> CRMRecord? {
        guard let json = try await data("GET", Self.path(kind) + "/" + PercentText.escaped(id)) else { return nil }
        guard json["is_deleted"]?.boolValue != true, json["status"]?.stringValue != "deleted" else { return nil }
        guard let record = record(json, kind) else { throw Self.senseless }
        return record
    }

    /// Makes a record.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - draft: What it holds.
    public func create(_ kind: CRMKind, _ draft: CRMDraft) async throws -> CRMRecord {
        var draft = draft
        // A deal is made open and then ends: made as lost, it would have no stage to come from.
        let end: CRMValue? =
            kind == .deal && Self.ends.contains { draft.values[.stage] == .text($0) } ? draft.values[.stage] : nil
        let reason = draft.values[.reason]
        if end != nil {
            draft.values[.stage] = nil
            draft.values[.reason] = nil
        }
        var body = encode(draft, kind, custom: kind == .deal ? [(settings.keyField, .string(draft.key))] : [])
        if kind == .deal, !body.contains(where: { $0.0 == "stage_id" }) {
            body.append(("pipeline_id", .int(settings.pipeline)))
        }
        guard let json = try await data("POST", Self.path(kind), body: .object(body)), let record = record(json, kind)
        else {
            throw Self.senseless
        }
        guard let end else { return record }
        var ending = CRMDraft(key: draft.key, effect: draft.effect, values: [.stage: end])
        ending.values[.reason] = reason
        return try await patch(kind, record, ending)
    }

    /// The stages that Pipedrive calls a status.
    static let ends: Set<String> = ["won", "lost"]

    /// A deal that is made as won or lost is open before that, in any stage.
    ///
    /// - Parameters:
    ///   - stage: Where it stands.
    ///   - start: Where it came from; nil for a deal that was being made.
    ///   - end: Where it was to go.
    public func passes(_ stage: String, from start: String?, to end: String) -> Bool {
        start == nil && Self.ends.contains(end) && !Self.ends.contains(stage)
    }

    /// Changes a record, if nobody has changed it since it was read.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - record: The record as it was read.
    ///   - draft: What changes.
    public func update(_ kind: CRMKind, _ record: CRMRecord, _ draft: CRMDraft) async throws -> CRMRecord {
        let isEmpty = draft.values.isEmpty && draft.links.isEmpty && record.key != nil && settings.effectField == nil
        guard !isEmpty else { return record }
        guard let fresh = try await read(kind, id: record.id) else {
            throw CRMConflict("Pipedrive's record \(record.id) is gone")
        }
        // Times of Pipedrive are whole seconds: two changes in one second have one time, and other values.
        guard fresh.revision == record.revision, fresh.values == record.values else {
            throw CRMConflict("Pipedrive's record \(record.id) was changed meanwhile")
        }
        return try await patch(kind, record, draft)
    }

    private func patch(_ kind: CRMKind, _ record: CRMRecord, _ draft: CRMDraft) async throws -> CRMRecord {
        let custom: [(String, JSON)] =
            kind == .deal && record.key == nil ? [(settings.keyField, .string(draft.key))] : []
        let body = encode(draft, kind, custom: custom, currency: record.values[.currency])
        guard !body.isEmpty else { return record }
        guard
            let json = try await data(
                "PATCH",
                "\(Self.path(kind))/\(PercentText.escaped(record.id))",
                body: .object(body)
            )
        else { throw CRMConflict("Pipedrive's record \(record.id) is gone") }
        guard let written = self.record(json, kind) else { throw Self.senseless }
        return written
    }

    // MARK: Changes

    /// Deals that were changed, by the time of their change.
    ///
    /// - Parameters:
    ///   - cursor: The time of the newest change that was read, and where the next page begins.
    ///   - now: The time.
    public func changes(since cursor: String?, now: Instant) async throws -> CRMPage {
        let start = Instant(milliseconds: now.milliseconds / 1_000 * 1_000).description
        let parts = (cursor ?? start).split(separator: "|").map(String.init)
        guard let since = parts.first.flatMap({ Instant($0) }) else {
            throw DeliveryError.temporary(
                "the cursor '\(cursor ?? "")' is none of Pipedrive's; delete it to begin anew"
            )
        }
        var query = [
            (name: "updated_since", value: since.description), (name: "sort_by", value: "update_time"),
            (name: "sort_direction", value: "asc"), (name: "limit", value: "100"),
        ]
        if parts.count > 1 { query.append((name: "cursor", value: parts[1])) }
        let answer = try await caller.call("GET", "/api/v2/deals", query: query, allowing: parts.count > 1 ? [400] : [])
        if answer.status == 400 {
            // The place inside the list was kept for too long, and Pipedrive knows it no more: the list begins anew.
            return CRMPage(records: [], cursor: since.description, hasMore: true)
        }
        guard let data = answer.json["data"]?.elements else { throw Self.senseless }
        let records = data.compactMap { record($0, .deal) }.filter { $0.key != nil }
        let newest = max(data.compactMap { $0["update_time"]?.stringValue.flatMap(Self.instant) }.max() ?? since, since)
        if let next = answer.json["additional_data"]?["next_cursor"]?.stringValue, !next.isEmpty {
            return CRMPage(records: records, cursor: "\(since)|\(next)|\(newest)", hasMore: true)
        }
        // The last page may be empty: the newest is then on one before it.
        let known = parts.count > 2 ? Instant(parts[2]) ?? newest : newest
        return CRMPage(records: records, cursor: max(newest, known).description, hasMore: false)
    }

    /// Times of Pipedrive: `2026-04-20T09:30:00Z`, in the older interface `2026-04-20 09:30:00`.
    static func instant(_ text: String) -> Instant? {
        Instant(text) ?? Instant(text.split(separator: " ").joined(separator: "T") + "Z")
    }
}

/// The kinds of fields of deals, learnt with the schema.
final class PipedriveKinds: Sendable {
    private let fields = Mutex<[String: CRMSchema.Field.Kind]>([:])
    private let amounts = Mutex<Set<String>>([])

    /// A custom field that has an amount with a currency of its own.
    func note(amount name: String) { amounts.withLock { _ = $0.insert(name) } }

    func isAmount(_ name: String) -> Bool { amounts.withLock { $0.contains(name) } }

    func note(_ list: [CRMSchema.Field]) {
        fields.withLock { fields in for field in list { fields[field.name] = field.kind } }
    }

    func kind(_ name: String) -> CRMSchema.Field.Kind { fields.withLock { $0[name] } ?? .text }
}
