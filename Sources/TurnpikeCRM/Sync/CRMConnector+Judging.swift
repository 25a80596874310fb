import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// What becomes of a change that somebody made in the CRM.
extension CRMConnector {
    /// What the CRM's values are in the process, as far as it has a place for them.
    private struct Reading {
        /// The stage that the deal would be in.
        var stage: String
        /// Why it was lost.
        var reason: String?
        /// The values that differ.
        var fields: [FieldValue] = []
        /// The owner, where it changed; nil in it for nobody.
        var owner: String??
        /// What has no place in the process.
        var unmapped: [String] = []
    }

    /// Judges changes, does what the process allows, and notes why the deal does not follow where it does not.
    func judge(
        _ changes: CRMValues,
        _ record: CRMRecord,
        _ entry: inout CRMEntry,
        _ deal: Deal,
        _ pipeline: Pipeline
    ) async throws -> Taken {
        let theirStage = Self.text(record.values[.stage]) ?? ""
        // A stage that was refused before is looked at again: with these values it may be reached.
        let isStillThere =
            entry.verdict.map { $0.stage == theirStage && [.refused, .asked].contains($0.kind) } ?? false
        let reading = read(changes, record, deal, judgesStage: changes[.stage] != nil || isStillThere)
        entry.verdict =
            reading.unmapped.isEmpty ? nil : CRMEntry.Verdict(.unmapped, stage: theirStage, unmet: reading.unmapped)
        var taken = reading.unmapped.isEmpty ? Taken.known : .refused
        if let owner = reading.owner, owner != deal.owner {
            let outcome = try await pipeline.perform(Command(.assign(owner: owner)), on: deal.id, by: actor)
            if case .refused(let refusal, _) = outcome {
                entry.verdict = CRMEntry.Verdict(.refused, stage: theirStage, unmet: refusal.ids)
                taken = .refused
            } else {
                taken = .taken
            }
        }
        guard reading.stage != deal.stage || !reading.fields.isEmpty else { return taken }
        let observed: (taken: Taken, verdict: CRMEntry.Verdict?)
        do {
            observed = try await observeWithReason(reading, record, deal, pipeline)
        } catch let error as CommandError {
            // A value that the process has no place for: told, and not tried for ever.
            let unmet = reading.unmapped + [error.description]
            entry.verdict = CRMEntry.Verdict(.unmapped, stage: theirStage, unmet: unmet)
            return .refused
        }
        guard let verdict = observed.verdict else { return observed.taken == .known ? taken : observed.taken }
        entry.verdict = verdict
        // The stage is not followed, but what people wrote down is not lost for that.
        entry.verdict?.unmet += try await keep(reading.fields, record, deal, pipeline)
        return observed.taken
    }

    private func read(_ changes: CRMValues, _ record: CRMRecord, _ deal: Deal, judgesStage: Bool) -> Reading {
        var reading = Reading(stage: deal.stage)
        for (slot, value) in withAmounts(changes, record, deal) {
            guard case .field(let theirs) = slot, let ours = mapping.field(for: theirs),
                let id = deal.process.field(ours)
            else { continue }
            let field = deal.process[id]
            guard !field.isComputed else {
                reading.unmapped.append("\(theirs) = \(value), and \(ours) is computed")
                continue
            }
            // A currency that nobody knows is not taken for ours.
            let named = Self.text(record.values[.currency])
            let currency = named.map { Currency($0) } ?? deal[ours]?.moneyValue?.currency
            if let fitting = mapping.ours(value, of: ours).value(as: field.type, currency: currency) {
                reading.fields.append(FieldValue(ours, fitting))
            } else {
                reading.unmapped.append("\(theirs) = \(value)")
            }
        }
        reading.fields.sort { $0.field < $1.field }
        if judgesStage, let theirs = Self.text(record.values[.stage]) {
            if let mapped = mapping.stage(for: theirs, near: deal.stage) {
                reading.stage = mapped
            } else {
                reading.unmapped.append("stage = \(theirs)")
            }
        }
        if !mapping.owners.isEmpty, let theirs = changes[.owner] {
            if theirs == .none {
                reading.owner = .some(nil)
            } else if let ours = mapping.owner(for: theirs.description) {
                reading.owner = .some(ours)
            } else {
                reading.unmapped.append("owner = \(theirs)")
            }
        }
        if reading.stage != deal.stage, let theirs = Self.text(record.values[.reason]) {
            reading.reason = mapping.reason(for: theirs)
        }
        reading.unmapped.sort()
        return reading
    }

