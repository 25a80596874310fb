import TurnpikeValues

/// A part of the expression that has been checked: its instruction, its type and the syntax it came from.
struct Checked {
    var instruction: Int32
    var type: ExpressionType
    var syntax: Int32
    /// The currency that its money has for certain.
    var currency: Currency?
}

/// Gives every part of a syntax tree its type, reports what does not fit, and writes the program.
struct Checker {
    let syntax: ExpressionSyntax
    let declarations: Declarations
    let people: Bool
    let isChecked: Bool
    var diagnostics: [ExpressionDiagnostic] = []
    var substitution = Substitution()

    // The program as it grows.
    var instructions: [Instruction] = []
    var ranges: [SourceRange] = []
    var children: [Int32] = []
    var constants: [Value] = []
    var overloads: [[FunctionOverload]] = []
    var patterns: [PatternProgram] = []
    /// What each slot that is read can hold at most, for the cost estimate; numbers, bools and times are left out.
    var slots: [Int32: Shape] = [:]

    /// The object that the path before began with, by its name.
    var lastRoot: (name: String, object: ObjectType)?

    var scope: [Local] = []
    var localCount = 0

    struct Local {
        var name: String
        var type: ExpressionType
        var index: Int32
    }

    init(syntax: consuming ExpressionSyntax, declarations: consuming Declarations) {
        people = declarations.peopleRules
        isChecked = declarations.isChecked
        let guess = syntax.nodeCount + 2
        let literals = syntax.literals.count
        self.syntax = syntax
        self.declarations = declarations
        instructions.reserveCapacity(guess)
        ranges.reserveCapacity(guess)
        children.reserveCapacity(guess)
        constants.reserveCapacity(literals)
    }

    // MARK: Writing the program

    mutating func emit(_ instruction: Instruction, _ range: Range<Int>) -> Int32 {
        instructions.append(instruction)
        ranges.append(SourceRange(start: UInt32(range.lowerBound), end: UInt32(range.upperBound)))
        return Int32(truncatingIfNeeded: instructions.count - 1)
    }

    mutating func emitConstant(_ value: Value, _ range: Range<Int>) -> Int32 {
        constants.append(value)
        return emit(
            Instruction(operation: .constant, b: Int32(truncatingIfNeeded: constants.count - 1)),
            range
        )
    }

    mutating func constantIndex(_ value: Value) -> Int32 {
        constants.append(value)
        return Int32(truncatingIfNeeded: constants.count - 1)
    }

    mutating func emitChildren(_ list: [Int32]) -> (first: Int32, count: Int32) {
        let first = Int32(truncatingIfNeeded: children.count)
        children.append(contentsOf: list)
        return (first, Int32(truncatingIfNeeded: list.count))
    }

    /// The constant that an instruction loads, if it is one.
    func constant(_ instruction: Int32) -> Value? {
        let step = instructions[Int(instruction)]
        // Not a ternary: there `nil` would be read as the value null.
        guard step.operation == .constant else { return nil }
        return constants[Int(step.b)]
    }

    // MARK: Findings

    /// Whether there is room for more findings; what nobody will read is not worked out.
    var wantsFindings: Bool { diagnostics.count < Self.mostFindings }

    private static let mostFindings = 50

    /// The part after a finding that is not reported, because there are enough.
    mutating func unreported(_ index: Int32) -> Checked {
        Checked(instruction: emitConstant(.null, syntax[index].range), type: .error, syntax: index)
    }

    mutating func report(_ diagnostic: ExpressionDiagnostic) {
        guard wantsFindings else { return }
        diagnostics.append(diagnostic)
    }

    /// Reports a finding of the checker, or, where types are not checked, leaves it to the run.
    mutating func failed(_ index: Int32, _ diagnostic: ExpressionDiagnostic) -> Checked {
        if isChecked {
            report(diagnostic)
            return Checked(instruction: emitConstant(.null, syntax[index].range), type: .error, syntax: index)
        }
        let message = constantIndex(.string(diagnostic.message))
        let step = emit(Instruction(operation: .fail, b: message), syntax[index].range)
        return Checked(instruction: step, type: .dyn, syntax: index)
    }

    func name(of type: ExpressionType) -> String { substitution.finish(type).name(people: people) }

    // MARK: Parts

    mutating func check(_ index: Int32) -> Checked {
        let node = syntax[index]
        switch node.kind {
        case .error:
            return Checked(instruction: emitConstant(.null, node.range), type: .error, syntax: index)
        case .literal:
            let value = syntax.literals[Int(node.a)]
            let step = emitConstant(value, node.range)
            var checked = Checked(instruction: step, type: Self.type(of: value), syntax: index)
            if case .money(let money) = value { checked.currency = money.currency }
            return checked
        case .name, .select:
            if node.kind == .select, node.flags & (SyntaxNode.test | SyntaxNode.optional) != 0 {
                return node.flags & SyntaxNode.test != 0 ? checkHas(index) : checkOptionalSelect(index)
            }
            switch resolve(index) {
            case .value(let checked):
                return checked
            case .path(let member):
                return pathAsValue(index, member)
            }
        case .index:
            return checkIndex(index)
        case .call:
            return checkCall(index)
        case .list:
            return checkList(index)
        case .map:
            return checkMap(index)
        case .message:
            return checkMessage(index)
        case .not, .negate:
            return checkUnary(index)
        case .and, .or:
            return checkLogic(index)
        case .conditional:
            return checkConditional(index)
        case .binary:
            return checkBinary(index)
        case .macro:
            return checkMacro(index)
        }
    }

