#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeValues

    /// `turnpike observe`
    struct ObserveCommand: DealCommand {
        static let configuration = CommandConfiguration(
            commandName: "observe",
            abstract: "Report that an outside system has moved a deal by itself.",
            discussion: """
                  turnpike observe acme negotiation --source crm
                  turnpike observe acme lost --source crm --reason price --at 2027-03-31T09:30:00Z

                For programs that follow a CRM or another system; a person makes a 'move'. What becomes of it is the \
                process's 'observed' policy: 'adopt' takes it over, 'adopt_with_obligations' keeps each unmet criterion \
                with the deal until it is met, 'ask' leaves it to a person ('turnpike observed'), 'push_back' has the other \
                system set back, 'refuse' (the default) lists what is unmet and ends with exit status 3.
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The stage in which the outside system shows the deal.", completion: .stages) var stage: String
        @Argument(help: ArgumentHelp("Values that came with it.", valueName: "field=value"), completion: .fields)
        var values: [String] = []
        @Option(help: "The reason, where the process asks for one and the system knows it.", completion: .reasons)
        var reason: String?
        @Option(help: ArgumentHelp("The outside system, as the history names it.", valueName: "name"))
        var source: String = "outside"
        @Option(
            help: ArgumentHelp(
                "When it happened, such as 2027-03-31T09:30:00Z, or 'unknown' (default: now).",
                valueName: "time"
            )
        )
        var at: String?
        @OptionGroup var change: ChangeOptions
        @OptionGroup var storage: StoreOptions
        @OptionGroup var delivery: DeliveryOptions
        @OptionGroup var output: FormatOptions

        var work: Work { Work(storage: storage, delivery: delivery, output: output) }

        var commandLine: String {
            var text = ([line(stage)] + values.map(ShellWord.quoted)).joined(separator: " ")
            if let reason { text += " --reason \(ShellWord.quoted(reason))" }
            return text + " --source \(ShellWord.quoted(source))"
        }

        func command() throws -> Command {
            let observation = Observation(stage: stage, reason: reason, fields: try Assignment.read(values))
            return Command(.observe(observation), occurred: try occurred())
        }

        func actor(in process: SalesProcess) throws -> Actor {
            guard source.contains(where: { !$0.isWhitespace }) else {
                throw Failure.wrongUse("missing", "--source needs the name of the outside system")
            }
            return Actor(id: source, kind: .plugin, channel: "cli")
        }

        private func occurred() throws -> Occurrence {
            guard let at else { return .now }
            if at == "unknown" { return .unknown }
            if let instant = Instant(at) { return .at(instant) }
            throw Failure.wrongUse(
                "invalid_value",
                "'\(at)' is no moment",
                help: "write for example 2027-03-31T09:30:00Z or 2027-03-31T11:30:00+02:00, or unknown"
            )
        }
    }

#endif
