import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// Reads the tree of a scenario file; what is missing, wrong or unknown becomes a finding, and reading goes on.
struct ScenarioReader {
    let process: SalesProcess
    let names: ScenarioNames
    var nodes = NodeReader()
    var scenarios: [Scenario] = []
    var accepted: [AcceptedSurvivor] = []
    /// The people of the scenario that is read; nil where everybody is taken at their word.
    var crew: Scenario.Crew?
    /// What currencies are worth in all scenarios; nil where the file says nothing.
    var rates: RateTable?
    /// Who is named in it.
    var mentioned: [Located<String>] = []

    init(_ process: SalesProcess) {
        self.process = process
        names = ScenarioNames(process)
    }

    private static let fileKeys = ["process", "people", "rates", "scenarios", "accepted_survivors"]

    mutating func read(_ root: YAMLNode) {
        guard
            let settings = settings(root, of: "a scenario file", keys: Self.fileKeys)
        else { return }
        if let node = settings["process"], let word = nodes.word(node), word.text != process.id {
            // Of scenarios for another process nothing more is said.
            unknown("process", word.text, at: word.range, among: [process.id])
            return
        }
        let everybody = settings["people"].map { people($0) }
        rates = settings["rates"].flatMap { rateTable($0) }
        if let node = required("scenarios", in: settings, of: root, "scenarios: [{name: …, do: […], expect: {…}}]") {
            var places: [String: SourceRange] = [:]
            for item in list(node, of: "scenarios") {
                crew = everybody
                guard let scenario = scenario(item) else { continue }
                if let first = places.updateValue(scenario.range, forKey: scenario.name) {
                    nodes.report(
                        Diagnostic(
                            .scenarioDuplicate,
                            "two scenarios are called '\(scenario.name)'",
                            at: scenario.range,
                            notes: [Diagnostic.Note("the first is here", at: first)]
                        )
                    )
                    continue
                }
                scenarios.append(scenario)
            }
        }
        if let node = settings["accepted_survivors"] { readAccepted(node) }
    }

    private mutating func readAccepted(_ node: YAMLNode) {
        for (name, value) in entries(node, of: "accepted survivors, with the reason of each,") {
            guard let reason = nodes.text(value) else { continue }
            guard reason.text.contains(where: { !$0.isWhitespace }) else {
                report(.scenarioBadValue, "say why '\(name.text)' may survive", at: value.range)
                continue
            }
            accepted.append(AcceptedSurvivor(mutant: name.text, reason: reason.text, range: name.range))
        }
    }

    // MARK: A scenario

    private mutating func scenario(_ node: YAMLNode) -> Scenario? {
        let findings = nodes.diagnostics.count
        guard let settings = settings(node, of: "a scenario", keys: ["name", "as", "given", "do", "expect"]) else {
            return nil
        }
        let example = "name: No proposal without a budget"
        let name = required("name", in: settings, of: node, example).flatMap { nodes.text($0) }
        // Who is there decides whom the rest may name.
        var given =
            settings["given"].flatMap { self.given($0) }
            ?? Scenario.Given(range: name?.range ?? node.range, now: Self.defaultNow)
        let actor = settings["as"].flatMap { performer($0) } ?? Scenario.Performer()
        var steps: [Scenario.Step] = []
        if let node = settings["do"] {
            for item in list(node, of: "steps") {
                if let step = step(item) { steps.append(step) }
            }
        }
        if settings["given"] == nil, case .open? = steps.first?.action { given.isPlaced = false }
        checkOpenings(steps, isPlaced: given.isPlaced)
        let expectation = settings["expect"].flatMap { self.expectation($0) }
        let expectsNothing = settings["expect"] == nil && !steps.contains { $0.expectation != nil }
        if expectsNothing, let name {
            nodes.report(
                Diagnostic(
                    .scenarioMissingKey,
                    "the scenario '\(name.text)' expects nothing, so it cannot fail",
                    at: name.range,
                    help: "write `expect: {stage: …}` or `expect: {refused: […]}`"
                )
            )
        }
        checkMentioned(crew)
        guard let name, nodes.diagnostics.count == findings else { return nil }
        return Scenario(
            name: name.text,
            range: name.range,
            actor: actor,
            given: given,
            steps: steps,
            expectation: expectation ?? Scenario.Expectation(range: name.range),
            crew: crew,
            rates: rates
        )
    }

    private mutating func checkOpenings(_ steps: [Scenario.Step], isPlaced: Bool) {
        for (index, step) in steps.enumerated() {
            guard case .open = step.action else { continue }
            if index > 0 {
                report(.scenarioBadStep, "a deal is opened by the first step", at: step.range)
            } else if isPlaced {
                report(
                    .scenarioBadStep,
                    "the deal is there already, as `given` says",
                    at: step.range,
                    help:
                        "give what it needs with `open`, and leave `given` to scenarios that begin later; only `now`, "
                        + "`accounts`, `contacts`, `people`, `open_deals` and `plugins` may stand before an opening"
                )
            }
        }
    }

    /// Who acts: a role, several, or `{id: …, roles: […], kind: plugin}`.
    mutating func performer(_ node: YAMLNode) -> Scenario.Performer? {
        guard node.kind == .mapping else {
            if let person = person(acting: node) { return Scenario.Performer(id: person) }
            guard let roles = roles(node) else { return nil }
            var performer = Scenario.Performer(roles: roles)
            performer.isOwner = roles.contains("owner")
            performer.roles?.removeAll { $0 == "owner" }
            return performer
        }
        guard let settings = settings(node, of: "an actor", keys: ["id", "roles", "kind"]) else { return nil }
        var performer = Scenario.Performer()
        performer.id = settings["id"].flatMap { nodes.text($0)?.text }
        // In other roles than their own somebody else may act, too.
        if let node = settings["id"], settings["roles"] == nil, settings["kind"] == nil {
            note(person: performer.id, at: node.range)
        }
        if let node = settings["roles"], let roles = roles(node) {
            performer.isOwner = roles.contains("owner")
            performer.roles = roles.filter { $0 != "owner" }
        }
        if let node = settings["kind"], let word = nodes.word(node) {
            let known: [Actor.Kind] = [.person, .plugin, .import]
            if let kind = known.first(where: { $0.rawValue == word.text }) {
                performer.kind = kind
            } else {
                unknown("kind of actor", word.text, at: word.range, among: known.map(\.rawValue))
            }
        }
        return performer
    }

    /// The person that `as: manager_1` names; nil where that is a role.
    private mutating func person(acting node: YAMLNode) -> String? {
        guard let crew, node.kind == .scalar, let word = nodes.word(node), word.text != "owner",
            !names.roles.contains(word.text)
        else { return nil }
        return crew.persons.first { $0.id == word.text }?.id
    }

    private mutating func roles(_ node: YAMLNode) -> [String]? {
        guard let words = words(node, of: "roles") else { return nil }
        let known = names.roles + ["owner"] + (node.kind == .scalar ? crew?.persons.map(\.id) ?? [] : [])
        for word in words where !known.contains(word.value) {
            unknown("role", word.value, at: word.range, among: known)
        }
        return words.map(\.value)
    }

    // A Monday morning, so that a scenario without a time begins on a working day.
    static let defaultNow = Instant("2026-01-05T09:00:00Z") ?? Instant.min
}
