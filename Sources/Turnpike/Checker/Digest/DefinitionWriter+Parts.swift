import TurnpikeCalendars
import TurnpikeValues

/// What a process is made of: fields, activities, gates, stages, moves.
extension DefinitionWriter {
    mutating func field(_ field: Field) {
        json.beginObject()
        if let computation = field.computation {
            text("compute", parts.computations[computation].condition.source.text)
        }
        value("default", field.defaultValue)
        text("id", field.id)
        value("max", field.limits.maximum)
        number("max_items", field.limits.maximumItems)
        number("max_length", field.limits.maximumLength)
        value("min", field.limits.minimum)
        if let pattern = field.limits.pattern { text("pattern", pattern) }
        flag("sensitive", field.isSensitive)
        json.key("type")
        type(field.type)
        json.endObject()
    }

    /// Holidays count by their dates, wherever they were read from.
    mutating func calendar(_ calendar: ProcessCalendar) {
        let hours = calendar.hours
        json.beginObject()
        list("days", hours.days.sorted { $0.key < $1.key }) { writer, day in
            writer.json.string("\(day.key): \(day.value)")
        }
        text("id", calendar.id)
        list("week", Weekday.allCases) { writer, day in writer.json.string("\(hours.week[day])") }
        text("zone", hours.zone.name)
        json.endObject()
    }

    mutating func type(_ type: FieldType) {
        switch type {
        case .choice(let options), .choices(let options):
            json.beginObject()
            if case .choices = type { flag("many", true) }
            texts("options", options.map(\.id))
            json.endObject()
        case .list(let item):
            json.beginObject()
            json.key("of")
            self.type(item)
            json.endObject()
        case .record(let record):
            // The record itself is written once, with the records.
            json.beginObject()
            text("record", record.id)
            json.endObject()
        default: json.string(type.kind)
        }
    }

    mutating func activity(_ activity: Activity) {
        json.beginObject()
        roles("by", activity.by)
        list("captures", activity.captures) { writer, capture in
            writer.json.beginObject()
            writer.text("field", writer.parts.fields[capture.field.index].id)
            writer.flag("required", capture.isRequired)
            writer.json.endObject()
        }
        texts("checklist", activity.checklist)
        due(activity.due)
        flag("evidence", activity.needsEvidence)
        list("fields", activity.fields) { $0.field($1) }
        text("id", activity.id)
        if let kind = activity.kind { text("kind", kind) }
        list("outcomes", activity.outcomes) { writer, outcome in
            writer.json.beginObject()
            writer.flag("again", outcome.again)
            writer.text("id", outcome.id)
            writer.json.endObject()
        }
        texts("remind", activity.reminders.map { words($0) })
        number("repeat", activity.repetitions)
        json.endObject()
    }

    /// Named gates by their ids, then those written in place, whose order follows from that of stages and moves.
    mutating func gates() {
        let named = parts.gates.prefix(parts.namedGates).sorted { $0.id < $1.id }
        list("gates", named + parts.gates.dropFirst(parts.namedGates)) { $0.gate($1) }
    }

    mutating func gate(_ gate: Gate) {
        json.beginObject()
        list("criteria", gate.criteria) { $0.criterion($1) }
        text("id", gate.id)
        flag("never_overridden", gate.neverOverridden)
        condition("when", gate.when)
        json.endObject()
    }

    mutating func criterion(_ criterion: Criterion) {
        json.beginObject()
        switch criterion.kind {
        case .needs: text("id", criterion.id)
        case .done(let done):
            number("at_least", done.atLeast == 1 ? nil : done.atLeast)
            text("id", criterion.id)
            let activity = parts.activities[done.activity.index]
            texts("outcome", done.outcomes.map { activity.outcomes[$0].id })
            flag("since_stage", done.sinceStage)
            if let within = done.within { text("within", within.description) }
        case .check(let check):
            template("else", check.otherwise)
            text("id", criterion.id)
            if check.severity != .block { text("severity", check.severity.rawValue) }
            condition("that", check.condition)
        case .external(let external):
            let check = parts.externals[external.index]
            texts(
                "about",
                check.about.map { subject in
                    switch subject {
                    case .field(let field): parts.fields[field.index].id
                    case .owner: "owner"
                    case .account: "account"
                    case .contact: "contact"
                    }
                }
            )
            text("id", criterion.id)
            if check.ifDown != .refuse { text("if_down", check.ifDown.rawValue) }
            text("plugin", check.plugin)
            if check.timeout != ExternalCheck.defaultTimeout { text("timeout", "\(check.timeout)") }
            if let validFor = check.validFor { text("valid_for", validFor.description) }
        case .approval(let approval):
            text("approval", parts.approvals[approval.index].id)
            text("id", criterion.id)
        case .any(let gates), .all(let gates):
            texts("gates", gates.map { parts.gates[$0.index].id })
            text("id", criterion.id)
        }
        json.endObject()
    }

