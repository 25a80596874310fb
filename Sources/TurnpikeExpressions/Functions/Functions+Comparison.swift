import TurnpikeValues

extension Functions {
    mutating func compare(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws(Fault) -> Bool {
        switch operation {
        case .equal: return try equal(left, right, depth: 0)
        case .notEqual: return try !equal(left, right, depth: 0)
        case .within: return try isMember(left, of: right)
        default: break
        }
        // NaN is neither less nor greater nor equal.
        guard let order = try order(left, right, operation) else { return false }
        switch operation {
        case .less: return order < 0
        case .lessOrEqual: return order <= 0
        case .greater: return order > 0
        default: return order >= 0
        }
    }

    // MARK: Equality

    /// CEL's equality: numbers across types by their value, other values of different types are not equal.
    mutating func equal(_ left: Value, _ right: Value, depth: Int) throws(Fault) -> Bool {
        switch (left, right) {
        case (.int(let one), .int(let other)): return one == other
        case (.string(let one), .string(let other)):
            try charge(bytes: min(one.utf8.count, other.utf8.count))
            return Self.equalTexts(one, other)
        case (.bool(let one), .bool(let other)): return one == other
        case (.null, .null): return true
        case (.bytes(let one), .bytes(let other)):
            try charge(bytes: min(one.count, other.count))
            return one == other
        case (.money(let one), .money(let other)):
            guard one.currency == other.currency else { throw Self.mixedCurrencies(one, other) }
            return one.amount == other.amount
        case (.date(let one), .date(let other)): return one == other
        case (.instant(let one), .instant(let other)): return one == other
        case (.date(let one), .instant(let other)): return one == zone.date(of: other)
        case (.instant(let one), .date(let other)): return zone.date(of: one) == other
        case (.duration(let one), .duration(let other)): return one == other
        case (.period(let one), .period(let other)): return one == other
        case (.working(let one), .working(let other)): return one == other
        case (.type(let one), .type(let other)): return one == other
        case (.list(let one), .list(let other)):
            guard one.count == other.count else { return false }
            try charge(one.count + 1)
            guard depth < 1000 else { throw Fault("the values are nested too deep to compare") }
            for place in one.indices {
                if try !equal(one[place], other[place], depth: depth + 1) { return false }
            }
            return true
        case (.map(let one), .map(let other)):
            guard one.count == other.count else { return false }
            try charge(one.count + 1)
            guard depth < 1000 else { throw Fault("the values are nested too deep to compare") }
            for (key, value) in one {
                if case .string(let text) = key { try charge(bytes: text.utf8.count) }
                guard let counterpart = Self.lookUp(key, in: other) else { return false }
                if try !equal(value, counterpart, depth: depth + 1) { return false }
            }
            return true
        case (.optional(let one), .optional(let other)):
            guard one.count == other.count else { return false }
            guard let inner = one.first, let counterpart = other.first else { return true }
            try charge(1)
            guard depth < 1000 else { throw Fault("the values are nested too deep to compare") }
            return try equal(inner, counterpart, depth: depth + 1)
        default:
            return Self.numericOrder(left, right) == .some(.some(0))
        }
    }

    /// Equality of code points; Swift's own equality of texts goes by canonical equivalence.
    static func equalTexts(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return left.utf8.elementsEqual(right.utf8)
    }

    static func mixedCurrencies(_ left: Money, _ right: Money) -> Fault {
        Fault("cannot compare \(left) with \(right)")
    }

    mutating func isMember(_ value: Value, of container: Value) throws(Fault) -> Bool {
        switch container {
        case .list(let elements):
            try charge(elements.count)
            var fault: Fault?
            for element in elements {
                do throws(Fault) {
                    if try equal(value, element, depth: 0) { return true }
                } catch {
                    fault = error
                }
            }
            if let fault { throw fault }
            return false
        case .map(let map):
            if case .string(let text) = value { try charge(bytes: text.utf8.count) }
            return Self.lookUp(value, in: map) != nil
        default:
            throw Fault.noOverload("in", [value, container])
        }
    }

    // MARK: Order

    /// The order of two values; nil beside NaN.
    mutating func order(_ left: Value, _ right: Value, _ operation: BinaryOperator) throws(Fault) -> Int? {
        switch (left, right) {
        case (.int(let one), .int(let other)): return one < other ? -1 : (one == other ? 0 : 1)
        case (.money(let one), .money(let other)):
            guard one.currency == other.currency else { throw Self.mixedCurrencies(one, other) }
            return ExactDecimal.compare(one.amount, other.amount)
        case (.string(let one), .string(let other)):
            try charge(bytes: min(one.utf8.count, other.utf8.count))
            return Self.orderTexts(one, other)
        case (.instant(let one), .instant(let other)): return one < other ? -1 : (one == other ? 0 : 1)
        case (.duration(let one), .duration(let other)): return one < other ? -1 : (one == other ? 0 : 1)
        case (.date(let one), .date(let other)): return one < other ? -1 : (one == other ? 0 : 1)
        case (.date(let one), .instant(let other)):
            let day = zone.date(of: other)
            return one < day ? -1 : (one == day ? 0 : 1)
        case (.instant(let one), .date(let other)):
            let day = zone.date(of: one)
            return day < other ? -1 : (day == other ? 0 : 1)
        case (.bool(let one), .bool(let other)): return one == other ? 0 : (one ? 1 : -1)
        case (.bytes(let one), .bytes(let other)):
            try charge(bytes: min(one.count, other.count))
            return one.lexicographicallyPrecedes(other) ? -1 : (one == other ? 0 : 1)
        default:
            guard let order = Self.numericOrder(left, right) else {
                throw Fault.noOverload(operation.symbol, [left, right])
            }
            return order
        }
    }

    static func orderTexts(_ left: String, _ right: String) -> Int {
        if equalTexts(left, right) { return 0 }
        return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
    }

    /// The order of two numbers of any types: nil where one is no number, `.some(nil)` beside NaN.
    static func numericOrder(_ left: Value, _ right: Value) -> Int?? {
        switch (left, right) {
        case (.int(let one), .int(let other)): return one < other ? -1 : (one == other ? 0 : 1)
        case (.uint(let one), .uint(let other)): return one < other ? -1 : (one == other ? 0 : 1)
        case (.int(let one), .uint(let other)):
            if one < 0 { return -1 }
            return UInt64(one) < other ? -1 : (UInt64(one) == other ? 0 : 1)
        case (.uint, .int): return numericOrder(right, left).map { $0.map { -$0 } }
        case (.double(let one), .double(let other)):
            if one.isNaN || other.isNaN { return .some(nil) }
            return one < other ? -1 : (one == other ? 0 : 1)
        case (.int(let one), .double(let other)): return .some(order(one, other))
        case (.uint(let one), .double(let other)): return .some(order(one, other))
        case (.double(let one), .int(let other)): return .some(order(other, one).map { -$0 })
        case (.double(let one), .uint(let other)): return .some(order(other, one).map { -$0 })
        default:
            if case .double(let one) = left, let other = exact(right) {
                return .some(ExactDecimal.compare(other, one).map { -$0 })
            }
            if case .double(let other) = right, let one = exact(left) {
                return .some(ExactDecimal.compare(one, other))
            }
            guard let one = exact(left), let other = exact(right) else { return nil }
            return .some(ExactDecimal.compare(one, other))
        }
    }

    /// The order of an integer and a double on one number line. Only at the upper end, where no double lies between, the
    /// double just beyond the integers counts as equal to those that round to it, as the conformance suite has it.
    private static func order<Integer: FixedWidthInteger>(_ integer: Integer, _ double: Double) -> Int? {
        if double.isNaN { return nil }
        if let whole = Integer(exactly: double.rounded(.down)) {
            if integer != whole { return integer < whole ? -1 : 1 }
            return Double(whole) < double ? -1 : 0
        }
        if double < 0 { return 1 }
        return Double(integer) == double ? 0 : -1
    }

    /// The exact number that a value is; nil for doubles and what is no number.
    static func exact(_ value: Value) -> ExactDecimal? {
        switch value {
        case .int(let number): ExactDecimal(number)
        case .uint(let number): ExactDecimal(number)
        case .decimal(let number): number
        case .percent(let percent): percent.ratio
        default: nil
        }
    }
}
