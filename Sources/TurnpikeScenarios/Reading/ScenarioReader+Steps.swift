import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// The steps of a scenario.
extension ScenarioReader {
    /// The kinds of steps, and what may stand beside each.
    static let verbs: [(verb: String, beside: [String])] = [
        ("open", []), ("set", []), ("done", ["outcome", "with", "checked", "evidence"]), ("start", []), ("skip", []),
        ("cancel", []), ("move", ["stage", "reason", "with", "confirm"]),
        ("override", ["because", "stage", "reason", "with"]), ("assign", []), ("relate", []), ("comment", []),
        ("request", ["note"]), ("approve", ["note"]), ("reject", ["note"]), ("recall", []), ("signal", ["with"]),
        ("observe", ["reason", "with"]), ("review", []), ("wait", []), ("down", []), ("answer", ["says", "text"]),
        ("assign_by_rules", []), ("accept", []), ("decline", ["note"]),
    ]

    mutating func step(_ node: YAMLNode) -> Scenario.Step? {
        let names = Self.verbs.map(\.verb)
        let beside = Set(Self.verbs.flatMap(\.beside))
        let keys = names + ["as", "expect"] + beside.sorted()
        guard let settings = settings(node, of: "a step", keys: keys) else { return nil }
        let written = node.entries.map(\.key).filter { names.contains($0.text) }
        guard let verb = written.first else {
            if settings.count == node.count {
                report(
                    .scenarioBadStep,
                    "this step does nothing",
                    at: node.range,
                    help: "a step is one of \(names.joined(separator: ", "))"
                )
            }
            return nil
        }
        if written.count > 1 {
            report(
                .scenarioBadStep,
                "a step does one thing; '\(verb.text)' and '\(written[1].text)' are two",
                at: written[1].range,
                help: "write two steps: `- {\(verb.text): …}` and `- {\(written[1].text): …}`"
            )
            return nil
        }
        let allowed = Self.verbs.first { $0.verb == verb.text }?.beside ?? []
        for (key, _) in node.entries where beside.contains(key.text) && !allowed.contains(key.text) {
            report(
                .scenarioBadStep,
                "'\(key.text)' means nothing beside '\(verb.text)'",
                at: key.range,
                help: allowed.isEmpty ? nil : "beside it stand \(allowed.joined(separator: ", "))"
            )
        }
        let actor = settings["as"].flatMap { performer($0) }
        let expectation = settings["expect"].flatMap { self.expectation($0) }
        guard let value = settings[verb.text], let (action, label) = action(verb.text, value, settings) else {
            return nil
        }
        return Scenario.Step(
            action: action,
            label: label,
            range: verb.range,
            actor: actor,
            expectation: expectation
        )
    }

    private mutating func action(
        _ verb: String,
        _ node: YAMLNode,
        _ settings: [String: YAMLNode]
    ) -> (Scenario.Step.Action, String)? {
        switch verb {
        case "open": return opening(node).map { (.open($0), "open") }
        case "set":
            let values = fields(node)
            let names = values.map(\.field).joined(separator: ", ")
            return (.command(Command(.set(values))), "set \(names)")
        case "done", "start", "skip", "cancel": return activityStep(verb, node, settings)
        case "move", "override": return moveStep(verb, node, settings)
        case "assign":
            let owner = person(node)
            note(person: owner, at: node.range)
            return (.command(Command(.assign(owner: owner))), "assign \(owner ?? "nobody")")
        case "relate": return relation(node)
        case "comment": return nodes.text(node).map { (.command(Command(.comment($0.text))), "comment") }
        case "request", "approve", "reject", "recall":
            guard let id = approval(node), let kind = ApprovalStep.Kind(rawValue: verb) else { return nil }
            let note = settings["note"].flatMap { nodes.text($0)?.text }
            return (.command(Command(.approval(ApprovalStep(id, kind, note: note)))), "\(verb) \(id)")
        case "signal":
            guard let id = signal(node), let signal = process.signal(id) else { return nil }
            let brings = process[signal].sets.map { process[$0].id }
            let data = settings["with"].map { fields($0) } ?? []
            for value in data where !brings.contains(value.field) {
                unknown("field brought by '\(id)'", value.field, at: node.range, among: brings)
            }
            return (.command(Command(.signal(id, data: data))), "signal \(id)")
        case "observe":
            guard let stage = stage(node) else { return nil }
            let reason = settings["reason"].flatMap { self.reason($0) }
            let values = settings["with"].map { fields($0) } ?? []
            let observation = Observation(stage: stage, reason: reason, fields: values)
            return (.command(Command(.observe(observation))), "observe \(stage)")
        case "review": return isTrue(node, verb) ? (.command(Command(.review)), verb) : nil
        case "assign_by_rules", "accept", "decline":
            guard isTrue(node, verb) else { return nil }
            let kind: AssignmentStep.Kind =
                verb == "accept" ? .accept : verb == "decline" ? .decline : .byRules
            let note = settings["note"].flatMap { nodes.text($0)?.text }
            return (.command(Command(.assignment(AssignmentStep(kind, note: note)))), verb)
        case "answer":
            guard let name = nodes.word(node), let plugin = asker(name) else { return nil }
            guard let says = settings["says"] else {
                report(
                    .scenarioMissingKey,
                    "say what '\(plugin)' answers",
                    at: node.range,
                    help: "write `{answer: \(plugin), says: yes}`"
                )
                return nil
            }
            guard let word = answerWord(says) else { return nil }
            let answer = Scenario.Answer(word: word, text: settings["text"].flatMap { nodes.text($0)?.text })
            return (.answer(plugin: plugin, answer), "answer \(plugin)")
        case "wait":
            guard let span = span(node) else { return nil }
            return (.wait(span), "wait \(span)")
        case "down":
            guard let span = span(node) else { return nil }
            return (.down(span), "down \(span)")
        default: return nil
        }
    }

