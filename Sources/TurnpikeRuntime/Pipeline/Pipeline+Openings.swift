import Turnpike
import TurnpikeValues

/// Deals that open deals of other processes, and what comes back from them.
///
/// Each step is a command of its own on one deal: the opener notes that a deal is due, the new deal is opened, the opener
/// notes that it is open; the new deal notes an outcome, the opener hears of it, the new deal notes that it has. What is
/// not done yet is a fact of the deal that waits for it, with a timer that is due; so whoever comes next goes on where
/// another was stopped. The id of the new deal follows from its opener, and what is heard twice changes nothing.
extension Pipeline {
    static let opener = Actor(id: "turnpike", kind: .system, channel: "opens")

    /// Carries out at once what a command has left for other deals. What fails here is taken up by a worker.
    func followUp(_ outcome: Outcome) async -> Outcome {
        guard case .changed(let deal, let record) = outcome, deal.state.hasBusinessElsewhere,
            let later = await carryOutNow(deal)
        else { return outcome }
        return .changed(later, record)
    }

    /// The same for a deal that was stored; gives it as it is afterwards, nil where something failed.
    func carryOutNow(_ deal: Deal) async -> Deal? {
        do {
            try await carryOutAll(of: deal)
            return try await self.deal(deal.id) ?? deal
        } catch {
            return nil
        }
    }

    private func carryOutAll(of deal: Deal) async throws {
        for opening in deal.state.openings where opening.status == .due {
            try await open(by: opening.rule, number: opening.number, of: deal)
        }
        for reached in deal.state.openedBy?.untold ?? [] { try await tell(reached, of: deal) }
    }

    /// Whether a row of the index is no firing, but something that one deal has to do with another.
    static func isBusinessElsewhere(_ row: TimerRow) -> Bool {
        guard row.name.hasPrefix("opens/") || row.name.hasPrefix("opener/") else { return false }
        // An opening by time has no number before it has fired.
        return row.name.split(separator: "/").last.map { $0.utf8.allSatisfy { (48...57).contains($0) } } ?? false
    }

    /// Takes up what a deal has to do with another.
    ///
    /// - Returns: Whether there was anything to do.
    func carryOut(_ row: TimerRow) async throws -> Bool {
        guard let deal = try await deal(row.deal), let key = deal.process.timer(named: row.name) else { return false }
        switch key.kind {
        case .opens:
            guard let opening = deal.state.opening(key.rule), opening.status == .due, opening.number == key.number
            else { return false }
            try await open(by: opening.rule, number: opening.number, of: deal)
        case .opener:
            guard let reached = deal.state.openedBy?.untold.first(where: { $0.count == key.number }) else {
                return false
            }
            try await tell(reached, of: deal)
        default: return false
        }
        return true
    }

    /// Opens a deal that is due, and notes it with its opener.
    private func open(by rule: Int, number: Int, of deal: Deal) async throws {
        let opening = deal.process.openings[rule]
        let id = deal.process.openedDeal(rule, number: number, of: deal.state)
        var kind = OpeningStep.Kind.opened(id)
        if !simulatesOpenings, try await store.deal(id, tenant: tenant) == nil {
            let other = try await process(opening.process)
            do {
                let context = try await context(for: deal.state, deal.process, Self.opener)
                let command = try deal.process.openingCommand(
                    rule,
                    number: number,
                    into: other,
                    of: deal.state,
                    context
                )
                let outcome = try await open(other.id, command, as: id, by: Self.opener)
                if case .refused(let refusal, _) = outcome { kind = .refused(refusal.ids) }
            } catch let error as CommandError {
                kind = .refused(error.problems)
            }
        }
        let step = OpeningStep(opening.path, number: number, kind)
        _ = try await perform(Command(.opening(step)), on: deal.id, by: Self.opener)
    }

    /// Tells a deal's opener of an outcome, and notes that it has heard.
    private func tell(_ reached: OpenedBy.Reached, of deal: Deal) async throws {
        guard let opener = deal.state.openedBy else { return }
        if let parent = try await self.deal(opener.deal) {
            let values = parent.process.valuesBack(
                opener.opening,
                stage: reached.stage,
                outcome: reached.outcome,
                from: deal
            )
            let kind = OpeningStep.Kind.returned(
                deal.id,
                stage: reached.stage,
                outcome: reached.outcome,
                count: reached.count,
                values: values
            )
            let step = OpeningStep(opener.opening, number: opener.number, kind)
            _ = try await perform(Command(.opening(step)), on: parent.id, by: Self.opener)
        }
        let told = OpeningStep(opener.opening, number: opener.number, .told(count: reached.count))
        _ = try await perform(Command(.opening(told)), on: deal.id, by: Self.opener)
    }
}

extension Outcome {
    /// Whether the deal has changed and something is to be done in other deals now.
    var hasBusinessElsewhere: Bool {
        if case .changed(let deal, _) = self { deal.state.hasBusinessElsewhere } else { false }
    }
}
