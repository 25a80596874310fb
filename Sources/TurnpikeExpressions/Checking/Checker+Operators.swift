import TurnpikeValues

extension Checker {
    mutating func checkBinary(_ index: Int32) -> Checked {
        let node = syntax[index]
        guard let operation = BinaryOperator(rawValue: node.flags) else {
            return Checked(instruction: emitConstant(.null, node.range), type: .error, syntax: index)
        }
        guard operation.isArithmetic else {
            if operation == .within { return checkWithin(index) }
            var left = check(node.a)
            var right = check(node.b)
            return compare(operation, &left, &right, index)
        }
        // A run of arithmetic leans left and may be thousands long: it is walked, not recursed into.
        var spine = [index]
        var leftmost = node.a
        while syntax[leftmost].kind == .binary, syntax[leftmost].flags >= BinaryOperator.add.rawValue {
            spine.append(leftmost)
            leftmost = syntax[leftmost].a
        }
        var result = check(leftmost)
        var run = [result.instruction]
        for step in spine.reversed() {
            var right = check(syntax[step].b)
            result = arithmetic(&result, &right, step)
            if step == spine[spine.count - 1] { run[0] = instructions[Int(result.instruction)].a }
            run.append(result.instruction)
        }
        guard spine.count > 3 else { return result }
        if run.dropFirst().contains(where: { instructions[Int($0)].operation != .arithmetic }) { return result }
        let (first, count) = emitChildren(run)
        let step = emit(Instruction(operation: .run, b: first, c: count), node.range)
        return Checked(instruction: step, type: result.type, syntax: index)
    }

    // MARK: Arithmetic

    private mutating func arithmetic(_ left: inout Checked, _ right: inout Checked, _ index: Int32) -> Checked {
        let node = syntax[index]
        let operation = BinaryOperator(rawValue: node.flags) ?? .add
        if people { promote(&left, &right, for: operation) }
        let step = emit(
            Instruction(
                operation: .arithmetic,
                detail: UInt16(operation.rawValue),
                a: left.instruction,
                b: right.instruction
            ),
            Int(syntax[index].start)..<Int(node.end)
        )
        guard isChecked else { return Checked(instruction: step, type: .dyn, syntax: index) }
        let leftType = substitution.resolve(left.type)
        let rightType = substitution.resolve(right.type)
        if case .error = leftType { return Checked(instruction: step, type: .error, syntax: index) }
        if case .error = rightType { return Checked(instruction: step, type: .error, syntax: index) }
        let leftKind = Kind(leftType)
        let rightKind = Kind(rightType)
        guard let kind = Kind.arithmetic(operation, leftKind, rightKind, people: people) else {
            return noOperator(operation, left, right, index)
        }
        if operation == .add || operation == .subtract, leftKind == .money, rightKind == .money,
            let finding = mixedCurrencies(left, right, operation, node.range)
        {
            return failed(index, finding)
        }
        if kind == .list {
            let type = substitution.join(leftType, rightType)
            guard case .list = type else { return Checked(instruction: step, type: .list(.dyn), syntax: index) }
            return Checked(instruction: step, type: type, syntax: index)
        }
        // A sum of both is an error at run time unless they are of one currency; a product has the money's.
        let currency = kind == .money ? left.currency ?? right.currency : nil
        return Checked(
            instruction: step,
            type: Self.type(of: kind, leftType, rightType),
            syntax: index,
            currency: currency
        )
    }

    static func type(of kind: Kind, _ left: ExpressionType, _ right: ExpressionType) -> ExpressionType {
        switch kind {
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .decimal: .decimal
        case .money: .money
        case .percent: .percent
        case .string: .string
        case .bytes: .bytes
        case .date: .date
        case .instant: .instant
        case .duration: .duration
        case .period: .period
        case .bool: .bool
        default: .dyn
        }
    }

    // MARK: Comparison

