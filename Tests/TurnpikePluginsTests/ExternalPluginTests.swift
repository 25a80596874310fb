#if Subprocess

    import Synchronization
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

    @Suite(.serialized, .enabled(if: Programs.hasPython, "python3 is not installed"), .timeLimit(.minutes(5)))
    struct ExternalPluginTests {
        let samples = HookSamples("notify")

        func ill(
            _ limits: PluginLimits = Programs.quick,
            environment: [String: String] = [:],
            log: @escaping @Sendable (PluginLogLine) -> Void = { _ in }
        ) async throws -> ExternalPlugin {
            let command = Programs.python(
                "ill.py",
                environment: environment,
                configuration: ["token": "swordfish"],
                limits: limits
            )
            return try await ExternalPlugin(command, log: log)
        }

        func error(of plugin: ExternalPlugin, _ text: String) async -> DeliveryError? {
            do {
                _ = try await plugin.deliver(samples.delivery(text: text))
                return nil
            } catch {
                return error as? DeliveryError
            }
        }

        @Test func saysWhoItIsAndDelivers() async throws {
            let plugin = try await ill()
            #expect(plugin.plugins == ["notify"])
            #expect(plugin.description.name == "ill")
            let first = try await plugin.deliver(samples.delivery())
            let second = try await plugin.deliver(samples.delivery(revision: 2))
            #expect(first.reference == second.reference, "it was started twice")
            try await plugin.checkHealth()
            await plugin.stop()
        }

        @Test func failuresKeepTheirKind() async throws {
            let plugin = try await ill()
            let busy = await error(of: plugin, "temporary")
            #expect(busy?.kind == .temporary)
            #expect(busy?.retryAfter == .milliseconds(2_500))
            #expect(await error(of: plugin, "permanent")?.kind == .permanent)
            await plugin.stop()
        }

        @Test func isStartedAgainAfterItDied() async throws {
            let plugin = try await ill()
            let before = try await plugin.deliver(samples.delivery()).reference
            #expect(await error(of: plugin, "die")?.kind == .temporary)
            let after = try await plugin.deliver(samples.delivery()).reference
            #expect(before != after)
            await plugin.stop()
        }

        @Test func isKilledWhenItHangs() async throws {
            var limits = Programs.quick
            limits.call = .milliseconds(600)
            let plugin = try await ill(limits)
            let before = try await plugin.deliver(samples.delivery()).reference
            let hung = await error(of: plugin, "hang")
            #expect(hung?.kind == .temporary)
            #expect(hung?.message.contains("did not answer 'deliver'") == true)
            let after = try await plugin.deliver(samples.delivery()).reference
            #expect(before != after)
            await plugin.stop()
        }

        @Test func whatItStartedEndsWithIt() async throws {
            let file = Programs.temporaryFile("child")
            defer { unlink(file) }
            var limits = Programs.quick
            limits.call = .milliseconds(1_500)
            let plugin = try await ill(limits, environment: ["CHILD_FILE": file])
            _ = await error(of: plugin, "child")
            _ = try await plugin.deliver(samples.delivery())
            let child = try #require(read(file).flatMap { pid_t($0) })
            // A killed process may stand for a moment as one that nobody has waited for.
            var state = ""
            for _ in 0..<100 {
                state = read("/proc/\(child)/stat") ?? ""
                if state.isEmpty || state.contains(") Z") { break }
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(state.isEmpty || state.contains(") Z"), "the plug-in's child still runs")
            await plugin.stop()
        }

        @Test func secretsAreMaskedInLogsAndErrors() async throws {
            let lines = Mutex<[PluginLogLine]>([])
            let plugin = try await ill(log: { line in lines.withLock { $0.append(line) } })
            _ = try await plugin.deliver(samples.delivery(text: "log"))
            let failure = await error(of: plugin, "permanent")
            #expect(failure?.message == "never with •••")
            await plugin.stop()
            for _ in 0..<100 where lines.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(20)) }
            #expect(lines.withLock { $0 }.contains(PluginLogLine(.warning, "token is •••")))
            #expect(!lines.withLock { $0 }.contains { $0.message.contains("swordfish") })
        }

        @Test func noiseAndFloodsHarmNothing() async throws {
            let plugin = try await ill()
            for text in ["noise", "flood", "noise"] {
                _ = try await plugin.deliver(samples.delivery(text: text))
            }
            await plugin.stop()
        }

        @Test func aLineWithoutEndEndsTheProcess() async throws {
            let plugin = try await ill()
            #expect(await error(of: plugin, "babble")?.kind == .temporary)
            _ = try await plugin.deliver(samples.delivery())
            await plugin.stop()
        }

        @Test func memoryIsLimited() async throws {
            var limits = Programs.quick
            limits.memory = 400 << 20
            let plugin = try await ill(limits)
            #expect(await error(of: plugin, "eat")?.kind == .temporary)
            _ = try await plugin.deliver(samples.delivery())
            await plugin.stop()
        }

        @Test func callsBeyondItsConcurrencyWait() async throws {
            let plugin = try await ill()
            try await withThrowingTaskGroup(of: String?.self) { group in
                for deal in 1...10 {
                    group.addTask { [samples] in
                        try await plugin.deliver(samples.delivery(deal: deal, text: "slow")).reference
                    }
                }
                var references: Set<String?> = []
                for try await reference in group { references.insert(reference) }
                #expect(references.count == 1)
            }
            await plugin.stop()
        }

        @Test func aStoppedPluginStaysStopped() async throws {
            let plugin = try await ill()
            await plugin.stop()
            #expect(await error(of: plugin, "slow") != nil)
        }

        @Test(arguments: [
            ("dies_at_start", "ended"), ("no_name", "has no 'name'"), ("other_protocol", "version 7"),
            ("silent", "no answer to the handshake"),
        ])
        func aProgramThatDoesNotComeUpIsAnError(_ flaw: String, _ words: String) async {
            var limits = Programs.quick
            limits.start = flaw == "silent" ? .milliseconds(500) : .seconds(100)
            let command = Programs.python("flawed.py", [flaw], configuration: ["token": "abcd"], limits: limits)
            do {
                _ = try await ExternalPlugin(command)
                Issue.record("it came up")
            } catch {
                #expect(error.message.contains(words), "\(error.message)")
            }
        }

        @Test func aProgramThatIsNotThereIsAnError() async {
            await #expect(throws: PluginStartError.self) { try await ExternalPlugin(PluginCommand("/nowhere/at/all")) }
        }

        @Test func aConfigurationThatDoesNotFitIsAnErrorThatNamesAll() async {
            let script = Programs.root + "/Examples/plugins/python_ledger/ledger.py"
            do {
                _ = try await ExternalPlugin(Programs.python(script, configuration: ["paht": "x"]))
                Issue.record("it came up")
            } catch {
                #expect(error.message.contains("path: is missing"), "\(error.message)")
                #expect(error.message.contains("paht: is not known"), "\(error.message)")
            }
        }

        @Test func theExampleKeepsTheContract() async throws {
            let report = await HookContract {
                let file = Programs.temporaryFile("ledger")
                let script = Programs.root + "/Examples/plugins/python_ledger/ledger.py"
                let command = Programs.python(script, configuration: ["path": .string(file)])
                let plugin = Mutex(try await ExternalPlugin(command))
                return HookContract.Subject(
                    plugin.withLock { $0 },
                    samples: HookSamples("notify"),
                    effects: {
                        (read(file) ?? "").split(separator: "\n").compactMap { line in
                            (try? JSON.parse(String(line)))?["key"]?.stringValue.map { HookContract.Effect(key: $0) }
                        }
                    },
                    restart: {
                        await plugin.withLock { $0 }.stop()
                        let next = try await ExternalPlugin(command)
                        plugin.withLock { $0 = next }
                        return next
                    },
                    end: {
                        await plugin.withLock { $0 }.stop()
                        unlink(file)
                    }
                )
            }.run()
            #expect(report.findings.isEmpty, "\(report.findings)")
            #expect(report.kept.count >= 9, "\(report.skipped)")
        }
    }

    private func read(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var all: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&bytes, 1, bytes.count, file)
            if count == 0 { break }
            all += bytes[..<count]
        }
        return String(decoding: all, as: UTF8.self)
    }

    @Suite(.serialized, .enabled(if: Programs.hasPython, "python3 is not installed"), .timeLimit(.minutes(5)))
    struct PluginVerificationTests {
        /// Which flaw breaks which promise.
        static let flaws: [(String, String)] = [
            ("dies_at_start", "start.handshake"), ("no_name", "start.handshake"), ("other_protocol", "start.handshake"),
            ("takes_any_configuration", "start.bad_configuration"), ("needs_no_configuration", "start.order"),
            ("chatty", "start.configuration"), ("tells_secrets", "start.configuration"),
            ("knows_everything", "message.unknown_method"),
            ("answers_notifications", "message.unknown_notification"), ("dies_of_not_json", "message.not_json"),
            ("dies_of_bad_params", "message.bad_params"), ("bad_params_temporary", "message.bad_params"),
            ("strict", "message.extra_members"), ("answers_a_list", "deliver.answered"), ("makes_two", "deliver.twice"),
            ("hangs", "deliver.answered"), ("dies_of_odd_text", "deliver.odd_text"), ("hangs_on_huge", "deliver.huge"),
            ("takes_newer", "deliver.newer"), ("answers_nothing", "ask.answered"),
            ("forgets_after_kill", "end.killed"), ("ends_badly", "end.shutdown"), ("never_ends", "end.input_closed"),
            ("wrong_ids", "start.configuration"),
        ]

        func verify(_ flaw: String, only promise: String? = nil) async -> PluginVerification.Report {
            let limits = PluginLimits(
                start: .seconds(20),
                call: flaw.hasPrefix("hangs") ? .seconds(2) : .seconds(20),
                health: .seconds(10),
                stop: flaw == "never_ends" ? .milliseconds(300) : .seconds(50),
                firstPause: .milliseconds(10),
                longestPause: .milliseconds(50)
            )
            let command = Programs.python("flawed.py", [flaw], configuration: ["token": "swordfish"], limits: limits)
            return await PluginVerification(command).run(only: promise.map { [$0] })
        }

        @Test(arguments: flaws)
        func findsTheFlaw(_ flaw: String, _ promise: String) async {
            let report = await verify(flaw, only: promise)
            #expect(report.findings.contains { $0.promise == promise }, "\(report)")
        }

        @Test func findsNothingInAPluginWithoutFlaw() async {
            let report = await verify("none")
            #expect(report.findings.isEmpty, "\(report.findings)")
            #expect(report.skipped.isEmpty)
            #expect(report.kept.count == PluginVerification.cases.count)
        }

        @Test func theExampleIsVerified() async {
            let script = Programs.root + "/Examples/plugins/python_ledger/ledger.py"
            let file = Programs.temporaryFile("verified")
            defer { unlink(file) }
            let command = Programs.python(script, configuration: ["path": .string(file)])
            let report = await PluginVerification(command).run()
            #expect(report.findings.isEmpty, "\(report.findings)")
        }
    }

#endif
