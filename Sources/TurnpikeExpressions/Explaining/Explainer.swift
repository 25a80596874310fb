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

    private mutating func combine(
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

    private mutating func conditional(_ step: Instruction, _ wanted: Bool, _ evaluator: inout Evaluator) -> Verdict {
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

    private mutating func bind(
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

    private mutating func leaf(_ index: Int32, _ wanted: Bool, _ evaluator: inout Evaluator) -> Verdict {
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

    private func describe(
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

    // MARK: Comparisons

    private func comparison(
        _ decision: inout Decision,
        _ step: Instruction,
        _ wanted: Bool,
        _ evaluator: inout Evaluator
    ) {
        var operation = BinaryOperator(rawValue: UInt8(truncatingIfNeeded: step.detail)) ?? .equal
        var subject = step.a
        var object = step.b
        if operation != .within, program.instructions[Int(subject)].operation == .constant {
            swap(&subject, &object)
            operation = operation.mirrored
        }
        let left = value(subject, &evaluator)
        let right = value(object, &evaluator)
        if !wanted { operation = operation.opposite }
        if let right {
            let isOpposite = operation == .within && !wanted
            decision.needed = isOpposite ? "none of \(Self.elements(right))" : Self.needed(operation, right)
            let target = program.instructions[Int(subject)]
            if !isOpposite, target.operation == .slot || target.operation == .member,
                let relation = Decision.Requirement.Relation(rawValue: operation.symbol)
            {
                decision.requirement = Decision.Requirement(
                    path: program.path(subject),
                    slot: slot(target),
                    relation: relation,
                    value: right
                )
            }
        }
        // Where the list is the deal's, it is the list that must change, so its present elements are no answer.
        if operation == .within, wanted, let left, program.instructions[Int(object)].operation != .constant {
            decision.needed = "\(Self.shown(left)) in \(program.path(object))"
            decision.requirement = nil
        }
        guard let left, let right else { return }
        let isSame = (try? evaluator.functions.compare(.equal, left, right)) ?? false
        let one = Self.shown(left)
        let other = Self.shown(right)
        let words = ComparisonWords(left)
        switch operation {
        case .greaterOrEqual: decision.sentence = "\(one) is \(words.less) \(other)"
        case .greater:
            decision.sentence = isSame ? "\(one) is not \(words.more) \(other)" : "\(one) is \(words.less) \(other)"
        case .lessOrEqual: decision.sentence = "\(one) is \(words.more) \(other)"
        case .less:
            decision.sentence = isSame ? "\(one) is not \(words.less) \(other)" : "\(one) is \(words.more) \(other)"
        case .equal: decision.sentence = "\(one) is not \(other)"
        case .notEqual: decision.sentence = "\(program.path(subject)) is \(one)"
        default:
            let not = wanted ? "is not one of" : "is one of"
            decision.sentence = "\(one) \(not) \(Self.elements(right))"
        }
    }

    static func needed(_ operation: BinaryOperator, _ value: Value) -> String {
        let shown = shown(value)
        let words = ComparisonWords(value)
        return switch operation {
        case .less: "\(words.less) \(shown)"
        case .lessOrEqual: words.atMost(shown)
        case .greater: "\(words.more) \(shown)"
        case .greaterOrEqual: words.atLeast(shown)
        case .equal: shown
        case .notEqual: "anything but \(shown)"
        default: "one of \(elements(value))"
        }
    }

    /// How people compare: amounts are less or more, times earlier or later, durations shorter or longer.
    private struct ComparisonWords {
        let less: String
        let more: String
        private let isTime: Bool

        init(_ value: Value) {
            switch value {
            case .date, .instant:
                less = "before"
                more = "after"
                isTime = true
            case .duration:
                less = "shorter than"
                more = "longer than"
                isTime = false
            default:
                less = "less than"
                more = "more than"
                isTime = false
            }
        }

        func atLeast(_ shown: String) -> String { isTime ? "\(shown) or later" : "at least \(shown)" }

        func atMost(_ shown: String) -> String { isTime ? "\(shown) or earlier" : "at most \(shown)" }
    }

    // MARK: Comprehensions and calls

    private func quantifier(
        _ decision: inout Decision,
        _ step: Instruction,
        _ wanted: Bool,
        _ evaluator: inout Evaluator
    ) {
        let macro = Macro(rawValue: UInt8(truncatingIfNeeded: step.detail)) ?? .all
        let range = program.path(step.a)
        let body = program.children[Int(step.b) + 2]
        let words = program.source(body)
        switch (macro, wanted) {
        case (.exists, true):
            if case .list(let elements) = value(step.a, &evaluator), elements.isEmpty {
                decision.sentence = "\(range) is empty"
            } else {
                decision.sentence = "nothing in \(range) meets \(words)"
            }
            decision.needed = "at least one that meets \(words)"
        case (.exists, false):
            decision.sentence = "something in \(range) meets \(words)"
            decision.needed = "none that meets \(words)"
        case (.all, true):
            let failing = failingPlaces(step, body, &evaluator)
            let places = failing.isEmpty ? "something in \(range)" : "\(Self.list(failing)) of \(range)"
            decision.sentence = "\(places) \(failing.count > 1 ? "do" : "does") not meet \(words)"
            decision.needed = "all to meet \(words)"
        case (.all, false):
            decision.sentence = "everything in \(range) meets \(words)"
            decision.needed = "at least one that does not meet \(words)"
        case (.existsOne, true):
            decision.sentence = "not exactly one in \(range) meets \(words)"
            decision.needed = "exactly one that meets \(words)"
        default:
            decision.sentence = "\(decision.text) is \(wanted ? "false" : "true")"
        }
    }

    /// The numbers, from 1, of the elements that do not meet a condition; at most five.
    private func failingPlaces(_ step: Instruction, _ body: Int32, _ evaluator: inout Evaluator) -> [String] {
        guard program.children[Int(step.b) + 1] < 0, case .list(let elements) = value(step.a, &evaluator) else {
            return []
        }
        let local = Int(program.children[Int(step.b)])
        let saved = evaluator.locals[local]
        defer { evaluator.locals[local] = saved }
        var places: [String] = []
        for (place, element) in elements.enumerated() where places.count < 5 {
            evaluator.locals[local] = element
            if quietly(&evaluator, { $0.verdict(body) }) == .no { places.append("no. \(place + 1)") }
        }
        return places
    }

    private func call(_ decision: inout Decision, _ step: Instruction, _ wanted: Bool, _ evaluator: inout Evaluator) {
        let count = Int(step.c)
        let not = wanted ? "does not " : ""
        guard count >= 1, let builtin = Builtin(rawValue: step.detail) else { return }
        let subject = program.children[Int(step.b)]
        let path = program.path(subject)
        guard let shownSubject = value(subject, &evaluator).map({ Self.shown($0) }) else { return }
        let argument =
            count > 1 ? value(program.children[Int(step.b) + 1], &evaluator).map { Self.shown($0) } ?? "" : ""
        func verb(_ plain: String, _ third: String) -> String { wanted ? plain : third }
        switch builtin {
        case .contains: decision.sentence = "\(shownSubject) \(not)\(verb("contain", "contains")) \(argument)"
        case .startsWith: decision.sentence = "\(shownSubject) \(not)\(verb("begin", "begins")) with \(argument)"
        case .endsWith: decision.sentence = "\(shownSubject) \(not)\(verb("end", "ends")) with \(argument)"
        case .matches: decision.sentence = "\(shownSubject) \(not)\(verb("match", "matches")) \(argument)"
        default: decision.sentence = "\(decision.text) is \(wanted ? "false" : "true")"
        }
        if [.contains, .startsWith, .endsWith, .matches].contains(builtin) {
            decision.needed = "\(path) that \(wanted ? "" : "does not ")\(verb("does", "do")) so"
            let what = ["contains", "begins with", "ends with", "matches"]
            let place = [Builtin.contains, .startsWith, .endsWith, .matches].firstIndex(of: builtin) ?? 0
            decision.needed = wanted ? "a text that \(what[place]) \(argument)" : "a text of which that is not so"
        }
    }

    // MARK: Values

    /// The value of a part, if it has one; leaves no trace of why it has none.
    private func value(_ index: Int32, _ evaluator: inout Evaluator) -> Value? {
        quietly(&evaluator) { evaluator in
            try? evaluator.evaluate(index)
        }
    }

    private func quietly<Result>(_ evaluator: inout Evaluator, _ body: (inout Evaluator) -> Result) -> Result {
        let lacking = evaluator.lacking
        let failure = evaluator.failure
        let result = body(&evaluator)
        evaluator.lacking = lacking
        evaluator.failure = failure
        return result
    }

    private func slot(_ step: Instruction) -> Slot? {
        guard step.operation == .slot || step.operation == .hasSlot else { return nil }
        return step.isDerived ? .derived(Int(step.a)) : .field(Int(step.a))
    }

    /// What a part reads, each path once.
    private func seen(_ index: Int32, _ evaluator: inout Evaluator) -> [Decision.Seen] {
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

    private static func elements(_ value: Value) -> String {
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

extension BinaryOperator {
    /// The operator that holds exactly when this one does not.
    var opposite: BinaryOperator {
        switch self {
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        case .equal: .notEqual
        case .notEqual: .equal
        default: self
        }
    }
}

extension Program {
    /// The slot instructions below an instruction, in the order of the text.
    func collectReads(_ index: Int32, into reads: inout [Int32]) {
        guard reads.count < 200 else { return }
        let step = instructions[Int(index)]
        switch step.operation {
        case .slot, .hasSlot: reads.append(index)
        case .constant, .local, .fail: break
        case .member, .hasMember, .not, .negate: collectReads(step.a, into: &reads)
        case .index, .compare, .arithmetic:
            collectReads(step.a, into: &reads)
            collectReads(step.b, into: &reads)
        case .conditional, .divideRounded:
            collectReads(step.a, into: &reads)
            collectReads(step.b, into: &reads)
            collectReads(step.c, into: &reads)
        case .bind:
            collectReads(step.a, into: &reads)
            collectReads(step.c, into: &reads)
        case .compareSlot, .matches:
            collectReads(step.c, into: &reads)
        case .run:
            for place in Int(step.b)..<Int(step.b) + Int(step.c) {
                let child = children[place]
                collectReads(place == Int(step.b) ? child : instructions[Int(child)].b, into: &reads)
            }
        case .comprehension:
            collectReads(step.a, into: &reads)
            for place in 2..<2 + Int(step.c) { collectReads(children[Int(step.b) + place], into: &reads) }
        case .and, .or, .list, .map, .call, .callHost:
            for place in Int(step.b)..<Int(step.b) + Int(step.c) {
                let child = children[place]
                collectReads(child < 0 ? ~child : child, into: &reads)
            }
        }
    }
}
