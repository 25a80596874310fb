// Programs that must not compile: a handle that was used is used again.
import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues

typealias B2B = B2BSoftware.Stages

// expect: 'deal' consumed more than once
func movedTwice(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    _ = try await deal.move(to: .proposal, by: rep)
    _ = try await deal.move(to: .listPrice, by: rep)
}

// expect: 'deal' used after consume
func readAfterItMoved(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws -> DealID {
    _ = try await deal.move(to: .proposal, by: rep)
    return deal.id
}

// expect: 'deal' consumed in a loop
func movedInALoop(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    for _ in 0..<2 { _ = try await deal.move(to: .proposal, by: rep) }
}

// expect: 'deal' is borrowed and cannot be consumed
func movedThoughBorrowed(_ deal: borrowing DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    _ = try await deal.move(to: .proposal, by: rep)
}

// expect: 'deal' used after consume
func givenAwayAndKept(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws -> Int64 {
    _ = try await deal.set(by: rep) { $0.seats = 5 }
    return deal.deal.revision
}

func refusedAndUsedAgain(_ handle: consuming DealHandle<B2B.Demo>, _ rep: Actor) async throws {
    // expect: 'same' consumed more than once
    guard case .refused(_, let same) = try await handle.move(to: .proposal, by: rep) else { return }
    _ = try await same.move(to: .proposal, by: rep)
    _ = try await same.move(to: .proposal, by: rep)
}

// expect: 'deal' used after consume
func copied(_ deal: consuming DealHandle<B2B.Demo>) -> (DealID, DealID) {
    let other = deal
    return (other.id, deal.id)
}

// expect: 'deal' consumed more than once
func movedAndLost(_ deal: consuming DealHandle<B2B.Demo>, _ rep: Actor, _ isLost: Bool) async throws {
    if isLost { _ = try await deal.move(to: .lost(reason: .price), by: rep) }
    _ = try await deal.move(to: .proposal, by: rep)
}

// expect: 'deal' consumed more than once
func anyDealTakenApartTwice(_ deal: consuming B2BSoftware.AnyDeal) {
    if case .demo = consume deal { return }
    if case .proposal = consume deal { return }
}
