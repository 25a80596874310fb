#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime

    /// `turnpike set`
    struct SetCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Change fields of a deal.",
            discussion: """
                The field's type decides how a value is read; a list or a record is written as JSON. FIELD= without a value \
                removes it.

                  turnpike set acme amount="60000 EUR" close_date=2027-03-31 discount=10%
                  turnpike set acme 'stakeholders=[{"role":"champion","met":true}]'
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: ArgumentHelp("What to set.", valueName: "field=value"), completion: .fields)
        var values: [String]
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { ([line()] + values.map(ShellWord.quoted)).joined(separator: " ") }

        func action() throws -> Command.Action { .set(try Assignment.read(values)) }
    }

    /// `turnpike do`
    struct DoCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "do",
            abstract: "Say that an activity is done, or start, skip or cancel it.",
            discussion: """
                  turnpike do acme discovery_call --outcome qualified --capture budget="55000 EUR" \\
                      --check "Asked who signs"
                  turnpike do acme demo --start

                --capture gives the fields that the activity brings, and its own; --check ticks off an item of its checklist \
                by its text or number.
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The activity's id.", completion: .activities) var activity: String
        @Option(help: "How it ended.", completion: .outcomes) var outcome: String?
        @Option(
            help: ArgumentHelp("What it brought; repeat it for several.", valueName: "field=value"),
            completion: .fields
        )
        var capture: [String] = []
        @Option(help: ArgumentHelp("An item of the checklist, by text or number; repeat it.", valueName: "item"))
        var check: [String] = []
        @Option(help: ArgumentHelp("A reference to a file, a mail or an event that proves it.", valueName: "reference"))
        var evidence: String?
        @Flag(help: "Begin it.") var start = false
        @Flag(help: "It will not be done.") var skip = false
        @Flag(help: "It was opened by mistake.") var cancel = false
        @Option(help: ArgumentHelp("It is agreed upon for then; without an offset, in UTC.", valueName: "time"))
        var plan: String?
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard [start, skip, cancel, plan != nil].filter(\.self).count <= 1 else {
                throw ValidationError("Only one of --start, --skip, --cancel and --plan can be meant.")
            }
            let isDone = !start && !skip && !cancel && plan == nil
            guard isDone || (outcome == nil && capture.isEmpty && check.isEmpty && evidence == nil) else {
                throw ValidationError(
                    "--outcome, --capture, --check and --evidence belong to an activity that is done."
                )
            }
        }

        var commandLine: String {
            var text = line(activity)
            if let outcome { text += " --outcome \(ShellWord.quoted(outcome))" }
            for value in capture { text += " --capture \(ShellWord.quoted(value))" }
            for item in check { text += " --check \(ShellWord.quoted(item))" }
            if let evidence { text += " --evidence \(ShellWord.quoted(evidence))" }
            if start { text += " --start" }
            if skip { text += " --skip" }
            if cancel { text += " --cancel" }
            if let plan { text += " --plan \(ShellWord.quoted(plan))" }
            return text
        }

        func action() throws -> Command.Action {
            if let plan {
                return .activity(ActivityStep(activity, planned: try TimeArgument.instant(plan, of: "--plan")))
            }
            return .activity(
                ActivityStep(
                    activity,
                    start ? .start : skip ? .skip : cancel ? .cancel : .complete,
                    outcome: outcome,
                    values: try Assignment.read(capture),
                    checked: check,
                    evidence: evidence
                )
            )
        }
    }

    /// What comes with a move.
    struct MoveOptions: ParsableArguments {
        @Option(help: "The stage, where the move leaves it open (back to an earlier one).", completion: .stages)
        var stage: String?
        @Option(help: "The reason, where the process asks for one.", completion: .reasons) var reason: String?
        @Option(
            help: ArgumentHelp("A value that the move asks for; repeat it for several.", valueName: "field=value"),
            completion: .fields
        )
        var ask: [String] = []
        @Option(help: ArgumentHelp("A check that you have seen and confirm; repeat it.", valueName: "criterion"))
        var confirm: [String] = []

        func request(_ move: String) throws -> MoveRequest {
            MoveRequest(
                to: move,
                stage: stage,
                reason: reason,
                fields: try Assignment.read(ask),
                confirmed: confirm
            )
        }

        /// The options as they were typed.
        var words: String {
            var text = ""
            if let stage { text += " --stage \(ShellWord.quoted(stage))" }
            if let reason { text += " --reason \(ShellWord.quoted(reason))" }
            for value in ask { text += " --ask \(ShellWord.quoted(value))" }
            for id in confirm { text += " --confirm \(ShellWord.quoted(id))" }
            return text
        }
    }

    /// `turnpike move`
    struct MoveCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "move",
            abstract: "Move a deal on, if its gates let it.",
            discussion: """
                MOVE is the id of a move, or of the stage it leads to. If a gate says no, every unmet criterion is listed with \
                what would meet it, and the exit status is 3.

                  turnpike move acme demo
                  turnpike move acme lost --reason competitor --ask competitor_name=Norwind
                  turnpike move acme back --stage qualification --reason scope
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The move, or the stage it leads to.", completion: .moves) var move: String
        @OptionGroup var options: MoveOptions
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { line(move) + options.words }

        func action() throws -> Command.Action { .move(try options.request(move)) }
    }

    /// `turnpike override`
    struct OverrideCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "override",
            abstract: "Move a deal although a gate says no.",
            discussion: """
                It needs the permission that the process names, and a reason. What is unmet stays with the deal as an \
                obligation until it is met. A gate with 'override: never' lets nobody pass.

                  turnpike override acme proposal --because "The board meets on Monday."
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The move, or the stage it leads to.", completion: .moves) var move: String
        @Option(help: ArgumentHelp("Why; it stays in the history.", valueName: "text")) var because: String
        @OptionGroup var options: MoveOptions
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { line(move) + options.words + " --because \(ShellWord.quoted(because))" }

        func action() throws -> Command.Action { .override(try options.request(move), because: because) }
    }

    /// `turnpike assign`
    struct AssignCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "assign",
            abstract: "Give a deal to another owner.",
            discussion: """
                  turnpike assign acme rep_2
                  turnpike assign acme --nobody
                  turnpike assign acme --by-rules
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The new owner's id.") var owner: String?
        @Flag(help: "Take it from its owner.") var nobody = false
        @Flag(name: .customLong("by-rules"), help: "Have the process's rules of assignment choose.") var byRules = false
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard [owner != nil, nobody, byRules].filter(\.self).count == 1 else {
                throw ValidationError("Name the new owner, or say --nobody or --by-rules.")
            }
        }

        var commandLine: String { line(owner) }

        func action() throws -> Command.Action {
            byRules ? .assignment(AssignmentStep(.byRules)) : .assign(owner: owner)
        }
    }

    /// `turnpike accept`
    struct AcceptCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept",
            abstract: "Take a deal that the rules gave you.",
            discussion: """
                  turnpike accept acme --as rep_2
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { line() }

        func action() throws -> Command.Action { .assignment(AssignmentStep(.accept)) }
    }

    /// `turnpike decline`
    struct DeclineCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "decline",
            abstract: "Do not take a deal that the rules gave you; they choose somebody else.",
            discussion: """
                  turnpike decline acme --as rep_2 --note "I know nobody there."
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Option(help: ArgumentHelp("Why; it stays in the history.", valueName: "text")) var note: String?
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { line() }

        func action() throws -> Command.Action { .assignment(AssignmentStep(.decline, note: note)) }
    }

    /// `turnpike relate`
    struct RelateCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "relate",
            abstract: "Bind a deal to an account or a contact.",
            discussion: """
                Accounts and contacts are records of their own, put in by 'turnpike account put' and 'turnpike contact put'.

                  turnpike relate acme --account acme_gmbh
                  turnpike relate acme --no-contact
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Option(help: ArgumentHelp("The account.", valueName: "id")) var account: String?
        @Option(help: ArgumentHelp("The contact.", valueName: "id")) var contact: String?
        @Flag(name: .customLong("no-account"), help: "Unbind the account.") var noAccount = false
        @Flag(name: .customLong("no-contact"), help: "Unbind the contact.") var noContact = false
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            let count = [account != nil, contact != nil, noAccount, noContact].filter(\.self).count
            guard count == 1 else {
                throw ValidationError("Say exactly one of --account, --contact, --no-account and --no-contact.")
            }
        }

        var commandLine: String { line() }

        func action() throws -> Command.Action {
            if account != nil || noAccount { return .relate(.account, id: account) }
            return .relate(.contact, id: contact)
        }
    }

    /// `turnpike comment`
    struct CommentCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "comment",
            abstract: "Say something about a deal; it stays in the history.",
            discussion: """
                  turnpike comment acme "They asked for a reference in their industry."
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "What there is to say.") var text: String
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { line(text) }

        func action() throws -> Command.Action { .comment(text) }
    }

    /// `turnpike signal`
    struct SignalCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "signal",
            abstract: "Report something that came in from outside.",
            discussion: """
                What it brings is stored first; then the move that waits for it is made, if its gates let it. A signal that \
                nothing waits for is recorded.

                With --source and --message-id the same message takes effect once, however often it comes.

                  turnpike signal acme contract_signed contract=contracts/acme.pdf
                  turnpike signal acme replied --source mail --message-id '<20@example.org>'
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The signal's id.", completion: .signals) var signal: String
        @Argument(help: ArgumentHelp("What it brings.", valueName: "field=value"), completion: .fields)
        var values: [String] = []
        @Option(help: ArgumentHelp("The outside system that it comes from.", valueName: "name")) var source: String?
        @Option(
            name: .customLong("message-id"),
            help: ArgumentHelp("That system's own id of the message.", valueName: "id")
        )
        var messageID: String?
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { ([line(signal)] + values.map(ShellWord.quoted)).joined(separator: " ") }

        func validate() throws {
            guard (source == nil) == (messageID == nil) else {
                throw ValidationError("--source and --message-id belong together.")
            }
            guard source?.isEmpty != true, messageID?.isEmpty != true else {
                throw ValidationError("--source and --message-id need words.")
            }
            guard source == nil || change.repetition.key == nil else {
                throw ValidationError("--message-id says what --idempotency-key would: give one.")
            }
        }

        func options() throws -> CommandOptions {
            var options = try change.options()
            if let source, let messageID { options.idempotency = (source: source, key: messageID) }
            return options
        }

        func actor(in process: SalesProcess) throws -> Actor {
            let person = try common.identity.actor(in: process)
            guard let source else { return person }
            return Actor(id: person.id, kind: person.kind, roles: person.roles, channel: source)
        }

        func action() throws -> Command.Action { .signal(signal, data: try Assignment.read(values)) }
    }

#endif
