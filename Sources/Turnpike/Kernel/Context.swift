public import TurnpikeValues

/// Who gives a command.
///
/// It is one pointer to what never changes, so that the record, the context and a decision hold it at no cost.
public struct Actor: Hashable, Sendable {
    /// What kind of actor it is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A person, judged by roles.
        case person
        /// The engine itself: moves by themselves.
        case system
        /// A timer.
        case timer
        /// A plug-in or another program, judged by the roles it was given.
        case plugin
        /// History being imported.
        case `import`
    }

    private final class Storage: Sendable {
        let id: String
        let kind: Kind
        let roles: [String]
        let channel: String
        let onBehalfOf: String?

        init(id: String, kind: Kind, roles: [String], channel: String, onBehalfOf: String?) {
            self.id = id
            self.kind = kind
            self.roles = roles
            self.channel = channel
            self.onBehalfOf = onBehalfOf
        }
    }

    private var storage: Storage

    /// The person's id, or the program's name.
    public var id: String {
        get { storage.id }
        set { self = Actor(id: newValue, kind: kind, roles: roles, channel: channel, onBehalfOf: onBehalfOf) }
    }
    /// What kind of actor it is.
    public var kind: Kind {
        get { storage.kind }
        set { self = Actor(id: id, kind: newValue, roles: roles, channel: channel, onBehalfOf: onBehalfOf) }
    }
    /// The roles held now.
    public var roles: [String] {
        get { storage.roles }
        set { self = Actor(id: id, kind: kind, roles: newValue, channel: channel, onBehalfOf: onBehalfOf) }
    }
    /// The channel: `swift`, `cli`, `rest`, a plug-in's name.
    public var channel: String {
        get { storage.channel }
        set { self = Actor(id: id, kind: kind, roles: roles, channel: newValue, onBehalfOf: onBehalfOf) }
    }
    /// For whom it acts, where that is somebody else.
    public var onBehalfOf: String? {
        get { storage.onBehalfOf }
        set { self = Actor(id: id, kind: kind, roles: roles, channel: channel, onBehalfOf: newValue) }
    }

    /// An actor.
    public init(
        id: String,
        kind: Kind = .person,
        roles: [String] = [],
        channel: String = "swift",
        onBehalfOf: String? = nil
    ) {
        storage = Storage(id: id, kind: kind, roles: roles, channel: channel, onBehalfOf: onBehalfOf)
    }

    /// A person with roles.
    public static func person(_ id: String, roles: String...) -> Actor {
        Actor(id: id, roles: roles)
    }

    /// The engine itself.
    public static let system = Actor(id: "turnpike", kind: .system)

    /// The engine when a timer is due.
    public static let timer = Actor(id: "turnpike", kind: .timer, channel: "timer")

    /// Whether `by`, `permissions` and confirmations apply to it.
    var isJudgedByRoles: Bool { storage.kind == .person || storage.kind == .plugin }

    /// Whether all that is told of them is equal.
    public static func == (a: Self, b: Self) -> Bool {
        a.storage === b.storage
            || a.id == b.id && a.kind == b.kind && a.roles == b.roles && a.channel == b.channel
                && a.onBehalfOf == b.onBehalfOf
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(kind)
        hasher.combine(roles)
        hasher.combine(channel)
        hasher.combine(onBehalfOf)
    }
}

/// What a decision may know beside the deal and its process.
public struct Context: Sendable {
    /// The time now; the kernel takes the later of it and the deal's last record.
    public var now: Instant
    /// Who asks.
    public var actor: Actor
    /// The slice of people and records that the process reads.
    public var facts: Facts
    /// Whether hooks act; an import renders nothing that nobody will send.
    public var effects = true

    /// A context.
    public init(now: Instant, actor: Actor, facts: Facts = Facts()) {
        self.now = now
        self.actor = actor
        self.facts = facts
    }
}

/// Records from outside the deal, each as of a revision, which the event keeps.
public struct Facts: Hashable, Sendable {
    /// A record as of a revision.
    public struct Record: Hashable, Sendable {
        /// Its id.
        public var id: String
        /// Its revision.
        public var revision: Int64
        /// Its values by name.
        public var values: ValueMap

        /// A record.
        public init(id: String, revision: Int64, values: ValueMap) {
            self.id = id
            self.revision = revision
            self.values = values
        }
    }

    /// The deal's account.
    public var account: Record?
    /// The deal's contact.
    public var contact: Record?
    /// The rates by which amounts are converted.
    public var rates: RateTable?

    /// What few processes read: empty, or one element, so that a context holds it at no cost.
    private var more: [More] = []

    private struct More: Hashable, Sendable {
        var people: People?
        var counters: [String: Counter] = [:]
        var contactZone: Zone?
    }

    /// Everybody of one's own side; nil where no directory is given.
    public var people: People? {
        get { more.first?.people }
        set { change { $0.people = newValue } }
    }

    /// The counters that rules of assignment and of messages read; one that was never written stands as a new one.
    public var counters: [Counter] {
        get { (more.first?.counters ?? [:]).values.sorted { $0.name < $1.name } }
        set {
            let counters = Dictionary(newValue.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            change { $0.counters = counters }
        }
    }

    /// The zone in which the contact lives, where windows are read by its clocks; nil where it is not known.
    public var contactZone: Zone? {
        get { more.first?.contactZone }
        set { change { $0.contactZone = newValue } }
    }

    /// A counter; a new one where nothing is known of it.
    func counter(_ name: String) -> Counter { more.first?.counters[name] ?? Counter(name) }

    /// Whether a counter was read, be it that nothing was ever counted by it.
    func knows(counter name: String) -> Bool { more.first?.counters[name] != nil }

    private mutating func change(_ body: (inout More) -> Void) {
        if more.isEmpty { more = [More()] }
        body(&more[0])
    }

    /// Nothing known.
    public init() {}
}
