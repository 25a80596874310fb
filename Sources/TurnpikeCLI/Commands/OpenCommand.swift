#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime

    /// `turnpike open`
    struct OpenCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open",
            abstract: "Open a deal.",
            discussion: """
                Creates the store where there is none, and keeps the process file in it: later commands need the store only.

                  turnpike open b2b_software.process.yaml --name "Acme, 100 seats" \\
                      --key acme --set source=inbound

                The deal starts in the first start stage whose condition holds, unless --stage names one.
                """
        )

        @Argument(
            help: ArgumentHelp("A process file, or the id of a process that the store keeps.", valueName: "process"),
            completion: .file(extensions: ["yaml", "yml"])
        )
        var process: String

        @Option(help: "What people call the deal.")
        var name: String

        @Option(help: "A key of an outside system, by which the deal can be named too; repeat it for several.")
        var key: [String] = []

        @Option(
            name: .customLong("set"),
            help: ArgumentHelp("A first value; repeat it for several.", valueName: "field=value")
        )
        var values: [String] = []

        @Option(help: "The stage to start in.")
        var stage: String?

        @Option(help: ArgumentHelp("Who owns it (default: you).", valueName: "person"))
        var owner: String?

        @Option(help: ArgumentHelp("The account it belongs to.", valueName: "id"))
        var account: String?

        @Option(help: ArgumentHelp("The person on the customer's side.", valueName: "id"))
        var contact: String?

        @OptionGroup var repetition: RepeatOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            guard name.contains(where: { !$0.isWhitespace }) else {
                throw Failure.wrongUse("missing", "--name needs words: what do people call the deal?")
            }
            guard key.allSatisfy({ key in key.contains { !$0.isWhitespace } }) else {
                throw Failure.wrongUse("missing", "--key needs the key that an outside system has for the deal")
            }
            let opening = Opening(
                name: name,
                stage: stage,
                owner: owner,
                account: account,
                contact: contact,
                externalKeys: key,
                fields: try Assignment.read(values)
            )
            let options = try repetition.options()
            // A file that cannot be used must not leave an empty store behind.
            let given = ProcessLoading.isPath(process) ? try ProcessLoading.load(process) : nil
            let actor = try given.map { try common.identity.actor(in: $0) }
            if let given, let actor { try await Self.rehearse(opening, given, actor) }
            var processes = given.map { [$0] } ?? []
            if let given { processes += ProcessLoading.opened(by: given, at: self.process) }
            let session = try await Session.open(common, processes: processes, creates: given != nil)
            let process: SalesProcess
            if let given { process = given } else { process = try await session.pipeline.process(self.process) }
            let opener = try actor ?? common.identity.actor(in: process)
            let outcome = try await session.pipeline.open(process.id, opening, by: opener, options: options)
            var line = "turnpike open \(ShellWord.quoted(self.process)) --name \(ShellWord.quoted(name))"
            for key in key { line += " --key \(ShellWord.quoted(key))" }
            for value in values { line += " --set \(ShellWord.quoted(value))" }
            if let stage { line += " --stage \(ShellWord.quoted(stage))" }
            let words = key.first ?? outcome.deal?.id.description ?? name
            let seen = try await session.seen(outcome, by: opener)
            try await ChangeReport(
                work: common.work,
                session: session,
                actor: opener,
                words: words,
                commandLine: line
            )
            .finish(seen, process: process)
        }

        // A command line with a mistake must leave neither an empty store nor an unused version behind.
        private static func rehearse(_ opening: Opening, _ process: SalesProcess, _ actor: Actor) async throws {
            let pipeline = try await Pipeline(processes: [process], store: InMemoryStore(), simulatesOpenings: true)
            _ = try await pipeline.open(process.id, opening, by: actor)
        }
    }

#endif
