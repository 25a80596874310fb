import Turnpike
import TurnpikeValues

extension StoreContract {
    private static func timer(_ number: Int, _ name: String, _ seconds: Int64) -> TimerRow {
        TimerRow(deal: Samples.id(number), name: name, due: Samples.at(seconds))
    }

    private static func claim(_ owner: String, at seconds: Int64, for lease: Int64 = 60, limit: Int = 9) -> TimerClaim {
        TimerClaim(owner: owner, now: Samples.at(seconds), until: Samples.at(seconds + lease), limit: limit)
    }

    /// Deals 1 to 3 with a timer each, due after 10, 20 and 30 seconds.
    private static func fill(_ store: any DealStore) async throws {
        var commits: [Commit] = []
        for number in 1...3 {
            var commit = Samples.commit(number)
            commit.timers = [timer(number, "t", Int64(number) * 10)]
            commits.append(commit)
        }
        _ = try await store.commit(commits)
    }

    static let timerCases: [Case] = [
        Case(promise: "timers.claim", words: "A claim gives timers that are due, oldest first, at most so many.") {
            check in
            try await fill(check.store)
            check.expect(try await check.store.claimTimers(claim("a", at: 9)), is: [], "before the first")
            let two = try await check.store.claimTimers(claim("a", at: 30, limit: 2))
            check.expect(two, is: [timer(1, "t", 10), timer(2, "t", 20)], "the first two")
            let due = try await check.store.dueTimers(at: Samples.at(99), tenant: "", limit: 9)
            check.expect(due.count, is: 3, "a claim takes nothing out of the index")
        },
        Case(promise: "timers.lease", words: "A timer is held by one worker until the lease ends or the deal changes.")
        {
            check in
            try await fill(check.store)
            check.expect(try await check.store.claimTimers(claim("a", at: 20)).count, is: 2, "the first worker")
            let rest = try await check.store.claimTimers(claim("b", at: 40))
            check.expect(rest, is: [timer(3, "t", 30)], "what the other leaves")
            check.expect(try await check.store.claimTimers(claim("c", at: 50)), is: [], "while both hold them")
            check.expect(
                try await check.store.claimTimers(claim("c", at: 80)),
                is: [timer(1, "t", 10), timer(2, "t", 20)],
                "when a lease has ended"
            )
            var next = Samples.commit(1, after: 1)
            next.timers = [timer(1, "t", 12)]
            _ = try await check.store.commitOne(next)
            check.expect(
                try await check.store.claimTimers(claim("d", at: 81)),
                is: [timer(1, "t", 12)],
                "a timer that is armed anew is held by nobody"
            )
        },
        Case(
            promise: "timers.change",
            words: "What a commit leaves as it was stays, is held by nobody, and the rest goes."
        ) {
            check in
            var first = Samples.commit(1)
            first.timers = [timer(1, "a", 10), timer(1, "b", 20), timer(1, "c", 30)]
            _ = try await check.store.commitOne(first)
            _ = try await check.store.claimTimers(claim("a", at: 20))
            var next = Samples.commit(1, after: 1)
            next.timers = [timer(1, "d", 5), timer(1, "a", 10), timer(1, "b", 25)]
            _ = try await check.store.commitOne(next)
            check.expect(
                try await check.store.claimTimers(claim("b", at: 40)),
                is: [timer(1, "d", 5), timer(1, "a", 10), timer(1, "b", 25)],
                "what is armed now, for another worker"
            )
            var last = Samples.commit(1, after: 2)
            last.timers = []
            _ = try await check.store.commitOne(last)
            check.expect(try await check.store.dueTimers(at: .max, tenant: "", limit: 9), is: [], "none is left")
        },
        Case(promise: "timers.drop", words: "A row that is dropped is gone; one that was armed for another time stays.")
        {
            check in
            try await fill(check.store)
            let other = TimerRow(deal: Samples.id(2), name: "t", due: Samples.at(21))
            try await check.store.dropTimers([timer(1, "t", 10), other], tenant: "")
            let due = try await check.store.dueTimers(at: .max, tenant: "", limit: 9)
            check.expect(due, is: [timer(2, "t", 20), timer(3, "t", 30)], "the index")
        },
    ]
}
