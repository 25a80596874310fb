#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike versions`
    struct VersionsCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "versions",
            abstract: "List the versions of processes with their deals.",
            discussion: """
                With a process file it also compares the file with the versions that deals still use: what is gone, and \
                whether 'migrate' says where its deals go. Exit status 1 if it does not.

                  turnpike versions
                  turnpike versions b2b_software
                  turnpike versions b2b_software.process.yaml
                """
        )

        @Argument(help: "Only this process, or a process file.", completion: .processes) var process: String?
        @OptionGroup var storage: StoreOptions
        @OptionGroup var output: FormatOptions

        private struct Row {
            var definition: StoredDefinition
            var open: Int
            var closed: Int
        }

        func run() async throws {
            let session = try await Session.open(storage)
            let file = try process.flatMap { try ProcessLoading.isPath($0) ? ProcessLoading.load($0) : nil }
            let wanted = file?.id ?? process
            let kept = try await session.pipeline.store.definitions(tenant: session.pipeline.tenant)
            var rows: [Row] = []
            for definition in kept where wanted == nil || definition.process == wanted {
                var query = DealQuery(tenant: session.pipeline.tenant)
                query.process = definition.process
                query.version = definition.version
                let deals = try await session.deals(query)
                let closed = deals.count { $0.outcome != nil }
                rows.append(Row(definition: definition, open: deals.count - closed, closed: closed))
            }
            if let wanted, rows.isEmpty, file == nil {
                throw Failure.wrongUse("unknown_name", "the store has no process '\(wanted)'")
            }
            var findings: [Diagnostic] = []
            if let file {
                for row in rows where row.open > 0 && row.definition.version < file.version {
                    let old = try await session.pipeline.process(file.id, version: row.definition.version)
                    findings += file.checkMigration(from: old)
                }
                if let row = rows.first(where: { $0.definition.version == file.version }),
                    row.definition.digest != file.digest, row.open + row.closed > 0
                {
                    throw Failure(
                        .fileHasErrors,
                        "process_changed",
                        "\(file.id) \(file.version) was changed while \(row.open + row.closed) deals use it",
                        help: "raise `version`, or bind the deals to the changed file with --draft"
                    )
                }
            }
            try write(rows)
            guard let file, !findings.isEmpty else { return }
            throw ProcessError(diagnostics: findings, sources: file.sources)
        }

        private func write(_ rows: [Row]) throws {
            try output.write {
                var table = Table(
                    ["process", "version", "open", "closed", "digest", "registered"],
                    alignments: [.left, .right, .right, .right]
                )
                for row in rows {
                    table.add([
                        SafeText.line(row.definition.process), String(row.definition.version), String(row.open),
                        String(row.closed), String(row.definition.digest.hex.prefix(12)),
                        ValueText.moment(row.definition.registered, in: .utc) + " UTC",
                    ])
                }
                return rows.isEmpty ? "no processes\n" : table.render(Console.style)
            } json: {
                Document.object([
                    "kind": "versions",
                    "versions": .array(
                        rows.map { row in
                            Document.object([
                                "closed": .int(Int64(row.closed)),
                                "digest": .string(row.definition.digest.hex),
                                "open": .int(Int64(row.open)),
                                "process": .string(row.definition.process),
                                "version": .int(Int64(row.definition.version)),
                            ])
                        }
                    ),
                ])
            }
        }
    }

#endif
