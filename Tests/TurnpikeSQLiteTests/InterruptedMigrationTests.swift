#if SQLite

    import Foundation
    import GRDB
    import Testing
    import Turnpike

    @testable import TurnpikeSQLite

    /// A store that is being brought up to date when its process is killed is opened by the next one as if nothing had
    /// happened.
    @Suite struct InterruptedMigrationTests {
        private static let stores = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Compatibility/Stores")

        /// The stores that earlier versions wrote, each with how many steps of its way were done.
        static let cases: [(store: String, steps: Int)] =
            ((try? FileManager.default.contentsOfDirectory(atPath: stores.path)) ?? []).sorted()
            .flatMap { name -> [(String, Int)] in
                let path = stores.appending(path: name + "/deals.db").path
                guard let version = try? version(of: path) else { return [] }
                return (1...max(1, Schema.steps.count - version)).map { (name, $0) }
            }

        private static func version(of path: String) throws -> Int {
            let copy = try TemporaryFolder()
            defer { copy.remove() }
            try FileManager.default.copyItem(atPath: path, toPath: copy.path + "/deals.db")
            let queue = try DatabaseQueue(path: copy.path + "/deals.db")
            return try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        }

        /// The deals of a store with all their records, and the schema it has then.
        private func contents(of path: String) async throws -> [String] {
            let store = try SQLiteStore(path)
            var lines: [String] = []
            for tenant in ["", "other"] {
                for history in try await store.histories(DealQuery(tenant: tenant)) {
                    let records = history.records.map { String(decoding: $0.body, as: UTF8.self) }
                    lines.append(
                        "\(history.deal.summary) \(String(decoding: history.deal.state, as: UTF8.self)) \(records)"
                    )
                }
                for row in try await store.outbox(OutboxQuery(tenant: tenant)) {
                    lines.append("\(row.sequence) \(row.key) \(row.status)")
                }
            }
            await store.close()
            lines.append("schema \(try Self.version(of: path))")
            return lines
        }

        @Test(arguments: cases)
        func theNextProcessBringsItUpToDate(_ name: String, _ steps: Int) async throws {
            let (whole, cut, killed) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
            defer { for folder in [whole, cut, killed] { folder.remove() } }
            let original = Self.stores.appending(path: name + "/deals.db").path
            for folder in [whole, cut] {
                try FileManager.default.copyItem(atPath: original, toPath: folder.path + "/deals.db")
            }
            let version = try Self.version(of: original)
            let queue = try DatabaseQueue(path: cut.path + "/deals.db")
            try queue.inDatabase { database in
                // So little memory that what is not committed stands in the log already.
                try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA cache_size = 4; BEGIN IMMEDIATE")
                for step in Schema.steps.dropFirst(version).prefix(steps) {
                    try database.execute(sql: step.description)
                }
                for file in ["deals.db", "deals.db-wal"] {
                    try FileManager.default.copyItem(atPath: "\(cut.path)/\(file)", toPath: "\(killed.path)/\(file)")
                }
                try database.execute(sql: "ROLLBACK")
            }
            #expect(try Self.version(of: killed.path + "/deals.db") == version)
            let expected = try await contents(of: whole.path + "/deals.db")
            #expect(try await contents(of: killed.path + "/deals.db") == expected)
            #expect(expected.last == "schema \(Schema.version)" && expected.count > 2)
        }
    }

#endif
