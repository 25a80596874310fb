/// TP1240 to TP1256, the process language: ids and what they name.
extension DiagnosticCode {
    /// An id that is declared, or listed, twice.
    public static let duplicateID = DiagnosticCode(
        "TP1240",
        "declared twice",
        explanation: """
            An id names one thing. Two things of a kind with the same id could not be told apart, and naming a \
            thing twice in one list says nothing more than naming it once.
            """,
        wrong: "source: {type: choice, options: [inbound, inbound]}\n",
        right: "source: {type: choice, options: [inbound, outbound]}\n"
    )
    /// An id that already means something else.
    public static let reservedName = DiagnosticCode(
        "TP1241",
        "a name that the language needs itself",
        explanation: """
            Some names mean something already: `deal.name`, `deal.owner` and the other built-in fields, the \
            words of expressions such as `in` and `true`, the role `owner`, the targets `came_from` and \
            `earlier`. Choose another id; the label may say anything.
            """,
        wrong: "fields:\n  owner: person\n",
        right: "fields:\n  account_manager: person\n"
    )
    /// A stage that is not declared.
    public static let unknownStage = DiagnosticCode(
        "TP1242",
        "no such stage",
        explanation: """
            Moves, starts and hooks name stages by their ids under `stages:`.
            """,
        wrong: "stages:\n  greet: {moves: [sel]}\n  sell: {moves: [sold]}\n",
        right: "stages:\n  greet: {moves: [sell]}\n  sell: {moves: [sold]}\n"
    )
    /// A field that is not declared.
    public static let unknownField = DiagnosticCode(
        "TP1243",
        "no such field",
        explanation: """
            Gates, moves, activities, reasons, signals and permissions name fields by their ids under `fields:`. \
            `needs` may also name `owner`, `account` and `contact`.
            """,
        wrong: "fields: {budget: money}\ngates:\n  bant: {needs: [budgt]}\n",
        right: "fields: {budget: money}\ngates:\n  bant: {needs: [budget]}\n"
    )
    /// An activity that is not declared.
    public static let unknownActivity = DiagnosticCode(
        "TP1244",
        "no such activity",
        explanation: """
            Stages and gates name activities by their ids under `activities:`.
            """,
        wrong: "activities: {demo: {kind: demo}}\ngates:\n  seen: {done: [demoo]}\n",
        right: "activities: {demo: {kind: demo}}\ngates:\n  seen: {done: [demo]}\n"
    )
    /// A gate that is not declared.
    public static let unknownGate = DiagnosticCode(
        "TP1245",
        "no such gate",
        explanation: """
            `enter`, `exit`, `gates`, `any` and `all` name gates by their ids under `gates:`, or hold a gate \
            written in place.
            """,
        wrong: "gates: {bant: {needs: [budget]}}\nstages:\n  sell: {exit: [bent]}\n",
        right: "gates: {bant: {needs: [budget]}}\nstages:\n  sell: {exit: [bant]}\n"
    )
    /// A role that is not declared.
    public static let unknownRole = DiagnosticCode(
        "TP1246",
        "no such role",
        explanation: """
            Roles are declared under `roles:`; `owner`, the deal's owner, is built in.
            """,
        wrong: "roles: {rep: A rep}\npermissions: {move: [reps]}\n",
        right: "roles: {rep: A rep}\npermissions: {move: [rep]}\n"
    )
    /// A list of reasons that is not declared.
    public static let unknownReasonList = DiagnosticCode(
        "TP1247",
        "no such list of reasons",
        explanation: """
            `reason` names a list under `reasons:` from which a person chooses. A reason that a move gives \
            itself stands in `because`.
            """,
        wrong: "reasons: {lost: {price: Too expensive}}\nstages:\n  lost: {outcome: lost, reason: loss}\n",
        right: "reasons: {lost: {price: Too expensive}}\nstages:\n  lost: {outcome: lost, reason: lost}\n"
    )
    /// A reason that is not in its list.
    public static let unknownReason = DiagnosticCode(
        "TP1248",
        "no such reason",
        explanation: """
            `because` names one reason of the list that applies: the move's own `reason` list does not apply to \
            it, the `reason` list of the stage it leads to does.
            """,
        wrong: "drop: {to: lost, as_soon_as: deal.budget < 1000 EUR, because: prise}\n",
        right: "drop: {to: lost, as_soon_as: deal.budget < 1000 EUR, because: price}\n"
    )
    /// A signal that is not declared.
    public static let unknownSignal = DiagnosticCode(
        "TP1249",
        "no such signal",
        explanation: """
            Signals are declared under `signals:`; `replied`, `meeting_booked`, `bounced` and `unsubscribed` are \
            built in.
            """,
        wrong: "signals: {contract_signed: {}}\nmoves:\n  close: {to: won, signal: contract_sined}\n",
        right: "signals: {contract_signed: {}}\nmoves:\n  close: {to: won, signal: contract_signed}\n"
    )
    /// A template that is not declared.
    public static let unknownTemplate = DiagnosticCode(
        "TP1250",
        "no such template",
        explanation: """
            A hook's `template` names one of `templates:`.
            """,
        wrong:
            "templates: {intro: {text: Hello}}\nhooks:\n  - {event: deal.opened, do: [{email: {template: into, to: deal.mail}}]}\n",
        right:
            "templates: {intro: {text: Hello}}\nhooks:\n  - {event: deal.opened, do: [{email: {template: intro, to: deal.mail}}]}\n"
    )
    /// A field's type that does not exist.
    public static let unknownType = DiagnosticCode(
        "TP1251",
        "no such type",
        explanation: """
            A field holds text, number, integer, bool, money, percent, date, time, duration, choice, choices, \
            email, phone, url, file, person, contact, account, list, or a record of `records:`.
            """,
        wrong: "fields: {amount: mony}\n",
        right: "fields: {amount: money}\n"
    )
    /// An outcome that the activity does not have.
    public static let unknownOutcome = DiagnosticCode(
        "TP1252",
        "no such outcome",
        explanation: """
            `outcome:` in a gate's `done` names outcomes that the activity declares.
            """,
        wrong: "activities: {demo: {outcomes: [held, no_show]}}\ngates:\n  seen: {done: [{demo: {outcome: [hold]}}]}\n",
        right: "activities: {demo: {outcomes: [held, no_show]}}\ngates:\n  seen: {done: [{demo: {outcome: [held]}}]}\n"
    )
    /// A code that is not in ISO 4217.
    public static let unknownCurrency = DiagnosticCode(
        "TP1253",
        "no such currency",
        explanation: """
            Currencies are written as their three-letter codes of ISO 4217.
            """,
        wrong: "currency: EURO\n",
        right: "currency: EUR\n"
    )
    /// A zone that the system does not know.
    public static let unknownZone = DiagnosticCode(
        "TP1254",
        "no such time zone",
        explanation: """
            Zones are named as in the IANA database, such as `Europe/Berlin`, and read from the system's zone \
            files (on Linux the package `tzdata`).
            """,
        wrong: "zone: Europe/Berln\n",
        right: "zone: Europe/Berlin\n"
    )
    /// An event that does not exist, or whose thing does not.
    public static let unknownEvent = DiagnosticCode(
        "TP1255",
        "no such event",
        explanation: """
            A hook waits for deal.opened, deal.moved, deal.won, deal.lost, deal.reopened, deal.assigned, \
            stage.entered and stage.left (with or without a stage), field.changed (a field), activity.opened and \
            activity.done (an activity), signal.received (a signal), move.waiting, move.overridden, \
            obligation.met or comment.added. A condition stands in `when`.
            """,
        wrong: "hooks:\n  - {event: deal.closed, do: [{crm: close}]}\n",
        right: "hooks:\n  - {event: deal.won, do: [{crm: close}]}\n"
    )
    /// A forecast category that looks misspelt.
    public static let forecastMisspelt = DiagnosticCode(
        "TP1256",
        "a forecast category that is nearly a usual one",
        explanation: """
            Forecast categories are free words, but reports add up those that are written alike. The usual ones \
            are pipeline, best_case, commit, closed and omitted.
            """,
        wrong: "forecast: comit\n",
        right: "forecast: commit\n"
    )

    static let nameCodes: [DiagnosticCode] = [
        duplicateID, reservedName, unknownStage, unknownField, unknownActivity, unknownGate, unknownRole,
        unknownReasonList, unknownReason, unknownSignal, unknownTemplate, unknownType, unknownOutcome,
        unknownCurrency, unknownZone, unknownEvent, forecastMisspelt,
    ]
}
