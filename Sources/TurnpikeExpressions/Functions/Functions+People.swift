import TurnpikeValues

extension Functions {
    mutating func forPeople(_ builtin: Builtin, _ arguments: [Value]) throws(Fault) -> Value {
        guard let value = arguments.first else { throw Fault.noOverload("\(builtin)", arguments) }
        switch builtin {
        case .round:
            var places: Int?
            if arguments.count > 1 {
                guard case .int(let count) = arguments[1], count >= 0, count <= 30 else {
                    throw Fault("the number of places lies between 0 and 30")
                }
                places = Int(count)
            }
            switch value {
            case .decimal(let number): return .decimal(number.rounded(toPlaces: places ?? 0))
            case .int: return value
            case .money(let money):
                return .money(
                    Money(money.amount.rounded(toPlaces: places ?? money.currency.minorDigits), money.currency)
                )
            case .percent(let percent):
                // Places of the percentage, not of the ratio.
                return .percent(Percent(ratio: percent.ratio.rounded(toPlaces: (places ?? 0) + 2)))
            default: throw Fault.noOverload("round", arguments)
            }
        case .absolute:
            switch value {
            case .int(let number):
                guard number != .min else { throw Fault("integer overflow") }
                return .int(abs(number))
            case .decimal(let number): return .decimal(number.magnitude)
            case .money(let money): return .money(Money(money.amount.magnitude, money.currency))
            case .percent(let percent): return .percent(Percent(ratio: percent.ratio.magnitude))
            case .duration(let duration): return duration < .zero ? try Arithmetic.negate(value) : value
            default: throw Fault.noOverload("abs", arguments)
            }
        case .days:
            guard case .duration(let duration) = value else { throw Fault.noOverload("days", arguments) }
            return .int(duration.wholeSeconds / 86_400)
        case .currencyOf:
            guard case .money(let money) = value else { throw Fault.noOverload("currency", arguments) }
            return .string(money.currency.code)
        case .amountOf:
            guard case .money(let money) = value else { throw Fault.noOverload("amount", arguments) }
            return .decimal(money.amount)
        case .sum:
            return try sum(value, zero: arguments.count > 1 ? arguments[1] : .null)
        default:
            guard case .list(let elements) = value else { throw Fault.noOverload("\(builtin)", arguments) }
            guard let element = builtin == .lastElement ? elements.last : elements.first else {
                throw Fault("the list is empty")
            }
            return element
        }
    }

    /// The sum of a list; of an empty one, zero.
    private mutating func sum(_ value: Value, zero: Value) throws(Fault) -> Value {
        guard case .list(let elements) = value else { throw Fault.noOverload("sum", [value]) }
        try charge(elements.count)
        guard var total = elements.first else {
            if case .null = zero { throw Fault("the sum of an empty list has no type here") }
            return zero
        }
        for element in elements.dropFirst() { total = try arithmetic(.add, total, element) }
        return total
    }
}
