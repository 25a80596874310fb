import Turnpike
import TurnpikeValues

extension StoreContract {
    static let commitCases: [Case] = [
        Case(promise: "commit.stored", words: "A commit is stored whole, every column as it was given.") { check in
            var commit = Samples.commit(1)
            commit.summary.outcome = "won"
            commit.summary.name = "Größe \u{1F600} \"100\" seats"
            commit.sensitive = [SensitiveValue(field: "contact_email", revision: 1, value: Samples.bytes(#""a@b""#))]
            let result = try await check.store.commitOne(commit)
            check.expect(result, is: .stored(revision: 1), "the result")
            let stored = try await check.store.deal(Samples.id(1), tenant: "")
            check.expect(stored, is: commit.asStored, "the deal")
            let records = try await check.store.records(of: Samples.id(1), tenant: "", after: 0, limit: 10)
            check.expect(
                records,
                is: [StoredRecord(revision: 1, recorded: commit.recorded, body: commit.record)],
                "the records"
            )
        },
        Case(promise: "commit.empty_values", words: "Columns without a value come back without a value.") { check in
            var commit = Samples.commit(1)
            commit.summary.name = ""
            commit.summary.owner = nil
            commit.summary.account = nil
            commit.summary.opened = nil
            commit.state = []
            commit.record = []
            commit.sensitive = [
                SensitiveValue(field: "email", revision: 1, value: nil),
                SensitiveValue(field: "phone", revision: 1, value: []),
            ]
            _ = try await check.store.commitOne(commit)
            check.expect(try await check.store.deal(commit.deal, tenant: ""), is: commit.asStored, "the deal")
        },
        Case(promise: "commit.instants", words: "Instants keep years 0001 to 9999 and nanoseconds.") { check in
            for (number, instant) in [Instant.min, .max, Samples.at(0)].enumerated() {
                var commit = Samples.commit(number)
                commit.recorded = instant
                commit.summary.opened = instant
                commit.summary.updated = instant
                _ = try await check.store.commitOne(commit)
                let stored = try await check.store.deal(commit.deal, tenant: "")
                check.expect(stored?.summary, is: commit.summary, "the summary")
                let records = try await check.store.records(of: commit.deal, tenant: "", after: 0, limit: 1)
                check.expect(records.map(\.recorded), is: [instant], "the record's time")
            }
        },
        Case(promise: "commit.conflict", words: "A commit that follows another revision changes nothing.") { check in
            let first = Samples.commit(1)
            _ = try await check.store.commitOne(first)
            for (expected, actual) in [(0, 1), (2, 1), (-1, 1)] as [(Int64, Int64)] {
                var late = Samples.commit(1, after: expected, mark: "late")
                late.outbox = [Samples.row(1)]
                late.externalKeys = ["late"]
                late.sensitive = [SensitiveValue(field: "late", revision: 1, value: [])]
                late.timers = [TimerRow(deal: late.deal, name: "late", due: Samples.start)]
                late.idempotency = IdempotencyKey(source: "s", key: "late", commandDigest: Samples.digest("late"))
                let result = try await check.store.commitOne(late)
                check.expect(result, is: .conflict(actual: actual), "the result after revision \(expected)")
            }
            let nowhere = try await check.store.commitOne(Samples.commit(2, after: 4))
            check.expect(nowhere, is: .conflict(actual: 0), "the result for a deal that does not exist")

            check.expect(try await check.store.deal(first.deal, tenant: ""), is: first.asStored, "the deal")
            check.expect(try await check.store.deal(Samples.id(2), tenant: ""), is: nil, "the other deal")
            let records = try await check.store.records(of: first.deal, tenant: "", after: 0, limit: 10)
            check.expect(records.count, is: 1, "the number of records")
            check.expect(try await check.store.outbox(OutboxQuery()).count, is: 0, "the number of outbox rows")
            check.expect(try await check.store.find("late", tenant: "", limit: 1), is: [], "the external key")
            let timers = try await check.store.dueTimers(at: .max, tenant: "", limit: 10)
            check.expect(timers, is: [], "the timers")
            let acceptance = try await check.store.acceptance(source: "s", key: "late", tenant: "")
            check.expect(acceptance, is: nil, "the acceptance")
        },
        Case(promise: "commit.order", words: "A batch answers in its order, and a conflict fails only itself.") {
            check in
            _ = try await check.store.commitOne(Samples.commit(2))
            let results = try await check.store.commit([
                Samples.commit(1), Samples.commit(2), Samples.commit(3), Samples.commit(1, after: 1),
                Samples.commit(1, after: 1), Samples.commit(2, after: 1),
            ])
            check.expect(
                results,
                is: [
                    .stored(revision: 1), .conflict(actual: 1), .stored(revision: 1), .stored(revision: 2),
                    .conflict(actual: 2), .stored(revision: 2),
                ],
                "the results"
            )
            check.expect(try await check.store.commit([]), is: [], "the results of an empty batch")
        },
        Case(promise: "commit.one_winner", words: "Of concurrent writers of a revision exactly one wins.") { check in
            let store = check.store
            _ = try await store.commitOne(Samples.commit(1))
            for revision in Int64(1)...4 {
                let results = try await withThrowingTaskGroup(of: CommitResult.self) { group in
                    for writer in 0..<64 {
                        group.addTask {
                            try await store.commitOne(Samples.commit(1, after: revision, mark: "writer \(writer)"))
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let won = results.filter { $0 == .stored(revision: revision + 1) }.count
                let lost = results.filter { $0 == .conflict(actual: revision + 1) }.count
                check.expect([won, lost], is: [1, 63], "winners and losers of revision \(revision + 1)")
            }
            let records = try await store.records(of: Samples.id(1), tenant: "", after: 0, limit: 100)
            check.expect(records.map(\.revision), is: Array(1...5), "the revisions kept")
            let stored = try await store.deal(Samples.id(1), tenant: "")
            let mark = records.last.map { String(decoding: $0.body, as: UTF8.self).split(separator: #"""#).last }
            let state = stored.map { String(decoding: $0.state, as: UTF8.self).split(separator: #"""#).last }
            check.expect(mark == state, "the state is not that of the last record's writer")
        },
        Case(promise: "commit.external_key", words: "A key that another deal holds is refused with its holder.") {
            check in
            var first = Samples.commit(1)
            first.externalKeys = ["sf:1", "E\u{301}"]
            var second = Samples.commit(2)
            second.externalKeys = ["sf:2", "sf:1"]
            second.outbox = [Samples.row(2)]
            // Another spelling of the same letter is another key.
            var third = Samples.commit(3)
            third.externalKeys = ["\u{C9}"]
            let results = try await check.store.commit([first, second, third])
            check.expect(
                results,
                is: [.stored(revision: 1), .keyTaken(key: "sf:1", by: first.deal), .stored(revision: 1)],
                "the results within one batch"
            )
            let later = try await check.store.commitOne(second)
            check.expect(later, is: .keyTaken(key: "sf:1", by: first.deal), "the result in a later batch")
            check.expect(try await check.store.deal(second.deal, tenant: ""), is: nil, "the refused deal")
            check.expect(try await check.store.outbox(OutboxQuery()), is: [], "the refused rows")
            check.expect(try await check.store.find("sf:2", tenant: "", limit: 1), is: [], "the refused keys")
            var again = Samples.commit(1, after: 1)
            again.externalKeys = ["sf:1", "sf:3"]
            check.expect(try await check.store.commitOne(again), is: .stored(revision: 2), "the holder's own result")
        },
        Case(promise: "commit.tenants", words: "Nothing of a tenant is seen under another.") { check in
            var commit = Samples.commit(1, tenant: "a")
            commit.externalKeys = ["key"]
            commit.outbox = [Samples.row(1)]
            commit.timers = [TimerRow(deal: commit.deal, name: "t", due: Samples.start)]
            commit.idempotency = IdempotencyKey(source: "s", key: "k", commandDigest: Samples.digest("c"))
            _ = try await check.store.commitOne(commit)
            try await check.store.register(Samples.definition("b2b", 3), replacing: false, tenant: "a")
            _ = try await check.store.put(StoredParty(kind: .account, id: "acc", revision: 1, body: []), tenant: "a")

            for other in ["", "b", "A"] {
                check.expect(try await check.store.deal(commit.deal, tenant: other), is: nil, "a deal")
                let records = try await check.store.records(of: commit.deal, tenant: other, after: 0, limit: 9)
                check.expect(records, is: [], "records")
                check.expect(try await check.store.deals(DealQuery(tenant: other)), is: [], "the list")
                for words in [commit.deal.description, "key", "Deal 1"] {
                    check.expect(try await check.store.find(words, tenant: other, limit: 9), is: [], "find \(words)")
                }
                let acceptance = try await check.store.acceptance(source: "s", key: "k", tenant: other)
                check.expect(acceptance, is: nil, "an acceptance")
                check.expect(try await check.store.outbox(OutboxQuery(tenant: other)), is: [], "the outbox")
                var claim = Samples.claim()
                claim.tenant = other
                check.expect(try await check.store.claimOutbox(claim), is: [], "a claim")
                let timers = try await check.store.dueTimers(at: .max, tenant: other, limit: 9)
                check.expect(timers, is: [], "timers")
                check.expect(try await check.store.definitions(tenant: other), is: [], "definitions")
                check.expect(try await check.store.party(.account, "acc", tenant: other), is: nil, "an account")
            }
            // The same ids and keys are free under another tenant.
            var same = commit
            same.tenant = "b"
            check.expect(try await check.store.commitOne(same), is: .stored(revision: 1), "the same commit elsewhere")
            let sequence = try await check.store.outbox(OutboxQuery(tenant: "a")).first?.sequence ?? 0
            let dropped = OutboxSettlement(sequence: sequence, owner: nil, result: .dropped)
            try await check.store.settle([dropped], tenant: "b")
            let row = try await check.store.outbox(OutboxQuery(tenant: "a")).first
            check.expect(row?.status, is: .pending, "a row settled under another tenant")
        },
        Case(promise: "commit.large", words: "Documents of a megabyte are kept.") { check in
            var commit = Samples.commit(1)
            commit.state = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            commit.record = commit.state.reversed()
            _ = try await check.store.commitOne(commit)
            let stored = try await check.store.deal(commit.deal, tenant: "")
            let records = try await check.store.records(of: commit.deal, tenant: "", after: 0, limit: 1)
            check.expect(stored?.state == commit.state && records.first?.body == commit.record, "they differ")
        },
    ]

    static let idempotencyCases: [Case] = [
        Case(promise: "idempotency.duplicate", words: "The same key with the same command is answered, not done.") {
            check in
            var commit = Samples.commit(1)
            commit.idempotency = IdempotencyKey(source: "api", key: "k", commandDigest: Samples.digest("open"))
            commit.outbox = [Samples.row(1)]
            let acceptance = StoredAcceptance(commandDigest: Samples.digest("open"), deal: commit.deal, revision: 1)
            let results = try await check.store.commit([commit, commit])
            check.expect(results, is: [.stored(revision: 1), .duplicate(acceptance)], "the results in one batch")
            // A repetition was decided on the deal of today: the revision it follows is a later one.
            _ = try await check.store.commitOne(Samples.commit(1, after: 1))
            var again = Samples.commit(1, after: 2)
            again.idempotency = commit.idempotency
            check.expect(try await check.store.commitOne(again), is: .duplicate(acceptance), "the later result")
            check.expect(try await check.store.deal(commit.deal, tenant: "")?.summary.revision, is: 2, "the revision")
            check.expect(try await check.store.outbox(OutboxQuery()).count, is: 1, "the outbox rows")
            let kept = try await check.store.acceptance(source: "api", key: "k", tenant: "")
            check.expect(kept, is: acceptance, "the acceptance")
        },
        Case(promise: "idempotency.reused", words: "The same key with another command is refused.") { check in
            var commit = Samples.commit(1)
            commit.idempotency = IdempotencyKey(source: "api", key: "k", commandDigest: Samples.digest("open"))
            _ = try await check.store.commitOne(commit)
            var other = Samples.commit(2)
            other.idempotency = IdempotencyKey(source: "api", key: "k", commandDigest: Samples.digest("move"))
            let known = StoredAcceptance(commandDigest: Samples.digest("open"), deal: commit.deal, revision: 1)
            check.expect(try await check.store.commitOne(other), is: .keyReused(known), "the result")
            check.expect(try await check.store.deal(other.deal, tenant: ""), is: nil, "the refused deal")
        },
        Case(promise: "idempotency.sources", words: "A key is free under another source.") { check in
            var commit = Samples.commit(1)
            commit.idempotency = IdempotencyKey(source: "api", key: "k", commandDigest: Samples.digest("open"))
            var other = Samples.commit(2)
            other.idempotency = IdempotencyKey(source: "import", key: "k", commandDigest: Samples.digest("move"))
            let results = try await check.store.commit([commit, other])
            check.expect(results, is: [.stored(revision: 1), .stored(revision: 1)], "the results")
            let none = try await check.store.acceptance(source: "cli", key: "k", tenant: "")
            check.expect(none, is: nil, "the acceptance of a source that used no key")
        },
        Case(promise: "idempotency.refused", words: "A commit that was not stored leaves its key free.") { check in
            var late = Samples.commit(1, after: 7)
            late.idempotency = IdempotencyKey(source: "api", key: "k", commandDigest: Samples.digest("open"))
            _ = try await check.store.commitOne(late)
            var commit = Samples.commit(1)
            commit.idempotency = IdempotencyKey(source: "api", key: "k", commandDigest: Samples.digest("again"))
            check.expect(try await check.store.commitOne(commit), is: .stored(revision: 1), "the result")
        },
    ]
}
