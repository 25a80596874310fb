import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// The situation in which a scenario begins.
extension ScenarioReader {
    private static let givenKeys = [
        "now", "stage", "came_from", "opened_at", "entered_at", "name", "owner", "account", "contact", "fields", "done",
        "obligations", "accounts", "contacts", "outcome",
    ]
    /// Keys that a field of the same name goes before.
    private static let yieldingKeys = ["because", "people", "open_deals", "plugins"]
    /// What says nothing about the deal itself, so that an opening may follow.
    private static let surroundings = ["now", "accounts", "contacts", "people", "open_deals", "plugins"]

    mutating func given(_ node: YAMLNode) -> Scenario.Given? {
        var fields: [FieldValue] = []
        let keys = Self.givenKeys + Self.yieldingKeys.filter { process.field($0) == nil }
        let settings = settings(node, of: "`given`", keys: keys, alsoKnown: process.fields.map(\.id)) {
            reader,
            name,
            value in
            guard reader.process.field(name.text) != nil else { return false }
            if value.isNothing, !value.isBroken {
                reader.report(
                    .scenarioMissingKey,
                    "'\(name.text)' has no value",
                    at: name.range,
                    help: "write `null` where the deal is to have none"
                )
            } else if let field = reader.field(name, value) {
                fields.append(field)
            }
            return true
        }
        guard let settings else { return nil }
        var given = Scenario.Given(range: node.range, now: Self.defaultNow)
        if let now = settings["now"].flatMap({ instant($0) }) { given.now = now }
        given.opened = settings["opened_at"].flatMap { instant($0) }
        given.arrived = settings["entered_at"].flatMap { instant($0) }
        given.stage = settings["stage"].flatMap { stage($0) }
        given.cameFrom = settings["came_from"].flatMap { stage($0) }
        if let name = settings["name"].flatMap({ nodes.text($0)?.text }), !name.isEmpty { given.name = name }
        given.owner = settings["owner"].flatMap { person($0) }
        if let node = settings["owner"] { note(person: given.owner, at: node.range) }
        given.account = settings["account"].flatMap { person($0) }
        given.contact = settings["contact"].flatMap { person($0) }
        if let node = settings["fields"] { fields += self.fields(node) }
        given.fields = fields
        reportRepeated(fields, at: node.range)
        if let node = settings["done"] {
            let items = node.kind == .scalar ? [node] : list(node, of: "activities")
            given.done = items.compactMap { done($0) }
        }
        if let node = settings["obligations"], let ids = criteria(node) { given.obligations = ids.value }
        given.accounts = settings["accounts"].map { parties($0) } ?? []
        given.contacts = settings["contacts"].map { parties($0) } ?? []
        // With nothing said about the deal itself an opening may follow.
        given.isPlaced = !settings.keys.allSatisfy { Self.surroundings.contains($0) } || !fields.isEmpty
        if let node = settings["people"] {
            given.people = people(node, over: crew ?? Scenario.Crew())
            crew = given.people
        }
        readSurroundings(settings, into: &given)
        readOutcome(settings, into: &given)
        checkTimes(given, settings)
        return given
    }

    /// `open_deals` and `plugins`.
    private mutating func readSurroundings(_ settings: [String: YAMLNode], into given: inout Scenario.Given) {
        if let node = settings["open_deals"] {
            for (id, value) in entries(node, of: "open deals") {
                note(person: id.text, at: id.range)
                guard let word = nodes.word(value) else { continue }
                if let count = Int(word.text), (0...1_000_000).contains(count) {
                    given.loads.append((id.text, count))
                } else {
                    report(.scenarioBadValue, "a number of open deals is expected here", at: value.range)
                }
            }
            if crew == nil {
                report(
                    .scenarioBadValue,
                    "`open_deals` are those of people, and none are there",
                    at: node.range,
                    help: "write `people: {rep_1: {roles: [rep]}}` beside `scenarios`"
                )
            }
        }
        if let node = settings["plugins"] {
            for (id, value) in entries(node, of: "plug-ins") {
                guard let plugin = asker(id), let word = answerWord(value) else { continue }
                given.answers[plugin] = Scenario.Answer(word: word)
            }
        }
    }

