#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike processes`
    struct ProcessesCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "processes",
            abstract: "List the processes that the store keeps, or put one in.",
            discussion: """
                A deal stays on the version it was opened with, so a store keeps every version.

                  turnpike processes
                  turnpike processes --add b2b_software.process.yaml
                  turnpike processes --print b2b_software > b2b_software.process.yaml
                """,
            aliases: ["definitions"]
        )

        @Option(
            help: ArgumentHelp("Put a process file into the store.", valueName: "file"),
            completion: .file(extensions: ["yaml", "yml"])
        )
        var add: String?

        @Option(name: .customLong("print"), help: ArgumentHelp("Print the text of a process.", valueName: "process"))
        var printed: String?

        @Option(help: ArgumentHelp("The version to print (default: the highest).", valueName: "number"))
        var version: Int?

        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard add == nil || printed == nil else {
                throw ValidationError("Only one of --add and --print can be meant.")
            }
            guard version == nil || printed != nil else { throw ValidationError("--version belongs to --print.") }
        }

        func run() async throws {
            let process = try add.map { try ProcessLoading.load($0) }
            var processes = process.map { [$0] } ?? []
            if let process, let add { processes += ProcessLoading.opened(by: process, at: add) }
            let session = try await Session.open(common, processes: processes, creates: process != nil)
            let kept = try await session.pipeline.store.definitions(tenant: session.pipeline.tenant)
            if let printed { return try write(printed, kept) }
            try common.output.write {
                var table = Table(["process", "version", "digest", "registered"], alignments: [.left, .right])
                for definition in kept {
                    table.add([
                        SafeText.line(definition.process), String(definition.version),
                        String(definition.digest.hex.prefix(12)),
                        ValueText.moment(definition.registered, in: .utc) + " UTC",
                    ])
                }
                return kept.isEmpty ? "no processes\n" : table.render(Console.style)
            } json: {
                Document.object(["kind": "processes", "processes": .array(kept.map(Self.document))])
            }
        }

        private func write(_ id: String, _ kept: [StoredDefinition]) throws {
            let named = kept.filter { $0.process == id }
            let wanted = version.map { version in named.first { $0.version == version } } ?? named.last
            guard let wanted, let source = wanted.sources.first else {
                let known = Set(kept.map(\.process)).sorted()
                throw Failure.wrongUse(
                    "unknown_process",
                    "the store keeps no process '\(id)'" + (version.map { " in version \($0)" } ?? ""),
                    help: known.isEmpty ? nil : "it keeps \(known.joined(separator: ", "))"
                )
            }
            try common.output.write {
                String(decoding: source.text, as: UTF8.self)
            } json: {
                Document.object([
                    "kind": "process",
                    "process": Self.document(wanted),
                    "text": .string(String(decoding: source.text, as: UTF8.self)),
                ])
            }
        }

        private static func document(_ definition: StoredDefinition) -> JSON {
            Document.object([
                "digest": .string(definition.digest.hex),
                "files": Document.strings(definition.sources.map(\.name)),
                "id": .string(definition.process),
                "language": .int(Int64(definition.language)),
                "registered_at": .string(definition.registered.description),
                "version": .int(Int64(definition.version)),
            ])
        }
    }

#endif
