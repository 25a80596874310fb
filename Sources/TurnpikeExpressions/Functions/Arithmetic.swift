import TurnpikeValues

extension Functions {
    mutating func arithmetic(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws(Fault) -> Value {
        switch (left, right) {
        case (.int(let one), .int(let other)):
            return .int(try Arithmetic.integers(operation, one, other))
        case (.uint(let one), .uint(let other)):
            return .uint(try Arithmetic.integers(operation, one, other))
        case (.double(let one), .double(let other)):
            switch operation {
            case .add: return .double(one + other)
            case .subtract: return .double(one - other)
            case .multiply: return .double(one * other)
            case .divide: return .double(one / other)
            default: throw Fault.noOverload(operation.symbol, [left, right])
            }
        case (.string(let one), .string(let other)) where operation == .add:
            try charge(bytes: one.utf8.count + other.utf8.count)
            return .string(one + other)
        case (.bytes(let one), .bytes(let other)) where operation == .add:
            try charge(bytes: one.count + other.count)
            return .bytes(one + other)
        case (.list(let one), .list(let other)) where operation == .add:
            try charge(one.count + other.count)
            return .list(one + other)
        default:
            break
        }
        switch operation {
        case .add: return try add(left, right)
        case .subtract: return try subtract(left, right)
        case .multiply: return try Arithmetic.multiply(left, right)
        default: throw Fault.noOverload(operation.symbol, [left, right])
        }
    }

    private func add(_ left: Value, _ right: Value) throws(Fault) -> Value {
        switch (left, right) {
        case (.money(let one), .money(let other)):
            do throws(MoneyError) {
                return .money(try one.adding(other))
            } catch {
                throw Fault(error.description)
            }
        case (.percent(let one), .percent(let other)):
            guard let ratio = one.ratio.adding(other.ratio) else { throw Fault.overflow }
            return .percent(Percent(ratio: ratio))
        case (.instant(let one), .duration(let other)), (.duration(let other), .instant(let one)):
            guard let sum = one.adding(other) else { throw Fault("the time lies outside the years 0001 to 9999") }
            return .instant(sum)
        case (.duration(let one), .duration(let other)):
            guard let sum = one.adding(other), Arithmetic.isInRange(sum) else { throw Fault.overflow }
            return .duration(sum)
        case (.date(let one), .period(let other)), (.period(let other), .date(let one)):
            guard let sum = one.adding(other) else { throw Fault("the date lies outside the years 0001 to 9999") }
            return .date(sum)
        case (.instant(let one), .period(let other)), (.period(let other), .instant(let one)):
            guard let sum = zone.adding(other, to: one) else {
                throw Fault("the time lies outside the years 0001 to 9999")
            }
            return .instant(sum)
        case (.period(let one), .period(let other)):
            guard let sum = one.adding(other) else { throw Fault.overflow }
            return .period(sum)
        default:
            guard let (one, other) = Arithmetic.decimals(left, right) else {
                throw Fault.noOverload("+", [left, right])
            }
            guard let sum = one.adding(other) else { throw Fault.overflow }
            return .decimal(sum)
        }
    }

    private func subtract(_ left: Value, _ right: Value) throws(Fault) -> Value {
        switch (left, right) {
        case (.money(let one), .money(let other)):
            do throws(MoneyError) {
                return .money(try one.subtracting(other))
            } catch {
                throw Fault(error.description)
            }
        case (.percent(let one), .percent(let other)):
            guard let ratio = one.ratio.subtracting(other.ratio) else { throw Fault.overflow }
            return .percent(Percent(ratio: ratio))
        case (.instant(let one), .instant(let other)):
            let difference = one.duration(since: other)
            // Plain CEL lets no duration span all the years there are.
            guard people || abs(difference.wholeSeconds) < 315_537_897_599 else {
                throw Fault("range error: the times lie too far apart")
            }
            return .duration(difference)
        case (.instant(let one), .duration(let other)):
            guard let opposite = Duration.zero.subtracting(other), let sum = one.adding(opposite) else {
                throw Fault("the time lies outside the years 0001 to 9999")
            }
            return .instant(sum)
        case (.duration(let one), .duration(let other)):
            guard let sum = one.subtracting(other), Arithmetic.isInRange(sum) else { throw Fault.overflow }
            return .duration(sum)
        case (.date(let one), .date(let other)): return Arithmetic.days(from: other, to: one)
        case (.date(let one), .instant(let other)): return Arithmetic.days(from: zone.date(of: other), to: one)
        case (.instant(let one), .date(let other)): return Arithmetic.days(from: other, to: zone.date(of: one))
        case (.date(let one), .period(let other)):
            guard let opposite = other.negated, let sum = one.adding(opposite) else {
                throw Fault("the date lies outside the years 0001 to 9999")
            }
            return .date(sum)
        case (.instant(let one), .period(let other)):
            guard let opposite = other.negated, let sum = zone.adding(opposite, to: one) else {
                throw Fault("the time lies outside the years 0001 to 9999")
            }
            return .instant(sum)
        case (.period(let one), .period(let other)):
            guard let opposite = other.negated, let sum = one.adding(opposite) else { throw Fault.overflow }
            return .period(sum)
        default:
            guard let (one, other) = Arithmetic.decimals(left, right) else {
                throw Fault.noOverload("-", [left, right])
            }
            guard let sum = one.subtracting(other) else { throw Fault.overflow }
            return .decimal(sum)
        }
    }
}

/// Exact arithmetic that says when a result does not fit.
enum Arithmetic {
    static func integers<Integer: FixedWidthInteger>(
        _ operation: BinaryOperator,
        _ left: Integer,
        _ right: Integer
    ) throws(Fault) -> Integer {
        let result: (partialValue: Integer, overflow: Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .divide:
            guard right != 0 else { throw Fault("divide by zero") }
            result = left.dividedReportingOverflow(by: right)
        case .remainder:
            guard right != 0 else { throw Fault("modulus by zero") }
            result = left.remainderReportingOverflow(dividingBy: right)
        default: throw Fault("no such overload: \(operation.symbol)")
        }
        guard !result.overflow else { throw Fault("integer overflow") }
        return result.partialValue
    }

