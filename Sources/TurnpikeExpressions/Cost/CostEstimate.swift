import TurnpikeValues

/// What running a program can cost at most, from the sizes that lists and texts can have.
///
/// It follows the charges of the evaluator step by step and takes the larger wherever the values decide, so no run over
/// values within the declared sizes costs more.
struct CostEstimate {
    let instructions: [Instruction]
    let children: [Int32]
    let constants: [Value]
    let overloads: [[FunctionOverload]]
    let patterns: [PatternProgram]
    /// What is declared of the slots that are read, by instruction; numbers, bools and times are left out.
    let slots: [Int32: Shape]
    private var locals: [Shape]

    init(
        instructions: [Instruction],
        children: [Int32],
        constants: [Value],
        overloads: [[FunctionOverload]],
        patterns: [PatternProgram],
        slots: [Int32: Shape],
        localCount: Int
    ) {
        self.instructions = instructions
        self.children = children
        self.constants = constants
        self.overloads = overloads
        self.patterns = patterns
        self.slots = slots
        locals = localCount == 0 ? [] : Array(repeating: .scalar, count: localCount)
    }

    mutating func total(_ index: Int32) -> Int { measure(index).cost }

    /// The cost of an instruction with all below it, and what its result can be.
    private mutating func measure(_ index: Int32) -> (cost: Int, shape: Shape) {
        let step = instructions[Int(index)]
        switch step.operation {
        case .constant: return (1, Shape(constants[Int(step.b)]))
        case .slot: return (1, slots[index] ?? .scalar)
        case .local: return (1, locals[Int(step.a)])
        case .hasSlot, .fail: return (2, .scalar)
        case .compareSlot:
            let general = instructions[Int(step.c)]
            let slot = instructions[Int(general.a)].operation == .slot ? general.a : general.b
            return (Shape.sum(2, (slots[slot] ?? .scalar).comparing(Shape(constants[Int(step.b)]))), .scalar)
        case .not, .hasMember:
            return (Shape.sum(measure(step.a).cost, 1), .scalar)
        case .negate:
            return (Shape.sum(measure(step.a).cost, 1), .scalar)
        case .member:
            let operand = measure(step.a)
            guard case .string(let name) = constants[Int(step.b)] else { return (operand.cost, .scalar) }
            let member = operand.shape.member(name)
            return (Shape.sum(operand.cost, 1), step.isOptional ? .list(1, member) : member)
        case .index:
            let container = measure(step.a)
            let key = measure(step.b)
            let found = container.shape.indexed
            return (
                Self.sum(container.cost, key.cost, key.shape.bytes / 16, 2),
                step.isOptional ? .list(1, found) : found
            )
        case .compare:
            let left = measure(step.a)
            let right = measure(step.b)
            return (Self.sum(left.cost, right.cost, comparing(step, left.shape, right.shape), 2), .scalar)
        case .arithmetic:
            let left = measure(step.a)
            let right = measure(step.b)
            let (work, shape) = arithmetic(step, left.shape, right.shape)
            return (Self.sum(left.cost, right.cost, work, 1), shape)
        case .run:
            var result = measure(children[Int(step.b)])
            for place in Int(step.b) + 1..<Int(step.b) + Int(step.c) {
                let part = instructions[Int(children[place])]
                let right = measure(part.b)
                let (work, shape) = arithmetic(part, result.shape, right.shape)
                result = (Self.sum(result.cost, right.cost, work, 0), shape)
            }
            return (Shape.sum(result.cost, 1), result.shape)
        case .divideRounded:
            return (Self.sum(measure(step.a).cost, measure(step.b).cost, measure(step.c).cost, 1), .scalar)
        case .conditional:
            let condition = measure(step.a).cost
            let yes = measure(step.b)
            let no = measure(step.c)
            return (Self.sum(condition, max(yes.cost, no.cost), 1, 0), yes.shape.joined(no.shape))
        case .matches:
            let text = measure(step.a)
            return (Self.sum(text.cost, patterns[Int(step.b)].cost(ofBytes: text.shape.bytes), 2, 0), .scalar)
        case .bind:
            let value = measure(step.a)
            locals[Int(step.b)] = value.shape
            let body = measure(step.c)
            return (Self.sum(value.cost, body.cost, 1, 0), body.shape)
        case .and, .or: return (Shape.sum(measureChildren(step).cost, 1), .scalar)
        case .list:
            let parts = measureChildren(step)
            let element = parts.shapes.dropFirst().reduce(parts.shapes.first ?? .scalar) { $0.joined($1) }
            return (Self.sum(parts.cost, Int(step.c), 1, 0), .list(Int(step.c), element))
        case .map: return map(step)
        case .call: return call(step)
        case .callHost: return callHost(step)
        case .comprehension: return comprehension(step)
        }
    }

    private mutating func measureChildren(_ step: Instruction) -> (cost: Int, shapes: [Shape]) {
        var cost = 0
        var shapes: [Shape] = []
        shapes.reserveCapacity(step.operation == .and || step.operation == .or ? 0 : Int(step.c))
        for place in Int(step.b)..<Int(step.b) + Int(step.c) {
            let child = children[place]
            let part = measure(child < 0 ? ~child : child)
            cost = Shape.sum(cost, part.cost)
            if step.operation != .and, step.operation != .or { shapes.append(part.shape) }
        }
        return (cost, shapes)
    }

