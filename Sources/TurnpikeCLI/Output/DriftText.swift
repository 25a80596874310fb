import Turnpike
import TurnpikeCRM
import TurnpikeValues

/// What differs between deals and CRMs, for people.
struct DriftText {
    let style: Style

    /// A block for each deal that differs.
    func render(_ drifts: [CRMDrift], taken: CRMSummary?) -> String {
        var text = ""
        if let taken {
            var parts = ["\(taken.taken) taken over"]
            if taken.asked > 0 { parts.append("\(taken.asked) asked") }
            if taken.pushedBack > 0 { parts.append("\(taken.pushedBack) set back") }
            if taken.refused > 0 { parts.append("\(taken.refused) refused") }
            text += "taken in: " + parts.joined(separator: ", ") + "\n"
            for failure in taken.failures { text += "   " + style.red(SafeText.line(failure)) + "\n" }
        }
        guard !drifts.isEmpty else { return text + "nothing differs\n" }
        for drift in drifts {
            let record = drift.record.map { " \(SafeText.line($0))" } ?? ""
            text += style.bold(SafeText.line(drift.name)) + "  " + style.dim("\(drift.deal)") + "\n"
            for difference in drift.differences {
                text += "   \(difference.what): \(SafeText.line(difference.ours)) here, "
                text += "\(SafeText.line(difference.theirs)) in \(drift.crm)\(record)\n"
                text += "      " + style.yellow(difference.why.words)
                if !difference.details.isEmpty {
                    text += ": " + SafeText.line(difference.details.joined(separator: ", "))
                }
                text += "\n"
            }
        }
        return text
    }
}

extension Document {
    /// What differs between deals and CRMs.
    static func drift(_ drifts: [CRMDrift], taken: CRMSummary?) -> JSON {
        object([
            "deals": .array(
                drifts.map { drift in
                    object([
                        "crm": .string(drift.crm), "deal": .string(drift.deal.description),
                        "differences": .array(
                            drift.differences.map { difference in
                                object([
                                    "details": difference.details.isEmpty ? nil : strings(difference.details),
                                    "ours": .string(difference.ours), "theirs": .string(difference.theirs),
                                    "what": .string(difference.what), "why": .string(difference.why.rawValue),
                                ])
                            }
                        ), "name": .string(drift.name), "record": optional(drift.record),
                    ])
                }
            ),
            "kind": "drift",
            "taken_in": taken.map { taken in
                object([
                    "asked": .int(Int64(taken.asked)), "failures": strings(taken.failures),
                    "pushed_back": .int(Int64(taken.pushedBack)), "refused": .int(Int64(taken.refused)),
                    "taken": .int(Int64(taken.taken)),
                ])
            },
        ])
    }
}
