public import Turnpike
public import TurnpikeValues
public import TurnpikeWeb

/// The declared table between a process and a CRM.
///
/// ```yaml
/// process: b2b
/// stages: {qualification: qualifiedtobuy, proposal: presentationscheduled, won: closedwon, lost: closedlost}
/// fields: {amount: amount, close_date: closedate}
/// options: {region: {north: "31", south: "32"}}
/// owners: {rep_1: "4711"}
/// reasons: {price: Too expensive}
/// ```
public struct CRMMapping: Hashable, Sendable {
    /// How accounts or contacts are written.
    public struct Party: Hashable, Sendable {
        /// The CRM's fields by those of our record.
        public var fields: [String: String]

        /// A table.
        ///
        /// - Parameter fields: The CRM's fields by those of our record.
        public init(fields: [String: String]) { self.fields = fields }
    }

    /// The process; nil for whichever has a hook that calls the plug-in.
    public var process: String?
    /// The CRM's stages by those of the process. Several may share one; the first that is declared is meant on the way
    /// back.
    public var stages: [(stage: String, theirs: String)]
    /// The CRM's fields of deals by those of the process.
    public var fields: [String: String]
    /// The CRM's options by ours, for fields of the process that have some; one that is not named is the same in both.
    public var options: [String: [String: String]]
    /// The CRM's people by ours.
    public var owners: [String: String]
    /// The CRM's reasons by those of the process.
    public var reasons: [String: String]
    /// The field that has the stage's probability in percent; nil where the CRM follows its own stages.
    public var probability: String?
    /// Accounts; nil where they are not written.
    public var accounts: Party?
    /// Contacts; nil where they are not written.
    public var contacts: Party?

    /// A mapping.
    ///
    /// - Parameters:
    ///   - process: The process.
    ///   - stages: The CRM's stages by those of the process.
    ///   - fields: The CRM's fields by those of the process.
    ///   - options: The CRM's options by ours, by field.
    ///   - owners: The CRM's people by ours.
    ///   - reasons: The CRM's reasons by those of the process.
    ///   - probability: The field that has the probability.
    ///   - accounts: How accounts are written.
    ///   - contacts: How contacts are written.
    public init(
        process: String? = nil,
        stages: [(stage: String, theirs: String)],
        fields: [String: String] = [:],
        options: [String: [String: String]] = [:],
        owners: [String: String] = [:],
        reasons: [String: String] = [:],
        probability: String? = nil,
        accounts: Party? = nil,
        contacts: Party? = nil
    ) {
        self.process = process
        self.stages = stages
        self.fields = fields
        self.options = options
        self.owners = owners
        self.reasons = reasons
        self.probability = probability
        self.accounts = accounts
        self.contacts = contacts
    }

    /// Reads the settings that every CRM shares.
    ///
    /// - Parameters:
    ///   - json: The settings, an object.
    ///   - reader: Reads them and notes what is wrong.
    public init(_ json: JSON, _ reader: inout SettingsReader) {
        let table = reader.table("stages")
        // The order of the file says which stage is meant on the way back.
        let stages = (json["stages"]?.members ?? []).compactMap { key, _ in table[key].map { (stage: key, theirs: $0) }
        }
        if stages.isEmpty { reader.found("stages is missing: it names the CRM's stage of each stage of the process") }
        self.init(
            process: reader.text("process"),
            stages: stages,
            fields: reader.table("fields"),
            options: Self.options(json["options"], &reader),
            owners: reader.table("owners"),
            reasons: reader.table("reasons"),
            probability: reader.text("probability")
        )
        if json["accounts"] != nil { accounts = Party(fields: reader.table("accounts")) }
        if json["contacts"] != nil { contacts = Party(fields: reader.table("contacts")) }
    }

    private static func options(_ json: JSON?, _ reader: inout SettingsReader) -> [String: [String: String]] {
        reader.ignore("options")
        guard let json else { return [:] }
        var inner = SettingsReader(json, folder: "")
        var options: [String: [String: String]] = [:]
        for (field, _) in json.members ?? [] { options[field] = inner.table(field) }
        for finding in inner.finish() { reader.found("options: " + finding) }
        return options
    }

