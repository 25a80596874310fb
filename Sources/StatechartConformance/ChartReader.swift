import Turnpike
import TurnpikeValues

/// Builds the kernel's tables from the tree of a case.
struct ChartReader {
    private var nodes: [Machine.Node] = []
    private var states: [Chart.State] = []
    private var places: [String: Int] = [:]
    /// The trees of the nodes, read a second time when every id is known.
    private var trees: [JSON] = []

    /// The chart of a tree.
    static func read(_ tree: JSON) throws(CaseError) -> Chart {
        guard tree["kind"]?.stringValue == "root" else { throw CaseError("the tree does not begin with the root") }
        guard tree["transitions"]?.elements?.isEmpty ?? true else { throw CaseError("the root has transitions") }
        var reader = ChartReader()
        for child in tree["children"]?.elements ?? [] { try reader.add(child, parent: -1) }
        try reader.link()
        let machine = Machine(nodes: reader.nodes, initial: try reader.initial(of: tree, node: -1))
        if let problem = machine.problems.first { throw CaseError("the tree is not legal: \(problem)") }
        let root = try Self.actions(tree["onentry"]) + Self.actions(tree["initial_actions"])
        var variables: [Chart.Variable] = []
        for variable in tree["data"]?.elements ?? [] {
            guard let id = variable["id"]?.stringValue else { throw CaseError("a variable has no id") }
            variables.append(.init(id: id, value: variable["expr"]?.stringValue.map { DataExpression($0) }))
        }
        return Chart(
            machine: machine,
            states: reader.states,
            rootActions: root,
            variables: variables,
            places: reader.places
        )
    }

    // MARK: Nodes

    private mutating func add(_ tree: JSON, parent: Int) throws(CaseError) {
        guard let id = tree["id"]?.stringValue else { throw CaseError("a state has no id") }
        let kind: Machine.Kind
        switch tree["kind"]?.stringValue {
        case "atomic": kind = .atomic
        case "compound": kind = .compound
        case "parallel": kind = .parallel
        case "final": kind = .final
        case "history" where tree["history"]?.stringValue == "deep": kind = .deepHistory
        case "history": kind = .shallowHistory
        case let other: throw CaseError("state \(id) is of no known kind: \(other ?? "none")")
        }
        let index = nodes.count
        guard places.updateValue(index, forKey: id) == nil else { throw CaseError("two states are called \(id)") }
        nodes.append(Machine.Node(kind: kind, parent: parent, end: index + 1))
        states.append(Chart.State(id: id))
        trees.append(tree)
        for child in tree["children"]?.elements ?? [] { try add(child, parent: index) }
        nodes[index].end = nodes.count
    }

    /// Resolves what names other states, now that all are known.
    private mutating func link() throws(CaseError) {
        for (index, tree) in trees.enumerated() {
            states[index].onEntry = try Self.actions(tree["onentry"])
            states[index].onExit = try Self.actions(tree["onexit"])
            states[index].initialActions = try Self.actions(tree["initial_actions"])
            let transitions = tree["transitions"]?.elements ?? []
            switch nodes[index].kind {
            case .shallowHistory, .deepHistory:
                guard transitions.count == 1, let transition = transitions.first else {
                    throw CaseError("history \(states[index].id) needs exactly one transition")
                }
                nodes[index].initial = try places(transition["targets"])
                states[index].defaultActions = try Self.actions(transition["actions"])
            case .compound:
                nodes[index].initial = try initial(of: tree, node: index)
                fallthrough
            case .atomic, .parallel, .final:
                for transition in transitions {
                    states[index].transitions.append(try self.transition(transition, source: index))
                }
            }
        }
    }

