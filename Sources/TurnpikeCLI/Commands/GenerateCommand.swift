#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeCodegen

    /// `turnpike generate`
    struct GenerateCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "generate",
            abstract: "Write a process as Swift types, so that moves the file does not declare do not compile.",
            discussion: """
                A package that uses the build plug-in GenerateProcess needs no such step: the types are made with each build.

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
        @Option(help: "Who may use the types.") var access: SwiftGenerator.Access = .internal

        func run() async throws {
            let result = SwiftGenerator(access: access).generate(contentsOf: file)
            guard let text = result.text else {
                throw ProcessError(diagnostics: result.diagnostics, sources: result.sources)
            }
            guard let output else { return try Console.write(text) }
            try System.createFile(output, Array(text.utf8), replacing: true)
        }
    }

    extension SwiftGenerator.Access: ExpressibleByArgument {}

#endif