    /// The changes, and every amount where its currency has changed: 100 in another currency is another amount.
    private func withAmounts(_ changes: CRMValues, _ record: CRMRecord, _ deal: Deal) -> CRMValues {
        guard changes[.currency] != nil else { return changes }
        var changes = changes
        for (ours, theirs) in mapping.fields where changes[.field(theirs)] == nil {
            guard let id = deal.process.field(ours), case .money = deal.process[id].type,
                let amount = record.values[.field(theirs)], amount != .none
            else { continue }
            changes[.field(theirs)] = amount
        }
        return changes
    }

    /// Reports the move, without the reason that the CRM shows where the process takes none, or another, for it: CRMs keep the
    /// reason of a loss when somebody opens the deal again, and it says nothing about where the deal goes then.
    private func observeWithReason(_ reading: Reading, _ record: CRMRecord, _ deal: Deal, _ pipeline: Pipeline)
        async throws -> (taken: Taken, verdict: CRMEntry.Verdict?)
    {
        do { return try await observe(reading, record, deal, pipeline) } catch let error as CommandError {
            guard reading.reason != nil else { throw error }
            var reading = reading
            reading.reason = nil
            return try await observe(reading, record, deal, pipeline)
        }
    }

    /// Reports the move with the values that came with it.
    ///
    /// - Returns: What became of it, and why the deal does not follow where it does not.
    private func observe(_ reading: Reading, _ record: CRMRecord, _ deal: Deal, _ pipeline: Pipeline) async throws
        -> (taken: Taken, verdict: CRMEntry.Verdict?)
    {
        let theirStage = Self.text(record.values[.stage]) ?? ""
        let observation = Observation(stage: reading.stage, reason: reading.reason, fields: reading.fields)
        let occurred = occurrence(record, deal, pipeline)
        let said = "\(reading.stage) \(reading.reason ?? "") \(Self.words(reading.fields)) \(occurred)"
        let outcome = try await pipeline.perform(
            Command(.observe(observation), occurred: occurred),
            on: deal.id,
            by: actor,
            options: options(record, said)
        )
        switch outcome {
        case .refused(let refusal, _):
            return (.refused, CRMEntry.Verdict(.refused, stage: theirStage, unmet: refusal.ids))
        case .changed(_, let stored):
            for case .observation(let event) in stored.events {
                switch event.kind {
                case .asked: return (.asked, CRMEntry.Verdict(.asked, stage: theirStage, unmet: event.seen.unmet))
                case .pushedBack:
                    return (.pushedBack, CRMEntry.Verdict(.pushedBack, stage: theirStage, unmet: event.seen.unmet))
                case .settled: break
                }
            }
            return (.taken, nil)
        case .unchanged(let now):
            // The same question again.
            guard reading.stage != now.stage, let asked = now.state.observed else { return (.known, nil) }
            return (.asked, CRMEntry.Verdict(.asked, stage: theirStage, unmet: asked.unmet))
        case .repeated: return (.known, nil)
        }
    }

    /// Stores values that came with a move which the deal does not follow.
    ///
    /// - Returns: Why they cannot be stored.
    private func keep(_ fields: [FieldValue], _ record: CRMRecord, _ deal: Deal, _ pipeline: Pipeline) async throws
        -> [String]
    {
        guard !fields.isEmpty else { return [] }
        do {
            let occurred = occurrence(record, deal, pipeline)
            let outcome = try await pipeline.perform(
                Command(.set(fields), occurred: occurred),
                on: deal.id,
                by: actor,
                options: options(record, "fields \(Self.words(fields)) \(occurred)")
            )
            if case .refused(let refusal, _) = outcome { return refusal.ids }
        } catch let error as CommandError {
            return [error.description]
        }
        return []
    }

    private func occurrence(_ record: CRMRecord, _ deal: Deal, _ pipeline: Pipeline) -> Occurrence {
        guard let updated = record.updated, updated <= pipeline.clock.now(), updated >= deal.state.recorded else {
            return .now
        }
        return .at(updated)
    }

    /// The key by which a repetition is known. What is said is a part of it: times of some CRMs are whole seconds, and two
    /// changes in one second are two.
    private func options(_ record: CRMRecord, _ said: String) -> CommandOptions {
        let key = "\(vendor.prefix):\(record.id)@\(record.revision)#\(Digest.sha256(utf8: said).hex.prefix(16))"
        return CommandOptions(idempotency: (source: name, key: key))
    }

    private static func words(_ fields: [FieldValue]) -> String {
        fields.map { "\($0.field)=\($0.value)" }.joined(separator: ";")
    }
}
