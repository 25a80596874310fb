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

    mutating func arithmetic(_ left: inout Checked, _ right: inout Checked, _ index: Int32) -> Checked {
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
    mutating func quoteOption(_ type: ExpressionType, _ other: Checked) {
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
    mutating func fuse(_ step: Int32, _ operation: BinaryOperator) -> Int32 {
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

    mutating func comparisonFinding(
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