    // MARK: Operators

    private func comparing(_ step: Instruction, _ left: Shape, _ right: Shape) -> Int {
        guard step.detail == UInt16(BinaryOperator.within.rawValue) else { return left.comparing(right) }
        switch right.opened {
        case .list(let count, let element):
            return Shape.sum(Shape.product(count, Shape.sum(left.comparing(element), 1)), 1)
        case .map: return left.bytes / 16 + 1
        // Whatever it is, it is walked through once, beside the key that is looked for.
        default: return Self.sum(right.walk, left.bytes / 16, 2, 0)
        }
    }

    private func arithmetic(_ step: Instruction, _ left: Shape, _ right: Shape) -> (work: Int, shape: Shape) {
        guard step.detail == UInt16(BinaryOperator.add.rawValue) else { return (0, .scalar) }
        let shape = left.appending(right)
        switch shape {
        case .scalar: return (0, .scalar)
        case .text(let size): return (size / 16 + 1, shape)
        default: return (Self.sum(left.count, right.count, 1, 0), shape)
        }
    }

    private mutating func map(_ step: Instruction) -> (cost: Int, shape: Shape) {
        let parts = measureChildren(step)
        var key = Shape.scalar
        var value = Shape.scalar
        var keys = 0
        for (place, shape) in parts.shapes.enumerated() {
            if place % 2 == 0 {
                key = key.joined(shape)
                keys = Self.sum(keys, shape.bytes / 16, 1, 0)
            } else {
                value = value.joined(shape)
            }
        }
        return (Self.sum(parts.cost, Int(step.c), keys, 1), .map(Int(step.c) / 2, key, value))
    }

    private mutating func callHost(_ step: Instruction) -> (cost: Int, shape: Shape) {
        let parts = measureChildren(step)
        let candidates = overloads[Int(step.a)]
        let dearest = candidates.reduce(0) { max($0, $1.cost) }
        let shape: Shape = candidates.count == 1 ? .typed(candidates[0].result, nil) : .typed(.dyn, nil)
        return (Self.sum(parts.cost, dearest, 1, 0), shape)
    }

    private mutating func call(_ step: Instruction) -> (cost: Int, shape: Shape) {
        let parts = measureChildren(step)
        guard let builtin = Builtin(rawValue: step.detail) else { return (parts.cost, .scalar) }
        var constant: String?
        if step.c > 1 {
            let second = instructions[Int(children[Int(step.b) + 1])]
            if second.operation == .constant, case .string(let text) = constants[Int(second.b)] { constant = text }
        }
        let (work, shape) = FunctionCost.of(builtin, parts.shapes, constant: constant)
        return (Self.sum(parts.cost, work, 2, 0), shape)
    }

    // MARK: Comprehensions

    private mutating func comprehension(_ step: Instruction) -> (cost: Int, shape: Shape) {
        let range = measure(step.a)
        let macro = Macro(rawValue: UInt8(truncatingIfNeeded: step.detail)) ?? .all
        let first = Int(children[Int(step.b)])
        let second = Int(children[Int(step.b) + 1])
        let isOptional = macro == .optionalMap || macro == .optionalFlatMap
        let count = isOptional ? 1 : range.shape.count
        let (one, two) = variables(of: range.shape, isOptional: isOptional, hasTwo: second >= 0)
        locals[first] = one
        if second >= 0 { locals[second] = two }
        var body = 2
        var last = Shape.scalar
        for place in 2..<2 + Int(step.c) {
            // Bodies that bind variables of their own leave these as they are.
            let part = measure(children[Int(step.b) + place])
            body = Shape.sum(body, part.cost)
            last = part.shape
        }
        var shape = Shape.scalar
        switch macro {
        case .all, .exists, .existsOne: break
        case .filter: shape = .list(count, one)
        case .map, .mapWhere, .transformList, .transformListWhere: shape = .list(count, last)
        case .transformMap, .transformMapWhere:
            shape = .map(count, one, last)
            body = Self.sum(body, one.bytes / 16, 1, 0)
        case .transformMapEntry, .transformMapEntryWhere:
            let entries = last.count
            shape = .map(Shape.product(count, entries), last.key, last.element)
            body = Shape.sum(body, Shape.product(entries, last.key.bytes / 16 + 2))
        case .optionalMap: shape = .list(1, last)
        case .optionalFlatMap, .bind: shape = last
        }
        return (Self.sum(range.cost, Shape.product(count, body), 1, 0), shape)
    }

    private func variables(of range: Shape, isOptional: Bool, hasTwo: Bool) -> (Shape, Shape) {
        if isOptional { return (range.element, .scalar) }
        switch range.opened {
        case .map(_, let key, let value): return (key, value)
        case .any(let size): return (.any(size), .any(size))
        case .typed: return (range.key, range.element)
        default: return hasTwo ? (.scalar, range.element) : (range.element, .scalar)
        }
    }

    private static func sum(_ one: Int, _ two: Int, _ three: Int, _ four: Int) -> Int {
        Shape.sum(Shape.sum(one, two), Shape.sum(three, four))
    }
}
