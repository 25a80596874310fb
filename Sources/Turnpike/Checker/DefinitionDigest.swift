import TurnpikeCalendars
import TurnpikeValues

/// The digest of a checked definition: SHA-256 over one canonical JSON text of what it means.
///
/// Labels, guides, goals, comments and places are left out, because they carry no logic. Where the order of a file means
/// nothing (roles, reasons, gates…) things are sorted by their ids; where it means something (stages, moves, fields,
/// options, hooks) it is kept.
enum DefinitionDigest {
    static func digest(of parts: SalesProcess.Parts) -> Digest {
        var writer = DefinitionWriter(parts)
        return Digest.sha256(writer.bytes())
    }
}

/// Writes the parts of a process as JSON with sorted keys; what is absent or has its default value is left out.
private struct DefinitionWriter {
    private let parts: SalesProcess.Parts
    private var json: JSONWriter

    init(_ parts: SalesProcess.Parts) {
        self.parts = parts
        json = JSONWriter(reservingCapacity: 4096 + parts.moves.count * 256)
    }

    mutating func bytes() -> [UInt8] {
        json.beginObject()
        list("activities", parts.activities.sorted { $0.id < $1.id }) { $0.activity($1) }
        list("approvals", parts.approvals.sorted { $0.id < $1.id }) { $0.approval($1) }
        list("assignment", parts.assignment) { writer, rule in
            writer.json.beginObject()
            if let capacity = rule.capacity { writer.number("capacity", capacity) }
            writer.text("pick", rule.pick.rawValue)
            if case .role(let role) = rule.group { writer.text("role", writer.parts.roles[role.index].id) }
            if let stage = rule.stage { writer.text("stage", writer.parts.stages[stage.index].id) }
            if case .team(let team) = rule.group { writer.text("team", writer.parts.teams[team].id) }
            writer.condition("when", rule.when)
            if let within = rule.within { writer.text("within", within.description) }
            writer.json.endObject()
        }
        list("cadences", parts.cadences.sorted { $0.id < $1.id }) { $0.cadence($1) }
        if let calendar = parts.calendar { text("calendar", parts.calendars[calendar].id) }
        list("calendars", parts.calendars.sorted { $0.id < $1.id }) { $0.calendar($1) }
        contactRules()
        if let currency = parts.currency { text("currency", currency.code) }
        list("fields", parts.fields) { $0.field($1) }
        gates()
        list("hooks", parts.hooks) { $0.hook($1) }
        text("id", parts.id)
        json.key("language")
        json.int(parts.language)
        list("limits", parts.limits) { $0.limit($1) }
        list("moves", parts.moves) { $0.move($1) }
        text("observed", parts.observed.rawValue)
        permissions()
        if let rates = parts.rates { text("rates", rates.words(parts.fields)) }
        list("reasons", parts.reasonLists.sorted { $0.id < $1.id }) { $0.reasons($1) }
        list("records", parts.records.sorted { $0.id < $1.id }) { writer, record in
            writer.json.beginObject()
            writer.list("fields", record.fields) { $0.field($1) }
            writer.text("id", record.id)
            writer.json.endObject()
        }
        texts("roles", parts.roles.map(\.id).sorted())
        score()
        list("signals", parts.signals.sorted { $0.id < $1.id }) { writer, signal in
            writer.json.beginObject()
            writer.text("id", signal.id)
            writer.texts("sets", signal.sets.map { writer.parts.fields[$0.index].id })
            writer.json.endObject()
        }
        list("stages", parts.stages) { $0.stage($1) }
        list("start", parts.starts) { writer, start in
            writer.json.beginObject()
            writer.text("stage", writer.parts.stages[start.stage.index].id)
            writer.condition("when", start.when)
            writer.json.endObject()
        }
        texts("teams", parts.teams.map(\.id).sorted())
        list("templates", parts.templates.values.sorted { $0.id < $1.id }) { writer, template in
            writer.json.beginObject()
            writer.template("body", template.body)
            writer.text("id", template.id)
            writer.template("subject", template.subject)
            writer.template("text", template.text)
            writer.json.endObject()
        }
        list("tracks", parts.tracks) { $0.track($1) }
        json.key("version")
        json.int(parts.version)
        text("zone", parts.zone.name)
        json.endObject()
        return json.takeBytes()
    }

