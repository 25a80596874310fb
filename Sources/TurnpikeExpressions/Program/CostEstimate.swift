import TurnpikeValues

/// What running a program can cost at most, from the sizes that lists and texts can have.
struct CostEstimate {
    let instructions: [Instruction]
    let children: [Int32]
    let constants: [Value]
    let sizes: [Int32: Int]
    private var localSizes: [Int]

    /// The size of a list or text that nothing is declared about.
    static let defaultSize = 1_000

    init(instructions: [Instruction], children: [Int32], constants: [Value], sizes: [Int32: Int], localCount: Int) {
        self.instructions = instructions
        self.children = children
        self.constants = constants
        self.sizes = sizes
        localSizes = localCount == 0 ? [] : Array(repeating: Self.defaultSize, count: localCount)
    }

    mutating func total(_ index: Int32) -> Int { measure(index).cost }

    /// The cost of an instruction with all below it, and the most elements or code points of its result.
    private mutating func measure(_ index: Int32) -> (cost: Int, size: Int) {
        let step = instructions[Int(index)]
        switch step.operation {
        case .constant: return (1, Self.size(of: constants[Int(step.b)]))
        case .slot: return (1, step.isScalar ? 1 : sizes[index] ?? Self.defaultSize)
        case .local: return (1, step.isScalar ? 1 : localSizes[Int(step.a)])
        case .compareSlot: return (2, 1)
        case .hasSlot: return (1, 1)
        case .fail: return (1, 1)
        case .member, .hasMember, .not, .negate:
            let operand = measure(step.a)
            return (Self.sum(operand.cost, 1), step.isScalar || step.operation != .member ? 1 : Self.defaultSize)
        case .index, .compare, .arithmetic:
            let left = measure(step.a)
            let right = measure(step.b)
            let isMembership = step.operation == .compare && step.detail == UInt16(BinaryOperator.within.rawValue)
            let work = step.operation == .index ? 1 : (isMembership ? right.size : (left.size / 16 + right.size / 16))
            let isScalar = left.size == 1 && right.size == 1
            let size = step.operation != .arithmetic ? Self.defaultSize : isScalar ? 1 : Self.sum(left.size, right.size)
            return (Self.sum(Self.sum(left.cost, right.cost), work + 1), size)
        case .divideRounded:
            return (Self.sum(Self.sum(measure(step.a).cost, measure(step.b).cost), measure(step.c).cost) + 1, 1)
        case .conditional:
            let yes = measure(step.b)
            let no = measure(step.c)
            return (Self.sum(Self.sum(measure(step.a).cost, max(yes.cost, no.cost)), 1), max(yes.size, no.size))
        case .and, .or, .list, .map, .call, .callHost:
            return measureMany(step)
        case .run:
            var result = measure(children[Int(step.b)])
            for place in Int(step.b) + 1..<Int(step.b) + Int(step.c) {
                let right = measure(instructions[Int(children[place])].b)
                if result.size != 1 || right.size != 1 { result.size = Self.sum(result.size, right.size) }
                result.cost = Self.sum(Self.sum(result.cost, right.cost), result.size / 16 + 1)
            }
            return result
        case .matches:
            let text = measure(step.a)
            return (Self.sum(text.cost, Self.product(text.size, 4)), 1)
        case .bind:
            let value = measure(step.a)
            localSizes[Int(step.b)] = value.size
            let body = measure(step.c)
            return (Self.sum(Self.sum(value.cost, body.cost), 1), body.size)
        case .comprehension:
            let range = measure(step.a)
            for place in 0..<2 {
                let local = children[Int(step.b) + place]
                if local >= 0 { localSizes[Int(local)] = Self.defaultSize }
            }
            var body = 1
            for place in 2..<2 + Int(step.c) { body = Self.sum(body, measure(children[Int(step.b) + place]).cost) }
            return (Self.sum(range.cost, Self.product(range.size, body)), range.size)
        }
    }

    private mutating func measureMany(_ step: Instruction) -> (cost: Int, size: Int) {
        var cost = 1
        var largest = 1
        var all = 0
        for place in Int(step.b)..<Int(step.b) + Int(step.c) {
            let child = children[place]
            let part = measure(child < 0 ? ~child : child)
            cost = Self.sum(cost, part.cost)
            largest = max(largest, part.size)
            all = Self.sum(all, part.size)
        }
        switch step.operation {
        case .list, .map: return (Self.sum(cost, Int(step.c)), max(Int(step.c), 1))
        case .call: return (Self.sum(cost, all / 16 + 1), largest)
        case .callHost: return (Self.sum(cost, all), Self.defaultSize)
        default: return (cost, 1)
        }
    }

    private static func size(of value: Value) -> Int {
        switch value {
        case .string(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .list(let elements): elements.count
        case .map(let map): map.count
        default: 1
        }
    }

    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? Int.max / 2 : min(sum, Int.max / 2)
    }

    private static func product(_ left: Int, _ right: Int) -> Int {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? Int.max / 2 : min(product, Int.max / 2)
    }
}
