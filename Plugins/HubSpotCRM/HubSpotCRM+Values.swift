import Synchronization
import Turnpike
public import TurnpikeCRM
import TurnpikeValues
import TurnpikeWeb

/// The kinds of properties, learnt with the schema.
final class HubSpotKinds: Sendable {
    private struct State {
        var fields: [CRMKind: [String: CRMSchema.Field.Kind]] = [:]
        var unique: [CRMKind: Set<String>] = [:]
    }
    private let state = Mutex(State())

    func note(_ fields: [CRMKind: [CRMSchema.Field]]) {
        state.withLock { state in
            for (kind, list) in fields {
                state.fields[kind] = Dictionary(
                    list.map { ($0.name, $0.kind) },
                    uniquingKeysWith: { first, _ in first }
                )
            }
        }
    }

    func note(unique name: String, of kind: CRMKind) {
        state.withLock { _ = $0.unique[kind, default: []].insert(name) }
    }

    func kind(_ name: String, of kind: CRMKind) -> CRMSchema.Field.Kind {
        state.withLock { $0.fields[kind]?[name] } ?? .text
    }
}

extension HubSpotCRM {
    /// The properties that are read.
    func properties(_ kind: CRMKind) -> [String] {
        switch kind {
        case .deal:
            let own = ["dealname", "dealstage", "hubspot_owner_id", "hs_lastmodifieddate", "deal_currency_code"]
            let named =
                [settings.keyProperty, settings.reasonProperty]
                + [settings.effectProperty, settings.probability].compactMap { $0 }
            return Array(Set(own + named + settings.fields)).sorted()
        case .contact: return ["email", "firstname", "lastname", "phone"]
        case .account: return ["domain", "name", "phone"]
        }
    }

    /// A record of an answer; nil for what is none.
    func record(_ json: JSON, _ kind: CRMKind) -> CRMRecord? {
        guard let id = json["id"]?.stringValue, let members = json["properties"]?.members,
            let updated = json["updatedAt"]?.stringValue
        else { return nil }
        var values: CRMValues = [:]
        var record = CRMRecord(id: id, revision: updated, updated: Instant(updated))
        if kind == .deal {
            // What HubSpot does not name has no value there.
            for slot in [CRMSlot.name, .stage, .owner, .reason, .currency] { values[slot] = CRMValue.none }
            if settings.probability != nil { values[.probability] = CRMValue.none }
            for name in settings.fields { values[.field(name)] = CRMValue.none }
        }
        for (name, value) in members {
            let text = value.stringValue ?? ""
            guard kind == .deal else {
                values[.field(name)] = decode(text, kinds.kind(name, of: kind))
                continue
            }
            switch name {
            case "hs_lastmodifieddate": record.updated = Self.instant(text) ?? record.updated
            case "dealname": values[.name] = text.isEmpty ? CRMValue.none : .text(text)
            case "dealstage": values[.stage] = text.isEmpty ? CRMValue.none : .text(text)
            case "hubspot_owner_id": values[.owner] = text.isEmpty ? CRMValue.none : .text(text)
            case "deal_currency_code": values[.currency] = text.isEmpty ? CRMValue.none : .text(text)
            case settings.keyProperty: record.key = text.isEmpty ? nil : text
            case settings.effectProperty: record.effect = text.isEmpty ? nil : text
            case settings.reasonProperty: values[.reason] = text.isEmpty ? CRMValue.none : .text(text)
            case settings.probability: values[.probability] = decode(text, .number)
            case _ where settings.fields.contains(name):
                values[.field(name)] = decode(text, kinds.kind(name, of: kind))
            default: break
            }
        }
        record.values = values
        return record
    }

    /// HubSpot writes every value as text.
    private func decode(_ text: String, _ kind: CRMSchema.Field.Kind) -> CRMValue {
        guard !text.isEmpty else { return .none }
        switch kind {
        case .text, .choice: return .text(text)
        case .number: return ExactDecimal(text).map { .number($0) } ?? .text(text)
        case .flag: return .flag(text == "true")
        case .choices: return .list(text.split(separator: ";").map(String.init).sorted())
        case .date:
            if let date = CalendarDate(text) { return .date(date) }
            // Older answers have the first millisecond of the day in UTC.
            return Self.instant(text)?.dayInUTC.map { .date($0) } ?? .text(text)
        case .instant: return Self.instant(text).map { .instant($0) } ?? .text(text)
        }
    }

