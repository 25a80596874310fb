#if CLI && SQLite

    import Foundation
    import Testing

    /// What was given up, what waits behind it, and what plug-ins were asked.
    @Suite(.timeLimit(.minutes(20))) struct OutboxTests {
        static let deals = """
            turnpike: 1
            process: kept
            stages:
              talk: {moves: [won]}
              won: {outcome: won}
            hooks:
              - {event: deal.opened, do: [{crm: upsert}, {notify: {to: "desk", text: "${deal.name} is new"}}]}
              - {event: comment.added, do: [{crm: upsert}]}

            """

        @Test func aDeadLetterTellsItsStoryAndComesBack() async throws {
            let playground = try await Playground()
            try playground.write("kept.process.yaml", Self.deals)
            // The folder is not there: each request is given up at its first failure.
            try playground.write("turnpike.yaml", "outbox_file: later/sent.jsonl\ndelivery: {attempts: 1}\n")
            try #require(try await playground.run("open kept.process.yaml --name Acme --key acme").status == 0)
            try #require(try await playground.run("comment acme Hello").status == 0)
            let dead = try await playground.json("outbox list --status dead --hook crm --format json", status: 0)
            #expect((dead["rows"] as? [[String: Any]])?.compactMap { $0["row"] as? Int } == [1])

            let shown = try await playground.json("outbox show 1 --format json", status: 0)
            #expect(shown["behind"] as? [Int] == [3], "what a CRM is to be told waits behind it")
            let row = try #require(shown["row"] as? [String: Any])
            let story = try #require(row["story"] as? [[String: Any]])
            #expect(story.count == 1)
            #expect((story.first?["error"] as? String)?.contains("later/sent.jsonl cannot be written") == true)
            #expect(story.first?["at"] != nil)
            let card = try await playground.run("outbox show 1").output
            #expect(card.contains("behind    1 row waits: 3"), "\(card)")
            #expect(try await playground.run("outbox show 2").output.contains("behind") == false)

            try FileManager.default.createDirectory(
                at: playground.home.appendingPathComponent("later"),
                withIntermediateDirectories: false
            )
            #expect(try await playground.run("outbox retry --dead --hook crm").status == 0)
            #expect(try await playground.run("outbox drop 2").status == 0)
            #expect(try await playground.run("outbox deliver").status == 0)
            #expect(try playground.read("later/sent.jsonl").split(separator: "\n").count == 2)
            let left = try await playground.json("outbox show 1 --format json", status: 0)
            #expect((left["row"] as? [String: Any])?["status"] as? String == "delivered")
            #expect(left["behind"] == nil)
        }

        @Test(arguments: [
            "outbox retry", "outbox retry 1 --dead", "outbox retry 1 --hook crm", "run --once --until idle",
        ])
        func whatMakesNoSenseIsWrongUse(line: String) async throws {
            let playground = try await Playground(opening: true)
            #expect(try await playground.run(line).status == 2)
        }

        static let asked = """
            turnpike: 1
            process: asked
            currency: EUR
            roles: {rep: Seller}
            fields: {amount: money}
            gates:
              credit_ok: {external: {plugin: credit_check, about: [amount]}}
            stages:
              offer: {moves: {sold: {by: [rep], gates: [credit_ok]}}}
              sold: {outcome: won}

            """

        @Test func aDealTellsHowItsQuestionsStand() async throws {
            let playground = try await Playground(environment: ["COLUMNS": "200"])
            try playground.write("asked.process.yaml", Self.asked)
            try #require(
                try await playground.run("open asked.process.yaml --name Acme --key acme --set amount=40").status == 0
            )
            #expect(try await playground.run("move acme sold --as rep_1 --no-deliver").status == 3)
            let card = try await playground.run("show acme").output
            #expect(card.contains("Questions to plug-ins"), "\(card)")
            #expect(card.contains("credit_ok  credit_check  open"), "\(card)")
            #expect(card.contains("sold waits for it, for rep_1"), "\(card)")
            let list = try await playground.run("outbox list --questions").output
            #expect(list.contains("ask:credit_check") && list.contains("Acme"), "\(list)")

            // Nobody answers to that name, which is an answer too.
            #expect(try await playground.run("outbox deliver").status == 0)
            let deal = try await playground.json("show acme --format json", status: 0)["deal"] as? [String: Any]
            let questions = try #require(deal?["questions"] as? [[String: Any]])
            #expect(questions.map { $0["standing"] as? String } == ["down"])
            #expect((questions.first?["text"] as? String)?.contains("no plug-in 'credit_check'") == true)
            #expect(try await playground.run("outbox list --questions").output == "nothing\n")
        }

        /// What a command says whose move waited for a plug-in, once that has answered.
        @Test func anAnswerThatCameAtOnceIsTold() async throws {
            let playground = try await Playground(environment: ["COLUMNS": "200"])
            let text = Self.asked.replacing("fields: {amount: money}", with: "fields: {amount: integer}")
            let hook = "hooks: [{event: deal.won, do: [{notify: {to: rep, text: Sold}}]}]\n"
            try playground.write("asked.process.yaml", text + hook)
            try playground.write(
                "turnpike.yaml",
                """
                plugins:
                  credit_check:
                    command: [python3, \(WholeToolTests.ledger)]
                    for: [credit_check, notify]
                    settings: {path: ledger.jsonl}

                """
            )
            let opened = try await playground.run("open asked.process.yaml --name Acme --key acme --set amount=2000")
            try #require(opened.status == 0, "\(opened.errors)")
            let refused = try await playground.run("move acme sold --as rep_1")
            #expect(refused.status == 3)
            #expect(refused.output.contains("asked credit_check\n"), "\(refused.output)")
            #expect(refused.output.contains("The ledger takes up to 1000."), "\(refused.output)")
            for stale in ["asked for now", "has not answered yet", "outbox.jsonl", "outbox deliver"] {
                #expect(!refused.output.contains(stale), "\(stale): \(refused.output)")
            }
            #expect(try await playground.run("set acme amount=900").status == 0)
            let moved = try await playground.run("move acme sold --as rep_1")
            #expect(moved.status == 0)
            #expect(moved.output.contains("asked credit_check\n"), "\(moved.output)")
            #expect(moved.output.contains("sent by the plug-in credit_check: notify send"), "\(moved.output)")
            #expect(try playground.read("ledger.jsonl").contains("Sold"))
        }
    }

#endif
