#if SQLite

    import Foundation
    import GRDB
    import GRDBSQLite
    import Testing
    import Turnpike
    import TurnpikeTesting
    import TurnpikeValues

    @testable import TurnpikeSQLite

    @Suite struct StoreFileTests {
        private let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder()
        }

        private func path(_ name: String) -> String { folder.path + "/" + name }

        private func write(_ bytes: Data, to name: String) throws {
            try bytes.write(to: URL(filePath: path(name)))
        }

        /// Opens a store that must be refused, and gives the refusal.
        private func refused(_ path: String) -> StoreError? {
            do {
                _ = try SQLiteStore(path)
                return nil
            } catch {
                return error as? StoreError
            }
        }

        private func commit(_ number: Int, after revision: Int64 = 0, bytes: Int = 100) -> Commit {
            var random = SystemRandomNumberGenerator()
            let id = DealID(UUIDv7(milliseconds: Int64(number), random: &random))
            let at = Instant(milliseconds: 1_790_000_000_000)
            let summary = DealSummary(
                id: id,
                revision: revision + 1,
                process: "b2b",
                version: 1,
                digest: .sha256(utf8: "b2b"),
                stage: "lead",
                name: "Deal \(number)",
                updated: at
            )
            return Commit(
                tenant: "",
                deal: id,
                expectedRevision: revision,
                state: [UInt8](repeating: 1, count: bytes),
                record: [UInt8](repeating: 2, count: bytes),
                recorded: at,
                summary: summary
            )
        }

        // MARK: Durability

        @Test func everyConnectionFlushesEachCommit() throws {
            defer { folder.remove() }
            let file = StoreFile(path: path("deals.db"), options: .init())
            for queue in [try file.openWriter(), try file.openReader(), try file.openReader()] {
                let settings = try queue.inDatabase { database in
                    (
                        try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                        try String.fetchOne(database, sql: "PRAGMA journal_mode")
                    )
                }
                #expect(settings.0 == 2)
                #expect(settings.1 == "wal")
            }
        }

        @Test func aClosedStoreRefusesWorkAndKeepsWhatItAcknowledged() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path("deals.db"))
            let commit = commit(1)
            _ = try await store.commit([commit])
            await store.close()
            await #expect(throws: StoreError.self) { try await store.deal(commit.deal, tenant: "") }
            await #expect(throws: StoreError.self) { try await store.commit([self.commit(2)]) }
            // After closing, the log is folded into the one file.
            #expect(try folder.contents() == ["deals.db"])
            let again = try SQLiteStore(path("deals.db"))
            #expect(try await again.deal(commit.deal, tenant: "")?.summary == commit.summary)
            await again.close()
        }

        @Test func manyCallersAtOnceAreAllStored() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path("deals.db"))
            let commits = (1...500).map { commit($0) }
            let results = try await withThrowingTaskGroup(of: [CommitResult].self) { group in
                for commit in commits { group.addTask { try await store.commit([commit]) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(results == Array(repeating: .stored(revision: 1), count: 500))
            #expect(try await store.deals(DealQuery()).map(\.id) == commits.map(\.deal))
            await store.close()
        }

        @Test func theLogIsCopiedBackBetweenCommits() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path("deals.db"))
            // Some 10,000 pages in all; a log of 4,000 is copied back, and used anew from its start.
            for _ in 0..<10 { _ = try await store.commit((1...100).map { commit($0, bytes: 20_000) }) }
            let pages = try folder.bytes("deals.db-wal").count / 4_096
            #expect(pages < 6_000)
            #expect(try folder.bytes("deals.db").count / 4_096 > 4_000)
            await store.close()
        }

        /// A chain that is broken, or turns in a circle, is said so and never read for ever.
        @Test(arguments: ["DELETE FROM journal WHERE number = 2", "UPDATE journal SET previous = 3 WHERE number = 1"])
        func aBrokenHistoryIsReported(_ damage: String) async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path("deals.db"))
            var commits = [commit(1)]
            for revision in Int64(1)...2 {
                var next = commit(1, after: revision)
                next.deal = commits[0].deal
                commits.append(next)
            }
            _ = try await store.commit(commits)
            #expect(try await store.records(of: commits[0].deal, tenant: "", after: 0, limit: 9).count == 3)
            await store.close()
            let queue = try DatabaseQueue(path: path("deals.db"))
            try await queue.write { try $0.execute(sql: damage) }
            try queue.close()
            let again = try SQLiteStore(path("deals.db"))
            let error = await #expect(throws: StoreError.self) {
                try await again.records(of: commits[0].deal, tenant: "", after: 0, limit: 9)
            }
            #expect(error?.code == .damaged)
            await again.close()
        }

        // MARK: Files that are no store

        @Test(arguments: [
            (
                "text",
                Data(
                    "not a database, but long enough to hold a header of one hundred bytes or more ... ... ... ...".utf8
                )
            ),
            ("short", Data("x".utf8)),
            ("magic only", Data("SQLite format 3\0".utf8)),
            ("binary", Data((0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 37) })),
        ])
        func aFileThatIsNoDatabaseIsRefusedUntouched(_ name: String, _ bytes: Data) throws {
            defer { folder.remove() }
            try write(bytes, to: "file")
            let refusal = try #require(refused(path("file")))
            #expect(refusal.code == .notAStore)
            #expect(refusal.message.contains(path("file")))
            #expect(try folder.contents() == ["file"])
            #expect(try folder.bytes("file") == bytes)
        }

        @Test(arguments: [0, 1_234])
        func aDatabaseOfAnotherProgramIsRefusedUntouched(_ applicationID: Int) throws {
            defer { folder.remove() }
            let other = try DatabaseQueue(path: path("other.db"))
            try other.write { database in
                try database.execute(sql: "CREATE TABLE note (text TEXT)")
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            }
            try other.close()
            let before = try folder.bytes("other.db")
            #expect(refused(path("other.db"))?.code == .notAStore)
            #expect(try folder.contents() == ["other.db"])
            #expect(try folder.bytes("other.db") == before)
        }

        @Test func aFolderIsRefused() {
            defer { folder.remove() }
            let refusal = refused(folder.path)
            #expect(refusal?.code == .notAStore)
            #expect(refusal?.message.contains("folder") == true)
        }

        @Test func aMissingFolderIsNamed() throws {
            defer { folder.remove() }
            let refusal = try #require(refused(path("missing/deals.db")))
            #expect(refusal.code == .notFound)
            #expect(refusal.message.contains(path("missing")))
            #expect(try folder.contents().isEmpty)
        }

        @Test(arguments: ["", ":memory:", "a\0b", "/dev/null"])
        func aNameThatIsNoFileIsRefused(_ name: String) {
            defer { folder.remove() }
            #expect(refused(name) != nil)
        }

        @Test func anEmptyFileBecomesAStore() async throws {
            defer { folder.remove() }
            try write(Data(), to: "deals.db")
            let store = try SQLiteStore(path("deals.db"))
            #expect(try await store.commit([commit(1)]) == [.stored(revision: 1)])
            await store.close()
        }

        @Test func aFileThatMustNotBeWrittenIsRefused() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path("deals.db"))
            await store.close()
            // A file format that this SQLite may read but not write, as permissions do not stop every user.
            var bytes = try folder.bytes("deals.db")
            bytes[18] = 3
            try write(bytes, to: "deals.db")
            let refusal = try #require(refused(path("deals.db")))
            #expect(refusal.code == .readOnly)
            #expect(try folder.bytes("deals.db") == bytes)
        }

        @Test func aFileThatMustNotBeWrittenCanBeRead() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path("deals.db"))
            let first = commit(1)
            _ = try await store.commit([first])
            await store.close()
            var bytes = try folder.bytes("deals.db")
            bytes[18] = 3
            try write(bytes, to: "deals.db")
            let reading = try SQLiteStore.reading(path("deals.db"))
            #expect(try await reading.deal(first.deal, tenant: "")?.state == first.state)
            #expect(try await reading.records(of: first.deal, tenant: "", after: 0, limit: 9).count == 1)
            let later = Instant(milliseconds: 2_000_000_000_000)
            #expect(try await reading.purge(StorePurge(keysBefore: later, rowsBefore: later)) == 0)
            let error = await #expect(throws: StoreError.self) { try await reading.commit([self.commit(2)]) }
            #expect(error?.code == .readOnly)
            await reading.close()
            #expect(try folder.bytes("deals.db") == bytes)
        }

        @Test func anOlderStoreIsNotReadWhereItCannotBeBroughtUpToDate() async throws {
            defer { folder.remove() }
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            let old = root.appending(path: "Compatibility/Stores/0.2.0/deals.db")
            try FileManager.default.copyItem(at: old, to: URL(filePath: path("deals.db")))
            let error = #expect(throws: StoreError.self) { _ = try SQLiteStore.reading(self.path("deals.db")) }
            #expect(error?.code == .readOnly)
            #expect(error?.message.contains("schema 2") == true)
        }

        @Test func aMissingStoreIsNotMadeByReading() throws {
            defer { folder.remove() }
            #expect(throws: StoreError.self) { _ = try SQLiteStore.reading(self.path("deals.db")) }
            #expect(try folder.contents().isEmpty)
        }

        @Test(.enabled(if: getuid() != 0, "permissions do not bind this user"))
        func permissionsAreRespected() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path("deals.db"))
            await store.close()
            try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path("deals.db"))
            #expect(refused(path("deals.db"))?.code == .readOnly)
        }

        @Test func aNewerStoreIsRefusedUntouched() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path("deals.db"))
            await store.close()
            let queue = try DatabaseQueue(path: path("deals.db"))
            try await queue.write { try $0.execute(sql: "PRAGMA user_version = \(Schema.version + 1)") }
            try queue.close()
            let before = try folder.bytes("deals.db")
            let refusal = try #require(refused(path("deals.db")))
            #expect(refusal.code == .newerVersion)
            #expect(refusal.message.contains("update Turnpike"))
            #expect(try folder.bytes("deals.db") == before)
        }

        /// What waits in an older store is found in the states, whatever else they say.
        @Test func approvalsOfAnOlderStoreAreIndexed() async throws {
            defer { folder.remove() }
            func entry(_ approval: String, _ status: String, _ second: Int) -> String {
                #"{"approval":"\#(approval)","requested":"2026-01-05T09:00:0\#(second)Z","status":"\#(status)"}"#
            }
            let texts = [
                #"{"approvals":[\#(entry("legal", "pending", 4)),\#(entry("discount", "granted", 1))]}"#,
                #"{"name":"pending"}"#,
                #"{"approvals":[\#(entry("discount", "pending", 2)),\#(entry("legal", "pending", 3))]}"#,
                #"{"approvals":[{"broken"#,
                #"{"approvals":[]}"#,
            ]
            let store = try SQLiteStore(path("deals.db"))
            let commits = texts.enumerated().map { number, text in
                var commit = commit(number + 1)
                commit.state = Array(text.utf8)
                return commit
            }
            _ = try await store.commit(commits)
            await store.close()
            let queue = try DatabaseQueue(path: path("deals.db"))
            try await queue.write { database in
                try database.execute(
                    sql: """
                        DROP TABLE pending_approval;
                        ALTER TABLE journal DROP COLUMN request;
                        ALTER TABLE outbox RENAME COLUMN journal_row TO entry;
                        """
                )
                try database.execute(sql: "PRAGMA user_version = 6")
            }
            try queue.close()
            let again = try SQLiteStore(path("deals.db"))
            let found = try await again.pendingApprovals(PendingApprovalQuery())
            #expect(found.map(\.approval) == ["discount", "legal", "legal"])
            #expect(found.map(\.deal) == [commits[2].deal, commits[2].deal, commits[0].deal])
            #expect(found.first?.requested == Instant("2026-01-05T09:00:02Z"))
            await again.close()
        }

        @Test func aDamagedStoreIsReported() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path("deals.db"))
            _ = try await store.commit((1...200).map { commit($0, bytes: 2_000) })
            await store.close()
            var bytes = try folder.bytes("deals.db")
            for index in 4_096..<bytes.count { bytes[index] = 0xA5 }
            try write(bytes, to: "deals.db")
            do {
                let damaged = try SQLiteStore(path("deals.db"))
                _ = try await damaged.deals(DealQuery())
                Issue.record("a damaged store was read")
            } catch let error as StoreError {
                #expect(error.code == .damaged)
            }
        }

        // MARK: Limits

        @Test func aFullDiskIsReportedAndNothingIsHalfWritten() async throws {
            defer { folder.remove() }
            let file = StoreFile(path: path("deals.db"), options: .init(maximumPages: 60))
            let store = try SQLiteStore(file: file)
            let small = commit(1)
            #expect(try await store.commit([small]) == [.stored(revision: 1)])
            let large = commit(2, bytes: 400_000)
            let error = await #expect(throws: StoreError.self) { try await store.commit([self.commit(3), large]) }
            #expect(error?.code == .full)
            #expect(try await store.deals(DealQuery()).map(\.id) == [small.deal])
            // What fits is still stored, also beside something that does not.
            let other = commit(4)
            let results = await withTaskGroup(of: Result<[CommitResult], any Error>.self) { group in
                for commit in [other, large] {
                    group.addTask {
                        do { return .success(try await store.commit([commit])) } catch { return .failure(error) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.compactMap { try? $0.get() } == [[.stored(revision: 1)]])
            await store.close()
        }

        @Test func aWriterThatWaitsTooLongIsToldSo() async throws {
            defer { folder.remove() }
            let file = StoreFile(path: path("deals.db"), options: .init(busyMilliseconds: 50))
            let store = try SQLiteStore(file: file)
            var other: OpaquePointer?
            #expect(sqlite3_open(path("deals.db"), &other) == SQLITE_OK)
            #expect(sqlite3_exec(other, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK)
            let error = await #expect(throws: StoreError.self) { try await store.commit([self.commit(1)]) }
            #expect(error?.code == .busy)
            #expect(sqlite3_close(other) == SQLITE_OK)
            #expect(try await store.commit([commit(1)]) == [.stored(revision: 1)])
            await store.close()
        }

        @Test func manyProcessesMayCreateOneStoreAtOnce() async throws {
            defer { folder.remove() }
            let path = path("deals.db")
            let revisions = try await withThrowingTaskGroup(of: CommitResult.self) { group in
                for number in 1...8 {
                    let commit = commit(number)
                    group.addTask {
                        let store = try SQLiteStore(path)
                        let result = try await store.commit([commit])[0]
                        await store.close()
                        return result
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(revisions == Array(repeating: .stored(revision: 1), count: 8))
        }
    }

#endif
