import Turnpike
import TurnpikeValues

/// The JSON that the program prints: one canonical document for each command, with a `kind`, keys in snake case and
/// sorted, values in the same encoding as in the store.
enum Document: Sendable {
    /// An object; members without a value are absent.
    static func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(
            members.compactMap { key, value in
                guard let value, !value.isNull else { return nil }
                return (key, value)
            }
        )
    }

    /// The text that is printed.
    static func line(_ json: JSON) -> String { json.description + "\n" }

    static func value(_ value: Value) -> JSON {
        // What the encoder wrote can be read again.
        (try? JSON.parse(ValueCoding.bytes(of: value))) ?? .null
    }

    static func raw(_ bytes: [UInt8]) -> JSON { (try? JSON.parse(bytes)) ?? .null }

    static func strings(_ strings: [String]) -> JSON { .array(strings.map { .string($0) }) }

    static func optional(_ text: String?) -> JSON? { text.map { .string($0) } }

    static func instant(_ instant: Instant?) -> JSON? { instant.map { .string($0.description) } }

    // MARK: Deals

    private static func opening(_ opening: OpeningState, in process: SalesProcess) -> JSON {
        var status = "opened"
        var unmet: [String]?
        switch opening.status {
        case .due: status = "due"
        case .opened: break
        case .refused(let why):
            status = "refused"
            unmet = why
        }
        return object([
            "deals": .array(
                opening.children.map { child in
                    object([
                        "deal": .string(child.deal.description), "number": .int(Int64(child.number)),
                        "stage": optional(child.stage),
                    ])
                }
            ),
            "opening": .string(process.openings[opening.rule].path),
            "process": .string(process.openings[opening.rule].process),
            "status": .string(status),
            "unmet": unmet.map(strings),
        ])
    }

    /// A deal as of a revision.
    static func deal(_ state: DealState, in process: SalesProcess, reveal: Bool = false) -> JSON {
        let stage = process[state.stage]
        let details = state.details
        let place = StagePlace(state, in: process)
        var fields: [(String, JSON)] = []
        var masked: [JSON] = []
        for (field, value) in zip(process.fields, state.slots) where value != .null {
            if field.isSensitive, !reveal {
                masked.append(.string(field.id))
            } else {
                fields.append((field.id, self.value(value)))
            }
        }
        return object([
            "account": optional(details.account),
            "active_stages": place.isNested ? strings(state.activeStages.map { process[$0].id }) : nil,
            "activities": .array(details.activities.map { activity($0, in: process) }),
            "cadences": state.cadences.isEmpty
                ? nil : .array(state.cadences.map { cadence($0, of: state, in: process) }),
            "contact": optional(details.contact),
            "entered_at": instant(state.entered),
            "external_keys": strings(details.externalKeys),
            "fields": .object(fields),
            "forecast": optional(Deal(process: process, state: state).forecast),
            "id": .string(state.id.description),
            "masked_fields": .array(masked),
            "name": .string(state.name),
            "obligations": .array(
                details.obligations.map { obligation in
                    object([
                        "by": .string(obligation.by),
                        "criterion": .string(obligation.criterion),
                        "revision": .int(obligation.revision),
                    ])
                }
            ),
            "observed": state.observed.map { seen in
                object([
                    "by": .string(seen.by), "stage": .string(process[seen.stage].id), "unmet": strings(seen.unmet),
                ])
            },
            "opened_at": instant(state.opened),
            "opened_by": state.openedBy.map { opener in
                object([
                    "deal": .string(opener.deal.description), "number": .int(Int64(opener.number)),
                    "opening": .string(opener.opening),
                ])
            },
            "openings": state.openings.isEmpty ? nil : .array(state.openings.map { opening($0, in: process) }),
            "outcome": optional(state.outcome.flatMap { process[$0].outcome?.rawValue }),
            "owner": optional(state.owner),
            "probability": optional(Deal(process: process, state: state).probability?.description),
            "process": .string(process.id),
            "questions": questions(of: state, in: process),
            "reason": optional(details.reason.map { process[$0].id }),
            "revision": .int(state.revision),
            "stage": .string(stage.id),
            "tracks": tracks(of: place, in: process),
            "updated_at": .string(state.recorded.description),
            "version": .int(Int64(process.version)),
            "waiting": .array(
                details.waiting.map { waiting in
                    object(["move": .string(process[waiting.move].id), "unmet": strings(waiting.unmet)])
                }
            ),
        ])
    }

    /// What plug-ins were asked about the deal; nil where nobody was asked.
    private static func questions(of state: DealState, in process: SalesProcess) -> JSON? {
        let items = QuestionItem.all(of: state, in: process, now: .now())
        guard !items.isEmpty else { return nil }
        return .array(
            items.map { item in
                object([
                    "at": .string(item.at.description), "by": optional(item.by), "gate": .string(item.gate),
                    "move": optional(item.move), "plugin": .string(item.plugin),
                    "standing": .string(item.standing.rawValue), "text": optional(item.text),
                    "valid_until": instant(item.validUntil),
                ])
            }
        )
    }

    /// The innermost active stage of each track; null for one that is left out.
    private static func tracks(of place: StagePlace, in process: SalesProcess) -> JSON? {
        guard !place.tracks.isEmpty else { return nil }
        return .object(
            place.tracks.map { ($0.track.id, $0.stages.last.map { .string(process[$0].id) } ?? .null) }
        )
    }

    private static func activity(_ activity: ActivityState, in process: SalesProcess) -> JSON {
        let definition = process[activity.activity]
        let last = activity.kept.last.map { attempt in
            object([
                "at": instant(attempt.at),
                "by": .string(attempt.by),
                "evidence": optional(attempt.evidence),
                "outcome": optional(attempt.outcome.map { definition.outcomes[$0].id }),
                "values": .object(attempt.values.map { ($0.key.text, value($0.value)) }),
            ])
        }
        return object([
            "activity": .string(definition.id),
            "done": .int(Int64(activity.done)),
            "last": last,
            "open": .array(
                activity.open.map { open in
                    object([
                        "number": .int(Int64(open.number)),
                        "opened_at": .string(open.opened.description),
                        "started": .bool(open.isStarted),
                    ])
                }
            ),
        ])
    }

    /// A deal in a list.
    static func summary(_ summary: DealSummary) -> JSON {
        object([
            "account": optional(summary.account),
            "id": .string(summary.id.description),
            "name": .string(summary.name),
            "outcome": optional(summary.outcome),
            "owner": optional(summary.owner),
            "process": .string(summary.process),
            "revision": .int(summary.revision),
            "stage": .string(summary.stage),
            "version": .int(Int64(summary.version)),
        ])
    }

    // MARK: Boards and outbox

    static func board(_ board: Board) -> JSON {
        let stages: [JSON] = board.columns.map { column in
            object([
                "count": .int(Int64(column.cards.count)),
                "deals": .array(
                    column.cards.map { card in
                        object([
                            "amount": card.amount.map { value(.money($0)) },
                            "id": .string(card.id.description),
                            "name": .string(card.name),
                            "owner": optional(card.owner),
                            "stage": card.place.flatMap { $0.line.last }.map { .string(board.process[$0].id) },
                            "tracks": card.place.flatMap { tracks(of: $0, in: board.process) },
                        ])
                    }
                ),
                "outcome": optional(column.stage.outcome?.rawValue),
                "probability": optional(column.stage.probability?.description),
                "stage": .string(column.stage.id),
                "sums": .array(column.sums.map { value(.money($0)) }),
            ])
        }
        return object([
            "amount_field": optional(board.amountField.map { board.process[$0].id }),
            "count": .int(Int64(board.count)),
            "process": .string(board.process.id),
            "stages": .array(stages),
            "version": .int(Int64(board.process.version)),
        ])
    }

    static func outboxRow(_ row: OutboxRow) -> JSON {
        object([
            "attempts": .int(Int64(row.attempts)),
            "deal": .string(row.deal.description),
            "hook": .string(row.hook),
            "key": .string(row.key),
            "last_error": optional(row.lastError),
            "lease_owner": optional(row.leaseOwner),
            "lease_until": instant(row.leaseUntil),
            "next_attempt": .string(row.nextAttempt.description),
            "parks_lane": .bool(row.parksLane),
            "request": raw(row.request),
            "revision": .int(row.revision),
            "row": .int(row.sequence),
            "status": .string(row.status.rawValue),
            "story": row.story.isEmpty
                ? .null
                : .array(
                    row.story.map { object(["at": instant($0.at), "error": .string($0.error)]) }
                ),
        ])
    }
}
