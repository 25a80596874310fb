#if CLI

    import Turnpike
    import TurnpikeValues

    /// What was delivered, as a person reads it.
    struct DeliveryText: Sendable {
        let style: Style

        /// A line for all that was delivered; nothing where there was nothing.
        func render(_ result: DeliveryResult) -> String {
            var text = ""
            if !result.delivered.isEmpty {
                var names: [String] = []
                for row in result.delivered {
                    let action = (try? JSON.parse(row.request))?["action"]?.stringValue
                    names.append(action.map { "\(row.hook) \($0)" } ?? row.hook)
                }
                text +=
                    style.dim(
                        "   sent to \(SafeText.line(result.file)): \(SafeText.line(names.joined(separator: ", ")))"
                    ) + "\n"
            }
            if result.failed > 0 {
                text += style.red("   not sent: ") + "\(result.failed), to be tried again: "
                text += SafeText.line(result.error ?? "") + "\n"
            }
            return text
        }
    }

    extension Document {
        /// What was delivered.
        static func deliveries(_ result: DeliveryResult) -> JSON {
            object([
                "delivered": .array(
                    result.delivered.map { row in
                        object(["hook": .string(row.hook), "key": .string(row.key), "row": .int(row.sequence)])
                    }
                ),
                "error": optional(result.error),
                "failed": .int(Int64(result.failed)),
            ])
        }
    }

#endif
