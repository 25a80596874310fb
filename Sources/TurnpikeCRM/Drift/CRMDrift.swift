public import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// How one deal and its record in a CRM differ.
public struct CRMDrift: Hashable, Sendable {
    /// One difference.
    public struct Difference: Hashable, Sendable {
        /// What differs, by our name: `stage`, `owner`, a field.
        public var what: String
        /// What the deal has.
        public var ours: String
        /// What the CRM has.
        public var theirs: String
        /// Why.
        public var why: Why
        /// More about it: the criteria that are unmet, the CRM's words.
        public var details: [String]

        /// A difference.
        ///
        /// - Parameters:
        ///   - what: What differs.
        ///   - ours: What the deal has.
        ///   - theirs: What the CRM has.
        ///   - why: Why.
        ///   - details: More about it.
        public init(_ what: String, ours: String, theirs: String, why: Why, details: [String] = []) {
            self.what = what
            self.ours = ours
            self.theirs = theirs
            self.why = why
            self.details = details
        }
    }

    /// Why both sides differ.
    public enum Why: String, Hashable, Sendable, CaseIterable {
        /// The deal was changed, and a delivery waits in the outbox.
        case notSent = "not_sent"
        /// The deal was changed, and no hook tells the CRM.
        case notTold = "not_told"
        /// The CRM refuses the change.
        case rejected
        /// Somebody changed it in the CRM, and that was not taken in yet.
        case notTakenIn = "not_taken_in"
        /// Both were changed.
        case both
        /// It was changed in the CRM, and the process refuses it.
        case refused
        /// It was changed in the CRM, and a person is asked.
        case asked
        /// It was changed in the CRM, which is to be set back.
        case pushedBack = "pushed_back"
        /// It was renamed in the CRM; a deal keeps the name it was opened with.
        case renamed
        /// The mapping knows nothing for what the CRM has.
        case unmapped
        /// The CRM has no record of the deal.
        case missing
        /// The CRM's record is gone.
        case gone

        /// The reason in words.
        public var words: String {
            switch self {
            case .notSent: "changed here, and the delivery waits in the outbox"
            case .notTold: "changed here, and no hook tells the CRM"
            case .rejected: "changed here, and the CRM refuses it"
            case .notTakenIn: "changed there, and not taken in yet"
            case .both: "changed on both sides"
            case .refused: "changed there, and the process refuses it"
            case .asked: "changed there, and a person is asked"
            case .pushedBack: "changed there, and to be set back"
            case .renamed: "renamed there; a deal keeps the name it was opened with"
            case .unmapped: "the mapping knows nothing for it"
            case .missing: "the CRM has no record of the deal"
            case .gone: "the CRM's record is gone"
            }
        }
    }

    /// The deal.
    public var deal: DealID
    /// What people call it.
    public var name: String
    /// What people call the CRM.
    public var crm: String
    /// The CRM's id of the record; nil where it has none.
    public var record: String?
    /// How they differ; empty where they do not.
    public var differences: [Difference]
}

