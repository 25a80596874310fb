#if CLI

    import ArgumentParser
    import Synchronization
    import Turnpike
    import TurnpikeTemplates
    import TurnpikeValues

    /// `turnpike demo`
    struct DemoCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "demo",
            abstract: "See deals move through gates, in some seconds.",
            discussion: """
                Every step is a command line that you can type yourself. The store is temporary, unless --folder names a \
                folder to keep it in.

                  turnpike demo
                  turnpike demo --folder playground
                """
        )

        @Option(help: ArgumentHelp("Keep process file, store and outbox in this folder.", valueName: "folder"))
        var folder: String?

        @OptionGroup var output: FormatOptions

        func run() async throws {
            let home = try folder ?? System.makeTemporaryFolder()
            guard System.kind(of: home) == .folder else {
                throw Failure.wrongUse("no_folder", "there is no folder '\(home)'", help: "create it first")
            }
            for name in ["deals.db", "outbox.jsonl", "b2b_software.process.yaml"]
            where System.kind(of: "\(home)/\(name)") != .nothing {
                throw Failure.wrongUse("file_exists", "'\(home)/\(name)' exists already, and nothing is overwritten")
            }
            defer { if folder == nil { System.remove(folder: home, files: System.names(in: home)) } }
            // The command lines of the demonstration name files as a person in that folder would.
            try System.enter(folder: home)
            System.setEnvironment("TURNPIKE_STORE", "deals.db")
            guard output.format == .human else { return try await answerAsJSON() }
            try await Demo(style: Console.style).run()
            if folder != nil {
                try Console.write("All of it is in \(SafeText.line(home)): try 'turnpike show acme' there.\n")
            }
        }
    }

    extension DemoCommand {
        // One document holds every step with the answer it gave.
        private func answerAsJSON() async throws {
            let steps = Demo.Steps()
            try await Demo(style: .plain, steps: steps).run()
            try Console.write(
                Document.line(Document.object(["kind": "demo", "steps": .array(steps.documents.withLock { $0 })]))
            )
        }
    }

    /// The demonstration: command lines with what to look at.
    struct Demo {
        /// The steps so far, where they are told as JSON.
        final class Steps: Sendable {
            let documents = Mutex<[JSON]>([])
        }

        let style: Style
        let steps: Steps?

        private let process = "b2b_software.process.yaml"

        init(style: Style, steps: Steps? = nil) {
            self.style = style
            self.steps = steps
        }

        func run() async throws {
            try say(
                "A process is a YAML file: stages, and gates between them. 'turnpike new' writes one to start from."
            )
            try await step("new b2b_software")
            try await step("check \(process)")

            try say("A deal enters. The store keeps the process, so the file is not needed any more.")
            try await step(
                "open \(process) --name 'Acme, 100 seats' --key acme --set source=inbound --set seats=100 "
                    + "--set amount='60000 EUR' --set contact_email=operations@acme.example --as rep_1 --role rep"
            )

            try say(
                "The rep wants to show a demo at once. The gate says no, and says everything that is missing: what was seen, "
                    + "what is needed, the place in the file, who can mend it, and with which command."
            )
            try await step("move acme demo --as rep_1 --role rep", expecting: .refused)

            try say("So the work is done. An activity brings facts; its checklist is part of the record.")
            try await step(
                "do acme discovery_call --outcome qualified --capture budget='55000 EUR' "
                    + "--capture close_date=2099-03-31 --capture need='Planners retype 400 orders a day into the ERP.' "
                    + "--check 1 --check 2 --check 3 --as rep_1 --role rep"
            )
            try await step("move acme demo --as rep_1 --role rep")

            try say("The demo convinces, but nobody inside sells for us yet. What stands between Acme and a proposal?")
            try await step(
                "do acme demo --outcome convinced --capture attendees=5 "
                    + "--capture metrics='Two and a half planners, 140000 EUR a year' --as engineer_1 --role solution_engineer"
            )
            try await step("explain acme proposal --as rep_1 --role rep")

            try say(
                "A manager may override, with a reason. What was unmet stays with the deal as obligations until each is met: "
                    + "a shortcut is visible, and never forgotten."
            )
            try await step(
                "override acme proposal --because 'They need a price before the board meets on Monday.' "
                    + "--as manager_1 --role sales_manager"
            )
            try say("The obligations are met one after the other.")
            try await step(
                #"set acme decision_criteria='Works with their ERP, live before summer' "#
                    + #"'stakeholders=[{"title":"Planner","role":"technical_evaluator","met":true},"#
                    + #"{"title":"Operations director","role":"champion","met":true},"#
                    + #"{"title":"Managing director","role":"economic_buyer","met":true}]' --as rep_1 --role rep"#
            )

            try say(
                "A second deal asks for more than the first could: it goes to a competitor, and the loss has a reason."
            )
            try await step(
                "open b2b_software --name 'Borealis, 20 seats' --key borealis --set source=inbound "
                    + "--set amount='12000 EUR' --as rep_2 --role rep"
            )
            try await step(
                "move borealis lost --reason competitor --ask competitor_name='Norwind Software' --as rep_2 --role rep"
            )

            try say("The paper is settled, and the signed contract comes in from outside: the deal is won by itself.")
            try await step("set acme proposal_document=proposals/acme-2.pdf --as rep_1 --role rep")
            try await step(
                "do acme proposal_review --outcome agreed_in_principle "
                    + "--capture decision_process='Operations proposes, the managing director signs.' --as rep_1 --role rep"
            )
            try await step("move acme negotiation --as rep_1 --role rep")
            try await step("do acme contract_review --outcome agreed --check 1 --check 2 --as legal_1 --role legal")
            try await step("set acme dpa_signed=true --as legal_1 --role legal")
            try await step("move acme close --as rep_1 --role rep")
            try await step("signal acme contract_signed contract=contracts/acme-signed.pdf --as rep_1 --role rep")

            try say("Where everything stands:")
            try await step("board")
            try say(
                "What the hooks sent to CRM, mail and chat left through the outbox, stored in the same transaction as the "
                    + "move that caused it. Here a deliverer appended it to a file:"
            )
            try await step("outbox list")
            try say("That is all. 'turnpike new b2b_software' gives you the file; 'turnpike' shows where to go on.")
        }

        /// A long command line broken before its options, as a shell takes it.
        static func folded(_ line: String, to width: Int) -> [String] {
            var lines: [String] = []
            var current = ""
            for (index, part) in line.split(separator: " --", omittingEmptySubsequences: false).enumerated() {
                let piece = index == 0 ? String(part) : " --" + part
                if !current.isEmpty, SafeText.width(current + piece) > width - 2 {
                    lines.append(current + " \\")
                    current = "   " + piece
                } else {
                    current += piece
                }
            }
            return lines + [current]
        }

        private func say(_ text: String) throws {
            guard steps == nil else { return }
            let lines = SafeText.wrapped(text, to: min(style.width, 100) - 2)
            try Console.write("\n" + lines.map { style.bold("# " + $0) + "\n" }.joined())
        }

        private func step(_ line: String, expecting expected: ExitStatus = .done) async throws {
            let words = ShellWord.split(line)
            if let steps { return try await note(line, words, expected, steps) }
            try Console.write(
                "\n" + Self.folded("$ turnpike " + line, to: style.width).map { style.cyan($0) + "\n" }.joined()
            )
            let status = await CommandLineRunner.run(words)
            guard status == expected else {
                throw Failure(.failed, "demo_failed", "the demonstration ended early: exit status \(status.rawValue)")
            }
            if status == .refused { try Console.write(style.dim("(exit status 3)") + "\n") }
        }

        private func note(_ line: String, _ words: [String], _ expected: ExitStatus, _ steps: Steps) async throws {
            let capture = Console.Capture()
            let status = await Console.$captured.withValue(capture) {
                await CommandLineRunner.run(words + ["--format", "json"])
            }
            guard status == expected else {
                throw Failure(.failed, "demo_failed", "the demonstration ended early: exit status \(status.rawValue)")
            }
            let answer = capture.text.withLock { $0 }
            steps.documents.withLock {
                $0.append(
                    Document.object([
                        "answer": Document.raw(Array(answer.utf8)),
                        "command": .string("turnpike " + line),
                        "status": .int(Int64(status.rawValue)),
                    ])
                )
            }
        }
    }

#endif
