import Turnpike

extension StoreContract {
    private static func commit(_ number: Int, after revision: Int64 = 0, _ changes: CounterChange...) -> Commit {
        var commit = Samples.commit(number, after: revision)
        commit.counters = changes
        return commit
    }

    static let counterCases: [Case] = [
        Case(promise: "counters.commit", words: "A commit changes counters that deals share, each by one revision.") {
            check in
            let none = try await check.store.counters(["a", "b"], tenant: "")
            check.expect(none, is: [], "counters that were never written")
            _ = try await check.store.commit([
                commit(1, CounterChange("a", delta: 2, text: "x", expectedRevision: 0)),
                commit(2, CounterChange("a", delta: -5), CounterChange("b", text: "y")),
            ])
            check.expect(
                try await check.store.counters(["a", "b", "c"], tenant: ""),
                is: [Counter("a", value: -3, text: "x", revision: 2), Counter("b", text: "y", revision: 1)],
                "the counters"
            )
            check.expect(try await check.store.counters(["a"], tenant: "other"), is: [], "those of another tenant")
        },
        Case(
            promise: "counters.conflict",
            words: "A commit that expects another revision of a counter is a conflict and changes nothing."
        ) { check in
            _ = try await check.store.commitOne(commit(1, CounterChange("a", delta: 1)))
            let results = try await check.store.commit([
                commit(2, CounterChange("b", delta: 1), CounterChange("a", delta: 1, expectedRevision: 0)),
                commit(3, CounterChange("a", delta: 1, expectedRevision: 1)),
                commit(4, CounterChange("a", delta: 1, expectedRevision: 1)),
            ])
            check.expect(
                results,
                is: [.conflict(actual: 0), .stored(revision: 1), .conflict(actual: 0)],
                "of three that expect a revision one is right"
            )
            check.expect(
                try await check.store.counters(["a", "b"], tenant: ""),
                is: [Counter("a", value: 2, revision: 2)],
                "what the others would have changed"
            )
            let deal = try await check.store.deal(Samples.id(2), tenant: "")
            check.expect(deal == nil, "the deal of a conflict is there")
        },
    ]
}
