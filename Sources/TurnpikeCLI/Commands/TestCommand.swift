#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeScenarios
    import TurnpikeValues
    import TurnpikeYAML

    /// `turnpike test`
    struct TestCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Run the scenarios of a process: tests that a sales team writes itself.",
            discussion: """
                Scenarios stand in *.scenarios.yaml files beside the process; without a name all of them are run. Each one \
                has a store and a clock of its own, nothing is stored and nothing is sent. Exit status 1 if a file has \
                errors, a scenario ends otherwise than expected, or a mutant is left unexplained.

                  turnpike test b2b_software.process.yaml
                  turnpike test b2b_software.process.yaml --coverage --junit report.xml
                  turnpike test b2b_software.process.yaml --mutate

                --mutate deletes each gate, criterion, move, condition, lock and permission in turn, and moves each bound by \
                a tenth; what no scenario notices is no rule that is tested.
                """
        )

        @Argument(help: "The process file.", completion: .file(extensions: ["yaml", "yml"])) var process: String
        @Argument(
            help: ArgumentHelp("Scenario files (default: all beside the process).", valueName: "scenarios"),
            completion: .file(extensions: ["yaml", "yml"])
        )
        var scenarios: [String] = []

        @Option(help: ArgumentHelp("Only scenarios whose name contains these words.", valueName: "words"))
        var filter: String?
        @Flag(help: "Show what of the process no scenario touches.") var coverage = false
        @Flag(help: "Change the process in every small way, and see whether a scenario notices.") var mutate = false
        @Option(help: ArgumentHelp("How long --mutate may take, in seconds.", valueName: "seconds"))
        var time: Int = 600
        @Option(help: ArgumentHelp("Also write a report in JUnit XML to this file.", valueName: "file"))
        var junit: String?
        @OptionGroup var output: FormatOptions

        func validate() throws {
            if mutate, filter != nil {
                throw ValidationError("--mutate needs all scenarios, so it does not go with --filter.")
            }
            guard time > 0 else { throw ValidationError("--time is a number of seconds.") }
        }

        func run() async throws {
            let source = ProcessFile(path: process)
            let result = SalesProcess.compile(source)
            guard let compiled = result.process, let definition = source.definition else {
                throw Failure(ProcessError(diagnostics: result.diagnostics, sources: result.sources))
            }
            let files = try paths().map { ScenarioFile(path: $0, for: compiled) }
            try report(files)
            var progress = ProgressBar("scenarios")
            var entries: [ScenarioReport.File] = []
            let runner = ScenarioRunner(compiled)
            let total = files.reduce(0) { $0 + $1.scenarios.count }
            var done = 0
            for file in files {
                let chosen = file.scenarios.filter { scenario in filter.map { scenario.name.contains($0) } ?? true }
                let results = await runner.run(chosen) { progress.update(done: done + $0, of: total) }
                done += results.count
                entries.append(ScenarioReport.File(file, results))
            }
            progress.finish()
            if let filter, done == 0 {
                throw Failure.wrongUse("unknown_name", "no scenario's name contains '\(filter)'")
            }
            var report = ScenarioReport(compiled, entries, of: definition)
            if mutate, report.failures == 0 {
                var progress = ProgressBar("mutants")
                let mutation = MutationRun(definition, compiled, files, report.results)
                report.mutation = await mutation.run(within: .seconds(time)) { progress.update(done: $0, of: $1) }
                progress.finish()
            }
            try write(report)
            if !report.passed { throw Ended(status: .fileHasErrors) }
        }

        private func write(_ report: ScenarioReport) throws {
            if let junit { try System.createFile(junit, Array(report.junit.utf8), replacing: true) }
            try output.write {
                ScenarioText(usesColor: Console.style.usesColor, showsCoverage: coverage).render(report)
            } json: {
                report.json
            }
        }

        /// Findings of all files are told before anything is run.
        private func report(_ files: [ScenarioFile]) throws {
            for file in files where file.diagnostics.hasErrors {
                throw Failure(ProcessError(diagnostics: file.diagnostics, sources: file.sources))
            }
            let renderer = DiagnosticRenderer(
                usesColor: Console.errorStyle.usesColor,
                width: Console.errorStyle.width
            )
            for file in files where !file.diagnostics.isEmpty {
                Console.writeError(renderer.render(file.diagnostics, in: file.sources))
            }
            if files.allSatisfy(\.scenarios.isEmpty) {
                throw Failure.wrongUse("no_scenarios", "there is no scenario to run")
            }
        }

        /// The files that were named, or those beside the process.
        private func paths() throws -> [String] {
            if !scenarios.isEmpty { return scenarios }
            let folder =
                process.contains("/") ? String(process[..<(process.lastIndex(of: "/") ?? process.endIndex)]) : "."
            let all = System.names(in: folder.isEmpty ? "/" : folder)
            let names = all.filter { $0.hasSuffix(".scenarios.yaml") || $0.hasSuffix(".scenarios.yml") }.sorted()
            let own = process.split(separator: "/").last.map(String.init) ?? process
            let stem = own.split(separator: ".").first.map(String.init) ?? own
            // A folder may hold several processes, each with scenarios under its own name.
            let mine = names.filter { $0.split(separator: ".").first.map(String.init) == stem }
            let isAlone = all.filter { $0.hasSuffix(".process.yaml") || $0.hasSuffix(".process.yml") }.count <= 1
            let chosen = mine.isEmpty && isAlone ? names : mine
            guard !chosen.isEmpty else {
                throw Failure.wrongUse(
                    "no_scenarios",
                    "there is no *.scenarios.yaml beside '\(process)'",
                    help: "write one, or name it: turnpike test \(process) my.scenarios.yaml"
                )
            }
            return chosen.map { folder == "." ? $0 : "\(folder)/\($0)" }
        }
    }

#endif
