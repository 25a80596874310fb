public import TurnpikeValues

/// The schemas of what webhooks tell, one for each event that hooks can wait for (JSON Schema, draft 2020-12).
///
/// They describe `data` of the envelope. What they name stays; new members may come, so a receiver ignores what it does not
/// know.
public enum EventSchema: Sendable {
    /// A member of `event` that some events have.
    private enum Member: String {
        case activity, approval, cadence, changes, deal, due, entered, from, gate, left, level, limit, move, obligation,
            opening, passes, plugin
        case lateBy = "late_by"
        case oldOwner = "old_owner"
        case outcome, owner, process, reason, requester, seen, signal, since, stage, step, template, text, timer, to,
            unmet,
            until, who
    }

    /// What each event says beside its name, the actor and the time: what it always has, and what it may have.
    private static let members: [String: (always: [Member], maybe: [Member])] = {
        let stages: (always: [Member], maybe: [Member]) = ([], [.from, .to, .move, .entered, .left])
        var table: [String: (always: [Member], maybe: [Member])] = [
            "deal.opened": ([.to], []), "deal.moved": ([.from, .to], [.move]), "deal.won": stages, "deal.lost": stages,
            "deal.reopened": stages, "stage.entered": stages, "stage.left": stages,
            "move.overridden": ([.from, .to], [.move]),
            "deal.assigned": ([], [.owner, .oldOwner]), "field.changed": ([.changes], []),
            "score.reached": ([.changes], []), "activity.opened": ([.activity], []),
            "activity.done": ([.activity], [.outcome]), "activity.overdue": ([.activity, .due], [.lateBy, .timer]),
            "activity.reminded": ([.activity, .due], [.lateBy, .timer]), "signal.received": ([.signal], []),
            "move.waiting": ([.move, .unmet], []), "obligation.met": ([.obligation], []),
            "comment.added": ([.text], []),
        ]
        for kind in ["requested", "voted", "granted", "rejected", "late", "expired", "recalled", "reset", "withdrawn"] {
            table["approval." + kind] = ([.approval], [.requester, .who])
        }
        table["opening.opened"] = ([.opening, .process, .deal], [])
        table["opening.refused"] = ([.opening, .process, .unmet], [])
        table["opening.returned"] = ([.opening, .process, .deal], [.stage])
        for kind in ["enrolled", "step", "skipped", "paused", "stopped", "finished"] {
            table["cadence." + kind] = ([.cadence], [.due, .from, .lateBy, .reason, .step, .to, .until])
        }
        table["message.withheld"] = ([], [.plugin, .reason, .template])
        table["message.delayed"] = ([], [.due, .plugin, .reason, .template])
        for kind in ["asked", "pushed_back"] { table["observation." + kind] = ([.plugin, .seen], [.unmet]) }
        for kind in ["made", "accepted", "declined", "lapsed"] { table["assignment." + kind] = ([], [.owner, .text]) }
        for kind in ["warned", "breached", "escalated"] {
            table["limit." + kind] = ([.limit, .level, .since, .due], [.lateBy, .timer])
        }
        table["external.asked"] = ([.gate], [.plugin])
        table["external.answered"] = ([.gate, .passes], [.plugin, .text])
        table["external.down"] = ([.gate], [.plugin, .text])
        return table
    }()

    /// The names of all events that have a schema, sorted.
    public static var names: [String] { members.keys.sorted() }

    /// The schema of an event.
    ///
    /// - Parameters:
    ///   - name: The event, such as `stage.entered`.
    ///   - isClosed: Whether members that it does not name are wrong: for tests of a sender, never for receivers.
    /// - Returns: nil for an event that there is not.
    public static func schema(for name: String, isClosed: Bool = false) -> JSON? {
        guard let members = members[name] else { return nil }
        var properties: [(String, JSON)] = [
            ("actor", described("Who did it.", ["type": "string"])),
            ("at", described("When it happened; missing where that is unknown.", instant)),
            (
                "name",
                described(
                    "The event as the hook names it, with the thing that it waits for.",
                    [
                        "type": "string",
                        "pattern": .string("^\(name.split(separator: ".").joined(separator: "\\."))( .+)?$"),
                    ]
                )
            ),
        ]
        for member in members.always + members.maybe { properties.append((member.rawValue, schema(of: member))) }
        let required = ["actor", "name"] + members.always.map(\.rawValue).sorted()
        let event = object(properties, required: required, isClosed: isClosed)
        return .object([
            ("$schema", "https://json-schema.org/draft/2020-12/schema"),
            ("title", .string("Turnpike: \(name)")),
            ("type", "object"),
            ("required", ["action", "deal", "event", "key", "settings"]),
            (
                "properties",
                .object([
                    ("action", described("What the hook asks for.", ["type": "string"])),
                    ("deal", deal(isClosed: isClosed)),
                    ("event", event),
                    ("key", described("The stable key of the effect.", ["type": "string", "minLength": 1])),
                    (
                        "settings",
                        described(
                            "The hook's settings, rendered.",
                            ["type": "object", "additionalProperties": ["type": "string"]]
                        )
                    ),
                ])
            ),
            ("additionalProperties", .bool(!isClosed)),
            ("$defs", ["value": value]),
        ])
    }

    // MARK: Parts

