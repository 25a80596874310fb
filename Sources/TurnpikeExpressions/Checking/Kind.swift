/// The outermost constructor of a type, for tables of operators.
enum Kind: UInt8 {
    case dyn
    case null
    case bool
    case int
    case uint
    case double
    case decimal
    case money
    case percent
    case string
    case bytes
    case date
    case instant
    case duration
    case period
    case list
    case map
    case object
    case optional
    case type
    case other

    /// The kind of a type; errors count as `dyn`, so that one finding does not cause others.
    init(_ type: ExpressionType) {
        switch type {
        case .dyn, .error: self = .dyn
        case .null: self = .null
        case .bool: self = .bool
        case .int: self = .int
        case .uint: self = .uint
        case .double: self = .double
        case .decimal: self = .decimal
        case .money: self = .money
        case .percent: self = .percent
        case .string, .choice: self = .string
        case .bytes: self = .bytes
        case .date: self = .date
        case .instant: self = .instant
        case .duration: self = .duration
        case .period: self = .period
        case .list: self = .list
        case .map: self = .map
        case .object: self = .object
        case .optional: self = .optional
        case .type: self = .type
        case .nullable(let inner): self = Kind(inner)
        case .param(let name): self = name.hasPrefix("%") ? .dyn : .other
        case .opaque: self = .other
        }
    }

    /// Whether every value of the kind has the same size.
    var isScalar: Bool {
        switch self {
        case .null, .bool, .int, .uint, .double, .decimal, .money, .percent, .date, .instant, .duration, .period: true
        default: false
        }
    }

    var isNumber: Bool {
        switch self {
        case .int, .uint, .double, .decimal: true
        default: false
        }
    }

    /// The result of an arithmetic operator, nil where it is not defined.
    static func arithmetic(_ operation: BinaryOperator, _ left: Kind, _ right: Kind, people: Bool) -> Kind? {
        if left == .dyn || right == .dyn { return .dyn }
        switch operation {
        case .add:
            switch (left, right) {
            case (.int, .int), (.uint, .uint), (.double, .double), (.string, .string), (.bytes, .bytes), (.list, .list),
                (.duration, .duration):
                return left
            case (.instant, .duration), (.duration, .instant): return .instant
            default: break
            }
            guard people else { return nil }
            switch (left, right) {
            case (.decimal, .decimal), (.decimal, .int), (.int, .decimal), (.percent, .decimal), (.decimal, .percent),
                (.int, .percent), (.percent, .int):
                return .decimal
            case (.money, .money), (.percent, .percent), (.period, .period): return left
            case (.date, .period), (.period, .date): return .date
            case (.instant, .period), (.period, .instant): return .instant
            default: return nil
            }
        case .subtract:
            switch (left, right) {
            case (.int, .int), (.uint, .uint), (.double, .double), (.duration, .duration): return left
            case (.instant, .instant): return .duration
            case (.instant, .duration): return .instant
            default: break
            }
            guard people else { return nil }
            switch (left, right) {
            case (.decimal, .decimal), (.decimal, .int), (.int, .decimal), (.percent, .decimal), (.decimal, .percent),
                (.int, .percent), (.percent, .int):
                return .decimal
            case (.money, .money), (.percent, .percent), (.period, .period): return left
            case (.date, .date), (.date, .instant), (.instant, .date): return .duration
            case (.date, .period): return .date
            case (.instant, .period): return .instant
            default: return nil
            }
        case .multiply:
            switch (left, right) {
            case (.int, .int), (.uint, .uint), (.double, .double): return left
            default: break
            }
            guard people else { return nil }
            switch (left, right) {
            case (.decimal, .decimal), (.decimal, .int), (.int, .decimal), (.percent, .decimal), (.decimal, .percent):
                return .decimal
            // A share of a share is a share.
            case (.percent, .int), (.int, .percent), (.percent, .percent): return .percent
            case (.money, .decimal), (.money, .int), (.money, .percent), (.decimal, .money), (.int, .money),
                (.percent, .money):
                return .money
            case (.duration, .int), (.int, .duration): return .duration
            default: return nil
            }
        case .divide:
            switch (left, right) {
            case (.int, .int), (.uint, .uint), (.double, .double): return left
            default: return nil
            }
        case .remainder:
            switch (left, right) {
            case (.int, .int), (.uint, .uint): return left
            default: return nil
            }
        default: return nil
        }
    }

    /// The result of a division that says how to round, nil where it is not defined.
    static func exactDivision(_ left: Kind, _ right: Kind) -> Kind? {
        if left == .dyn || right == .dyn { return .dyn }
        switch (left, right) {
        case (.decimal, .decimal), (.decimal, .int), (.int, .decimal), (.int, .int), (.money, .money),
            (.percent, .percent),
            (.decimal, .percent), (.percent, .decimal), (.int, .percent), (.duration, .duration):
            return .decimal
        case (.percent, .int): return .percent
        case (.money, .decimal), (.money, .int), (.money, .percent): return .money
        default: return nil
        }
    }

    /// Whether `<` and its like are defined.
    static func isOrdered(_ left: Kind, _ right: Kind, people: Bool) -> Bool {
        if left == .dyn || right == .dyn { return true }
        switch (left, right) {
        case (.bool, .bool), (.string, .string), (.bytes, .bytes), (.instant, .instant), (.duration, .duration):
            return true
        case (.int, .int), (.int, .uint), (.int, .double), (.uint, .int), (.uint, .uint), (.uint, .double),
            (.double, .int),
            (.double, .uint), (.double, .double):
            return true
        default: break
        }
        guard people else { return false }
        switch (left, right) {
        case (.money, .money), (.percent, .percent), (.date, .date), (.date, .instant), (.instant, .date): return true
        default:
            return (left.isNumber || left == .percent) && (right.isNumber || right == .percent)
        }
    }

    /// Whether `==` is defined, for kinds whose inside does not matter.
    static func isEquatable(_ left: Kind, _ right: Kind, people: Bool) -> Bool {
        if left == .dyn || right == .dyn { return true }
        if left == right { return true }
        guard people else { return false }
        switch (left, right) {
        case (.date, .instant), (.instant, .date): return true
        default: return (left.isNumber || left == .percent) && (right.isNumber || right == .percent)
        }
    }
}
