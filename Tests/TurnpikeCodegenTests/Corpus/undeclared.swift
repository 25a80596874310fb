// Programs that must not compile: moves, values and types that the file does not declare.
import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues

typealias B2B = B2BSoftware.Stages

func moveOfAnotherStage(_ deal: consuming DealHandle<B2B.Prospecting>, _ rep: Actor) async throws {
    // expect: 'closedWon' is unavailable: the file declares no such move from this stage; it starts from close
    _ = try await deal.move(to: .closedWon, by: rep)
}

func moveOverAStage(_ deal: consuming DealHandle<B2B.Qualification>, _ rep: Actor) async throws {
    // expect: 'proposal' is unavailable: the file declares no such move from this stage; it starts from demo
    _ = try await deal.move(to: .proposal, by: rep)
}

func loseWhatIsWon(_ deal: consuming DealHandle<B2B.ClosedWon>, _ rep: Actor) async throws {
    // expect: is unavailable: the file declares no such move from this stage; it starts from prospecting, qualification
    _ = try await deal.move(to: .lost(reason: .price), by: rep)
}

func moveThatNobodyDeclares(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    // expect: has no member 'celebrate'
    _ = try await deal.move(to: .celebrate, by: rep)
}

func reasonForgotten(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    // expect: member 'lost(reason:)'
    _ = try await deal.move(to: .lost, by: rep)
}

func reasonOfAnotherList(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    // expect: has no member 'tooEarly'
    _ = try await deal.move(to: .lost(reason: .tooEarly), by: rep)
}

func reasonOfAnotherProcess() -> B2BSoftware.Reasons.Lost {
    // expect: cannot convert return expression of type 'EnterpriseB2B.Reasons.Lost'
    EnterpriseB2B.Reasons.Lost.blocked
}

func fieldOfAMoveForgotten(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    // expect: missing argument for parameter 'nextContact'
    _ = try await deal.move(to: .nurture(), by: rep)
}

func fieldOfAReasonForgotten(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    // expect: missing argument for parameter 'competitorName'
    _ = try await deal.move(to: .lost(reason: .competitor()), by: rep)
}

func evidenceForgotten(_ deal: consuming DealHandle<EnterpriseB2B.Stages.Pilot>, _ rep: Actor) async throws {
    // expect: missing argument for parameter 'evidence'
    _ = try await deal.complete(.proofOfConcept(outcome: .passed), by: rep)
}

func outcomeForgotten(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    // expect: missing argument for parameter 'outcome'
    _ = try await deal.complete(.proposalReview(), by: rep)
}

func signalOfAnotherProcess(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    // expect: cannot convert value of type
    _ = try await deal.signal(TypedSignal<EnterpriseB2B>.replied, by: rep)
}

func optionOfAnotherField() {
    // expect: has no member 'champion'
    _ = B2BSoftware.Fields(source: .champion)
}

func moveOfAnotherProcess(_ deal: consuming DealHandle<B2B.Proposal>, _ rep: Actor) async throws {
    // expect: securityCleared
    _ = try await deal.move(to: .securityCleared, by: rep)
}

func fieldOfTheWrongType() {
    // expect: cannot convert value of type 'String' to expected argument type 'Money
    _ = B2BSoftware.Fields(amount: "50000 EUR")
}

func computedOrUnknownField(_ fields: B2BSoftware.Fields) {
    // expect: has no member 'amout'
    _ = fields.amout
}

func outcomeThatIsNone(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    // expect: has no member 'meetingAgreed'
    _ = try await deal.complete(.demo(outcome: .meetingAgreed), by: rep)
}

func stageForgotten(_ id: DealID, _ pipeline: Pipeline) async throws -> String {
    // expect: switch must be exhaustive
    switch try await B2BSoftware.deal(id, in: pipeline) {
    case .prospecting: "early"
    case .customer: "late"
    }
}

func handleOfTheWrongStage(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    guard case .moved(let next) = try await deal.move(to: .proposal, by: rep) else { return }
    // expect: cannot assign value of type 'DealHandle<B2BSoftware.Stages.Proposal>'
    let wrong: DealHandle<B2B.Negotiation> = next
    _ = wrong.id
}

func tracksWhereThereAreNone(_ deal: borrowing DealHandle<EnterpriseB2B.Stages.Proposal>) {
    // expect: tracks
    _ = deal.tracks
}
