import TurnpikeValues

@testable import StatechartConformance

/// A chart in lines, so that a test shows it whole: indentation is nesting, `on` begins a transition of the state above.
///
///     p parallel
///       a -> a2            initial children
///         h history deep -> a1
///         a1
///           on e if x -> a2 b1 internal raise f
///         a2 final
///
/// Every state logs `+id` when it is entered and `-id` when it is left, every transition its event. An event `-` is none.
struct ChartText {
    let json: JSON

    init(_ text: String) {
        var lines = text.split(separator: "\n").map { line in
            (indent: line.prefix { $0 == " " }.count, words: line.split(separator: " ").map(String.init))
        }[...]
        let inside = Self.block(&lines, deeper: -1)
        json = .object([
            ("id", "$root"), ("kind", "root"), ("children", .array(inside.states)),
            ("transitions", .array(inside.transitions)),
        ])
    }

    /// A run that has started.
    func run() throws -> ChartRun { ChartRun(try ChartReader.read(json)) }

    /// What happens from the start on and at each event, one text for each.
    func log(_ events: String...) throws -> [String] {
        var run = try run()
        var seen = 0
        var result: [String] = []
        for event in [""] + events {
            if !event.isEmpty { run.send(event) }
            result.append(run.log[seen...].joined(separator: " "))
            seen = run.log.count
        }
        return result
    }

    private typealias Lines = ArraySlice<(indent: Int, words: [String])>

    private static func block(_ lines: inout Lines, deeper than: Int) -> (states: [JSON], transitions: [JSON]) {
        var states: [JSON] = []
        var transitions: [JSON] = []
        while let line = lines.first, line.indent > than {
            lines.removeFirst()
            if line.words[0] == "on" {
                transitions.append(transition(line.words))
            } else {
                let inside = block(&lines, deeper: line.indent)
                states.append(state(line.words, inside.states, inside.transitions))
            }
        }
        return (states, transitions)
    }

    private static func deeper(_ words: [String], after word: String) -> [String] {
        guard let place = words.firstIndex(of: word) else { return [] }
        return words[(place + 1)...].prefix { !["internal", "raise", "if"].contains($0) }.map { $0 }
    }

    private static func state(_ words: [String], _ children: [JSON], _ transitions: [JSON]) -> JSON {
        let id = words[0]
        let targets = deeper(words, after: "->").map { JSON.string($0) }
        var kind = children.isEmpty ? "atomic" : "compound"
        for other in ["parallel", "final", "history"] where words.contains(other) { kind = other }
        guard kind != "history" else {
            let way: JSON = [
                "targets": .array(targets), "actions": .array([["log": .string("default:\(id)")]]),
            ]
            return [
                "id": .string(id), "kind": "history", "history": words.contains("deep") ? "deep" : "shallow",
                "transitions": .array([way]),
            ]
        }
        return [
            "id": .string(id), "kind": .string(kind), "children": .array(children), "initial": .array(targets),
            "transitions": .array(transitions), "onentry": .array([["log": .string("+\(id)")]]),
            "onexit": .array([["log": .string("-\(id)")]]),
            "initial_actions": .array(targets.isEmpty ? [] : [["log": .string("initial:\(id)")]]),
        ]
    }

    private static func transition(_ words: [String]) -> JSON {
        var members: [(String, JSON)] = [
            ("targets", .array(deeper(words, after: "->").map { .string($0) })),
            ("internal", .bool(words.contains("internal"))),
        ]
        if words[1] != "-" { members.append(("event", .string(words[1]))) }
        if let id = deeper(words, after: "if").first { members.append(("cond", ["in": .string(id)])) }
        let raised = deeper(words, after: "raise").map { ["raise": .string($0)] as JSON }
        members.append(("actions", .array([["log": .string(words[1])]] + raised)))
        return .object(members)
    }
}
