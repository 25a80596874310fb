import TurnpikeCalendars
import TurnpikeValues

/// What the parts are written with; what is absent is left out.
extension DefinitionWriter {
    mutating func text(_ key: StaticString, _ text: String) {
        json.key(key)
        json.string(text)
    }

    mutating func texts(_ key: StaticString, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        json.key(key)
        json.beginArray()
        for text in texts { json.string(text) }
        json.endArray()
    }

    mutating func number(_ key: StaticString, _ number: Int?) {
        guard let number else { return }
        json.key(key)
        json.int(number)
    }

    mutating func flag(_ key: StaticString, _ flag: Bool) {
        guard flag else { return }
        json.key(key)
        json.bool(true)
    }

    mutating func value(_ key: StaticString, _ value: Value?) {
        guard let value else { return }
        json.key(key)
        ValueCoding.write(value, to: &json)
    }

    mutating func condition(_ key: StaticString, _ condition: Condition?) {
        guard let condition else { return }
        text(key, condition.source.text)
    }

    mutating func template(_ key: StaticString, _ template: Template?) {
        guard let template else { return }
        text(key, template.source.text)
    }

    /// Roles in the order of their ids; an empty set that was written is told from none.
    mutating func roles(_ key: StaticString, _ roles: RoleSet?) {
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

    mutating func list<Item>(
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
