#if CLI

    import ArgumentParser
    import Synchronization
    import Turnpike
    import TurnpikeImport
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike import`
    struct ImportCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Bring deals with their history from a CSV file into the store.",
            discussion: """
                A map says which column is which field and what the stage column means. Every row is replayed at its \
                recorded times; a second import of the same file changes nothing. Rows that cannot be taken are listed \
                with line and reason, and the exit status is 1.

                  turnpike import --process crm_import.process.yaml \\
                      --map crm_sales.map.yaml sales_pipeline.csv
                """
        )

        @Option(
            help: ArgumentHelp("A process file, or the id of a process that the store keeps.", valueName: "process"),
            completion: .file(extensions: ["yaml", "yml"])
        )
        var process: String

        @Option(
            help: ArgumentHelp("The map file.", valueName: "file"),
            completion: .file(extensions: ["yaml", "yml"])
        )
        var map: String

        @Flag(name: .customLong("with-hooks"), help: "Let hooks act on what is imported; without it nothing is sent.")
        var withHooks = false

        @Argument(help: "The CSV file.", completion: .file(extensions: ["csv"])) var file: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            // Everything is read and checked before a store is made.
            let given = ProcessLoading.isPath(process) ? try ProcessLoading.load(process) : nil
            let map = try readMap()
            let main = try Self.reading { try ImportFile.read(file) }
            if let given {
                let plan = try plan(map, given, main)
                let session = try await Session.open(common, processes: [given], creates: true)
                return try await run(plan, session)
            }
            let session = try await Session.open(common)
            let process = try await session.pipeline.process(self.process)
            try await run(try plan(map, process, main), session)
        }

        private func run(_ plan: ImportPlan, _ session: Session) async throws {
            var options = ImportOptions()
            options.withHooks = withHooks
            let bar = Mutex(ProgressBar("importing"))
            let report = try await Importer(pipeline: session.pipeline, plan: plan, options: options).run { progress in
                bar.withLock { $0.update(done: progress.bytes, of: progress.totalBytes) }
            }
            bar.withLock { $0.finish() }
            let deliver = withHooks && !common.delivery.noDeliver
            let delivered = deliver ? try await Delivery.run(session, deal: nil) : DeliveryResult()
            try common.output.write {
                let text = report.description.split(separator: "\n", omittingEmptySubsequences: false)
                    .map { SafeText.line(String($0)) }.joined(separator: "\n")
                return text + "\n" + DeliveryText(style: Console.style).render(delivered)
            } json: {
                Document.object([
                    "deliveries": deliver ? Document.deliveries(delivered) : nil, "kind": "import",
                    "report": report.json,
                ])
            }
            // The import is stored; what waits in the outbox is told, and is no failure of the import.
            if report.refused > 0 { throw Ended(status: .fileHasErrors) }
        }

        private func readMap() throws -> ImportMap {
            let source = try Self.reading { try ImportFile.read(map) }
            let result = ImportMap.read(SourceFile(name: source.name, bytes: source.bytes))
            guard let map = result.map, !result.diagnostics.hasErrors else {
                throw ProcessError(diagnostics: result.diagnostics, sources: result.sources)
            }
            return map
        }

        private func plan(_ map: ImportMap, _ process: SalesProcess, _ main: ImportFile) throws -> ImportPlan {
            let result = ImportPlan.make(map: map, process: process, file: main) { name in
                try ImportFile.lookup(name, mainFile: file, map: self.map)
            }
            guard let plan = result.plan else {
                throw ProcessError(diagnostics: result.diagnostics, sources: result.sources)
            }
            return plan
        }

        private static func reading(_ body: () throws -> ImportFile) throws -> ImportFile {
            do {
                return try body()
            } catch let error as FileError {
                throw Failure(.fileHasErrors, "unreadable", "\(error)")
            }
        }
    }

#endif
