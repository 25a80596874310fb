public import Turnpike
public import TurnpikeValues

/// The kinds of records that a deal is about.
public enum CRMKind: String, Hashable, Sendable, CaseIterable {
    /// The deal itself.
    case deal
    /// The person at the customer's.
    case contact
    /// The customer.
    case account
}

/// A record as a CRM has it.
public struct CRMRecord: Hashable, Sendable {
    /// The CRM's id.
    public var id: String
    /// What changes with every change of the record: a time or a number, as the CRM writes it.
    public var revision: String
    /// When it was changed last; nil where the CRM does not say.
    public var updated: Instant?
    /// Our id of the deal, which stands in the record; nil where there is none.
    public var key: String?
    /// The key of the effect that was written last; nil where the CRM keeps none.
    public var effect: String?
    /// Its values, by slot.
    public var values: CRMValues
    /// What it belongs to, by kind.
    public var links: [CRMKind: String] = [:]
    /// What only follows the stage, and cannot be written as long as the record stands in its own: an ended record whose
    /// probability is locked. It is neither written nor told as drift.
    public var fixed: Set<CRMSlot> = []

    /// A record.
    ///
    /// - Parameters:
    ///   - id: The CRM's id.
    ///   - revision: What changes with every change of the record.
    ///   - updated: When it was changed last.
    ///   - key: Our id of the deal.
    ///   - effect: The key of the effect that was written last.
    ///   - values: Its values, by slot.
    public init(
        id: String,
        revision: String,
        updated: Instant? = nil,
        key: String? = nil,
        effect: String? = nil,
        values: CRMValues = [:]
    ) {
        self.id = id
        self.revision = revision
        self.updated = updated
        self.key = key
        self.effect = effect
        self.values = values
    }
}

/// What is to be written.
public struct CRMDraft: Hashable, Sendable {
    /// Our id of it.
    public var key: String
    /// The stable key of the effect.
    public var effect: String
    /// The values that change; a slot that is not named stays.
    public var values: CRMValues
    /// What it belongs to, by the CRM's ids.
    public var links: [CRMKind: String]

    /// A draft.
    ///
    /// - Parameters:
    ///   - key: Our id of it.
    ///   - effect: The stable key of the effect.
    ///   - values: The values that change.
    ///   - links: What it belongs to.
    public init(key: String, effect: String, values: CRMValues, links: [CRMKind: String] = [:]) {
        self.key = key
        self.effect = effect
        self.values = values
        self.links = links
    }
}

/// Something that is said about a deal, or done.
public struct CRMNote: Hashable, Sendable {
    /// The stable key of the effect: a note with it is written once.
    public var key: String
    /// What it is called; empty for a mere note.
    public var subject: String
    /// The text.
    public var text: String
    /// When it happened.
    public var at: Instant
    /// Whether it is an activity and no mere note.
    public var isActivity: Bool

    /// A note.
    ///
    /// - Parameters:
    ///   - key: The stable key of the effect.
    ///   - subject: What it is called.
    ///   - text: The text.
    ///   - at: When it happened.
    ///   - isActivity: Whether it is an activity.
    public init(key: String, subject: String, text: String, at: Instant, isActivity: Bool) {
        self.key = key
        self.subject = subject
        self.text = text
        self.at = at
        self.isActivity = isActivity
    }

    /// A short mark of the key that stands in the text, by which a repetition is found.
    public var mark: String { "turnpike\(Digest.sha256(utf8: key).hex.prefix(16))" }
}

/// What a CRM says it has: stages, fields, people. A mapping is checked against it.
public struct CRMSchema: Hashable, Sendable {
    /// A stage.
    public struct Stage: Hashable, Sendable {
        /// Its id.
        public var id: String
        /// What people read.
        public var label: String

        /// A stage.
        ///
        /// - Parameters:
        ///   - id: Its id.
        ///   - label: What people read.
        public init(id: String, label: String) {
            self.id = id
            self.label = label
        }
    }

    /// A field.
    public struct Field: Hashable, Sendable {
        /// The kinds of values.
        public enum Kind: Hashable, Sendable {
            /// Text.
            case text
            /// A number.
            case number
            /// Truth.
            case flag
            /// A day.
            case date
            /// A moment.
            case instant
            /// One of some options, by id.
            case choice([String])
            /// Some of them.
            case choices([String])
        }

        /// Its name, as the CRM's interface calls it.
        public var name: String
        /// What it holds.
        public var kind: Kind
        /// Whether nobody may write it.
        public var isReadOnly: Bool

        /// A field.
        ///
        /// - Parameters:
        ///   - name: Its name.
        ///   - kind: What it holds.
        ///   - isReadOnly: Whether nobody may write it.
        public init(_ name: String, _ kind: Kind, isReadOnly: Bool = false) {
            self.name = name
            self.kind = kind
            self.isReadOnly = isReadOnly
        }
    }

