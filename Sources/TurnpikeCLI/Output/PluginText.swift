#if CLI && Subprocess

    import Turnpike
    import TurnpikeSubprocess
    import TurnpikeTesting
    import TurnpikeValues

    /// What a verification found, for people and for programs.
    enum PluginText: Sendable {
        static func report(_ report: PluginVerification.Report) -> String {
            var text = "\n"
            let words = Dictionary(
                PluginVerification.cases.map { ($0.promise, $0.words) },
                uniquingKeysWith: { first, _ in first }
            )
            for finding in report.findings {
                text += "broken: \(words[finding.promise] ?? finding.promise)\n"
                text += "        \(finding.promise): \(finding.detail)\n"
            }
            for skipped in report.skipped {
                text += "not tried: \(words[skipped.promise] ?? skipped.promise)\n"
                text += "        \(skipped.promise): \(skipped.detail)\n"
            }
            let name = report.name.map { "'\($0)'" } ?? "the program"
            text += "\(name): \(report.kept.count) promises kept, \(report.findings.count) broken"
            text += report.skipped.isEmpty ? "\n" : ", \(report.skipped.count) not tried\n"
            return text
        }

        static func json(_ report: PluginVerification.Report) -> JSON {
            func list(_ findings: [ContractFinding]) -> JSON {
                .array(
                    findings.map { Document.object(["detail": .string($0.detail), "promise": .string($0.promise)]) }
                )
            }
            return Document.object([
                "findings": list(report.findings),
                "kept": Document.strings(report.kept),
                "kind": "plugin_verification",
                "name": Document.optional(report.name),
                "not_tried": list(report.skipped),
            ])
        }
    }

#endif
