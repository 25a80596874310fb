import Turnpike

extension StoreContract {
    private static func pending(_ number: Int, _ approval: String, _ seconds: Int64) -> PendingApproval {
        PendingApproval(deal: Samples.id(number), approval: approval, requested: Samples.at(seconds))
    }

    private static func commit(_ number: Int, after revision: Int64 = 0, _ rows: [PendingApproval]?) -> Commit {
        var commit = Samples.commit(number, after: revision)
        commit.pendingApprovals = rows
        return commit
    }

    static let approvalCases: [Case] = [
        Case(
            promise: "approvals.order",
            words: "What waits for somebody's word is listed with the oldest request first, of one tenant."
        ) { check in
            check.expect(try await check.store.pendingApprovals(PendingApprovalQuery()), is: [], "an empty store")
            var foreign = Samples.commit(9, tenant: "other")
            foreign.pendingApprovals = [pending(9, "discount", 1)]
            _ = try await check.store.commit([
                commit(1, [pending(1, "discount", 20), pending(1, "legal", 5)]),
                commit(2, [pending(2, "discount", 10)]), commit(3, nil), commit(4, []), foreign,
                commit(5, [pending(5, "b", 20), pending(5, "a", 20)]),
            ])
            check.expect(
                try await check.store.pendingApprovals(PendingApprovalQuery()),
                is: [
                    pending(1, "legal", 5), pending(2, "discount", 10), pending(1, "discount", 20),
                    pending(5, "a", 20), pending(5, "b", 20),
                ],
                "the inbox"
            )
        },
        Case(
            promise: "approvals.change",
            words: "A commit says anew what of its deal waits, or leaves it; one that is refused changes nothing."
        ) { check in
            _ = try await check.store.commitOne(commit(1, [pending(1, "discount", 1), pending(1, "legal", 2)]))
            _ = try await check.store.commitOne(commit(1, after: 1, nil))
            var listed = try await check.store.pendingApprovals(PendingApprovalQuery())
            check.expect(listed.count, is: 2, "what a commit says nothing about")
            _ = try await check.store.commitOne(commit(1, after: 0, []))
            listed = try await check.store.pendingApprovals(PendingApprovalQuery())
            check.expect(listed.count, is: 2, "after a conflict")
            _ = try await check.store.commitOne(commit(1, after: 2, [pending(1, "legal", 7)]))
            listed = try await check.store.pendingApprovals(PendingApprovalQuery())
            check.expect(listed, is: [pending(1, "legal", 7)], "what waits now")
            _ = try await check.store.commitOne(commit(1, after: 3, []))
            listed = try await check.store.pendingApprovals(PendingApprovalQuery())
            check.expect(listed, is: [], "when nothing waits any more")
        },
        Case(promise: "approvals.pages", words: "A page holds at most so many, and the next one begins behind it.") {
            check in
            let rows = (1...5).map { pending($0, "discount", Int64($0 / 2)) }
            _ = try await check.store.commit(rows.enumerated().map { commit($0.offset + 1, [$0.element]) })
            var seen: [PendingApproval] = []
            var query = PendingApprovalQuery(limit: 2)
            for size in [2, 2, 1, 0] {
                let page = try await check.store.pendingApprovals(query)
                check.expect(page.count, is: size, "the size of a page")
                seen += page
                query.after = page.last ?? query.after
                // What was on the page may be decided before the next one is read.
                if let last = page.last { _ = try await check.store.commitOne(commit(number(last), after: 1, [])) }
            }
            check.expect(seen, is: rows, "all pages")
        },
    ]

    private static func number(_ row: PendingApproval) -> Int { (1...5).first { Samples.id($0) == row.deal } ?? 0 }
}
