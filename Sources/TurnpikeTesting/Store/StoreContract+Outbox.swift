import Turnpike
import TurnpikeValues

extension ContractCheck {
    /// Stores rows, each in a commit of its own deal, in the order given.
    func store(_ rows: [OutboxRow]) async throws {
        for row in rows {
            var revision = try await store.deal(row.deal, tenant: "")?.summary.revision ?? 0
            var summary = Samples.commit(1).summary
            summary.id = row.deal
            var commit = Samples.commit(1, after: revision)
            commit.deal = row.deal
            commit.summary = summary
            commit.outbox = [row]
            revision += 1
            _ = try await store.commitOne(commit)
        }
    }

    fileprivate func claim(_ claim: OutboxClaim = Samples.claim()) async throws -> [OutboxRow] {
        try await store.claimOutbox(claim)
    }

    fileprivate func keys(_ claim: OutboxClaim = Samples.claim()) async throws -> [String] {
        try await store.claimOutbox(claim).map(\.key)
    }

    func settle(
        _ row: OutboxRow,
        _ result: OutboxSettlement.Result,
        owner: String? = "worker_1"
    ) async throws {
        try await store.settle([OutboxSettlement(sequence: row.sequence, owner: owner, result: result)], tenant: "")
    }

    fileprivate func row(_ sequence: Int64) async throws -> OutboxRow {
        var query = OutboxQuery()
        query.sequence = sequence
        guard let row = try await store.outbox(query).first else {
            throw StoreError(.notFound, "row \(sequence) is gone")
        }
        return row
    }
}

