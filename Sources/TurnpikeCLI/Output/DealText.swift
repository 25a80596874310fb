import Turnpike
import TurnpikeValues

/// One deal as a person reads it.
struct DealText: Sendable {
    let style: Style
    let process: SalesProcess
    let state: DealState
    var reveal = false

    private var stage: Stage { process[state.stage] }

    /// Name, place and revision on one line.
    var headline: String {
        var text = style.bold(SafeText.line(state.name)) + "  " + place
        text += style.dim("  revision \(state.revision)  \(state.id)")
        return text + "\n"
    }

    /// What a command changed: the deal, then a line for each thing that happened.
    func changed(_ record: Record) -> String {
        let events = EventText(style: style, process: process, reveal: reveal)
        return headline + record.events.flatMap { events.lines($0) }.map { "   " + $0 + "\n" }.joined()
    }

    /// The whole card.
    func card(now: Instant, moves: [MoveExplanation]) -> String {
        var text = headline + about(now)
        text += section("Tracks", tracks(now))
        text += section("Fields", fields)
        text += section("Still owed, since it was let pass", obligations)
        text += section("Approvals", approvals)
        text += section("Waits for an answer", observed)
        text += section("Cadences", CadenceText(style: style, process: process).rows(state))
        text += section("Messages", CadenceText(style: style, process: process).held(state))
        text += section("Questions to plug-ins", questions(now))
        text += section("To do", toDo)
        text += section("Done", done)
        text += section("Moves that wait", waiting)
        text += section("Deals of other processes", openings)
        text += section("Moves from here", moves.map { Self.row($0, among: moves, style) })
        return text
    }

    private var place: String {
        var text = StagePlace(state, in: process).path
        if let probability = Deal(process: process, state: state).probability { text += " (\(probability))" }
        switch state.outcome.flatMap({ process[$0].outcome }) {
        case .won: text += ", " + style.green("won")
        case .lost: text += ", " + style.red("lost")
        case nil: break
        }
        return text
    }

    private func about(_ now: Instant) -> String {
        var parts = ["\(SafeText.line(process.label)), version \(process.version)"]
        if let owner = state.owner { parts.append("owner \(SafeText.line(owner))") }
        if let account = state.details.account { parts.append("account \(SafeText.line(account))") }
        if let contact = state.details.contact { parts.append("contact \(SafeText.line(contact))") }
        if !state.details.externalKeys.isEmpty {
            parts.append("key \(state.details.externalKeys.map(SafeText.line).joined(separator: ", "))")
        }
        if let opener = state.openedBy { parts.append("opened by \(opener.deal) (\(opener.opening))") }
        if let reason = state.details.reason { parts.append("reason \(process[reason].id)") }
        if let entered = state.entered { parts.append("here for \(ValueText.age(from: entered, to: now))") }
        var text = parts.joined(separator: ", ") + "\n"
        if let goal = stage.goal { text += style.dim(SafeText.line(goal)) + "\n" }
        return text
    }

    private func section(_ title: String, _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        var table = Table([], indent: "   ")
        for row in rows { table.add(row) }
        return "\n" + style.bold(title) + "\n" + table.render(style)
    }

    private func tracks(_ now: Instant) -> [[String]] {
        let place = StagePlace(state, in: process)
        return place.tracks.map { track in
            guard let last = track.stages.last else { return [track.track.id, "not needed", ""] }
            let age = state.entered(last).map { "for \(ValueText.age(from: $0, to: now))" } ?? ""
            let isComplete = process[last].isFinal
            let words = place.words(for: track)
            return [track.track.id, isComplete ? style.green(words) + ", complete" : words, age]
        }
    }

    private var fields: [[String]] {
        zip(process.fields, state.slots).compactMap { field, value in
            guard value != .null else { return nil }
            let locked = process.field(field.id).map { stage.locks.contains($0) } == true
            let note = field.isComputed ? "computed" : locked ? "locked here" : ""
            let label = field.label == field.id ? "" : SafeText.line(field.label)
            return [
                field.id, ValueText.line(value, of: field, reveal: reveal), label + (note.isEmpty ? "" : " (\(note))"),
            ]
        }
    }

