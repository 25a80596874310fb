import Turnpike
import TurnpikeRuntime
public import TurnpikeValues

/// What became of changes of the CRM.
public struct CRMSummary: Hashable, Sendable {
    /// Records that were looked at.
    public var seen = 0
    /// Our own writes, and what both sides agree on.
    public var known = 0
    /// Changes that the deals took over.
    public var taken = 0
    /// Changes that wait for a person's answer.
    public var asked = 0
    /// Changes that the CRM is told to take back.
    public var pushedBack = 0
    /// Changes that the process refuses, or that the mapping knows nothing for.
    public var refused = 0
    /// Records that are no deal of ours.
    public var strangers = 0
    /// Changes that could not be judged now, each with why; they come again.
    public var failures: [String] = []

    /// Nothing yet.
    public init() {}

    /// Adds another.
    ///
    /// - Parameter other: The other.
    public mutating func add(_ other: CRMSummary) {
        seen += other.seen
        known += other.known
        taken += other.taken
        asked += other.asked
        pushedBack += other.pushedBack
        refused += other.refused
        strangers += other.strangers
        failures += other.failures
    }
}

/// A record that carries the id of a deal which this store does not have.
struct CRMStranger: Error, CustomStringConvertible {
    let deal: String
    var description: String { "there is no deal \(deal)" }
}

extension CRMConnector {
    /// Reads what was changed in the CRM since the last time, and has it judged. How far it came is kept after each page,
    /// so that a crash repeats a page at most, and a page that is repeated changes nothing.
    ///
    /// - Parameter pages: The most pages at once.
    /// - Throws: `DeliveryError`; `CancellationError`; what the ledger throws. One deal that cannot be judged now holds
    ///   the cursor, and no other deal.
    public func takeChanges(pages: Int = 1_000) async throws -> CRMSummary {
        try await check()
        var summary = CRMSummary()
        var cursor = try await ledger.cursor()
        for _ in 0..<pages {
            try Task.checkCancellation()
            let page = try await vendor.changes(since: cursor, now: now())
            var round = CRMSummary()
            for record in page.records { round.add(try await take(record)) }
            summary.add(round)
            guard round.failures.isEmpty else { return summary }
            if page.cursor != cursor {
                try await ledger.save(cursor: page.cursor)
                cursor = page.cursor
            }
            guard page.hasMore else { return summary }
        }
        return summary
    }

    /// Looks at one record, as a webhook suggests. What the webhook says is not believed: the record is read.
    ///
    /// - Parameter id: The CRM's id.
    /// - Throws: `DeliveryError`; `CancellationError`; what the ledger throws.
    public func takeChange(of id: String) async throws -> CRMSummary {
        try await check()
        guard let record = try await vendor.read(.deal, id: id) else { return CRMSummary() }
        return try await take(record)
    }

    /// Looks at several records, as webhooks suggest that come in batches: some at the same time, because who sends them
    /// waits for an answer and sends them again after a while.
    ///
    /// - Parameter ids: The CRM's ids; one that is named twice is looked at once.
    /// - Returns: What became of them; one that could not be judged now is among the failures, and holds up no other.
    /// - Throws: `DeliveryError` where the CRM cannot be asked at all; `CancellationError`.
    public func takeChanges(of ids: [String]) async throws -> CRMSummary {
        try await check()
        var seen: Set<String> = []
        var rest = ids.filter { seen.insert($0).inserted }[...]
        return try await withThrowingTaskGroup(of: CRMSummary.self) { group in
            var summary = CRMSummary()
            for id in rest.prefix(Self.readers) { group.addTask { try await self.look(at: id) } }
            rest = rest.dropFirst(Self.readers)
            while let one = try await group.next() {
                summary.add(one)
                if let id = rest.popFirst() { group.addTask { try await self.look(at: id) } }
            }
            return summary
        }
    }

    /// So many records are read at the same time: CRMs count calls by the second.
    private static let readers = 6

