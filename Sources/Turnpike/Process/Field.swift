public import TurnpikeValues

/// A field of deals, of a record, or of a repetition of an activity, with its type resolved.
public struct Field: Hashable, Sendable {
    /// The id.
    public let id: String
    /// What people read.
    public let label: String
    /// What it holds.
    public let type: FieldType
    /// Whether its values live apart and are masked.
    public let isSensitive: Bool
    /// The value of a new deal, or nil.
    public let defaultValue: Value?
    /// The limits of its values.
    public let limits: FieldLimits
    /// The index into `SalesProcess.computations`, for a computed field.
    public let computation: Int?
    /// Where it is declared.
    public let range: SourceRange

    /// Whether it follows from other fields and cannot be set.
    public var isComputed: Bool { computation != nil }
}

/// What a field holds.
public indirect enum FieldType: Hashable, Sendable {
    /// Text.
    case text
    /// An exact decimal number.
    case number
    /// A 64-bit integer.
    case integer
    /// True or false.
    case bool
    /// An amount in a currency.
    case money
    /// A share, `15%`.
    case percent
    /// A day.
    case date
    /// An instant.
    case time
    /// A span of elapsed time.
    case duration
    /// One of the options.
    case choice([Option])
    /// Any of the options.
    case choices([Option])
    /// A mail address.
    case email
    /// A phone number.
    case phone
    /// A web address.
    case url
    /// A reference to a file with digest and size, never its bytes.
    case file
    /// A person of one's own side, by id.
    case person
    /// A contact's record, by id.
    case contact
    /// An account's record, by id.
    case account
    /// A record of the process.
    case record(Record)
    /// A list of one type.
    case list(FieldType)

    /// One option of a choice.
    public struct Option: Hashable, Sendable {
        /// The id.
        public let id: String
        /// What people read.
        public let label: String
    }

    /// A record type.
    public struct Record: Hashable, Sendable {
        /// The id.
        public let id: String
        /// Its fields in file order.
        public let fields: [Field]
    }
}

/// The limits of a field's values.
public struct FieldLimits: Hashable, Sendable {
    /// The least value.
    public var minimum: Value?
    /// The greatest value.
    public var maximum: Value?
    /// The greatest length of a text in Unicode scalars.
    public var maximumLength: Int?
    /// The greatest number of items of a list.
    public var maximumItems: Int?
    /// The pattern that a whole text must match.
    public var pattern: String?

    /// No limits but the language's own.
    public init() {}
}
