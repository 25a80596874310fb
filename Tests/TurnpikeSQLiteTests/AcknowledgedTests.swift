#if SQLite

    import Foundation
    import Testing
    import Turnpike
    import TurnpikeSQLite
    import TurnpikeValues

    /// What was acknowledged stands in the files: a copy of them, taken at once, has it.
    @Suite struct AcknowledgedTests {
        /// The revisions of some deals in a copy of the files as they are now.
        private func revisions(of deals: [DealID], in folder: TemporaryFolder) async throws -> [Int64?] {
            let copy = try TemporaryFolder()
            defer { copy.remove() }
            // The index of the log is made anew from the log, as after a power cut.
            for name in ["deals.db", "deals.db-wal"] {
                try FileManager.default.copyItem(atPath: "\(folder.path)/\(name)", toPath: "\(copy.path)/\(name)")
            }
            let store = try SQLiteStore(copy.path + "/deals.db")
            var found: [Int64?] = []
            for deal in deals { found.append(try await store.deal(deal, tenant: "")?.summary.revision) }
            await store.close()
            return found
        }

        @Test(arguments: [0, 5_000, 90_000, 100_000, 700_000])
        func aCommitOfEachSizeStandsInTheFiles(bytes: Int) async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let store = try SQLiteStore(folder.path + "/deals.db")
            let deal = DealID.sample(1)
            for revision in 0..<6 as Range<Int64> {
                let results = try await store.commit([.sample(deal, expecting: revision, bytes: bytes)])
                #expect(results == [.stored(revision: revision + 1)])
                #expect(try await revisions(of: [deal], in: folder) == [revision + 1])
            }
            let records = try await store.records(of: deal, tenant: "", after: 0, limit: 9)
            #expect(records.map(\.body.count) == Array(repeating: bytes + 2, count: 6))
            await store.close()
        }

        @Test func aGroupOfManyCallersStandsInTheFiles() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let store = try SQLiteStore(folder.path + "/deals.db")
            let deals = (0..<120).map(DealID.sample)
            for revision in 0..<4 as Range<Int64> {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for deal in deals {
                        group.addTask {
                            let results = try await store.commit([.sample(deal, expecting: revision, bytes: 3_000)])
                            #expect(results == [.stored(revision: revision + 1)])
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await revisions(of: deals, in: folder) == deals.map { _ in revision + 1 })
            }
            await store.close()
        }
    }

#endif
