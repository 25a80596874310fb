public import Turnpike
public import TurnpikeCRM
public import TurnpikeValues
public import TurnpikeWeb

/// Tryton's module of sales opportunities, by its JSON-RPC.
///
/// Tryton has a process of its own with six states and fourteen moves: it refuses what it does not know a way for, fields
/// are locked where an opportunity has ended, and `won` is reached only by the sale that `convert` makes. So a stage is
/// written by going a way that Tryton allows, and what it refuses is told in its own words.
public struct TrytonCRM: CRMVendor {
    /// Names of what differs between databases.
    public struct Settings: Hashable, Sendable {
        /// The company whose opportunities these are.
        public var company: Int64
        /// The employee in whose name the interface acts; nil leaves it to the login.
        public var employee: Int64?
        /// The fields of opportunities that are mapped.
        public var fields: [String]
        /// The fields of parties that are mapped, ways to reach them (`email`, `phone`) among them.
        public var partyFields: [String]
        /// Whether the probability is written.
        public var writesProbability: Bool
        /// A field for the key of the last effect; nil where there is none.
        public var effectField: String?
        /// Whether `won` counts as `converted`: where the table names no `won`, winning is Tryton's own affair.
        public var wonIsConverted: Bool

        /// Settings.
        ///
        /// - Parameters:
        ///   - company: The company.
        ///   - employee: The employee in whose name the interface acts.
        ///   - fields: The fields of opportunities that are mapped.
        ///   - partyFields: The fields of parties that are mapped.
        ///   - writesProbability: Whether the probability is written.
        ///   - effectField: A field for the key of the last effect.
        ///   - wonIsConverted: Whether `won` counts as `converted`.
        public init(
            company: Int64,
            employee: Int64? = nil,
            fields: [String] = [],
            partyFields: [String] = [],
            writesProbability: Bool = false,
            effectField: String? = nil,
            wonIsConverted: Bool = true
        ) {
            self.company = company
            self.employee = employee
            self.fields = fields
            self.partyFields = partyFields
            self.writesProbability = writesProbability
            self.effectField = effectField
            self.wonIsConverted = wonIsConverted
        }
    }

    /// `Tryton`.
    public let name = "Tryton"
    /// `tryton`.
    public let prefix = "tryton"
    let rpc: TrytonRPC
    let settings: Settings
    let memory = TrytonMemory()

    /// Tryton.
    ///
    /// - Parameters:
    ///   - base: Server and database: `https://tryton.example.org/crm`.
    ///   - login: The name of the user.
    ///   - password: Its password.
    ///   - settings: Names of what differs between databases.
    ///   - carrier: What makes the calls.
    ///   - timeout: How long a call may take.
    ///   - now: Where the time comes from.
    public init(
        base: WebAddress,
        login: String,
        password: Secret,
        settings: Settings,
        carrier: any HTTPCarrier,
        timeout: Duration = .seconds(20),
        now: @escaping @Sendable () -> Instant = { Instant.now() }
    ) {
        self.settings = settings
        rpc = TrytonRPC(base: base, login: login, password: password, carrier: carrier, timeout: timeout, now: now)
    }

    static let senseless = DeliveryError.temporary("Tryton answered with something that makes no sense")
    static let model = "model.sale.opportunity."

    /// What every call says: the company, and for a record as it was read its time, by which Tryton knows a stale write.
    func context(_ record: CRMRecord? = nil) -> JSON {
        var members: [(String, JSON)] = [("company", .int(settings.company))]
        if let employee = settings.employee { members.append(("employee", .int(employee))) }
        if let record {
            members.append(("_timestamp", .object([("sale.opportunity,\(record.id)", .string(record.revision))])))
        }
        return .object(members)
    }

    // MARK: Schema

    /// What the database has: its states, the fields of opportunities and parties, the employees of the company.
    public func schema() async throws -> CRMSchema {
        let opportunity = try await rpc.call(Self.model + "fields_get", [[], context()])
        let stages = (opportunity["state"]?["selection"]?.elements ?? []).compactMap { option -> CRMSchema.Stage? in
            option[0]?.stringValue.map { CRMSchema.Stage(id: $0, label: option[1]?.stringValue ?? $0) }
        }
        guard !stages.isEmpty else { throw Self.senseless }
        let party = try await rpc.call("model.party.party.fields_get", [[], context()])
        memory.note(opportunity, of: .deal)
        memory.note(party, of: .account)
        let employees = try await all("company.employee", [["company", "=", .int(settings.company)]], ["id"])
        for currency in try await all("currency.currency", [], ["code"]) {
            if let code = currency["code"]?.stringValue, let id = currency["id"]?.int64 { memory.note(code, id) }
        }
        // A person is a party too, and how to reach one is a list of its own.
        let ways = Self.mechanisms.sorted().map { CRMSchema.Field($0, .text) }
        let parties = Self.fields(party).filter { !Self.mechanisms.contains($0.name) } + ways
        return CRMSchema(
            stages: stages,
            fields: [.deal: Self.fields(opportunity), .account: parties, .contact: parties],
            owners: employees.compactMap { $0["id"]?.int64.map(String.init) }
        )
    }

