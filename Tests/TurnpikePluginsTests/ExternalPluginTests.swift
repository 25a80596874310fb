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

    @Suite(.enabled(if: Programs.hasPython, "python3 is not installed"), .timeLimit(.minutes(20)))
    struct ExternalPluginTests {
        let samples = HookSamples("notify")

        func ill(
            _ limits: PluginLimits = Programs.patient,
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

        /// The process that answers; one that was too slow, and so counts as hung, is followed by another.
        func reference(of plugin: ExternalPlugin) async -> String? {
            while true {
                if let receipt = try? await plugin.deliver(samples.delivery()) { return receipt.reference }
            }
        }

        /// Waits until something holds; the suite's time limit ends what never does.
        func until(_ holds: () -> Bool) async throws {
            while !holds() { try await Task.sleep(for: .milliseconds(10)) }
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
            var limits = Programs.patient
            (limits.call, limits.health) = (.milliseconds(300), .milliseconds(300))
            let plugin = try await ill(limits)
            let before = await reference(of: plugin)
            let hung = await error(of: plugin, "hang")
            #expect(hung?.kind == .temporary)
            #expect(hung?.message.contains("did not answer 'deliver'") == true)
            let after = await reference(of: plugin)
            #expect(before != after)
            await plugin.stop()
        }

        @Test func whatItStartedEndsWithIt() async throws {
            let file = Programs.temporaryFile("child")
            defer { unlink(file) }
            var limits = Programs.patient
            (limits.call, limits.health) = (.milliseconds(300), .milliseconds(300))
            let plugin = try await ill(limits, environment: ["CHILD_FILE": file])
            var child: pid_t?
            // Killed too early, it had no time to start anything.
            while child == nil {
                _ = await error(of: plugin, "child")
                child = read(file).flatMap { pid_t($0) }
            }
            // A killed process may stand for a moment as one that nobody has waited for.
            try await until {
                let state = read("/proc/\(child ?? 0)/stat") ?? ""
                return state.isEmpty || state.contains(") Z")
            }
            await plugin.stop()
        }

        @Test func secretsAreMaskedInLogsAndErrors() async throws {
            let lines = Mutex<[PluginLogLine]>([])
            let plugin = try await ill(log: { line in lines.withLock { $0.append(line) } })
            _ = try await plugin.deliver(samples.delivery(text: "log"))
            let failure = await error(of: plugin, "permanent")
            #expect(failure?.message == "never with •••")
            await plugin.stop()
            try await until { lines.withLock { $0 }.contains(PluginLogLine(.warning, "token is •••")) }
            #expect(!lines.withLock { $0 }.contains { $0.message.contains("swordfish") })
        }

        @Test func whatItLearnsFromOutsideIsTakenIn() async throws {
            let seen = Mutex<[PluginSignal]>([])
            let lines = Mutex<[String]>([])
            let plugin = try await ExternalPlugin(
                Programs.python("ill.py", configuration: ["token": "swordfish"]),
                log: { line in lines.withLock { $0.append(line.message) } },
                signal: { signal in seen.withLock { $0.append(signal) } }
            )
            _ = try await plugin.deliver(samples.delivery(text: "signal"))
            try await until { lines.withLock { $0 }.contains("signal: {\"stored\": true}") }
            try await until { seen.withLock { $0.count } == 2 }
            let wanted = PluginSignal(
                deal: HookSamples.deal(1).description,
                signal: "replied",
                messageID: "m-1",
                data: ["words": "yes"]
            )
            #expect(seen.withLock { $0 } == [wanted, wanted])
            await plugin.stop()
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
            var limits = Programs.patient
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
            var limits = Programs.patient
            if flaw == "silent" { limits.start = .milliseconds(300) }
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

        // MARK: Plug-ins of a configuration

        @Test func whatCannotBeStartedIsNotTriedAtEachCall() async throws {
            let starts = Programs.temporaryFile("starts")
            defer { unlink(starts) }
            var limits = Programs.patient
            limits.firstPause = .seconds(3_600)
            limits.longestPause = .seconds(3_600)
            let command = PluginCommand("/bin/sh", arguments: ["-c", "echo up >>\(starts); exit 3"], limits: limits)
            let plugin = PluginOnDemand("odd", names: ["notify"], command: command)
            for _ in 1...5 {
                await #expect(throws: DeliveryError.self) { try await plugin.deliver(samples.delivery()) }
            }
            #expect(read(starts) == "up\n")
            #expect(await plugin.standing()?.isRunning == false)
            await plugin.stop()
        }

        @Test func whatIsKeptAliveIsStartedAgainUntilItComesUp() async throws {
            let starts = Programs.temporaryFile("starts")
            defer { unlink(starts) }
            // The first two starts fail; the third is a plug-in.
            let script = """
                echo up >>\(starts)
                [ "$(wc -l <\(starts))" -ge 3 ] || exit 3
                exec python3 \(Programs.folder)/ill.py
                """
            let command = PluginCommand("/bin/sh", arguments: ["-c", script], limits: Programs.patient)
            let plugin = PluginOnDemand("odd", names: ["notify"], command: command)
            plugin.keepAlive()
            while await plugin.standing()?.isRunning != true { try await Task.sleep(for: .milliseconds(10)) }
            #expect(read(starts) == "up\nup\nup\n")
            let first = try await plugin.deliver(samples.delivery()).reference
            // It dies with nobody calling it, and is there again.
            _ = try? await plugin.deliver(samples.delivery(text: "die"))
            try await until { read(starts) == "up\nup\nup\nup\n" }
            var second: String?
            while second == nil { second = try? await plugin.deliver(samples.delivery()).reference }
            #expect(second != first)
            await plugin.stop()
            await #expect(throws: DeliveryError.self) { try await plugin.deliver(samples.delivery()) }
        }

        @Test func whatIsStoppedWhileItStartsLeavesNoProcess() async throws {
            let pids = Programs.temporaryFile("pids")
            defer { unlink(pids) }
            let script = "echo $$ >>\(pids); exec sleep 600"
            let command = PluginCommand("/bin/sh", arguments: ["-c", script], limits: Programs.patient)
            let plugin = PluginOnDemand("odd", names: ["notify"], command: command)
            plugin.keepAlive()
            try await until { read(pids)?.isEmpty == false }
            await plugin.stop()
            let pid = try #require(read(pids)?.split(separator: "\n").first.flatMap { Int32($0) })
            #expect(kill(pid, 0) == -1, "the process outlives its host's interest")
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
                    patience: .seconds(900),
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

#endif
