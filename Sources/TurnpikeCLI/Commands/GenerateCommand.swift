#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeCodegen
    import TurnpikeValues

    /// `turnpike generate`
    struct GenerateCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "generate",
            abstract: "Write a process as Swift types.",
            discussion: """
                With them, moves that the file does not declare do not compile. A package that uses the build plug-in \
                GenerateProcess needs no such step: the types are made with each build.

                  turnpike generate b2b_software.process.yaml
                  turnpike generate b2b_software.process.yaml --output Sources/App/B2BSoftware.swift --access public
                """
        )

        @Argument(help: "A process file.", completion: .file(extensions: ["yaml", "yml"])) var file: String
        @Option(
            help: ArgumentHelp("The file to write to, instead of standard output.", valueName: "file"),
            completion: .file()
        )
        var output: String?
        @Option(help: "Who may use the types.") var access: Access = .internal
        @OptionGroup var answer: FormatOptions

        /// The levels of access, as words of the command line.
        enum Access: String, ExpressibleByArgument, CaseIterable, Sendable {
            case `internal`, package, `public`

            var level: SwiftGenerator.Access {
                switch self {
                case .internal: .internal
                case .package: .package
                case .public: .public
                }
            }
        }

        func run() async throws {
            let result = SwiftGenerator(access: access.level).generate(contentsOf: file)
            guard let text = result.text else {
                throw ProcessError(diagnostics: result.diagnostics, sources: result.sources)
            }
            if let output { try System.createFile(output, Array(text.utf8), replacing: true) }
            try answer.write {
                output == nil ? text : ""
            } json: {
                Document.object(["kind": "swift_types", "text": .string(text)])
            }
        }
    }

#endif
