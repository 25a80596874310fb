import TurnpikeValues

/// The hot path: conditions made of `&&`, `||`, `!`, bool fields, `has` and comparisons of a field with a constant.
///
/// It holds nothing but pointers, so that it neither retains nor allocates. What it cannot decide in its few steps, such as
/// money of two currencies, it leaves to the evaluator, which begins anew.
struct PlainCondition {
    let instructions: UnsafeBufferPointer<Instruction>
    let constants: UnsafeBufferPointer<Value>
    let children: UnsafeBufferPointer<Int32>
    let fields: UnsafeBufferPointer<Value>
    let derived: UnsafeBufferPointer<Value>
    var spent = 0

    enum Answer: UInt8 {
        case yes
        case no
        case unknown
        /// The evaluator has to be asked.
        case open
    }

    /// Whether a program consists of nothing else.
    static func isPlain(_ index: Int32, _ instructions: [Instruction], _ children: [Int32], depth: Int = 0) -> Bool {
        guard depth < 32 else { return false }
        let step = instructions[Int(index)]
        switch step.operation {
        case .compareSlot, .hasSlot: return true
        case .slot: return !step.nullIsValue
        case .not: return isPlain(step.a, instructions, children, depth: depth + 1)
        case .and, .or:
            for place in Int(step.b)..<Int(step.b) + Int(step.c)
            where !isPlain(children[place], instructions, children, depth: depth + 1) {
                return false
            }
            return true
        default: return false
        }
    }

    mutating func answer(_ index: Int32) -> Answer {
        let step = instructions[Int(index)]
        switch step.operation {
        case .and: return combine(step, deciding: .no, otherwise: .yes)
        case .or: return combine(step, deciding: .yes, otherwise: .no)
        case .not:
            switch answer(step.a) {
            case .yes: return .no
            case .no: return .yes
            case let other: return other
            }
        default: return leaf(step)
        }
    }

    @inline(__always)
    private mutating func combine(_ step: Instruction, deciding: Answer, otherwise: Answer) -> Answer {
        var isUnknown = false
        for place in Int(step.b)..<Int(step.b) + Int(step.c) {
            let child = instructions[Int(children[place])]
            let part =
                child.operation.rawValue < Operation.not.rawValue || child.operation == .compareSlot
                ? leaf(child) : answer(children[place])
            if part == deciding { return deciding }
            if part == .open { return .open }
            if part == .unknown { isUnknown = true }
        }
        return isUnknown ? .unknown : otherwise
    }

    @inline(__always)
    private mutating func leaf(_ step: Instruction) -> Answer {
        spent += 1
        let slots = step.isDerived ? derived : fields
        guard Int(step.a) < slots.count else { return step.operation == .hasSlot ? .no : .unknown }
        switch step.operation {
        case .slot:
            switch slots[Int(step.a)] {
            case .bool(let flag): return flag ? .yes : .no
            case .null: return .unknown
            default: return .open
            }
        case .compareSlot:
            let order: Int
            switch slots[Int(step.a)] {
            case .int(let one):
                guard case .int(let other) = constants[Int(step.b)] else { return .open }
                order = one < other ? -1 : (one == other ? 0 : 1)
            case .money(let one):
                guard case .money(let other) = constants[Int(step.b)], one.currency == other.currency else {
                    return .open
                }
                order = ExactDecimal.compare(one.amount, other.amount)
            case .decimal(let one):
                guard case .decimal(let other) = constants[Int(step.b)] else { return .open }
                order = ExactDecimal.compare(one, other)
            case .bool(let one):
                guard case .bool(let other) = constants[Int(step.b)] else { return .open }
                order = one == other ? 0 : (one ? 1 : -1)
            case .date(let one):
                guard case .date(let other) = constants[Int(step.b)] else { return .open }
                order = one < other ? -1 : (one == other ? 0 : 1)
            case .instant(let one):
                guard case .instant(let other) = constants[Int(step.b)] else { return .open }
                order = one < other ? -1 : (one == other ? 0 : 1)
            case .null: return .unknown
            default: return .open
            }
            return holds(step.detail, order) ? .yes : .no
        case .hasSlot:
            if case .null = slots[Int(step.a)] { return .no }
            return .yes
        default: return .open
        }
    }

    @inline(__always)
    private func holds(_ operation: UInt16, _ order: Int) -> Bool {
        switch operation {
        case UInt16(BinaryOperator.less.rawValue): order < 0
        case UInt16(BinaryOperator.lessOrEqual.rawValue): order <= 0
        case UInt16(BinaryOperator.greater.rawValue): order > 0
        case UInt16(BinaryOperator.greaterOrEqual.rawValue): order >= 0
        case UInt16(BinaryOperator.equal.rawValue): order == 0
        default: order != 0
        }
    }
}
