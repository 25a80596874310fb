import TurnpikeValues

/// Walks a program along the logic of its condition and collects the parts that decide it.
struct Explainer {
    let program: Program
    var decisions: [Decision] = []
    var firstError: EvaluationError?

    init(program: Program) {
        self.program = program
    }

    /// The answer of a part; where it is not the wanted one, the reasons are added to `decisions`.
    mutating func explain(_ index: Int32, wanted: Bool, _ evaluator: inout Evaluator) -> Verdict {
        let step = program.instructions[Int(index)]
        switch step.operation {
        case .and: return combine(step, deciding: .no, otherwise: .yes, wanted, &evaluator)
        case .or: return combine(step, deciding: .yes, otherwise: .no, wanted, &evaluator)
        case .not:
            switch explain(step.a, wanted: !wanted, &evaluator) {
            case .yes: return .no
            case .no: return .yes
            case let other: return other
            }
        case .conditional:
            return conditional(step, wanted, &evaluator)
        case .bind:
            return bind(step, index, wanted, &evaluator)
        default:
            return leaf(index, wanted, &evaluator)
        }
    }

    mutating func combine(
        _ step: Instruction,
        deciding: Verdict,
        otherwise: Verdict,
        _ wanted: Bool,
        _ evaluator: inout Evaluator
    ) -> Verdict {
        let mark = decisions.count
        var answer = otherwise
        for place in Int(step.b)..<Int(step.b) + Int(step.c) {
            let part = explain(program.children[place], wanted: wanted, &evaluator)
            if part == deciding {
                answer = deciding
            } else if part == .unknown, answer != deciding {
                answer = .unknown
            } else if part == .error, answer == otherwise {
                answer = .error
            }
        }
        if answer == (wanted ? .yes : .no) { decisions.removeSubrange(mark...) }
        return answer
    }

    mutating func conditional(_ step: Instruction, _ wanted: Bool, _ evaluator: inout Evaluator) -> Verdict {
        let answer = quietly(&evaluator) { $0.verdict(step.a) }
        guard answer == .yes || answer == .no else { return explain(step.a, wanted: true, &evaluator) }
        let branch = answer == .yes ? step.b : step.c
        if program.instructions[Int(branch)].operation == .constant {
            // A branch that says no by itself explains nothing; what led there does.
            let result = quietly(&evaluator) { $0.verdict(branch) }
            if result != (wanted ? .yes : .no) { _ = explain(step.a, wanted: answer == .no, &evaluator) }
            return result
        }
        return explain(branch, wanted: wanted, &evaluator)
    }

    mutating func bind(
        _ step: Instruction,
        _ index: Int32,
        _ wanted: Bool,
        _ evaluator: inout Evaluator
    ) -> Verdict {
        guard let value = value(step.a, &evaluator) else { return leaf(index, wanted, &evaluator) }
        let saved = evaluator.locals[Int(step.b)]
        evaluator.locals[Int(step.b)] = value
        defer { evaluator.locals[Int(step.b)] = saved }
        return explain(step.c, wanted: wanted, &evaluator)
    }

    // MARK: Leaves

    mutating func leaf(_ index: Int32, _ wanted: Bool, _ evaluator: inout Evaluator) -> Verdict {
        evaluator.lacking = []
        evaluator.failure = nil
        let answer = evaluator.verdict(index)
        let lacking = answer == .unknown ? evaluator.lackingPaths() : []
        let failure = evaluator.failure
        guard answer != (wanted ? .yes : .no) else { return answer }
        var step = program.instructions[Int(index)]
        var general = index
        if step.operation == .compareSlot || step.operation == .matches {
            general = step.c
            step = program.instructions[Int(general)]
        }
        var decision = Decision(
            text: program.source(index),
            range: program.ranges[Int(index)].range,
            verdict: answer,
            sentence: "",
            seen: seen(general, &evaluator),
            needed: nil,
            requirement: nil,
            missing: lacking
        )
        describe(&decision, step, general, wanted, &evaluator)
        switch answer {
        case .unknown:
            let paths = lacking.isEmpty ? [decision.text] : lacking
            decision.sentence = "unknown: " + Self.list(paths) + (paths.count == 1 ? " has no value" : " have no value")
        case .error:
            decision.sentence = "could not be evaluated: \(failure?.message ?? "an error")"
            if firstError == nil { firstError = failure }
        default: break
        }
        decisions.append(decision)
        return answer
    }

