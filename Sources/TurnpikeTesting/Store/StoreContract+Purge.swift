import Turnpike
import TurnpikeValues

extension StoreContract {
    static let purgeCases: [Case] = [
        Case(promise: "purge.keys", words: "Idempotency keys go when they are older than asked, the oldest first.") {
            check in
            for (number, tenant) in ["", "other", "", ""].enumerated() {
                var commit = Samples.commit(number, tenant: tenant)
                commit.recorded = Samples.at(Int64(number) * 10)
                commit.idempotency = IdempotencyKey(
                    source: "api",
                    key: "k\(number)",
                    commandDigest: Samples.digest("c\(number)")
                )
                _ = try await check.store.commitOne(commit)
            }
            func left() async throws -> [Int] {
                var numbers: [Int] = []
                for (number, tenant) in ["", "other", "", ""].enumerated() {
                    let kept = try await check.store.acceptance(source: "api", key: "k\(number)", tenant: tenant)
                    if kept != nil { numbers.append(number) }
                }
                return numbers
            }
            func purge(before second: Int64, limit: Int) async throws -> Int {
                try await check.store.purge(StorePurge(keysBefore: Samples.at(second), rowsBefore: .min, limit: limit))
            }
            check.expect(try await purge(before: 0, limit: 9), is: 0, "keys gone before the first")
            check.expect(try await purge(before: 30, limit: 0), is: 0, "keys gone with a limit of none")
            check.expect(try await left(), is: [0, 1, 2, 3], "the keys kept")
            check.expect(try await purge(before: 1, limit: 9), is: 1, "keys gone after the first")
            check.expect(try await left(), is: [1, 2, 3], "the keys kept")
            check.expect(try await purge(before: 30, limit: 9), is: 2, "keys gone of two tenants")
            check.expect(try await left(), is: [3], "the keys kept")
            check.expect(try await purge(before: 30, limit: 9), is: 0, "keys gone the second time")
            // A purged key is free, and its deal is as it was.
            var again = Samples.commit(0, after: 1)
            again.idempotency = IdempotencyKey(source: "api", key: "k0", commandDigest: Samples.digest("new"))
            check.expect(try await check.store.commitOne(again), is: .stored(revision: 2), "the key used anew")
        },
        Case(promise: "purge.rows", words: "Delivered and dropped rows go when they are older than asked; no others.") {
            check in
            // 0 is delivered, 1 dropped, 2 dead, 3 pending, 4 delivered later; the last stands for the newest of all.
            try await check.store((0..<6).map { Samples.row($0, effect: $0, due: Samples.at($0 == 4 ? 50 : 0)) })
            let rows = try await check.store.outbox(OutboxQuery())
            guard rows.count == 6 else { return check.found("\(rows.count) rows instead of 6") }
            let results: [OutboxSettlement.Result?] = [.delivered, .dropped, .dead(error: "404"), nil, .delivered, nil]
            for (row, result) in zip(rows, results) {
                if let result { try await check.settle(row, result, owner: nil) }
            }
            func left() async throws -> [Int] {
                let kept = try await check.store.outbox(OutboxQuery())
                return rows.indices.filter { index in kept.contains { $0.sequence == rows[index].sequence } }
            }
            func purge(before second: Int64, limit: Int) async throws -> Int {
                try await check.store.purge(StorePurge(keysBefore: .min, rowsBefore: Samples.at(second), limit: limit))
            }
            check.expect(try await purge(before: 0, limit: 9), is: 0, "rows gone before they were due")
            check.expect(try await purge(before: 20, limit: 1), is: 1, "rows gone with a limit of one")
            check.expect(try await purge(before: 20, limit: 9), is: 1, "rows gone after that")
            check.expect(try await left(), is: [2, 3, 4, 5], "the rows kept")
            check.expect(try await purge(before: 9_999, limit: 9), is: 1, "rows gone at last")
            check.expect(try await left(), is: [2, 3, 5], "the rows kept")
            // What waits is delivered as before, and no sequence is given twice.
            let claimed = try await check.store.claimOutbox(Samples.claim())
            check.expect(claimed.map(\.sequence), is: [rows[3].sequence, rows[5].sequence], "the rows claimed")
            try await check.store((6..<7).map { Samples.row($0, effect: $0) })
            let newest = try await check.store.outbox(OutboxQuery()).last?.sequence ?? 0
            check.expect(newest > rows[5].sequence, "the sequence \(newest) was given before")
        },
    ]
}
