#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike account`
    struct AccountCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "account",
            abstract: "Put in or show an account: a company or household, shared by deals.",
            discussion: """
                  turnpike account acme_gmbh name="Acme GmbH" sector=logistics employees=240
                  turnpike account acme_gmbh
                  turnpike relate acme --account acme_gmbh

                Without values it shows the record. NAME= without a value removes it. Numbers, true and false are kept as \
                such, everything else as text.
                """
        )

        @Argument(help: "Its id.") var id: String
        @Argument(help: ArgumentHelp("Values to put in.", valueName: "name=value")) var values: [String] = []
        @Option(help: ArgumentHelp("The key by which an outside system knows it.", valueName: "key")) var key: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await PartyRecord(kind: .account, id: id, values: values, key: key, common: common).run()
        }
    }

    /// `turnpike contact`
    struct ContactCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "contact",
            abstract: "Put in or show a contact: a person on the customer's side.",
            discussion: """
                  turnpike contact acme_operations title="Operations director"
                  turnpike relate acme --contact acme_operations

                Without values it shows the record. NAME= without a value removes it. Numbers, true and false are kept as \
                such, everything else as text.
                """
        )

        @Argument(help: "Their id.") var id: String
        @Argument(help: ArgumentHelp("Values to put in.", valueName: "name=value")) var values: [String] = []
        @Option(help: ArgumentHelp("The key by which an outside system knows them.", valueName: "key")) var key: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await PartyRecord(kind: .contact, id: id, values: values, key: key, common: common).run()
        }
    }

    /// What the two commands do.
    private struct PartyRecord {
        let kind: PartyKind
        let id: String
        let values: [String]
        let key: String?
        let common: CommonOptions

        func run() async throws {
            guard !id.isEmpty else { throw Failure.wrongUse("missing", "name the \(kind.rawValue) by its id") }
            let given = try Assignment.read(values)
            let writes = !given.isEmpty || key != nil
            let session = try await Session.open(common, creates: writes)
            let tenant = session.pipeline.tenant
            if writes {
                let typed = Dictionary(uniqueKeysWithValues: given.map { ($0.field, Self.typed($0.value)) })
                try await session.pipeline.put(kind, id, values: typed, externalKey: key)
            }
            guard let stored = try await session.pipeline.store.party(kind, id, tenant: tenant) else {
                throw Failure.wrongUse("unknown_\(kind.rawValue)", "there is no \(kind.rawValue) '\(id)'")
            }
            try show(stored)
        }

        // These records have no declared fields, so a value's form decides: what reads as a number or a truth is one.
        private static func typed(_ value: Value) -> Value {
            guard case .string(let text) = value else { return value }
            switch text {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: return Int64(text).map { .int($0) } ?? value
            }
        }

        private func show(_ stored: StoredParty) throws {
            var entries: [(name: String, value: Value)] = []
            if case .map(let map)? = try? ValueCoding.value(from: stored.body) {
                entries = map.map { ($0.key.text, $0.value) }
            }
            try common.output.write {
                var text = Console.style.bold(SafeText.line(stored.id)) + "  \(kind.rawValue)"
                if let key = stored.externalKey { text += ", key \(SafeText.line(key))" }
                text += Console.style.dim("  revision \(stored.revision)") + "\n"
                var table = Table([], indent: "   ")
                for entry in entries { table.add([SafeText.line(entry.name), ValueText.line(entry.value)]) }
                return text + (table.isEmpty ? "" : table.render(Console.style))
            } json: {
                Document.object([
                    "external_key": Document.optional(stored.externalKey),
                    "id": .string(stored.id),
                    "kind": .string(kind.rawValue),
                    "revision": .int(stored.revision),
                    "values": .object(entries.map { ($0.name, Document.value($0.value)) }),
                ])
            }
        }
    }

#endif