    func describe(
        _ decision: inout Decision,
        _ step: Instruction,
        _ index: Int32,
        _ wanted: Bool,
        _ evaluator: inout Evaluator
    ) {
        switch step.operation {
        case .compare:
            comparison(&decision, step, wanted, &evaluator)
        case .hasSlot, .hasMember:
            let path = program.path(index)
            decision.sentence = wanted ? "\(path) has no value" : "\(path) has a value"
            decision.needed = wanted ? "a value" : "no value"
            if wanted {
                decision.requirement = Decision.Requirement(
                    path: path,
                    slot: slot(step),
                    relation: .present,
                    value: .null
                )
                if decision.missing.isEmpty { decision.missing = [path] }
            }
        case .slot, .local, .member:
            decision.sentence = "\(program.path(index)) is \(wanted ? "false" : "true")"
            decision.needed = wanted ? "true" : "false"
            decision.requirement = Decision.Requirement(
                path: program.path(index),
                slot: slot(step),
                relation: .equal,
                value: .bool(wanted)
            )
        case .comprehension:
            quantifier(&decision, step, wanted, &evaluator)
        case .call:
            call(&decision, step, wanted, &evaluator)
        case .constant:
            decision.sentence = "it is always \(wanted ? "false" : "true")"
        default:
            decision.sentence = "\(decision.text) is \(wanted ? "false" : "true")"
        }
    }

    // MARK: Values

    /// The value of a part, if it has one; leaves no trace of why it has none.
    func value(_ index: Int32, _ evaluator: inout Evaluator) -> Value? {
        quietly(&evaluator) { evaluator in
            try? evaluator.evaluate(index)
        }
    }

    func quietly<Result>(_ evaluator: inout Evaluator, _ body: (inout Evaluator) -> Result) -> Result {
        let lacking = evaluator.lacking
        let failure = evaluator.failure
        let result = body(&evaluator)
        evaluator.lacking = lacking
        evaluator.failure = failure
        return result
    }

    func slot(_ step: Instruction) -> Slot? {
        guard step.operation == .slot || step.operation == .hasSlot else { return nil }
        return step.isDerived ? .derived(Int(step.a)) : .field(Int(step.a))
    }

    /// What a part reads, each path once.
    func seen(_ index: Int32, _ evaluator: inout Evaluator) -> [Decision.Seen] {
        var paths: [Int32] = []
        program.collectReads(index, into: &paths)
        var result: [Decision.Seen] = []
        for read in paths.prefix(50) {
            let path = program.path(read)
            guard !result.contains(where: { $0.path == path }) else { continue }
            let step = program.instructions[Int(read)]
            let slots = step.isDerived ? evaluator.derived : evaluator.fields
            result.append(Decision.Seen(path: path, value: Int(step.a) < slots.count ? slots[Int(step.a)] : .null))
        }
        return result
    }

    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    static func elements(_ value: Value) -> String {
        guard case .list(let elements) = value else { return shown(value) }
        let some = elements.prefix(12).map { shown($0) }.joined(separator: ", ")
        return elements.count > 12 ? some + ", ..." : some
    }

    /// A value as a person reads it, cut where it is long.
    static func shown(_ value: Value) -> String {
        switch value {
        case .list(let elements): return "a list of \(elements.count)"
        case .map(let map):
            if case .string(let name) = map["name"] { return shown(.string(name)) }
            return "a record"
        case .optional(let content): return content.first.map { shown($0) } ?? "no value"
        case .decimal(let number): return number.trimmed.description
        case .string(let text):
            guard text.unicodeScalars.count > 80 else { return value.description }
            return Value.string(Functions.string(text.unicodeScalars.prefix(80)) + "...").description
        default: return value.description
        }
    }
}