    /// All records of a model, page by page.
    private func all(_ model: String, _ domain: [JSON], _ fields: [JSON]) async throws -> [JSON] {
        var result: [JSON] = []
        var last: Int64 = 0
        while true {
            let parameters: [JSON] = [
                .array(domain + [["id", ">", .int(last)]]), 0, 1_000, [["id", "ASC"]], .array(fields), context(),
            ]
            guard let page = try await rpc.call("model.\(model).search_read", parameters).elements else {
                throw Self.senseless
            }
            result += page
            guard page.count == 1_000, let next = page.last?["id"]?.int64, next > last else { return result }
            last = next
        }
    }

    private static func fields(_ json: JSON) -> [CRMSchema.Field] {
        (json.members ?? []).compactMap { name, field in
            let kind: CRMSchema.Field.Kind
            switch field["type"]?.stringValue {
            case "char", "text": kind = .text
            case "numeric", "float", "integer": kind = .number
            case "boolean": kind = .flag
            case "date": kind = .date
            case "datetime", "timestamp": kind = .instant
            case "selection":
                kind = .choice((field["selection"]?.elements ?? []).compactMap { $0[0]?.stringValue })
            case "multiselection":
                kind = .choices((field["selection"]?.elements ?? []).compactMap { $0[0]?.stringValue })
            default: return nil
            }
            return CRMSchema.Field(name, kind, isReadOnly: field["readonly"]?.boolValue == true)
        }
    }

    // MARK: Records

    /// The opportunities whose reference is our key, the parties with that mail address or of that name.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - key: Our id of it.
    ///   - values: What it would be made of.
    public func find(_ kind: CRMKind, key: String, values: CRMValues) async throws -> [CRMRecord] {
        if kind == .deal { return try await search([["reference", "=", .string(key)]], 3) }
        return try await findParties(kind, values)
    }

    func search(_ domain: JSON, _ limit: Int64) async throws -> [CRMRecord] {
        let parameters: [JSON] = [
            domain, 0, .int(limit), [["id", "ASC"]], .array(names.map { .string($0) }), context(),
        ]
        guard let found = try await rpc.call(Self.model + "search_read", parameters).elements else {
            throw Self.senseless
        }
        return found.compactMap(record)
    }

    /// A record by its number.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - id: Tryton's id.
    public func read(_ kind: CRMKind, id: String) async throws -> CRMRecord? {
        guard let number = Int64(id) else { return nil }
        guard kind == .deal else { return try await parties([number]).first }
        // Reading what is not there is a refusal; searching it is an empty answer.
        return try await search([["id", "=", .int(number)]], 1).first
    }

    /// Makes a record, and takes it to its state.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - draft: What it holds.
    public func create(_ kind: CRMKind, _ draft: CRMDraft) async throws -> CRMRecord {
        guard kind == .deal else { return try await createParty(draft) }
        var values = try fields(draft)
        values += try await contact(draft, hasParty: draft.links[.account] != nil)
        values.append(("company", .int(settings.company)))
        values.append(("reference", .string(draft.key)))
        if !values.contains(where: { $0.0 == "currency" }), let currency = memory.anyCurrency {
            values.append(("currency", .int(currency)))
        }
        let made = try await rpc.call(Self.model + "create", [[.object(values)], context()])
        guard let id = made[0]?.int64, let record = try await read(.deal, id: String(id)) else { throw Self.senseless }
        let target = Self.state(draft.values[.stage]) ?? "lead"
        return try await go(from: record, to: target, writing: reason(draft, to: target), draft.effect)
    }

    /// Changes a record: fields where they may be written, and the state by a way that Tryton allows.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - record: The record as it was read.
    ///   - draft: What changes.
    public func update(_ kind: CRMKind, _ record: CRMRecord, _ draft: CRMDraft) async throws -> CRMRecord {
        guard kind == .deal else { return try await updateParty(record, draft) }
        let now = Self.state(record.values[.stage]) ?? "lead"
        let target = Self.state(draft.values[.stage]) ?? now
        var values = try fields(draft) + reason(draft, to: target)
        values += try await contact(draft, hasParty: draft.links[.account] ?? record.links[.account] != nil)
        if now == target, !TrytonStates.open.contains(now) {
            // The key of an effect is no reason to write to what is locked.
            values.removeAll { $0.0 == settings.effectField }
            if values.isEmpty { return record }
        }
        if record.key == nil { values.append(("reference", .string(draft.key))) }
        return try await go(from: record, to: target, writing: values, draft.effect)
    }