    mutating func compare(
        _ operation: BinaryOperator,
        _ left: inout Checked,
        _ right: inout Checked,
        _ index: Int32
    ) -> Checked {
        let node = syntax[index]
        if people { promote(&left, &right, for: operation) }
        let leftType = substitution.resolve(left.type)
        let rightType = substitution.resolve(right.type)
        if isChecked {
            quoteOption(leftType, right)
            quoteOption(rightType, left)
            if case .error = leftType { return Checked(instruction: left.instruction, type: .bool, syntax: index) }
            if case .error = rightType { return Checked(instruction: right.instruction, type: .bool, syntax: index) }
            if let finding = comparisonFinding(operation, left, leftType, right, rightType, index) {
                report(finding)
                // A comparison is a condition whatever it compares.
                return Checked(instruction: emitConstant(.bool(false), node.range), type: .bool, syntax: index)
            }
        }
        let step = emit(
            Instruction(
                operation: .compare,
                detail: UInt16(operation.rawValue),
                a: left.instruction,
                b: right.instruction
            ),
            node.range
        )
        return Checked(instruction: fuse(step, operation), type: .bool, syntax: index)
    }

    /// A bare word beside a choice or a text was most likely meant as a text.
    private mutating func quoteOption(_ type: ExpressionType, _ other: Checked) {
        guard case .error = other.type, let last = diagnostics.indices.last, diagnostics[last].code == .unknownName,
            diagnostics[last].range == syntax[other.syntax].range, syntax[other.syntax].kind == .name
        else { return }
        let word = source(other.syntax)
        switch type {
        case .choice(let choice):
            guard let option = choice.options.contains(word) ? word : nearestName(to: word, in: choice.options) else {
                return
            }
            diagnostics[last].repair = "\"\(option)\""
        case .string where diagnostics[last].repair == nil:
            diagnostics[last].repair = "\"\(word)\""
        default: break
        }
    }

    /// A comparison of a slot with a constant in one instruction; the general one stays for explanations.
    private mutating func fuse(_ step: Int32, _ operation: BinaryOperator) -> Int32 {
        let general = instructions[Int(step)]
        let left = instructions[Int(general.a)]
        let right = instructions[Int(general.b)]
        let slot: Instruction
        let constant: Int32
        var fused = operation
        if left.operation == .slot, right.operation == .constant {
            slot = left
            constant = right.b
        } else if left.operation == .constant, right.operation == .slot {
            slot = right
            constant = left.b
            fused = operation.mirrored
        } else {
            return step
        }
        guard !slot.nullIsValue else { return step }
        if case .money(let money) = constants[Int(constant)],
            let scaled = money.amount.rescaled(to: money.currency.minorDigits)
        {
            // Stored money has its currency's minor digits: with equal scales comparing is one integer comparison.
            constants[Int(constant)] = .money(Money(scaled, money.currency))
        }
        return emit(
            Instruction(
                operation: .compareSlot,
                flags: slot.flags,
                detail: UInt16(fused.rawValue),
                a: slot.a,
                b: constant,
                c: step
            ),
            ranges[Int(step)].range
        )
    }

    private mutating func comparisonFinding(
        _ operation: BinaryOperator,
        _ left: Checked,
        _ leftType: ExpressionType,
        _ right: Checked,
        _ rightType: ExpressionType,
        _ index: Int32
    ) -> ExpressionDiagnostic? {
        let leftKind = Kind(leftType)
        let rightKind = Kind(rightType)
        let isEquality = operation == .equal || operation == .notEqual
        if people, leftKind == .null || rightKind == .null, let finding = nullFinding(operation, left, right, index) {
            return finding
        }
        if case .choice(let choice) = leftType, let finding = optionFinding(choice, right) { return finding }
        if case .choice(let choice) = rightType, let finding = optionFinding(choice, left) { return finding }
        if leftKind == .money, rightKind == .money,
            let finding = mixedCurrencies(left, right, operation, syntax[index].range)
        {
            return finding
        }
        let fits: Bool
        if isEquality {
            if Kind.isEquatable(leftKind, rightKind, people: people),
                leftKind != rightKind || leftKind.rawValue < Kind.list.rawValue
            {
                fits = true
            } else {
                fits = substitution.assign(leftType, to: rightType) || substitution.assign(rightType, to: leftType)
            }
        } else {
            fits = Kind.isOrdered(leftKind, rightKind, people: people)
        }
        if fits { return nil }
        return operatorFinding(operation, left, right, index)
    }

