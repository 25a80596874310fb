public import TurnpikeValues

/// Somebody of one's own side, as a directory knows them.
public struct Person: Hashable, Sendable {
    /// Days on which somebody is away, both included.
    public struct Absence: Hashable, Sendable {
        /// The first day.
        public var from: CalendarDate
        /// The last day.
        public var until: CalendarDate

        /// From a day to a day.
        public init(from: CalendarDate, until: CalendarDate) {
            self.from = from
            self.until = until
        }

        /// Days as they are written: one, `2026-12-24`, or the first and the last, `2026-12-24..2027-01-02`.
        package init?(_ text: String) {
            let bytes = Array(text.utf8)
            let dot = UInt8(ascii: ".")
            guard let place = bytes.indices.dropLast().first(where: { bytes[$0] == dot && bytes[$0 + 1] == dot }) else {
                guard let day = CalendarDate(text) else { return nil }
                self.init(from: day, until: day)
                return
            }
            guard let from = CalendarDate(String(decoding: bytes[..<place], as: UTF8.self)),
                let until = CalendarDate(String(decoding: bytes[(place + 2)...], as: UTF8.self)), from <= until
            else { return nil }
            self.init(from: from, until: until)
        }
    }

    /// The id, as deals and records name them.
    public var id: String
    /// What people call them.
    public var name: String?
    /// Their mail address.
    public var email: String?
    /// The keys by which outside systems know them.
    public var externalKeys: [String]
    /// The roles that they hold.
    public var roles: [String]
    /// The teams that they belong to.
    public var teams: [String]
    /// Their manager's id.
    public var manager: String?
    /// Who acts for them while they are away.
    public var delegate: String?
    /// When they are away.
    public var absences: [Absence]
    /// Whether they have left: nothing is given to them, and they may do nothing.
    public var hasLeft: Bool
    /// How many open deals they can have; nil leaves it to the rule.
    public var capacity: Int?

    /// Somebody; everything but the id is optional.
    public init(
        _ id: String,
        name: String? = nil,
        email: String? = nil,
        externalKeys: [String] = [],
        roles: [String] = [],
        teams: [String] = [],
        manager: String? = nil,
        delegate: String? = nil,
        absences: [Absence] = [],
        hasLeft: Bool = false,
        capacity: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.externalKeys = externalKeys
        self.roles = roles
        self.teams = teams
        self.manager = manager
        self.delegate = delegate
        self.absences = absences
        self.hasLeft = hasLeft
        self.capacity = capacity
    }

    /// Whether they are there on a day.
    public func isPresent(on date: CalendarDate) -> Bool {
        !hasLeft && !absences.contains { $0.from <= date && date <= $0.until }
    }
}
