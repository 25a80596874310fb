import TurnpikeValues

/// What a comprehension or a call saw and what it needs, in words.
extension Explainer {
    func quantifier(
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
    func failingPlaces(_ step: Instruction, _ body: Int32, _ evaluator: inout Evaluator) -> [String] {
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

    func call(_ decision: inout Decision, _ step: Instruction, _ wanted: Bool, _ evaluator: inout Evaluator) {
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
}