    /// The same table.
    public static func == (left: Self, right: Self) -> Bool {
        left.process == right.process && left.fields == right.fields && left.options == right.options
            && left.owners == right.owners
            && left.reasons == right.reasons && left.probability == right.probability
            && left.accounts == right.accounts && left.contacts == right.contacts
            && left.stages.map(\.stage) == right.stages.map(\.stage)
            && left.stages.map(\.theirs) == right.stages.map(\.theirs)
    }

    /// The hash of the stages and fields.
    ///
    /// - Parameter hasher: What takes them in.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(stages.map(\.stage))
        hasher.combine(fields)
    }

    // MARK: Ours to theirs

    /// What the CRM should have of a deal. What the tables do not name is not in it.
    ///
    /// - Parameters:
    ///   - deal: The deal.
    ///   - schema: What the CRM has: a text that it keeps as a number is one there.
    public func values(of deal: CRMSnapshot, in schema: CRMSchema) -> CRMValues {
        var values: CRMValues = [.name: .text(deal.name)]
        if let stage = stages.first(where: { $0.stage == deal.stage }) { values[.stage] = .text(stage.theirs) }
        if !owners.isEmpty {
            if let owner = deal.owner {
                if let theirs = owners[owner] { values[.owner] = .text(theirs) }
            } else {
                values[.owner] = CRMValue.none
            }
        }
        if deal.outcome == "lost", let reason = deal.reason, let theirs = reasons[reason] {
            values[.reason] = .text(theirs)
        }
        if probability != nil, let ratio = deal.probability?.percentage { values[.probability] = .number(ratio) }
        for (ours, theirs) in fields {
            let value = deal.fields[ours] ?? .null
            guard let plain = CRMValue(value) else { continue }
            values[.field(theirs)] = Self.fit(Self.named(plain, options[ours] ?? [:]), schema.field(theirs))
            if case .money(let money) = value, values[.currency] == nil {
                values[.currency] = .text(money.currency.code)
            }
        }
        return values
    }

    /// What the CRM should have of an account or a contact.
    ///
    /// - Parameters:
    ///   - record: Our record.
    ///   - party: The table.
    ///   - kind: Which of both.
    ///   - schema: What the CRM has.
    func values(of record: [String: Value], _ party: Party, _ kind: CRMKind, in schema: CRMSchema) -> CRMValues {
        var values: CRMValues = [:]
        for (ours, theirs) in party.fields {
            guard let value = record[ours], var plain = CRMValue(value) else { continue }
            // CRMs keep mail addresses in small letters, and find them so.
            if theirs == "email", case .text(let mail) = plain { plain = .text(mail.lowercased()) }
            values[.field(theirs)] = Self.fit(plain, schema.field(theirs, of: kind))
        }
        return values
    }

    /// A value with other names for its options.
    private static func named(_ value: CRMValue, _ names: [String: String]) -> CRMValue {
        guard !names.isEmpty else { return value }
        switch value {
        case .text(let text): return .text(names[text] ?? text)
        case .list(let texts): return .list(texts.map { names[$0] ?? $0 }.sorted())
        default: return value
        }
    }

    /// A value of the CRM with our names for its options.
    ///
    /// - Parameters:
    ///   - theirs: The CRM's value.
    ///   - field: Our field.
    func ours(_ theirs: CRMValue, of field: String) -> CRMValue {
        // Where two of ours are one of theirs, the first in the order of their names is meant.
        let names = (options[field] ?? [:]).sorted { $0.key < $1.key }.map { ($0.value, $0.key) }
        return Self.named(theirs, Dictionary(names, uniquingKeysWith: { first, _ in first }))
    }

    /// A value in the kind that the CRM's field has.
    static func fit(_ value: CRMValue, _ field: CRMSchema.Field?) -> CRMValue {
        switch (field?.kind, value) {
        case (.text, .number(let number)): .text(number.trimmed.description)
        case (.text, .date(let date)): .text(date.description)
        case (.text, .list(let texts)): .text(texts.joined(separator: ", "))
        case (.text, .flag(let flag)): .text(flag ? "true" : "false")
        case (.text, .instant(let instant)): .text(instant.description)
        case (.number, .text(let text)): ExactDecimal(text).map { .number($0) } ?? value
        case (.flag, .text("true")): .flag(true)
        case (.flag, .text("false")): .flag(false)
        case (.date, .instant(let instant)): instant.dayInUTC.map { .date($0) } ?? value
        case (.instant, .date(let date)): date.startInUTC.map { .instant($0) } ?? value
        case (.date, .text(let text)): CalendarDate(text).map { .date($0) } ?? value
        case (.choices, .text(let text)): .list([text])
        case (.choice, .list(let texts)) where texts.count == 1: .text(texts[0])
        case (.choice, .number(let number)): .text(number.trimmed.description)
        case (.choice, .flag(let flag)): .text(flag ? "true" : "false")
        default: value
        }
    }

    // MARK: Theirs to ours

    /// The stage of the process that one of the CRM stands for: the one the deal is in, if it is among them.
    ///
    /// - Parameters:
    ///   - theirs: The CRM's stage.
    ///   - stage: Where the deal is.
    public func stage(for theirs: String, near stage: String?) -> String? {
        let candidates = stages.filter { $0.theirs == theirs }.map(\.stage)
        return candidates.first { $0 == stage } ?? candidates.first
    }

    /// Our person of one of the CRM.
    ///
    /// - Parameter theirs: The CRM's person.
    public func owner(for theirs: String) -> String? {
        owners.sorted { $0.key < $1.key }.first { $0.value == theirs }?.key
    }

    /// Our reason of one of the CRM.
    ///
    /// - Parameter theirs: The CRM's reason.
    public func reason(for theirs: String) -> String? {
        reasons.sorted { $0.key < $1.key }.first { $0.value == theirs }?.key
    }

    /// Our field of one of the CRM.
    ///
    /// - Parameter theirs: The CRM's field.
    public func field(for theirs: String) -> String? { fields.first { $0.value == theirs }?.key }
}