    private static let text: JSON = ["type": "string"]
    private static let name: JSON = ["type": "string", "minLength": 1]
    private static let nameList: JSON = ["type": "array", "items": ["type": "string"]]
    private static let instant: JSON = [
        "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$",
    ]

    private static func schema(of member: Member) -> JSON {
        switch member {
        case .activity: described("The activity's id.", name)
        case .approval: described("The approval's id.", name)
        case .cadence: described("The cadence's id.", name)
        case .deal: described("The deal that was opened for this one.", name)
        case .opening: described("The rule that opens deals.", name)
        case .gate: described("The question, as its gate names it.", name)
        case .passes: described("Whether the gate's condition is met by the answer.", ["type": "boolean"])
        case .plugin: described("The plug-in that is asked, or would have been.", name)
        case .template: described("The template that would have been used.", name)
        case .process: described("The process of the other deal.", name)
        case .reason: described("Why.", text)
        case .stage: described("The stage that the other deal ended in.", name)
        case .step: described("The number of the step, from 1.", ["type": "integer", "minimum": 1])
        case .until: described("Until when it rests.", instant)
        case .changes:
            described(
                "The fields that changed, with their values before and after; null is no value.",
                [
                    "type": "array",
                    "items": [
                        "type": "object", "required": ["field", "new", "old"],
                        "properties": [
                            "field": name, "new": ["$ref": "#/$defs/value"], "old": ["$ref": "#/$defs/value"],
                        ],
                    ],
                ]
            )
        case .due: described("The time for which it was due.", instant)
        case .entered: described("The stages that were entered, the outer ones first.", nameList)
        case .from: described("The stage, or the step, before.", name)
        case .lateBy: described("How much later it was noticed.", text)
        case .left: described("The stages that were left.", nameList)
        case .level:
            described("0 a warning, 1 the limit itself, then the escalations.", ["type": "integer", "minimum": 0])
        case .limit: described("The limit's id.", name)
        case .move: described("The move's id.", name)
        case .obligation: described("The criterion that is met by now.", name)
        case .oldOwner: described("The owner before.", name)
        case .outcome: described("The outcome's id.", name)
        case .owner: described("The owner now, or whom it is about.", name)
        case .seen: described("The stage in which the outside system shows the deal.", name)
        case .requester: described("Who asked for the approval.", name)
        case .signal: described("The signal's id.", name)
        case .since: described("Since when the limit counts.", instant)
        case .text: described("What was said.", text)
        case .timer: described("The timer that fired.", name)
        case .to: described("The stage, or the step, now.", name)
        case .unmet: described("The criteria that are unmet.", nameList)
        case .who: described("The roles that could still take a seat.", nameList)
        }
    }

    private static func deal(isClosed: Bool) -> JSON {
        object(
            [
                ("account", described("The account's id.", name)),
                ("contact", described("The contact's id.", name)),
                ("external_keys", described("The keys by which outside systems know it.", nameList)),
                (
                    "fields",
                    described(
                        "The fields that have a value; sensitive ones are not told.",
                        ["type": "object", "additionalProperties": ["$ref": "#/$defs/value"]]
                    )
                ),
                ("id", described("The deal's id.", ["type": "string", "pattern": "^[0-9a-f-]{36}$"])),
                ("name", described("What people call it.", text)),
                ("outcome", described("How it ended.", ["enum": ["won", "lost"]])),
                ("owner", described("Who owns it.", name)),
                ("probability", described("The stage's probability.", ["type": "string", "pattern": "^[0-9.]+%$"])),
                ("process", described("The process.", name)),
                ("reason", described("Why it was lost or moved back.", name)),
                ("revision", described("Counts the deal's changes.", ["type": "integer", "minimum": 1])),
                ("stage", described("The stage.", name)),
                ("version", described("The process's version.", ["type": "integer", "minimum": 1])),
            ],
            required: ["fields", "id", "name", "process", "revision", "stage", "version"],
            isClosed: isClosed
        )
    }

    /// A value that says itself what it holds.
    private static let value: JSON = [
        "description":
            "Text, truth, whole numbers, lists and null are what they are in JSON; everything else is an object with one key that names its kind, such as {\"$money\": \"50000 EUR\"}.",
        "anyOf": [
            ["type": ["string", "boolean", "integer", "null"]],
            ["type": "array", "items": ["$ref": "#/$defs/value"]],
            [
                "type": "object", "minProperties": 1, "maxProperties": 1,
                "patternProperties": [
                    "^\\$(money|decimal|percent|date|instant|duration|period|working|uint|double|bytes|type)$": [
                        "type": "string"
                    ]
                ],
                "properties": [
                    "$map": ["type": "array"], "$optional": ["$ref": "#/$defs/value"],
                    "$sensitive": ["type": "integer"],
                ],
                "additionalProperties": false,
            ],
            [
                "type": "object", "propertyNames": ["not": ["pattern": "^\\$"]],
                "additionalProperties": ["$ref": "#/$defs/value"],
            ],
        ],
    ]

    private static func described(_ words: String, _ schema: JSON) -> JSON {
        .object([("description", .string(words))] + (schema.members ?? []))
    }

    private static func object(_ properties: [(String, JSON)], required: [String], isClosed: Bool) -> JSON {
        .object([
            ("type", "object"), ("required", .array(required.map { .string($0) })),
            ("properties", .object(properties.sorted { $0.0 < $1.0 })), ("additionalProperties", .bool(!isClosed)),
        ])
    }
}
