#if SQLite

    import Dispatch
    import GRDB
    import Testing
    import Turnpike
    import TurnpikeValues

    @testable import TurnpikeSQLite

    /// Many callers on the threads of the writer: half of them decide while the commits of the others are written and flushed.
    @Suite struct BesideTheFlushTests {
        private let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder()
        }

        private var path: String { folder.path + "/deals.db" }

        /// Each reads its deal and commits to it, again and again.
        private func work(_ store: SQLiteStore, deals: [DealID], revisions: Int64) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for deal in deals {
                    group.addTask(executorPreference: store.executor) {
                        for revision in 0..<revisions {
                            let before = try await store.deal(deal, tenant: "")?.summary.revision
                            #expect(before ?? 0 == revision, "what was acknowledged is read")
                            let results = try await store.commit([.sample(deal, expecting: revision)])
                            #expect(results == [.stored(revision: revision + 1)])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }

        @Test func everyoneReadsWhatTheyHaveWritten() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path)
            let deals = (0..<80).map(DealID.sample)
            try await work(store, deals: deals, revisions: 25)
            await store.close()
            let again = try SQLiteStore(path)
            for deal in deals {
                #expect(try await again.records(of: deal, tenant: "", after: 0, limit: 99).count == 25)
            }
            await again.close()
        }

        /// More than share a transaction.
        @Test func aCrowdIsServed() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path)
            let deals = (0..<1_500).map(DealID.sample)
            try await work(store, deals: deals, revisions: 2)
            #expect(try await store.deals(DealQuery(limit: 2_000)).allSatisfy { $0.revision == 2 })
            await store.close()
        }

        /// A commit that fails takes none of those with it that share its transaction.
        @Test func aFailureIsItsOwn() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path)
            let other = try DatabaseQueue(path: path)
            try await other.write { database in
                try database.execute(
                    sql: """
                        CREATE TRIGGER no BEFORE INSERT ON journal WHEN new.revision = 4
                        BEGIN SELECT RAISE(ABORT, 'no'); END
                        """
                )
            }
            try other.close()
            let deals = (0..<40).map(DealID.sample)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, deal) in deals.enumerated() {
                    group.addTask(executorPreference: store.executor) {
                        // Every fourth deal goes on to the revision that fails.
                        for revision in 0..<(number.isMultiple(of: 4) ? 4 : 3) as Range<Int64> {
                            do {
                                let results = try await store.commit([.sample(deal, expecting: revision)])
                                #expect(results == [.stored(revision: revision + 1)])
                                #expect(revision < 3)
                            } catch {
                                #expect(revision == 3, "\(error)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            for deal in deals {
                #expect(try await store.deal(deal, tenant: "")?.summary.revision == 3)
                #expect(try await store.records(of: deal, tenant: "", after: 0, limit: 9).count == 3)
            }
            await store.close()
        }

        /// A transaction that fails where it ends, beside the tasks, is taken back, and each of its commits is tried alone.
        @Test func aFailureAtTheEndIsItsOwn() async throws {
            defer { folder.remove() }
            let file = StoreFile(path: path, options: .init())
            let executor = StoreExecutor()
            let ended = DispatchGroup()
            ended.enter()
            DispatchQueue(label: "writer").async {
                do {
                    let database = try file.openWriter()
                    try database.inDatabase { database in
                        // A deferred foreign key is checked at the end of a transaction.
                        try database.execute(
                            sql: """
                                PRAGMA foreign_keys = ON;
                                CREATE TABLE allowed (revision INTEGER PRIMARY KEY);
                                CREATE TABLE demand (revision INTEGER REFERENCES allowed DEFERRABLE INITIALLY DEFERRED);
                                INSERT INTO allowed VALUES (1), (2), (3);
                                CREATE TRIGGER demands AFTER INSERT ON journal
                                BEGIN INSERT INTO demand VALUES (new.revision); END
                                """
                        )
                        let handle = try #require(database.sqliteConnection)
                        try Writer(Connection(handle), of: file, executor: executor).run()
                    }
                    try database.close()
                } catch {
                    Issue.record(error)
                }
                ended.leave()
            }
            let deals = (0..<40).map(DealID.sample)
            let refused = try await withThrowingTaskGroup(of: Int.self) { group in
                for (number, deal) in deals.enumerated() {
                    group.addTask(executorPreference: executor) {
                        var refused = 0
                        for revision in 0..<(number.isMultiple(of: 4) ? 5 : 3) as Range<Int64> {
                            do {
                                let results = try await withUnsafeThrowingContinuation { continuation in
                                    _ = executor.queue.add(
                                        .commits([.sample(deal, expecting: min(revision, 3))], continuation)
                                    )
                                }
                                #expect(results == [.stored(revision: revision + 1)])
                                #expect(revision < 3)
                            } catch {
                                #expect(revision >= 3, "\(error)")
                                refused += 1
                            }
                        }
                        return refused
                    }
                }
                return try await group.reduce(0, +)
            }
            executor.queue.close()
            await withCheckedContinuation { continuation in ended.notify(queue: .global()) { continuation.resume() } }
            #expect(refused == 20)
            let store = try SQLiteStore(path)
            for deal in deals {
                #expect(try await store.deal(deal, tenant: "")?.summary.revision == 3)
                #expect(try await store.records(of: deal, tenant: "", after: 0, limit: 9).count == 3)
            }
            await store.close()
        }

        @Test func aStoreThatIsClosedMeanwhileEndsWithWhatItAcknowledged() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(path)
            let deals = (0..<40).map(DealID.sample)
            let acknowledged = try await withThrowingTaskGroup(of: (DealID, Int64).self) { group in
                for deal in deals {
                    group.addTask(executorPreference: store.executor) {
                        var revision: Int64 = 0
                        while (try? await store.commit([.sample(deal, expecting: revision)])) != nil { revision += 1 }
                        return (deal, revision)
                    }
                }
                try await Task.sleep(for: .milliseconds(50))
                await store.close()
                var found: [DealID: Int64] = [:]
                for try await (deal, revision) in group { found[deal] = revision }
                return found
            }
            let again = try SQLiteStore(path)
            for (deal, revision) in acknowledged {
                #expect(try await again.deal(deal, tenant: "")?.summary.revision ?? 0 == revision)
            }
            #expect(acknowledged.values.contains { $0 > 0 })
            await again.close()
        }

        // MARK: How many are waited for

        @Test func aGroupIsAwaitedThatHasHadTime() {
            var crowd = Crowd()
            #expect(crowd.wanted == 0)
            crowd.note(60, besideTasks: false)
            #expect(crowd.wanted == 0, "those who were answered just now")
            crowd.note(40, besideTasks: false)
            #expect(crowd.wanted == 50)
            crowd.note(60, besideTasks: false)
            #expect(crowd.wanted == 40)
            crowd.note(60, besideTasks: true)
            #expect(crowd.wanted == 0, "who runs here is seen to come")
        }

        @Test func aLoneCallerIsKnown() {
            var crowd = Crowd()
            #expect(!crowd.isOne)
            crowd.note(1, besideTasks: false)
            #expect(crowd.isOne)
            crowd.note(1, besideTasks: true)
            #expect(!crowd.isOne)
            crowd.note(2, besideTasks: false)
            #expect(!crowd.isOne)
        }
    }

#endif