    private static func instant(_ text: String) -> Instant? {
        if let milliseconds = Int64(text) { return Instant(milliseconds: milliseconds) }
        return Instant(text)
    }

    private static func encode(_ value: CRMValue) -> JSON {
        switch value {
        case .none: ""
        case .text(let text): .string(text)
        case .number(let number): .string(number.trimmed.description)
        case .flag(let flag): .string(flag ? "true" : "false")
        case .date(let date): .string(date.description)
        case .instant(let instant): .string(String(instant.milliseconds))
        case .list(let texts): .string(texts.joined(separator: ";"))
        }
    }

    /// What a draft writes.
    func encode(_ draft: CRMDraft, _ kind: CRMKind) -> [(String, JSON)] {
        var properties: [(String, JSON)] = []
        for (slot, value) in draft.values {
            switch slot {
            case .name: properties.append(("dealname", Self.encode(value)))
            case .stage:
                properties.append(("dealstage", Self.encode(value)))
                properties.append(("pipeline", .string(settings.pipeline)))
            case .owner: properties.append(("hubspot_owner_id", Self.encode(value)))
            case .reason: properties.append((settings.reasonProperty, Self.encode(value)))
            case .currency: properties.append(("deal_currency_code", Self.encode(value)))
            case .probability: if let name = settings.probability { properties.append((name, Self.encode(value))) }
            case .field(let name): properties.append((name, Self.encode(value)))
            }
        }
        if kind == .deal, let name = settings.effectProperty { properties.append((name, .string(draft.effect))) }
        var seen: Set<String> = []
        return properties.filter { seen.insert($0.0).inserted }
    }

    // MARK: Notes

    /// Writes a note, or a task that is done.
    ///
    /// - Parameters:
    ///   - note: What is written.
    ///   - record: The deal.
    ///   - isRepeated: Whether it may be there already and is to be looked for.
    public func write(_ note: CRMNote, to record: CRMRecord, isRepeated: Bool) async throws {
        let type = note.isActivity ? "tasks" : "notes"
        let property = note.isActivity ? "hs_task_body" : "hs_note_body"
        let text = CRMMarkup.html(note.text) + "<br>" + note.mark
        if isRepeated, try await isThere(note.mark, type, property, record) { return }
        var properties: [(String, JSON)] = [
            (property, .string(text)), ("hs_timestamp", .string(String(note.at.milliseconds))),
        ]
        if note.isActivity {
            properties.append(("hs_task_status", "COMPLETED"))
            properties.append(("hs_task_subject", .string(note.subject)))
        }
        // HubSpot's own kinds of links: 214 from a note, 216 from a task to a deal.
        let link: JSON = [
            "to": ["id": .string(record.id)],
            "types": [
                ["associationCategory": "HUBSPOT_DEFINED", "associationTypeId": .int(note.isActivity ? 216 : 214)]
            ],
        ]
        let body: JSON = ["associations": [link], "properties": .object(properties)]
        _ = try await caller.call("POST", "/crm/v3/objects/\(type)", body: body)
    }

    /// Whether one of the deal's notes carries a mark. They are found by their links to the deal, which are there at once:
    /// the search would show a note late, and it would be written twice.
    private func isThere(_ mark: String, _ type: String, _ property: String, _ record: CRMRecord) async throws -> Bool {
        var after: String?
        repeat {
            var query = [(name: "limit", value: "100")]
            if let after { query.append((name: "after", value: after)) }
            let path = "/crm/v4/objects/deals/\(PercentText.escaped(record.id))/associations/\(type)"
            let page = try await caller.call("GET", path, query: query).json
            let ids = (page["results"]?.elements ?? []).compactMap { link in
                link["toObjectId"].flatMap { $0.int64.map(String.init) ?? $0.stringValue }
            }
            if !ids.isEmpty {
                let body: JSON = [
                    "inputs": .array(ids.map { ["id": .string($0)] }), "properties": [.string(property)],
                ]
                let found = try await caller.call("POST", "/crm/v3/objects/\(type)/batch/read", body: body).json
                let isFound = (found["results"]?.elements ?? []).contains { item in
                    item["properties"]?[property]?.stringValue?.contains(mark) == true
                }
                if isFound { return true }
            }
            let next = page["paging"]?["next"]?["after"]?.stringValue
            after = next == after ? nil : next
        } while after != nil
        return false
    }
}
