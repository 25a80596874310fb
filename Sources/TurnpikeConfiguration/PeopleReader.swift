import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// Reads the people of a configuration: those that it writes down, and those of a CSV file.
extension ConfigurationReader {
    private static let personKeys = [
        "name", "email", "keys", "roles", "teams", "manager", "delegate", "absent", "left", "capacity",
    ]

    /// `people:`, a mapping of ids and settings; `fallback` and `file` stand beside them.
    mutating func people(_ node: YAMLNode) {
        guard nodes.accepts(node) else { return }
        guard node.kind == .mapping else {
            return report(.configurationWrongKind, "people are written as `rep_1: {roles: [rep]}`", at: node.range)
        }
        var persons: [Person] = []
        var fallback: [String] = []
        var places: [String: SourceRange] = [:]
        var chains: [(range: SourceRange, what: String, id: String)] = []
        for (key, value) in node.entries {
            guard let word = nodes.text(key) else { continue }
            switch word.text {
            case "fallback": fallback = texts(value, of: "people")
            case "file":
                if let path = path(value) { persons += file(path, at: value.range) }
            default:
                guard let person = person(word.text, value, &chains) else { continue }
                places[word.text] = key.range
                persons.append(person)
            }
        }
        let known = Set(persons.map(\.id))
        if known.count != persons.count {
            let twice = Dictionary(grouping: persons, by: \.id).first { $0.value.count > 1 }?.key ?? ""
            report(
                .configurationDuplicate,
                "'\(twice)' is written down twice",
                at: places[twice] ?? node.range
            )
        }
        for chain in chains where !known.contains(chain.id) {
            let near = NearestName.find(chain.id, among: known.sorted())
            nodes.report(
                Diagnostic(
                    .unknownPerson,
                    "nobody is called '\(chain.id)', so nobody is the \(chain.what)",
                    at: chain.range,
                    repair: near.map { .didYouMean($0, replacing: chain.range) }
                )
            )
        }
        for id in fallback where !known.contains(id) {
            report(.unknownPerson, "nobody is called '\(id)'", at: node.range)
        }
        configuration.directory = People(persons, fallback: fallback, revision: Self.revision(of: persons, fallback))
    }

    private mutating func person(
        _ id: String,
        _ node: YAMLNode,
        _ chains: inout [(range: SourceRange, what: String, id: String)]
    ) -> Person? {
        var person = Person(id)
        var found: [(range: SourceRange, what: String, id: String)] = []
        settings(node, of: "a person", keys: Self.personKeys) { reader, name, value in
            switch name {
            case "name": person.name = reader.text(value)
            case "email": person.email = reader.text(value)
            case "keys": person.externalKeys = reader.texts(value, of: "keys")
            case "roles": person.roles = reader.texts(value, of: "roles")
            case "teams": person.teams = reader.texts(value, of: "teams")
            case "manager":
                person.manager = reader.text(value)
                if let id = person.manager { found.append((value.range, "manager", id)) }
            case "delegate":
                person.delegate = reader.text(value)
                if let id = person.delegate { found.append((value.range, "delegate", id)) }
            case "absent":
                for text in reader.texts(value, of: "days") {
                    if let absence = Person.Absence(text) {
                        person.absences.append(absence)
                    } else {
                        reader.report(
                            .configurationBadValue,
                            "'\(text)' is no day and no range of days",
                            at: value.range,
                            help: "write 2026-12-24, or 2026-12-24..2027-01-02 with both days included"
                        )
                    }
                }
            case "left":
                if let word = reader.nodes.word(value) {
                    if word.text == "true" || word.text == "false" {
                        person.hasLeft = word.text == "true"
                    } else {
                        reader.report(.configurationBadValue, "write `left: true`", at: value.range)
                    }
                }
            default: person.capacity = reader.integer(value, 1...1_000_000)
            }
        }
        chains += found
        return node.kind == .mapping ? person : nil
    }

    private mutating func file(_ path: String, at range: SourceRange) -> [Person] {
        switch FileReading.read(path) {
        case .failed(let diagnostic):
            report(.peopleFile, "the people of '\(path)' cannot be read: \(diagnostic.message)", at: range)
            return []
        case .file(let source):
            let reading = PeopleTable(source.bytes)
            for problem in reading.problems { report(.peopleFile, "\(path): \(problem)", at: range) }
            return reading.persons
        }
    }

    /// The revision follows from what is written down, so that the same file has the same one on every machine.
    private static func revision(of persons: [Person], _ fallback: [String]) -> Int64 {
        var text = fallback.joined(separator: ",")
        for person in persons {
            text += "\n\(person.id)|\(person.roles)|\(person.teams)|\(person.manager ?? "")|\(person.delegate ?? "")"
            text += "|\(person.hasLeft)|\(person.capacity ?? 0)|"
            text += person.absences.map { "\($0.from)..\($0.until)" }.joined(separator: ",")
        }
        let digest = Digest.sha256(Array(text.utf8)).description
        return Int64(digest.prefix(12), radix: 16) ?? 1
    }
}