    private func look(at id: String) async throws -> CRMSummary {
        do { return try await takeChange(of: id) } catch let error as DeliveryError {
            var summary = CRMSummary()
            summary.failures = ["\(id): \(error.message)"]
            return summary
        }
    }

    /// Has one record judged.
    func take(_ record: CRMRecord) async throws -> CRMSummary {
        var summary = CRMSummary()
        summary.seen = 1
        // The record says itself whose it is: after records were merged, what was remembered of it is no longer so.
        let named = record.key.flatMap { DealID($0) == nil ? nil : $0 }
        let known = try await ledger.deal(of: record.id)
        guard let deal = named ?? known, DealID(deal) != nil else {
            summary.strangers = 1
            return summary
        }
        let schema = try await check()
        do {
            let outcome = try await exclusively(deal) { () -> Taken in
                // Our own write comes back as what both sides have already.
                if let entry = try await self.ledger.entry(deal), !entry.id.isEmpty,
                    entry.writing == nil || entry.writing != record.effect,
                    record.values.allSatisfy({ Self.same(entry.base[$0.key] ?? $0.value, $0.value) })
                {
                    return .known
                }
                // It may have been written to since the page was read: what counts is what is there now.
                guard let fresh = try await self.vendor.read(.deal, id: record.id) else { return .known }
                var entry = try await self.entry(for: fresh, deal)
                let taken = try await self.takeIn(fresh, &entry, deal, schema)
                entry.revision = fresh.revision
                try await self.ledger.save(entry, for: deal)
                return taken
            }
            switch outcome {
            case .known: summary.known = 1
            case .taken: summary.taken = 1
            case .asked: summary.asked = 1
            case .pushedBack: summary.pushedBack = 1
            case .refused: summary.refused = 1
            }
        } catch is CRMStranger {
            summary.strangers = 1
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            summary.failures.append("\(deal): \(error)")
        }
        return summary
    }

    /// What became of one record.
    enum Taken: Sendable {
        case known
        case taken
        case asked
        case pushedBack
        case refused
    }

    /// Judges what somebody changed in the CRM since both sides agreed, and notes it as seen.
    @discardableResult
    func takeIn(_ record: CRMRecord, _ entry: inout CRMEntry, _ deal: String, _ schema: CRMSchema) async throws -> Taken
    {
        // Our own write, whose answer was lost, has arrived: what differs from it was changed since.
        if let writing = entry.writing, record.effect == writing {
            settle(&entry, record, from: entry.base[.stage])
        }
        let changed = record.values.filter { slot, value in
            // Where the record does not tell whose it is, what was to be written is no change of theirs.
            if let intent = entry.intent[slot], Self.same(intent, value) { return false }
            guard let base = entry.base[slot] else { return false }
            if slot == .stage, isPassing(record, from: base, to: entry.intent[slot]) { return false }
            return !Self.same(base, value)
        }
        // What has arrived, or was changed, is no longer meant: the same value later is somebody's again.
        entry.intent = entry.intent.filter { slot, value in
            changed[slot] == nil && !Self.same(record.values[slot] ?? .none, value)
        }
        guard !changed.isEmpty else {
            entry.base = record.values
            return .known
        }
        guard let pipeline = pipeline(), let id = DealID(deal) else {
            throw DeliveryError.temporary(
                "\(vendor.name) was changed meanwhile (\(Self.words(changed))): that is looked at first"
            )
        }
        guard let now = try await pipeline.deal(id) else {
            throw CRMStranger(deal: deal)
        }
        let ours = mapping.values(of: CRMSnapshot(now), in: schema)
        let differing = changed.filter { !Self.same(ours[$0.key] ?? .none, $0.value) }
        guard !differing.isEmpty else {
            entry.base = record.values
            if entry.verdict?.stage == Self.text(record.values[.stage]) { entry.verdict = nil }
            return .known
        }
        let taken = try await judge(differing, record, &entry, now, pipeline)
        entry.base = record.values
        return taken
    }

    static func text(_ value: CRMValue?) -> String? { if case .text(let text)? = value { text } else { nil } }

    static func words(_ values: CRMValues) -> String {
        values.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
    }
}
