import TurnpikeExpressions
import TurnpikeValues

/// What the expressions of one process see.
struct ExpressionScope {
    var declarations = Declarations()
    /// What those in the file of a pack see, by the pack's id.
    var packs: [String: Declarations] = [:]
    /// The objects of records, so that a record has one type wherever it is used.
    var recordTypes: [String: ObjectType] = [:]
}

/// The words that occur in expressions, found before any is compiled: only what is named gets a derived slot, and a
/// process of hundreds of stages pays for `history` only if it reads it.
struct ExpressionWords {
    /// Whether a built-in name occurs.
    var builtIns: Set<String> = []
    /// All words of those texts that mention `history`, `activities` or `tracks`.
    var named: Set<String> = []
    var mentionsHistory = false
    var mentionsActivities = false
    var mentionsApprovals = false

    private static let interesting: [StaticString] = [
        "now", "name", "owner", "account", "contact", "opened_at", "outcome", "obligations", "stage", "actor",
        "rates",
    ]

    mutating func scan(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var mentions = false
            Self.forEachWord(bytes) { word in
                // Most words are told apart by their first letter and their length.
                switch bytes[word.startIndex] {
                case UInt8(ascii: "n"), UInt8(ascii: "o"), UInt8(ascii: "c"), UInt8(ascii: "r"), UInt8(ascii: "s"):
                    note(word)
                case UInt8(ascii: "h"):
                    guard Self.isEqual(word, "history") else { return }
                    mentionsHistory = true
                    mentions = true
                case UInt8(ascii: "t"):
                    guard Self.isEqual(word, "tracks") else { return }
                    mentions = true
                case UInt8(ascii: "a"):
                    note(word)
                    if Self.isEqual(word, "approvals") {
                        mentionsApprovals = true
                        mentions = true
                    }
                    guard Self.isEqual(word, "activities") else { return }
                    mentionsActivities = true
                    mentions = true
                default: break
                }
            }
            guard mentions else { return }
            Self.forEachWord(bytes) { named.insert(String(decoding: $0, as: UTF8.self)) }
        }
    }

    private mutating func note(_ word: UnsafeBufferPointer<UInt8>.SubSequence) {
        for name in Self.interesting where Self.isEqual(word, name) { builtIns.insert(name.description) }
    }

    private static func isEqual(_ word: UnsafeBufferPointer<UInt8>.SubSequence, _ name: StaticString) -> Bool {
        guard word.count == name.utf8CodeUnitCount else { return false }
        var index = word.startIndex
        for offset in 0..<word.count {
            if word[index] != name.utf8Start[offset] { return false }
            index += 1
        }
        return true
    }

    /// Every identifier of a text, those inside quoted texts and comments too.
    static func forEachWord(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>.SubSequence) -> Void
    ) {
        var index = 0
        while index < bytes.count {
            guard isWordByte(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, isWordByte(bytes[index]) { index += 1 }
            body(bytes[start..<index])
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Field {
    /// The most items or characters that a value can have, for the cost of expressions.
    fileprivate var mostItems: Int? {
        if type.hasItems { return limits.maximumItems ?? FieldType.defaultItems }
        if type.isText { return limits.maximumLength ?? FieldType.defaultTextLength }
        return nil
    }

    /// The currency that a limit of the field asks for; amounts in another are refused.
    fileprivate var onlyCurrency: Currency? {
        for limit in [limits.minimum, limits.maximum] {
            if case .money(let money)? = limit { return money.currency }
        }
        return nil
    }
}

extension TemplateText {
    /// Whether a `$` occurs in it.
    var mayHoldExpressions: Bool {
        var text = source.text
        return text.withUTF8 { $0.contains(UInt8(ascii: "$")) }
    }
}

extension ProcessChecker {
    /// Declares what expressions see; the fields, stages and activities are known by now.
    mutating func declareExpressionNames() {
        let words = expressionWords()
        var deal: [String: Member] = [:]
        deal.reserveCapacity(parts.fields.count + 8)
        for (index, field) in parts.fields.enumerated() {
            let type = untypedFields.contains(index) ? .dyn : expressionType(field.type, "deal.\(field.id)")
            deal[field.id] = Member(
                type,
                slot: .field(index),
                mayBeMissing: true,
                maximumSize: field.mostItems,
                currency: field.onlyCurrency
            )
        }
        let text = ExpressionType.string
        let won = ChoiceType(name: "deal.outcome", options: ["won", "lost"])
        let builtIns: [(String, ExpressionType, DerivedValue, Bool)] = [
            ("name", text, .dealName, false),
            ("owner", text, .dealOwner, true),
            ("account", .object(Self.accountType), .dealAccount, true),
            ("contact", .object(Self.contactType), .dealContact, true),
            ("opened_at", .instant, .dealOpenedAt, true),
            ("outcome", .choice(won), .dealOutcome, true),
            ("obligations", .list(text), .dealObligations, false),
        ]
        for (name, type, value, mayBeMissing) in builtIns {
            // A name that no expression mentions needs no slot, but is still known to the search for the nearest name.
            let slot = words.builtIns.contains(name) ? derivedSlot(value) : nil
            deal[name] = Member(type, slot: slot, mayBeMissing: mayBeMissing)
        }
        deal = grouped(deal, "deal")
        var variables = ["deal": Member(.object(ObjectType(name: "deal", members: deal)), mayBeMissing: false)]
        variables["stage"] = object(
            "stage",
            [
                ("id", text, .stageID, false), ("entered_at", .instant, .stageEnteredAt, true),
                ("visits", .int, .stageVisits, false), ("probability", .percent, .stageProbability, true),
            ],
            isRead: words.builtIns.contains("stage")
        )
        variables["actor"] = object(
            "actor",
            [("id", text, .actorID, false), ("roles", .list(text), .actorRoles, false)],
            isRead: words.builtIns.contains("actor")
        )
        if definition.rates != nil { variables["rates"] = rates(words) }
        variables["history"] = history(words)
        variables["activities"] = activities(words)
        if !definition.approvals.isEmpty { variables["approvals"] = approvals(words) }
        if !outline.tracks.isEmpty { variables["tracks"] = tracks(words) }
        variables["now"] = Member(
            .instant,
            slot: words.builtIns.contains("now") ? derivedSlot(.now) : nil,
            mayBeMissing: false
        )
        scope.declarations = Declarations(
            variables: variables,
            defaultCurrency: parts.currency,
            zone: parts.zone,
            functions: definition.rates == nil ? [:] : ["convert": [Self.conversion]]
        )
        declarePackNames()
    }

    private mutating func derivedSlot(_ value: DerivedValue) -> Slot {
        parts.derivedValues.append(value)
        return .derived(parts.derivedValues.count - 1)
    }

    private mutating func object(
        _ name: String,
        _ members: [(String, ExpressionType, DerivedValue, Bool)],
        isRead: Bool
    ) -> Member {
        var result: [String: Member] = [:]
        for (name, type, value, mayBeMissing) in members {
            result[name] = Member(type, slot: isRead ? derivedSlot(value) : nil, mayBeMissing: mayBeMissing)
        }
        return Member(.object(ObjectType(name: name, members: result)), mayBeMissing: false)
    }

    private mutating func rates(_ words: ExpressionWords) -> Member {
        Member(
            .map(.string, .decimal),
            slot: words.builtIns.contains("rates") ? derivedSlot(.rates) : nil,
            mayBeMissing: true,
            maximumSize: RateTable.most
        )
    }

    private mutating func history(_ words: ExpressionWords) -> Member {
        var members: [String: Member] = [:]
        if words.mentionsHistory {
            members.reserveCapacity(outline.stages.count)
            let unread = object(
                "stage of the history",
                [("visits", .int, .stageVisits, false), ("time_in", .duration, .stageVisits, true)],
                isRead: false
            )
            for (name, index) in tables.stages.sorted(by: { $0.value < $1.value }) {
                members[name] =
                    words.named.contains(name)
                    ? object(
                        "history.\(name)",
                        [
                            ("visits", .int, .historyVisits(StageID(index)), false),
                            ("time_in", .duration, .historyTimeIn(StageID(index)), true),
                        ],
                        isRead: true
                    ) : unread
            }
        }
        return Member(.object(ObjectType(name: "history", members: members)), mayBeMissing: false)
    }

    private mutating func tracks(_ words: ExpressionWords) -> Member {
        var members: [String: Member] = [:]
        for (index, track) in outline.tracks.enumerated() where tables.tracks[track.id.value] == index {
            let name = "tracks.\(track.id.value)"
            let stages = ChoiceType(name: name + ".stage", options: track.stages.map(\.id.value))
            let slot = words.named.contains(track.id.value) ? derivedSlot(.trackStage(TrackID(index))) : nil
            let stage = Member(.choice(stages), slot: slot, mayBeMissing: true)
            members[track.id.value] = Member(
                .object(ObjectType(name: name, members: ["stage": stage])),
                mayBeMissing: false
            )
        }
        return Member(.object(ObjectType(name: "tracks", members: members)), mayBeMissing: false)
    }

    private mutating func activities(_ words: ExpressionWords) -> Member {
        var members: [String: Member] = [:]
        if words.mentionsActivities {
            for (name, index) in tables.activities.sorted(by: { $0.value < $1.value }) {
                let attempt = ExpressionType.object(attemptType(index))
                let id = ActivityID(index)
                members[name] = object(
                    "activities.\(name)",
                    [
                        ("done", .bool, .activityDone(id), false), ("count", .int, .activityCount(id), false),
                        ("all", .list(attempt), .activityAll(id), false), ("last", attempt, .activityLast(id), true),
                    ],
                    isRead: words.named.contains(name.split(separator: ".").last.map(String.init) ?? name)
                )
            }
        }
        members = grouped(members, "activities")
        return Member(.object(ObjectType(name: "activities", members: members)), mayBeMissing: false)
    }

    private mutating func approvals(_ words: ExpressionWords) -> Member {
        var members: [String: Member] = [:]
        for (name, index) in tables.approvals.sorted(by: { $0.value < $1.value }) {
            let id = ApprovalID(index)
            members[name] = object(
                "approvals.\(name)",
                [
                    ("granted", .bool, .approvalGranted(id), false), ("pending", .bool, .approvalPending(id), false),
                    ("rejected", .bool, .approvalRejected(id), false),
                ],
                isRead: words.mentionsApprovals
                    && words.named.contains(name.split(separator: ".").last.map(String.init) ?? name)
            )
        }
        return Member(
            .object(ObjectType(name: "approvals", members: grouped(members, "approvals"))),
            mayBeMissing: false
        )
    }

    private mutating func attemptType(_ index: Int) -> ObjectType {
        let activity = parts.activities[index]
        var members: [String: Member] = [
            "at": Member(.instant),
            "by": Member(.string),
            "outcome": Member(
                activity.outcomes.isEmpty
                    ? .string
                    : .choice(
                        ChoiceType(
                            name: "activities.\(activity.id).last.outcome",
                            options: activity.outcomes.map(\.id)
                        )
                    )
            ),
        ]
        for field in activity.fields {
            members[field.id] = Member(expressionType(field.type, "activities.\(activity.id).last.\(field.id)"))
        }
        return ObjectType(name: "attempt of \(activity.id)", members: members)
    }

    /// The type that values of a field have in expressions.
    mutating func expressionType(_ type: FieldType, _ name: String) -> ExpressionType {
        switch type {
        case .text, .email, .phone, .url, .person, .contact, .account: return .string
        case .number: return .decimal
        case .integer: return .int
        case .bool: return .bool
        case .money: return .money
        case .percent: return .percent
        case .date: return .date
        case .time: return .instant
        case .duration: return .duration
        case .choice(let options): return .choice(ChoiceType(name: name, options: options.map(\.id)))
        case .choices(let options): return .list(.choice(ChoiceType(name: name, options: options.map(\.id))))
        case .file: return .object(Self.fileType)
        case .list(let item): return .list(expressionType(item, name))
        case .record(let record):
            if let known = scope.recordTypes[record.id] { return .object(known) }
            var members: [String: Member] = [:]
            for field in record.fields {
                members[field.id] = Member(
                    expressionType(field.type, "\(record.id).\(field.id)"),
                    maximumSize: field.mostItems,
                    currency: field.onlyCurrency
                )
            }
            let object = ObjectType(name: record.id, members: members)
            scope.recordTypes[record.id] = object
            return .object(object)
        }
    }

    private static let accountType = texts(
        "account",
        ["id", "name", "email", "phone", "website", "country", "city", "industry", "size", "zone", "parent"]
    )
    private static let contactType = ObjectType(
        name: "contact",
        members: texts(
            "contact",
            ["id", "name", "first_name", "last_name", "email", "phone", "language", "zone", "title"]
        ).members.merging(["account": Member(.object(accountType))]) { $1 }
    )
    private static let fileType = ObjectType(
        name: "file",
        members: [
            "reference": Member(.string, mayBeMissing: false), "name": Member(.string), "digest": Member(.string),
            "size": Member(.int),
        ]
    )

    private static func texts(_ name: String, _ members: [String]) -> ObjectType {
        ObjectType(name: name, members: Dictionary(uniqueKeysWithValues: members.map { ($0, Member(.string)) }))
    }

    // MARK: All expressions of the definition

    private func expressionWords() -> ExpressionWords {
        var words = ExpressionWords()
        func scan(_ source: ExpressionSource?) {
            if let source { words.scan(source.text) }
        }
        func scan(template: TemplateText?) {
            if let template, template.mayHoldExpressions { words.scan(template.source.text) }
        }
        func scan(gates: [GateReference]) {
            for case .inline(let gate) in gates { scan(gate: gate) }
        }
        func scan(gate: GateDefinition) {
            scan(gate.when)
            for index in gate.checks.indices {
                scan(gate.checks[index].that)
                scan(template: gate.checks[index].otherwise)
            }
            scan(gates: gate.any)
            scan(gates: gate.all)
        }
        func scan(moves: [MoveDefinition]) {
            // By place: a copy of a move retains each of its parts.
            for index in moves.indices {
                scan(moves[index].when)
                scan(moves[index].asSoonAs)
                scan(moves[index].at)
                scan(gates: moves[index].gates)
            }
        }
        for field in definition.fields { scan(field.compute) }
        for rule in definition.score?.rules ?? [] {
            scan(rule.when)
            scan(rule.each)
        }
        for gate in definition.gates { scan(gate: gate) }
        for approval in definition.approvals {
            scan(template: approval.ask)
            for step in approval.steps { scan(step.when) }
        }
        for rule in definition.assignment { scan(rule.when) }
        for stage in outline.stages {
            for rule in stage.assignment { scan(rule.when) }
            scan(gates: stage.enter)
            scan(gates: stage.exit)
            scan(moves: stage.moves)
        }
        for track in outline.tracks { scan(track.when) }
        scan(moves: definition.anywhere)
        for start in definition.start { scan(start.when) }
        for template in definition.templates {
            scan(template: template.subject)
            scan(template: template.body)
            scan(template: template.text)
        }
        for activity in definition.activities { scan(activity.due?.before) }
        for stage in outline.stages {
            for item in stage.activities { scan(item.due?.before) }
            for opening in stage.opens {
                scan(opening.at)
                scan(opening.when)
                for copy in opening.copy { scan(copy.value) }
            }
        }
        for limit in definition.limits + outline.stages.flatMap(\.limits) {
            scan(limit.pauses)
            for step in limit.then + [limit.warn].compactMap(\.self) {
                for action in step.actions {
                    if action.word != nil { words.builtIns.insert("owner") }
                    for setting in action.settings { words.scan(setting.source.text) }
                }
            }
        }
        func scan(action: HookActionDefinition) {
            if action.word != nil { words.builtIns.insert("owner") }
            for setting in action.settings { words.scan(setting.source.text) }
        }
        for cadence in definition.cadences {
            if let to = cadence.to {
                words.builtIns.insert("owner")
                words.scan(to.source.text)
            }
            for pause in cadence.pausesOn { scan(pause.until) }
            for step in cadence.steps {
                scan(step.when)
                for action in step.actions { scan(action: action) }
            }
        }
        scan(definition.contactRules?.doNotContact)
        for hook in definition.hooks {
            scan(hook.when)
            for action in hook.actions {
                if action.word != nil { words.builtIns.insert("owner") }
                for setting in action.settings { words.scan(setting.source.text) }
            }
        }
        return words
    }
}
