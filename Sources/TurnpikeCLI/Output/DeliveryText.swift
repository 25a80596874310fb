#if CLI

    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// What was delivered, as a person reads it.
    struct DeliveryText: Sendable {
        let style: Style

        /// All there is to say where delivering was what the person asked for.
        func render(_ result: DeliveryResult) -> String { sent(result) + unsent(result) }

        /// A line for all that was delivered; nothing where there was nothing.
        func sent(_ result: DeliveryResult) -> String {
            var ways: [(way: String, names: [String])] = []
            var asked: [String] = []
            for row in result.rows {
                if row.hook.hasPrefix(OutboxText.questionPrefix) {
                    asked.append(String(row.hook.dropFirst(OutboxText.questionPrefix.count)))
                    continue
                }
                let way = result.plugins[row.hook].map { "by the plug-in \($0)" } ?? "to \(result.file)"
                let action = (try? JSON.parse(row.request))?["action"]?.stringValue
                let name = action.map { "\(row.hook) \($0)" } ?? row.hook
                if let index = ways.firstIndex(where: { $0.way == way }) {
                    ways[index].names.append(name)
                } else {
                    ways.append((way, [name]))
                }
            }
            let questions =
                asked.isEmpty ? "" : style.dim("   asked \(SafeText.line(asked.joined(separator: ", ")))") + "\n"
            if ways.isEmpty, asked.isEmpty, result.summary.delivered > 0 {
                // Which way each went is not known where only their number is.
                let way = result.plugins.isEmpty ? " to \(result.file)" : ""
                return style.dim("   sent\(SafeText.line(way)): \(result.summary.delivered)") + "\n"
            }
            let sent = ways.map { way, names in
                style.dim("   sent \(SafeText.line("\(way): \(names.joined(separator: ", "))"))") + "\n"
            }
            return questions + sent.joined()
        }

        /// A line for what could not be delivered; nothing where all of it has gone.
        func unsent(_ result: DeliveryResult) -> String {
            var text = ""
            let error = SafeText.line(result.summary.lastError ?? "")
            if result.summary.postponed > 0 {
                text += style.red("   not sent, to be tried again: ") + "\(result.summary.postponed), \(error)\n"
            }
            if result.summary.dead > 0 {
                text += style.red("   not sent, and given up: ") + "\(result.summary.dead), \(error)\n"
            }
            if let failure = result.failure { text += style.red("   not sent: ") + SafeText.line(failure) + "\n" }
            guard !text.isEmpty else { return "" }
            return text + style.dim("   the change is stored; 'turnpike outbox deliver' sends what waits") + "\n"
        }
    }

    extension Document {
        /// What was delivered.
        static func deliveries(_ result: DeliveryResult) -> JSON {
            object([
                "dead": .int(Int64(result.summary.dead)),
                "delivered": .int(Int64(result.summary.delivered)),
                "error": optional(result.failure ?? result.summary.lastError),
                "postponed": .int(Int64(result.summary.postponed)),
            ])
        }
    }

#endif
