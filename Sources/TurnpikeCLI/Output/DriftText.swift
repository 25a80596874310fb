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
            text += "taken in: \(Self.words(taken))\n"
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

    /// What became of changes of a CRM.
    static func words(_ taken: CRMSummary) -> String {
        let parts = [
            (taken.taken, "taken over"), (taken.asked, "asked"), (taken.pushedBack, "set back"),
            (taken.refused, "refused"),
        ]
        .filter { $0.0 > 0 }
        return parts.isEmpty ? "0 taken over" : parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}

extension CRMSummary {
    /// Whether people changed something there that a deal of ours follows, or does not.
    var hasNews: Bool { taken + asked + pushedBack + refused > 0 }
}

extension Document {
    /// What became of changes of a CRM, in numbers.
    static func counts(_ taken: CRMSummary) -> [(String, JSON)] {
        [
            ("asked", .int(Int64(taken.asked))), ("pushed_back", .int(Int64(taken.pushedBack))),
            ("refused", .int(Int64(taken.refused))), ("taken", .int(Int64(taken.taken))),
        ]
    }

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
                JSON.object((counts(taken) + [("failures", strings(taken.failures))]).sorted { $0.0 < $1.0 })
            },
        ])
    }
}
