#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeTemplates
    import TurnpikeValues

    /// `turnpike new`
    struct NewCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Write a process file to start from.",
            discussion: """
                Without an industry it lists what there is. Beside the process file it writes a page on what to do next. \
                Nothing is overwritten.

                  turnpike new b2b_software
                  turnpike new retail --output shop
                """
        )

        @Argument(
            help: "The industry.",
            completion: .list(ProcessTemplate.all.map(\.id))
        )
        var industry: String?

        @Option(help: ArgumentHelp("The folder to write to.", valueName: "folder"), completion: .directory)
        var output: String = "."

        @OptionGroup var format: FormatOptions

        func run() async throws {
            guard let industry else { return try list() }
            let names = ProcessTemplate.all.map(\.id)
            guard let template = ProcessTemplate.named(industry) else {
                let near = NearestName.find(industry, among: names).map { "did you mean '\($0)'?" }
                throw Failure.wrongUse(
                    "unknown_name",
                    "there is no template '\(industry)'",
                    help: near ?? "there is \(names.joined(separator: ", "))"
                )
            }
            guard System.kind(of: output) == .folder else {
                throw Failure.wrongUse("no_folder", "there is no folder '\(output)'", help: "create it first")
            }
            let page = StarterPage(template: template)
            let files = template.files.map { ($0.name, $0.bytes) } + [(page.name, Array(page.text.utf8))]
            let paths = files.map { output == "." ? $0.0 : "\(output)/\($0.0)" }
            // All or nothing: the second file must not fail after the first was written.
            for path in paths where System.kind(of: path) != .nothing {
                throw Failure.wrongUse("file_exists", "'\(path)' exists already, and nothing is overwritten")
            }
            for (file, path) in zip(files, paths) { try System.createFile(path, file.1, replacing: false) }
            try format.write {
                nextSteps(paths)
            } json: {
                Document.object(["files": Document.strings(paths), "kind": "new", "template": .string(template.id)])
            }
        }

        private func nextSteps(_ paths: [String]) -> String {
            let file = ShellWord.quoted(paths[0])
            return """
                wrote \(Self.list(paths.map(SafeText.line)))

                next:
                  turnpike check \(file)       after each change of yours
                  turnpike diagram \(file) --format svg --output process.svg
                  turnpike open \(file) --name "My first deal" --key first
                  turnpike explain first

                """
        }

        private static func list(_ words: [String]) -> String {
            guard let last = words.last, words.count > 1 else { return words.first ?? "" }
            return words.dropLast().joined(separator: ", ") + " and " + last
        }

        private func list() throws {
            try format.write {
                let style = Console.style
                let width = (ProcessTemplate.all.map { SafeText.width($0.id) }.max() ?? 0) + 2
                let entries = ProcessTemplate.all.map { template in
                    style.bold(SafeText.padded(template.id, to: width)) + template.summary + "\n"
                        + String(repeating: " ", count: width) + style.dim(template.road.joined(separator: " → "))
                        + "\n"
                }
                return entries.joined() + "\n'turnpike new b2b_software' writes one of them here.\n"
            } json: {
                Document.object([
                    "kind": "templates",
                    "templates": .array(
                        ProcessTemplate.all.map { template in
                            Document.object([
                                "id": .string(template.id),
                                "stages": Document.strings(template.road),
                                "summary": .string(template.summary),
                            ])
                        }
                    ),
                ])
            }
        }
    }

#endif
