#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike request`
    struct RequestCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "request",
            abstract: "Ask for an approval of a deal.",
            discussion: """
                A move that lacks nothing but approvals asks for them by itself. What was rejected is asked for again once \
                something has changed.

                  turnpike request acme discount --note "They sign this week."
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The approval's id.", completion: .approvals) var approval: String
        @Option(help: ArgumentHelp("What there is to say; it stays in the history.", valueName: "text"))
        var note: String?
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { line(approval) }

        func action() throws -> Command.Action { .approval(ApprovalStep(approval, .request, note: note)) }
    }

    /// `turnpike approve`
    struct ApproveCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve",
            abstract: "Agree to what an approval asks.",
            discussion: """
                Who may is said by the process; 'turnpike inbox' lists what waits for you.

                  turnpike approve acme discount --as manager_1 --role sales_manager
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The approval's id.", completion: .approvals) var approval: String
        @Option(help: ArgumentHelp("What there is to say; it stays in the history.", valueName: "text"))
        var note: String?
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { line(approval) }

        func action() throws -> Command.Action { .approval(ApprovalStep(approval, .approve, note: note)) }
    }

    /// `turnpike reject`
    struct RejectCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "reject",
            abstract: "Disagree with what an approval asks.",
            discussion: """
                  turnpike reject acme discount --as legal_1 --role legal --note "Not without the annual plan."
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The approval's id.", completion: .approvals) var approval: String
        @Option(help: ArgumentHelp("Why; it stays in the history.", valueName: "text")) var note: String?
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { line(approval) }

        func action() throws -> Command.Action { .approval(ApprovalStep(approval, .reject, note: note)) }
    }

    /// `turnpike recall`
    struct RecallCommand: PersonalCommand {
        static let configuration = CommandConfiguration(
            commandName: "recall",
            abstract: "Take back a request for an approval.",
            discussion: """
                Whoever asked may, and the deal's owner. It can be asked for again at any time.

                  turnpike recall acme discount
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "The approval's id.", completion: .approvals) var approval: String
        @OptionGroup var change: ChangeOptions
        @OptionGroup var common: CommonOptions

        var commandLine: String { line(approval) }

        func action() throws -> Command.Action { .approval(ApprovalStep(approval, .recall)) }
    }

    /// `turnpike inbox`
    struct InboxCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "inbox",
            abstract: "List the approvals that wait for you, the oldest first.",
            discussion: """
                  turnpike inbox --as manager_1 --role sales_manager
                """
        )

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let session = try await Session.look(common)
            let wanted = common.identity.role
            let entries = try await session.pipeline.inbox { process in
                // A process that knows none of the roles has nothing for whoever acts in them.
                guard wanted.isEmpty || !Set(process.roles.map(\.id)).isDisjoint(with: wanted) else { return nil }
                var identity = common.identity
                identity.role = wanted.filter { role in process.roles.contains { $0.id == role } }
                return try identity.actor(in: process)
            }
            if entries.isEmpty, !wanted.isEmpty { try await checkRoles(wanted, session.pipeline) }
            try common.output.write {
                text(entries)
            } json: {
                Document.object([
                    "approvals": .array(entries.map { Self.document($0) }),
                    "kind": "inbox",
                ])
            }
        }

        /// An empty inbox is no answer to a role that no process of the store has.
        private func checkRoles(_ wanted: [String], _ pipeline: Pipeline) async throws {
            var known: Set<String> = []
            for definition in try await pipeline.store.definitions(tenant: pipeline.tenant) {
                let process = try await pipeline.process(definition.process, version: definition.version)
                known.formUnion(process.roles.map(\.id))
            }
            for role in wanted where !known.contains(role) {
                throw Failure.wrongUse(
                    "unknown_role",
                    "no process of the store has a role '\(role)'",
                    help: NearestName.find(role, among: known.sorted()).map { "did you mean '\($0)'?" }
                        ?? "its roles are \(known.sorted().joined(separator: ", "))"
                )
            }
        }

        private func text(_ entries: [InboxEntry]) -> String {
            guard !entries.isEmpty else { return "nothing waits for you\n" }
            let style = Console.style
            return entries.map { entry in
                let item = entry.item
                let zone = entry.deal.process.zone
                var text = style.bold(SafeText.line(entry.deal.name)) + "  \(item.approval)"
                text += style.dim("  \(entry.deal.id)") + "\n"
                if let question = item.question { text += "   " + SafeText.line(question) + "\n" }
                text += "   " + SafeText.line(item.standing)
                if let due = item.due { text += ", until \(ValueText.moment(due, in: zone))" }
                text += "\n   " + style.cyan("turnpike approve \(entry.deal.id) \(item.approval)") + "\n"
                return text
            }.joined(separator: "\n")
        }

        private static func document(_ entry: InboxEntry) -> JSON {
            Document.object([
                "approval": .string(entry.item.approval),
                "deal": .string(entry.deal.id.description),
                "due": Document.optional(entry.item.due.map { "\($0)" }),
                "label": .string(entry.item.label),
                "name": .string(entry.deal.name),
                "process": .string(entry.deal.process.id),
                "question": Document.optional(entry.item.question),
                "requested": .string("\(entry.item.requested)"),
                "requester": .string(entry.item.requester),
                "standing": .string(entry.item.standing),
                "who": Document.strings(entry.item.who),
            ])
        }
    }

#endif
