import Turnpike

extension PlanBuilder {
    struct ResolvedStages {
        var paths: [String: [StageID]] = [:]
        var entered: [ImportPlan.Entered?]
        var reasons: [ImportPlan.Reason?]
    }

    mutating func resolveStages() -> ResolvedStages {
        let none = process.stages.count
        var result = ResolvedStages(
            entered: .init(repeating: nil, count: none),
            reasons: .init(repeating: nil, count: none)
        )
        var named: [StageID: SourceText] = [:]
        for (value, names) in map.stages.paths {
            let stages = names.compactMap { name -> StageID? in
                guard let stage = stage(name) else { return nil }
                if named[stage] == nil { named[stage] = name }
                return stage
            }
            if stages.count == names.count { result.paths[value.text] = stages }
        }
        for (name, when) in map.stages.entered {
            if case .column(let column) = when, self.column(column) == nil { continue }
            guard let stage = stage(name) else { continue }
            if named[stage] == nil { unused(name, "no path of the map comes to the stage '\(name.text)'") }
            switch when {
            case .unknown: result.entered[stage.index] = .unknown
            case .column(let column): result.entered[stage.index] = columns[column.text].map { .column($0) }
            }
        }
        let timed = Set(map.stages.entered.map(\.stage.text))
        for stage in named.keys.sorted() where !timed.contains(process[stage].id) {
            guard let place = named[stage] else { continue }
            report(
                .importStageWithoutTime,
                "nothing says when a deal came to '\(place.text)'",
                at: place.range,
                help: "write `\(place.text): …` under `entered`, with a column, or with the word unknown"
            )
        }
        for (name, reason) in map.stages.reasons { resolve(reason, of: name, named, &result) }
        return result
    }

    private mutating func unused(_ name: SourceText, _ message: String) {
        diagnostics.append(Diagnostic(.importUnused, severity: .warning, message, at: name.range))
    }

    private mutating func resolve(
        _ reason: ImportMap.Stages.Reason,
        of name: SourceText,
        _ named: [StageID: SourceText],
        _ result: inout ResolvedStages
    ) {
        var reasonColumn: Int?
        if case .column(let text, _) = reason { reasonColumn = column(text) }
        guard let stage = stage(name) else { return }
        guard let list = process[stage].reasonList else {
            report(.importUnknownReason, "'\(name.text)' asks for no reason", at: name.range)
            return
        }
        if named[stage] == nil { unused(name, "no path of the map comes to the stage '\(name.text)'") }
        let known = process.reasonLists[list].reasons
        func id(_ text: SourceText) -> String? {
            if known.contains(where: { $0.id == text.text }) { return text.text }
            unknown(
                .importUnknownReason,
                "'\(name.text)' has no reason '\(text.text)'",
                text,
                among: known.map(\.id)
            )
            return nil
        }
        switch reason {
        case .fixed(let text):
            if let id = id(text) { result.reasons[stage.index] = .fixed(id) }
        case .column(_, let values):
            var ids: [String: String] = [:]
            for item in known { ids[item.label] = item.id }
            for item in known { ids[item.id] = item.id }
            for (text, reason) in values {
                if let id = id(reason) { ids[text.text] = id }
            }
            if let reasonColumn { result.reasons[stage.index] = .column(reasonColumn, ids: ids) }
        }
    }
}
