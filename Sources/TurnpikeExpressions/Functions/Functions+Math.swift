import TurnpikeValues

extension Functions {
    mutating func math(_ builtin: Builtin, _ arguments: [Value]) throws(Fault) -> Value {
        guard let value = arguments.first else { throw Fault.noOverload("\(builtin)", arguments) }
        switch builtin {
        case .greatest, .least:
            var candidates = arguments
            if candidates.count == 1, case .list(let elements) = value {
                candidates = elements
                guard !candidates.isEmpty else { throw Fault("the list is empty") }
            }
            try charge(candidates.count)
            return try extreme(builtin, candidates)
        case .ceil, .floor, .roundDouble, .trunc, .isNaN, .isInf, .isFinite:
            guard case .double(let number) = value else { throw Fault.noOverload("math.\(builtin)", arguments) }
            switch builtin {
            case .ceil: return .double(number.rounded(.up))
            case .floor: return .double(number.rounded(.down))
            case .roundDouble: return .double(number.rounded(.toNearestOrAwayFromZero))
            case .trunc: return .double(number.rounded(.towardZero))
            case .isNaN: return .bool(number.isNaN)
            case .isInf: return .bool(number.isInfinite)
            default: return .bool(number.isFinite)
            }
        case .mathAbs:
            switch value {
            case .int(let number):
                guard number != .min else { throw Fault("integer overflow") }
                return .int(abs(number))
            case .uint: return value
            case .double(let number): return .double(number.magnitude)
            default: throw Fault.noOverload("math.abs", arguments)
            }
        case .sign:
            switch value {
            case .int(let number): return .int(number.signum())
            case .uint(let number): return .uint(number == 0 ? 0 : 1)
            case .double(let number): return .double(number.isNaN ? .nan : (number > 0 ? 1 : (number < 0 ? -1 : 0)))
            default: throw Fault.noOverload("math.sign", arguments)
            }
        case .squareRoot:
            switch value {
            case .int(let number): return .double(Double(number).squareRoot())
            case .uint(let number): return .double(Double(number).squareRoot())
            case .double(let number): return .double(number.squareRoot())
            default: throw Fault.noOverload("math.sqrt", arguments)
            }
        default:
            return try bits(builtin, arguments)
        }
    }

    private mutating func extreme(_ builtin: Builtin, _ values: [Value]) throws(Fault) -> Value {
        guard var best = values.first else { throw Fault("the list is empty") }
        for value in values {
            switch value {
            case .int, .uint, .double: break
            case .decimal, .money, .percent, .date, .instant, .duration:
                guard people else { throw Fault.noOverload("math.\(builtin)", [value]) }
            default: throw Fault.noOverload("math.\(builtin)", [value])
            }
            guard let order = try order(value, best, .less) else { continue }
            if builtin == .greatest ? order > 0 : order < 0 { best = value }
        }
        return best
    }

    private func bits(_ builtin: Builtin, _ arguments: [Value]) throws(Fault) -> Value {
        switch (builtin, arguments[0], arguments.count > 1 ? arguments[1] : .null) {
        case (.bitNot, .int(let value), _): return .int(~value)
        case (.bitNot, .uint(let value), _): return .uint(~value)
        case (.bitAnd, .int(let one), .int(let other)): return .int(one & other)
        case (.bitOr, .int(let one), .int(let other)): return .int(one | other)
        case (.bitXor, .int(let one), .int(let other)): return .int(one ^ other)
        case (.bitAnd, .uint(let one), .uint(let other)): return .uint(one & other)
        case (.bitOr, .uint(let one), .uint(let other)): return .uint(one | other)
        case (.bitXor, .uint(let one), .uint(let other)): return .uint(one ^ other)
        case (.bitShiftLeft, _, .int(let count)) where count < 0, (.bitShiftRight, _, .int(let count)) where count < 0:
            throw Fault("math.\(builtin) needs a count that is not negative, not \(count)")
        case (.bitShiftLeft, .int(let value), .int(let count)): return .int(count > 63 ? 0 : value << count)
        case (.bitShiftLeft, .uint(let value), .int(let count)): return .uint(count > 63 ? 0 : value << count)
        case (.bitShiftRight, .int(let value), .int(let count)):
            // The sign bit moves like the others.
            return .int(count > 63 ? 0 : Int64(bitPattern: UInt64(bitPattern: value) >> UInt64(count)))
        case (.bitShiftRight, .uint(let value), .int(let count)): return .uint(count > 63 ? 0 : value >> count)
        default: throw Fault.noOverload("math.\(builtin)", arguments)
        }
    }
}