    /// Whether a step that says nothing but its name is written as `true`.
    private mutating func isTrue(_ node: YAMLNode, _ verb: String) -> Bool {
        guard let word = nodes.word(node) else { return false }
        if word.text == "true" { return true }
        report(.scenarioBadValue, "write `\(verb): true`", at: node.range)
        return false
    }

    private mutating func opening(_ node: YAMLNode) -> Opening? {
        var fields: [FieldValue] = []
        let keys = ["name", "stage", "owner", "account", "contact", "keys", "fields"]
        let settings = settings(node, of: "an opening", keys: keys, alsoKnown: process.fields.map(\.id)) {
            reader,
            name,
            value in
            guard reader.process.field(name.text) != nil else { return false }
            if let field = reader.field(name, value) { fields.append(field) }
            return true
        }
        guard let settings else { return nil }
        if let node = settings["fields"] { fields += self.fields(node) }
        if let node = settings["owner"] { note(person: person(node), at: node.range) }
        return Opening(
            name: settings["name"].flatMap { nodes.text($0)?.text } ?? "Scenario",
            stage: settings["stage"].flatMap { stage($0) },
            owner: settings["owner"].flatMap { person($0) },
            account: settings["account"].flatMap { person($0) },
            contact: settings["contact"].flatMap { person($0) },
            externalKeys: settings["keys"].flatMap { words($0, of: "keys") }?.map(\.value) ?? [],
            fields: fields
        )
    }

    private mutating func activityStep(
        _ verb: String,
        _ node: YAMLNode,
        _ settings: [String: YAMLNode]
    ) -> (Scenario.Step.Action, String)? {
        let kind: ActivityStep.Kind =
            switch verb {
            case "start": .start
            case "skip": .skip
            case "cancel": .cancel
            default: .complete
            }
        guard let id = activity(node) else { return nil }
        let step = ActivityStep(
            id,
            kind,
            outcome: settings["outcome"].flatMap { outcome($0, of: id) },
            values: settings["with"].map { values($0, of: id, own: false) } ?? [],
            checked: settings["checked"].map { texts($0) } ?? [],
            evidence: settings["evidence"].flatMap { nodes.text($0)?.text }
        )
        return (.command(Command(.activity(step))), "\(verb) \(id)")
    }

    private mutating func texts(_ node: YAMLNode) -> [String] {
        if node.kind == .scalar { return nodes.text(node).map { [$0.text] } ?? [] }
        return list(node, of: "items").compactMap { nodes.text($0)?.text }
    }

    private mutating func moveStep(
        _ verb: String,
        _ node: YAMLNode,
        _ settings: [String: YAMLNode]
    ) -> (Scenario.Step.Action, String)? {
        guard let move = move(node) else { return nil }
        let request = MoveRequest(
            to: move,
            stage: settings["stage"].flatMap { stage($0) },
            reason: settings["reason"].flatMap { reason($0) },
            fields: settings["with"].map { fields($0) } ?? [],
            confirmed: settings["confirm"].flatMap { criteria($0) }?.value ?? []
        )
        if verb == "move" { return (.command(Command(.move(request))), "move \(move)") }
        guard let because = settings["because"].flatMap({ nodes.text($0)?.text }) else {
            if settings["because"] == nil {
                report(
                    .scenarioMissingKey,
                    "an override needs a reason in words",
                    at: node.range,
                    help: "write `{override: \(move), because: …}`"
                )
            }
            return nil
        }
        return (.command(Command(.override(request, because: because))), "override \(move)")
    }

    private mutating func relation(_ node: YAMLNode) -> (Scenario.Step.Action, String)? {
        guard let settings = settings(node, of: "a relation", keys: ["account", "contact"]) else { return nil }
        guard settings.count == 1, let (key, value) = settings.first else {
            report(.scenarioBadStep, "write `{relate: {account: acme}}` or `{relate: {contact: ann}}`", at: node.range)
            return nil
        }
        let id = person(value)
        let kind: PartyKind = key == "account" ? .account : .contact
        return (.command(Command(.relate(kind, id: id))), "relate \(key) \(id ?? "none")")
    }

    /// A reason's id out of any list; which list applies only the move can tell.
    mutating func reason(_ node: YAMLNode) -> String? {
        guard let word = nodes.word(node) else { return nil }
        let known = process.reasonLists.flatMap { $0.reasons.map(\.id) }
        if known.contains(word.text) { return word.text }
        unknown("reason", word.text, at: word.range, among: Array(Set(known)).sorted())
        return nil
    }
}
