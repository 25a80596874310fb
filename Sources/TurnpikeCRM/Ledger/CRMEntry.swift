import TurnpikeValues

/// What is remembered of one deal in one CRM: which record it is, and what both sides last agreed on.
public struct CRMEntry: Hashable, Sendable {
    /// The CRM's id of the record.
    public var id: String
    /// The record's revision when it was last seen or written.
    public var revision: String
    /// What both sides had then, or what the CRM had and was judged: a later difference is somebody's change.
    public var base: CRMValues
    /// What is being written: noted before the call, so that our own change is known even where its answer was lost.
    public var intent: CRMValues = [:]
    /// The key of the effect that writes it: a record that shows this key has taken it. Nil where nothing is being written, and
    /// where the record showed the key before.
    public var writing: String?
    /// The key of an effect that the record has taken, and whose answer was lost: what is left of it is in `intent`.
    public var arrived: String?
    /// What it belongs to, by the CRM's ids.
    public var links: [CRMKind: String] = [:]
    /// The keys of the effects that were written last, the newest last.
    public var keys: [String] = []
    /// What was made of the CRM's stage, where the deal did not follow.
    public var verdict: Verdict?
    /// What the CRM said when it refused a write; nil once one has gone through.
    public var refusal: String?

    /// Why a deal is not where the CRM shows it.
    public struct Verdict: Hashable, Sendable {
        /// What became of it.
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            /// The process refuses it.
            case refused
            /// A person is asked.
            case asked
            /// The CRM is set back.
            case pushedBack = "pushed_back"
            /// The mapping knows no stage of the process, or no value, for it.
            case unmapped
        }

        /// What became of it.
        public var kind: Kind
        /// The CRM's stage that was judged.
        public var stage: String
        /// What is unmet, or what could not be read.
        public var unmet: [String]

        /// A verdict.
        ///
        /// - Parameters:
        ///   - kind: What became of it.
        ///   - stage: The CRM's stage that was judged.
        ///   - unmet: What is unmet.
        public init(_ kind: Kind, stage: String, unmet: [String]) {
            self.kind = kind
            self.stage = stage
            self.unmet = unmet
        }
    }

    /// How many keys are remembered: requests of one lane come one at a time, so only the newest can come again.
    static let mostKeys = 32

    /// An entry.
    ///
    /// - Parameters:
    ///   - id: The CRM's id of the record.
    ///   - revision: The record's revision.
    ///   - base: What both sides had.
    public init(id: String, revision: String = "", base: CRMValues = [:]) {
        self.id = id
        self.revision = revision
        self.base = base
    }

    /// Notes that an effect was written.
    mutating func note(_ key: String) {
        guard keys.last != key else { return }
        keys.append(key)
        if keys.count > Self.mostKeys { keys.removeFirst(keys.count - Self.mostKeys) }
    }

    // MARK: Kept form

    /// The entry as a file keeps it.
    var json: JSON {
        var members: [(String, JSON)] = arrived.map { [("arrived", .string($0))] } ?? []
        members += [
            ("base", Self.json(base)), ("format", 1), ("id", .string(id)), ("intent", Self.json(intent)),
            ("keys", .array(keys.map { .string($0) })),
            (
                "links",
                .object(links.map { ($0.key.rawValue, JSON.string($0.value)) }.sorted { $0.0 < $1.0 })
            ),
        ]
        if let refusal { members.append(("refusal", .string(refusal))) }
        members.append(("revision", .string(revision)))
        if let verdict {
            members.append(
                (
                    "verdict",
                    [
                        "kind": .string(verdict.kind.rawValue), "stage": .string(verdict.stage),
                        "unmet": .array(verdict.unmet.map { .string($0) }),
                    ]
                )
            )
        }
        if let writing { members.append(("writing", .string(writing))) }
        return .object(members)
    }

    /// Reads the kept form; nil for what is none.
    init?(json: JSON) {
        guard let id = json["id"]?.stringValue, let revision = json["revision"]?.stringValue,
            json["format"]?.int64 == 1
        else { return nil }
        self.init(id: id, revision: revision, base: Self.values(json["base"]))
        intent = Self.values(json["intent"])
        keys = (json["keys"]?.elements ?? []).compactMap(\.stringValue)
        for (key, value) in json["links"]?.members ?? [] {
            if let kind = CRMKind(rawValue: key), let text = value.stringValue { links[kind] = text }
        }
        refusal = json["refusal"]?.stringValue
        writing = json["writing"]?.stringValue
        arrived = json["arrived"]?.stringValue
        if let verdict = json["verdict"], let kind = verdict["kind"]?.stringValue.flatMap(Verdict.Kind.init(rawValue:))
        {
            self.verdict = Verdict(
                kind,
                stage: verdict["stage"]?.stringValue ?? "",
                unmet: (verdict["unmet"]?.elements ?? []).compactMap(\.stringValue)
            )
        }
    }

    private static func json(_ values: CRMValues) -> JSON {
        .object(values.map { ($0.key.key, $0.value.json) }.sorted { $0.0 < $1.0 })
    }

    private static func values(_ json: JSON?) -> CRMValues {
        var values: CRMValues = [:]
        for (key, value) in json?.members ?? [] {
            if let slot = CRMSlot(key: key), let value = CRMValue(json: value) { values[slot] = value }
        }
        return values
    }
}