    private var openings: [[String]] {
        state.openings.flatMap { opening in
            let rule = process.openings[opening.rule]
            var rows = opening.children.map { child in
                [
                    rule.path, rule.process, child.deal.description,
                    child.stage.map { "reached \(SafeText.line($0))" } ?? "",
                ]
            }
            switch opening.status {
            case .opened: break
            case .due: rows.append([rule.path, rule.process, style.yellow("to be opened"), ""])
            case .refused(let unmet):
                let why = SafeText.line(unmet.joined(separator: ", "))
                rows.append([rule.path, rule.process, style.red("refused"), why])
            }
            return rows
        }
    }

    private var obligations: [[String]] {
        state.details.obligations.map { obligation in
            [obligation.criterion, "let pass by \(SafeText.line(obligation.by)) at revision \(obligation.revision)"]
        }
    }

    /// A move of an outside system that a person is to answer.
    private var observed: [[String]] {
        guard let seen = state.observed else { return [] }
        var rows = [["\(SafeText.line(seen.by)) shows it in \(process[seen.stage].id)"]]
        if !seen.unmet.isEmpty { rows[0].append("unmet: \(SafeText.line(seen.unmet.joined(separator: ", ")))") }
        rows.append([style.cyan("turnpike observed \(state.id) adopt --because WHY"), "or push_back"])
        return rows
    }

    private var approvals: [[String]] {
        state.approvals.map { approval in
            let when = approval.decided ?? approval.requested
            var note = approval.status == .pending ? "asked for by \(SafeText.line(approval.requester))" : ""
            if let due = state.due(of: approval.approval) {
                note += ", until \(ValueText.moment(due, in: process.zone))"
            }
            if let until = approval.validUntil { note = "until \(ValueText.moment(until, in: process.zone))" }
            return [
                process[approval.approval].id, approval.status.rawValue,
                ValueText.moment(when, in: process.zone), note,
            ]
        }
    }

    private func questions(_ now: Instant) -> [[String]] {
        QuestionItem.all(of: state, in: process, now: now).map { item in
            let standing =
                switch item.standing {
                case .open: style.yellow("open")
                case .yes: style.green("yes")
                case .no: style.red("no")
                case .down: style.red("no answer")
                case .void: style.dim("void")
                }
            var note = item.text.map(SafeText.line) ?? ""
            if let move = item.move {
                note += (note.isEmpty ? "" : "; ") + "\(move) waits for it, for \(item.by ?? "")"
            }
            if let until = item.validUntil {
                note += (note.isEmpty ? "" : "; ") + "until \(ValueText.moment(until, in: process.zone))"
            }
            let when = (item.standing == .open ? "since " : "") + ValueText.moment(item.at, in: process.zone)
            let ending = ".external." + item.plugin
            let gate = item.gate.hasSuffix(ending) ? String(item.gate.dropLast(ending.count)) : item.gate
            return [gate, item.plugin, standing, when, note]
        }
    }

    private var toDo: [[String]] {
        state.details.activities.flatMap { activity in
            activity.open.map { open in
                let definition = process[activity.activity]
                let who = definition.by.roles.map { process.roles[$0.index].id }.joined(separator: ", ")
                return [
                    definition.id, definition.kind ?? "", open.isStarted ? "started" : "open",
                    who.isEmpty ? "" : "by \(who)",
                ]
            }
        }
    }

    private var done: [[String]] {
        state.details.activities.filter { $0.done > 0 }.map { activity in
            let definition = process[activity.activity]
            let last = activity.kept.last
            return [
                definition.id, activity.done == 1 ? "once" : "\(activity.done) times",
                last?.outcome.map { definition.outcomes[$0].id } ?? "",
                last.map { "\(ValueText.moment($0.at, in: process.zone)) by \(SafeText.line($0.by))" } ?? "",
            ]
        }
    }

    private var waiting: [[String]] {
        state.details.waiting.map { [process[$0.move].id, "for " + $0.unmet.joined(separator: ", ")] }
    }

    private static func row(_ explanation: MoveExplanation, among all: [MoveExplanation], _ style: Style) -> [String] {
        let target = explanation.target ?? explanation.stages.joined(separator: " or ")
        let count = explanation.refusal.unmet.count
        let standing =
            switch explanation.status {
            case .open: style.green("open")
            case .automatic: style.yellow("by itself") + ": " + SafeText.line(explanation.trigger)
            case .refused: style.red("refused") + ", \(count) \(count == 1 ? "thing" : "things") unmet"
            }
        return [explanation.name(among: all), target == explanation.move ? "" : "→ \(target)", standing]
    }
}