    /// An opportunity is made as a lead, and presses one button after the other.
    ///
    /// - Parameters:
    ///   - stage: Where it stands.
    ///   - start: Where it came from; nil for an opportunity that was being made.
    ///   - end: Where it was to go.
    public func passes(_ stage: String, from start: String?, to end: String) -> Bool {
        TrytonStates.passes(stage, from: start, to: end)
    }

    /// Writes and goes on, in an order that Tryton takes: an open opportunity is written to before it ends, one that has
    /// ended after it is open again.
    private func go(
        from record: CRMRecord,
        to target: String,
        writing values: [(String, JSON)],
        _ effect: String
    ) async throws -> CRMRecord {
        var record = record
        var state = Self.state(record.values[.stage]) ?? "lead"
        guard let way = TrytonStates.way(from: state, to: target) else {
            throw DeliveryError.permanent("Tryton: there is no way from '\(state)' to '\(target)' by its interface")
        }
        var values = values
        func write() async throws {
            guard !values.isEmpty else { return }
            let id = JSON.array([.number(record.id)])
            _ = try await rpc.call(Self.model + "write", [id, .object(values), context(record)])
            values = []
            record = try await again(record)
        }
        if TrytonStates.open.contains(state) || way.isEmpty { try await write() }
        for step in way {
            if TrytonStates.open.contains(state) { try await write() }
            let id = JSON.array([.number(record.id)])
            _ = try await rpc.call(Self.model + step.button, [id, context(record)])
            record = try await again(record)
            if TrytonStates.ended.contains(state), TrytonStates.open.contains(step.state) {
                // A reopened opportunity keeps the reason and the end of its loss until they are taken away.
                values.append(("end_date", .null))
                if !values.contains(where: { $0.0 == "lost_reason" }) { values.append(("lost_reason", .null)) }
            }
            state = step.state
        }
        try await write()
        return record
    }

    private func again(_ record: CRMRecord) async throws -> CRMRecord {
        guard let fresh = try await read(.deal, id: record.id) else {
            throw CRMConflict("Tryton's record \(record.id) is gone")
        }
        return fresh
    }

    // MARK: Changes

    /// Opportunities that were changed, by the time of their change.
    ///
    /// - Parameters:
    ///   - cursor: The time of the newest change that was read; between pages also the last number of the page, and the
    ///     newest change of the first page: what is changed while pages are read is later than that, and comes the next
    ///     time.
    ///   - now: The time.
    public func changes(since cursor: String?, now: Instant) async throws -> CRMPage {
        let parts = (cursor ?? now.description).split(separator: "|").map(String.init)
        guard let since = parts.first.flatMap({ Instant($0) }) else {
            throw DeliveryError.temporary("the cursor '\(cursor ?? "")' is none of Tryton's; delete it to begin anew")
        }
        let isBetween = parts.count == 3
        let last = isBetween ? Int64(parts[1]) ?? 0 : 0
        // Commits may become visible a little after their time.
        let from = Self.encode(since.adding(.seconds(-5)) ?? since)
        let changed: JSON = [
            "OR", ["write_date", ">=", from], [["write_date", "=", .null], ["create_date", ">=", from]],
        ]
        let records = try await search([["id", ">", .int(last)], changed], 100)
        let newest = max(records.compactMap(\.updated).max() ?? since, since)
        let horizon = isBetween ? Instant(parts[2]) ?? since : newest
        if records.count == 100, let id = records.last?.id {
            return CRMPage(records: ours(records), cursor: "\(since)|\(id)|\(horizon)", hasMore: true)
        }
        return CRMPage(records: ours(records), cursor: "\(horizon)", hasMore: false)
    }

    private func ours(_ records: [CRMRecord]) -> [CRMRecord] {
        records.filter { $0.key.map { DealID($0) != nil } ?? false }
    }

    // MARK: Notes

    /// Writes a note to an opportunity; Tryton's activities are a module of their own, so an activity is a note with a
    /// subject.
    ///
    /// - Parameters:
    ///   - note: What is written.
    ///   - record: The deal.
    ///   - isRepeated: Whether it may be there already and is to be looked for.
    public func write(_ note: CRMNote, to record: CRMRecord, isRepeated: Bool) async throws {
        let resource = JSON.string("sale.opportunity,\(record.id)")
        if isRepeated {
            let mark = JSON.string("%\(note.mark)%")
            let known = try await rpc.call(
                "model.ir.note.search_read",
                [[["resource", "=", resource], ["message", "like", mark]], 0, 1, .null, ["id"], context()]
            )
            if known.elements?.isEmpty == false { return }
        }
        let text = (note.isActivity ? note.subject + "\n" : "") + note.text.prefix(60_000) + "\n" + note.mark
        _ = try await rpc.call(
            "model.ir.note.create",
            [[["message": .string(text), "resource": resource]], context()]
        )
    }
}