    /// Where a root or compound is entered by itself: as written, else its first child that is no history.
    private func initial(of tree: JSON, node: Int) throws(CaseError) -> [Int] {
        if let written = tree["initial"], written.elements?.isEmpty == false { return try places(written) }
        var child = node + 1
        let end = node == -1 ? nodes.count : nodes[node].end
        while child < end {
            switch nodes[child].kind {
            case .shallowHistory, .deepHistory: child = nodes[child].end
            case .atomic, .compound, .parallel, .final: return [child]
            }
        }
        throw CaseError("state \(tree["id"]?.stringValue ?? "without id") has no child to enter")
    }

    private func places(_ json: JSON?) throws(CaseError) -> [Int] {
        var result: [Int] = []
        for name in json?.elements ?? [] {
            guard let id = name.stringValue, let place = places[id] else {
                throw CaseError("no state is called \(name)")
            }
            result.append(place)
        }
        return result
    }

    // MARK: Transitions, conditions, actions

    private func transition(_ json: JSON, source: Int) throws(CaseError) -> Chart.Transition {
        let descriptors = json["event"]?.stringValue.map { text in
            text.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }.map { Self.tokens($0) }
        }
        return Chart.Transition(
            descriptors: descriptors,
            condition: try json["cond"].map(Self.condition) ?? .always(true),
            step: Machine.Step(
                source: source,
                targets: try places(json["targets"]),
                isInternal: json["internal"]?.boolValue ?? false
            ),
            actions: try Self.actions(json["actions"])
        )
    }

    /// The tokens of a descriptor; `foo.*` and `foo.` mean the same as `foo`.
    private static func tokens(_ descriptor: Substring) -> [Substring] {
        var tokens = descriptor.split(separator: ".", omittingEmptySubsequences: false)
        if tokens.count > 1, let last = tokens.last, last.isEmpty || last == "*" { tokens.removeLast() }
        return tokens
    }

    private static func condition(_ json: JSON) throws(CaseError) -> Chart.Condition {
        if let flag = json.boolValue { return .always(flag) }
        if let text = json.stringValue { return .data(DataExpression(text)) }
        if let id = json["in"]?.stringValue { return .isActive(id) }
        if let inner = json["not"] { return .not(try condition(inner)) }
        if let inner = json["and"]?.elements { return .all(try conditions(inner)) }
        if let inner = json["or"]?.elements { return .any(try conditions(inner)) }
        throw CaseError("the format has no condition \(json)", isSkipped: true)
    }

    private static func conditions(_ list: [JSON]) throws(CaseError) -> [Chart.Condition] {
        var result: [Chart.Condition] = []
        for json in list { result.append(try condition(json)) }
        return result
    }

    private static func actions(_ json: JSON?) throws(CaseError) -> [Chart.Action] {
        var result: [Chart.Action] = []
        for action in json?.elements ?? [] { result.append(try Self.action(action)) }
        return result
    }

    private static func action(_ json: JSON) throws(CaseError) -> Chart.Action {
        if let event = json["raise"]?.stringValue { return .raise(event) }
        if let event = json["send"]?.stringValue {
            return .send(event, after: try milliseconds(json["delay_ms"]), id: json["send_id"]?.stringValue)
        }
        if let id = json["cancel"]?.stringValue { return .cancel(id) }
        if let text = json["log"] ?? json["log_expr"] { return .log(text.stringValue ?? "") }
        if let variable = json["assign"]?.stringValue, let text = json["expr"]?.stringValue {
            return .assign(variable, DataExpression(text))
        }
        if let branches = json["if"]?.elements {
            var result: [(when: Chart.Condition?, actions: [Chart.Action])] = []
            for branch in branches {
                result.append((try branch["cond"].map(condition), try actions(branch["do"])))
            }
            return .branch(result)
        }
        throw CaseError("the format has no action \(json)", isSkipped: true)
    }

    /// A number of milliseconds; none is zero.
    static func milliseconds(_ json: JSON?) throws(CaseError) -> Int64 {
        guard let json else { return 0 }
        guard let milliseconds = json.int64, milliseconds >= 0, milliseconds <= 1 << 48 else {
            throw CaseError("\(json) is no number of milliseconds")
        }
        return milliseconds
    }
}