    /// `outcome`, of a deal that is won or lost and may have gone on, and the reason for it.
    private mutating func readOutcome(_ settings: [String: YAMLNode], into given: inout Scenario.Given) {
        if let node = settings["outcome"], let word = nodes.word(node) {
            let outcomes = process.stages.filter { $0.outcome != nil }
            if let stage = outcomes.first(where: { $0.id == word.text || $0.outcome?.rawValue == word.text }) {
                given.outcome = stage.id
            } else {
                unknown("outcome", word.text, at: word.range, among: ["won", "lost"] + outcomes.map(\.id))
            }
        }
        if let node = settings["because"] {
            given.reason = reason(node)
            let target = given.outcome ?? given.stage
            if given.reason != nil, target == nil {
                report(
                    .scenarioBadValue,
                    "'because' says why the deal is where it is",
                    at: node.range,
                    help: "name the stage with `stage` or the outcome with `outcome`"
                )
            }
        }
    }

    /// A plug-in that gates ask.
    mutating func asker(_ name: SourceText) -> String? {
        if names.askers.contains(name.text) { return name.text }
        unknown("plug-in that a gate asks", name.text, at: name.range, among: names.askers)
        return nil
    }

    /// `yes`, `no` or `down`.
    mutating func answerWord(_ node: YAMLNode) -> Scenario.Answer.Word? {
        guard let word = nodes.word(node) else { return nil }
        if let known = Scenario.Answer.Word(rawValue: word.text) { return known }
        report(
            .scenarioBadValue,
            "a plug-in answers yes or no, or is down; not '\(word.text)'",
            at: word.range
        )
        return nil
    }

    private mutating func reportRepeated(_ fields: [FieldValue], at range: SourceRange) {
        var seen: Set<String> = []
        for field in fields where !seen.insert(field.field).inserted {
            report(.scenarioBadValue, "'\(field.field)' is given twice", at: range)
        }
    }

    private mutating func checkTimes(_ given: Scenario.Given, _ settings: [String: YAMLNode]) {
        if let node = settings["entered_at"], settings["came_from"] == nil {
            report(
                .scenarioBadValue,
                "'entered_at' says when the deal came from another stage",
                at: node.range,
                help: "name it with `came_from`, or write `opened_at`"
            )
        }
        for key in ["opened_at", "entered_at"] {
            let time = key == "opened_at" ? given.opened : given.arrived
            if let node = settings[key], let time, time > given.now {
                report(.scenarioBadValue, "'\(key)' lies after `now`, \(given.now)", at: node.range)
            }
        }
        if let node = settings["entered_at"], let opened = given.opened, let arrived = given.arrived, arrived < opened {
            report(.scenarioBadValue, "'entered_at' lies before `opened_at`", at: node.range)
        }
    }

    /// A person's or a record's id; nil for `null`.
    mutating func person(_ node: YAMLNode) -> String? {
        if isNull(node) { return nil }
        guard let text = nodes.text(node) else { return nil }
        guard !text.text.isEmpty else {
            report(.scenarioBadValue, "an id is expected here", at: node.range)
            return nil
        }
        return text.text
    }

    // Records of accounts and contacts have no declared fields, so a value's form decides, as on the command line.
    private mutating func parties(_ node: YAMLNode) -> [Scenario.Given.Party] {
        var result: [Scenario.Given.Party] = []
        for (id, value) in entries(node, of: "records by their ids") {
            var values: [String: Value] = [:]
            for (name, node) in entries(value, of: "values") {
                guard let text = nodes.text(node) else { continue }
                switch text.text {
                case "true" where node.style == .plain: values[name.text] = .bool(true)
                case "false" where node.style == .plain: values[name.text] = .bool(false)
                default:
                    let number = node.style == .plain ? Int64(text.text) : nil
                    values[name.text] = number.map { .int($0) } ?? .string(text.text)
                }
            }
            result.append(Scenario.Given.Party(id: id.text, values: values))
        }
        return result
    }

    // MARK: Activities