    // MARK: Parts of a process

    private mutating func field(_ field: Field) {
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
    private mutating func calendar(_ calendar: ProcessCalendar) {
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

    private mutating func type(_ type: FieldType) {
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

    private mutating func activity(_ activity: Activity) {
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
    private mutating func gates() {
        let named = parts.gates.prefix(parts.namedGates).sorted { $0.id < $1.id }
        list("gates", named + parts.gates.dropFirst(parts.namedGates)) { $0.gate($1) }
    }

    private mutating func gate(_ gate: Gate) {
        json.beginObject()
        list("criteria", gate.criteria) { $0.criterion($1) }
        text("id", gate.id)
        flag("never_overridden", gate.neverOverridden)
        condition("when", gate.when)
        json.endObject()
    }

    private mutating func criterion(_ criterion: Criterion) {
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

    private mutating func approval(_ approval: Approval) {
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

    private mutating func stage(_ stage: Stage) {
        json.beginObject()
        list("activities", stage.activities) { writer, item in
            writer.json.beginObject()
            writer.texts("after", item.after.map { writer.parts.activities[$0.index].id })
            writer.due(item.due)
            if let every = item.every { writer.span("every", every) }
            writer.text("id", writer.parts.activities[item.activity.index].id)
            writer.flag("keep", item.keep)
            let isRecurrence = { (row: Recurrence) in
                row.activity == item.activity && writer.parts.stages[row.stage.index].id == stage.id
            }
            if let row = writer.parts.recurrences.first(where: isRecurrence) {
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

    private mutating func opening(_ opening: OpeningRule) {
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

    private mutating func track(_ track: Track) {
        json.beginObject()
        text("id", track.id)
        if let initial = track.initial { text("initial", parts.stages[initial.index].id) }
        text("of", parts.stages[track.stage.index].id)
        condition("when", track.when)
        json.endObject()
    }

    private mutating func move(_ move: Move) {
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

    // MARK: Time

    private mutating func span(_ key: StaticString, _ span: TimedSpan) { text(key, words(span)) }

    private func words(_ span: TimedSpan) -> String {
        "\(span.span)\(span.calendar.map { " by \(parts.calendars[$0].id)" } ?? "")"
    }

    private mutating func due(_ rule: DueRule?) {
        switch rule {
        case nil: break
        case .after(let span): self.span("due", span)
        case .before(let time, let span): text("due", "\(span.map { words($0) } ?? "") before \(time.source.text)")
        }
    }

    private mutating func limit(_ limit: Limit) {
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

    private mutating func cadence(_ cadence: Cadence) {
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

    private func words(_ outcomes: Cadence.Outcomes) -> String {
        let activity = parts.activities[outcomes.activity.index]
        return "\(activity.id): " + outcomes.outcomes.map { activity.outcomes[$0].id }.sorted().joined(separator: ", ")
    }

    private mutating func window(_ key: StaticString, _ window: SendWindow?) {
        guard let window else { return }
        let calendar = parts.calendars[window.calendar].id
        switch window.clocks {
        case .calendar: text(key, calendar)
        case .contact: text(key, "\(calendar) in the contact's zone")
        case .zone(let zone): text(key, "\(calendar) in \(zone.name)")
        }
    }

    private mutating func contactRules() {
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
    private mutating func late(_ policy: LatePolicy, unless standard: LatePolicy.Mode = .once) {
        guard policy != LatePolicy(standard) else { return }
        text("late", policy.mode == .skip ? "skip after \(policy.grace)" : policy.mode.rawValue)
    }

    private mutating func passed(_ key: StaticString, _ stages: PassedStages) {
        switch stages {
        case .all:
            json.key(key)
            json.string("all")
        case .stages(let stages): texts(key, stages.map { parts.stages[$0.index].id })
        }
    }

    private mutating func action(_ action: HookAction) {
        json.beginObject()
        text("action", action.action)
        text("plugin", action.plugin)
        list("settings", action.settings) { writer, setting in
            writer.json.beginObject()
            writer.text("key", setting.key)
            // Whether words are an expression is part of what they mean.
            if case .value? = setting.template.parts.first { writer.flag("reads", true) }
            writer.template("value", setting.template)
            writer.json.endObject()
        }
        json.endObject()
    }

    private mutating func hook(_ hook: Hook) {
        json.beginObject()
        list("do", hook.actions) { $0.action($1) }
        text("event", hook.eventName)
        text("id", hook.id)
        condition("when", hook.when)
        json.endObject()
    }

    private mutating func reasons(_ list: ReasonList) {
        json.beginObject()
        text("id", list.id)
        self.list("reasons", list.reasons) { writer, reason in
            writer.json.beginObject()
            writer.texts("ask", reason.ask.map { writer.parts.fields[$0.index].id })
            writer.text("id", reason.id)
            writer.json.endObject()
        }
        json.endObject()
    }

    private mutating func permissions() {
        json.key("permissions")
        permissions(parts.permissions)
    }

    private mutating func permissions(_ permissions: SalesProcess.Permissions) {
        json.beginObject()
        roles("assign", permissions.assign)
        let edit = permissions.edit.map { (parts.fields[$0.key.index].id, $0.value) }.sorted { $0.0 < $1.0 }
        list("edit", edit) { writer, entry in
            writer.json.beginObject()
            writer.text("field", entry.0)
            writer.roles("roles", Optional(entry.1))
            writer.json.endObject()
        }
        roles("edit_all", permissions.editAll)
        roles("move", permissions.move)
        roles("override", permissions.override)
        let see = permissions.see.map { (parts.fields[$0.key.index].id, $0.value) }.sorted { $0.0 < $1.0 }
        list("see", see) { writer, entry in
            writer.json.beginObject()
            writer.text("field", entry.0)
            writer.roles("roles", Optional(entry.1))
            writer.json.endObject()
        }
        json.endObject()
    }

    private mutating func score() {
        guard let score = parts.score else { return }
        json.key("score")
        json.beginObject()
        list("bands", score.bands) { writer, band in
            writer.json.beginObject()
            writer.json.key("from")
            writer.json.int(band.from)
            writer.text("id", band.id)
            writer.json.endObject()
        }
        number("max", score.maximum)
        number("min", score.minimum)
        list("rules", score.rules.sorted { $0.id < $1.id }) { writer, rule in
            writer.json.beginObject()
            writer.number("at_most", rule.atMost)
            writer.condition("each", rule.each)
            writer.text("id", rule.id)
            writer.json.key("points")
            writer.json.int(rule.points)
            writer.condition("when", rule.when)
            writer.json.endObject()
        }
        json.endObject()
    }

    // MARK: Pieces

    private mutating func text(_ key: StaticString, _ text: String) {
        json.key(key)
        json.string(text)
    }

    private mutating func texts(_ key: StaticString, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        json.key(key)
        json.beginArray()
        for text in texts { json.string(text) }
        json.endArray()
    }

    private mutating func number(_ key: StaticString, _ number: Int?) {
        guard let number else { return }
        json.key(key)
        json.int(number)
    }

    private mutating func flag(_ key: StaticString, _ flag: Bool) {
        guard flag else { return }
        json.key(key)
        json.bool(true)
    }

    private mutating func value(_ key: StaticString, _ value: Value?) {
        guard let value else { return }
        json.key(key)
        ValueCoding.write(value, to: &json)
    }

    private mutating func condition(_ key: StaticString, _ condition: Condition?) {
        guard let condition else { return }
        text(key, condition.source.text)
    }

    private mutating func template(_ key: StaticString, _ template: Template?) {
        guard let template else { return }
        text(key, template.source.text)
    }

    /// Roles in the order of their ids; an empty set that was written is told from none.
    private mutating func roles(_ key: StaticString, _ roles: RoleSet?) {
        guard let roles else { return }
        json.key(key)
        json.beginArray()
        var names = roles.roles.map { parts.roles[$0.index].id }
        if roles.owner { names.append("owner") }
        if roles.requester { names.append("requester") }
        if roles.ownerManager { names.append("owner_manager") }
        for name in names.sorted() { json.string(name) }
        json.endArray()
    }

    private mutating func list<Item>(
        _ key: StaticString,
        _ items: [Item],
        _ write: (inout DefinitionWriter, Item) -> Void
    ) {
        guard !items.isEmpty else { return }
        json.key(key)
        json.beginArray()
        for item in items { write(&self, item) }
        json.endArray()
    }
}
