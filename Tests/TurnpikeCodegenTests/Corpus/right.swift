// Programs that must compile, under every setting that a customer's target may have.
import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues

/// Opens a deal and takes it on as far as it goes.
func sell(_ pipeline: Pipeline, _ rep: Actor) async throws -> String {
    let fields = B2BSoftware.Fields(source: .inbound, amount: Money("50000 EUR"), discount: Percent("5%"))
    switch try await B2BSoftware.open("Acme, 100 seats", fields, by: rep, in: pipeline) {
    case .refused(let refusal): return refusal.description
    case .opened(let deal): return try await goOn(deal, rep)
    }
}

/// A stage that is added to the file shows this place.
func goOn(_ deal: consuming B2BSoftware.AnyDeal, _ rep: Actor) async throws -> String {
    switch consume deal {
    case .prospecting(let deal):
        switch try await deal.move(to: .qualification, by: rep) {
        case .moved(let next): return next.deal.stage
        case .refused(let refusal, let same): return "\(same.id): \(refusal)"
        case .stale(let deal): return deal.stage
        }
    case .qualification(let deal):
        guard case .moved(let next) = try await deal.move(to: .demo, by: rep) else { return "no" }
        guard case .moved(let proposal) = try await next.move(to: .proposal, by: rep) else { return "no" }
        return proposal.fields.amount.map { "\($0)" } ?? "-"
    case .demo(let deal):
        guard case .changed(let same) = try await deal.complete(.demo(outcome: .convinced, attendees: 5), by: rep)
        else {
            return "no"
        }
        _ = try await same.move(to: .listPrice, by: rep)
        return "done"
    case .proposal(let deal):
        guard case .moved(let anywhere) = try await deal.move(to: .back(to: .demo, reason: .scope), by: rep) else {
            return "no"
        }
        return anywhere.deal.stage
    case .nurture(let deal):
        guard case .moved(let back) = try await deal.move(to: .wake, by: rep) else { return "no" }
        return back.deal.stage
    case .negotiation(let deal):
        guard case .wentOn(let bound) = try await deal.signal(.contractSigned(), by: rep) else { return "no" }
        return B2BSoftware.AnyDeal(bound)?.deal.stage ?? "nowhere"
    case .close(let deal): return deal.deal.stage
    case .closedWon(let deal): return deal.deal.stage
    case .onboarding(let deal): return deal.deal.stage
    case .customer(let deal): return deal.deal.stage
    case .lost(let deal): return deal.deal.stage
    }
}

/// What holds for every stage before an outcome is written once.
func lose<Stage: B2BSoftware.BeforeOutcome>(_ deal: consuming DealHandle<Stage>, _ rep: Actor) async throws -> Bool
where Stage.Process == B2BSoftware {
    guard case .moved = try await deal.move(to: .lost(reason: .competitor(competitorName: "Other")), by: rep) else {
        return false
    }
    return true
}

@MainActor
final class Board {
    var stages: [DealID: B2BSoftware.Stage] = [:]

    /// A handle crosses from one isolation to another.
    func show(_ id: DealID, _ pipeline: Pipeline) async throws {
        let deal = try await B2BSoftware.deal(id, in: pipeline)
        stages[id] = B2BSoftware.Stage(rawValue: deal.deal.stage)
    }
}

/// Tracks are read from their stage.
func isLegalDone(_ deal: borrowing DealHandle<EnterpriseB2B.Stages.Negotiation>) -> Bool {
    switch deal.tracks.legalTrack {
    case .redlines?: false
    case .paperSettled?, nil: true
    }
}

/// What a move asks for may be there already: nil says so.
func pause(_ deal: consuming DealHandle<B2BSoftware.Stages.Demo>, _ rep: Actor) async throws -> Bool {
    guard case .moved = try await deal.move(to: .nurture(nextContact: nil), by: rep) else { return false }
    return true
}
