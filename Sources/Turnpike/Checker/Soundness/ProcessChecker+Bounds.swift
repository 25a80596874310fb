import TurnpikeExpressions
import TurnpikeValues

extension ProcessChecker {
    /// Finds conditions that no value can meet, where that is plain to see: comparisons of fields with literals, joined
    /// by `&&`, within one gate.
    mutating func checkBounds() {
        let limited = parts.fields.map { $0.limits.minimum != nil || $0.limits.maximum != nil }
        for gate in parts.gates.indices {
            var bounds: [Int: FieldBounds] = [:]
            let checks = parts.gates[gate].criteria.count { criterion in
                if case .check = criterion.kind { true } else { false }
            }
            for index in parts.gates[gate].criteria.indices {
                guard case .check(let check) = parts.gates[gate].criteria[index].kind, check.severity != .warn else {
                    continue
                }
                checkBounds(check.condition, limited, isAlone: checks == 1, &bounds)
            }
        }
        // By place: a copy of a move retains each of its parts.
        for move in parts.moves.indices {
            if case .asSoonAs(let condition) = parts.moves[move].trigger {
                var bounds: [Int: FieldBounds] = [:]
                checkBounds(condition, limited, isAlone: true, &bounds)
            }
            if let when = parts.moves[move].when {
                var bounds: [Int: FieldBounds] = [:]
                checkBounds(when, limited, isAlone: true, &bounds)
            }
        }
    }

    /// - Parameter isAlone: Whether no other condition must hold with this one: then only fields with limits, and those
    ///   that are compared twice, can meet a contradiction.
    private mutating func checkBounds(
        _ condition: Condition,
        _ limited: [Bool],
        isAlone: Bool,
        _ bounds: inout [Int: FieldBounds]
    ) {
        let source = condition.source
        if isAlone, condition.program.reads.count > 0 {
            let readsLimited = condition.program.reads.contains { slot in
                if case .field(let index) = slot { limited[index] } else { false }
            }
            var text = source.text
            if !readsLimited, text.withUTF8({ !ComparisonScanner.comparesTwice($0) }) { return }
        }
        var text = source.text
        let comparisons = text.withUTF8 { ComparisonScanner.comparisons(in: $0) }
        for comparison in comparisons {
            let name = Located(comparison.field, at: source.range)
            guard let index = tables.fields[meant(name, in: tables.fields)] else { continue }
            let field = parts.fields[index]
            guard field.type.isOrdered else { continue }
            var reader = LiteralReader(currency: parts.currency)
            let literal = Literal.scalar(Located(comparison.literal), quoted: false)
            guard let value = reader.read(literal, as: field.type) else { continue }
            let range = source.range(of: comparison.range)
            var known = bounds[index] ?? FieldBounds(field)
            if let other = known.add(comparison.sign, value, range) {
                reportUnsound(
                    .contradiction,
                    "no value of '\(field.id)' meets this: it is \(comparison.sign.phrase) \(value) and "
                        + "\(other.sign.phrase) \(other.value)",
                    at: range,
                    notes: [
                        Diagnostic.Note(
                            other.isLimit ? "a limit of the field" : "the other bound",
                            at: other.range
                        )
                    ]
                )
            }
            bounds[index] = known
        }
    }
}

/// What is known about the values of one field.
struct FieldBounds {
    struct Bound {
        var sign: ComparisonScanner.Sign
        var value: Value
        var range: SourceRange
        var isLimit = false
        /// The gate that demands it, where several are looked at together.
        var owner = 0
    }

    private var low: Bound?
    private var high: Bound?

    init(_ field: Field) {
        if let value = field.limits.minimum {
            low = Bound(sign: .atLeast, value: value, range: field.range, isLimit: true)
        }
        if let value = field.limits.maximum {
            high = Bound(sign: .atMost, value: value, range: field.range, isLimit: true)
        }
    }

    /// Adds a bound.
    ///
    /// - Returns: The bound that it contradicts, if it does.
    mutating func add(
        _ sign: ComparisonScanner.Sign,
        _ value: Value,
        _ range: SourceRange,
        owner: Int = 0
    ) -> Bound? {
        let bound = Bound(sign: sign, value: value, range: range, owner: owner)
        switch sign {
        case .above, .atLeast:
            if let high, !Self.leavesRoom(bound, high) { return high }
            if low.map({ Self.isTighter(bound, than: $0, isLow: true) }) ?? true { low = bound }
        case .below, .atMost:
            if let low, !Self.leavesRoom(low, bound) { return low }
            if high.map({ Self.isTighter(bound, than: $0, isLow: false) }) ?? true { high = bound }
        case .equal:
            if let high, !Self.leavesRoom(bound, high) { return high }
            if let low, !Self.leavesRoom(low, bound) { return low }
            low = bound
            high = bound
        }
        return nil
    }

