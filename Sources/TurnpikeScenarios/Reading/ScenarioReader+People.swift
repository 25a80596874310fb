import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// Who is there: `people` beside the scenarios, written like those of `turnpike.yaml`, and changed by `given`.
extension ScenarioReader {
    private static let personKeys = [
        "name", "email", "keys", "roles", "teams", "manager", "delegate", "absent", "left", "capacity",
    ]

    /// People by their ids, and `fallback`.
    ///
    /// - Parameters:
    ///   - node: the mapping.
    ///   - known: those that it adds to or changes.
    mutating func people(_ node: YAMLNode, over known: Scenario.Crew = Scenario.Crew()) -> Scenario.Crew {
        var crew = known
        var named: [(what: String, id: String, range: SourceRange)] = []
        for (id, value) in entries(node, of: "people") {
            if id.text == "fallback" {
                guard let words = texts(value, of: "people") else { continue }
                crew.fallback = words.map(\.value)
                named += words.map { ("fallback", $0.value, $0.range) }
                continue
            }
            let place = crew.persons.firstIndex { $0.id == id.text }
            var person = place.map { crew.persons[$0] } ?? Person(id.text)
            if let settings = settings(value, of: "a person", keys: Self.personKeys) {
                read(settings, into: &person, &named)
            }
            if let place { crew.persons[place] = person } else { crew.persons.append(person) }
        }
        let ids = crew.persons.map(\.id)
        for entry in named where !ids.contains(entry.id) {
            unknown("person", entry.id, at: entry.range, among: ids)
        }
        return crew
    }

    private mutating func read(
        _ settings: [String: YAMLNode],
        into person: inout Person,
        _ named: inout [(what: String, id: String, range: SourceRange)]
    ) {
        if let node = settings["name"] { person.name = nodes.text(node)?.text }
        if let node = settings["email"] { person.email = nodes.text(node)?.text }
        if let node = settings["keys"], let words = texts(node, of: "keys") {
            person.externalKeys = words.map(\.value)
        }
        if let node = settings["roles"], let words = words(node, of: "roles") {
            for word in words where !names.roles.contains(word.value) {
                unknown("role", word.value, at: word.range, among: names.roles)
            }
            person.roles = words.map(\.value)
        }
        if let node = settings["teams"], let words = words(node, of: "teams") {
            for word in words where !names.teams.contains(word.value) {
                unknown("team", word.value, at: word.range, among: names.teams)
            }
            person.teams = words.map(\.value)
        }
        if let node = settings["manager"] {
            person.manager = self.person(node)
            if let id = person.manager { named.append(("manager", id, node.range)) }
        }
        if let node = settings["delegate"] {
            person.delegate = self.person(node)
            if let id = person.delegate { named.append(("delegate", id, node.range)) }
        }
        if let node = settings["absent"] { person.absences = absences(node) }
        if let node = settings["left"], let word = nodes.word(node) {
            if word.text == "true" || word.text == "false" {
                person.hasLeft = word.text == "true"
            } else {
                report(.scenarioBadValue, "write `left: true`", at: node.range)
            }
        }
        if let node = settings["capacity"], let word = nodes.word(node) {
            if let number = Int(word.text), (1...1_000_000).contains(number) {
                person.capacity = number
            } else {
                report(.scenarioBadValue, "'capacity' is a number of open deals", at: node.range)
            }
        }
    }

    private mutating func absences(_ node: YAMLNode) -> [Person.Absence] {
        if isNull(node) { return [] }
        return (texts(node, of: "days") ?? []).compactMap { text in
            if let absence = Person.Absence(text.value) { return absence }
            report(
                .scenarioBadValue,
                "'\(text.value)' is no day and no range of days",
                at: text.range,
                help: "write 2026-12-24, or 2026-12-24..2027-01-02 with both days included"
            )
            return nil
        }
    }

    /// Texts: one, or a list of them.
    private mutating func texts(_ node: YAMLNode, of what: String) -> [Located<String>]? {
        if node.kind == .scalar { return nodes.text(node).map { [Located($0.text, at: $0.range)] } }
        return list(node, of: what).compactMap { item in nodes.text(item).map { Located($0.text, at: $0.range) } }
    }

    // MARK: Who acts

    /// Notes somebody who acts or owns; once all people are known, unknown ones are findings.
    mutating func note(person id: String?, at range: SourceRange) {
        guard let id else { return }
        mentioned.append(Located(id, at: range))
    }

    /// Reports those who are named in a scenario and are not among its people.
    mutating func checkMentioned(_ crew: Scenario.Crew?) {
        defer { mentioned = [] }
        guard let crew else { return }
        let ids = crew.persons.map(\.id)
        for one in mentioned where !ids.contains(one.value) {
            unknown("person", one.value, at: one.range, among: ids)
        }
    }
}
