import TurnpikeValues

/// What is wrong where an operator does not fit, and how to mend it.
extension Checker {
    func nullFinding(
        _ operation: BinaryOperator,
        _ left: Checked,
        _ right: Checked,
        _ index: Int32
    ) -> ExpressionDiagnostic? {
        let other = Kind(substitution.resolve(left.type)) == .null ? right : left
        let kind = Kind(substitution.resolve(other.type))
        guard kind != .dyn, kind != .null else { return nil }
        let node = syntax[other.syntax]
        guard node.kind == .select || node.kind == .name, operation == .equal || operation == .notEqual else {
            return nil
        }
        let words = source(other.syntax)
        let repair = node.kind == .select ? (operation == .equal ? "!has(\(words))" : "has(\(words))") : nil
        return ExpressionDiagnostic(
            .nullComparison,
            syntax[index].range,
            "a field without a value is not null but unknown; ask for it with has(...)",
            repair: repair
        )
    }

    /// A finding when a text stands beside a choice that has no such option.
    func optionFinding(_ choice: ChoiceType, _ other: Checked) -> ExpressionDiagnostic? {
        guard case .string(let text) = constant(other.instruction), !choice.options.contains(text) else { return nil }
        let nearest = nearestName(to: text, in: choice.options)
        var notes: [String] = []
        if !choice.options.isEmpty {
            notes.append(
                "the options are \(choice.options.prefix(12).joined(separator: ", "))\(choice.options.count > 12 ? ", ..." : "")"
            )
        }
        return ExpressionDiagnostic(
            .unknownOption,
            syntax[other.syntax].range,
            "\(choice.name) has no option \"\(text)\"",
            notes: notes,
            repair: nearest.map { "\"\($0)\"" }
        )
    }

    /// A finding when both sides are known to be in different currencies.
    func mixedCurrencies(
        _ left: Checked,
        _ right: Checked,
        _ operation: BinaryOperator,
        _ range: Range<Int>
    ) -> ExpressionDiagnostic? {
        guard let one = left.currency, let other = right.currency, one != other else { return nil }
        func words(_ part: Checked, _ currency: Currency) -> String {
            if case .money(let money) = constant(part.instruction) { return "\(money)" }
            return "\(source(part.syntax)) (in \(currency.code))"
        }
        let message = "\(words(left, one)) and \(words(right, other)) are of different currencies"
        return ExpressionDiagnostic(.mixedCurrencies, range, message)
    }

    mutating func noOperator(
        _ operation: BinaryOperator,
        _ left: Checked,
        _ right: Checked,
        _ index: Int32
    ) -> Checked {
        failed(index, operatorFinding(operation, left, right, index))
    }

    func operatorFinding(
        _ operation: BinaryOperator,
        _ left: Checked,
        _ right: Checked,
        _ index: Int32
    ) -> ExpressionDiagnostic {
        let node = syntax[index]
        let leftType = substitution.resolve(left.type)
        let rightType = substitution.resolve(right.type)
        let leftKind = Kind(leftType)
        let rightKind = Kind(rightType)
        if people {
            if let finding = periodFinding(operation, left, leftKind, right, rightKind, node.range) { return finding }
            if operation == .divide, Kind.exactDivision(leftKind, rightKind) != nil {
                let places = leftKind == .money && rightKind != .money ? "2" : "4"
                return ExpressionDiagnostic(
                    .inexactDivision,
                    node.range,
                    "a division of \(name(of: leftType)) by \(name(of: rightType)) must say how many places to keep",
                    repair: "round(\(source(node.range)), \(places))"
                )
            }
        }
        var notes: [String] = []
        let fitting = fittingKinds(operation, leftKind)
        if !fitting.isEmpty {
            notes.append("after \(name(of: leftType)), '\(operation.symbol)' takes \(fitting.joined(separator: ", "))")
        }
        var repair: String?
        var repairRange: Range<Int>?
        for (one, other) in [(left, rightKind), (right, leftKind)]
        where people && operation.isArithmetic && [.date, .instant].contains(other) {
            guard case .int(let days) = constant(one.instruction), days >= 0 else { continue }
            repair = days == 1 ? "1 day" : "\(days) days"
            repairRange = syntax[one.syntax].range
        }
        for (one, other) in [(left, rightKind), (right, leftKind)]
        where people && !operation.isArithmetic && other == .duration {
            guard case .int(let days) = constant(one.instruction), days >= 0 else { continue }
            repair = "\(days * 24) hours"
            repairRange = syntax[one.syntax].range
            notes.append("a difference of times is compared with hours, minutes or seconds")
        }
        for (one, other) in [(left, rightKind), (right, leftKind)] where people {
            guard case .string(let text) = constant(one.instruction) else { continue }
            let words = source(one.syntax)
            if other == .date || (other == .instant && text.utf8.count == 10), CalendarDate(text) != nil {
                repair = "date(\(words))"
            } else if other == .instant, Instant(text) != nil {
                repair = "timestamp(\(words))"
            } else if other == .money, let money = Money(text) {
                repair = "\(money)"
            } else if other == .percent, let percent = Percent(text) {
                repair = "\(percent)"
            } else if other.isNumber, let number = ExactDecimal(text) {
                repair = "\(number)"
            } else {
                continue
            }
            repairRange = syntax[one.syntax].range
            break
        }
        return ExpressionDiagnostic(
            .noSuchOverload,
            node.range,
            "'\(operation.symbol)' is not defined for \(name(of: leftType)) and \(name(of: rightType))",
            notes: notes,
            repair: repair,
            repairRange: repairRange
        )
    }

    func periodFinding(
        _ operation: BinaryOperator,
        _ left: Checked,
        _ leftKind: Kind,
        _ right: Checked,
        _ rightKind: Kind,
        _ range: Range<Int>
    ) -> ExpressionDiagnostic? {
        guard (leftKind == .duration && rightKind == .period) || (leftKind == .period && rightKind == .duration) else {
            return nil
        }
        let period = leftKind == .period ? left : right
        var repair: String?
        if case .period(let value) = constant(period.instruction), value.months == 0 {
            repair = "\(Int(value.days) * 24) hours"
        }
        let words = source(period.syntax)
        return ExpressionDiagnostic(
            .periodComparison,
            range,
            "\(words) is calendar time and has no fixed length; a difference of times is \(operation.isArithmetic ? "combined" : "compared") with hours",
            repair: repair,
            repairRange: syntax[period.syntax].range
        )
    }

    func fittingKinds(_ operation: BinaryOperator, _ left: Kind) -> [String] {
        let candidates: [(Kind, ExpressionType)] = [
            (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.decimal, .decimal), (.money, .money),
            (.percent, .percent), (.string, .string), (.bytes, .bytes), (.date, .date), (.instant, .instant),
            (.duration, .duration), (.period, .period),
        ]
        return candidates.filter { kind, _ in
            if !people, [.decimal, .money, .percent, .date, .period].contains(kind) { return false }
            if operation.isArithmetic { return Kind.arithmetic(operation, left, kind, people: people) != nil }
            if operation == .equal || operation == .notEqual { return Kind.isEquatable(left, kind, people: people) }
            return Kind.isOrdered(left, kind, people: people)
        }.map { $0.1.name(people: people) }
    }
}
