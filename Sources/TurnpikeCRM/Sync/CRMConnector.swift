public import Turnpike
public import TurnpikeRuntime
public import TurnpikeValues
import TurnpikeWeb

/// Keeps deals and a CRM in step, whatever CRM it is: what hooks ask for is written once, what people change there comes
/// back as observed moves, and neither side hears its own echo.
///
/// What both sides last agreed on is remembered (`CRMLedger`). A value of the CRM that differs from that is somebody's
/// change; a value of ours that differs is ours. Where both differ, the CRM's change is judged first, by the process's
/// `observed:` policy, and only then is anything written over it.
public final class CRMConnector: CRMHook {
    /// The names by which process files call it.
    public let plugins: [String]?
    /// What people call the CRM.
    public var vendorName: String { vendor.name }

    let vendor: any CRMVendor
    let mapping: CRMMapping
    let ledger: any CRMLedger
    let name: String
    let pipeline: @Sendable () -> Pipeline?
    let roles: [String]
    let now: @Sendable () -> Instant
    private let schemas = OnceMemory<CRMSchema>(limit: 1)
    private let beginnings = OnceMemory<Bool>(limit: 1)
    private let lanes = CRMLanes()

    /// How often a write is planned anew after somebody else's.
    static let attempts = 4

    /// A connector.
    ///
    /// - Parameters:
    ///   - vendor: The CRM.
    ///   - mapping: The declared table between a process and the CRM.
    ///   - ledger: Remembers what was last agreed on.
    ///   - names: The names by which process files call it; changes of the CRM carry the first as their source.
    ///   - roles: The roles in which the CRM's changes act.
    ///   - pipeline: Where changes of the CRM go; nil while there is none, and then the CRM is only told.
    ///   - now: Where the time comes from.
    public init(
        _ vendor: any CRMVendor,
        mapping: CRMMapping,
        ledger: any CRMLedger,
        names: [String] = ["crm"],
        roles: [String] = [],
        pipeline: @escaping @Sendable () -> Pipeline? = { nil },
        now: @escaping @Sendable () -> Instant = { Instant.now() }
    ) {
        self.vendor = vendor
        self.mapping = mapping
        self.ledger = ledger
        plugins = names
        name = names.first ?? "crm"
        self.roles = roles
        self.pipeline = pipeline
        self.now = now
    }

    // MARK: What holds before anything is written

    /// What the CRM has, once the mapping fits it. Until it does, nothing is written and no deal moves.
    ///
    /// - Throws: `DeliveryError`, temporary, with everything that does not fit: a configuration is put right, and then
    ///   the deliveries go on.
    @discardableResult
    public func check() async throws -> CRMSchema {
        do { return try await verify() } catch let misfit as CRMMisfit {
            throw DeliveryError.temporary(misfit.description)
        }
    }

    /// The same for whoever starts: what does not fit is told apart from a CRM that cannot be asked now.
    ///
    /// - Throws: `CRMMisfit` with everything that does not fit; `DeliveryError` where the CRM does not answer.
    @discardableResult
    public func verify() async throws -> CRMSchema {
        try await schemas.once("schema") {
            let schema = try await self.vendor.schema()
            let findings = self.mapping.findings(
                in: schema,
                processes: self.pipeline()?.processes ?? [],
                vendor: self.vendor.name
            )
            guard findings.isEmpty else { throw CRMMisfit(self.vendor.name, findings) }
            return schema
        }
    }

    // MARK: Deliveries

