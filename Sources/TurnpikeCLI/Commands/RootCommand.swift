#if CLI

    import ArgumentParser

    /// `turnpike`: the list of commands, and a short tour where none is named.
    struct RootCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "turnpike",
            abstract: "Takes deals through a sales process that is written in YAML.",
            discussion: """
                A process file says which stages a deal goes through and what must be true before it may move on. Start with \
                'turnpike demo', or 'turnpike new b2b_software' for a file of your own.

                DEAL is an id, the first characters of one (at least 4), an external key, or the whole name.

                Exit status: 0 done, 1 a file has errors, 2 wrong use, 3 refused by a gate, 4 the store or a plug-in failed. \
                A change that is stored ends with 0 even if what its hooks send has to wait: standard error says so, and \
                'turnpike outbox deliver' sends it, or ends with 4.

                Every command takes '--format json': one JSON document on standard output, errors too.
                """,
            version: "turnpike 0.1.0",
            groupedSubcommands: [
                CommandGroup(
                    name: "Process",
                    subcommands: [
                        NewCommand.self, CheckCommand.self, ShowEffectiveCommand.self, TestCommand.self,
                        DiagramCommand.self, GenerateCommand.self,
                        ProcessesCommand.self, VersionsCommand.self, DemoCommand.self,
                    ]
                ),
                CommandGroup(
                    name: "Deal",
                    subcommands: [
                        OpenCommand.self, SetCommand.self, DoCommand.self, MoveCommand.self, OverrideCommand.self,
                        AssignCommand.self, AcceptCommand.self, DeclineCommand.self, RelateCommand.self,
                        CommentCommand.self, SignalCommand.self,
                        ObserveCommand.self, ObservedCommand.self,
                    ]
                ),
                CommandGroup(
                    name: "Approval",
                    subcommands: [
                        RequestCommand.self, ApproveCommand.self, RejectCommand.self, RecallCommand.self,
                        InboxCommand.self,
                    ]
                ),
                CommandGroup(
                    name: "Look",
                    subcommands: [
                        ExplainCommand.self, ShowCommand.self, HistoryCommand.self, BoardCommand.self,
                        ReportCommand.self, DriftCommand.self,
                    ]
                ),
                CommandGroup(
                    name: "Data",
                    subcommands: [
                        AccountCommand.self, ContactCommand.self, EraseCommand.self, ImportCommand.self,
                        OutboxCommand.self,
                    ]
                ),
                CommandGroup(
                    name: "Time",
                    subcommands: [TimersCommand.self, TickCommand.self, RunCommand.self]
                ),
                CommandGroup(name: "Plug-ins", subcommands: [PluginGroupCommand.self]),
                CommandGroup(name: "Shell", subcommands: [CompletionsCommand.self]),
            ]
        )

        func run() async throws {
            try Console.write(Self.tour)
        }

        static let tour = """
            turnpike takes deals through a sales process that is written in YAML.

              turnpike demo                              see it work, in some seconds
              turnpike new b2b_software                  write a process file to start from
              turnpike check b2b_software.process.yaml   find what is wrong with it

              turnpike open b2b_software.process.yaml --name "Acme, 100 seats" --key acme
              turnpike explain acme                      what stands between the deal and each move
              turnpike set acme amount="60000 EUR"       put in what is known
              turnpike do acme first_contact --outcome meeting_agreed
              turnpike move acme qualification           exit status 3 and all reasons if a gate says no
              turnpike board                             where all deals stand

            'turnpike --help' lists all commands, 'turnpike move --help' explains one with an example.

            """
    }

#endif
