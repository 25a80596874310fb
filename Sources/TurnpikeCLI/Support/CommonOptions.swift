#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// How answers are written.
    enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
        case human
        case json
    }

    /// `--format`, for commands that need no store.
    struct FormatOptions: ParsableArguments {
        @Option(help: "How to answer: for people, or one canonical JSON document on standard output, errors too.")
        var format: OutputFormat = .human

        /// Writes an answer in the wanted form.
        func write(human: () -> String, json: () -> JSON) throws {
            switch format {
            case .human: try Console.write(human())
            case .json: try Console.write(Document.line(json()))
            }
        }
    }

    /// Which store, and whose deals.
    struct StoreOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "The store, one SQLite file (default: $TURNPIKE_STORE, else deals.db).",
                valueName: "file"
            ),
            completion: .file()
        )
        var store: String?

        @Option(help: ArgumentHelp("Whose deals: tenants of one store never see each other.", valueName: "name"))
        var tenant: String?

        @Option(
            help: ArgumentHelp(
                "The configuration (default: $TURNPIKE_CONFIG, else turnpike.yaml beside the store or here).",
                valueName: "file"
            ),
            completion: .file(extensions: ["yaml"])
        )
        var config: String?
    }

    /// Who gives the command.
    struct ActorOptions: ParsableArguments {
        @Option(
            name: .customLong("as"),
            help: ArgumentHelp(
                "Your id in the history (default: $TURNPIKE_AS, else $USER, else cli).",
                valueName: "person"
            )
        )
        var person: String?

        @Option(
            help: ArgumentHelp(
                "A role you act in; repeat it for several. Without it you act in every role of the process, so name it "
                    + "to see what a colleague may do.",
                valueName: "role"
            ),
            completion: .roles
        )
        var role: [String] = []

        /// The actor in a process that may not know every role which is named.
        func actor(anyIn process: SalesProcess) throws -> Actor {
            var identity = self
            let known = process.roles.map(\.id)
            identity.role = role.filter { known.contains($0) }
            var actor = try identity.actor(in: process)
            if !role.isEmpty { actor.roles = identity.role }
            return actor
        }

        /// The actor, judged by the roles of a process.
        func actor(in process: SalesProcess) throws -> Actor {
            let known = process.roles.map(\.id)
            for role in role where !known.contains(role) {
                let near = NearestName.find(role, among: known).map { "did you mean '\($0)'?" }
                throw Failure.wrongUse(
                    "unknown_role",
                    "\(process.id) has no role '\(role)'",
                    help: near
                        ?? (known.isEmpty ? "it declares no roles" : "its roles are \(known.joined(separator: ", "))")
                )
            }
            let id = person ?? System.environment("TURNPIKE_AS") ?? System.environment("USER") ?? "cli"
            guard !id.isEmpty else { throw Failure.wrongUse("missing", "--as needs a person's id") }
            return Actor(id: id, roles: role.isEmpty ? known : role, channel: "cli")
        }
    }

    /// What happens to deliveries, and to a process file that changed.
    struct DeliveryOptions: ParsableArguments {
        @Flag(
            name: .customLong("no-deliver"),
            help: "Leave what hooks send in the outbox; 'turnpike outbox deliver' sends it."
        )
        var noDeliver = false

        @Option(
            name: .customLong("outbox-file"),
            help: ArgumentHelp(
                "The file to which deliveries are appended, a JSON line each (default: outbox.jsonl beside the store).",
                valueName: "file"
            )
        )
        var outboxFile: String?

        @Flag(
            help: "Take a changed process file under its old version, and bind its deals to it: for development only."
        )
        var draft = false
    }

    /// Where a command works, how it delivers and how it answers: all but who gives it.
    struct Work: Sendable {
        var storage: StoreOptions
        var delivery: DeliveryOptions
        var output: FormatOptions
    }

    /// How a command that changes something protects itself against being given twice.
    struct RepeatOptions: ParsableArguments {
        @Option(
            name: .customLong("idempotency-key"),
            help: ArgumentHelp(
                "A word of your own for this one change: given again with it, the command changes nothing and answers "
                    + "with the deal; another command with it is wrong use.",
                valueName: "key"
            )
        )
        var key: String?

        /// The options as the pipeline takes them.
        func options(expecting revision: Int64? = nil) throws -> CommandOptions {
            if let key, !key.contains(where: { !$0.isWhitespace }) {
                throw Failure.wrongUse("missing", "--idempotency-key needs a word of your own")
            }
            return CommandOptions(expectedRevision: revision, idempotency: key.map { ("cli", $0) })
        }
    }

    /// What every command that changes a deal understands beside where and who.
    struct ChangeOptions: ParsableArguments {
        @Option(
            name: .customLong("expect-revision"),
            help: ArgumentHelp(
                "The revision of the deal that you have seen ('show' tells it); if somebody changed it since, nothing is "
                    + "done and the exit status is 2.",
                valueName: "number"
            )
        )
        var expectedRevision: Int64?

        @OptionGroup var repetition: RepeatOptions

        /// The options as the pipeline takes them.
        func options() throws -> CommandOptions { try repetition.options(expecting: expectedRevision) }
    }

    /// What every command that works on deals understands.
    struct CommonOptions: ParsableArguments {
        @OptionGroup var storage: StoreOptions
        @OptionGroup var identity: ActorOptions
        @OptionGroup var delivery: DeliveryOptions
        @OptionGroup var output: FormatOptions

        /// The options without the person.
        var work: Work { Work(storage: storage, delivery: delivery, output: output) }
    }

#endif
