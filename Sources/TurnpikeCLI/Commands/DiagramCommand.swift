#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeDiagrams
    import TurnpikeRuntime

    /// `turnpike diagram`
    struct DiagramCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diagram",
            abstract: "Draw a process as Mermaid, DOT or SVG.",
            discussion: """
                SVG needs no other program; Mermaid is what many web pages draw by themselves; JSON holds what the others \
                show.

                  turnpike diagram b2b_software.process.yaml > process.mmd
                  turnpike diagram b2b_software.process.yaml --format svg --output b2b.svg
                  turnpike diagram --process b2b_software --format dot | dot -Tpdf > b2b.pdf
                """
        )

        /// The languages of diagrams.
        enum Language: String, ExpressibleByArgument, CaseIterable, Sendable {
            case mermaid
            case dot
            case svg
            case json
        }

        @Argument(help: "A process file.", completion: .file(extensions: ["yaml", "yml"])) var file: String?
        @Option(
            help: ArgumentHelp("A process that the store keeps, instead of a file.", valueName: "id"),
            completion: .processes
        )
        var process: String?
        @Option(help: "The language of the diagram.") var format: Language = .mermaid
        @Option(
            help: ArgumentHelp("The file to write to, instead of standard output.", valueName: "file"),
            completion: .file()
        )
        var output: String?
        @Flag(help: "Write into each stage how many deals of the store are there.") var deals = false
        @OptionGroup var storage: StoreOptions

        func validate() throws {
            guard (file == nil) != (process == nil) else {
                throw ValidationError("Name a process file, or a process of the store with --process.")
            }
            guard !deals || process != nil else { throw ValidationError("--deals belongs to --process.") }
        }

        func run() async throws {
            let text = text(try await diagram())
            guard let output else { return try Console.write(text.hasSuffix("\n") ? text : text + "\n") }
            try System.createFile(output, Array(text.utf8), replacing: true)
        }

        private func diagram() async throws -> ProcessDiagram {
            if let file { return ProcessDiagram(process: try ProcessLoading.load(file)) }
            let session = try await Session.open(storage)
            let process = try await session.pipeline.process(self.process ?? "")
            guard deals else { return ProcessDiagram(process: process) }
            var query = DealQuery(tenant: session.pipeline.tenant, process: process.id)
            query.version = process.version
            var counts: [String: Int] = [:]
            let isFlat = process.machine.isFlat
            for summary in try await session.deals(query) {
                // Of a deal in phases and tracks a list only says one stage.
                let deal = isFlat ? nil : try await session.pipeline.deal(summary.id)
                for stage in deal?.activeStages ?? [summary.stage] { counts[stage, default: 0] += 1 }
            }
            return ProcessDiagram(process: process, deals: counts)
        }

        private func text(_ diagram: ProcessDiagram) -> String {
            switch format {
            case .mermaid: MermaidWriter.text(for: diagram)
            case .dot: DOTWriter.text(for: diagram)
            case .svg: SVGWriter.text(for: diagram)
            case .json: Document.line(Document.diagram(diagram))
            }
        }
    }

#endif
