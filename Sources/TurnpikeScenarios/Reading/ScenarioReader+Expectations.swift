import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// What a scenario or one of its steps expects.
extension ScenarioReader {
    private static let expectKeys = [
        "stage", "stages", "outcome", "refused", "warned", "waiting", "fields", "events", "hooks", "obligations",
        "open", "opened", "hidden",
        "forecast", "probability", "owner", "reason", "error",
    ]

    mutating func expectation(_ node: YAMLNode) -> Scenario.Expectation? {
        guard let settings = settings(node, of: "`expect`", keys: Self.expectKeys) else { return nil }
        var expected = Scenario.Expectation(range: node.range)
        if let node = settings["stage"], let stage = stage(node) { expected.stage = Located(stage, at: node.range) }
        if let node = settings["stages"], let words = words(node, of: "stages") {
            for word in words where process.stage(word.value) == nil {
                unknown("stage", word.value, at: word.range, among: names.stages)
            }
            expected.stages = Located(words.map(\.value), at: node.range)
        }
        if let node = settings["outcome"], let word = nodes.word(node) {
            if ["won", "lost", "none"].contains(word.text) {
                expected.outcome = Located(word.text, at: word.range)
            } else {
                report(.scenarioBadValue, "an outcome is won, lost or none, not '\(word.text)'", at: word.range)
            }
        }
        expected.refused = settings["refused"].flatMap { criteria($0) }
        if let refused = expected.refused, refused.value.isEmpty, let node = settings["refused"] {
            report(
                .scenarioBadValue,
                "a refusal names at least one criterion",
                at: node.range,
                help: "leave `refused` out where the step is to succeed"
            )
        }
        expected.warned = settings["warned"].flatMap { criteria($0) }
        expected.waiting = settings["waiting"].flatMap { criteria($0) }
        if let node = settings["fields"] { expected.fields = expectedFields(node) }
        expected.events = settings["events"].flatMap { eventList($0) }
        expected.hooks = settings["hooks"].flatMap { hookList($0) }
        expected.obligations = settings["obligations"].flatMap { criteria($0) }
        if let node = settings["open"], let words = words(node, of: "activities") {
            for word in words where process.activity(word.value) == nil {
                unknown("activity", word.value, at: word.range, among: names.activities)
            }
            expected.open = Located(words.map(\.value), at: node.range)
        }
        if let node = settings["opened"], let words = words(node, of: "openings") {
            let known = process.openings.flatMap { [$0.id, $0.path] }
            for word in words where !known.contains(word.value) {
                unknown("opening", word.value, at: word.range, among: known)
            }
            expected.opened = Located(words.map(\.value), at: node.range)
        }
        if let node = settings["hidden"], let words = words(node, of: "fields") {
            for word in words where process.field(word.value) == nil {
                unknown("field", word.value, at: word.range, among: process.fields.map(\.id))
            }
            expected.hidden = Located(words.map(\.value), at: node.range)
        }
        expected.forecast = settings["forecast"].flatMap { forecast($0) }
        expected.probability = settings["probability"].flatMap { probability($0) }
        expected.owner = settings["owner"].map { Located(person($0) ?? "none", at: $0.range) }
        if let owner = expected.owner, owner.value != "none" { note(person: owner.value, at: owner.range) }
        expected.reason = settings["reason"].flatMap { reasonName($0) }
        expected.error = settings["error"].flatMap { nodes.text($0) }.map { Located($0.text, at: $0.range) }
        if let node = settings["error"], settings["refused"] != nil {
            report(
                .scenarioBadValue,
                "a command is either refused or makes no sense to the process, not both",
                at: node.range
            )
        }
        return expected
    }

    private mutating func expectedFields(_ node: YAMLNode) -> [Scenario.ExpectedField] {
        var result: [Scenario.ExpectedField] = []
        for (name, value) in entries(node, of: "fields") {
            guard let field = field(name, value, mayBeComputed: true) else { continue }
            result.append(Scenario.ExpectedField(field: field.field, value: field.value, range: name.range))
        }
        return result
    }

