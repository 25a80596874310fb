import TurnpikeValues

/// The rules for people: a number written in the text takes the type of what stands beside it.
extension Checker {
    /// Reads a literal on either side as the other side asks.
    mutating func promote(_ left: inout Checked, _ right: inout Checked, for operation: BinaryOperator) {
        let leftKind = Kind(substitution.resolve(left.type))
        let rightKind = Kind(substitution.resolve(right.type))
        if leftKind == rightKind { return }
        if leftKind == .int || leftKind == .double {
            if promote(&left, leftKind, beside: rightKind, operation, other: right) { return }
        }
        if rightKind == .int || rightKind == .double {
            _ = promote(&right, rightKind, beside: leftKind, operation, other: left)
        }
    }

    private mutating func promote(
        _ literal: inout Checked,
        _ kind: Kind,
        beside other: Kind,
        _ operation: BinaryOperator,
        other neighbour: Checked
    ) -> Bool {
        switch other {
        case .decimal, .money, .percent, .double, .int, .uint: break
        default: return false
        }
        guard let number = literalNumber(literal.syntax, 0) else { return false }
        let range = syntax[literal.syntax].range
        switch other {
        case .decimal:
            literal.instruction = emitConstant(.decimal(number), range)
            literal.type = .decimal
        case .percent:
            if kind == .int, operation == .multiply { return true }
            if !operation.isArithmetic, let finding = bareShare(number, literal.syntax) {
                report(finding)
                literal.type = .error
                return true
            }
            literal.instruction = emitConstant(.decimal(number), range)
            literal.type = .decimal
        case .money:
            if operation == .multiply || operation == .divide {
                literal.instruction = emitConstant(.decimal(number), range)
                literal.type = .decimal
            } else if let currency = declarations.defaultCurrency {
                literal.instruction = emitConstant(.money(Money(number, currency)), range)
                literal.type = .money
                literal.currency = currency
            } else {
                report(
                    ExpressionDiagnostic(
                        .noCurrency,
                        range,
                        "a bare number beside money needs a currency, and none is declared",
                        repair: "\(source(range)) EUR"
                    )
                )
                literal.type = .error
            }
        case .double:
            guard kind == .int else { return false }
            literal.instruction = emitConstant(.double(number.doubleValue), range)
            literal.type = .double
        case .uint:
            guard kind == .int, let value = number.asInt64, value >= 0 else { return false }
            literal.instruction = emitConstant(.uint(UInt64(value)), range)
            literal.type = .uint
        case .int:
            // A fraction beside whole numbers: two literals meet as doubles, beside a field the fraction is exact.
            guard kind == .double, literalNumber(neighbour.syntax, 0) == nil else { return false }
            literal.instruction = emitConstant(.decimal(number), range)
            literal.type = .decimal
        default: return false
        }
        return true
    }

    /// A finding when a number beside a share was most likely meant in percent: 15 would be 1500%.
    private func bareShare(_ number: ExactDecimal, _ index: Int32) -> ExpressionDiagnostic? {
        guard ExactDecimal.compare(number.magnitude, ExactDecimal(2)) >= 0 else { return nil }
        let words = source(index)
        let isLiteral = syntax[index].kind == .literal
        return ExpressionDiagnostic(
            .bareShare,
            syntax[index].range,
            "a bare \(words) beside a percent would be \(Percent(ratio: number))",
            notes: ["a share is written with its sign, or as a fraction of one: 15% or 0.15"],
            repair: isLiteral ? "\(words)%" : "(\(words)) * 1%"
        )
    }

    /// The exact number that a literal, or a sum, difference or product of literals, stands for.
    func literalNumber(_ index: Int32, _ depth: Int) -> ExactDecimal? {
        guard index >= 0, depth < 40 else { return nil }
        let node = syntax[index]
        switch node.kind {
        case .literal:
            switch syntax.literals[Int(node.a)] {
            case .int(let value): return ExactDecimal(value)
            case .double(let value): return exactDecimal(node.range, value)
            default: return nil
            }
        case .negate:
            return literalNumber(node.a, depth + 1)?.negated
        case .binary:
            guard let operation = BinaryOperator(rawValue: node.flags), operation.isArithmetic,
                let left = literalNumber(node.a, depth + 1), let right = literalNumber(node.b, depth + 1)
            else { return nil }
            switch operation {
            case .add: return left.adding(right)
            case .subtract: return left.subtracting(right)
            case .multiply: return left.multiplied(by: right)
            default: return nil
            }
        default: return nil
        }
    }

    /// The number as its digits say, not as the nearest double does.
    private func exactDecimal(_ range: Range<Int>, _ value: Double) -> ExactDecimal? {
        let words = source(range)
        var digits = words.filter { $0 != " " && $0 != "\n" && $0 != "\t" && $0 != "\r" }
        if digits.hasPrefix(".") { digits = "0" + digits }
        if digits.hasPrefix("-.") { digits = "-0" + digits.dropFirst() }
        if let exact = ExactDecimal(digits) { return exact }
        guard let mark = digits.firstIndex(where: { $0 == "e" || $0 == "E" }),
            let exponent = Int(digits[digits.index(after: mark)...].drop { $0 == "+" }), abs(exponent) <= 30,
            let mantissa = ExactDecimal(String(digits[..<mark]))
        else { return nil }
        var power = ExactDecimal.one
        for _ in 0..<abs(exponent) {
            guard
                let next = power.multiplied(
                    by: exponent > 0 ? ExactDecimal(10) : ExactDecimal(coefficient: 1, scale: 1)
                )
            else { return nil }
            power = next
        }
        return mantissa.multiplied(by: power)
    }

    /// Reads a literal as a parameter of a function asks; whether it could.
    mutating func coerce(_ checked: inout Checked, to type: ExpressionType) -> Bool {
        guard people, let number = literalNumber(checked.syntax, 0) else { return false }
        let range = syntax[checked.syntax].range
        switch type {
        case .decimal:
            checked.instruction = emitConstant(.decimal(number), range)
        case .double:
            checked.instruction = emitConstant(.double(number.doubleValue), range)
        case .money:
            guard let currency = declarations.defaultCurrency else { return false }
            checked.instruction = emitConstant(.money(Money(number, currency)), range)
            checked.currency = currency
        case .percent:
            guard Kind(checked.type) == .double else { return false }
            checked.instruction = emitConstant(.percent(Percent(ratio: number)), range)
        default: return false
        }
        checked.type = type
        return true
    }
}
