import TurnpikeValues

/// One step of a compiled expression: 16 bytes, its operands by index.
struct Instruction: Sendable {
    var operation: Operation
    var flags: UInt8 = 0
    /// The operator, function, macro or selector, by operation.
    var detail: UInt16 = 0
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0

    /// The slot is derived, not a field.
    static let derived: UInt8 = 1
    /// Null is a value here, not the absence of one.
    static let nullIsValue: UInt8 = 2
    /// The key may be absent: the result is an optional.
    static let optional: UInt8 = 4
    /// An absent or null entry of a record has no value, which is unknown and not an error.
    static let record: UInt8 = 8
    /// The value is one number, bool or time, of one unit's size.
    static let scalar: UInt8 = 16

    var isDerived: Bool { flags & Self.derived != 0 }
    var nullIsValue: Bool { flags & Self.nullIsValue != 0 }
    var isOptional: Bool { flags & Self.optional != 0 }
    /// The declaration promises that there always is a value.
    static let promised: UInt8 = 32

    var isScalar: Bool { flags & Self.scalar != 0 }
    var isRecord: Bool { flags & Self.record != 0 }
}

/// What an instruction does.
enum Operation: UInt8, Sendable {
    /// `b`: index of the constant.
    case constant
    /// `a`: index of the slot.
    case slot
    /// `a`: index of the local variable.
    case local
    /// `a`: operand, `b`: constant with the name.
    case member
    /// `a`: operand, `b`: index.
    case index
    /// `a`: index of the slot.
    case hasSlot
    /// `a`: operand, `b`: constant with the name.
    case hasMember
    case not
    case negate
    /// `b`: first child, `c`: number of children.
    case and
    case or
    /// `a` ? `b` : `c`
    case conditional
    /// `a` op `b`, the operator in `detail`.
    case compare
    case arithmetic
    /// A left-leaning run of arithmetic. `b`: first child (the leftmost operand, then the arithmetic instructions in
    /// the order in which they run), `c`: number of children.
    case run
    /// round(`a` / `b`, `c`)
    case divideRounded
    /// `b`: first child, `c`: count. Optional elements complemented.
    case list
    case map
    /// `a`: range, `b`: first child (slot of the variable, slot of the second or -1, bodies), `detail`: macro.
    case comprehension
    /// `a`: value, `b`: local, `c`: body.
    case bind
    /// `detail`: `Builtin`. `b`: first child, `c`: count.
    case call
    /// `a`: index of the overload list, `b`: first child, `c`: count.
    case callHost
    /// `b`: constant with the message.
    case fail
    /// `a`: slot, `b`: constant, `c`: the comparison it stands for.
    case compareSlot
    /// `a`: operand, `b`: program of the pattern, `c`: the call it stands for.
    case matches
}

/// Everything that running an expression needs.
final class Program: Sendable {
    let text: String
    let instructions: [Instruction]
    let ranges: [SourceRange]
    let children: [Int32]
    let constants: [Value]
    let overloads: [[FunctionOverload]]
    let patterns: [PatternProgram]
    let root: Int32
    let localCount: Int
    let resultType: ExpressionType
    let zone: Zone
    let defaultCurrency: Currency?
    let peopleRules: Bool
    let reads: [Slot]
    /// The derived ones of `reads`, which the kernel asks for at every run.
    let derivedReads: [Int]
    let worstCaseCost: Int
    /// What explanations call slots that the text names otherwise.
    let paths: [Slot: String]
    /// Whether `PlainCondition` can run it.
    let isPlain: Bool

    init(
        text: String,
        instructions: [Instruction],
        ranges: [SourceRange],
        children: [Int32],
        constants: [Value],
        overloads: [[FunctionOverload]],
        patterns: [PatternProgram],
        root: Int32,
        localCount: Int,
        resultType: ExpressionType,
        zone: Zone,
        defaultCurrency: Currency?,
        peopleRules: Bool,
        reads: [Slot],
        worstCaseCost: Int,
        paths: [Slot: String]
    ) {
        self.text = text
        self.instructions = instructions
        self.ranges = ranges
        self.children = children
        self.constants = constants
        self.overloads = overloads
        self.patterns = patterns
        self.root = root
        self.localCount = localCount
        self.resultType = resultType
        self.zone = zone
        self.defaultCurrency = defaultCurrency
        self.peopleRules = peopleRules
        self.reads = reads
        derivedReads = reads.compactMap { slot in
            if case .derived(let index) = slot { index } else { nil }
        }
        self.worstCaseCost = worstCaseCost
        self.paths = paths
        isPlain = PlainCondition.isPlain(root, instructions, children)
    }

    /// The words of the text that an instruction stands for.
    func source(_ index: Int32) -> String {
        let range = ranges[Int(index)]
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: Int(range.start))
        let end = utf8.index(start, offsetBy: Int(range.end - range.start))
        return String(text[start..<end])
    }
}

/// A range of UTF-8 offsets in eight bytes.
struct SourceRange: Sendable {
    var start: UInt32
    var end: UInt32

    var range: Range<Int> { Int(start)..<Int(end) }
}
