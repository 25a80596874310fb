import Turnpike
import TurnpikeValues

/// What happened, a line for each event, as a person reads it.
struct EventText: Sendable {
    let style: Style
    let process: SalesProcess
    /// Whether sensitive values may be seen.
    var reveal = false

    /// The lines of an event, without indentation.
    func lines(_ event: Event) -> [String] {
        switch event {
        case .opened(let opened):
            var text = "opened in " + style.bold(process[opened.stage].id)
            if let owner = opened.owner { text += ", owner \(SafeText.line(owner))" }
            if let opener = opened.openedBy { text += ", by the deal \(opener.deal) (\(opener.opening))" }
            if !opened.externalKeys.isEmpty {
                text += ", key \(opened.externalKeys.map(SafeText.line).joined(separator: ", "))"
            }
            return [text]
        case .fieldsSet(let changes, let isComputed): return changes.map { change($0, isComputed: isComputed) }
        case .moved(let moved): return self.moved(moved)
        case .stagesChanged(let change):
            var parts: [String] = []
            if !change.left.isEmpty {
                parts.append("left " + change.left.map { process[$0].id }.joined(separator: ", "))
            }
            if !change.entered.isEmpty {
                parts.append("entered " + change.entered.map { process[$0].id }.joined(separator: ", "))
            }
            if !change.leftOut.isEmpty {
                parts.append("not needed: " + change.leftOut.map { process[$0].id }.joined(separator: ", "))
            }
            return [style.dim(parts.joined(separator: "; "))]
        case .activityOpened(let activity, let number, _):
            return ["to do: \(process[activity].id)\(number > 1 ? " (attempt \(number))" : "")"]
        case .activityStarted(let activity, _): return ["started \(process[activity].id)"]
        case .activityDone(let done): return [self.done(done)]
        case .activitySkipped(let activity, _): return ["skipped \(process[activity].id)"]
        case .activityCancelled(let activity, _): return ["no longer to do: \(process[activity].id)"]
        case .assigned(let from, let to):
            return ["owner \(SafeText.line(from ?? "nobody")) → \(SafeText.line(to ?? "nobody"))"]
        case .related(let kind, let id): return ["\(kind.rawValue) \(SafeText.line(id ?? "none"))"]
        case .commented(let comment): return SafeText.lines(comment).map { "“\($0)”" }
        case .signalled(let signal, let isAwaited):
            return ["signal \(process[signal].id)" + (isAwaited ? "" : "; no move waits for it here")]
        case .waiting(let move, let unmet):
            let name = process[move].id
            return [
                unmet.isEmpty
                    ? "\(name) no longer waits"
                    : style.yellow("\(name) waits for") + " \(unmet.joined(separator: ", "))"
            ]
        case .obligationMet(let criterion): return [style.green("obligation met: ") + criterion]
        case .time(let event): return TimeText(style: style, process: process).lines(event)
        case .approval(let event): return [approval(event)]
        case .assignment(let event):
            switch event {
            case .made(let rule, to: let person, let among):
                return ["given to \(SafeText.line(person)) by rule \(rule + 1), out of \(among)"]
            case .accepted(by: let person): return ["\(SafeText.line(person)) takes it"]
            case .lapsed(by: let person): return ["\(SafeText.line(person)) has not accepted in time"]
            case .declined(by: let person, let note):
                return ["\(SafeText.line(person)) declines it" + (note.map { ": " + SafeText.line($0) } ?? "")]
            }
        case .external(let event): return [external(event)]
        case .opening(let event): return [opening(event)]
        case .cadence(let event): return [CadenceText(style: style, process: process).line(event)]
        case .message(let event): return [CadenceText(style: style, process: process).line(event)]
        case .observation(let event): return [observation(event)]
        case .withheld(let message):
            let words = message.template.map { "\(message.plugin) \($0)" } ?? message.plugin
            return [
                style.yellow("not sent: ") + "\(words) of \(SafeText.line(message.source)), \(message.reason.words)"
            ]
        }
    }

    private func observation(_ event: ObservationEvent) -> String {
        let stage = process[event.seen.stage].id
        let by = SafeText.line(event.seen.by)
        let unmet = event.seen.unmet.isEmpty ? "" : ": unmet \(SafeText.line(event.seen.unmet.joined(separator: ", ")))"
        return switch event.kind {
        case .asked: style.yellow("a person decides: ") + "\(by) shows it in \(stage)" + unmet
        case .pushedBack: style.yellow("set back: ") + "\(by) is told that it is not in \(stage)" + unmet
        case .settled: "nothing to decide any more about \(stage) in \(by)"
        }
    }

    private func opening(_ event: OpeningEvent) -> String {
        let rule = event.rule.map { process.openings[$0] }
        let name = rule.map { $0.id == $0.process ? $0.process : "\($0.process) (\($0.id))" } ?? ""
        switch event {
        case .due: return "a deal of \(name) is to be opened"
        case .opened(rule: _, number: _, let deal): return style.green("opened a deal of \(name): ") + "\(deal)"
        case .refused(rule: _, number: _, let unmet):
            return style.red("a deal of \(name) was refused: ") + SafeText.line(unmet.joined(separator: ", "))
        case .returned(rule: _, number: _, let deal, let stage, count: _):
            return "the deal \(deal) of \(name) reached \(SafeText.line(stage))"
        case .reached(let stage, count: _):
            return style.dim("the deal that opened it is to hear of \(process[stage].id)")
        case .told: return style.dim("the deal that opened it has heard of it")
        }
    }

