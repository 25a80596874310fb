import TurnpikeValues

/// What a comparison saw and what it needs, in words.
extension Explainer {
    func comparison(
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
        var right = value(object, &evaluator)
        if case .date? = left, case .instant(let at)? = right {
            // A date is compared with the day of a time, and is written as a day.
            right = .date(program.zone.date(of: at))
        }
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
