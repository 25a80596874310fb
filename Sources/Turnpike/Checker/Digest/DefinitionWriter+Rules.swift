import TurnpikeCalendars
import TurnpikeValues

/// Hooks, reasons, permissions and scores.
extension DefinitionWriter {
    mutating func passed(_ key: StaticString, _ stages: PassedStages) {
        switch stages {
        case .all:
            json.key(key)
            json.string("all")
        case .stages(let stages): texts(key, stages.map { parts.stages[$0.index].id })
        }
    }

    mutating func action(_ action: HookAction) {
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

    mutating func hook(_ hook: Hook) {
        json.beginObject()
        list("do", hook.actions) { $0.action($1) }
        text("event", hook.eventName)
        text("id", hook.id)
        condition("when", hook.when)
        json.endObject()
    }

    mutating func reasons(_ list: ReasonList) {
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

    mutating func permissions() {
        json.key("permissions")
        permissions(parts.permissions)
    }

    mutating func permissions(_ permissions: SalesProcess.Permissions) {
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

    mutating func score() {
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
}
