/// One overload of a standard function.
struct Signature: Sendable {
    var builtin: Builtin
    var isMember: Bool
    var parameters: [ExpressionType]
    var result: ExpressionType
    var isGeneric: Bool
    /// Only under the rules for people.
    var isForPeople: Bool
    /// Only in plain CEL.
    var isForPlain: Bool
}

/// The standard functions by name; a namespaced function by its whole name, such as `math.abs`.
enum StandardLibrary {
    static let functions: [String: [Signature]] = build()
    static let names: Set<String> = Set(functions.keys)
    /// The first parts of namespaced functions: `math`, `optional`, ...
    static let namespaces: Set<String> = ["math", "strings", "base64", "optional", "cel"]

    private enum Style {
        case global
        case member
        case both
    }

    private enum Audience {
        case everyone
        case people
        case plain
    }

    private struct Builder {
        var functions: [String: [Signature]] = [:]

        mutating func add(
            _ name: String,
            _ builtin: Builtin,
            _ style: Style,
            _ parameters: [ExpressionType],
            _ result: ExpressionType,
            _ audience: Audience = .everyone
        ) {
            for isMember in [false, true] where style == .both || (style == .member) == isMember {
                functions[name, default: []].append(
                    Signature(
                        builtin: builtin,
                        isMember: isMember,
                        parameters: parameters,
                        result: result,
                        isGeneric: parameters.contains { $0.hasParameters } || result.hasParameters,
                        isForPeople: audience == .people,
                        isForPlain: audience == .plain
                    )
                )
            }
        }
    }

    private static func build() -> [String: [Signature]] {
        var library = Builder()
        core(&library)
        conversions(&library)
        time(&library)
        people(&library)
        strings(&library)
        math(&library)
        optionals(&library)
        return library.functions
    }

    private static let a = ExpressionType.param("A")
    private static let b = ExpressionType.param("B")

    private static func core(_ library: inout Builder) {
        for type: ExpressionType in [.string, .bytes, .list(a), .map(a, b)] {
            library.add("size", .size, .both, [type], .int)
        }
        library.add("type", .type, .global, [a], .type(a))
        library.add("dyn", .dyn, .global, [a], .dyn)
        library.add("contains", .contains, .member, [.string, .string], .bool)
        library.add("startsWith", .startsWith, .member, [.string, .string], .bool)
        library.add("endsWith", .endsWith, .member, [.string, .string], .bool)
        library.add("matches", .matches, .both, [.string, .string], .bool)
    }

    private static func conversions(_ library: inout Builder) {
        func convert(
            _ name: String,
            _ builtin: Builtin,
            _ result: ExpressionType,
            _ from: [ExpressionType],
            people: [ExpressionType] = []
        ) {
            for type in from { library.add(name, builtin, .global, [type], result) }
            for type in people { library.add(name, builtin, .global, [type], result, .people) }
        }
        convert("int", .toInt, .int, [.int, .uint, .double, .string, .instant], people: [.decimal])
        convert("uint", .toUint, .uint, [.uint, .int, .double, .string], people: [.decimal])
        convert("double", .toDouble, .double, [.double, .int, .uint, .string], people: [.decimal, .percent])
        convert(
            "string",
            .toString,
            .string,
            [.string, .int, .uint, .double, .bytes, .bool, .instant, .duration],
            people: [.decimal, .money, .percent, .date, .period]
        )
        convert("bytes", .toBytes, .bytes, [.bytes, .string])
        convert("bool", .toBool, .bool, [.bool, .string])
        convert("timestamp", .toTimestamp, .instant, [.instant, .string, .int], people: [.date])
        convert("duration", .toDuration, .duration, [.duration, .string], people: [.int])
        library.add("base64.encode", .base64Encode, .global, [.bytes], .string)
        library.add("base64.decode", .base64Decode, .global, [.string], .bytes)
    }

    private static func time(_ library: inout Builder) {
        let selectors: [(String, Builtin)] = [
            ("getFullYear", .getFullYear), ("getMonth", .getMonth), ("getDate", .getDate),
            ("getDayOfMonth", .getDayOfMonth), ("getDayOfWeek", .getDayOfWeek), ("getDayOfYear", .getDayOfYear),
        ]
        let clock: [(String, Builtin)] = [
            ("getHours", .getHours), ("getMinutes", .getMinutes), ("getSeconds", .getSeconds),
            ("getMilliseconds", .getMilliseconds),
        ]
        for (name, builtin) in selectors + clock {
            library.add(name, builtin, .member, [.instant], .int)
            library.add(name, builtin, .member, [.instant, .string], .int)
        }
        for (name, builtin) in selectors { library.add(name, builtin, .member, [.date], .int, .people) }
        for (name, builtin) in clock { library.add(name, builtin, .member, [.duration], .int) }
    }