    static func type(of value: Value) -> ExpressionType {
        switch value {
        case .null: .null
        case .bool: .bool
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
        default: .dyn
        }
    }

    mutating func pathAsValue(_ index: Int32, _ member: Member) -> Checked {
        let node = syntax[index]
        guard case .object(let object) = member.type else {
            return Checked(instruction: emitConstant(.null, node.range), type: .error, syntax: index)
        }
        let words = source(index)
        var notes: [String] = []
        if !object.members.isEmpty {
            let some = object.members.keys.sorted().prefix(6).map { "\(words).\($0)" }
            notes.append("it has \(some.joined(separator: ", "))\(object.members.count > 6 ? ", ..." : "")")
        }
        return failed(
            index,
            ExpressionDiagnostic(
                .typeMismatch,
                node.range,
                "'\(words)' is no value by itself; name one of its members",
                notes: notes
            )
        )
    }

    /// The words of a node.
    func source(_ index: Int32) -> String { source(syntax[index].range) }

    func source(_ range: Range<Int>) -> String {
        let utf8 = syntax.text.utf8
        guard range.upperBound <= utf8.count else { return "" }
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        let end = utf8.index(start, offsetBy: range.count)
        return String(syntax.text[start..<end])
    }

    // MARK: Operators

    private mutating func checkUnary(_ index: Int32) -> Checked {
        let node = syntax[index]
        let operand = check(node.a)
        let type = substitution.resolve(operand.type)
        if node.kind == .not {
            let step = emit(Instruction(operation: .not, a: operand.instruction), node.range)
            if isChecked, !substitution.assign(type, to: .bool) {
                var notes: [String] = []
                if type == .string { notes.append("a text is asked for with has(...) or compared with == \"\"") }
                return failed(
                    index,
                    ExpressionDiagnostic(
                        .noSuchOverload,
                        node.range,
                        "'!' needs a condition, not \(name(of: type))",
                        notes: notes
                    )
                )
            }
            return Checked(instruction: step, type: .bool, syntax: index)
        }
        let step = emit(Instruction(operation: .negate, a: operand.instruction), node.range)
        let fits: Bool
        switch Kind(type) {
        case .int, .double, .dyn: fits = true
        case .decimal, .money, .percent, .duration, .period: fits = people
        default: fits = false
        }
        if isChecked, !fits {
            return failed(
                index,
                ExpressionDiagnostic(.noSuchOverload, node.range, "'-' needs a number, not \(name(of: type))")
            )
        }
        return Checked(instruction: step, type: type, syntax: index, currency: operand.currency)
    }

    private mutating func checkLogic(_ index: Int32) -> Checked {
        let node = syntax[index]
        let list = syntax.list(node.c)
        // Their places are taken first, so that no list of them is made beside the program's own.
        let first = children.count
        children.append(contentsOf: repeatElement(0, count: list.count))
        for (place, operand) in list.enumerated() {
            let checked = check(operand)
            requireBool(checked, node.kind == .and ? "&&" : "||")
            children[first + place] = checked.instruction
        }
        let step = emit(
            Instruction(
                operation: node.kind == .and ? .and : .or,
                b: Int32(truncatingIfNeeded: first),
                c: Int32(truncatingIfNeeded: list.count)
            ),
            node.range
        )
        return Checked(instruction: step, type: .bool, syntax: index)
    }

    mutating func requireBool(_ checked: Checked, _ place: String) {
        if case .bool = checked.type { return }
        guard isChecked, !substitution.assign(checked.type, to: .bool) else { return }
        var notes: [String] = []
        var repair: String?
        let words = source(checked.syntax)
        switch Kind(substitution.resolve(checked.type)) {
        case .null: break
        case .int, .decimal, .double, .money, .percent, .uint: notes.append("compare it: \(words) > 0")
        default:
            let node = syntax[checked.syntax]
            if node.kind == .select || node.kind == .name {
                notes.append("to ask whether it has a value, write has(\(words))")
                repair = "has(\(words))"
            }
        }
        report(
            ExpressionDiagnostic(
                .typeMismatch,
                syntax[checked.syntax].range,
                "\(place) needs a condition here, not \(name(of: checked.type))",
                notes: notes,
                repair: repair
            )
        )
    }

    private mutating func checkConditional(_ index: Int32) -> Checked {
        let node = syntax[index]
        let condition = check(node.a)
        requireBool(condition, "'?'")
        var yes = check(node.b)
        var no = check(node.c)
        if people { promote(&yes, &no, for: .equal) }
        let type: ExpressionType
        if isChecked {
            let left = substitution.resolve(yes.type)
            let right = substitution.resolve(no.type)
            if case .error = left {
                type = right
            } else if case .error = right {
                type = left
            } else if !substitution.assign(right, to: left) && !substitution.assign(left, to: right) {
                return failed(
                    index,
                    ExpressionDiagnostic(
                        .typeMismatch,
                        node.range,
                        "both results of '?' need one type; these are \(name(of: left)) and \(name(of: right))"
                    )
                )
            } else {
                type = substitution.join(left, right)
            }
        } else {
            type = .dyn
        }
        let step = emit(
            Instruction(operation: .conditional, a: condition.instruction, b: yes.instruction, c: no.instruction),
            node.range
        )
        let currency = yes.currency == no.currency ? yes.currency : nil
        return Checked(instruction: step, type: type, syntax: index, currency: currency)
    }
}