    private func nullFinding(
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
    private func mixedCurrencies(
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

    // MARK: Membership

    private mutating func checkWithin(_ index: Int32) -> Checked {
        let node = syntax[index]
        var left = check(node.a)
        let rightNode = syntax[node.b]
        let right: Checked
        if people, rightNode.kind == .list {
            // Every element is read as it would be beside the value.
            var steps: [Int32] = []
            var element: ExpressionType?
            for entry in syntax.list(rightNode.c) {
                var item = check(entry < 0 ? ~entry : entry)
                var value = left
                promote(&value, &item, for: .equal)
                if entry >= 0, isChecked {
                    let one = substitution.resolve(value.type)
                    let other = substitution.resolve(item.type)
                    if case .error = one {
                    } else if case .error = other {
                    } else if let finding = comparisonFinding(.equal, value, one, item, other, item.syntax) {
                        report(finding)
                    }
                }
                element = element.map { substitution.join($0, item.type) } ?? item.type
                steps.append(entry < 0 ? ~item.instruction : item.instruction)
            }
            let (first, count) = emitChildren(steps)
            var list = emit(Instruction(operation: .list, b: first, c: count), rightNode.range)
            var values: [Value] = []
            for step in steps {
                guard step >= 0, let value = constant(step) else { break }
                values.append(value)
            }
            if values.count == steps.count { list = emitConstant(.list(values), rightNode.range) }
            right = Checked(instruction: list, type: .list(.dyn), syntax: node.b)
        } else {
            right = check(node.b)
        }
        let type = substitution.resolve(right.type)
        let value = substitution.resolve(left.type)
        var fits = true
        if isChecked {
            switch type {
            case .list(let element):
                if people {
                    let kind = Kind(substitution.resolve(element))
                    if kind != Kind(value), case .some = literalNumber(left.syntax, 0) {
                        var other = Checked(
                            instruction: left.instruction,
                            type: substitution.resolve(element),
                            syntax: -1
                        )
                        promote(&left, &other, for: .equal)
                    }
                }
                fits =
                    substitution.assign(substitution.resolve(left.type), to: element)
                    || substitution.assign(element, to: substitution.resolve(left.type))
                    || (people
                        && Kind.isEquatable(
                            Kind(substitution.resolve(left.type)),
                            Kind(substitution.resolve(element)),
                            people: true
                        ))
                if case .choice(let choice) = substitution.resolve(element), let finding = optionFinding(choice, left) {
                    report(finding)
                }
            case .map(let key, _):
                fits =
                    substitution.assign(value, to: key)
                    || (Kind(value).isNumber && Kind(substitution.resolve(key)).isNumber)
            case .dyn, .error, .param: break
            default: fits = false
            }
        }
        if !fits {
            var notes = ["'in' looks for a value in a list or for a key in a map"]
            var repair: String?
            if Kind(type) == .string, Kind(value) == .string {
                notes = ["to look for a part of a text, write contains"]
                repair = "\(source(node.b)).contains(\(source(node.a)))"
            }
            report(
                ExpressionDiagnostic(
                    .noSuchOverload,
                    node.range,
                    "'in' is not defined for \(name(of: value)) and \(name(of: type))",
                    notes: notes,
                    repair: repair
                )
            )
        }
        let step = emit(
            Instruction(
                operation: .compare,
                detail: UInt16(BinaryOperator.within.rawValue),
                a: left.instruction,
                b: right.instruction
            ),
            node.range
        )
        return Checked(instruction: step, type: .bool, syntax: index)
    }

    // MARK: Findings

    private mutating func noOperator(
        _ operation: BinaryOperator,
        _ left: Checked,
        _ right: Checked,
        _ index: Int32
    ) -> Checked {
        failed(index, operatorFinding(operation, left, right, index))
    }

    private func operatorFinding(
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

    private func periodFinding(
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

    private func fittingKinds(_ operation: BinaryOperator, _ left: Kind) -> [String] {
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

extension BinaryOperator {
    /// The operator that says the same with its operands exchanged.
    var mirrored: BinaryOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}
