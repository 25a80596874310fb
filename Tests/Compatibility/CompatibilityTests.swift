#if SQLite

    import Foundation
    import Testing
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeSQLite
    import TurnpikeValues
    import TurnpikeYAML

    /// Every store that a release has written is opened, replayed and moved on by this version.
    @Suite struct CompatibilityTests {
        private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Stores")

        /// The recorded stores' names, which are the versions that wrote them.
        static let recorded: [String] =
            ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasPrefix(".") }
            .sorted()

        /// Some years after the last recording.
        private let clock = ManualClock(Instant(milliseconds: 4_000_000_000_000))

        /// Runs with a copy of a recorded store, so that the recording stays as it is.
        private func withCopy(of name: String, _ body: (SQLiteStore, StoreContents) async throws -> Void) async throws {
            let copy = FileManager.default.temporaryDirectory.appending(path: "turnpike-\(UUID().uuidString)")
            try FileManager.default.copyItem(at: Self.folder.appending(path: name), to: copy)
            defer { try? FileManager.default.removeItem(at: copy) }
            let expected = try StoreContents(
                json: JSON.parse(Array(try Data(contentsOf: copy.appending(path: "expected.json"))))
            )
            let store = try SQLiteStore(copy.appending(path: "deals.db").path)
            try await body(store, expected)
            await store.close()
        }

        private func pipeline(_ store: any DealStore, _ tenant: String) async throws -> Pipeline {
            try await Pipeline(store: store, clock: clock, tenant: tenant, compile: { try SalesProcess($0) })
        }

        @Test func someStoreIsRecorded() {
            #expect(!Self.recorded.isEmpty)
        }

        @Test(arguments: recorded)
        func isReadAsItWasWritten(_ name: String) async throws {
            try await withCopy(of: name) { store, expected in
                let contents = try await StoreContents(of: store)
                #expect(contents == expected)
            }
        }

        @Test(arguments: recorded)
        func replayEqualsState(_ name: String) async throws {
            try await withCopy(of: name) { store, _ in
                for tenant in StoreContents.tenants {
                    let pipeline = try await pipeline(store, tenant)
                    for summary in try await store.deals(DealQuery(tenant: tenant)) {
                        let deal = try #require(try await pipeline.deal(summary.id))
                        let process = deal.process
                        var replayed = DealState(id: summary.id, fieldCount: process.fields.count)
                        for record in try await pipeline.history(summary.id) { process.apply(record, to: &replayed) }
                        let again = StoredDeal(Deal(process: process, state: replayed))
                        #expect(again == StoredDeal(deal), "\(summary.name)")
                        #expect(again.summary == summary, "\(summary.name)")
                        #expect(process.digest == summary.digest, "the definition's meaning")
                    }
                }
            }
        }

        @Test(arguments: recorded)
        func movesOn(_ name: String) async throws {
            try await withCopy(of: name) { store, expected in
                for tenant in StoreContents.tenants {
                    let pipeline = try await pipeline(store, tenant)
                    let rep = Actor.person("rep_9", roles: "rep")
                    let summary = try #require(try await pipeline.find("ready").first)
                    guard case .moved(let deal) = try await pipeline.move(summary.id, to: "proposal", by: rep) else {
                        Issue.record("the recorded deal does not move on")
                        return
                    }
                    #expect(deal.revision == summary.revision + 1)
                    let open = try #require(try await pipeline.find("sf:5").first)
                    guard case .refused = try await pipeline.move(open.id, to: "proposal", by: rep) else {
                        Issue.record("the recorded gate does not hold")
                        return
                    }
                    // Rows of then and of now go out in order; the lane behind the dead letter stays.
                    let lines = Lines()
                    let dispatcher = Dispatcher(store: store, deliverers: [lines], tenant: tenant, clock: clock)
                    let delivered = try await dispatcher.drainAll().delivered
                    let rows = try await store.outbox(OutboxQuery(tenant: tenant))
                    #expect(rows.count > expected.rows.keys.filter { $0.hasPrefix("\(tenant)/") }.count)
                    #expect(delivered > 0)
                    #expect(rows.filter { $0.status == .dead }.count == 1)
                }
            }
        }

        /// Both stores run the same recorded run to the same bytes.
        @Test func storesAgreeOnTheRun() async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "turnpike-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let memory = InMemoryStore()
            let file = try SQLiteStore(folder.appending(path: "deals.db").path)
            for store in [memory, file] as [any DealStore] { try await RecordedRun(store).run() }
            let contents = (memory: try await StoreContents(of: memory), file: try await StoreContents(of: file))
            #expect(contents.memory == contents.file)
            #expect(!contents.file.rows.isEmpty)
            await file.close()
        }

        /// Records a store: `TURNPIKE_RECORD=VERSION swift test --filter CompatibilityTests`.
        @Test(.enabled(if: ProcessInfo.processInfo.environment["TURNPIKE_RECORD"] != nil, "records only when told to"))
        func records() async throws {
            let name = try #require(ProcessInfo.processInfo.environment["TURNPIKE_RECORD"])
            let folder = Self.folder.appending(path: name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let path = folder.appending(path: "deals.db").path
            guard !FileManager.default.fileExists(atPath: path) else {
                Issue.record("\(name) is recorded already, and a recording never changes")
                return
            }
            let store = try SQLiteStore(path)
            try await RecordedRun(store).run()
            let contents = try await StoreContents(of: store)
            await store.close()
            try Data(contents.json.canonical()).write(to: folder.appending(path: "expected.json"))
            Issue.record("\(name) was recorded; a run that records fails")
        }
    }

    /// Takes everything.
    private struct Lines: Deliverer {
        let plugins: [String]? = nil

        func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
            _ = try HookRequest(request.body)
            return DeliveryReceipt()
        }
    }

#endif
