import Synchronization
import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

@testable import TurnpikeRuntime

/// One command at a time for each deal, and the state that the last one left.
@Suite struct LiveDealsTests {
    private let process: SalesProcess

    init() throws {
        process = try SalesProcess(
            yaml: """
                turnpike: 1
                process: small
                stages:
                  lead: {moves: [won]}
                  won: {outcome: won}
                """
        )
    }

    private func id(_ number: Int) -> DealID {
        var random = SystemRandomNumberGenerator()
        return DealID(UUIDv7(milliseconds: Int64(number), random: &random))
    }

    private func entry(_ id: DealID) -> LiveDeals.Entry {
        LiveDeals.Entry(DealState(id: id, fieldCount: 0), of: process)
    }

    @Test func theNextCommandFindsWhatTheLastOneLeft() async {
        let live = LiveDeals(limit: 100)
        let (deal, other) = (id(1), id(2))
        await live.run(deal) { turn in
            #expect(turn.entry == nil)
            turn.keep(entry(deal))
        }
        #expect(live.entry(deal)?.state.id == deal)
        #expect(live.entry(other) == nil)
        await live.run(deal) { turn in
            #expect(turn.entry?.state.id == deal)
            turn.keep(nil)
        }
        #expect(live.entry(deal) == nil)
        live.keep(entry(other))
        live.forget(deal)
        #expect(live.entry(other) != nil)
        live.forget(other)
        #expect(live.entry(other) == nil)
    }

    @Test func theOldestAreLetGo() {
        let live = LiveDeals(limit: 160)
        let deals = (0..<5_000).map(id)
        for deal in deals { live.keep(entry(deal)) }
        let kept = deals.filter { live.entry($0) != nil }
        #expect(kept.count <= 2 * 160)
        #expect(live.entry(deals[4_999]) != nil)
        #expect(live.entry(deals[0]) == nil)
    }

    @Test func oneAtATimeForEachDeal() async {
        let live = LiveDeals(limit: 16)
        let deals = (0..<4).map(id)
        let inside = Inside()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                let deal = deals[number % deals.count]
                group.addTask {
                    await live.run(deal) { _ in
                        let count = inside.counts.withLock { inside in
                            inside[deal, default: 0] += 1
                            return inside[deal]
                        }
                        #expect(count == 1)
                        await Task.yield()
                        inside.counts.withLock { $0[deal, default: 0] -= 1 }
                    }
                }
            }
        }
        #expect(inside.counts.withLock { $0.values.allSatisfy { $0 == 0 } })
    }

    @Test func aCommandThatFailsLetsTheNextOneIn() async throws {
        struct Failure: Error {}
        let live = LiveDeals(limit: 16)
        let deal = id(1)
        await #expect(throws: Failure.self) { try await live.run(deal) { _ in throw Failure() } }
        let went = await live.run(deal) { _ in true }
        #expect(went)
    }
}

private final class Inside: Sendable {
    /// How many commands of each deal run.
    let counts = Mutex<[DealID: Int]>([:])
}
