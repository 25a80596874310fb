/// A field of deals, of a record, or of one repetition of an activity.
public struct FieldDefinition: Hashable, Sendable {
    /// The id, snake_case; also its name in expressions.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// What it holds.
    public var type: FieldTypeDefinition
    /// Whether its values live apart and are masked (`sensitive: true`).
    public var isSensitive: Bool
    /// `default:`
    public var defaultValue: Literal?
    /// `min:`
    public var minimum: Literal?
    /// `max:`
    public var maximum: Literal?
    /// `max_length:`, in Unicode scalars.
    public var maximumLength: Located<Int>?
    /// `max_items:`
    public var maximumItems: Located<Int>?
    /// `pattern:`, a regular expression in RE2 syntax that the whole text must match.
    public var pattern: Located<String>?
    /// `compute:`, for a field that follows from others.
    public var compute: ExpressionSource?
    /// The whole entry.
    public var range: SourceRange

    /// A field with its type; everything else is optional.
    public init(id: Located<String>, type: FieldTypeDefinition, range: SourceRange = .none) {
        self.id = id
        self.type = type
        self.isSensitive = false
        self.range = range
    }
}

/// The type of a field as written.
public struct FieldTypeDefinition: Hashable, Sendable {
    /// `text`, `money`, `choice`, `list`, a record's name…
    public var name: Located<String>
    /// `options:` of `choice` and `choices`.
    public var options: [NamedLabel]
    /// `of:` of `list`: the type of its items.
    public var itemName: Located<String>?
    /// `options:` belong to the items where a list is `of: choice`.
    public init(name: Located<String>, options: [NamedLabel] = [], itemName: Located<String>? = nil) {
        self.name = name
        self.options = options
        self.itemName = itemName
    }
}

/// A record type (`records:`): a named set of fields.
public struct RecordDefinition: Hashable, Sendable {
    /// The id, snake_case.
    public var id: Located<String>
    /// Its fields in file order.
    public var fields: [FieldDefinition]

    /// A record type.
    public init(id: Located<String>, fields: [FieldDefinition]) {
        self.id = id
        self.fields = fields
    }
}

/// A list of reasons a person chooses from (`reasons: {lost: …}`).
public struct ReasonListDefinition: Hashable, Sendable {
    /// The id of the list.
    public var id: Located<String>
    /// Its reasons in file order.
    public var reasons: [ReasonDefinition]

    /// A list of reasons.
    public init(id: Located<String>, reasons: [ReasonDefinition]) {
        self.id = id
        self.reasons = reasons
    }
}

/// One reason.
public struct ReasonDefinition: Hashable, Sendable {
    /// The id.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// Fields that must be given with it.
    public var ask: [Located<String>]

    /// A reason.
    public init(id: Located<String>, label: Located<String>? = nil, ask: [Located<String>] = []) {
        self.id = id
        self.label = label
        self.ask = ask
    }
}

/// Something that may come in from outside (`signals:`).
public struct SignalDefinition: Hashable, Sendable {
    /// The id.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// The fields that it brings.
    public var sets: [Located<String>]

    /// A signal.
    public init(id: Located<String>, label: Located<String>? = nil, sets: [Located<String>] = []) {
        self.id = id
        self.label = label
        self.sets = sets
    }
}
