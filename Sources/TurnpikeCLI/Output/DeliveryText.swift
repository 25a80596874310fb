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
            let file = SafeText.line(result.file)
            if !result.rows.isEmpty {
                let names = result.rows.map { row in
                    let action = (try? JSON.parse(row.request))?["action"]?.stringValue
                    return action.map { "\(row.hook) \($0)" } ?? row.hook
                }
                return style.dim("   sent to \(file): \(SafeText.line(names.joined(separator: ", ")))") + "\n"
            }
            guard result.summary.delivered > 0 else { return "" }
            return style.dim("   sent to \(file): \(result.summary.delivered)") + "\n"
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
