#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikePacks
    import TurnpikeTemplates
    import TurnpikeValues

    /// `turnpike new`
    struct NewCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Write a process file to start from.",
            discussion: """
                Without an industry it lists what there is. Beside the process file it writes a page on what to do next. \
                Nothing is overwritten. The id of a pack writes that pack, for 'uses:'.

                  turnpike new b2b_software
                  turnpike new retail --output shop
                  turnpike new bant --output packs
                """
        )

        @Argument(
            help: "The industry, or the id of a pack.",
            completion: .list(ProcessTemplate.all.map(\.id) + ProcessPack.all.map(\.id))
        )
        var industry: String?

        @Option(help: ArgumentHelp("The folder to write to.", valueName: "folder"), completion: .directory)
        var output: String = "."

        @OptionGroup var format: FormatOptions

        func run() async throws {
            guard let industry else { return try list() }
            if let pack = ProcessPack.named(industry) { return try write(pack) }
            let names = ProcessTemplate.all.map(\.id) + ProcessPack.all.map(\.id)
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

        private func write(_ pack: ProcessPack) throws {
            guard System.kind(of: output) == .folder else {
                throw Failure.wrongUse("no_folder", "there is no folder '\(output)'", help: "create it first")
            }
            let path = output == "." ? pack.name : "\(output)/\(pack.name)"
            guard System.kind(of: path) == .nothing else {
                throw Failure.wrongUse("file_exists", "'\(path)' exists already, and nothing is overwritten")
            }
            try System.createFile(path, pack.bytes, replacing: false)
            try format.write {
                """
                wrote \(SafeText.line(path))

                next: name it in a process file beside it, or in a folder above, as 'uses: [\(SafeText.line(path))]',
                and demand one of its gates, such as 'exit: [\(pack.id).\(pack.id == "gdpr_consent" ? "may_contact" : "complete")]'

                """
            } json: {
                Document.object(["files": Document.strings([path]), "kind": "new", "pack": .string(pack.id)])
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
                let packs = ProcessPack.all.map {
                    style.bold(SafeText.padded($0.id, to: width)) + $0.summary + "\n"
                }
                return entries.joined() + "\nPacks of fields, activities and gates, for 'uses:':\n\n" + packs.joined()
                    + "\n'turnpike new b2b_software' writes one of them here.\n"
            } json: {
                Document.object([
                    "kind": "templates",
                    "packs": .array(
                        ProcessPack.all.map {
                            Document.object(["id": .string($0.id), "summary": .string($0.summary)])
                        }
                    ),
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
