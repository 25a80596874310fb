#if CLI

    import ArgumentParser
    import Foundation
    import Testing

    @testable import TurnpikeCLI

    /// What holds for every command.
    @Suite struct WholeToolTests {
        static let commands = names(RootCommand.self, "")

        private static func names(_ command: any ParsableCommand.Type, _ path: String) -> [String] {
            command.configuration.subcommands.flatMap { subcommand in
                let name = (path.isEmpty ? "" : path + " ") + subcommand._commandName
                return [name] + names(subcommand, name)
            }
        }

        @Test(arguments: Self.commands)
        func helpHasAnExample(command: String) async throws {
            let playground = try await Playground()
            let run = try await playground.run(command + " --help")
            #expect(run.status == 0)
            let example = run.output.components(separatedBy: "\n").contains { $0.hasPrefix("  turnpike \(command)") }
            #expect(example, "\(run.output)")
        }

        static let answers: [(String, String)] = [
            ("new retail", "new"), ("check shop.process.yaml", "check"), ("check --codes", "codes"),
            ("check --explain TP1015", "code"), ("diagram shop.process.yaml", "diagram"),
            ("generate shop.process.yaml", "swift_types"), ("processes", "processes"),
            ("processes --print shop", "process"), ("demo", "demo"),
            ("open shop.process.yaml --name B", "changed"), ("set lemon budget=5", "changed"),
            ("do lemon chat --start", "changed"), ("move lemon gone --reason price", "changed"),
            ("override lemon sell --because Hurry", "changed"), ("assign lemon rep_2", "changed"),
            ("relate lemon --no-account", "unchanged"), ("comment lemon Hello", "changed"),
            ("signal lemon paid", "changed"), ("observe lemon greet", "unchanged"),
            ("explain lemon", "explanation"), ("show lemon", "deal"), ("history lemon", "history"),
            ("board", "board"), ("report", "report"), ("account stand seats=4", "account"),
            ("contact till name=Till", "contact"),
            ("import --process shop --map rows.map.yaml rows.csv", "import"), ("outbox list", "outbox"),
            ("outbox deliver", "delivered"), ("completions zsh", "completions"),
            ("timers", "timers"), ("tick --until 2026-01-01T09:00", "tick"), ("run --once", "run"),
            ("test shop.process.yaml greeted.scenarios.yaml", "test"),
            ("versions", "versions"), ("show-effective shop.process.yaml", "effective"), ("inbox", "inbox"),
            ("erase lemon", "would_erase"), ("erase lemon --yes", "erased"),
            ("plugin verify --config-file ledger.json python3 \(ledger)", "plugin_verification"),
        ]

        /// The example of a plug-in.
        static let ledger =
            #filePath.replacing("Tests/TurnpikeCLITests/WholeToolTests.swift", with: "")
            + "Examples/plugins/python_ledger/ledger.py"

        @Test(arguments: Self.answers)
        func everyCommandAnswersInJSON(line: String, kind: String) async throws {
            let playground = try await Playground(opening: true)
            try playground.write("rows.csv", "id,name,step,amount\n1,Lemon,new,40\n")
            try playground.write("rows.map.yaml", Self.map)
            try playground.write(
                "greeted.scenarios.yaml",
                "scenarios:\n  - {name: A deal begins with a greeting, do: [{open: {}}], expect: {stage: greet}}\n"
            )
            try playground.write("ledger.json", "{\"path\": \"ledger.jsonl\"}")
            let document = try await playground.json(line + " --format json", status: 0)
            #expect(document["kind"] as? String == kind)
        }

        /// What the process of the playground has nothing for: approvals, and rules of assignment.
        static let errors = [
            "request lemon discount", "approve lemon discount", "reject lemon discount --note No",
            "recall lemon discount", "accept lemon", "decline lemon", "observed lemon push_back",
            "drift lemon",
        ]

        @Test(arguments: Self.errors)
        func everyCommandTellsItsErrorInJSON(line: String) async throws {
            let playground = try await Playground(opening: true)
            let document = try await playground.json(line + " --format json", status: 2)
            #expect(document["kind"] as? String == "error")
            #expect(document["status"] as? Int == 2)
        }

        @Test func theListOfAnswersIsComplete() {
            let told = Set((Self.answers.map(\.0) + Self.errors).map { $0.components(separatedBy: " ")[0] })
            let known = Set(Self.commands.filter { !$0.contains(" ") })
            #expect(told == known)
        }

        static let map = """
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

        @Test(arguments: [
            (["---completion", "show", "--", "positional@0", "2", "0", "turnpike", "show", ""], "lemon"),
            (["---completion", "move", "--", "positional@1", "3", "0", "turnpike", "move", "lemon", ""], "sell\ngone"),
            (["---completion", "do", "--", "positional@1", "3", "0", "turnpike", "do", "lemon", ""], "chat"),
            (
                [
                    "---completion", "do", "--", "--outcome", "5", "0", "turnpike", "do", "lemon", "chat", "--outcome",
                    "",
                ],
                "keen\naway"
            ),
            (
                ["---completion", "set", "--", "positional@1", "3", "0", "turnpike", "set", "lemon", ""],
                "amount=\nbudget=\nphone=\ntaste=\nclosed_on="
            ),
            (
                [
                    "---completion", "observe", "--", "positional@1", "5", "0", "turnpike", "observe", "--store",
                    "deals.db", "lemon", "",
                ],
                "greet\nsell\nsold\ngone"
            ),
            (["---completion", "board", "--", "positional@0", "2", "0", "turnpike", "board", ""], "shop"),
            (
                ["---completion", "board", "--", "--role", "3", "0", "turnpike", "board", "--role", ""],
                "boss\ncashier\nrep"
            ),
            (
                [
                    "---completion", "show", "--", "positional@0", "4", "0", "turnpike", "show", "--store", "none.db",
                    "",
                ],
                ""
            ),
        ])
        func theShellIsOfferedWhatTheStoreHolds(words: [String], expected: String) async throws {
            let playground = try await Playground(opening: true)
            let run = try await playground.run(words)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.trimmingCharacters(in: .newlines) == expected)
            #expect(!playground.exists("none.db"))
        }

        @Test func bashCompletesADeal() async throws {
            let playground = try await Playground(opening: true)
            let script = try await playground.run("completions bash").output
            try playground.write("completion.bash", script)
            let folder = Program.folder.path
            try playground.write(
                "try.bash",
                """
                PATH="\(folder):$PATH"
                source completion.bash
                COMP_WORDS=(turnpike show le)
                COMP_CWORD=2
                COMP_LINE="turnpike show le"
                COMP_POINT=${#COMP_LINE}
                COMP_TYPE=9
                _turnpike turnpike le show
                echo "${COMPREPLY[@]}"
                """
            )
            let run = try await playground.program.launch(URL(fileURLWithPath: "/bin/bash"), ["try.bash"])
            #expect(run.output.trimmingCharacters(in: .whitespacesAndNewlines) == "lemon", "\(run.errors)")
        }

        @Test func aBoardFitsANarrowTerminalWhateverTheNames() async throws {
            let playground = try await Playground(environment: ["COLUMNS": "24"])
            for name in ["日本語のとても長い名前の商談", "e\u{301}e\u{301}e\u{301} Café", "👩‍👩‍👧 Family 👍🏽", "\u{202E}evil"] {
                let run = try await playground.run(["open", "shop.process.yaml", "--name", name, "--set", "amount=40"])
                #expect(run.status == 0, "\(run.errors)")
            }
            let board = try await playground.run("board")
            #expect(board.status == 0)
            for line in board.output.components(separatedBy: "\n").dropFirst() {
                #expect(SafeText.width(line) <= 24, "\(line)")
            }
        }

        @Test func nothingNeedsAHome() async throws {
            let playground = try await Playground(opening: true)
            let program = Program.folder.appendingPathComponent("turnpike").path
            let run = try await playground.program.launch(
                URL(fileURLWithPath: "/usr/bin/env"),
                ["-i", program, "comment", "lemon", "Hello"]
            )
            #expect(run.status == 0, "\(run.errors)")
            #expect(try await playground.run("history lemon").output.contains("cli  comment"))
        }
    }

#endif
