import TurnpikeCalendars
import TurnpikeValues

/// What time does: limits, cadences and the rules of contact.
extension DefinitionWriter {
    mutating func span(_ key: StaticString, _ span: TimedSpan) { text(key, words(span)) }

    func words(_ span: TimedSpan) -> String {
        "\(span.span)\(span.calendar.map { " by \(parts.calendars[$0].id)" } ?? "")"
    }

    mutating func due(_ rule: DueRule?) {
        switch rule {
        case nil: break
        case .after(let span): self.span("due", span)
        case .before(let time, let span): text("due", "\(span.map { words($0) } ?? "") before \(time.source.text)")
        }
    }

    mutating func limit(_ limit: Limit) {
        json.beginObject()
        switch limit.clock {
        case .entered: break
        case .opened: text("clock", "opened")
        case .lastActivity(let activities):
            texts("clock", activities.map { parts.activities[$0.index].id }.sorted())
        }
        flag("excused_by_plan", limit.isExcusedByPlan)
        text("id", limit.path)
        late(limit.late)
        condition("pauses", limit.pauses)
        texts("restarts_on", limit.restartsOn.map(\.name))
        list("steps", limit.steps) { writer, step in
            writer.json.beginObject()
            writer.list("do", step.actions) { $0.action($1) }
            writer.text("kind", step.kind.rawValue)
            if let move = step.move { writer.text("move", move) }
            if let offset = step.offset { writer.span("offset", offset) }
            writer.json.endObject()
        }
        span("within", limit.within)
        json.endObject()
    }

    mutating func cadence(_ cadence: Cadence) {
        json.beginObject()
        flag("again", cadence.isRepeated)
        text("id", cadence.id)
        late(cadence.late)
        if cadence.missed != .shift { text("missed", cadence.missed.rawValue) }
        list("pauses", cadence.pauses) { writer, pause in
            writer.json.beginObject()
            writer.text("signal", writer.parts.signals[pause.signal.index].id)
            writer.condition("until", pause.until)
            writer.json.endObject()
        }
        list("steps", cadence.steps) { writer, step in
            writer.json.beginObject()
            if let after = step.after { writer.span("after", after) }
            switch step.action {
            case .send(let action): writer.list("do", [action]) { $0.action($1) }
            case .open, .stop: writer.text("do", step.words)
            }
            writer.texts("on", step.on.map { writer.words($0) }.sorted())
            writer.condition("when", step.when)
            writer.json.endObject()
        }
        texts(
            "stops",
            cadence.stops.map { stop in
                switch stop {
                case .signal(let signal): parts.signals[signal.index].id
                case .outcomes(let outcomes): words(outcomes)
                }
            }.sorted()
        )
        window("window", cadence.window)
        json.endObject()
    }

    func words(_ outcomes: Cadence.Outcomes) -> String {
        let activity = parts.activities[outcomes.activity.index]
        return "\(activity.id): " + outcomes.outcomes.map { activity.outcomes[$0].id }.sorted().joined(separator: ", ")
    }

    mutating func window(_ key: StaticString, _ window: SendWindow?) {
        guard let window else { return }
        let calendar = parts.calendars[window.calendar].id
        switch window.clocks {
        case .calendar: text(key, calendar)
        case .contact: text(key, "\(calendar) in the contact's zone")
        case .zone(let zone): text(key, "\(calendar) in \(zone.name)")
        }
    }

    mutating func contactRules() {
        guard let rules = parts.contactRules else { return }
        json.key("contact_rules")
        json.beginObject()
        condition("do_not_contact", rules.doNotContact)
        window("hours", rules.hours)
        number("per_day", rules.perDay)
        number("per_owner", rules.perOwner)
        json.endObject()
    }

    /// Left out where it is the one that a move by time has by itself.
    mutating func late(_ policy: LatePolicy, unless standard: LatePolicy.Mode = .once) {
        guard policy != LatePolicy(standard) else { return }
        text("late", policy.mode == .skip ? "skip after \(policy.grace)" : policy.mode.rawValue)
    }
}
