import TurnpikeValues

/// Runs one program once.
struct Evaluator {
    /// Why an evaluation ended without a value.
    enum Stop: Error {
        case unknown
        case failed
    }

    let program: Program
    let instructions: UnsafeBufferPointer<Instruction>
    let constants: UnsafeBufferPointer<Value>
    let children: UnsafeBufferPointer<Int32>
    let fields: UnsafeBufferPointer<Value>
    let derived: UnsafeBufferPointer<Value>
    var locals: [Value]
    var functions: Functions
    /// Whether reasons are kept; without them an evaluation only says that it failed or lacks a value.
    let keepsReasons: Bool
    var failure: EvaluationError?
    /// The instructions that found no value.
    var lacking: [Int32] = []

    /// Runs a body with an evaluator over a program.
    @inline(__always)
    static func run<Result>(
        _ program: Program,
        _ fields: UnsafeBufferPointer<Value>,
        _ derived: UnsafeBufferPointer<Value>,
        _ cost: inout CostCounter,
        keepsReasons: Bool,
        _ body: (inout Evaluator) -> Result
    ) -> Result {
        program.instructions.withUnsafeBufferPointer { instructions in
            program.constants.withUnsafeBufferPointer { constants in
                program.children.withUnsafeBufferPointer { children in
                    var evaluator = Evaluator(
                        program: program,
                        instructions: instructions,
                        constants: constants,
                        children: children,
                        fields: fields,
                        derived: derived,
                        locals: program.localCount == 0 ? [] : Array(repeating: .null, count: program.localCount),
                        functions: Functions(program: program, cost: cost),
                        keepsReasons: keepsReasons
                    )
                    let result = body(&evaluator)
                    cost = evaluator.functions.cost
                    return result
                }
            }
        }
    }

    // MARK: Ends

    @inline(never)
    mutating func fail(_ message: @autoclosure () -> String, _ index: Int32) -> Stop {
        if keepsReasons {
            failure = EvaluationError(message: message(), range: program.ranges[Int(index)].range)
        }
        return .failed
    }

    @inline(never)
    mutating func lack(_ index: Int32) -> Stop {
        if keepsReasons { lacking.append(index) }
        return .unknown
    }

    @inline(__always)
    mutating func charge(_ amount: Int, _ index: Int32) throws(Stop) {
        if !functions.cost.charge(amount) { throw fail(Fault.cost.message, index) }
    }

    @inline(__always)
    func slots(_ instruction: Instruction) -> UnsafeBufferPointer<Value> {
        instruction.isDerived ? derived : fields
    }

    // MARK: Values

    mutating func evaluate(_ index: Int32) throws(Stop) -> Value {
        let step = instructions[Int(index)]
        try charge(1, index)
        switch step.operation {
        case .constant:
            return constants[Int(step.b)]
        case .slot:
            return try load(step, index)
        case .local:
            return locals[Int(step.a)]
        case .compare:
            return .bool(try isTrue(verdict(index), index))
        case .compareSlot, .and, .or, .hasSlot, .not, .matches:
            return .bool(try isTrue(verdict(index), index))
        case .arithmetic:
            let left = try evaluate(step.a)
            let right = try evaluate(step.b)
            return try arithmetic(step, left, right, index)
        case .run:
            var result = try evaluate(children[Int(step.b)])
            for place in Int(step.b) + 1..<Int(step.b) + Int(step.c) {
                let part = children[place]
                let operation = instructions[Int(part)]
                let right = try evaluate(operation.b)
                result = try arithmetic(operation, result, right, part)
            }
            return result
        case .negate:
            let value = try evaluate(step.a)
            do throws(Fault) {
                return try Arithmetic.negate(value)
            } catch {
                throw fail(error.message, index)
            }
        case .divideRounded:
            let left = try evaluate(step.a)
            let right = try evaluate(step.b)
            let places = try evaluate(step.c)
            do throws(Fault) {
                return try Arithmetic.divide(left, right, places: places)
            } catch {
                throw fail(error.message, index)
            }
        case .conditional:
            switch verdict(step.a) {
            case .yes: return try evaluate(step.b)
            case .no: return try evaluate(step.c)
            case .unknown: throw .unknown
            case .error: throw .failed
            }
        case .member:
            return try member(step, index)
        case .hasMember:
            return .bool(try hasMember(step, index))
        case .index:
            return try element(step, index)
        case .list:
            return try list(step, index)
        case .map:
            return try map(step, index)
        case .comprehension:
            return try comprehension(step, index)
        case .bind:
            let value = try evaluate(step.a)
            let saved = locals[Int(step.b)]
            locals[Int(step.b)] = value
            defer { locals[Int(step.b)] = saved }
            return try evaluate(step.c)
        case .call:
            return try call(step, index)
        case .callHost:
            return try callHost(step, index)
        case .fail:
            guard case .string(let message) = constants[Int(step.b)] else {
                throw fail("this part has an error", index)
            }
            throw fail(message, index)
        }
    }

    @inline(__always)
    private mutating func load(_ step: Instruction, _ index: Int32) throws(Stop) -> Value {
        let slots = slots(step)
        guard Int(step.a) < slots.count else { throw lack(index) }
        let value = slots[Int(step.a)]
        if case .null = value, !step.nullIsValue { throw lack(index) }
        return value
    }

    private mutating func arithmetic(
        _ step: Instruction,
        _ left: Value,
        _ right: Value,
        _ index: Int32
    ) throws(Stop) -> Value {
        do throws(Fault) {
            return try functions.arithmetic(
                BinaryOperator(rawValue: UInt8(truncatingIfNeeded: step.detail)) ?? .add,
                left,
                right
            )
        } catch {
            throw fail(error.message, index)
        }
    }

