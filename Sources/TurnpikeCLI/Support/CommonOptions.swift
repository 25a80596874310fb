#if CLI

    import ArgumentParser
    import Turnpike
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
            )
        )
        var store: String?

        @Option(help: ArgumentHelp("Whose deals: tenants of one store never see each other.", valueName: "name"))
        var tenant: String = ""

        /// The path of the store.
        var path: String { store ?? System.environment("TURNPIKE_STORE") ?? "deals.db" }
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
            )
        )
        var role: [String] = []

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

    /// What every command that works on deals understands.
    struct CommonOptions: ParsableArguments {
        @OptionGroup var storage: StoreOptions
        @OptionGroup var identity: ActorOptions
        @OptionGroup var delivery: DeliveryOptions
        @OptionGroup var output: FormatOptions
    }

#endif
