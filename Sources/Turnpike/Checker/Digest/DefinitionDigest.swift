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
struct DefinitionWriter: ~Copyable {
    let parts: SalesProcess.Parts
    var json: JSONWriter

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
        return json.bytes
    }
}
