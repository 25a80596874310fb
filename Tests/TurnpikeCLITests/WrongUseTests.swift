#if CLI

    import Foundation
    import Testing

    @Suite struct WrongUseTests {
        @Test(arguments: [
            ("bogus", 2, "there is no command 'bogus'"),
            ("boar", 2, "did you mean 'turnpike board'?"),
            ("move", 2, "Missing expected argument '<deal>'"),
            ("move lemon sell --bogus", 2, "Unknown option '--bogus'"),
            ("board --limit many", 2, "'many'"),
            ("board --limit -1", 2, "--limit"),
            ("check", 2, "Name at least one process file."),
            ("check --explain TP9999", 2, "there is no code 'TP9999'"),
            ("new nothing", 2, "there is no template 'nothing'"),
            ("new retail --output nowhere", 2, "there is no folder 'nowhere'"),
            ("open missing.yaml --name A", 1, "there is no such file"),
            ("open shop.process.yaml --name ' '", 2, "--name needs words"),
            ("open shop.process.yaml --name A --key ''", 2, "--key needs"),
            ("open shop.process.yaml --name A --set amount", 2, "'amount' is no FIELD=VALUE"),
            ("open shop.process.yaml --name A --set amout=5", 2, "did you mean 'amount'?"),
            ("open shop.process.yaml --name A --set amount=lots", 2, "amount holds an amount of money"),
            ("open shop.process.yaml --name A --set taste=bitter", 2, "one of sweet, sour"),
            ("open shop.process.yaml --name A --role bos", 2, "did you mean 'boss'?"),
            ("open shop.process.yaml --name A --stage sel", 2, "did you mean 'sell'?"),
            ("open shopp --name A", 2, "did you mean 'shop'?"),
            ("show nobody", 2, "no deal is called 'nobody'"),
            ("show ''", 2, "name the deal"),
            ("set lemon budget", 2, "is no FIELD=VALUE"),
            ("set lemon bugdet=5", 2, "did you mean 'budget'?"),
            ("set lemon closed_on=2026-02-30", 2, "closed_on holds a date"),
            ("do lemon chatt", 2, "did you mean 'chat'?"),
            ("do lemon chat", 2, "keen, away"),
            ("do lemon chat --outcome happy", 2, "happy"),
            ("do lemon chat --start --skip", 2, "Only one of"),
            ("move lemon nowhere", 2, "nowhere"),
            ("move lemon gone --reason rain", 2, "rain"),
            ("signal lemon payd", 2, "did you mean 'paid'?"),
            ("explain lemon sel", 2, "did you mean 'sell'?"),
            ("explain lemon sold", 2, "no move leads from greet to 'sold'"),
            ("assign lemon", 2, "--nobody"),
            ("relate lemon", 2, "exactly one of"),
            ("outbox show 99", 2, "the outbox has no row 99"),
            ("outbox list --status lost", 2, "'pending', 'delivered', 'dead' or 'dropped'"),
            ("account nobody", 2, "there is no account 'nobody'"),
            ("diagram", 2, "Name a process file"),
            ("diagram --process nothing", 2, "no process is called 'nothing'"),
            ("processes --print nothing", 2, "the store keeps no process 'nothing'"),
            ("show lemon --store absent.db", 4, "there is no store 'absent.db'"),
            ("show lemon --store noise.yaml", 4, "not"),
            ("show lemon --store .", 4, "folder"),
            ("open shop.process.yaml --name A --store nowhere/deals.db", 4, "nowhere"),
        ])
        func eachMistakeHasItsStatusAndItsWords(line: String, status: Int32, words: String) async throws {
            let playground = try await Playground(opening: true)
            try playground.write("noise.yaml", bytes: (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) })
            let before = playground.files
            let run = try await playground.run(line)
            #expect(run.status == status, "\(run.errors)")
            #expect(run.errors.contains(words), "\(run.errors)")
            #expect(run.output.isEmpty)
            #expect(playground.files == before, "nothing is left behind")
            // The same mistake as JSON: one document on standard output.
            guard !line.hasPrefix("diagram") else { return }
            let json = try await playground.run(line + " --format json")
            #expect(json.status == status)
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            )
            #expect(document["kind"] as? String == "error")
            #expect(document["status"] as? Int32 == status)
        }

        @Test(arguments: [
            ("missing.yaml", "error[TP1001]: cannot read 'missing.yaml': there is no such file"),
            (".", "error[TP1001]: cannot read '.': it is a folder"),
            ("noise.yaml", "noise.yaml:1:1: error[TP1005]"),
        ])
        func aFileThatIsNoProcessIsAFinding(file: String, words: String) async throws {
            let playground = try await Playground()
            try playground.write("noise.yaml", bytes: (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) })
            let run = try await playground.run("check \(file)")
            #expect(run.status == 1)
            #expect(run.output.contains(words))
            #expect(run.errors.isEmpty)
        }

        @Test(arguments: ["--set amout=5", "--stage nowhere", "--role bos", "--set amount=lots"])
        func anOpeningThatFailsLeavesNoStoreBehind(mistake: String) async throws {
            let playground = try await Playground()
            let run = try await playground.run("open shop.process.yaml --name A \(mistake)")
            #expect(run.status == 2)
            #expect(playground.files == ["shop.process.yaml"])
        }

        @Test(arguments: ["set lemon budget=50", "comment lemon Hello", "open shop.process.yaml --name B"])
        func aReadOnlyStoreIsRefusedByName(line: String) async throws {
            let (run, isUntouched) = try await Self.runOverReadOnlyStore(line)
            #expect(run.status == 4, "\(run.errors)")
            #expect(run.errors.contains("deals.db: the store is read-only: give this user write access"))
            #expect(isUntouched)
        }

        @Test(arguments: ["show lemon", "history lemon", "explain lemon", "board", "report", "outbox list"])
        func aReadOnlyStoreCanBeLookedAt(line: String) async throws {
            let (run, isUntouched) = try await Self.runOverReadOnlyStore(line)
            #expect(run.status == 0, "\(run.errors)")
            #expect(!run.output.isEmpty)
            #expect(isUntouched)
        }

        /// Gives a command about a store that its user may not write.
        private static func runOverReadOnlyStore(_ line: String) async throws -> (Program.Run, isUntouched: Bool) {
            let playground = try await Playground(opening: true)
            let path = playground.home.appendingPathComponent("deals.db")
            try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path.path)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: playground.home.path)
            let before = try Data(contentsOf: path)
            let run: Program.Run
            if FileManager.default.isWritableFile(atPath: path.path) {
                // The superuser may write everywhere, so the command is given to somebody who may not.
                let tool = try #require(Self.setpriv, "as root this needs 'setpriv'")
                let program = playground.home.appendingPathComponent("turnpike")
                let built = Program.folder.appendingPathComponent("turnpike").resolvingSymlinksInPath()
                // A link where possible: a copy that is just being written elsewhere cannot be started.
                if (try? FileManager.default.linkItem(at: built, to: program)) == nil {
                    try FileManager.default.copyItem(at: built, to: program)
                }
                run = try await playground.program.launch(
                    tool,
                    ["--reuid=65534", "--regid=65534", "--clear-groups", program.path] + Playground.words(line)
                )
            } else {
                run = try await playground.run(line)
            }
            return (run, try Data(contentsOf: path) == before)
        }

        private static let setpriv: URL? = ["/usr/bin/setpriv", "/bin/setpriv"].map { URL(fileURLWithPath: $0) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }

        @Test(arguments: ["/dev/null", "/dev/full", "/dev/zero", "pipe", "folder", ""])
        func whatIsNoFileIsNoStore(store: String) async throws {
            let playground = try await Playground()
            let pipe = playground.home.appendingPathComponent("pipe").path
            #expect(mkfifo(pipe, 0o644) == 0)
            try FileManager.default.createDirectory(
                at: playground.home.appendingPathComponent("folder"),
                withIntermediateDirectories: false
            )
            for line in ["show lemon", "open shop.process.yaml --name B", "board"] {
                let run = try await playground.run(Playground.words(line) + ["--store", store])
                #expect(run.status == 4, "\(line): \(run.errors)")
                #expect(run.errors.hasPrefix("error: "), "\(line): \(run.errors)")
            }
        }

        @Test(arguments: ["show", "board", "history", "help"])
        func aReaderThatGoesAwayIsNoFailure(command: String) async throws {
            let playground = try await Playground(opening: true)
            let program = Program.folder.appendingPathComponent("turnpike").path
            let words = ["board", "help"].contains(command) ? command : command + " lemon"
            // The reader is gone before the first byte is written.
            let script = "{ sleep 0.2; \(program) \(words); echo $? >&2; } | true"
            let run = try await playground.program.launch(URL(fileURLWithPath: "/bin/sh"), ["-c", script])
            #expect(run.errors == "0\n")
        }

        @Test(arguments: [(">&-", "4\n"), ("2>&- >out.txt", ""), ("<&-", "0\n")])
        func closedDescriptorsNeverReachTheStore(closed: String, says: String) async throws {
            let playground = try await Playground(opening: true)
            let program = Program.folder.appendingPathComponent("turnpike").path
            let script = "\(program) comment lemon Fresh \(closed); echo $? >&2"
            let run = try await playground.program.launch(URL(fileURLWithPath: "/bin/sh"), ["-c", script])
            #expect(run.errors.hasSuffix(says), "\(run.errors)")
            // An answer that went to the number of a closed descriptor would stand in the store's file.
            #expect(try await playground.run("show lemon").status == 0)
            #expect(try await playground.run("history lemon").output.contains("Fresh"))
        }

        @Test(arguments: ["show $(printf 'a\\377')", "open shop.process.yaml --name $(printf '\\300\\257')"])
        func wordsThatAreNoTextAreRefused(line: String) async throws {
            let playground = try await Playground(opening: true)
            let program = Program.folder.appendingPathComponent("turnpike").path
            let run = try await playground.program.launch(
                URL(fileURLWithPath: "/bin/sh"),
                ["-c", "\(program) \(line); echo $?"]
            )
            #expect(run.output == "2\n")
            #expect(run.errors.contains("is not valid UTF-8"), "\(run.errors)")
            let store = try await playground.program.launch(
                URL(fileURLWithPath: "/bin/sh"),
                ["-c", "TURNPIKE_STORE=$(printf '\\377.db') \(program) board; echo $?"]
            )
            #expect(store.output == "2\n")
            #expect(store.errors.contains("TURNPIKE_STORE is not valid UTF-8"))
        }

        @Test func aStoreOfANewerVersionIsRefusedAndKept() async throws {
            let playground = try await Playground(opening: true)
            let file = playground.home.appendingPathComponent("deals.db")
            var bytes = [UInt8](try Data(contentsOf: file))
            // The schema's version stands at byte 60 of an SQLite file.
            bytes.replaceSubrange(60..<64, with: [0, 0, 0x27, 0x0F])
            try playground.write("deals.db", bytes: bytes)
            for line in ["show lemon", "set lemon budget=5", "open shop.process.yaml --name B"] {
                let run = try await playground.run(line)
                #expect(run.status == 4, "\(line)")
                #expect(run.errors.contains("update Turnpike"), "\(run.errors)")
            }
            #expect([UInt8](try Data(contentsOf: file)) == bytes)
        }

        @Test func aStoreIsOneFileWhenACommandHasEnded() async throws {
            let playground = try await Playground(opening: true)
            #expect(try await playground.run("set lemon budget=50").status == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: playground.home.path)
            #expect(names.filter { $0.hasPrefix("deals.db") } == ["deals.db"])
        }

        @Test(arguments: [([:], true), (["NO_COLOR": "1"], false), (["TERM": "dumb"], false)])
        func colorsAreForTerminalsThatWantThem(environment: [String: String], expected: Bool) async throws {
            let script = URL(fileURLWithPath: "/usr/bin/script")
            guard FileManager.default.fileExists(atPath: script.path) else { return }
            let variables = ["TERM": "xterm"].merging(environment) { $1 }
            let playground = try await Playground(opening: true, environment: variables)
            let program = Program.folder.appendingPathComponent("turnpike").path
            let run = try await playground.program.launch(script, ["-qec", "\(program) show lemon", "/dev/null"])
            #expect(run.status == 0)
            #expect(run.output.contains("Lemonade"))
            #expect(run.output.contains("\u{1B}[1m") == expected)
        }

        @Test func anAmbiguousNameListsWhatItMayMean() async throws {
            let playground = try await Playground(opening: true)
            _ = try await playground.run("open shop --name Lemonade --as rep_2")
            let run = try await playground.run("show Lemonade")
            #expect(run.status == 2)
            #expect(run.errors.contains("'Lemonade' means several deals"))
            #expect(run.errors.components(separatedBy: "Lemonade, shop in greet").count == 3)
        }

        @Test func controlCharactersOfTheCommandLineAreWrittenOut() async throws {
            let playground = try await Playground(opening: true)
            let run = try await playground.run(["show", "x\u{1B}[2J"])
            #expect(run.errors.contains("x<U+001B>[2J"))
            let option = try await playground.run(["show", "--\u{1B}[2J"])
            #expect(option.status == 2)
            #expect(!option.errors.contains("\u{1B}"))
        }

        @Test func aFullDiskIsAFailure() async throws {
            let full = URL(fileURLWithPath: "/dev/full")
            guard FileManager.default.fileExists(atPath: full.path) else { return }
            let playground = try await Playground()
            let run = try await playground.program.run(["new"], output: full)
            #expect(run.status == 4)
            #expect(run.errors.contains("cannot write to standard output"))
        }
    }

#endif
