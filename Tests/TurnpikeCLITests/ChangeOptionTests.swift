#if CLI

    import Foundation
    import Testing

    @Suite struct ChangeOptionTests {
        @Test func aChangeThatRestsOnAnOldRevisionIsNotMade() async throws {
            let playground = try await Playground(opening: true)
            #expect(try await playground.run("set lemon budget=50 --expect-revision 1").status == 0)
            for line in [
                "set lemon budget=60", "do lemon chat --start", "move lemon gone --reason price", "assign lemon rep_2",
                "comment lemon Hello", "signal lemon paid", "relate lemon --no-account",
                "override lemon sell --because Hurry",
            ] {
                let run = try await playground.run(line + " --expect-revision 1")
                #expect(run.status == 2, "\(line)")
                #expect(run.errors.contains("is at revision 2, not 1"), "\(line): \(run.errors)")
            }
            let document = try await playground.json("set lemon budget=60 --expect-revision 1 --format json", status: 2)
            #expect(document["code"] as? String == "stale")
            #expect(try await playground.run("show lemon").output.contains("revision 2"))
        }

        @Test func aCommandWithItsKeyIsDoneOnce() async throws {
            let playground = try await Playground()
            let opening = "open shop.process.yaml --name Lemonade --key lemon --idempotency-key first"
            #expect(try await playground.run(opening).status == 0)
            let again = try await playground.run(opening)
            #expect(again.status == 0, "\(again.errors)")
            #expect(again.output.contains("nothing changed: this was done before, as revision 1"))
            let comment = "comment lemon Hello --idempotency-key second"
            for _ in 0..<3 { #expect(try await playground.run(comment).status == 0) }
            let document = try await playground.json(comment + " --format json", status: 0)
            #expect(document["kind"] as? String == "unchanged")
            #expect(document["done_as_revision"] as? Int == 2)
            #expect(try await playground.run("show lemon").output.contains("revision 2"))
            let reused = try await playground.run("comment lemon Goodbye --idempotency-key second")
            #expect(reused.status == 2)
            #expect(reused.errors.contains("was used for another command"))
            #expect(try await playground.run("comment lemon Hello --idempotency-key ' '").status == 2)
        }

        @Test func aRepetitionDeliversWhatTheFirstAttemptLeft() async throws {
            let playground = try await Playground(opening: true)
            _ = try await playground.run("do lemon chat --outcome keen --capture taste=sour")
            _ = try await playground.run("set lemon budget=50")
            _ = try await playground.run("move lemon sell")
            #expect(try await playground.run("move lemon sold --idempotency-key k --no-deliver").status == 0)
            #expect(!playground.exists("outbox.jsonl"))
            let again = try await playground.run("move lemon sold --idempotency-key k")
            #expect(again.status == 0)
            #expect(try playground.read("outbox.jsonl").contains("Won: Lemonade"))
        }

        @Test func anOutsideSystemIsJudgedByThePolicy() async throws {
            let playground = try await Playground(opening: true)
            let refused = try await playground.run("observe lemon sell --source crm")
            #expect(refused.status == 3)
            #expect(refused.output.contains("known.needs.taste"))
            try playground.write(
                "shop.process.yaml",
                Playground.process.replacingOccurrences(
                    of: "currency: EUR",
                    with: "currency: EUR\nobserved: adopt_with_obligations\nversion: 2"
                )
            )
            #expect(try await playground.run("open shop.process.yaml --name Lime --key lime").status == 0)
            let adopted = try await playground.run("observe lime sell budget=5 --source crm --at unknown")
            #expect(adopted.status == 0, "\(adopted.errors)")
            #expect(adopted.output.contains("greet → sell, as seen in another system"))
            #expect(adopted.output.contains("still owed: known.needs.taste"))
            let history = try await playground.run("history lime")
            #expect(history.output.contains("crm (plugin)  observe"))
            #expect(try await playground.run("show lime").output.contains("5 EUR"))
            #expect(try await playground.run("observe lime gone --reason price --source crm").status == 0)
        }

        @Test(arguments: [
            ("observe lemon nowhere", "no stage is called 'nowhere'"),
            ("observe lemon sell --at yesterday", "'yesterday' is no moment"),
            ("observe lemon sell --at 2999-01-01T00:00:00Z", "lies in the future"),
            ("observe lemon gone --reason rain", "rain"),
            ("observe lemon sell --source ' '", "--source needs"),
            ("observe lemon sell bugdet=4", "did you mean 'budget'?"),
        ])
        func anObservationThatMakesNoSenseIsWrongUse(line: String, words: String) async throws {
            let playground = try await Playground(opening: true)
            let run = try await playground.run(line)
            #expect(run.status == 2)
            #expect(run.errors.contains(words), "\(run.errors)")
        }

        @Test(arguments: exampleProcesses)
        func theCommandsOfTheNewPageWork(name: String) async throws {
            let playground = try await Playground()
            #expect(try await playground.run("new \(name)").status == 0)
            let page = try playground.read("\(name).README.md")
            let commands = try #require(
                page.components(separatedBy: "```sh\n").dropFirst().first?
                    .components(separatedBy: "\n```").first
            ).components(separatedBy: "\n")
            #expect(commands.count == 5)
            for command in commands.prefix(3) {
                let words = command.replacingOccurrences(of: "\"", with: "'").components(separatedBy: "  # ")[0]
                let run = try await playground.run(
                    words.dropFirst("turnpike ".count).trimmingCharacters(in: .whitespaces)
                )
                #expect(run.status == 0, "\(command): \(run.errors)")
            }
            // The other two have words in capitals, to be replaced by what `explain` says.
            #expect(commands[3].contains("set first FIELD=VALUE") && commands[4].contains("move first STAGE"))
            // Only a map is said to map, and only scenarios to be run.
            #expect(page.contains("--map") == playground.files.contains { $0.hasSuffix(".map.yaml") })
            #expect(!page.contains("--map \(name).scenarios"))
            #expect(page.contains("`\(name).scenarios.yaml` says what the process must do"))
            // Several templates fit into one folder.
            #expect(try await playground.run("new \(name)").status == 2)
        }
    }

    extension Playground {
        /// Runs a command that answers with one JSON document.
        func json(_ line: String, status: Int32) async throws -> [String: Any] {
            let run = try await run(line)
            #expect(run.status == status, "\(line): \(run.errors)")
            #expect(run.errors.isEmpty)
            let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
            return try #require(document as? [String: Any], "\(line)")
        }
    }

#endif