    private static func people(_ library: inout Builder) {
        library.add("date", .toDate, .global, [.string], .date, .people)
        library.add("date", .toDate, .global, [.instant], .date, .people)
        library.add("date", .toDate, .global, [.date], .date, .people)
        library.add("days", .days, .both, [.duration], .int, .people)
        for type: ExpressionType in [.int, .double, .string, .percent, .decimal] {
            library.add("decimal", .toDecimal, .global, [type], .decimal, .people)
        }
        library.add("money", .makeMoney, .global, [.decimal, .string], .money, .people)
        library.add("money", .makeMoney, .global, [.int, .string], .money, .people)
        library.add("money", .makeMoney, .global, [.string], .money, .people)
        library.add("currency", .currencyOf, .both, [.money], .string, .people)
        library.add("amount", .amountOf, .both, [.money], .decimal, .people)
        for type: ExpressionType in [.decimal, .money, .percent] {
            library.add("round", .round, .global, [type, .int], type, .people)
            library.add("round", .round, .global, [type], type, .people)
            library.add("abs", .absolute, .global, [type], type, .people)
        }
        library.add("abs", .absolute, .global, [.int], .int, .people)
        library.add("abs", .absolute, .global, [.duration], .duration, .people)
        for type: ExpressionType in [.money, .int, .decimal, .double, .percent, .duration, .uint] {
            library.add("sum", .sum, .member, [.list(type)], type, .people)
        }
        library.add("last", .lastElement, .member, [.list(a)], a, .people)
        library.add("first", .firstElement, .member, [.list(a)], a, .people)
        library.add("last", .optionalLast, .member, [.list(a)], .optional(a), .plain)
        library.add("first", .optionalFirst, .member, [.list(a)], .optional(a), .plain)
    }

    private static func strings(_ library: inout Builder) {
        library.add("charAt", .charAt, .member, [.string, .int], .string)
        for (name, builtin) in [("indexOf", Builtin.indexOf), ("lastIndexOf", .lastIndexOf)] {
            library.add(name, builtin, .member, [.string, .string], .int)
            library.add(name, builtin, .member, [.string, .string, .int], .int)
        }
        library.add("join", .join, .member, [.list(.string)], .string)
        library.add("join", .join, .member, [.list(.string), .string], .string)
        library.add("split", .split, .member, [.string, .string], .list(.string))
        library.add("split", .split, .member, [.string, .string, .int], .list(.string))
        library.add("lowerAscii", .lowerAscii, .member, [.string], .string)
        library.add("upperAscii", .upperAscii, .member, [.string], .string)
        library.add("replace", .replace, .member, [.string, .string, .string], .string)
        library.add("replace", .replace, .member, [.string, .string, .string, .int], .string)
        library.add("substring", .substring, .member, [.string, .int], .string)
        library.add("substring", .substring, .member, [.string, .int, .int], .string)
        library.add("trim", .trim, .member, [.string], .string)
        library.add("reverse", .reverse, .member, [.string], .string)
        library.add("format", .format, .member, [.string, .list(.dyn)], .string)
        library.add("strings.quote", .quote, .global, [.string], .string)
    }

    private static func math(_ library: inout Builder) {
        let numbers: [ExpressionType] = [.int, .uint, .double]
        for (name, builtin) in [("math.greatest", Builtin.greatest), ("math.least", .least)] {
            for type in numbers {
                library.add(name, builtin, .global, [type], type)
                library.add(name, builtin, .global, [.list(type)], type)
            }
            library.add(name, builtin, .global, [.list(.dyn)], .dyn)
            for left in numbers {
                for right in numbers {
                    library.add(name, builtin, .global, [left, right], left == right ? left : .dyn)
                }
            }
            for type: ExpressionType in [.decimal, .money, .percent, .date, .instant, .duration] {
                library.add(name, builtin, .global, [type, type], type, .people)
                library.add(name, builtin, .global, [.list(type)], type, .people)
            }
        }
        for (name, builtin) in [
            ("math.ceil", Builtin.ceil), ("math.floor", .floor), ("math.round", .roundDouble), ("math.trunc", .trunc),
        ] {
            library.add(name, builtin, .global, [.double], .double)
        }
        for type in numbers {
            library.add("math.abs", .mathAbs, .global, [type], type)
            library.add("math.sign", .sign, .global, [type], type)
            library.add("math.sqrt", .squareRoot, .global, [type], .double)
        }
        for (name, builtin) in [("math.isNaN", Builtin.isNaN), ("math.isInf", .isInf), ("math.isFinite", .isFinite)] {
            library.add(name, builtin, .global, [.double], .bool)
        }
        for type: ExpressionType in [.int, .uint] {
            library.add("math.bitOr", .bitOr, .global, [type, type], type)
            library.add("math.bitAnd", .bitAnd, .global, [type, type], type)
            library.add("math.bitXor", .bitXor, .global, [type, type], type)
            library.add("math.bitNot", .bitNot, .global, [type], type)
            library.add("math.bitShiftLeft", .bitShiftLeft, .global, [type, .int], type)
            library.add("math.bitShiftRight", .bitShiftRight, .global, [type, .int], type)
        }
    }

    private static func optionals(_ library: inout Builder) {
        let optional = ExpressionType.optional(a)
        library.add("optional.of", .optionalOf, .global, [a], optional)
        library.add("optional.ofNonZeroValue", .optionalOfNonZero, .global, [a], optional)
        library.add("optional.none", .optionalNone, .global, [], optional)
        library.add("optional.unwrap", .unwrapOptionals, .global, [.list(optional)], .list(a))
        library.add("unwrapOpt", .unwrapOptionals, .member, [.list(optional)], .list(a))
        library.add("hasValue", .hasValue, .member, [optional], .bool)
        library.add("value", .optionalValue, .member, [optional], a)
        library.add("or", .optionalOr, .member, [optional, optional], optional)
        library.add("orValue", .optionalOrValue, .member, [optional, a], a)
    }
}

extension ExpressionType {
    /// Whether a type parameter stands anywhere in it.
    var hasParameters: Bool {
        switch self {
        case .param: true
        case .list(let type), .optional(let type), .type(let type), .nullable(let type): type.hasParameters
        case .map(let key, let value): key.hasParameters || value.hasParameters
        case .opaque(_, let parameters): parameters.contains { $0.hasParameters }
        default: false
        }
    }
}
