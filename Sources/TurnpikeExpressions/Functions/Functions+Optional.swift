import TurnpikeValues

extension Functions {
    mutating func optional(_ builtin: Builtin, _ arguments: [Value]) throws(Fault) -> Value {
        if builtin == .optionalNone { return .optional([]) }
        guard let value = arguments.first else { throw Fault.noOverload("\(builtin)", arguments) }
        switch builtin {
        case .optionalOf: return .optional([value])
        case .optionalOfNonZero: return .optional(Self.isZero(value) ? [] : [value])
        case .optionalFirst, .optionalLast:
            guard case .list(let elements) = value else { throw Fault.noOverload("\(builtin)", arguments) }
            let element = builtin == .optionalFirst ? elements.first : elements.last
            return .optional(element.map { [$0] } ?? [])
        case .unwrapOptionals:
            guard case .list(let elements) = value else { throw Fault.noOverload("optional.unwrap", arguments) }
            try charge(elements.count)
            var result: [Value] = []
            for element in elements {
                guard case .optional(let content) = element else {
                    throw Fault.noOverload("optional.unwrap", [element])
                }
                result.append(contentsOf: content)
            }
            return .list(result)
        default: break
        }
        guard case .optional(let content) = value else { throw Fault.noOverload("\(builtin)", arguments) }
        switch builtin {
        case .hasValue: return .bool(!content.isEmpty)
        case .optionalValue:
            guard let inner = content.first else { throw Fault("optional.none() dereference") }
            return inner
        case .optionalOr:
            if !content.isEmpty { return value }
            guard case .optional = arguments[1] else { throw Fault.noOverload("or", arguments) }
            return arguments[1]
        case .optionalOrValue: return content.first ?? arguments[1]
        default: throw Fault.noOverload("\(builtin)", arguments)
        }
    }

    /// Whether a value is what its type begins with: zero, empty, false, null.
    private static func isZero(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .bool(let flag): !flag
        case .int(let number): number == 0
        case .uint(let number): number == 0
        case .double(let number): number == 0
        case .decimal(let number): number.isZero
        case .money(let money): money.amount.isZero
        case .percent(let percent): percent.ratio.isZero
        case .string(let text): text.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        case .list(let elements): elements.isEmpty
        case .map(let map): map.isEmpty
        case .duration(let duration): duration == .zero
        case .period(let period): period.isZero
        case .instant(let instant): instant.seconds == 0 && instant.nanoseconds == 0
        case .optional(let content): content.isEmpty
        case .date, .working, .type: false
        }
    }
}
