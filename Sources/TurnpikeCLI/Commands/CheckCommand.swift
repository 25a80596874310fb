#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeValues

    /// `turnpike check`
    struct CheckCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Find what is wrong with process files.",
            discussion: """
                Every finding has a code, a place and, where there is one, a repair. Exit status 1 if a file has errors; \
                warnings do not count unless --strict. Where turnpike.yaml says who is there, it is also checked whether \
                they are enough for each approval and rule of assignment.

                  turnpike check b2b_software.process.yaml
                  turnpike check --explain TP1015
                  turnpike check --format json *.process.yaml
                """
        )

        @Argument(
            help: ArgumentHelp("The process files.", valueName: "file"),
            completion: .file(extensions: ["yaml", "yml"])
        )
        var files: [String] = []

        @Flag(help: "Take warnings for errors.") var strict = false
        @Option(help: ArgumentHelp("Print the page of a code and stop.", valueName: "code")) var explain: String?
        @Flag(help: "List all codes and stop.") var codes = false
        @Option(
            help: ArgumentHelp("The configuration (default: $TURNPIKE_CONFIG, else turnpike.yaml).", valueName: "file")
        )
        var config: String?
        @OptionGroup var output: FormatOptions

        func validate() throws {
            guard !files.isEmpty || explain != nil || codes else {
                throw ValidationError("Name at least one process file.")
            }
        }

        func run() async throws {
            if codes { return try listCodes() }
            if let explain { return try page(of: explain) }
            let people = try StorePlace(store: nil, tenant: nil, config: config).configuration.directory
            var checked = files.map { file in
                var checked = ProcessLoading.check(file)
                if let people, let process = checked.process { checked.diagnostics += process.staffing(people) }
                return checked
            }
            let given = checked.compactMap(\.process)
            for (index, file) in checked.enumerated() {
                guard let process = file.process, !process.openings.isEmpty else { continue }
                let others = given + ProcessLoading.opened(by: process, at: file.path, among: given)
                checked[index].diagnostics += OpeningCheck.findings(of: process, among: others)
            }
            let text = CheckText(style: Console.style)
            try output.write {
                checked.map(text.render).joined()
            } json: {
                CheckText.json(checked)
            }
            let findings = checked.flatMap(\.diagnostics)
            if findings.hasErrors || (strict && !findings.isEmpty) { throw Ended(status: .fileHasErrors) }
        }

        private func page(of id: String) throws {
            guard let code = DiagnosticCode.named(id) else {
                let near = NearestName.find(id.uppercased(), among: DiagnosticCode.all.map(\.id))
                throw Failure.wrongUse(
                    "unknown_name",
                    "there is no code '\(id)'",
                    help: near.map { "did you mean \($0)? " } ?? "" + "'turnpike check --codes' lists all"
                )
            }
            try output.write {
                code.page
            } json: {
                CheckText.json(code)
            }
        }

        private func listCodes() throws {
            try output.write {
                DiagnosticCode.all.map { "\($0.id)  \($0.title)\n" }.joined()
            } json: {
                Document.object(["codes": .array(DiagnosticCode.all.map { CheckText.json($0) }), "kind": "codes"])
            }
        }
    }

#endif
