import Turnpike
import TurnpikeYAML

extension ImportMapReader {
    mutating func aliases(_ node: YAMLNode) -> [ImportMap.Aliases] {
        var result: [ImportMap.Aliases] = []
        for (column, value) in entries(node, of: "other spellings, by column,") {
            var spellings: [(wrong: SourceText, right: SourceText)] = []
            for (wrong, right) in entries(value, of: "other spellings") {
                if let right = nodes.text(right) { spellings.append((wrong, right)) }
            }
            result.append(ImportMap.Aliases(column: column, spellings: spellings))
        }
        return result
    }

    mutating func lookups(_ node: YAMLNode) -> [ImportMap.Lookup] {
        var result: [ImportMap.Lookup] = []
        for (name, value) in entries(node, of: "look-ups") {
            let keys = ["file", "key", "column", "aliases", "if_missing"]
            guard let settings = settings(value, of: "a look-up", keys: keys) else { continue }
            let file = required("file", in: settings, of: value, "file: products.csv").flatMap { column($0) }
            let key = required("key", in: settings, of: value, "key: product").flatMap { column($0) }
            let main = settings["column"].flatMap { column($0) }
            let aliases = settings["aliases"].map { self.aliases($0) } ?? []
            var leavesMissing = false
            if let missing = settings["if_missing"], let word = nodes.word(missing) {
                switch word.text {
                case "refuse": leavesMissing = false
                case "leave": leavesMissing = true
                default:
                    let near = NearestName.find(word.text, among: ["refuse", "leave"])
                    nodes.report(
                        Diagnostic(
                            .importBadValue,
                            "`if_missing` is refuse or leave, not '\(word.text)'",
                            at: missing.range,
                            repair: near.map { .didYouMean($0, replacing: missing.range) }
                        )
                    )
                }
            }
            guard let file, let key else { continue }
            result.append(
                ImportMap.Lookup(
                    name: name,
                    file: file,
                    key: key,
                    column: main ?? key,
                    aliases: aliases,
                    leavesMissing: leavesMissing
                )
            )
        }
        return result
    }

    mutating func account(_ node: YAMLNode) -> ImportMap.Account? {
        guard let settings = settings(node, of: "an account", keys: ["key", "name"]) else { return nil }
        let name = settings["name"].flatMap { column($0) }
        guard let key = required("key", in: settings, of: node, "key: account_id").flatMap({ column($0) }) else {
            return nil
        }
        return ImportMap.Account(key: key, name: name)
    }

    mutating func fields(_ node: YAMLNode) -> [ImportMap.FieldMapping] {
        var result: [ImportMap.FieldMapping] = []
        for (field, value) in entries(node, of: "fields, with their columns,") {
            if value.kind == .scalar {
                guard let column = column(value) else { continue }
                result.append(.init(field: field, origin: .column(column, asRecorded: false), currency: nil))
                continue
            }
            if let mapping = mapping(of: field, value) { result.append(mapping) }
        }
        return result
    }

    private mutating func mapping(of field: SourceText, _ node: YAMLNode) -> ImportMap.FieldMapping? {
        let keys = ["column", "as_recorded", "lookup", "value", "currency"]
        guard let settings = settings(node, of: "a field's origin", keys: keys) else { return nil }
        let currency = settings["currency"].flatMap { self.currency($0) }
        var asRecorded = false
        if let flag = settings["as_recorded"], let word = nodes.word(flag) {
            guard word.text == "true" || word.text == "false" else {
                report(.importBadValue, "`as_recorded` is true or false, not '\(word.text)'", at: flag.range)
                return nil
            }
            asRecorded = word.text == "true"
        }
        if let constant = settings["value"] {
            for other in ["column", "lookup"] {
                guard let node = settings[other] else { continue }
                report(.importBadValue, "a field has either a value or a \(other), not both", at: node.range)
            }
            return nodes.text(constant).map { .init(field: field, origin: .value($0), currency: currency) }
        }
        guard let columnNode = required("column", in: settings, of: node, "column: amount"),
            let column = column(columnNode)
        else { return nil }
        guard let lookup = settings["lookup"] else {
            return .init(field: field, origin: .column(column, asRecorded: asRecorded), currency: currency)
        }
        if let flag = settings["as_recorded"], asRecorded {
            report(.importBadValue, "`as_recorded` is for columns of the main file", at: flag.range)
        }
        return nodes.word(lookup).map { .init(field: field, origin: .lookup($0, column: column), currency: currency) }
    }

    mutating func stages(_ node: YAMLNode) -> ImportMap.Stages? {
        let keys = ["column", "paths", "entered", "reasons"]
        guard let settings = settings(node, of: "`stages`", keys: keys) else { return nil }
        let column = required("column", in: settings, of: node, "column: stage").flatMap { self.column($0) }
        var paths: [(value: SourceText, stages: [SourceText])] = []
        if let node = required("paths", in: settings, of: node, "paths: {Won: [qualification, won]}") {
            for (value, list) in entries(node, of: "paths") {
                let items = self.list(list, of: "stages")
                if items.isEmpty, list.kind == .sequence, !list.isBroken {
                    report(.importBadValue, "a path has at least the stage in which the deal begins", at: list.range)
                }
                let stages = items.compactMap { nodes.word($0) }
                if !stages.isEmpty, stages.count == items.count { paths.append((value, stages)) }
            }
        }
        var entered: [(stage: SourceText, when: ImportMap.Stages.Entered)] = []
        if let node = required("entered", in: settings, of: node, "entered: {qualification: unknown, won: close_date}")
        {
            for (stage, value) in entries(node, of: "the times of stages") {
                guard let when = self.column(value) else { continue }
                entered.append((stage, when.text == "unknown" ? .unknown : .column(when)))
            }
        }
        let reasons = settings["reasons"].map { self.reasons($0) } ?? []
        guard let column else { return nil }
        return ImportMap.Stages(column: column, paths: paths, entered: entered, reasons: reasons)
    }

    private mutating func reasons(_ node: YAMLNode) -> [(stage: SourceText, reason: ImportMap.Stages.Reason)] {
        var result: [(stage: SourceText, reason: ImportMap.Stages.Reason)] = []
        for (stage, value) in entries(node, of: "reasons, by stage,") {
            if value.kind == .scalar {
                if let reason = nodes.word(value) { result.append((stage, .fixed(reason))) }
                continue
            }
            guard let settings = settings(value, of: "a stage's reasons", keys: ["column", "values"]) else { continue }
            let column = required("column", in: settings, of: value, "column: lost_reason").flatMap { self.column($0) }
            var values: [(text: SourceText, reason: SourceText)] = []
            if let node = settings["values"] {
                for (text, reason) in entries(node, of: "reasons") {
                    if let reason = nodes.word(reason) { values.append((text, reason)) }
                }
            }
            if let column { result.append((stage, .column(column, values: values))) }
        }
        return result
    }
}