    private func external(_ event: ExternalEvent) -> String {
        let plugin = SafeText.line(process[event.external].plugin)
        switch event.kind {
        case .asked: return style.yellow("\(plugin) is asked")
        case .answered(let passes, let text, validUntil: _):
            let words = text.map { ": \(SafeText.line($0))" } ?? ""
            return passes ? style.green("\(plugin) says yes") + words : style.red("\(plugin) says no") + words
        case .down(let why): return style.red("\(plugin) did not answer") + ": \(SafeText.line(why))"
        }
    }

    private func approval(_ event: ApprovalEvent) -> String {
        let name = process[event.approval].id
        switch event.kind {
        case .requested(let requester, step: _):
            return style.yellow("approval \(name) asked for") + " by \(SafeText.line(requester))"
        case .voted(let vote):
            var text = vote.approves ? style.green("agreed to \(name)") : style.red("disagreed with \(name)")
            if let other = vote.onBehalfOf { text += " for \(SafeText.line(other))" }
            if let note = vote.note { text += ": " + SafeText.line(note) }
            return text
        case .advanced(let step): return "approval \(name): step \(step + 1) is open"
        case .granted(let until):
            let end = until.map { " until \(ValueText.moment($0, in: process.zone))" } ?? ""
            return style.green("approval \(name) granted") + end
        case .rejected: return style.red("approval \(name) rejected")
        case .late: return style.yellow("approval \(name) is late and escalated")
        case .expired: return style.red("approval \(name) expired")
        case .recalled: return "approval \(name) taken back"
        case .reset(let field, step: _):
            return style.yellow("approval \(name)")
                + ": earlier votes are withdrawn, because \(process[field].id) changed"
        case .withdrawn: return "approval \(name) ends with the outcome"
        }
    }

    private func change(_ change: Event.FieldChange, isComputed: Bool) -> String {
        let field = process[change.field]
        var text = "\(field.id) "
        text += change.new == .null ? "removed" : "= " + ValueText.line(change.new, of: field, reveal: reveal)
        if change.old != .null {
            let old = SafeText.cut(ValueText.line(change.old, of: field, reveal: reveal), to: 40)
            text += style.dim(" (was \(old))")
        }
        if isComputed { text += style.dim(" (computed)") }
        return text
    }

    private func moved(_ moved: Event.Moved) -> [String] {
        let target = process[moved.to]
        var text = "\(process[moved.from].id) → "
        switch target.outcome {
        // A stage that is called like its outcome says it once.
        case .won: text += style.green(target.id == "won" ? "won" : target.id + ", won")
        case .lost: text += style.red(target.id == "lost" ? "lost" : target.id + ", lost")
        case nil: text += style.bold(target.id)
        }
        switch moved.kind {
        case .asked: break
        case .automatic: text += ", by itself"
        case .overridden: text += ", " + style.yellow("overridden")
        case .observed: text += ", as seen in another system"
        }
        if let move = moved.move, process[move].id != target.id { text += " (\(process[move].id))" }
        if let reason = moved.reason { text += ", reason \(process[reason].id)" }
        var lines = [text]
        if let because = moved.because { lines.append("  because: " + SafeText.line(because)) }
        for left in moved.obligations { lines.append("  " + style.yellow("still owed: ") + left.criterion) }
        for warning in moved.warnings { lines.append("  " + style.yellow("warning: ") + warningText(warning)) }
        for confirmed in moved.confirmed { lines.append("  confirmed: " + confirmed) }
        return lines
    }

    private func warningText(_ id: String) -> String {
        guard case .check(let check)? = process.criterion(id)?.criterion.kind,
            let otherwise = check.otherwise
        else { return id }
        // The record keeps which warning it was, and not the values that its words named then.
        let words = otherwise.parts.map { part in
            switch part {
            case .text(let text): text
            case .value: "…"
            }
        }
        return id + ": " + SafeText.line(words.joined())
    }

    private func done(_ done: Event.ActivityDone) -> String {
        let activity = process[done.activity]
        var text = (done.counts ? "did " : "tried ") + activity.id
        if let outcome = done.outcome { text += ": \(activity.outcomes[outcome].id)" }
        if !done.counts { text += ", to be done again" }
        let values = done.values.map { entry in
            let name = entry.key.text
            let field = activity.fields.first { $0.id == name }
            return "\(name) = "
                + (field.map { ValueText.line(entry.value, of: $0, reveal: reveal) } ?? ValueText.line(entry.value))
        }
        if !values.isEmpty { text += "; " + values.joined(separator: ", ") }
        if !activity.checklist.isEmpty { text += "; \(done.checked.count) of \(activity.checklist.count) ticked" }
        if let evidence = done.evidence { text += "; evidence \(SafeText.line(evidence))" }
        return text
    }
}

extension Value {
    /// The text of a string value; any other value as it is printed.
    var text: String {
        if case .string(let text) = self { text } else { description }
    }
}