/// What a CRM is told of a deal: what the request of a hook says of it, or the deal as it is now. Nothing that is sensitive
/// or only for some.
public struct CRMSnapshot: Hashable, Sendable {
    /// The deal's id.
    public var id: String
    /// What people call it.
    public var name: String
    /// Its process.
    public var process: String
    /// The revision.
    public var revision: Int64
    /// Its stage.
    public var stage: String
    /// `won`, `lost` or nil.
    public var outcome: String?
    /// Why it was lost.
    public var reason: String?
    /// Its stage's probability.
    public var probability: Percent?
    /// Who owns it.
    public var owner: String?
    /// Its account.
    public var account: String?
    /// Its contact.
    public var contact: String?
    /// The keys by which outside systems know it.
    public var externalKeys: [String]
    /// Its values.
    public var fields: [String: Value]

    /// What a request says.
    ///
    /// - Parameter deal: The deal of the request.
    public init(_ deal: HookRequest.Deal) {
        id = deal.id
        name = deal.name
        process = deal.process
        revision = deal.revision
        stage = deal.stage
        outcome = deal.outcome
        reason = deal.reason.map(Self.last)
        probability = deal.probability.flatMap { Percent($0) }
        owner = deal.owner
        account = deal.account
        contact = deal.contact
        externalKeys = deal.externalKeys
        fields = deal.fields
    }

    /// A deal as it is.
    ///
    /// - Parameter deal: The deal.
    public init(_ deal: Deal) {
        id = deal.id.description
        name = deal.name
        process = deal.process.id
        revision = deal.revision
        stage = deal.stage
        outcome = deal.outcome?.rawValue
        reason = deal.reason.map(Self.last)
        probability = deal.process[deal.state.stage].probability
        owner = deal.owner
        account = deal.account
        contact = deal.contact
        externalKeys = deal.externalKeys
        var fields: [String: Value] = [:]
        for (field, value) in deal.fields where !field.isSensitive && !deal.process.isForSome(field.id) {
            fields[field.id] = value
        }
        self.fields = fields
    }

    // A reason is told alone or behind its list.
    private static func last(_ reason: String) -> String {
        reason.split(separator: "/").last.map(String.init) ?? reason
    }
}

extension SalesProcess {
    /// Whether only some may see a field.
    func isForSome(_ field: String) -> Bool { self.field(field).map { permissions.see[$0] != nil } ?? false }
}