extension StoreContract {
    static let outboxCases: [Case] = [
        Case(promise: "outbox.stored", words: "Rows are stored with their commit, in one rising order.") { check in
            var first = Samples.commit(1)
            first.outbox = [Samples.row(1, effect: 0), Samples.row(1, hook: "email", effect: 1, parks: false)]
            var second = Samples.commit(2)
            second.outbox = [Samples.row(2, due: Samples.at(5))]
            _ = try await check.store.commit([first, second])
            let rows = try await check.store.outbox(OutboxQuery())
            let sequences = rows.map(\.sequence)
            check.expect(sequences.first ?? 0 > 0 && sequences == sequences.sorted(), "sequences \(sequences)")
            check.expect(Set(sequences).count, is: 3, "the number of different sequences")
            var wanted = first.outbox + second.outbox
            for index in wanted.indices where index < rows.count { wanted[index].sequence = rows[index].sequence }
            check.expect(rows, is: wanted, "the rows")
        },
        Case(promise: "outbox.query", words: "Rows are filtered by deal, status and sequence, and paged.") { check in
            try await check.store((1...5).map { Samples.row($0 % 2 + 1, effect: $0) })
            let rows = try await check.store.outbox(OutboxQuery())
            guard rows.count == 5 else { return check.found("\(rows.count) rows instead of 5") }
            var query = OutboxQuery(limit: 2)
            query.after = rows[1].sequence
            check.expect(try await check.store.outbox(query), is: Array(rows[2...3]), "the second page")
            let ofDeal = try await check.store.outbox(OutboxQuery(deal: Samples.id(1)))
            check.expect(ofDeal, is: rows.filter { $0.deal == Samples.id(1) }, "of one deal")
            try await check.settle(rows[2], .dead(error: "gone"), owner: nil)
            let dead = try await check.store.outbox(OutboxQuery(status: .dead))
            check.expect(dead.map(\.sequence), is: [rows[2].sequence], "the dead")
            let pending = try await check.store.outbox(OutboxQuery(status: .pending))
            check.expect(pending.count, is: 4, "the number of pending")
            query = OutboxQuery()
            query.sequence = rows[3].sequence
            check.expect(try await check.store.outbox(query), is: [rows[3]], "one row")
            query.after = rows[3].sequence
            check.expect(try await check.store.outbox(query), is: [], "one row, after itself")
            check.expect(try await check.store.outbox(OutboxQuery(limit: 0)), is: [], "none")
        },
        Case(promise: "outbox.lanes", words: "In each lane only the first row that is not done is leased.") { check in
            try await check.store([
                Samples.row(1, effect: 0), Samples.row(1, effect: 1), Samples.row(1, hook: "email", effect: 2),
                Samples.row(2, effect: 3),
            ])
            let first = try await check.claim()
            let wanted = [Samples.row(1), Samples.row(1, hook: "email", effect: 2), Samples.row(2, effect: 3)]
            check.expect(first.map(\.key), is: wanted.map(\.key), "the first claim")
            check.expect(try await check.keys(Samples.claim("worker_2")), is: [], "a claim while all lanes are leased")
            guard let head = first.first else { return }
            check.expect(head.leaseOwner, is: "worker_1", "the lease's owner")
            check.expect(head.leaseUntil, is: Samples.claim().until, "the lease's end")
            try await check.settle(head, .delivered)
            let next = try await check.keys()
            check.expect(next, is: [Samples.row(1, effect: 1).key], "the claim after the first was delivered")
            let delivered = try await check.row(head.sequence)
            check.expect(delivered.status, is: .delivered, "the delivered row")
            check.expect(delivered.attempts, is: 1, "its attempts")
            check.expect(delivered.leaseOwner, is: nil, "its lease")
        },
        Case(promise: "outbox.claim", words: "A claim is limited, and may name a deal and plug-ins.") { check in
            try await check.store([
                Samples.row(3, effect: 0), Samples.row(1, hook: "email", effect: 1), Samples.row(1, effect: 2),
                Samples.row(2, hook: "notify", effect: 3),
            ])
            var claim = Samples.claim(limit: 0)
            check.expect(try await check.keys(claim), is: [], "none")
            claim = Samples.claim(limit: 1)
            check.expect(try await check.keys(claim), is: [Samples.row(3).key], "one, the oldest")
            claim.deal = Samples.id(1)
            claim.hooks = ["crm"]
            check.expect(try await check.keys(claim), is: [Samples.row(1, effect: 2).key], "a deal's plug-in")
            claim.deal = nil
            claim.limit = 9
            claim.hooks = ["notify", "unknown"]
            check.expect(try await check.keys(claim), is: [Samples.row(2, hook: "notify", effect: 3).key], "a plug-in")
            claim.hooks = []
            check.expect(try await check.keys(claim), is: [], "no plug-in")
            claim.hooks = nil
            let rest = try await check.keys(claim)
            check.expect(rest, is: [Samples.row(1, hook: "email", effect: 1).key], "the rest")
        },
        Case(promise: "outbox.due", words: "A row is leased when its time has come, and holds its lane until then.") {
            check in
            try await check.store([Samples.row(1, effect: 0, due: Samples.at(50)), Samples.row(1, effect: 1)])
            check.expect(try await check.keys(Samples.claim(at: Samples.at(49))), is: [], "before")
            let due = try await check.claim(Samples.claim(at: Samples.at(50)))
            check.expect(due.map(\.key), is: [Samples.row(1).key], "at its time")
            guard let row = due.first else { return }
            try await check.settle(row, .retry(at: Samples.at(80), error: "503"))
            let waiting = try await check.row(row.sequence)
            check.expect(waiting.attempts, is: 1, "attempts")
            check.expect(waiting.nextAttempt, is: Samples.at(80), "the next attempt")
            check.expect(waiting.lastError, is: "503", "the last error")
            check.expect(try await check.keys(Samples.claim(at: Samples.at(79))), is: [], "before the retry")
            check.expect(try await check.keys(Samples.claim(at: Samples.at(80))), is: [row.key], "at the retry")
        },
        Case(promise: "outbox.leases", words: "A lease that ran out is free, and counts as an attempt.") { check in
            try await check.store([Samples.row(1)])
            let first = try await check.claim(Samples.claim("worker_1", at: Samples.at(0), seconds: 60))
            check.expect(first.map(\.attempts), is: [0], "attempts at the first lease")
            check.expect(try await check.keys(Samples.claim("worker_2", at: Samples.at(59))), is: [], "while leased")
            let second = try await check.claim(Samples.claim("worker_2", at: Samples.at(60)))
            check.expect(second.map(\.leaseOwner), is: ["worker_2"], "the new owner")
            check.expect(second.map(\.attempts), is: [1], "attempts at the second lease")
            guard let row = second.first else { return }
            try await check.settle(row, .released, owner: "worker_2")
            let third = try await check.claim(Samples.claim("worker_3", at: Samples.at(61)))
            check.expect(third.map(\.attempts), is: [1], "attempts after the lease was handed back")
        },
        Case(promise: "outbox.lost_lease", words: "A settlement whose lease was lost changes nothing.") { check in
            try await check.store([Samples.row(1)])
            guard let row = try await check.claim(Samples.claim(at: Samples.at(0), seconds: 1)).first else {
                return check.found("no row was leased")
            }
            _ = try await check.claim(Samples.claim("worker_2", at: Samples.at(9)))
            let held = try await check.row(row.sequence)
            for result in [.delivered, .retry(at: .max, error: "x"), .dead(error: "x"), .dropped, .released]
                as [OutboxSettlement.Result]
            {
                try await check.settle(row, result)
                try await check.settle(row, result, owner: nil)
                check.expect(try await check.row(row.sequence), is: held, "the row after \(result)")
            }
            try await check.settle(row, .delivered, owner: "worker_2")
            let done = try await check.row(row.sequence)
            for result in [.retry(at: .max, error: "x"), .dropped] as [OutboxSettlement.Result] {
                try await check.settle(row, result, owner: "worker_2")
                try await check.settle(row, result, owner: nil)
                check.expect(try await check.row(row.sequence), is: done, "the delivered row after \(result)")
            }
        },
        Case(promise: "outbox.dead", words: "A dead row parks a lane that parks and frees another.") { check in
            try await check.store([
                Samples.row(1, effect: 0), Samples.row(1, effect: 1),
                Samples.row(1, hook: "email", effect: 2, parks: false),
                Samples.row(1, hook: "email", effect: 3, parks: false),
            ])
            let heads = try await check.claim()
            for row in heads { try await check.settle(row, .dead(error: "404")) }
            check.expect(try await check.keys(), is: [Samples.row(1, hook: "email", effect: 3).key], "after both died")
            guard let dead = heads.first else { return }
            check.expect(try await check.row(dead.sequence).lastError, is: "404", "the dead row's error")

            // A person tries it again; it is dead once more, then taken out, and the lane goes on.
            try await check.settle(dead, .retry(at: Samples.at(0), error: "once more"), owner: nil)
            check.expect(try await check.row(dead.sequence).attempts, is: 0, "attempts after a person's retry")
            check.expect(try await check.keys(), is: [dead.key], "the row that a person revived")
            try await check.settle(dead, .dead(error: "404"))
            check.expect(try await check.keys(), is: [], "while the lane is parked")
            try await check.settle(dead, .dropped, owner: nil)
            check.expect(try await check.row(dead.sequence).status, is: .dropped, "the row taken out")
            check.expect(try await check.keys(), is: [Samples.row(1, effect: 1).key], "after it was taken out")
        },
        Case(promise: "outbox.except", words: "A claim may leave plug-ins out.") { check in
            try await check.store([
                Samples.row(1, effect: 0), Samples.row(1, hook: "email", effect: 1), Samples.row(2, effect: 2),
            ])
            var claim = Samples.claim()
            claim.except = ["crm", "unknown"]
            let wanted = [Samples.row(1, hook: "email", effect: 1).key]
            check.expect(try await check.keys(claim), is: wanted, "all but one plug-in")
            claim.except = ["crm", "email"]
            check.expect(try await check.keys(claim), is: [], "none that is left")
        },
        Case(promise: "outbox.story", words: "A row tells when each attempt failed, and with what.") { check in
            try await check.store([Samples.row(1)])
            guard let row = try await check.claim(Samples.claim(seconds: 10)).first else {
                return check.found("no row was leased")
            }
            let times = [Samples.at(1), Samples.at(2)]
            func settlement(_ result: OutboxSettlement.Result, _ at: Instant) -> OutboxSettlement {
                OutboxSettlement(sequence: row.sequence, owner: "worker_1", result: result, at: at)
            }
            try await check.store.settle([settlement(.retry(at: Samples.at(2), error: "503"), times[0])], tenant: "")
            _ = try await check.claim(Samples.claim(at: times[1], seconds: 10))
            try await check.store.settle([settlement(.dead(error: "\"404\"\n"), times[1])], tenant: "")
            let wanted = [
                OutboxRow.Attempt(at: times[0], error: "503"), OutboxRow.Attempt(at: times[1], error: "\"404\"\n"),
            ]
            check.expect(try await check.row(row.sequence).story, is: wanted, "the story")
        },
        Case(promise: "outbox.one_holder", words: "Of concurrent workers each row is leased by one.") { check in
            let store = check.store
            try await check.store((1...20).map { Samples.row($0) })
            let leased = try await withThrowingTaskGroup(of: [OutboxRow].self) { group in
                for worker in 0..<16 {
                    group.addTask { try await store.claimOutbox(Samples.claim("worker_\(worker)", limit: 3)) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            check.expect(Set(leased.map(\.sequence)).count, is: leased.count, "the number of different rows")
            check.expect(leased.count, is: 20, "the number of rows leased")
        },
    ]

    static let durabilityCases: [Case] = [
        Case(promise: "durable.reopened", words: "What was acknowledged is there when the store is opened again.") {
            check in
            guard let reopen = check.reopen else { return }
            var commit = Samples.commit(1)
            commit.outbox = [Samples.row(1)]
            commit.externalKeys = ["key"]
            commit.sensitive = [SensitiveValue(field: "email", revision: 1, value: Samples.bytes("1"))]
            commit.timers = [TimerRow(deal: commit.deal, name: "t", due: Samples.start)]
            commit.idempotency = IdempotencyKey(source: "s", key: "k", commandDigest: Samples.digest("c"))
            let pending = PendingApproval(deal: commit.deal, approval: "discount", requested: Samples.at(3))
            commit.pendingApprovals = [pending]
            _ = try await check.store.commitOne(commit)
            try await check.store.register(Samples.definition("b2b", 3), replacing: false, tenant: "")
            let account = StoredParty(kind: .account, id: "a", revision: 1, body: Samples.bytes("{}"))
            _ = try await check.store.put(account, tenant: "")
            let again = try await reopen(check.store)
            check.expect(try await again.deal(commit.deal, tenant: ""), is: commit.asStored, "the deal")
            let rows = try await again.outbox(OutboxQuery())
            check.expect(rows, is: try await check.store.outbox(OutboxQuery()), "the outbox")
            check.expect(rows.count, is: 1, "the number of outbox rows")
            check.expect(try await again.find("key", tenant: "", limit: 1), is: [commit.summary], "the external key")
            check.expect(try await again.dueTimers(at: .max, tenant: "", limit: 9), is: commit.timers ?? [], "timers")
            check.expect(try await again.pendingApprovals(PendingApprovalQuery()), is: [pending], "approvals")
            let acceptance = try await again.acceptance(source: "s", key: "k", tenant: "")
            check.expect(acceptance?.deal, is: commit.deal, "the acceptance")
            check.expect(try await again.definitions(tenant: ""), is: [Samples.definition("b2b", 3)], "definitions")
            check.expect(try await again.party(.account, "a", tenant: ""), is: account, "the account")
        },
        Case(promise: "durable.shared", words: "Two that have the same store open see and respect each other.") {
            check in
            guard let reopen = check.reopen else { return }
            let stores = [check.store, try await reopen(check.store)]
            for revision in Int64(0)..<20 {
                let writer = stores[Int(revision) % 2]
                let result = try await writer.commitOne(Samples.commit(1, after: revision))
                check.expect(result, is: .stored(revision: revision + 1), "the result")
                for store in stores {
                    let seen = try await store.deal(Samples.id(1), tenant: "")?.summary.revision
                    check.expect(seen, is: revision + 1, "the revision seen")
                }
            }
            let results = try await withThrowingTaskGroup(of: CommitResult.self) { group in
                for writer in 0..<32 {
                    group.addTask {
                        try await stores[writer % 2].commitOne(Samples.commit(1, after: 20, mark: "\(writer)"))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            check.expect(results.filter { $0 == .stored(revision: 21) }.count, is: 1, "the number of winners")
            check.expect(results.filter { $0 == .conflict(actual: 21) }.count, is: 31, "the number of losers")
        },
    ]
}
