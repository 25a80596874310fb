import Turnpike
public import TurnpikeCRM
import TurnpikeValues
import TurnpikeWeb

extension PipedriveCRM {
    /// Fields of the record itself; everything else is a custom field.
    private static let own: Set<String> = [
        "value", "currency", "expected_close_date", "visible_to", "probability", "title", "label_ids", "name",
        "address",
    ]

    /// A record of an answer; nil for what is none.
    func record(_ json: JSON, _ kind: CRMKind) -> CRMRecord? {
        guard let id = json["id"]?.int64,
            let updated = json["update_time"]?.stringValue ?? json["add_time"]?.stringValue
        else { return nil }
        var record = CRMRecord(id: String(id), revision: updated, updated: Self.instant(updated))
        guard kind == .deal else {
            if let name = json["name"]?.stringValue { record.values[.field("name")] = .text(name) }
            if let mail = (json["emails"] ?? json["email"])?.elements?.first?["value"]?.stringValue {
                record.values[.field("email")] = .text(mail)
            }
            return record
        }
        for (kind, name) in [(CRMKind.contact, "person_id"), (.account, "org_id")] {
            record.links[kind] = json[name]?.int64.map(String.init)
        }
        let custom = json["custom_fields"]
        record.key = text(custom?[settings.keyField])
        record.effect = settings.effectField.flatMap { text(custom?[$0]) }
        record.values[.name] = json["title"]?.stringValue.map { .text($0) } ?? CRMValue.none
        let status = json["status"]?.stringValue
        if let status, Self.ends.contains(status) {
            record.values[.stage] = .text(status)
        } else if let stage = json["stage_id"]?.int64 {
            record.values[.stage] = .text(String(stage))
        }
        record.values[.owner] = json["owner_id"]?.int64.map { .text(String($0)) } ?? CRMValue.none
        record.values[.reason] = text(json["lost_reason"]).map { .text($0) } ?? CRMValue.none
        record.values[.currency] = text(json["currency"]).map { .text($0) } ?? CRMValue.none
        if settings.writesProbability { record.values[.probability] = decode(json["probability"], .number) }
        for name in settings.fields {
            let value = Self.own.contains(name) ? json[name] : custom?[name]
            let decoded = decode(value, name == "value" ? .number : kinds.kind(name))
            // A deal without a value has the value 0 there.
            record.values[.field(name)] = name == "value" && decoded == .number(0) ? CRMValue.none : decoded
        }
        return record
    }

    private func text(_ json: JSON?) -> String? { json?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }

    private func decode(_ json: JSON?, _ kind: CRMSchema.Field.Kind) -> CRMValue {
        guard let json, !json.isNull else { return .none }
        // Amounts of custom fields come with their currency.
        if json.members != nil { return decode(json["value"], kind) }
        if let elements = json.elements {
            return .list(elements.compactMap { $0.stringValue ?? $0.int64.map(String.init) }.sorted())
        }
        if let flag = json.boolValue { return .flag(flag) }
        if case .number(let text) = json {
            if case .choice = kind { return .text(text) }
            return (json.decimalValue ?? Self.decimal(text)).map { .number($0) } ?? .text(text)
        }
        guard let text = text(json) else { return .none }
        switch kind {
        case .number: return ExactDecimal(text).map { .number($0) } ?? .text(text)
        case .date: return CalendarDate(text).map { .date($0) } ?? .text(text)
        case .choices: return .list(text.split(separator: ",").map(String.init).sorted())
        default: return .text(text)
        }
    }

    /// A number that was written with an exponent.
    private static func decimal(_ text: String) -> ExactDecimal? {
        guard let number = Double(text), number.magnitude < 1e15 else { return nil }
        let thousandths = (number * 1_000).rounded()
        return ExactDecimal(coefficient: Int64(thousandths), scale: 3)
    }

    private func encode(_ value: CRMValue) -> JSON {
        switch value {
        case .none: .null
        case .text(let text): .string(text)
        case .number(let number): .number(number.trimmed.description)
        case .flag(let flag): .bool(flag)
        case .date(let date): .string(date.description)
        case .instant(let instant): .string(instant.description)
        case .list(let texts): .array(texts.map { text in Int64(text).map { .int($0) } ?? .string(text) })
        }
    }

