#if SQLite

    import Foundation
    import GRDB
    import Testing
    import Turnpike
    import TurnpikeValues

    @testable import TurnpikeSQLite

    /// A long log is copied back into the file beside those who write, and begun anew.
    @Suite struct WriteAheadLogTests {
        private static let page = 4_096

        private func size(_ path: String) throws -> Int {
            try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        }

        private func integrity(of path: String) async throws -> String? {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            return try await queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        }

        /// Three times what a log may hold, from one caller and from many at once.
        @Test(arguments: [1, 8])
        func aLogThatGrowsWithoutAPauseIsBegunAnew(callers: Int) async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let path = folder.path + "/deals.db"
            let store = try SQLiteStore(path)
            let pages = Int(WriteAheadLog.limit)
            let perCommit = 40
            let commits = 3 * pages / perCommit / callers
            let deals = (0..<callers).map(DealID.sample)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for deal in deals {
                    group.addTask {
                        for revision in 0..<Int64(commits) {
                            let commit = Commit.sample(deal, expecting: revision, bytes: perCommit * Self.page)
                            let results = try await store.commit([commit])
                            #expect(results == [.stored(revision: revision + 1)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            // All of it went through the log, which is shorter than that, and most of it stands in the file by now.
            #expect(try size(path) > 2 * pages * Self.page)
            #expect(try size(path + "-wal") < 5 * pages * Self.page / 2)
            for deal in deals {
                let records = try await store.records(of: deal, tenant: "", after: 0, limit: .max)
                #expect(records.map(\.revision) == Array(1...Int64(commits)))
                #expect(records.allSatisfy { $0.body.count == perCommit * Self.page + 2 })
            }
            await store.close()
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
            #expect(try await integrity(of: path) == "ok")
        }

        /// The copier by itself moves what is in the log into the file.
        @Test func theCopierNeedsNoHelp() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let path = folder.path + "/deals.db"
            let store = try SQLiteStore(path)
            let pages = 700
            let results = try await store.commit([.sample(.sample(1), expecting: 0, bytes: pages * Self.page)])
            #expect(results == [.stored(revision: 1)])
            #expect(try size(path) < pages * Self.page)
            let copier = LogCopier(StoreFile(path: path, options: .init()))
            #expect(copier.progress == .idle)
            copier.start()
            while copier.progress == .copying { try await Task.sleep(for: .milliseconds(1)) }
            #expect(copier.progress == .ended)
            #expect(try size(path) > pages * Self.page)
            copier.rest()
            #expect(copier.progress == .idle)
            copier.close()
            await store.close()
            #expect(try await integrity(of: path) == "ok")
        }

        /// Whoever reads keeps its part of the log, so that it is begun anew only afterwards; nobody waits meanwhile.
        @Test func aReaderKeepsTheLogAsLongAsItReads() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let path = folder.path + "/deals.db"
            let store = try SQLiteStore(path)
            let pages = Int(WriteAheadLog.limit)
            let perCommit = 100
            let deal = DealID.sample(1)
            func write(_ revisions: Range<Int64>) async throws {
                for revision in revisions {
                    let commit = Commit.sample(deal, expecting: revision, bytes: perCommit * Self.page)
                    #expect(try await store.commit([commit]) == [.stored(revision: revision + 1)])
                }
            }
            let round = Int64(pages / perCommit + 10)
            try await write(0..<1)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let reader = try DatabaseQueue(path: path, configuration: configuration)
            try await reader.writeWithoutTransaction { database in
                try database.execute(sql: "BEGIN")
                _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM deal")
            }
            try await write(1..<3 * round)
            #expect(try size(path + "-wal") > 2 * pages * Self.page)
            let revision = try await reader.writeWithoutTransaction { database in
                let seen = try Int64.fetchOne(database, sql: "SELECT revision FROM deal")
                try database.execute(sql: "COMMIT")
                return seen
            }
            #expect(revision == 1)
            let kept = try size(path + "-wal")
            try await write(3 * round..<6 * round)
            #expect(try size(path + "-wal") <= kept + 2 * pages * Self.page)
            #expect(try await store.deal(deal, tenant: "")?.summary.revision == 6 * round)
            try reader.close()
            await store.close()
            #expect(try await integrity(of: path) == "ok")
        }
    }

#endif