    /// `demo`, `{demo: held}` or `{demo: {outcome: held, ago: 3 days, by: rep_1}}`.
    private mutating func done(_ node: YAMLNode) -> Scenario.Given.Done? {
        if node.kind == .scalar {
            guard let id = activity(node) else { return nil }
            return outcomeKnown(of: id, nil, at: node.range).map { _ in entry(id, nil, node.range) } ?? nil
        }
        guard nodes.accepts(node) else { return nil }
        guard node.kind == .mapping, let (key, value) = node.entries.first, node.count == 1 else {
            report(
                .scenarioWrongKind,
                "an activity is written as `demo`, `{demo: held}` or `{demo: {outcome: held, ago: 3 days}}`",
                at: node.range
            )
            return nil
        }
        guard let id = activity(key) else { return nil }
        if value.kind == .scalar {
            guard let outcome = outcome(value, of: id) else { return nil }
            return entry(id, outcome, node.range)
        }
        let keys = ["outcome", "at", "ago", "by", "times", "evidence", "with"]
        guard let settings = settings(value, of: "an activity that was done", keys: keys) else { return nil }
        let outcome = settings["outcome"].flatMap { self.outcome($0, of: id) }
        if settings["outcome"] == nil, outcomeKnown(of: id, nil, at: key.range) == nil { return nil }
        var done = entry(id, outcome, node.range)
        done.by = settings["by"].flatMap { person($0) }
        done.evidence = settings["evidence"].flatMap { nodes.text($0)?.text }
        if let node = settings["at"], let instant = instant(node) { done.at = .at(instant) }
        if let node = settings["ago"], let span = span(node) {
            if settings["at"] != nil { report(.scenarioBadValue, "either `at` or `ago`, not both", at: node.range) }
            done.at = .ago(span)
        }
        if let node = settings["times"], let word = nodes.word(node) {
            if let times = Int(word.text), (1...1_000).contains(times) {
                done.times = times
            } else {
                report(.scenarioBadValue, "'times' is a number from 1 to 1000", at: node.range)
            }
        }
        if let node = settings["with"] { done.values = values(node, of: id, own: true) }
        return done
    }

    private func entry(_ id: String, _ outcome: String?, _ range: SourceRange) -> Scenario.Given.Done {
        Scenario.Given.Done(
            activity: id,
            outcome: outcome,
            at: .now,
            by: nil,
            evidence: nil,
            times: 1,
            values: [],
            range: range
        )
    }

    /// An outcome of an activity.
    mutating func outcome(_ node: YAMLNode, of id: String) -> String? {
        guard let word = nodes.word(node), let activity = process.activity(id) else { return nil }
        let known = process[activity].outcomes.map(\.id)
        if known.contains(word.text) { return word.text }
        unknown("outcome of '\(id)'", word.text, at: word.range, among: known)
        return nil
    }

    /// Whether an activity may end without an outcome; nil after it was reported that it may not.
    private mutating func outcomeKnown(of id: String, _ outcome: String?, at range: SourceRange) -> Bool? {
        guard outcome == nil, let activity = process.activity(id), !process[activity].outcomes.isEmpty else {
            return true
        }
        let known = process[activity].outcomes.map(\.id).joined(separator: ", ")
        report(
            .scenarioMissingKey,
            "say how '\(id)' ended: \(known)",
            at: range,
            help: "write `{\(id): \(process[activity].outcomes[0].id)}`"
        )
        return nil
    }

    /// Values that come with an activity: its own fields and, unless it is only given, fields of the deal it captures.
    mutating func values(_ node: YAMLNode, of id: String, own isOwnOnly: Bool) -> [FieldValue] {
        guard let activity = process.activity(id) else { return [] }
        let captured = isOwnOnly ? [] : process[activity].captures.map { process[$0.field] }
        let known = process[activity].fields + captured
        var result: [FieldValue] = []
        for (name, value) in entries(node, of: "values") {
            guard let field = known.first(where: { $0.id == name.text }) else {
                unknown("value of '\(id)'", name.text, at: name.range, among: known.map(\.id))
                continue
            }
            if let value = self.value(value, of: field) { result.append(FieldValue(field.id, value)) }
        }
        return result
    }
}
