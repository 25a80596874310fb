import Turnpike
import TurnpikeValues

extension Document {
    /// A refusal with all its reasons; each remedy with the command line that would bring it about.
    static func refusal(_ refusal: Refusal, _ suggestion: Suggestion) -> JSON {
        object([
            "command": .string(refusal.command),
            "may_also_apply": .array(refusal.mayAlsoApply.map { criterion($0, suggestion) }),
            "overridable_by": strings(refusal.overridableBy),
            "requested": refusal.isPending ? strings(refusal.requested) : nil,
            "revision": .int(refusal.revision),
            "stage": .string(refusal.stage),
            "target": optional(refusal.target),
            "unmet": .array(refusal.unmet.map { criterion($0, suggestion) }),
            "warnings": .array(refusal.warnings.map { criterion($0, suggestion) }),
        ])
    }

    private static func criterion(_ criterion: UnmetCriterion, _ suggestion: Suggestion) -> JSON {
        object([
            "alternatives": criterion.alternatives.isEmpty
                ? nil
                : .array(
                    criterion.alternatives.map { alternative in
                        .array(alternative.map { self.criterion($0, suggestion) })
                    }
                ),
            "condition": optional(criterion.condition),
            "id": .string(criterion.id),
            "kind": .string(Failure.snakeCase(criterion.kind.rawValue)),
            "message": .string(criterion.message),
            "missing": strings(criterion.missing),
            "needed": optional(criterion.needed),
            "overridable": .bool(criterion.isOverridable),
            "place": optional(criterion.place),
            "remedies": .array(criterion.remedies.map { remedy($0, criterion, suggestion) }),
            "seen": optional(criterion.seen),
            "who": strings(criterion.who),
        ])
    }

    private static func remedy(_ remedy: Remedy, _ criterion: UnmetCriterion, _ suggestion: Suggestion) -> JSON {
        var members: [(String, JSON)] = [
            ("command", .string(suggestion.line(for: remedy, of: criterion))), ("text", .string(remedy.description)),
        ]
        switch remedy {
        case .set(let field): members += [("kind", "set"), ("fields", strings([field]))]
        case .change(let fields): members += [("kind", "change"), ("fields", strings(fields))]
        case .clear(let fields): members += [("kind", "clear"), ("fields", strings(fields))]
        case .signal(let signal): members += [("kind", "signal"), ("signal", .string(signal))]
        case .complete(let activity, let outcomes, let times):
            members += [
                ("kind", "complete"), ("activity", .string(activity)), ("outcomes", strings(outcomes)),
                ("times", .int(Int64(times))),
            ]
        case .ask(let field): members += [("kind", "ask"), ("fields", strings([field]))]
        case .reason(let list, let reasons):
            members += [("kind", "reason"), ("list", .string(list)), ("reasons", strings(reasons))]
        case .confirm(let criterion): members += [("kind", "confirm"), ("criterion", .string(criterion))]
        case .role(let roles): members += [("kind", "role"), ("roles", strings(roles))]
        case .relate(let what): members += [("kind", "relate"), ("what", .string(what))]
        case .stage(let stages): members += [("kind", "stage"), ("stages", strings(stages))]
        case .move(let move): members += [("kind", "move"), ("move", .string(move))]
        case .answer(let plugin): members += [("kind", "answer"), ("plugin", .string(plugin))]
        case .request(let approval): members += [("kind", "request"), ("approval", .string(approval))]
        case .approve(let approval, let by):
            members += [("kind", "approve"), ("approval", .string(approval)), ("roles", strings(by))]
        }
        return .object(members)
    }

    /// What one move would do.
    static func explanation(_ explanation: MoveExplanation, _ suggestion: Suggestion) -> JSON {
        object([
            "asks": strings(explanation.asks),
            "direction": optional(explanation.direction?.rawValue),
            "gates": strings(explanation.gates),
            "label": .string(explanation.label),
            "move": .string(explanation.move),
            "reasons": strings(explanation.reasons),
            "refusal": refusal(explanation.refusal, suggestion),
            "stages": strings(explanation.stages),
            "status": .string(explanation.status.rawValue),
            "target": optional(explanation.target),
            "trigger": .string(explanation.trigger),
        ])
    }
}
