#if CLI

    import ArgumentParser
    import Turnpike

    /// `turnpike observed`
    struct ObservedCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "observed",
            abstract: "Answer what becomes of a deal that another system has moved.",
            discussion: """
                Where a process says 'observed: ask', a move that a CRM made and that gates do not let through waits for a \
                person; 'turnpike show' and 'turnpike drift' tell of it. 'adopt' takes it over: what is unmet stays with the \
                deal, so it needs the permission to override and a reason. 'push_back' sets the CRM back; the owner may, and \
                whoever may override.

                  turnpike observed acme adopt --because "They signed on paper."
                  turnpike observed acme push_back
                """
        )

        /// The answers.
        enum Answer: String, ExpressibleByArgument, CaseIterable, Sendable {
            case adopt
            case pushBack = "push_back"
        }

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The answer.") var answer: Answer
        @Option(help: ArgumentHelp("Why; it stays in the history.", valueName: "text")) var because: String?
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { line(answer.rawValue) }

        func action() throws -> Command.Action {
            .observation(ObservationStep(answer == .adopt ? .adopt : .pushBack, because: because))
        }
    }

#endif
