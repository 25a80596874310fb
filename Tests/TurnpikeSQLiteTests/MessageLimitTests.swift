#if SQLite

    import Testing
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues
    import TurnpikeYAML

    @testable import TurnpikeSQLite

    /// How many messages go out for one owner, with several workers on one file: never more, and each once.
    @Suite struct MessageLimitTests {
        private static let process = """
            turnpike: 1
            process: outbound
            fields: {mail: {type: email, label: Mail}}
            templates: {intro: {subject: Hello, body: A word}, later: {subject: Still there?, body: A word}}
            contact_rules: {per_owner: 4}
            cadences: {letters: {steps: [{email: intro}], stops_on: [replied]}}
            stages:
              lead: {cadence: letters, moves: {talk: {after: 20 days}}}
              talk: {moves: [won]}
              won: {outcome: won}
            hooks: [{event: stage.entered talk, do: [{email: {template: later, to: deal.mail}}]}]
            """

        @Test func severalWorkersKeepTheDailyMaximumOfAnOwner() async throws {
            let folder = try TemporaryFolder()
            let path = folder.path + "/deals.db"
            let process: SalesProcess
            do { process = try SalesProcess(yaml: Self.process) } catch {
                Issue.record("\(error.diagnostics.map(\.message))")
                return
            }
            let start = Instant(milliseconds: 1_767_603_600_000)
            let clock = ManualClock(start)
            var stores: [SQLiteStore] = []
            var workers: [Pipeline] = []
            for _ in 0..<3 {
                let store = try SQLiteStore(path)
                stores.append(store)
                workers.append(try await Pipeline(processes: [process], store: store, clock: clock))
            }
            let rep = Actor(id: "rep_1")
            var ids: [DealID] = []
            for number in 0..<18 {
                let owner = "rep_\(number % 2)"
                let mail: [String: Value] = ["mail": .string("buyer\(number)@example.org")]
                ids.append(
                    try await workers[number % 3].open("outbound", name: "D", owner: owner, fields: mail, by: rep).id
                )
            }
            // Each round is longer than a lease, so what a worker had to give up is taken up by the next.
            var rounds = 0
            while rounds < 400 {
                rounds += 1
                let fired = try await withThrowingTaskGroup(of: Int.self) { group in
                    for worker in workers { group.addTask { try await worker.fireDueTimers(limit: 5).fired } }
                    return try await group.reduce(0, +)
                }
                if fired > 0 { continue }
                let next = try await workers[0].timers(limit: 1).first
                guard let next else { break }
                let rest = clock.now().adding(.seconds(61)) ?? .max
                clock.set(max(rest, next.due))
            }
            #expect(rounds < 400, "the timers do not come to an end")
            var sent: [String: [String: Int]] = [:]
            for (number, id) in ids.enumerated() {
                var query = OutboxQuery(deal: id)
                query.limit = 100
                let rows = try await stores[0].outbox(query)
                #expect(rows.count == 2, "each deal gets its two mails once")
                #expect(Set(rows.map(\.key)).count == rows.count)
                for row in rows {
                    let record = try await stores[0].records(of: id, tenant: "", after: row.revision - 1, limit: 1)
                    let at = try #require(record.first).recorded
                    sent["rep_\(number % 2)", default: [:]]["\(process.zone.date(of: at))", default: 0] += 1
                }
            }
            for (owner, days) in sent {
                #expect(days.values.reduce(0, +) == 18, "\(owner)")
                #expect(days.values.allSatisfy { $0 <= 4 }, "\(owner): \(days)")
            }
            for store in stores { await store.close() }
        }
    }

#endif
