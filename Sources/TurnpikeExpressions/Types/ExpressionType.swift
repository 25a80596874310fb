public import TurnpikeValues

/// The type of an expression or of a part of one.
public indirect enum ExpressionType: Hashable, Sendable {
    /// Anything; operations on it are checked when they run.
    case dyn
    /// What could not be typed because of an error already reported.
    case error
    /// The type of `null`.
    case null
    /// `true` or `false`.
    case bool
    /// A signed 64-bit integer.
    case int
    /// An unsigned 64-bit integer.
    case uint
    /// A binary floating point number.
    case double
    /// An exact decimal number.
    case decimal
    /// An exact amount in a currency.
    case money
    /// A share, such as 15%.
    case percent
    /// Text.
    case string
    /// Bytes.
    case bytes
    /// A day of the calendar.
    case date
    /// A point in time.
    case instant
    /// An elapsed time.
    case duration
    /// A calendar period.
    case period
    /// A list of elements of one type.
    case list(ExpressionType)
    /// A map from keys to values.
    case map(ExpressionType, ExpressionType)
    /// A thing with named members.
    case object(ObjectType)
    /// Text that is one of declared options.
    case choice(ChoiceType)
    /// A value that may be absent, as in CEL's optional library.
    case optional(ExpressionType)
    /// The type of a type.
    case type(ExpressionType)
    /// A primitive that may also be null.
    case nullable(ExpressionType)
    /// A type parameter of a declared function.
    case param(String)
    /// A type known by its name only, with parameters.
    case opaque(String, [ExpressionType])
}

/// Text that is one of a declared set of options.
public final class ChoiceType: Hashable, Sendable {
    /// What a message calls the choice, such as `deal.source`.
    public let name: String
    /// The options in the order of their declaration.
    public let options: [String]

    /// Declares a choice.
    public init(name: String, options: [String]) {
        self.name = name
        self.options = options
    }

    /// Two choices are the same type when their options are.
    public static func == (left: ChoiceType, right: ChoiceType) -> Bool {
        left === right || (left.name == right.name && left.options == right.options)
    }

    /// Hashes the name and the options.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(options)
    }
}

/// A thing with named members, such as `deal` or a record.
public final class ObjectType: Hashable, Sendable {
    /// What a message calls it, such as `deal` or `stakeholder`.
    public let name: String
    /// The members by name.
    public let members: [String: Member]

    /// Declares an object; building one with thousands of members costs a dictionary of that size and nothing more.
    public init(name: String, members: [String: Member]) {
        self.name = name
        self.members = members
    }

    /// Objects are the same type only if they are the same declaration.
    public static func == (left: ObjectType, right: ObjectType) -> Bool { left === right }

    /// Hashes the identity.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(self))
    }
}

/// Where a value is found when an expression runs.
public enum Slot: Hashable, Comparable, Sendable {
    /// A place among the deal's own fields.
    case field(Int)
    /// A place in the table of what the kernel computes on demand.
    case derived(Int)
}

/// A variable or a member of an object.
public struct Member: Hashable, Sendable {
    /// The type of its value.
    public var type: ExpressionType
    /// Its place at run time; nil for what is only a path to deeper members, and for the members of records.
    public var slot: Slot?
    /// Whether it may lack a value, which makes what reads it unknown.
    public var mayBeMissing: Bool
    /// The most elements (list, map) or code points (text) it can hold, for the cost estimate; nil where unknown.
    public var maximumSize: Int?

    /// The only currency that its money can have; nil where that is not declared.
    public var currency: Currency?

    /// Declares a member.
    public init(
        _ type: ExpressionType,
        slot: Slot? = nil,
        mayBeMissing: Bool = true,
        maximumSize: Int? = nil,
        currency: Currency? = nil
    ) {
        self.type = type
        self.slot = slot
        self.mayBeMissing = mayBeMissing
        self.maximumSize = maximumSize
        self.currency = currency
    }
}

extension ExpressionType: CustomStringConvertible {
    /// The type as the language of processes calls it: `integer`, `number`, `text`, `time`, `list of money`.
    public var description: String { name(people: true) }

    /// The type's name: as processes call it, or as CEL does.
    func name(people: Bool) -> String {
        switch self {
        case .dyn: return "dyn"
        case .error: return "?"
        case .null: return people ? "null" : "null_type"
        case .bool: return "bool"
        case .int: return people ? "integer" : "int"
        case .uint: return people ? "unsigned integer" : "uint"
        case .double: return "double"
        case .decimal: return people ? "number" : "decimal"
        case .money: return "money"
        case .percent: return "percent"
        case .string: return people ? "text" : "string"
        case .bytes: return "bytes"
        case .date: return "date"
        case .instant: return people ? "time" : "timestamp"
        case .duration: return "duration"
        case .period: return people ? "calendar period" : "period"
        case .list(let element):
            return people ? "list of \(element.name(people: true))" : "list(\(element.name(people: false)))"
        case .map(let key, let value):
            return people
                ? "map from \(key.name(people: true)) to \(value.name(people: true))"
                : "map(\(key.name(people: false)), \(value.name(people: false)))"
        case .object(let object): return object.name
        case .choice(let choice): return people ? "choice \(choice.name)" : "string"
        case .optional(let wrapped):
            return people ? "optional \(wrapped.name(people: true))" : "optional_type(\(wrapped.name(people: false)))"
        case .type(let type): return "type(\(type.name(people: people)))"
        case .nullable(let type): return "\(type.name(people: people)) or null"
        case .param(let name): return name
        case .opaque(let name, let parameters):
            guard !parameters.isEmpty else { return name }
            return "\(name)(\(parameters.map { $0.name(people: people) }.joined(separator: ", ")))"
        }
    }
}
