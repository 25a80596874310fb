#if CLI

    import ArgumentParser
    import IMAPReplies
    import Synchronization
    import Turnpike
    import TurnpikeCRM
    import TurnpikeNotifications
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike run`
    struct RunCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run",
            abstract: "Work: fire timers when they are due, and deliver what hooks send.",
            discussion: """
                Runs until it is told to stop (Ctrl-C, SIGTERM). Then it begins nothing new, waits for what it has begun, hands \
                back what it holds and ends its plug-ins; told a second time, it ends at once. Any number may run on one store: \
                what one holds, the others leave alone. Plug-ins are started with it and started again when they end. Mailboxes \
                (`uses: imap_replies`) are read once with --once and --until idle, and watched otherwise: one worker for each. \
                What people changed in CRMs is read likewise, and judged by the gates. \
                Where turnpike.yaml says so, it also sends digests and tells the next in a line (notifications), listens for \
                webhooks and Slack's buttons (receive), and reads what is written to the bot in Matrix.

                A timer fires at least once and is applied exactly once, whoever is killed meanwhile. What came due while no \
                worker ran fires now, each by what its file says of lateness ('late:').

                A store that fails (locked, no room left) is asked again, and nothing is lost meanwhile. What fails, what \
                came of reading a CRM, and every minute how things stand, is told on standard error.

                  turnpike run
                  turnpike run --once
                  turnpike run --until idle

                Exit status: 0 when told to stop; with --once and --until idle 4 where something could not be done.
                """
        )

        /// When it ends by itself.
        enum Until: String, ExpressibleByArgument, CaseIterable, Sendable {
            case idle
        }

        @Flag(help: "Do what is due now, and end.") var once = false
        @Option(
            help: """
                End when nothing is left to do, also nothing that is to be tried again. What stands behind a delivery that was \
                given up is left for a person.
                """
        )
        var until: Until?
        @Option(help: ArgumentHelp("How often it looks, in seconds.", valueName: "seconds")) var every: Int = 1
        @Option(
            help: ArgumentHelp(
                "How long what is under way may take when it is told to stop, in seconds.",
                valueName: "seconds"
            )
        )
        var grace: Int = 10
        @Option(
            help: ArgumentHelp("How often it tells how things stand, in seconds; 0 never.", valueName: "seconds")
        )
        var health: Int = 60
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard (1...3_600).contains(every) else {
                throw ValidationError("--every takes 1 to 3600 seconds, not \(every)")
            }
            guard (0...3_600).contains(grace) else {
                throw ValidationError("--grace takes 0 to 3600 seconds, not \(grace)")
            }
            guard (0...86_400).contains(health) else {
                throw ValidationError("--health takes 0 to 86400 seconds, not \(health)")
            }
            guard !once || until == nil else {
                throw ValidationError("--once and --until are two ways to end: give one")
            }
        }

        func run() async throws {
            let session = try await Session.open(common)
            let log = WorkerLog(format: common.output.format)
            let listeners = try MailPlugins.listeners(session.configuration, session.door) { log.plugin($0, $1) }
            try await Self.checkTables(session) { log.say($0) }
            let stop = StopSignals()
            defer { stop.end() }
            // What has come in goes first: it may stop what is due.
            let heard = once || until != nil ? await hear(listeners, log) : Heard()
            let summary =
                once
                ? try await onePass(session, stop, log)
                : try await work(session, stop, log, until == nil ? listeners : [])
            let (timers, sent) = (summary.timers, summary.deliveries)
            if until != nil { _ = try await flush(session) }
            try common.output.write {
                let failed = timers.failed + sent.postponed + sent.dead
                return (heard.signals > 0 ? "\(heard.signals) heard by mail, " : "")
                    + "\(timers.fired) timers fired, \(sent.delivered) delivered"
                    + (failed + heard.failed > 0 ? ", \(failed + heard.failed) failed\n" : "\n")
            } json: {
                Document.object([
                    "delivered": .int(Int64(sent.delivered)), "failed": .int(Int64(timers.failed + heard.failed)),
                    "fired": .int(Int64(timers.fired)), "given_up": .int(Int64(sent.dead)),
                    "heard": listeners.isEmpty || until == nil && !once ? nil : .int(Int64(heard.signals)),
                    "kind": "run", "postponed": .int(Int64(sent.postponed)),
                ])
            }
            // What was tried again and went in the end is no failure of a worker that waited for it.
            let isIncomplete =
                timers.failed > 0 || sent.dead > 0 || heard.failed > 0 || once && sent.postponed > 0
            if isIncomplete, once || until != nil { throw Ended(status: .failed) }
        }

        /// What was read in mailboxes.
        private struct Heard {
            var signals = 0
            var failed = 0
        }

        private func hear(_ listeners: [IMAPReplies], _ log: WorkerLog) async -> Heard {
            var heard = Heard()
            for listener in listeners {
                do { heard.signals += try await listener.readOnce() } catch {
                    log.say("a mailbox cannot be read: \(error)")
                    heard.failed += 1
                }
            }
            return heard
        }

        private func onePass(_ session: Session, _ stop: StopSignals, _ log: WorkerLog) async throws -> Worker.Summary {
            var summary = Worker.Summary()
            for connection in Self.connections(session, { log.say($0) }) {
                let taken = await Self.takeIn(connection) { log.say($0) }
                if let taken, taken.hasNews { log.crm(connection.name, taken) }
            }
            while stop.count == 0 {
                let round = try await session.pipeline.fireDueTimers()
                summary.timers.add(round)
                if let error = round.lastError { Console.writeError("\(SafeText.line(error))\n") }
                let deliveries = try await Delivery.run(session, deal: nil).summary
                summary.deliveries.delivered += deliveries.delivered
                summary.deliveries.postponed += deliveries.postponed
                summary.deliveries.dead += deliveries.dead
                // There may be more than one batch, or what fired is followed by what is due at once.
                if round.fired == 0 { break }
            }
            _ = try await flush(session)
            return summary
        }

        /// Sends the notices that are due; what one of them lacks is told.
        private func flush(_ session: Session) async throws -> NotificationDistributor.Summary? {
            guard let summary = try await session.notices?.flush() else { return nil }
            if let error = summary.lastError {
                Console.writeError("somebody was not told: \(SafeText.line(error))\n")
            }
            return summary
        }

        /// Reads the changes of CRMs for as long as it works; what is to end when idle reads them once.
        private func listen(_ session: Session, _ log: WorkerLog) -> [Task<Void, Never>] {
            let isOnce = until != nil
            return Self.connections(session) { log.say($0) }.map { connection in
                Task {
                    // Told at the start, and again after it could not be read.
                    var isNews = true
                    repeat {
                        let taken = await Self.takeIn(connection) { log.say($0) }
                        if let taken, taken.hasNews || isNews && taken.failures.isEmpty {
                            log.crm(connection.name, taken)
                        }
                        isNews = taken?.failures.isEmpty != true
                        try? await Task.sleep(for: connection.every)
                    } while !Task.isCancelled && !isOnce
                }
            }
        }

        /// The CRMs; one whose settings are wrong is told of, and keeps nothing else from working.
        private static func connections(_ session: Session, _ say: (String) -> Void) -> [CRMConnection] {
            do { return try BuiltInPlugins.connectors(session.configuration, session.door) } catch {
                say(Failure(error).message)
                return []
            }
        }

        /// Holds the table of each CRM against what that has, before anything moves. A CRM that cannot be asked now keeps
        /// nothing from working: its deliveries wait, and ask again.
        ///
        /// - Throws: `Failure` with everything that does not fit.
        private static func checkTables(_ session: Session, _ say: (String) -> Void) async throws {
            var problems: [String] = []
            for connection in connections(session, { _ in }) {
                do { try await connection.connector.verify() } catch let misfit as CRMMisfit {
                    problems += misfit.findings.map { "\(connection.name): \($0)" }
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    say("\(connection.name) cannot be asked now: \(SafeText.line(Failure(error).message))")
                }
            }
            guard problems.isEmpty else {
                var failure = Failure(.failed, "bad_mapping", "the table between the process and the CRM does not fit")
                failure.problems = problems.map { SafeText.line($0) }
                failure.help = "put turnpike.yaml right; until then no deal is told, and none is moved by the CRM"
                throw failure
            }
        }

        /// Reads the changes of a CRM; nil where it cannot be read. What fails is said.
        private static func takeIn(_ connection: CRMConnection, _ say: (String) -> Void) async -> CRMSummary? {
            do {
                let taken = try await connection.connector.takeChanges()
                for failure in taken.failures { say("\(connection.name): \(SafeText.line(failure))") }
                return taken
            } catch is CancellationError {
                return nil
            } catch {
                say("\(connection.name): \(SafeText.line(Failure(error).message))")
                return nil
            }
        }

        private func work(
            _ session: Session,
            _ stop: StopSignals,
            _ log: WorkerLog,
            _ listeners: [IMAPReplies]
        ) async throws -> Worker.Summary {
            var policy = Session.policy(session.configuration)
            policy.poll = .seconds(every)
            policy.grace = .seconds(grace)
            let worker = Worker(
                session.pipeline,
                policy: policy,
                ending: until == .idle ? .whenIdle : .whenTold,
                healthEvery: health > 0 ? .seconds(health) : nil,
                report: { log.take($0) }
            )
            // What ends soon starts only what it needs.
            if until == nil { Plugins.keepAlive() }
            log.say("working on \(session.path); Ctrl-C stops")
            let life = Task { await worker.run() }
            let listening = Task {
                await withTaskGroup { group in
                    for listener in listeners { group.addTask { await listener.run() } }
                }
            }
            let crms = listen(session, log)
            let failure = FailureBox()
            let services = Task { [every, stays = until == nil] in
                guard stays else { return }
                do {
                    try await Services(session: session, log: log, every: .seconds(every)).run()
                } catch is CancellationError {
                    return
                } catch {
                    // Who is told to listen and cannot must not look as if it did.
                    failure.value.withLock { $0 = error }
                    worker.stop()
                }
            }
            let watcher = Task { [grace] in
                await stop.watch {
                    log.say("ending: \(grace) seconds for what is under way; told once more, at once")
                    services.cancel()
                    worker.stop()
                    // What is not stored yet stays in the mailbox.
                    listening.cancel()
                } again: {
                    // Cancelled first, so that what hangs is handed back and not counted as a failure of its plug-in's.
                    life.cancel()
                    try? await Task.sleep(for: .milliseconds(200))
                    await Plugins.abandon()
                }
            }
            let summary = await life.value
            listening.cancel()
            services.cancel()
            await listening.value
            for crm in crms { crm.cancel() }
            await services.value
            // Here, while a second signal still ends everything: a plug-in may take its time.
            await Plugins.stop()
            watcher.cancel()
            if let error = failure.value.withLock({ $0 }) { throw error }
            return summary
        }

        /// Why the services ended, where they could not work.
        private final class FailureBox: Sendable {
            let value = Mutex<(any Error)?>(nil)
        }
    }

#endif
