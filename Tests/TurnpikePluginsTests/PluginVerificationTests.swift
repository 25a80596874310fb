#if Subprocess

    import Testing
    import Turnpike
    import TurnpikePlugins
    import TurnpikeSubprocess
    import TurnpikeTesting
    import TurnpikeValues

    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    /// The verification is worth something only if it finds what is broken: for each promise something breaks it.
    @Suite(.timeLimit(.minutes(20))) struct PluginVerificationTests {
        /// Which flaw breaks which promise.
        static let flaws: [(String, String)] = [
            ("no_name", "start.handshake"), ("other_protocol", "start.handshake"),
            ("takes_any_configuration", "start.bad_configuration"), ("needs_no_configuration", "start.order"),
            ("chatty", "start.configuration"), ("tells_secrets", "start.configuration"),
            ("knows_everything", "message.unknown_method"),
            ("answers_notifications", "message.unknown_notification"), ("dies_of_not_json", "message.not_json"),
            ("dies_of_bad_params", "message.bad_params"), ("bad_params_temporary", "message.bad_params"),
            ("strict", "message.extra_members"), ("answers_a_list", "deliver.answered"), ("makes_two", "deliver.twice"),
            ("hangs", "deliver.answered"), ("hangs", "deliver.at_once"), ("dies_of_odd_text", "deliver.odd_text"),
            ("hangs_on_huge", "deliver.huge"), ("takes_newer", "deliver.newer"), ("answers_nothing", "ask.answered"),
            ("makes_two", "deliver.twice_at_once"), ("watermark", "deliver.lanes"), ("one_reference", "deliver.lanes"),
            ("shifts_answers", "deliver.given_up"), ("hangs_at_health", "health.answered"),
            ("hangs_when_busy", "health.busy"), ("tells_secrets_in_errors", "secrets.untold"),
            ("tells_secrets", "secrets.untold"), ("forgets_references", "end.remembers"),
            ("forgets_after_kill", "end.killed"), ("ends_badly", "end.shutdown"), ("never_ends", "end.shutdown"),
            ("wrong_ids", "start.configuration"),
        ]

        /// Only what never answers is given up soon.
        func limits(_ flaw: String) -> PluginLimits {
            var limits = Programs.patient
            if flaw.hasPrefix("hangs") || flaw == "wrong_ids" { limits.call = .milliseconds(100) }
            if flaw.hasPrefix("hangs_") { limits.health = .milliseconds(100) }
            if flaw == "wrong_ids" { limits.start = .milliseconds(100) }
            if flaw == "never_ends" { limits.stop = .milliseconds(300) }
            return limits
        }

        /// A program of its own needs some time to come up, with a flaw too.
        func programLimits(_ flaw: String) -> PluginLimits {
            var limits = limits(flaw)
            limits.start = max(limits.start, .seconds(5))
            limits.call = max(limits.call, .seconds(1))
            limits.health = max(limits.health, .seconds(1))
            return limits
        }

        func play(_ flaw: String, only promise: String? = nil) async -> PluginVerification.Report {
            let command = PluginCommand("-", configuration: ["token": "swordfish"], limits: limits(flaw))
            return await PluginVerification(command) { FlawedConversation(flaw, log: $0) }
                .run(only: promise.map { [$0] })
        }

        func run(_ flaw: String, only promise: String? = nil) async -> PluginVerification.Report {
            let configuration: JSON = ["token": "swordfish"]
            let command = Programs.python(
                "flawed.py",
                [flaw],
                configuration: configuration,
                limits: programLimits(flaw)
            )
            return await PluginVerification(command).run(only: promise.map { [$0] })
        }

        @Test(arguments: flaws)
        func findsTheFlaw(_ flaw: String, _ promise: String) async {
            let report = await play(flaw, only: promise)
            #expect(report.findings.contains { $0.promise == promise }, "\(report)")
        }

        @Test func aFlawIsKnownForEveryPromise() {
            let found = Set(Self.flaws.map(\.1) + ["end.input_closed"])
            #expect(found == Set(PluginVerification.cases.map(\.promise)))
        }

        @Test func findsNothingWithoutFlaw() async {
            let report = await play("none")
            #expect(report.findings.isEmpty, "\(report.findings)")
            #expect(report.skipped.isEmpty)
            #expect(report.kept.count == PluginVerification.cases.count)
        }

        /// The same flaws in a process of its own, and those that only a process can have.
        @Test(
            .enabled(if: Programs.hasPython, "python3 is not installed"),
            arguments: [("dies_at_start", "start.handshake"), ("never_ends", "end.input_closed")] + Self.flaws
        )
        func findsTheFlawOfAProgram(_ flaw: String, _ promise: String) async {
            let report = await run(flaw, only: promise)
            #expect(report.findings.contains { $0.promise == promise }, "\(report)")
        }

        @Test(.enabled(if: Programs.hasPython, "python3 is not installed"))
        func findsNothingInAProgramWithoutFlaw() async {
            let report = await run("none")
            #expect(report.findings.isEmpty, "\(report.findings)")
            #expect(report.skipped.isEmpty)
            #expect(report.kept.count == PluginVerification.cases.count)
        }

        @Test func theExampleInSwiftIsVerified() async {
            let file = Programs.temporaryFile("swift")
            defer { unlink(file) }
            let command = PluginCommand(
                Programs.built + "/ledger-plugin",
                configuration: ["path": .string(file), "token": "swordfish"],
                limits: Programs.patient
            )
            let report = await PluginVerification(command).run()
            #expect(report.findings.isEmpty, "\(report.findings)")
            #expect(report.skipped.isEmpty)
        }

        @Test(.enabled(if: Programs.hasPython, "python3 is not installed"))
        func theExampleIsVerified() async {
            let script = Programs.root + "/Examples/plugins/python_ledger/ledger.py"
            let file = Programs.temporaryFile("verified")
            defer { unlink(file) }
            let report = await PluginVerification(Programs.python(script, configuration: ["path": .string(file)])).run()
            #expect(report.findings.isEmpty, "\(report.findings)")
        }
    }

#endif