    @inline(__always)
    private func isTrue(_ verdict: Verdict, _ index: Int32) throws(Stop) -> Bool {
        switch verdict {
        case .yes: return true
        case .no: return false
        case .unknown: throw .unknown
        case .error: throw .failed
        }
    }

    // MARK: Conditions

    /// The answer of a condition; the only place where unknown values and failures are absorbed.
    mutating func verdict(_ index: Int32) -> Verdict {
        let step = instructions[Int(index)]
        switch step.operation {
        case .compareSlot:
            guard functions.cost.charge(1) else { return failed(index) }
            let slots = slots(step)
            guard Int(step.a) < slots.count else { return lacks(index) }
            return compareSlot(step, slots[Int(step.a)], constants[Int(step.b)], index)
        case .slot:
            guard functions.cost.charge(1) else { return failed(index) }
            let slots = slots(step)
            guard Int(step.a) < slots.count else { return lacks(index) }
            switch slots[Int(step.a)] {
            case .bool(let flag): return flag ? .yes : .no
            case .null where !step.nullIsValue: return lacks(index)
            case let other:
                _ = fail("a condition is needed, not \(other.kindName)", index)
                return .error
            }
        case .and:
            return combine(step, deciding: .no, otherwise: .yes)
        case .or:
            return combine(step, deciding: .yes, otherwise: .no)
        case .not:
            switch verdict(step.a) {
            case .yes: return .no
            case .no: return .yes
            case let other: return other
            }
        case .compare:
            guard functions.cost.charge(1) else { return failed(index) }
            do throws(Stop) {
                let left = try evaluate(step.a)
                let right = try evaluate(step.b)
                return compare(step, left, right, index)
            } catch {
                return error == .unknown ? .unknown : .error
            }
        case .hasSlot:
            guard functions.cost.charge(1) else { return failed(index) }
            let slots = slots(step)
            guard Int(step.a) < slots.count else { return .no }
            if case .null = slots[Int(step.a)] { return .no }
            return .yes
        case .matches:
            return matches(step, index)
        default:
            do throws(Stop) {
                switch try evaluate(index) {
                case .bool(let flag): return flag ? .yes : .no
                case let other:
                    _ = fail("no such overload: a condition is needed, not \(other.kindName)", index)
                    return .error
                }
            } catch {
                return error == .unknown ? .unknown : .error
            }
        }
    }

    private mutating func failed(_ index: Int32) -> Verdict {
        _ = fail(Fault.cost.message, index)
        return .error
    }

    private mutating func lacks(_ index: Int32) -> Verdict {
        _ = lack(index)
        return .unknown
    }

    @inline(__always)
    private mutating func compareSlot(_ step: Instruction, _ left: Value, _ right: Value, _ index: Int32) -> Verdict {
        let order: Int
        switch left {
        case .int(let one):
            guard case .int(let other) = right else { return compare(step, left, right, index) }
            order = one < other ? -1 : (one == other ? 0 : 1)
        case .money(let one):
            guard case .money(let other) = right, one.currency == other.currency else {
                return compare(step, left, right, index)
            }
            order = ExactDecimal.compare(one.amount, other.amount)
        case .decimal(let one):
            guard case .decimal(let other) = right else { return compare(step, left, right, index) }
            order = ExactDecimal.compare(one, other)
        case .null:
            return lacks(index)
        default:
            return compare(step, left, right, index)
        }
        let isTrue: Bool
        switch BinaryOperator(rawValue: UInt8(truncatingIfNeeded: step.detail)) {
        case .less: isTrue = order < 0
        case .lessOrEqual: isTrue = order <= 0
        case .greater: isTrue = order > 0
        case .greaterOrEqual: isTrue = order >= 0
        case .equal: isTrue = order == 0
        default: isTrue = order != 0
        }
        return isTrue ? .yes : .no
    }

    private mutating func compare(_ step: Instruction, _ left: Value, _ right: Value, _ index: Int32) -> Verdict {
        let operation = BinaryOperator(rawValue: UInt8(truncatingIfNeeded: step.detail)) ?? .equal
        do throws(Fault) {
            return try functions.compare(operation, left, right) ? .yes : .no
        } catch {
            _ = fail(error.message, index)
            return .error
        }
    }

    @inline(__always)
    private mutating func combine(_ step: Instruction, deciding: Verdict, otherwise: Verdict) -> Verdict {
        var isUnknown = false
        var isFailed = false
        var firstFailure: EvaluationError?
        for place in Int(step.b)..<Int(step.b) + Int(step.c) {
            let answer = verdict(children[place])
            if answer == deciding { return deciding }
            if answer == otherwise { continue }
            if answer == .unknown {
                isUnknown = true
            } else if !isFailed {
                isFailed = true
                if keepsReasons { firstFailure = failure }
            }
        }
        if isUnknown { return .unknown }
        if isFailed {
            if keepsReasons { failure = firstFailure }
            return .error
        }
        return otherwise
    }

    private mutating func matches(_ step: Instruction, _ index: Int32) -> Verdict {
        do throws(Stop) {
            let value = try evaluate(step.a)
            guard case .string(let text) = value else {
                throw fail(Fault.noOverload("matches", [value]).message, index)
            }
            let pattern = program.patterns[Int(step.b)]
            try charge(1 + pattern.cost(of: text), index)
            return pattern.matches(text) ? .yes : .no
        } catch {
            return error == .unknown ? .unknown : .error
        }
    }
}