    /// Both values as exact numbers, unless both are percentages or one is no exact number.
    static func decimals(_ left: Value, _ right: Value) -> (ExactDecimal, ExactDecimal)? {
        if case .uint = left { return nil }
        if case .uint = right { return nil }
        guard let one = Functions.exact(left), let other = Functions.exact(right) else { return nil }
        return (one, other)
    }

    static func multiply(_ left: Value, _ right: Value) throws(Fault) -> Value {
        switch (left, right) {
        case (.money(let money), let factor), (let factor, .money(let money)):
            let number: ExactDecimal
            switch factor {
            case .int(let value): number = ExactDecimal(value)
            case .decimal(let value): number = value
            case .percent(let value): number = value.ratio
            default: throw Fault.noOverload("*", [left, right])
            }
            guard let product = money.amount.multiplied(by: number) else { throw Fault.overflow }
            return .money(Money(product, money.currency))
        case (.duration(let duration), .int(let factor)), (.int(let factor), .duration(let duration)):
            guard let product = duration.multiplied(by: factor), isInRange(product) else { throw Fault.overflow }
            return .duration(product)
        case (.percent(let percent), .int(let factor)), (.int(let factor), .percent(let percent)):
            guard let ratio = percent.ratio.multiplied(by: ExactDecimal(factor)) else { throw Fault.overflow }
            return .percent(Percent(ratio: ratio))
        case (.percent(let one), .percent(let other)):
            guard let ratio = one.ratio.multiplied(by: other.ratio) else { throw Fault.overflow }
            return .percent(Percent(ratio: ratio))
        default:
            guard let (one, other) = decimals(left, right) else { throw Fault.noOverload("*", [left, right]) }
            guard let product = one.multiplied(by: other) else { throw Fault.overflow }
            return .decimal(product)
        }
    }

    static func negate(_ value: Value) throws(Fault) -> Value {
        switch value {
        case .int(let number):
            let (result, overflow) = (0 as Int64).subtractingReportingOverflow(number)
            guard !overflow else { throw Fault("integer overflow") }
            return .int(result)
        case .double(let number): return .double(-number)
        case .decimal(let number): return .decimal(number.negated)
        case .money(let money): return .money(money.negated)
        case .percent(let percent): return .percent(Percent(ratio: percent.ratio.negated))
        case .duration(let duration):
            guard let opposite = Duration.zero.subtracting(duration) else { throw Fault.overflow }
            return .duration(opposite)
        case .period(let period):
            guard let opposite = period.negated else { throw Fault.overflow }
            return .period(opposite)
        default: throw Fault.noOverload("-", [value])
        }
    }

    /// Division of exact numbers, rounded to a number of places.
    static func divide(_ left: Value, _ right: Value, places: Value) throws(Fault) -> Value {
        guard case .int(let count) = places, count >= 0, count <= 30 else {
            throw Fault("the number of places lies between 0 and 30")
        }
        func quotient(_ one: ExactDecimal, _ other: ExactDecimal) throws(Fault) -> ExactDecimal {
            guard !other.isZero else { throw Fault("divide by zero") }
            guard let result = one.divided(by: other, places: Int(count)) else { throw Fault.overflow }
            return result
        }
        switch (left, right) {
        case (.money(let one), .money(let other)):
            guard one.currency == other.currency else { throw Fault("cannot divide \(one) by \(other)") }
            return .decimal(try quotient(one.amount, other.amount))
        case (.money(let one), _):
            guard let other = Functions.exact(right) else { throw Fault.noOverload("/", [left, right]) }
            return .money(Money(try quotient(one.amount, other), one.currency))
        case (.duration(let one), .duration(let other)):
            return .decimal(try quotient(one.secondsDecimal, other.secondsDecimal))
        case (.percent(let one), .int(let other)):
            return .percent(Percent(ratio: try quotient(one.ratio, ExactDecimal(other))))
        default:
            guard let one = Functions.exact(left), let other = Functions.exact(right) else {
                throw Fault.noOverload("/", [left, right])
            }
            return .decimal(try quotient(one, other))
        }
    }

    /// A duration of whole days.
    static func days(from start: CalendarDate, to end: CalendarDate) -> Value {
        let days = Int64(end.daysSince1970) - Int64(start.daysSince1970)
        return .duration(.seconds(days * 86_400))
    }

    /// CEL's durations reach over ten thousand years and no further.
    static func isInRange(_ duration: Duration) -> Bool {
        abs(duration.wholeSeconds) <= 315_576_000_000
    }
}