    mutating func approval(_ approval: Approval) {
        json.beginObject()
        roles("escalate", approval.escalation)
        text("id", approval.id)
        if !approval.excluded.isEmpty { roles("not", Optional(approval.excluded)) }
        list("resets_on", approval.resets) { writer, reset in
            writer.json.beginObject()
            if let direction = reset.direction { writer.text("direction", direction.rawValue) }
            writer.text("field", writer.parts.fields[reset.field.index].id)
            writer.json.endObject()
        }
        list("steps", approval.steps) { writer, step in
            writer.json.beginObject()
            writer.list("of", step.seats) { writer, seat in
                writer.json.beginObject()
                writer.roles("role", Optional(seat))
                writer.json.endObject()
            }
            writer.number("quorum", step.quorum)
            if !step.veto.isEmpty { writer.roles("veto", Optional(step.veto)) }
            writer.condition("when", step.when)
            writer.json.endObject()
        }
        if let validFor = approval.validFor { text("valid_for", validFor.description) }
        if let within = approval.within { text("within", within.description) }
        json.endObject()
    }

    mutating func stage(_ stage: Stage) {
        json.beginObject()
        list("activities", stage.activities) { writer, item in
            writer.json.beginObject()
            writer.texts("after", item.after.map { writer.parts.activities[$0.index].id })
            writer.due(item.due)
            if let every = item.every { writer.span("every", every) }
            writer.text("id", writer.parts.activities[item.activity.index].id)
            writer.flag("keep", item.keep)
            let parts = writer.parts
            let isRecurrence = { (row: Recurrence) in
                row.activity == item.activity && parts.stages[row.stage.index].id == stage.id
            }
            if let row = parts.recurrences.first(where: isRecurrence) {
                writer.late(row.late, unless: .coalesce)
            }
            writer.json.endObject()
        }
        if let cadence = stage.cadence { text("cadence", parts.cadences[cadence.index].id) }
        texts("enter", stage.enter.map { parts.gates[$0.index].id })
        texts("exit", stage.exit.map { parts.gates[$0.index].id })
        flag("final", stage.isFinal)
        if let forecast = stage.forecast { text("forecast", forecast) }
        flag("hold", stage.isHold)
        text("id", stage.id)
        if let initial = stage.initial { text("initial", parts.stages[initial.index].id) }
        texts("locks", stage.locks.map { parts.fields[$0.index].id })
        let openings = parts.openings.filter { parts.stages[$0.stage.index].id == stage.id }
        list("opens", openings) { writer, opening in writer.opening(opening) }
        if let outcome = stage.outcome { text("outcome", outcome.rawValue) }
        if let parent = stage.parent { text("parent", parts.stages[parent.index].id) }
        if let own = stage.permissions {
            json.key("permissions")
            permissions(own)
        }
        if let probability = stage.probability { text("probability", probability.description) }
        if let list = stage.reasonList { text("reason", parts.reasonLists[list].id) }
        if let track = stage.track { text("track", parts.tracks[track.index].id) }
        json.endObject()
    }

    mutating func opening(_ opening: OpeningRule) {
        json.beginObject()
        if case .after(let span) = opening.trigger { self.span("after", span) }
        if case .at(let time) = opening.trigger { condition("at", time) }
        number("at_most", opening.atMost)
        list("back", opening.back) { writer, back in
            writer.json.beginObject()
            writer.text("signal", writer.parts.signals[back.signal.index].id)
            writer.text("stage", back.stage)
            writer.json.endObject()
        }
        list("copy", opening.copies) { writer, copy in
            writer.json.beginObject()
            writer.text("to", copy.target)
            switch copy.value {
            case .owner: writer.text("value", "owner")
            case .account: writer.text("value", "account")
            case .contact: writer.text("value", "contact")
            case .expression(let source): writer.condition("value", source)
            }
            writer.json.endObject()
        }
        text("id", opening.id)
        late(opening.late)
        text("process", opening.process)
        if let start = opening.start { text("start", start) }
        condition("when", opening.when)
        json.endObject()
    }

    mutating func track(_ track: Track) {
        json.beginObject()
        text("id", track.id)
        if let initial = track.initial { text("initial", parts.stages[initial.index].id) }
        text("of", parts.stages[track.stage.index].id)
        condition("when", track.when)
        json.endObject()
    }

    mutating func move(_ move: Move) {
        json.beginObject()
        if case .after(let span) = move.trigger { self.span("after", span) }
        if case .asSoonAs(let condition) = move.trigger { self.condition("as_soon_as", condition) }
        texts("ask", move.ask.map { parts.fields[$0.index].id })
        if case .at(let time) = move.trigger { condition("at", time) }
        number("at_most", move.atMost)
        if let because = move.because { text("because", parts.reasonLists[because.list].reasons[because.item].id) }
        roles("by", move.by)
        if case .complete = move.trigger { flag("complete", true) }
        texts("gates", move.gates.map { parts.gates[$0.index].id })
        text("id", move.id)
        late(move.late)
        if let list = move.reasonList { text("reason", parts.reasonLists[list].id) }
        if let resume = move.resume { text("resume", resume.rawValue) }
        if case .signal(let signal) = move.trigger { text("signal", parts.signals[signal.index].id) }
        passed("skips", move.skips)
        if let source = move.source { text("source", parts.stages[source.index].id) }
        passed("through", move.through)
        switch move.target {
        case .stage(let stage): text("to", parts.stages[stage.index].id)
        case .cameFrom: text("to", "came_from")
        case .earlier: text("to", "earlier")
        }
        condition("when", move.when)
        if let within = move.within { span("within", within) }
        json.endObject()
    }
}
