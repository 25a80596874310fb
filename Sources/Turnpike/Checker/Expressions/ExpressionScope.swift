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
            ("account", .object(PartyTypes.account), .dealAccount, true),
            ("contact", .object(PartyTypes.contact), .dealContact, true),
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

    private static let fileType = ObjectType(
        name: "file",
        members: [
            "reference": Member(.string, mayBeMissing: false), "name": Member(.string), "digest": Member(.string),
            "size": Member(.int),
        ]
    )
}
