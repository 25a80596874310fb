#if CLI

    import Foundation
    import Testing
    import TurnpikeTemplates

    /// The example processes, as `turnpike new` names them.
    let exampleProcesses = ProcessTemplate.all.map(\.id)

    @Suite struct RoadTests {
        @Test(arguments: exampleProcesses)
        func theExampleTakesDealsToTheirEnds(name: String) async throws {
            let playground = try await Playground()
            let folder = Program.root.appendingPathComponent("Examples/processes/\(name)")
            let run = try await playground.program.runScript(folder.appendingPathComponent("walkthrough.sh"))
            #expect(run.status == 0, "\(run.errors)\n\(run.output.suffix(2_000))")
        }

        @Test func everyExampleIsOffered() throws {
            let folder = Program.root.appendingPathComponent("Examples/processes").path
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names.filter { !$0.contains(".") }.sorted() == exampleProcesses.sorted())
            for template in ProcessTemplate.all {
                let offered = Set(template.files.map(\.name))
                let there = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(template.id)")
                #expect(offered == Set(there.filter { $0.hasSuffix(".yaml") }), "\(template.id)")
                #expect(template.files.first?.name == "\(template.id).process.yaml")
            }
        }

        @Test(arguments: exampleProcesses)
        func aNewFileIsTheExampleAndSound(name: String) async throws {
            let playground = try await Playground()
            let others = Set(playground.files)
            #expect(try await playground.run("new \(name)").status == 0)
            let example = Program.root.appendingPathComponent("Examples/processes/\(name)/\(name).process.yaml")
            #expect(try playground.read("\(name).process.yaml") == String(contentsOf: example, encoding: .utf8))
            for file in playground.files where file.hasSuffix(".process.yaml") && !others.contains(file) {
                let check = try await playground.run("check --strict \(file)")
                #expect(check.status == 0, "\(check.output)\(check.errors)")
            }
        }

        /// A newcomer gets what is different elsewhere with all that it takes in, and can run it.
        @Test func anExampleBringsItsOverlayWithWhatThatUses() async throws {
            let playground = try await Playground()
            #expect(try await playground.run("new enterprise_b2b").status == 0)
            #expect(playground.files.contains("meddicc.yaml"))
            let page = try playground.read("enterprise_b2b.README.md")
            #expect(page.contains("turnpike test enterprise_dach.process.yaml"))
            let test = try await playground.run("test enterprise_dach.process.yaml --coverage")
            #expect(test.status == 0, "\(test.output)\(test.errors)")
            #expect(test.output.contains("what it takes over from enterprise_b2b.process.yaml is tested there"))
            let whole = try await playground.run("show-effective enterprise_dach.process.yaml")
            #expect(whole.status == 0 && whole.output.contains("works_council"), "\(whole.errors)")
            let open = try await playground.run("open enterprise_dach.process.yaml --name First --key first")
            #expect(open.status == 0, "\(open.output)\(open.errors)")
            #expect(try await playground.run("explain first").status == 0)
        }

        @Test func theDemonstrationRunsAndLeavesNothing() async throws {
            let playground = try await Playground()
            let run = try await playground.run("demo")
            #expect(run.status == 0, "\(run.errors)")
            for words in ["refused", "still owed", "closed_won, won", "delivered", "exit status 3"] {
                #expect(run.output.contains(words), "\(words)")
            }
            #expect(playground.files == ["shop.process.yaml"])
        }

        @Test func theDemonstrationCanBeKept() async throws {
            let playground = try await Playground()
            try FileManager.default.createDirectory(
                at: playground.home.appendingPathComponent("kept"),
                withIntermediateDirectories: true
            )
            #expect(try await playground.run("demo --folder kept").status == 0)
            #expect(try await playground.run("show acme --store kept/deals.db").status == 0)
            let again = try await playground.run("demo --folder kept")
            #expect(again.status == 2)
            let lines = try playground.read("kept/outbox.jsonl").split(separator: "\n")
            #expect(!lines.isEmpty)
            for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        }

        @Test func deliveriesWaitWhereTheyAreAskedTo() async throws {
            let playground = try await Playground(opening: true)
            _ = try await playground.run("do lemon chat --outcome keen --capture taste=sour")
            _ = try await playground.run("set lemon budget=50")
            _ = try await playground.run("move lemon sell")
            #expect(try await playground.run("move lemon sold --no-deliver").status == 0)
            #expect(!playground.exists("outbox.jsonl"))
            let sent = try await playground.run("outbox deliver --outbox-file sent.jsonl")
            #expect(sent.status == 0)
            #expect(try playground.read("sent.jsonl").contains("Won: Lemonade, 40 EUR"))
            #expect(try await playground.run("outbox deliver").output == "nothing is due\n")
        }

        @Test func aPlugInThatFailsIsToldAndTheMoveStands() async throws {
            let playground = try await Playground(opening: true)
            _ = try await playground.run("do lemon chat --outcome keen --capture taste=sour")
            _ = try await playground.run("set lemon budget=50")
            _ = try await playground.run("move lemon sell")
            let run = try await playground.run("move lemon sold --outbox-file nowhere/sent.jsonl")
            #expect(run.status == 0, "the move is stored: another status would make a script try it again")
            #expect(run.errors.contains("not sent, to be tried again"))
            #expect(run.output.contains("sold"))
            let tried = try await playground.run("outbox deliver --outbox-file nowhere/sent.jsonl")
            #expect(tried.status == 0, "it is not due yet")
            #expect(try await playground.run("outbox retry 1").status == 0)
            let failed = try await playground.run("outbox deliver --outbox-file nowhere/sent.jsonl")
            #expect(failed.status == 4, "delivering was what was asked for")
            #expect(try await playground.run("show lemon").output.contains("sold"))
            #expect(try await playground.run("outbox retry 1").status == 0)
            #expect(try await playground.run("outbox deliver").output.contains("sent to outbox.jsonl"))
            #expect(try await playground.run("outbox drop 1").status == 2)
        }

        @Test func aStoreIsEnoughToGoOn() async throws {
            let playground = try await Playground(opening: true)
            try FileManager.default.removeItem(at: playground.home.appendingPathComponent("shop.process.yaml"))
            #expect(try await playground.run("set lemon budget=50").status == 0)
            let printed = try await playground.run("processes --print shop")
            #expect(printed.output == Playground.process)
            #expect(try await playground.run("open shop --name Second").status == 0)
        }

        @Test func aChangedFileNeedsAVersionOrADraft() async throws {
            let playground = try await Playground(opening: true)
            let changed = Playground.process.replacingOccurrences(of: "probability: 60%", with: "probability: 65%")
            try playground.write("shop.process.yaml", changed)
            let refused = try await playground.run("open shop.process.yaml --name Second")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("--draft"))
            #expect(try await playground.run("open shop.process.yaml --name Second --draft").status == 0)
            #expect(try await playground.run("show lemon").status == 0)
            try playground.write(
                "shop.process.yaml",
                changed.replacingOccurrences(of: "process: shop", with: "process: shop\nversion: 2")
            )
            #expect(try await playground.run("open shop.process.yaml --name Third").status == 0)
            #expect(try await playground.run("board").output.contains("version 2"))
        }

        @Test func tenantsDoNotSeeEachOther() async throws {
            let playground = try await Playground(opening: true)
            #expect(try await playground.run("show lemon --tenant other").status == 2)
            #expect(try await playground.run("board --tenant other").output == "no deals\n")
        }

        @Test func aDealIsFoundByPrefixKeyAndName() async throws {
            let playground = try await Playground(opening: true)
            let shown = try await playground.run("show lemon --format json")
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
            )
            let deal = try #require(document["deal"] as? [String: Any])
            let id = try #require(deal["id"] as? String)
            for words in [id, String(id.prefix(4)), "Lemonade", "lemon"] {
                #expect(try await playground.run(["show", words]).status == 0, "\(words)")
            }
        }

        @Test(arguments: ["bash", "zsh", "fish"])
        func completionsArePrinted(shell: String) async throws {
            let playground = try await Playground()
            let run = try await playground.run("completions \(shell)")
            #expect(run.status == 0)
            #expect(run.output.contains("turnpike"))
        }

        @Test func diagramsAreWrittenToFiles() async throws {
            let playground = try await Playground(opening: true)
            #expect(try await playground.run("diagram shop.process.yaml --format svg --output shop.svg").status == 0)
            #expect(try playground.read("shop.svg").contains("</svg>"))
            let counted = try await playground.run("diagram --process shop --deals --format dot")
            #expect(counted.status == 0)
            #expect(counted.output.contains("1 deal"))
        }

        @Test func rowsThatCannotBeTakenAreListedAndTheOthersAreTaken() async throws {
            let playground = try await Playground()
            try playground.write("rows.csv", "id,name,step,amount\n1,Lemon,new,40\n2,Lime,what,50\n1,Again,new,60\n")
            try playground.write(
                "rows.map.yaml",
                """
                map: rows
                process: shop
                key: id
                name: "${name}"
                fields: {amount: amount}
                stages:
                  column: step
                  paths: {new: [greet]}
                  entered: {greet: unknown}

                """
            )
            let run = try await playground.run("import --process shop.process.yaml --map rows.map.yaml rows.csv")
            #expect(run.status == 1, "\(run.errors)")
            #expect(run.output.contains("rows.csv:3: refused"))
            #expect(run.output.contains("rows.csv:4: refused"))
            #expect(try await playground.run("show Lemon").status == 0)
            let missing = try await playground.run("import --process shop --map rows.map.yaml absent.csv")
            #expect(missing.status == 1)
            #expect(missing.errors.contains("absent.csv"))
        }

        @Test func colorsAreOnlyForTerminals() async throws {
            let playground = try await Playground(opening: true)
            for line in ["show lemon", "board", "move lemon sell", "check shop.process.yaml"] {
                #expect(try await !playground.run(line).output.contains("\u{1B}"))
            }
        }
    }

#endif
