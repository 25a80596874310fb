/// Who may do what (`permissions:`).
public struct PermissionsDefinition: Hashable, Sendable {
    /// `move:`, the roles who may move deals; nil where absent.
    public var move: [Located<String>]?
    /// `override:`, the roles who may override; nil where absent.
    public var override: [Located<String>]?
    /// `edit:`, the roles who may change a field, by field.
    public var edit: [EditPermission]
    /// `edit:` as a list, the roles who may change any other field; nil where absent.
    public var editAll: [Located<String>]?
    /// `see:`, the roles who may see a field's values, by field.
    public var see: [EditPermission] = []
    /// `approve:`, the roles who approve where a step names none; nil where absent.
    public var approve: [Located<String>]?
    /// `assign:`, the roles who may choose another owner; nil where absent.
    public var assign: [Located<String>]?

    /// Who may change one field.
    public struct EditPermission: Hashable, Sendable {
        /// The field.
        public var field: Located<String>
        /// The roles.
        public var roles: [Located<String>]

        /// Roles for a field.
        public init(field: Located<String>, roles: [Located<String>]) {
            self.field = field
            self.roles = roles
        }
    }

    /// Permissions; nil means the language's own default.
    public init(
        move: [Located<String>]? = nil,
        override: [Located<String>]? = nil,
        edit: [EditPermission] = []
    ) {
        self.move = move
        self.override = override
        self.edit = edit
    }
}

/// A text for mails and notifications (`templates:`).
public struct TemplateDefinition: Hashable, Sendable {
    /// The id.
    public var id: Located<String>
    /// `subject:`
    public var subject: TemplateText?
    /// `body:`
    public var body: TemplateText?
    /// `file:`, the path of the file in which the body stands; the body itself is `body`.
    public var file: Located<String>?
    /// `text:`, the short form for notifications.
    public var text: TemplateText?

    /// A template.
    public init(id: Located<String>) {
        self.id = id
    }
}

/// What happens outside when something happens to a deal (`hooks:`).
public struct HookDefinition: Hashable, Sendable {
    /// `id:`; where absent the hook is known by its event and its place in the list.
    public var id: Located<String>?
    /// `event:`, such as `stage.entered proposal`.
    public var event: Located<String>
    /// `when:`
    public var when: ExpressionSource?
    /// `do:`
    public var actions: [HookActionDefinition]
    /// The whole entry.
    public var range: SourceRange

    /// A hook.
    public init(event: Located<String>, actions: [HookActionDefinition], range: SourceRange = .none) {
        self.event = event
        self.actions = actions
        self.range = range
    }
}

/// One thing that a hook does: `{crm: upsert}`, `{email: {template: proposal, to: deal.contact_email}}`.
public struct HookActionDefinition: Hashable, Sendable {
    /// `crm`, `email`, `notify` or the name of a plug-in.
    public var verb: Located<String>
    /// The short form's word, such as `upsert`.
    public var word: Located<String>?
    /// The long form's settings in file order.
    public var settings: [Setting]

    /// One setting of an action.
    public struct Setting: Hashable, Sendable {
        /// Its key.
        public var key: Located<String>
        /// Its text as written; whether it is an id, an expression or a text with `${…}` depends on the key.
        public var source: ExpressionSource
        /// Whether it stood in quotes.
        public var isQuoted: Bool

        /// A setting.
        public init(key: Located<String>, source: ExpressionSource, isQuoted: Bool) {
            self.key = key
            self.source = source
            self.isQuoted = isQuoted
        }
    }

    /// An action.
    public init(verb: Located<String>, word: Located<String>? = nil, settings: [Setting] = []) {
        self.verb = verb
        self.word = word
        self.settings = settings
    }
}
