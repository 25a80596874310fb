#if CLI && SQLite

    import Foundation
    import Testing

    /// `turnpike.yaml` as commands use it.
    @Suite(.timeLimit(.minutes(20))) struct ConfigurationTests {
        @Test func theStoreIsThatOfTheConfiguration() async throws {
            let playground = try await Playground()
            try playground.write("turnpike.yaml", "store: kept.db\n")
            try #require(try await playground.run("open shop.process.yaml --name A --key a").status == 0)
            #expect(playground.exists("kept.db") && !playground.exists("deals.db"))
            #expect(try await playground.run("open shop.process.yaml --name B --store other.db").status == 0)
            #expect(playground.exists("other.db"), "a flag goes before the file")
        }

        @Test func aTenantOfTheConfigurationSeesItsOwn() async throws {
            let playground = try await Playground(opening: true)
            try playground.write("north.yaml", "tenant: north\n")
            let run = try await playground.run("show lemon --config north.yaml")
            #expect(run.status == 2)
            #expect(try await playground.run("show lemon").status == 0)
        }

        @Test func whatIsWrongInItStopsTheCommandWithItsPlace() async throws {
            let playground = try await Playground(opening: true)
            try playground.write("turnpike.yaml", "stroe: kept.db\n")
            let run = try await playground.run("show lemon")
            #expect(run.status == 1)
            #expect(run.errors.contains("turnpike.yaml:1:1"), "\(run.errors)")
            #expect(run.errors.contains("TP1660"))
        }

        @Test func hooksGoToThePluginsOfTheConfiguration() async throws {
            let playground = try await Playground()
            try playground.write(
                "turnpike.yaml",
                """
                plugins:
                  ledger:
                    command: [python3, \(WholeToolTests.ledger)]
                    for: [notify]
                    settings: {path: ledger.jsonl}
                    limits: {start: 10 minutes, call: 10 minutes}
                """
            )
            try playground.write("ring.process.yaml", Self.process)
            let run = try await playground.run("open ring.process.yaml --name Acme --key acme")
            try #require(run.status == 0, "\(run.errors)")
            #expect(try playground.read("ledger.jsonl").contains("Acme is new"))
            let rest = try playground.read("outbox.jsonl")
            #expect(rest.contains("\"plugin\":\"crm\""), "what no plug-in takes goes to the file")
            #expect(!rest.contains("\"plugin\":\"notify\""))
        }

        @Test func aPluginThatCannotBeStartedLeavesItsRowsWaiting() async throws {
            let playground = try await Playground()
            try playground.write("turnpike.yaml", "plugins: {notify: ./not_there}\n")
            try playground.write("ring.process.yaml", Self.process)
            let run = try await playground.run("open ring.process.yaml --name Acme --key acme")
            #expect(run.status == 0, "the deal is stored all the same")
            let list = try await playground.run("outbox list --status pending")
            #expect(list.output.contains("notify"), "\(list.output)")
        }

        static let process = """
            turnpike: 1
            process: ring
            stages:
              talk: {moves: [sold]}
              sold: {outcome: won}
            hooks:
              - {event: deal.opened, do: [{notify: {to: "desk", text: "${deal.name} is new"}}, {crm: upsert}]}
            """
    }

#endif
