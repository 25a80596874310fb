#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeValues
    import TurnpikeYAML

    /// `turnpike show-effective`
    struct ShowEffectiveCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show-effective",
            abstract: "Print a process with its base and its packs, and where each line comes from.",
            discussion: """
                What 'extends' and 'uses' bring in stands where it takes effect. Each line ends in the file and line that \
                it was written on; --plain leaves that out.

                  turnpike show-effective emea.process.yaml
                  turnpike show-effective emea.process.yaml --plain > whole.process.yaml
                """
        )

        @Argument(help: "The process file.", completion: .file(extensions: ["yaml", "yml"])) var file: String
        @Flag(help: "Without the places.") var plain = false
        @OptionGroup var output: FormatOptions

        func run() async throws {
            let read = ProcessFile(path: file)
            guard !read.diagnostics.hasErrors else {
                throw ProcessError(diagnostics: read.diagnostics, sources: read.sources)
            }
            let lines = read.effectiveLines
            try output.write {
                let texts = lines.map { SafeText.line($0.text) }
                let width = min(72, (texts.map(SafeText.width).max() ?? 0) + 2)
                return zip(lines, texts).map { line, text in
                    guard !plain, let place = place(of: line, in: read.sources) else { return text + "\n" }
                    return SafeText.padded(text, to: width) + " # " + SafeText.line(place) + "\n"
                }.joined()
            } json: {
                Document.object([
                    "kind": "effective",
                    "lines": .array(
                        lines.map { line in
                            Document.object([
                                "file": (read.sources[line.origin]?.name).map { .string($0) },
                                "line": (read.sources.position(of: line.origin)?.line).map { .int(Int64($0)) },
                                "text": .string(line.text),
                            ])
                        }
                    ),
                ])
            }
        }

        private func place(of line: EffectiveLine, in sources: SourceMap) -> String? {
            guard let source = sources[line.origin], let position = sources.position(of: line.origin) else {
                return nil
            }
            return "\(source.name):\(position.line)"
        }
    }

#endif
