#if SQLite

    import Foundation
    import Testing
    import Turnpike
    import TurnpikeSQLite
    import TurnpikeValues

    @Suite struct ErasureTests {
        private func commit(_ number: Int, mail: String) -> Commit {
            var commit = Commit.sample(.sample(number), expecting: 0)
            commit.sensitive = [
                SensitiveValue(field: "mail", revision: 1, value: Array("\"\(mail)\"".utf8)),
                SensitiveValue(field: "phone", revision: 1, value: Array("\"555-\(mail)\"".utf8)),
            ]
            return commit
        }

        /// What is erased is not only out of reach: the file does not hold its bytes any more.
        @Test func theBytesOfAnErasedValueAreGoneFromTheFile() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let store = try SQLiteStore(folder.path + "/deals.db")
            let commits = (0..<50).map { commit($0, mail: "needle-\($0)@haystack.example") }
            _ = try await store.commit(commits)
            for commit in commits.dropLast() {
                #expect(try await store.eraseSensitiveValues(of: commit.deal, tenant: "") == 2)
            }
            #expect(try await store.eraseSensitiveValues(of: commits[0].deal, tenant: "") == 0, "once is enough")
            #expect(try await store.eraseSensitiveValues(of: commits[49].deal, tenant: "other") == 0)
            let left = try await store.sensitiveValues(of: commits[0].deal, tenant: "")
            #expect(left.map(\.field) == ["mail", "phone"])
            #expect(left.allSatisfy { $0.value == nil }, "that there was a value stays known")
            #expect(try await store.sensitiveValues(of: commits[49].deal, tenant: "").allSatisfy { $0.value != nil })
            await store.close()
            for name in try folder.contents() {
                let bytes = try folder.bytes(name)
                let text = String(decoding: bytes, as: UTF8.self)
                for number in 0..<49 { #expect(!text.contains("needle-\(number)@"), "\(name) still holds \(number)") }
            }
        }
    }

#endif