    /// The stages.
    public var stages: [Stage]
    /// The fields, by kind of record.
    public var fields: [CRMKind: [Field]]
    /// The ids of people who may own a deal.
    public var owners: [String]
    /// The reasons of a loss; nil where any text will do.
    public var reasons: [String]?

    /// A schema.
    ///
    /// - Parameters:
    ///   - stages: The stages.
    ///   - fields: The fields, by kind of record.
    ///   - owners: The ids of people who may own a deal.
    ///   - reasons: The reasons of a loss; nil where any text will do.
    public init(stages: [Stage], fields: [CRMKind: [Field]], owners: [String], reasons: [String]? = nil) {
        self.stages = stages
        self.fields = fields
        self.owners = owners
        self.reasons = reasons
    }

    /// A field by its name.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - kind: The kind of record.
    public func field(_ name: String, of kind: CRMKind = .deal) -> Field? {
        fields[kind]?.first { $0.name == name }
    }
}

/// A page of records that were changed.
public struct CRMPage: Hashable, Sendable {
    /// The records, in the order of their changes.
    public var records: [CRMRecord]
    /// Where the next page begins, to be kept.
    public var cursor: String
    /// Whether there is more now.
    public var hasMore: Bool

    /// A page.
    ///
    /// - Parameters:
    ///   - records: The records.
    ///   - cursor: Where the next page begins.
    ///   - hasMore: Whether there is more now.
    public init(records: [CRMRecord], cursor: String, hasMore: Bool) {
        self.records = records
        self.cursor = cursor
        self.hasMore = hasMore
    }
}

/// The record was changed by somebody else, or is there already: look again, then decide.
public struct CRMConflict: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the CRM says.
    public var message: String

    /// A conflict.
    ///
    /// - Parameter message: What the CRM says.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }
}

/// One CRM, reduced to what differs between CRMs; `CRMConnector` does the rest.
///
/// Every method throws `DeliveryError` (temporary or permanent, with the CRM's own words), `CRMConflict` where a record was
/// changed meanwhile or exists already, and `CancellationError`.
public protocol CRMVendor: Sendable {
    /// What people call it: `HubSpot`.
    var name: String { get }
    /// How external keys of deals name it: `hubspot` for `hubspot:4711`.
    var prefix: String { get }

    /// What the CRM has: stages, fields, people.
    func schema() async throws -> CRMSchema

    /// The records that carry our key, or match by what makes a party itself; more than one is a finding.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - key: Our id of it.
    ///   - values: What it would be made of, for kinds that the CRM tells apart by a value, such as a mail address.
    func find(_ kind: CRMKind, key: String, values: CRMValues) async throws -> [CRMRecord]

    /// The deals with our key among those that were made lately, for a CRM whose search shows what was made only after a
    /// while. It is asked where a record may have been made whose answer was lost.
    ///
    /// - Parameter key: Our id of the deal.
    func findLately(_ key: String) async throws -> [CRMRecord]

    /// A record; nil where there is none, or none any more.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - id: The CRM's id.
    func read(_ kind: CRMKind, id: String) async throws -> CRMRecord?

    /// Makes a record.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - draft: What it holds.
    func create(_ kind: CRMKind, _ draft: CRMDraft) async throws -> CRMRecord

    /// Changes a record, if it is still as it was read.
    ///
    /// - Parameters:
    ///   - kind: The kind of record.
    ///   - record: The record as it was read.
    ///   - draft: What changes.
    func update(_ kind: CRMKind, _ record: CRMRecord, _ draft: CRMDraft) async throws -> CRMRecord

    /// Whether a record stands in a stage for a while when it is brought to another one, because the CRM takes several calls
    /// for that: found there after an answer was lost, it is on its way, and nobody has moved it.
    ///
    /// - Parameters:
    ///   - stage: Where it stands.
    ///   - start: Where it came from; nil for a record that was being made.
    ///   - end: Where it was to go.
    func passes(_ stage: String, from start: String?, to end: String) -> Bool

    /// Writes a note or an activity to a deal, once for its key.
    ///
    /// - Parameters:
    ///   - record: The deal.
    ///   - note: What is written.
    ///   - isRepeated: Whether it may be there already and is to be looked for.
    func write(_ note: CRMNote, to record: CRMRecord, isRepeated: Bool) async throws

    /// The deals that were changed since a cursor, the oldest change first.
    ///
    /// - Parameters:
    ///   - cursor: Where the last page ended; nil begins now.
    ///   - now: The time.
    func changes(since cursor: String?, now: Instant) async throws -> CRMPage
}

extension CRMVendor {
    /// None: what was made is found at once.
    ///
    /// - Parameter key: Our id of the deal.
    public func findLately(_ key: String) async throws -> [CRMRecord] { [] }

    /// Never: a record is made where it belongs, and goes on in one call.
    ///
    /// - Parameters:
    ///   - stage: Where it stands.
    ///   - start: Where it came from.
    ///   - end: Where it was to go.
    public func passes(_ stage: String, from start: String?, to end: String) -> Bool { false }
}
