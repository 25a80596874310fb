#if SQLite

    import Foundation
    import Testing
    import Turnpike
    import TurnpikeValues

    @testable import TurnpikeSQLite

    /// Commits leave requests in the journal; whoever delivers takes them into the outbox. Nobody outside sees a difference.
    @Suite struct TakeInTests {
        private let folder: TemporaryFolder
        private let now = Instant(milliseconds: 1_790_000_000_000)

        init() throws {
            folder = try TemporaryFolder()
        }

        private func store() throws -> SQLiteStore { try SQLiteStore(folder.path + "/deals.db") }

        private func commit(_ number: Int, rows: Int, tenant: String = "") -> Commit {
            var random = SystemRandomNumberGenerator()
            let id = DealID(UUIDv7(milliseconds: Int64(number), random: &random))
            let summary = DealSummary(
                id: id,
                revision: 1,
                process: "b2b",
                version: 1,
                digest: .sha256(utf8: "b2b"),
                stage: "lead",
                name: "Deal \(number)",
                updated: now
            )
            var commit = Commit(
                tenant: tenant,
                deal: id,
                expectedRevision: 0,
                state: [1],
                record: [2],
                recorded: now,
                summary: summary
            )
            commit.outbox = (0..<rows).map { row in
                OutboxRow(
                    tenant: tenant,
                    deal: id,
                    revision: 1,
                    hook: "crm",
                    key: "\(number)/\(row)",
                    request: Array("{\(number)}".utf8),
                    parksLane: true,
                    nextAttempt: now
                )
            }
            return commit
        }

        private func claim(_ limit: Int, tenant: String = "") -> OutboxClaim {
            let until = Instant(milliseconds: now.milliseconds + 60_000)
            return OutboxClaim(tenant: tenant, owner: "worker", now: now, until: until, limit: limit)
        }

        @Test func aRowHasTheSameNumberBeforeAndAfter() async throws {
            defer { folder.remove() }
            let store = try store()
            _ = try await store.commit([commit(1, rows: 2), commit(2, rows: 0), commit(3, rows: 1, tenant: "other")])
            _ = try await store.claimOutbox(claim(1))
            _ = try await store.commit([commit(4, rows: 3), commit(5, rows: 0), commit(6, rows: 2, tenant: "other")])
            var before: [String: Int64] = [:]
            for tenant in ["", "other"] {
                for row in try await store.outbox(OutboxQuery(tenant: tenant)) { before[row.key] = row.sequence }
            }
            #expect(before.values.sorted() == Array(1...8))
            _ = try await store.claimOutbox(claim(10))
            var after: [String: Int64] = [:]
            for tenant in ["", "other"] {
                for row in try await store.outbox(OutboxQuery(tenant: tenant)) { after[row.key] = row.sequence }
            }
            #expect(before == after)
            await store.close()
        }

        @Test func pagesAndFiltersSeeRowsOfBothKinds() async throws {
            defer { folder.remove() }
            let store = try store()
            let early = commit(1, rows: 3)
            let late = commit(2, rows: 3)
            _ = try await store.commit([early])
            _ = try await store.claimOutbox(claim(1))
            _ = try await store.commit([late])
            var query = OutboxQuery(limit: 2)
            var seen: [Int64] = []
            while case let page = try await store.outbox(query), let last = page.last {
                seen += page.map(\.sequence)
                query.after = last.sequence
            }
            #expect(seen == [1, 2, 3, 4, 5, 6])
            let ofLate = try await store.outbox(OutboxQuery(deal: late.deal)).map(\.sequence)
            #expect(ofLate == [4, 5, 6])
            let pending = try await store.outbox(OutboxQuery(status: .pending)).count
            #expect(pending == 6)
            let dead = try await store.outbox(OutboxQuery(status: .dead)).count
            #expect(dead == 0)
            await store.close()
        }

        @Test func aPersonMayDecideAboutARowThatNobodyTookIn() async throws {
            defer { folder.remove() }
            let store = try store()
            _ = try await store.commit([commit(1, rows: 2)])
            try await store.settle([OutboxSettlement(sequence: 1, owner: nil, result: .dropped)], tenant: "")
            let rows = try await store.outbox(OutboxQuery())
            #expect(rows.map(\.status) == [.dropped, .pending])
            await store.close()
        }

        @Test func moreThanOneStepIsTakenIn() async throws {
            defer { folder.remove() }
            let store = try store()
            let count = Int(Connection.takenAtOnce) + 500
            // Records without requests first, more than a step of them.
            _ = try await store.commit((0..<count).map { commit($0, rows: 0) })
            _ = try await store.commit((0..<count).map { commit($0, rows: 1) })
            let claimed = try await store.claimOutbox(claim(count + 1))
            #expect(claimed.map(\.sequence) == Array(1...Int64(count)))
            await store.close()
        }

        @Test func numbersGoOnAfterAPurge() async throws {
            defer { folder.remove() }
            let store = try store()
            _ = try await store.commit((1...3).map { commit($0, rows: 1) })
            for row in try await store.claimOutbox(claim(10)) {
                let delivered = OutboxSettlement(sequence: row.sequence, owner: "worker", result: .delivered)
                try await store.settle([delivered], tenant: "")
            }
            let later = Instant(milliseconds: now.milliseconds + 1_000_000)
            let gone = try await store.purge(StorePurge(keysBefore: later, rowsBefore: later, limit: 100))
            #expect(gone == 2)
            _ = try await store.commit([commit(4, rows: 1)])
            let rows = try await store.outbox(OutboxQuery())
            #expect(rows.map(\.sequence) == [3, 4])
            #expect(rows.map(\.request) == [Array("{3}".utf8), Array("{4}".utf8)])
            let claimed = try await store.claimOutbox(claim(10))
            #expect(claimed.map(\.sequence) == [4])
            await store.close()
        }

        /// A migration that cannot be finished leaves the older store as it was, and is done at the next opening.
        @Test func aMigrationIsDoneWholeOrNotAtAll() async throws {
            defer { folder.remove() }
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            let old = root.appending(path: "Compatibility/Stores/0.2.0/deals.db")
            let path = folder.path + "/deals.db"
            try FileManager.default.copyItem(at: old, to: URL(filePath: path))
            let pages = try folder.bytes("deals.db").count / 4_096
            let error = #expect(throws: StoreError.self) {
                _ = try StoreFile(path: path, options: .init(maximumPages: pages + 1)).openWriter()
            }
            #expect(error?.code == .full)
            let header = try folder.bytes("deals.db")
            #expect(header[60..<64].elementsEqual([0, 0, 0, 2]))
            let store = try SQLiteStore(path)
            let deals = try await store.deals(DealQuery())
            #expect(!deals.isEmpty)
            await store.close()
        }
    }

#endif
