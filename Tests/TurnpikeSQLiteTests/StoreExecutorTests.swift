#if SQLite

    import GRDB
    import Synchronization
    import Testing
    import Turnpike
    import TurnpikeSQLite
    import TurnpikeValues

    /// Tasks that run on the thread that writes, and what that thread remembers of deals between two commits.
    @Suite struct StoreExecutorTests {
        @Test func aCallerOnTheStoresThreadReadsWhatItHasWritten() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let store = try SQLiteStore(folder.path + "/deals.db")
            let deal = DealID.sample(1)
            try await withTaskExecutorPreference(store.executor) {
                for revision in 0..<20 as Range<Int64> {
                    let results = try await store.commit([.sample(deal, expecting: revision)])
                    #expect(results == [.stored(revision: revision + 1)])
                    let stored = try await store.deal(deal, tenant: "")
                    #expect(stored?.summary.revision == revision + 1)
                }
            }
            let records = try await store.records(of: deal, tenant: "", after: 0, limit: 100)
            #expect(records.count == 20)
            await store.close()
        }

        @Test func manyCallersOnItAndBesideItEachGetTheirAnswer() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let store = try SQLiteStore(folder.path + "/deals.db")
            let deals = (0..<60).map(DealID.sample)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, deal) in deals.enumerated() {
                    group.addTask(executorPreference: number.isMultiple(of: 2) ? store.executor : nil) {
                        for revision in 0..<10 as Range<Int64> {
                            let results = try await store.commit([.sample(deal, expecting: revision)])
                            #expect(results == [.stored(revision: revision + 1)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            for deal in deals {
                let stored = try await store.deal(deal, tenant: "")
                #expect(stored?.summary.revision == 10)
            }
            await store.close()
        }

        /// Two tasks that only ever hand the thread to each other do not keep others from writing.
        @Test func tasksThatNeverRestLeaveRoomForThoseWhoWrite() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let store = try SQLiteStore(folder.path + "/deals.db")
            let end = End()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask(executorPreference: store.executor) {
                        while !end.isReached.load(ordering: .relaxed) { await Task.yield() }
                    }
                }
                let deal = DealID.sample(1)
                for revision in 0..<20 as Range<Int64> {
                    #expect(
                        try await store.commit([.sample(deal, expecting: revision)]) == [
                            .stored(revision: revision + 1)
                        ]
                    )
                }
                end.isReached.store(true, ordering: .relaxed)
                try await group.waitForAll()
            }
            await store.close()
        }

        /// A caller on it who never has to wait for anybody still lets others in.
        @Test func aCallerWhoNeverStopsLeavesRoomForOthers() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let store = try SQLiteStore(folder.path + "/deals.db")
            let (busy, other) = (DealID.sample(1), DealID.sample(2))
            let end = End()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask(executorPreference: store.executor) {
                    var revision: Int64 = 0
                    while !end.isReached.load(ordering: .relaxed) {
                        let results = try await store.commit([.sample(busy, expecting: revision)])
                        #expect(results == [.stored(revision: revision + 1)])
                        revision += 1
                    }
                }
                for revision in 0..<20 as Range<Int64> {
                    let results = try await store.commit([.sample(other, expecting: revision)])
                    #expect(results == [.stored(revision: revision + 1)])
                }
                end.isReached.store(true, ordering: .relaxed)
                try await group.waitForAll()
            }
            await store.close()
        }

        @Test func tasksGoOnElsewhereOnceTheStoreIsClosed() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let store = try SQLiteStore(folder.path + "/deals.db")
            let deal = DealID.sample(1)
            let went = await withTaskExecutorPreference(store.executor) {
                _ = try? await store.commit([.sample(deal, expecting: 0)])
                await store.close()
                await Task.yield()
                do {
                    _ = try await store.commit([.sample(deal, expecting: 1)])
                    return "written after the end"
                } catch {
                    return "refused"
                }
            }
            #expect(went == "refused")
            await #expect(throws: StoreError.self) { _ = try await store.deal(deal, tenant: "") }
        }

        /// What a writer remembers of a deal holds only until another writer has been there.
        @Test func anotherWriterOfTheFileIsSeen() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let path = folder.path + "/deals.db"
            let (here, there) = (try SQLiteStore(path), try SQLiteStore(path))
            let deal = DealID.sample(1)
            for revision in 0..<12 as Range<Int64> {
                let (writer, other) = revision.isMultiple(of: 2) ? (here, there) : (there, here)
                #expect(
                    try await writer.commit([.sample(deal, expecting: revision)]) == [.stored(revision: revision + 1)]
                )
                #expect(
                    try await other.commit([.sample(deal, expecting: revision)]) == [.conflict(actual: revision + 1)]
                )
            }
            #expect(try await here.records(of: deal, tenant: "", after: 0, limit: 100).map(\.revision) == Array(1...12))
            await here.close()
            await there.close()
        }

        /// A batch that fails in its middle leaves nothing behind, and nothing of it is remembered.
        @Test func aFailedTransactionIsForgotten() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let path = folder.path + "/deals.db"
            let store = try SQLiteStore(path)
            let deal = DealID.sample(1)
            #expect(try await store.commit([.sample(deal, expecting: 0)]) == [.stored(revision: 1)])
            let other = try DatabaseQueue(path: path)
            try await other.write { database in
                try database.execute(
                    sql: """
                        CREATE TRIGGER no BEFORE INSERT ON journal WHEN new.revision = 3
                        BEGIN SELECT RAISE(ABORT, 'no'); END
                        """
                )
            }
            await #expect(throws: StoreError.self) {
                try await store.commit([.sample(deal, expecting: 1), .sample(deal, expecting: 2)])
            }
            #expect(try await store.commit([.sample(deal, expecting: 2)]) == [.conflict(actual: 1)])
            try await other.write { try $0.execute(sql: "DROP TRIGGER no") }
            #expect(try await store.commit([.sample(deal, expecting: 1), .sample(deal, expecting: 2)]).count == 2)
            #expect(try await store.records(of: deal, tenant: "", after: 0, limit: 9).map(\.revision) == [1, 2, 3])
            await store.close()
        }
    }

    private final class End: Sendable {
        let isReached = Atomic(false)
    }

#endif