extension CRMConnector {
    /// Compares a deal with its record, and changes neither.
    ///
    /// - Parameter deal: The deal.
    /// - Returns: nil for a deal of a process that the mapping is not for.
    /// - Throws: `DeliveryError`; `CancellationError`; what the ledger and the store throw.
    public func drift(of deal: Deal) async throws -> CRMDrift? {
        guard mapping.process == nil || mapping.process == deal.process.id else { return nil }
        let schema = try await check()
        let snapshot = CRMSnapshot(deal)
        let entry = try await ledger.entry(snapshot.id)
        var drift = CRMDrift(deal: deal.id, name: deal.name, crm: vendor.name, record: entry?.id, differences: [])
        let sending = try await standing(of: deal.id)
        let ours = mapping.values(of: snapshot, in: schema)
        let record: CRMRecord?
        do {
            record = try await locate(snapshot, values: ours)
        } catch let error as DeliveryError where error.kind == .permanent {
            drift.differences = [
                .init("record", ours: deal.name, theirs: "nothing", why: .rejected, details: [error.message])
            ]
            return drift
        }
        guard let record else {
            // Nobody said that the CRM should know of it, unless a delivery is on its way.
            let isKnown = entry.map { !$0.id.isEmpty } ?? false
            let why: CRMDrift.Why =
                isKnown ? .gone : entry?.refusal != nil ? .rejected : sending == .pending ? .notSent : .missing
            let details = why == .rejected ? entry?.refusal.map { [$0] } ?? [] : []
            drift.differences = [.init("record", ours: deal.name, theirs: "nothing", why: why, details: details)]
            return drift
        }
        drift.record = record.id
        for (slot, value) in ours.sorted(by: { $0.key < $1.key }) {
            let theirs = record.values[slot] ?? .none
            guard !Self.same(value, theirs), !record.fixed.contains(slot) else { continue }
            drift.differences.append(difference(slot, value, theirs, deal, entry, sending))
        }
        // A stage that the mapping names for no stage of ours differs from wherever the deal is.
        if ours[.stage] == nil, let theirs = Self.text(record.values[.stage]), let entry,
            let base = Self.text(entry.base[.stage]), base != theirs
        {
            drift.differences.insert(.init("stage", ours: deal.stage, theirs: theirs, why: .notTakenIn), at: 0)
        }
        return drift
    }

    /// How the CRM's deliveries of a deal stand.
    private enum Standing: Hashable {
        case none
        case pending
        case dead(String)
    }

    private func standing(of deal: DealID) async throws -> Standing {
        guard let pipeline = pipeline() else { return .none }
        let names = Set(plugins ?? [])
        var standing = Standing.none
        for status in [OutboxRow.Status.pending, .dead] {
            let query = OutboxQuery(tenant: pipeline.tenant, deal: deal, status: status)
            let rows = try await pipeline.store.outbox(query).filter { names.contains($0.hook) }
            guard let last = rows.last else { continue }
            standing = status == .dead ? .dead(last.lastError ?? "") : .pending
        }
        return standing
    }

    private func difference(
        _ slot: CRMSlot,
        _ ours: CRMValue,
        _ theirs: CRMValue,
        _ deal: Deal,
        _ entry: CRMEntry?,
        _ sending: Standing
    ) -> CRMDrift.Difference {
        var what = slot.description
        var ourWords = ours.description
        var theirWords = theirs.description
        switch slot {
        case .field(let name): what = mapping.field(for: name) ?? name
        case .stage:
            ourWords = deal.stage
            if let mapped = mapping.stage(for: theirs.description, near: deal.stage) {
                theirWords = "\(theirs) (\(mapped))"
            } else if theirs != .none {
                return .init(what, ours: ourWords, theirs: theirWords, why: .unmapped)
            }
        case .owner:
            ourWords = deal.owner ?? "nobody"
            if let owner = mapping.owner(for: theirs.description) { theirWords = "\(theirs) (\(owner))" }
        case .name, .reason, .probability, .currency: break
        }
        func told(_ why: CRMDrift.Why, _ details: [String] = []) -> CRMDrift.Difference {
            .init(what, ours: ourWords, theirs: theirWords, why: why, details: details)
        }
        guard let entry, let base = entry.base[slot] else { return told(sending == .pending ? .notSent : .notTold) }
        let isTheirs = !Self.same(base, theirs)
        if isTheirs { return told(Self.same(base, ours) ? .notTakenIn : .both) }
        if slot == .name, theirs != .none { return told(.renamed) }
        if let verdict = entry.verdict, slot == .stage ? theirs == .text(verdict.stage) : verdict.kind == .unmapped {
            switch verdict.kind {
            case .refused: return told(.refused, verdict.unmet)
            case .asked: return told(deal.state.observed == nil ? .notTold : .asked, verdict.unmet)
            case .pushedBack: return told(.pushedBack, verdict.unmet)
            case .unmapped: return told(.unmapped, verdict.unmet)
            }
        }
        if case .dead(let error) = sending { return told(.rejected, [entry.refusal ?? error].filter { !$0.isEmpty }) }
        return told(sending == .pending ? .notSent : .notTold)
    }
}
