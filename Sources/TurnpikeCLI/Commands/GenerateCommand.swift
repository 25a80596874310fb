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
                  turnpike generate b2b_software.process.yaml --output Sources/App/B2BSoftware.swift --access public \
                --check

                With '--check' nothing is written: the answer is 1 where the file in the repository is not what would \
                be written now.
                """
        )

        @Argument(help: "A process file.", completion: .file(extensions: ["yaml", "yml"])) var file: String
        @Option(
            help: ArgumentHelp("The file to write to, instead of standard output.", valueName: "file"),
            completion: .file()
        )
        var output: String?
        @Option(help: "Who may use the types.") var access: Access = .internal
        @Flag(help: "Write nothing; end with 1 where the file of --output is out of date.") var check = false
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

        func validate() throws {
            guard !check || output != nil else { throw ValidationError("--check needs the file, with --output.") }
        }

        func run() async throws {
            let result = SwiftGenerator(access: access.level).generate(contentsOf: file)
            guard let text = result.text else {
                throw ProcessError(diagnostics: result.diagnostics, sources: result.sources)
            }
            if let output {
                if check { try compare(text, with: output) } else { try write(text, to: output) }
            }
            try answer.write {
                output == nil ? text : ""
            } json: {
                Document.object(["kind": "swift_types", "text": .string(text)])
            }
        }

        private func write(_ text: String, to output: String) throws {
            let bytes = Array(text.utf8)
            if System.kind(of: output) == .file {
                let kept = System.read(output)
                // A file that says the same keeps its date, so that nothing is compiled anew.
                if kept == bytes { return }
                guard let kept, kept.isEmpty || kept.starts(with: SwiftGenerator.heading.utf8) else {
                    throw Failure.wrongUse(
                        "file_exists",
                        "'\(output)' holds something else than generated types, and is not overwritten"
                    )
                }
            }
            try System.createFile(output, bytes, replacing: true)
        }

        private func compare(_ text: String, with output: String) throws {
            let kept = System.read(output)
            guard kept != Array(text.utf8) else { return }
            let words = ["turnpike", "generate", file, "--output", output]
            var failure = Failure(
                .fileHasErrors,
                "out_of_date",
                kept == nil ? "there is no file '\(output)'" : "'\(output)' is not what '\(file)' says now"
            )
            failure.help =
                "write it with: "
                + (words + (access == .internal ? [] : ["--access", access.rawValue]))
                .map(ShellWord.quoted).joined(separator: " ")
            throw failure
        }
    }

#endif