    private func id(_ value: CRMValue) -> JSON {
        if case .text(let text) = value, let number = Int64(text) { .int(number) } else { .null }
    }

    /// What a draft writes.
    ///
    /// - Parameters:
    ///   - draft: What is written.
    ///   - kind: The kind of record.
    ///   - given: Custom fields that are written beside it.
    ///   - currency: The record's currency, for amounts where the draft changes none.
    func encode(
        _ draft: CRMDraft,
        _ kind: CRMKind,
        custom given: [(String, JSON)],
        currency: CRMValue? = nil
    ) -> [(String, JSON)] {
        var body: [(String, JSON)] = []
        var custom = given
        for (slot, value) in draft.values {
            switch slot {
            case .name: body.append(("title", encode(value)))
            // A deal there always has an owner and a currency: none of ours leaves theirs.
            case .owner: if value != .none { body.append(("owner_id", id(value))) }
            case .reason: body.append(("lost_reason", encode(value)))
            case .currency: if value != .none { body.append(("currency", encode(value))) }
            case .probability: if settings.writesProbability { body.append(("probability", encode(value))) }
            case .stage:
                switch value {
                case .text("won"): body.append(("status", "won"))
                case .text("lost"): body.append(("status", "lost"))
                default:
                    body.append(("stage_id", id(value)))
                    // A deal that had ended is open again.
                    body.append(("status", "open"))
                }
            case .field("email") where kind == .contact:
                body.append(("emails", [["primary": true, "value": encode(value)]]))
            case .field(let name):
                if value == .none, name == "value" || name == "label_ids" {
                    body.append((name, name == "value" ? 0 : []))
                } else if Self.own.contains(name) || kind != .deal {
                    body.append((name, encode(value)))
                } else if kinds.isAmount(name), case .number = value {
                    var amount: [(String, JSON)] = [("value", encode(value))]
                    if case .text(let code)? = draft.values[.currency] ?? currency {
                        amount.append(("currency", .string(code)))
                    }
                    custom.append((name, .object(amount.sorted { $0.0 < $1.0 })))
                } else if case .choice = kinds.kind(name), case .text(let text) = value, let option = Int64(text) {
                    custom.append((name, .int(option)))
                } else {
                    custom.append((name, encode(value)))
                }
            }
        }
        if kind == .deal, let name = settings.effectField { custom.append((name, .string(draft.effect))) }
        if !custom.isEmpty { body.append(("custom_fields", .object(custom.sorted { $0.0 < $1.0 }))) }
        for (other, theirs) in draft.links {
            guard let number = Int64(theirs), other != .deal else { continue }
            body.append((other == .contact ? "person_id" : "org_id", .int(number)))
        }
        return body.sorted { $0.0 < $1.0 }
    }

    // MARK: Notes

    /// Writes a note, or an activity that is done.
    ///
    /// - Parameters:
    ///   - note: What is written.
    ///   - record: The deal.
    ///   - isRepeated: Whether it may be there already and is to be looked for.
    public func write(_ note: CRMNote, to record: CRMRecord, isRepeated: Bool) async throws {
        guard let deal = Int64(record.id) else { throw Self.senseless }
        let text = CRMMarkup.html(note.text) + "<br>" + note.mark
        let path = note.isActivity ? "/api/v2/activities" : "/api/v1/notes"
        if isRepeated {
            let query = [(name: "deal_id", value: record.id), (name: "limit", value: "100")]
            let known = try await data("GET", path, query: query)?.elements ?? []
            let isThere = known.contains { entry in
                (entry[note.isActivity ? "note" : "content"]?.stringValue ?? "").contains(note.mark)
            }
            if isThere { return }
        }
        let body: JSON =
            note.isActivity
            ? [
                "deal_id": .int(deal), "done": true, "due_date": .string(String(note.at.description.prefix(10))),
                "note": .string(text), "subject": .string(note.subject), "type": "task",
            ] : ["content": .string(text), "deal_id": .int(deal)]
        guard try await data("POST", path, body: body) != nil else { throw Self.senseless }
    }
}