    private static func leavesRoom(_ low: Bound, _ high: Bound) -> Bool {
        guard Value.isOrdered(low.value, high.value) != false else { return false }
        guard Value.isOrdered(high.value, low.value) == true else { return true }
        // The same value on both sides: it must be allowed by both.
        return low.sign != .above && high.sign != .below
    }

    private static func isTighter(_ new: Bound, than old: Bound, isLow: Bool) -> Bool {
        isLow
            ? Value.isOrdered(old.value, new.value) == true : Value.isOrdered(new.value, old.value) == true
    }
}

/// Finds `deal.field < literal` and its kin in a text that is nothing but such parts and others, joined by `&&`.
enum ComparisonScanner {
    enum Sign {
        case above
        case atLeast
        case below
        case atMost
        case equal

        var phrase: String {
            switch self {
            case .above: "above"
            case .atLeast: "at least"
            case .below: "below"
            case .atMost: "at most"
            case .equal: "equal to"
            }
        }

        fileprivate var mirrored: Sign {
            switch self {
            case .above: .below
            case .atLeast: .atMost
            case .below: .above
            case .atMost: .atLeast
            case .equal: .equal
            }
        }
    }

    struct Comparison {
        var field: String
        var sign: Sign
        var literal: String
        var range: Range<Int>
    }

    /// Whether a field is compared more than once; told by its name occurring after `deal.` more than once.
    static func comparesTwice(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var names: [Range<Int>] = []
        names.reserveCapacity(16)
        var index = 0
        while index + 5 < bytes.count {
            guard bytes[index] == UInt8(ascii: "d"), bytes[index + 1] == UInt8(ascii: "e"),
                bytes[index + 2] == UInt8(ascii: "a"), bytes[index + 3] == UInt8(ascii: "l"),
                bytes[index + 4] == UInt8(ascii: ".")
            else {
                index += 1
                continue
            }
            let start = index + 5
            index = start
            while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
            let name = start..<index
            if names.contains(where: { bytes[$0].elementsEqual(bytes[name]) }) { return true }
            // A long chain of distinct fields is looked at in full.
            if names.count == 16 { return true }
            names.append(name)
        }
        return false
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func comparisons(in bytes: UnsafeBufferPointer<UInt8>) -> [Comparison] {
        var result: [Comparison] = []
        var start = 0
        var depth = 0
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            // Texts, choices and comments make a condition more than this looks at.
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "?"), UInt8(ascii: "|"), UInt8(ascii: "`"):
                return []
            case UInt8(ascii: "/") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "/"): return []
            case UInt8(ascii: "&") where depth == 0:
                if let found = comparison(bytes, start..<index) { result.append(found) }
                index += 1
                start = index + 1
            default: break
            }
            index += 1
        }
        if start < bytes.count, let found = comparison(bytes, start..<bytes.count) { result.append(found) }
        return result
    }

    private static func comparison(_ bytes: UnsafeBufferPointer<UInt8>, _ whole: Range<Int>) -> Comparison? {
        var range = whole
        while let first = range.first, isSpace(bytes[first]) { range = first + 1..<range.upperBound }
        while let last = range.last, isSpace(bytes[last]) { range = range.lowerBound..<last }
        guard let at = range.first(where: { isSign(bytes[$0]) }) else { return nil }
        var end = at + 1
        let hasEqual = end < range.upperBound && bytes[end] == UInt8(ascii: "=")
        if hasEqual { end += 1 }
        var sign: Sign
        switch bytes[at] {
        case UInt8(ascii: "<"): sign = hasEqual ? .atMost : .below
        case UInt8(ascii: ">"): sign = hasEqual ? .atLeast : .above
        case UInt8(ascii: "=") where hasEqual: sign = .equal
        default: return nil
        }
        let left = text(bytes, range.lowerBound..<at)
        let right = text(bytes, end..<range.upperBound)
        guard !right.utf8.contains(where: isSign) else { return nil }
        if let field = field(left), isLiteral(right) {
            return Comparison(field: field, sign: sign, literal: right, range: range)
        }
        if let field = field(right), isLiteral(left) {
            sign = sign.mirrored
            return Comparison(field: field, sign: sign, literal: left, range: range)
        }
        return nil
    }

    private static func text(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
        var range = range
        while let first = range.first, isSpace(bytes[first]) { range = first + 1..<range.upperBound }
        while let last = range.last, isSpace(bytes[last]) { range = range.lowerBound..<last }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    private static func field(_ text: String) -> String? {
        guard text.hasPrefix("deal.") else { return nil }
        let name = String(text.dropFirst(5))
        return ProcessChecker.isID(name) ? name : nil
    }

    private static func isLiteral(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        let isNumber = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || first == UInt8(ascii: "-")
        return isNumber && !text.utf8.contains { "+*/".utf8.contains($0) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "!")
    }
}
