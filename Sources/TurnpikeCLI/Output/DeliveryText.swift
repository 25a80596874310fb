#if CLI

    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// What was delivered, as a person reads it.
    struct DeliveryText: Sendable {
        let style: Style

        /// A line for all that was delivered; nothing where there was nothing.
        func render(_ result: DeliveryResult) -> String {
            var text = ""
            let file = SafeText.line(result.file)
            if !result.rows.isEmpty {
                let names = result.rows.map { row in
                    let action = (try? JSON.parse(row.request))?["action"]?.stringValue
                    return action.map { "\(row.hook) \($0)" } ?? row.hook
                }
                text += style.dim("   sent to \(file): \(SafeText.line(names.joined(separator: ", ")))") + "\n"
            } else if result.summary.delivered > 0 {
                text += style.dim("   sent to \(file): \(result.summary.delivered)") + "\n"
            }
            guard !result.summary.isClean else { return text }
            let error = SafeText.line(result.summary.lastError ?? "")
            if result.summary.postponed > 0 {
                text += style.red("   not sent, to be tried again: ") + "\(result.summary.postponed), \(error)\n"
            }
            if result.summary.dead > 0 {
                text += style.red("   not sent, and given up: ") + "\(result.summary.dead), \(error)\n"
            }
            return text
        }
    }

    extension Document {
        /// What was delivered.
        static func deliveries(_ result: DeliveryResult) -> JSON {
            object([
                "dead": .int(Int64(result.summary.dead)),
                "delivered": .int(Int64(result.summary.delivered)),
                "error": optional(result.summary.lastError),
                "postponed": .int(Int64(result.summary.postponed)),
            ])
        }
    }

#endif
