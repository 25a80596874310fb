public import Turnpike
import TurnpikeValues

extension CRMMapping {
    /// What does not fit: everything at once, so that it can be put right at once.
    ///
    /// - Parameters:
    ///   - schema: What the CRM says it has.
    ///   - processes: The processes as far as they are known.
    ///   - vendor: What people call the CRM.
    public func findings(in schema: CRMSchema, processes: [SalesProcess], vendor: String) -> [String] {
        var findings: [String] = []
        let ids = schema.stages.map(\.id)
        for (stage, theirs) in stages where !ids.contains(theirs) {
            var text = "stages.\(stage): \(vendor) has no stage '\(theirs)'"
            if let named = schema.stages.first(where: { $0.label == theirs }) {
                text += "; '\(theirs)' is the label of '\(named.id)'"
            } else {
                text += Self.near(theirs, ids)
            }
            findings.append(text)
        }
        for (ours, theirs) in fields.sorted(by: { $0.key < $1.key }) {
            findings += field("fields.\(ours)", theirs, .deal, schema, vendor)
        }
        if let probability { findings += field("probability", probability, .deal, schema, vendor) }
        for (ours, theirs) in owners.sorted(by: { $0.key < $1.key }) where !schema.owners.contains(theirs) {
            findings.append("owners.\(ours): \(vendor) has no person '\(theirs)'")
        }
        if let known = schema.reasons {
            for (ours, theirs) in reasons.sorted(by: { $0.key < $1.key }) where !known.contains(theirs) {
                findings.append("reasons.\(ours): \(vendor) has no reason '\(theirs)'" + Self.near(theirs, known))
            }
        }
        for (words, kind, party) in [("accounts", CRMKind.account, accounts), ("contacts", .contact, contacts)] {
            for (ours, theirs) in (party?.fields ?? [:]).sorted(by: { $0.key < $1.key }) {
                findings += field("\(words).\(ours)", theirs, kind, schema, vendor)
            }
        }
        let wanted = processes.filter { process == nil || $0.id == process }
        if let process, !processes.isEmpty, wanted.isEmpty {
            findings.append("process: no process is called '\(process)'" + Self.near(process, processes.map(\.id)))
        }
        for process in wanted { findings += findingsOfNames(in: process, vendor) }
        return findings + findingsOfOptions(wanted, schema, vendor)
    }

    /// Options: each that the process may write has to be one of the CRM's, where that says which it has.
    private func findingsOfOptions(_ processes: [SalesProcess], _ schema: CRMSchema, _ vendor: String) -> [String] {
        var findings: [String] = []
        for ours in options.keys.sorted() where fields[ours] == nil {
            findings.append("options.\(ours): fields maps no '\(ours)'" + Self.near(ours, fields.keys.sorted()))
        }
        for (ours, theirs) in fields.sorted(by: { $0.key < $1.key }) {
            let known: [String]
            switch schema.field(theirs)?.kind {
            case .choice(let options), .choices(let options): known = options
            default: continue
            }
            guard !known.isEmpty else { continue }
            var wanted = Set((options[ours] ?? [:]).keys)
            for process in processes {
                guard let id = process.field(ours) else { continue }
                switch process[id].type {
                case .choice(let options), .choices(let options): wanted.formUnion(options.map(\.id))
                default: break
                }
            }
            for option in wanted.sorted() {
                let name = options[ours]?[option] ?? option
                guard !known.contains(name) else { continue }
                findings.append(
                    "options.\(ours).\(option): '\(theirs)' of \(vendor) has no option '\(name)'"
                        + Self.near(name, known)
                )
            }
        }
        return findings
    }

    private func field(
        _ setting: String,
        _ theirs: String,
        _ kind: CRMKind,
        _ schema: CRMSchema,
        _ vendor: String
    ) -> [String] {
        guard let field = schema.field(theirs, of: kind) else {
            let names = (schema.fields[kind] ?? []).map(\.name)
            return ["\(setting): \(vendor) has no field '\(theirs)' of \(kind.rawValue)s" + Self.near(theirs, names)]
        }
        return field.isReadOnly ? ["\(setting): '\(theirs)' of \(vendor) cannot be written"] : []
    }

    /// Names of the process: a mapping for several processes may name what only one of them has.
    private func findingsOfNames(in process: SalesProcess, _ vendor: String) -> [String] {
        guard self.process == process.id else {
            return fields.keys.sorted().flatMap { sensitive($0, process, vendor) }
        }
        var findings: [String] = []
        for (stage, _) in stages where process.stage(stage) == nil {
            findings.append(
                "stages.\(stage): \(process.id) has no stage '\(stage)'"
                    + Self.near(stage, process.stages.map(\.id))
            )
        }
        for ours in fields.keys.sorted() {
            if process.field(ours) == nil {
                findings.append(
                    "fields.\(ours): \(process.id) has no field '\(ours)'" + Self.near(ours, process.fields.map(\.id))
                )
            }
            findings += sensitive(ours, process, vendor)
        }
        let reasons = process.reasonLists.flatMap { $0.reasons.map(\.id) }
        for ours in self.reasons.keys.sorted() where !reasons.contains(ours) {
            findings.append("reasons.\(ours): \(process.id) has no reason '\(ours)'" + Self.near(ours, reasons))
        }
        return findings
    }

    private func sensitive(_ ours: String, _ process: SalesProcess, _ vendor: String) -> [String] {
        guard let id = process.field(ours) else { return [] }
        let isHidden = process[id].isSensitive || process.isForSome(ours)
        return isHidden ? ["fields.\(ours): it is not for everybody in \(process.id), so \(vendor) is not told"] : []
    }

    static func near(_ name: String, _ known: [String]) -> String {
        EditDistance.nearest(to: name, in: known).map { "; did you mean '\($0)'?" } ?? ""
    }
}
