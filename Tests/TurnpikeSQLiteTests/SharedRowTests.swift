#if SQLite

    import GRDB
    import Testing
    import Turnpike
    import TurnpikeSQLite
    import TurnpikeValues

    /// A record and the first request that follows from it share a row of the journal. Nobody outside sees a difference.
    @Suite struct SharedRowTests {
        private let folder: TemporaryFolder
        private let deal = DealID.sample(1)

        init() throws {
            folder = try TemporaryFolder()
        }

        private var path: String { folder.path + "/deals.db" }

        /// - Parameter delay: How many milliseconds after the record its requests are due.
        private func commit(_ revision: Int64, keys: [String], delay: Int64 = 0) -> Commit {
            var commit = Commit.sample(deal, expecting: revision - 1)
            commit.outbox = keys.map { key in
                OutboxRow(
                    tenant: "",
                    deal: deal,
                    revision: revision,
                    hook: "crm",
                    key: key,
                    request: Array("{\"key\":\"\(key)\"}".utf8),
                    parksLane: true,
                    nextAttempt: Instant(milliseconds: commit.recorded.milliseconds + delay)
                )
            }
            return commit
        }

        private func rows() async throws -> Int {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            return try await queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM journal") ?? 0 }
        }

        /// Keys of requests, how much later than the record they are due, and how many rows all of it takes.
        static let cases: [(keys: [String], delay: Int64, rows: Int)] = [
            ([], 0, 1), (["a"], 0, 1), (["a", "b", "c"], 0, 3), (["a"], 5, 2),
        ]

        @Test(arguments: cases.indices)
        func recordsAndRequestsAreRead(_ number: Int) async throws {
            defer { folder.remove() }
            let (keys, delay, wanted) = Self.cases[number]
            let store = try SQLiteStore(path)
            let commit = commit(1, keys: keys, delay: delay)
            #expect(try await store.commit([commit]) == [.stored(revision: 1)])
            #expect(try await rows() == wanted)
            let records = try await store.records(of: deal, tenant: "", after: 0, limit: 9)
            #expect(records.map(\.body) == [commit.record])
            // Before and after they are taken into the outbox.
            for _ in 0..<2 {
                let found = try await store.outbox(OutboxQuery())
                #expect(found.map(\.key) == keys)
                #expect(found.map(\.request) == commit.outbox.map(\.request))
                #expect(found.map(\.nextAttempt) == commit.outbox.map(\.nextAttempt))
                #expect(found.map(\.sequence) == keys.indices.map { Int64($0 + 1) })
                let claim = OutboxClaim(
                    owner: "worker",
                    now: commit.recorded,
                    until: commit.recorded,
                    limit: 1
                )
                _ = try await store.claimOutbox(claim)
            }
            await store.close()
        }

        /// A process that knows only rows of their own, and has the file open still, takes no record for a request.
        @Test(arguments: [
            "DELETE FROM journal WHERE number IN (SELECT entry FROM outbox)",
            "INSERT INTO outbox (entry, tenant, deal) SELECT number, '', x'' FROM journal WHERE hook IS NOT NULL",
            "SELECT journal.body FROM outbox CROSS JOIN journal ON journal.number = outbox.entry",
        ])
        func anOlderProcessFailsWhereItWouldDoHarm(_ sql: String) async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path)
            _ = try await store.commit([commit(1, keys: ["a"])])
            let older = try DatabaseQueue(path: path)
            await #expect(throws: DatabaseError.self) { try await older.write { try $0.execute(sql: sql) } }
            try older.close()
            #expect(try await store.records(of: deal, tenant: "", after: 0, limit: 9).count == 1)
            await store.close()
        }

        /// What a purge takes from a shared row is the request.
        @Test func aPurgeLeavesTheRecord() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path)
            let commits = (1...4 as ClosedRange<Int64>).map { commit($0, keys: ["\($0)", "\($0)+"]) }
            for commit in commits { _ = try await store.commit([commit]) }
            let now = commits[0].recorded
            let later = Instant(milliseconds: now.milliseconds + 1_000)
            while let row = try await store.claimOutbox(
                OutboxClaim(owner: "worker", now: now, until: later, limit: 1)
            ).first {
                let settlement = OutboxSettlement(sequence: row.sequence, owner: "worker", result: .delivered)
                try await store.settle([settlement], tenant: "")
            }
            let purge = StorePurge(keysBefore: later, rowsBefore: later, limit: 100)
            #expect(try await store.purge(purge) == 7, "the newest stays")
            #expect(try await store.outbox(OutboxQuery()).map(\.key) == ["4+"])
            #expect(try await rows() == 5, "four records and a request")
            let records = try await store.records(of: deal, tenant: "", after: 0, limit: 9)
            #expect(records.map(\.body) == commits.map(\.record))
            await store.close()
        }
    }

#endif
