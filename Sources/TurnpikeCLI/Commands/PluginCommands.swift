#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeSubprocess
    import TurnpikeTesting
    import TurnpikeValues

    /// `turnpike plugin`
    struct PluginGroupCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plugin",
            abstract: "Try plug-ins that are programs of their own.",
            discussion: """
                A plug-in takes deliveries to another system: a CRM, a mail server, a chat. It may be written in any language; \
                the page 'The plug-in protocol' of the documentation says how.

                  turnpike plugin verify ./my-plugin
                """,
            subcommands: [PluginVerifyCommand.self]
        )
    }

    /// `turnpike plugin verify`
    struct PluginVerifyCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Hold a plug-in to the promises of the protocol.",
            discussion: """
                Starts the program again and again and tries on it what a dispatcher and bad luck will: the handshake, wrong \
                and unknown messages, the same delivery twice, many at once, huge and odd texts, a kill in the middle, the end.

                Sample deliveries are made for real, so give it a configuration that leads to a test receiver.

                  turnpike plugin verify ./my-plugin
                  turnpike plugin verify --config '{"path": "/tmp/ledger.jsonl"}' -- python3 ledger.py
                  turnpike plugin verify --config-file test.json --hook crm --action upsert ./my-crm-plugin

                Exit status: 0 all promises are kept, 1 a finding.
                """
        )

        @Option(help: ArgumentHelp("The plug-in's configuration, a JSON object.", valueName: "json"))
        var config: String?
        @Option(
            name: .customLong("config-file"),
            help: ArgumentHelp("The same, in a file.", valueName: "file"),
            completion: .file(extensions: ["json"])
        )
        var configFile: String?
        @Option(
            help: ArgumentHelp(
                "The hook that the samples are for (default: the first that it names).",
                valueName: "name"
            )
        )
        var hook: String?
        @Option(
            help: ArgumentHelp("What the samples ask it to do (default: upsert for crm, else send).", valueName: "name")
        )
        var action: String?
        @Option(
            name: .customLong("setting"),
            help: ArgumentHelp("A setting of the samples; repeat it for several.", valueName: "name=value")
        )
        var settings: [String] = []
        @Option(help: ArgumentHelp("How long one call may take.", valueName: "seconds"))
        var timeout: Double = 30
        @OptionGroup var output: FormatOptions

        @Argument(
            help: ArgumentHelp(
                "The program and its arguments; after -- where they start with a dash.",
                valueName: "program"
            ),
            completion: .file()
        )
        var program: [String] = []

        func validate() throws {
            guard timeout > 0, timeout <= 3_600 else {
                throw ValidationError("--timeout is between 0 and 3600 seconds.")
            }
            guard config == nil || configFile == nil else {
                throw ValidationError("--config and --config-file say the same: give one.")
            }
        }

        func run() async throws {
            #if Subprocess
                guard let first = program.first else {
                    throw Failure.wrongUse(
                        "missing",
                        "which program?",
                        help: "turnpike plugin verify ./my-plugin"
                    )
                }
                let configuration = try readConfiguration()
                let limits = PluginLimits(
                    start: .milliseconds(Int64(timeout * 1_000)),
                    call: .milliseconds(Int64(timeout * 1_000))
                )
                let command = PluginCommand(
                    first,
                    arguments: Array(program.dropFirst()),
                    configuration: configuration,
                    limits: limits
                )
                let report = await PluginVerification(command, samples: try samples()).run { promise in
                    if output.format == .human { try? Console.write("… \(promise.words)\n") }
                }
                try output.write {
                    PluginText.report(report)
                } json: {
                    PluginText.json(report)
                }
                if !report.findings.isEmpty { throw Ended(status: .fileHasErrors) }
            #else
                throw Failure(.failed, "no_subprocess", "this program was built without the Subprocess trait")
            #endif
        }

        private func readConfiguration() throws -> JSON {
            let text: String
            if let configFile {
                guard let bytes = System.read(configFile) else {
                    throw Failure.wrongUse("unreadable", "'\(configFile)' cannot be read")
                }
                text = String(decoding: bytes, as: UTF8.self)
            } else {
                text = config ?? "{}"
            }
            do {
                let json = try JSON.parse(text)
                guard json.members != nil else {
                    throw Failure.wrongUse("invalid_value", "the configuration is a JSON object")
                }
                return json
            } catch let error as JSONError {
                throw Failure.wrongUse("invalid_value", "the configuration is not JSON: \(error)")
            }
        }

        private func samples() throws -> HookSamples? {
            var given: [String: String] = [:]
            for setting in settings {
                guard let sign = setting.firstIndex(of: "=") else {
                    throw Failure.wrongUse("invalid_value", "'\(setting)' is not name=value")
                }
                given[String(setting[..<sign])] = String(setting[setting.index(after: sign)...])
            }
            guard hook != nil || action != nil || !given.isEmpty else { return nil }
            return HookSamples(hook ?? "notify", action: action, settings: given.isEmpty ? nil : given)
        }
    }

#endif