    private mutating func forecast(_ node: YAMLNode) -> Located<String>? {
        if isNull(node) { return Located("none", at: node.range) }
        guard let word = nodes.word(node) else { return nil }
        let known = Array(Set(process.stages.compactMap(\.forecast))).sorted()
        if !known.contains(word.text), word.text != "none" {
            unknown("forecast category", word.text, at: word.range, among: known)
            return nil
        }
        return Located(word.text, at: word.range)
    }

    private mutating func probability(_ node: YAMLNode) -> Located<String>? {
        if isNull(node) { return Located("none", at: node.range) }
        guard let word = nodes.word(node) else { return nil }
        guard let percent = Percent(word.text) else {
            report(.scenarioBadValue, "a probability is a percentage, such as 40%, not '\(word.text)'", at: word.range)
            return nil
        }
        return Located("\(percent)", at: word.range)
    }

    /// A reason with its list, `lost/price`, or alone.
    private mutating func reasonName(_ node: YAMLNode) -> Located<String>? {
        if isNull(node) { return Located("none", at: node.range) }
        guard let word = nodes.word(node) else { return nil }
        let full = process.reasonLists.flatMap { list in list.reasons.map { "\(list.id)/\($0.id)" } }
        if full.contains(word.text) || full.contains(where: { $0.hasSuffix("/\(word.text)") }) {
            return Located(word.text, at: word.range)
        }
        unknown("reason", word.text, at: word.range, among: full)
        return nil
    }

    // MARK: Lists

    private mutating func eventList(_ node: YAMLNode) -> Scenario.ExpectedList? {
        guard let (items, isPart) = listOrPart(node, of: "events") else { return nil }
        for item in items {
            let words = item.value.split(separator: " ").map(String.init)
            guard let event = words.first, ScenarioNames.events.contains(event) else {
                unknown("event", words.first ?? item.value, at: item.range, among: ScenarioNames.events)
                continue
            }
            guard words.count > 1 else { continue }
            guard words.count == 2 else {
                report(
                    .scenarioBadValue,
                    "an event is written as `deal.moved` or `deal.moved proposal`",
                    at: item.range
                )
                continue
            }
            if event == "obligation.met", !names.hasCriterion(words[1]) {
                unknown("criterion", words[1], at: item.range, among: names.criteria)
            } else if let (what, known) = names.subjects(of: event), !known.contains(words[1]) {
                unknown(what, words[1], at: item.range, among: known)
            }
        }
        return Scenario.ExpectedList(items: items.map(\.value), isPart: isPart, range: node.range)
    }

    private mutating func hookList(_ node: YAMLNode) -> Scenario.ExpectedList? {
        guard let (items, isPart) = listOrPart(node, of: "deliveries") else { return nil }
        for item in items {
            let plugin = item.value.split(separator: " ").first.map(String.init) ?? ""
            if !names.plugins.contains(plugin) {
                unknown("plug-in of a hook", plugin, at: item.range, among: names.plugins)
            }
        }
        return Scenario.ExpectedList(items: items.map(\.value), isPart: isPart, range: node.range)
    }

    /// `[a, b]` for exactly these in this order, `{includes: [a, b]}` for these among others.
    private mutating func listOrPart(
        _ node: YAMLNode,
        of what: String
    ) -> (items: [Located<String>], isPart: Bool)? {
        guard node.kind == .mapping else { return phrases(node, of: what).map { ($0, false) } }
        guard let settings = settings(node, of: "a list of \(what)", keys: ["includes"]) else { return nil }
        guard
            let list = required("includes", in: settings, of: node, "{includes: [deal.moved]}"),
            let items = phrases(list, of: what)
        else { return nil }
        return (items, true)
    }

    private mutating func phrases(_ node: YAMLNode, of what: String) -> [Located<String>]? {
        if node.kind == .scalar { return nodes.text(node).map { [Located($0.text, at: $0.range)] } }
        let items = list(node, of: what)
        var result: [Located<String>] = []
        for item in items {
            if let text = nodes.text(item) { result.append(Located(text.text, at: item.range)) }
        }
        return node.kind == .sequence && result.count == items.count ? result : nil
    }
}
