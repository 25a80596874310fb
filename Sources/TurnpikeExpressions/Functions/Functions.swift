import TurnpikeValues

/// The operators and functions of expressions over values, each charged before its work.
struct Functions {
    let zone: Zone
    let defaultCurrency: Currency?
    let people: Bool
    var cost: CostCounter

    init(program: Program, cost: CostCounter) {
        zone = program.zone
        defaultCurrency = program.defaultCurrency
        people = program.peopleRules
        self.cost = cost
    }

    init(zone: Zone, defaultCurrency: Currency?, people: Bool) {
        self.zone = zone
        self.defaultCurrency = defaultCurrency
        self.people = people
        cost = CostCounter()
    }

    @inline(__always)
    mutating func charge(_ amount: Int) throws(Fault) {
        if !cost.charge(amount) { throw Fault.cost }
    }

    /// Charges for work over texts or bytes.
    mutating func charge(bytes: Int) throws(Fault) {
        try charge(bytes / 16 + 1)
    }

    // MARK: Calls

    mutating func call(_ builtin: Builtin, _ arguments: [Value]) throws(Fault) -> Value {
        try charge(1)
        let first = arguments.first ?? .null
        switch builtin {
        case .size: return try size(first)
        case .type: return .type(Self.typeName(of: first))
        case .dyn: return first
        case .toInt, .toUint, .toDouble, .toString, .toBytes, .toBool, .toTimestamp, .toDuration, .toDate, .toDecimal,
            .makeMoney, .base64Encode, .base64Decode:
            return try convert(builtin, arguments)
        case .getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear, .getHours, .getMinutes,
            .getSeconds, .getMilliseconds:
            return try timePart(builtin, arguments)
        case .round, .sum, .absolute, .days, .currencyOf, .amountOf, .lastElement, .firstElement:
            return try forPeople(builtin, arguments)
        case .contains, .startsWith, .endsWith, .matches, .charAt, .indexOf, .lastIndexOf, .join, .split, .lowerAscii,
            .upperAscii, .replace, .substring, .trim, .format, .quote, .reverse:
            return try text(builtin, arguments)
        case .greatest, .least, .ceil, .floor, .roundDouble, .trunc, .mathAbs, .sign, .isNaN, .isInf, .isFinite, .bitOr,
            .bitAnd, .bitXor, .bitNot, .bitShiftLeft, .bitShiftRight, .squareRoot:
            return try math(builtin, arguments)
        case .optionalOf, .optionalOfNonZero, .optionalNone, .hasValue, .optionalValue, .optionalOr, .optionalOrValue,
            .optionalFirst, .optionalLast, .unwrapOptionals:
            return try optional(builtin, arguments)
        }
    }

    mutating func size(_ value: Value) throws(Fault) -> Value {
        switch value {
        case .string(let text):
            try charge(bytes: text.utf8.count)
            return .int(Int64(text.unicodeScalars.count))
        case .bytes(let bytes): return .int(Int64(bytes.count))
        case .list(let elements): return .int(Int64(elements.count))
        case .map(let map): return .int(Int64(map.count))
        default: throw Fault.noOverload("size", [value])
        }
    }

    static func typeName(of value: Value) -> String {
        switch value {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .decimal: "decimal"
        case .money: "money"
        case .percent: "percent"
        case .string: "string"
        case .bytes: "bytes"
        case .date: "date"
        case .instant: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .period: "period"
        case .working: "working"
        case .list: "list"
        case .map: "map"
        case .type: "type"
        case .optional: "optional_type"
        }
    }

    /// Whether a value may be passed where a declared function asks for a type.
    static func value(_ value: Value, fits type: ExpressionType) -> Bool {
        switch (type, value) {
        case (.dyn, _), (.param, _), (.error, _), (.opaque, _), (.object, _): true
        case (.nullable(let inner), _): if case .null = value { true } else { Self.value(value, fits: inner) }
        case (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.decimal, .decimal),
            (.money, .money), (.percent, .percent), (.string, .string), (.choice, .string), (.bytes, .bytes),
            (.date, .date), (.instant, .instant), (.duration, .duration), (.period, .period), (.list, .list),
            (.map, .map),
            (.optional, .optional), (.type, .type):
            true
        default: false
        }
    }

    // MARK: Containers

    /// The place that a key names in a list; nil for what is no whole number.
    static func listIndex(_ key: Value) -> Int? {
        switch key {
        case .int(let value): Int(exactly: value)
        case .uint(let value): Int(exactly: value)
        case .double(let value): Int(exactly: value)
        case .decimal(let value): value.asInt64.flatMap { Int(exactly: $0) }
        default: nil
        }
    }

    /// The value of a key, numbers compared across types.
    static func lookUp(_ key: Value, in map: ValueMap) -> Value? {
        switch key {
        case .string(let text): return map[text]
        case .bool: return map[key]
        case .int(let value):
            if let found = map[key] { return found }
            return value >= 0 ? map[.uint(UInt64(value))] : nil
        case .uint(let value):
            if let found = map[key] { return found }
            return Int64(exactly: value).flatMap { map[.int($0)] }
        case .double(let value):
            if let whole = Int64(exactly: value) { return lookUp(.int(whole), in: map) }
            return UInt64(exactly: value).flatMap { map[.uint($0)] }
        case .decimal(let value):
            return value.asInt64.flatMap { lookUp(.int($0), in: map) }
        default: return nil
        }
    }

    static func makeMap(_ pairs: [(Value, Value)]) throws(Fault) -> ValueMap {
        var hasInt = false
        var hasUint = false
        for (key, _) in pairs {
            switch key {
            case .int: hasInt = true
            case .uint: hasUint = true
            case .string, .bool: break
            default: throw Fault("unsupported key type: \(key.kindName)")
            }
        }
        do throws(ValueMapError) {
            let map = try ValueMap(pairs)
            if hasInt, hasUint {
                // The same number as int and as uint is one key.
                for (key, _) in pairs {
                    if case .uint(let value) = key, let signed = Int64(exactly: value), map[.int(signed)] != nil {
                        throw .duplicateKey(key)
                    }
                }
            }
            return map
        } catch {
            throw Fault(error.description)
        }
    }
}
