#if CLI

    import Synchronization
    import Turnpike
    import TurnpikeCRM
    import TurnpikePlugins
    import TurnpikeRuntime
    import TurnpikeSubprocess
    import TurnpikeValues

    /// What a worker says on standard error while it works: a line each, for people or as JSON.
    final class WorkerLog: Sendable {
        private let format: OutputFormat
        /// What was said of the store last, and when: a store that fails does so many times a minute.
        private let storeFailure = Mutex<(text: String, at: Instant)?>(nil)

        init(format: OutputFormat) { self.format = format }

        /// A line in words.
        func say(_ text: String) { write(text, ["kind": "worker", "text": .string(text)]) }

        /// A line of a plug-in that listens.
        func plugin(_ name: String, _ line: PluginLogLine) {
            write(
                "\(name): \(line.message)",
                Document.object([
                    "kind": "plugin", "level": .string(line.level.rawValue), "plugin": .string(name),
                    "text": .string(line.message),
                ])
            )
        }

        /// The changes of a CRM were read, up to now or as far as they could be judged.
        func crm(_ name: String, _ taken: CRMSummary) {
            let isComplete = taken.failures.isEmpty
            write(
                "\(name) is read \(isComplete ? "up to now" : "in part"): \(DriftText.words(taken))",
                .object(
                    [("complete", .bool(isComplete)), ("kind", "crm"), ("plugin", .string(name))]
                        + Document.counts(taken)
                )
            )
        }

        /// What the worker reports.
        func take(_ report: Worker.Report) {
            switch report {
            case .health(let health):
                Task {
                    let plugins = await Self.plugins()
                    write(Self.words(health, plugins), Self.document(health, plugins))
                }
            case .storeFailed(let error): tellStore(error)
            case .timerFailed(let error):
                write("a timer cannot be fired: \(error)", ["error": .string(error), "kind": "timer_failed"])
            case .failed(let row, let result): tell(row, result)
            case .breakerChanged(let plugin, let isClosed):
                write(
                    isClosed
                        ? "\(plugin) answers again" : "\(plugin) fails again and again, and is left alone for a while",
                    ["kind": "breaker", "left_alone": .bool(!isClosed), "plugin": .string(plugin)]
                )
            }
        }

        private func tellStore(_ error: String) {
            let now = Instant.now()
            let isNews = storeFailure.withLock { known in
                if let known, known.text == error, known.at.duration(to: now) < .seconds(60) { return false }
                known = (error, now)
                return true
            }
            guard isNews else { return }
            write("the store failed and is asked again: \(error)", ["error": .string(error), "kind": "store_failed"])
        }

        private func tell(_ row: OutboxRow, _ result: OutboxSettlement.Result) {
            let what = "row \(row.sequence) for \(row.hook), attempt \(row.attempts + 1)"
            var members: [(String, JSON)] = [
                ("attempt", .int(Int64(row.attempts + 1))), ("deal", .string(row.deal.description)),
                ("effect", .string(row.key)), ("plugin", .string(row.hook)), ("row", .int(row.sequence)),
            ]
            switch result {
            case .retry(let at, let error):
                members += [("error", .string(error)), ("kind", "delivery_failed"), ("next", .string("\(at)"))]
                write("\(what): \(error); again at \(at)", .object(members))
            case .dead(let error):
                members += [("error", .string(error)), ("kind", "given_up")]
                write("\(what): \(error); given up, see 'turnpike outbox show \(row.sequence)'", .object(members))
            case .delivered, .released, .dropped: break
            }
        }

        private func write(_ text: String, _ document: JSON) {
            let now = Instant.now()
            switch format {
            case .human: Console.writeError("\(now)  \(SafeText.line(text))\n")
            case .json:
                let members = (document.members ?? []) + [("at", .string("\(now)"))]
                Console.writeError(Document.line(.object(members.sorted { $0.0 < $1.0 })))
            }
        }

        // MARK: Health

        /// How a plug-in's process stands.
        private struct Plugin: Sendable {
            var name: String
            var isRunning: Bool
            var ends: Int
            var failure: String?
        }

        private static func plugins() async -> [Plugin] {
            #if Subprocess
                await Plugins.standings().map {
                    Plugin(name: $0.name, isRunning: $0.isRunning, ends: $0.ends, failure: $0.failure)
                }
            #else
                []
            #endif
        }

        private static func words(_ health: Worker.Health, _ plugins: [Plugin]) -> String {
            let sent = health.deliveries
            var parts = ["\(health.timers.fired) fired", "\(sent.delivered) delivered"]
            if health.timers.failed > 0 { parts.append("\(health.timers.failed) timers failed") }
            if sent.dead > 0 { parts.append("\(sent.dead) given up") }
            if let backlog = health.backlog {
                let count = backlog.reduce(0) { $0 + $1.waiting }
                let list = backlog.map {
                    "\($0.plugin) \($0.waiting), the oldest for \($0.oldest.components.seconds) s"
                }
                parts.append(count == 0 ? "nothing waits" : "\(count) wait (\(list.joined(separator: "; ")))")
            } else {
                parts.append("the store does not say what waits")
            }
            if !health.leftAlone.isEmpty { parts.append("left alone: \(health.leftAlone.joined(separator: ", "))") }
            for plugin in plugins where !plugin.isRunning {
                parts.append("the plug-in \(plugin.name) does not run" + (plugin.failure.map { ": \($0)" } ?? ""))
            }
            return parts.joined(separator: ", ")
        }

        private static func document(_ health: Worker.Health, _ plugins: [Plugin]) -> JSON {
            Document.object([
                "delivered": .int(Int64(health.deliveries.delivered)), "failed": .int(Int64(health.timers.failed)),
                "fired": .int(Int64(health.timers.fired)), "given_up": .int(Int64(health.deliveries.dead)),
                "kind": "health", "left_alone": Document.strings(health.leftAlone),
                "plugins": .array(
                    plugins.map { plugin in
                        Document.object([
                            "ends": .int(Int64(plugin.ends)), "failure": Document.optional(plugin.failure),
                            "name": .string(plugin.name), "running": .bool(plugin.isRunning),
                        ])
                    }
                ),
                "waiting": health.backlog.map { backlog in
                    .array(
                        backlog.map { entry in
                            Document.object([
                                "oldest_seconds": .int(entry.oldest.components.seconds),
                                "plugin": .string(entry.plugin), "waiting": .int(Int64(entry.waiting)),
                            ])
                        }
                    )
                },
            ])
        }
    }

#endif