    /// Delivers one request.
    ///
    /// - Parameter request: The request.
    /// - Throws: `DeliveryError`; `CancellationError`.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let body = try HookRequest(request.body)
        guard mapping.process == nil || mapping.process == body.deal.process else {
            throw DeliveryError.permanent(
                "the mapping is for '\(mapping.process ?? "")', not for '\(body.deal.process)'"
            )
        }
        let isRepeated = request.attempt > 1
        return try await exclusively(body.deal.id) {
            switch body.action {
            case "upsert", "close": try await self.upsert(body, key: request.key)
            case "note", "activity": try await self.say(body, key: request.key, isRepeated: isRepeated)
            default:
                throw DeliveryError.permanent(
                    "\(self.vendor.name) knows no action '\(body.action)'; there are upsert, close, note and activity"
                )
            }
        }
    }

    /// Makes the record what the deal is. The dispatcher calls `deliver(_:)`.
    ///
    /// - Parameters:
    ///   - request: What the hook asks for.
    ///   - key: The stable key of the effect.
    public func upsert(_ request: HookRequest, key: String) async throws -> DeliveryReceipt {
        let schema = try await check()
        let deal = CRMSnapshot(request.deal)
        if let entry = try await ledger.entry(deal.id), entry.keys.contains(key) { return receipt(entry.id) }
        try await begin()
        for attempt in 1...Self.attempts {
            do {
                return try await write(deal, key: key, schema)
            } catch let conflict as CRMConflict {
                guard attempt < Self.attempts else {
                    throw DeliveryError.temporary(
                        "\(vendor.name) is changed by others all the time: \(conflict.message)"
                    )
                }
            } catch let error as DeliveryError {
                try await note(error, of: deal.id)
                throw error
            }
        }
        throw DeliveryError.temporary("\(vendor.name) is changed by others all the time")
    }

    /// Before the first record is written it is noted from when on changes count: whoever reads them for the first time may
    /// begin long after somebody has changed that record.
    private func begin() async throws {
        _ = try await beginnings.once("cursor") {
            guard try await self.ledger.cursor() == nil else { return true }
            let page = try await self.vendor.changes(since: nil, now: self.now())
            if try await self.ledger.cursor() == nil { try await self.ledger.save(cursor: page.cursor) }
            return true
        }
    }

    /// One attempt: look, let the CRM's own change be judged, write what differs, remember.
    private func write(_ deal: CRMSnapshot, key: String, _ schema: CRMSchema) async throws -> DeliveryReceipt {
        let wanted = mapping.values(of: deal, in: schema)
        guard let record = try await locate(deal, values: wanted) else {
            return try await create(deal, wanted, key: key, schema)
        }
        // A record that somebody made for us is named after the deal; from then on a name there is theirs.
        let isOurs = try await ledger.entry(deal.id).map { !$0.id.isEmpty || record.key == deal.id } ?? false
        var entry = try await entry(for: record, deal.id)
        try await takeIn(record, &entry, deal.id, schema)
        var values = wanted.filter { !Self.same(record.values[$0.key] ?? .none, $0.value) }
        // This very request was carried out and nobody heard of it: what differs was changed since, and has been judged. What is
        // left is what takes several calls.
        let hasArrived = record.effect == key || entry.arrived == key
        if hasArrived { values = values.filter { entry.intent[$0.key] != nil } }
        try await leaveNewer(&values, deal, record, schema)
        // With another stage the record is open again, and takes it.
        if values[.stage] == nil { for slot in record.fixed { values[slot] = nil } }
        // A deal keeps the name it was opened with, so another one there is what people want it to be called there.
        if isOurs, record.values[.name] ?? .none != .none { values[.name] = nil }
        let links = try await links(of: deal, key: key, schema, known: entry.links)
        let newLinks = links.filter { entry.links[$0.key] != $0.value && record.links[$0.key] != $0.value }
        if hasArrived, values.isEmpty, newLinks.isEmpty {
            entry.links = links
            return try await finish(record, &entry, deal.id, key)
        }
        entry.intent = values
        // A record that shows the key before it is written to proves nothing by it afterwards.
        entry.writing = hasArrived ? nil : key
        entry.arrived = hasArrived ? key : nil
        try await ledger.save(entry, for: deal.id)
        let draft = CRMDraft(key: deal.id, effect: key, values: values, links: newLinks)
        var written = try await vendor.update(.deal, record, draft)
        entry.links = links
        // What we did not write may have been changed since it was read: only what was read counts as known.
        var known = record.values
        for (slot, value) in values { known[slot] = written.values[slot] ?? value }
        written.values = known
        return try await finish(written, &entry, deal.id, key)
    }

    /// Takes out of what is to be written a stage that a person is asked about, and what the CRM shows already as the deal has
    /// it by now: the deal has gone on since the request was made, and what is older is not written over what is newer.
    private func leaveNewer(
        _ values: inout CRMValues,
        _ deal: CRMSnapshot,
        _ record: CRMRecord,
        _ schema: CRMSchema
    ) async throws {
        guard !values.isEmpty, let pipeline = pipeline(), let id = DealID(deal.id),
            let now = try await pipeline.deal(id)
        else { return }
        let writesStage = values[.stage] != nil
        defer {
            // They belong to the stage that is not written.
            if writesStage, values[.stage] == nil { for slot in [CRMSlot.reason, .probability] { values[slot] = nil } }
        }
        if let asked = now.state.observed, let theirs = Self.text(record.values[.stage]),
            mapping.stage(for: theirs, near: now.process[asked.stage].id) == now.process[asked.stage].id
        {
            values[.stage] = nil
        }
        guard now.revision > deal.revision else { return }
        let ours = mapping.values(of: CRMSnapshot(now), in: schema)
        values = values.filter { !Self.same(ours[$0.key] ?? .none, record.values[$0.key] ?? .none) }
    }

    private func create(
        _ deal: CRMSnapshot,
        _ wanted: CRMValues,
        key: String,
        _ schema: CRMSchema
    ) async throws -> DeliveryReceipt {
        var entry = try await ledger.entry(deal.id) ?? CRMEntry(id: "")
        if !entry.id.isEmpty {
            throw DeliveryError.permanent(
                "\(vendor.name) has deleted the record \(entry.id): it is not made again by itself"
            )
        }
        let links = try await links(of: deal, key: key, schema, known: entry.links)
        let values = wanted.filter { $0.value != .none }
        entry.intent = values
        entry.writing = key
        try await ledger.save(entry, for: deal.id)
        let draft = CRMDraft(key: deal.id, effect: key, values: values, links: links)
        let written = try await vendor.create(.deal, draft)
        entry.id = written.id
        entry.links = links
        return try await finish(written, &entry, deal.id, key)
    }

    private func finish(
        _ record: CRMRecord,
        _ entry: inout CRMEntry,
        _ deal: String,
        _ key: String
    ) async throws -> DeliveryReceipt {
        entry.id = record.id
        entry.revision = record.revision
        entry.base = record.values
        entry.intent = [:]
        entry.writing = nil
        entry.arrived = nil
        entry.refusal = nil
        if let stage = entry.verdict?.stage, record.values[.stage] != .text(stage) { entry.verdict = nil }
        entry.note(key)
        try await ledger.save(entry, for: deal)
        return receipt(record.id)
    }

    private func receipt(_ id: String) -> DeliveryReceipt { DeliveryReceipt(reference: "\(vendor.prefix):\(id)") }

    /// The CRM's refusal is remembered with the deal, and told there.
    private func note(_ error: DeliveryError, of deal: String) async throws {
        guard error.kind == .permanent else { return }
        var entry = try await ledger.entry(deal) ?? CRMEntry(id: "")
        guard entry.refusal != error.message else { return }
        entry.refusal = error.message
        try await ledger.save(entry, for: deal)
        guard let pipeline = pipeline(), let id = DealID(deal) else { return }
        // A vendor's message begins with its name.
        let prefix = vendor.name + ": "
        let said = error.message.hasPrefix(prefix) ? String(error.message.dropFirst(prefix.count)) : error.message
        let words = "\(vendor.name) refuses: \(said)"
        _ = try? await pipeline.perform(Command(.comment(words)), on: id, by: actor)
    }

    // MARK: Finding

    /// The deal's record: the one that is remembered, the one that an external key names, or the one that carries our id.
    func locate(_ deal: CRMSnapshot, values: CRMValues) async throws -> CRMRecord? {
        let entry = try await ledger.entry(deal.id)
        if let entry, !entry.id.isEmpty { return try own(try await vendor.read(.deal, id: entry.id), deal) }
        let prefix = vendor.prefix + ":"
        if let key = deal.externalKeys.first(where: { $0.hasPrefix(prefix) }) {
            let id = String(key.dropFirst(prefix.count))
            guard let record = try await vendor.read(.deal, id: id) else {
                throw DeliveryError.permanent("\(vendor.name) has no record \(id), which the deal's key '\(key)' names")
            }
            return try own(record, deal)
        }
        var found = try await vendor.find(.deal, key: deal.id, values: values)
        // It was written before, and nobody heard what became of that.
        if found.isEmpty, entry != nil { found = try await vendor.findLately(deal.id) }
        guard found.count < 2 else {
            let ids = found.map(\.id).joined(separator: ", ")
            throw DeliveryError.permanent("\(vendor.name) has the deal \(found.count) times: \(ids); merge them there")
        }
        return found.first
    }

    /// The record, if no other deal has it: two records that are merged in the CRM are one afterwards, and two deals that
    /// wrote to it would undo each other's changes for ever.
    private func own(_ record: CRMRecord?, _ deal: CRMSnapshot) throws -> CRMRecord? {
        guard let record, let key = record.key, key != deal.id, DealID(key) != nil else { return record }
        throw DeliveryError.permanent(
            "\(vendor.name)'s record \(record.id) belongs to the deal \(key) now: it was merged there, or two deals name it"
        )
    }

    /// Notes that what was being written has arrived, so that a later difference is somebody's change. The stage that the record
    /// is on its way to, and the reason that comes with it, are still to be written.
    ///
    /// - Parameter start: The stage that it came from; nil for a record that was being made.
    func settle(_ entry: inout CRMEntry, _ record: CRMRecord, from start: CRMValue?) {
        let isPassing = isPassing(record, from: start, to: entry.intent[.stage])
        entry.intent = entry.intent.filter { slot, value in
            let theirs = record.values[slot] ?? .none
            if isPassing, slot == .stage || slot == .reason {
                entry.base[slot] = theirs
                return true
            }
            // Where nothing was given the CRM may have something of its own, as it had before.
            if value != .none || !Self.same(entry.base[slot] ?? .none, theirs) { entry.base[slot] = value }
            return false
        }
        entry.arrived = entry.writing
        entry.writing = nil
    }

    /// Whether the record stands in a stage for a while only, because its CRM takes several calls to the one that is meant.
    func isPassing(_ record: CRMRecord, from start: CRMValue?, to end: CRMValue?) -> Bool {
        guard let theirs = Self.text(record.values[.stage]), let end = Self.text(end) else { return false }
        return vendor.passes(theirs, from: Self.text(start), to: end)
    }

    func entry(for record: CRMRecord, _ deal: String) async throws -> CRMEntry {
        if var entry = try await ledger.entry(deal) {
            if entry.id.isEmpty {
                entry.id = record.id
                entry.base = record.values
                // With our id in it, it is the one that was being made when the answer was lost.
                if record.key == deal { settle(&entry, record, from: nil) }
            }
            return entry
        }
        // Seen for the first time: what is there is where both begin.
        return CRMEntry(id: record.id, revision: record.revision, base: record.values)
    }

    // MARK: Notes and activities

    private func say(_ body: HookRequest, key: String, isRepeated: Bool) async throws -> DeliveryReceipt {
        let schema = try await check()
        let deal = CRMSnapshot(body.deal)
        let wanted = mapping.values(of: deal, in: schema)
        guard let record = try await locate(deal, values: wanted) else {
            throw DeliveryError.permanent("\(vendor.name) has no record of the deal: a hook's upsert comes first")
        }
        var entry = try await entry(for: record, deal.id)
        if entry.keys.contains(key) { return receipt(record.id) }
        let text = body.settings["text"] ?? body.settings["note"] ?? "\(deal.name): \(body.event.name)"
        let note = CRMNote(
            key: key,
            subject: body.settings["subject"] ?? body.event.name,
            text: text,
            at: body.event.at ?? now(),
            isActivity: body.action == "activity"
        )
        try await vendor.write(note, to: record, isRepeated: isRepeated)
        entry.note(key)
        try await ledger.save(entry, for: deal.id)
        return receipt(record.id)
    }

    // MARK: Shared

    /// Who reports what the CRM did.
    var actor: Actor { Actor(id: name, kind: .plugin, roles: roles, channel: name) }

    /// One deal at a time, for deliveries and for what comes back.
    func exclusively<Result: Sendable>(
        _ deal: String,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await lanes.run(deal) { try await self.ledger.exclusively(deal, work) }
    }

    /// Whether both sides say the same: a number is one whatever its zeros, nothing and an empty text are nothing.
    static func same(_ left: CRMValue, _ right: CRMValue) -> Bool {
        switch (left, right) {
        case (.text(""), .none), (.none, .text("")): true
        case (.list(let a), .list(let b)): a.sorted() == b.sorted()
        default: left == right
        }
    }
}

/// Lets one at a time work on a deal.
actor CRMLanes {
    private var busy: [String: [CheckedContinuation<Void, Never>]] = [:]

    func run<Result: Sendable>(_ deal: String, _ work: @Sendable () async throws -> Result) async throws -> Result {
        if busy[deal] == nil {
            busy[deal] = []
        } else {
            // Whoever leaves hands the lane over, so nobody overtakes.
            await withCheckedContinuation { busy[deal]?.append($0) }
        }
        defer {
            if var waiting = busy[deal], !waiting.isEmpty {
                let next = waiting.removeFirst()
                busy[deal] = waiting
                next.resume()
            } else {
                busy[deal] = nil
            }
        }
        return try await work()
    }
}
