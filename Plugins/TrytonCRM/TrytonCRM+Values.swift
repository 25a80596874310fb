import Turnpike
import TurnpikeCRM
import TurnpikeValues

extension TrytonCRM {
    /// The fields that are read.
    var names: [String] {
        let own = [
            "amount", "conversion_probability", "create_date", "currency.code", "description", "employee",
            "lost_reason",
            "party", "reference", "state", "write_date", "_timestamp",
        ]
        return Array(Set(own + settings.fields + (settings.effectField.map { [$0] } ?? []))).sorted()
    }

    static func state(_ value: CRMValue?) -> String? { if case .text(let state)? = value { state } else { nil } }

    /// A record of an answer; nil for what is none.
    func record(_ json: JSON) -> CRMRecord? {
        guard let id = json["id"]?.int64, let revision = json["_timestamp"]?.stringValue,
            var state = json["state"]?.stringValue
        else { return nil }
        let updated = Self.instant(json["write_date"]) ?? Self.instant(json["create_date"])
        var record = CRMRecord(id: String(id), revision: revision, updated: updated)
        record.key = json["reference"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        record.effect = settings.effectField.flatMap { json[$0]?.stringValue }
        if state == "won", settings.wonIsConverted { state = "converted" }
        record.values[.stage] = .text(state)
        record.values[.name] = Self.decode(json["description"])
        record.values[.owner] = json["employee"]?.int64.map { .text(String($0)) } ?? CRMValue.none
        // A reason that a reopened opportunity still carries says nothing.
        record.values[.reason] = state == "lost" ? Self.decode(json["lost_reason"]) : CRMValue.none
        record.values[.currency] = Self.decode(json["currency."]?["code"])
        if settings.writesProbability, let ratio = json["conversion_probability"]?.decimalValue {
            record.values[.probability] = .number(ratio.multiplied(by: 100)?.trimmed ?? ratio)
        }
        if !TrytonStates.open.contains(state) { record.fixed = [.probability] }
        for name in settings.fields { record.values[.field(name)] = Self.decode(json[name]) }
        if let party = json["party"]?.int64 { record.links[.account] = String(party) }
        return record
    }

    /// Tryton writes decimals, days and moments as objects with a class.
    static func decode(_ json: JSON?) -> CRMValue {
        guard let json, !json.isNull else { return .none }
        switch json["__class__"]?.stringValue {
        case "Decimal": return json["decimal"]?.stringValue.flatMap { ExactDecimal($0) }.map { .number($0) } ?? .none
        case "date": return date(json).map { .date($0) } ?? .none
        case "datetime": return instant(json).map { .instant($0) } ?? .none
        default: break
        }
        if let text = json.stringValue { return text.isEmpty ? .none : .text(text) }
        if let flag = json.boolValue { return .flag(flag) }
        if let elements = json.elements {
            let texts = elements.compactMap(\.stringValue)
            return texts.isEmpty ? .none : .list(texts.sorted())
        }
        return json.decimalValue.map { .number($0) } ?? .none
    }

    private static func date(_ json: JSON) -> CalendarDate? {
        guard let year = json["year"]?.int64, let month = json["month"]?.int64, let day = json["day"]?.int64 else {
            return nil
        }
        return CalendarDate(year: Int(year), month: Int(month), day: Int(day))
    }

    static func instant(_ json: JSON?) -> Instant? {
        guard let json, let date = date(json), let hour = json["hour"]?.int64, let minute = json["minute"]?.int64,
            let second = json["second"]?.int64
        else { return nil }
        let seconds = Int64(date.daysSince1970) * 86_400 + hour * 3_600 + minute * 60 + second
        let micro = UInt32(clamping: json["microsecond"]?.int64 ?? 0)
        return Instant(seconds: seconds, nanoseconds: min(micro, 999_999) * 1_000)
    }

    static func encode(_ instant: Instant) -> JSON {
        let day = Int((Double(instant.seconds) / 86_400).rounded(.down))
        let rest = instant.seconds - Int64(day) * 86_400
        guard let date = CalendarDate(daysSince1970: day) else { return .null }
        return [
            "__class__": "datetime", "year": .int(Int64(date.year)), "month": .int(Int64(date.month)),
            "day": .int(Int64(date.day)), "hour": .int(rest / 3_600), "minute": .int(rest % 3_600 / 60),
            "second": .int(rest % 60), "microsecond": .int(Int64(instant.nanoseconds / 1_000)),
        ]
    }

    /// A value in the form that a field of that type takes.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - type: What Tryton calls the field's type; nil where it is not known.
    static func encode(_ value: CRMValue, _ type: String? = nil) -> JSON {
        switch value {
        case .none: .null
        case .text(let text): .string(text)
        case .number(let number) where type == "float" || type == "integer": .number(number.trimmed.description)
        case .number(let number): ["__class__": "Decimal", "decimal": .string(number.description)]
        case .flag(let flag): .bool(flag)
        case .date(let date):
            [
                "__class__": "date", "year": .int(Int64(date.year)), "month": .int(Int64(date.month)),
                "day": .int(Int64(date.day)),
            ]
        case .instant(let instant): encode(instant)
        case .list(let texts) where type == "multiselection": .array(texts.map { .string($0) })
        case .list(let texts): .string(texts.joined(separator: ", "))
        }
    }

    /// What a draft writes, without state and reason.
    func fields(_ draft: CRMDraft) throws -> [(String, JSON)] {
        var values: [(String, JSON)] = []
        for (slot, value) in draft.values {
            switch slot {
            case .name: values.append(("description", Self.encode(value)))
            case .owner:
                if case .text(let text) = value, let number = Int64(text) {
                    values.append(("employee", .int(number)))
                } else {
                    values.append(("employee", .null))
                }
            case .currency:
                guard case .text(let code) = value else { break }
                guard let id = memory.currency(code) else {
                    throw DeliveryError.permanent("Tryton has no currency '\(code)'")
                }
                values.append(("currency", .int(id)))
            case .probability:
                guard settings.writesProbability, case .number(let percent) = value else { break }
                let ratio = percent.divided(by: 100, places: 4) ?? .zero
                values.append(("conversion_probability", .number(ratio.trimmed.description)))
            case .field(let name): values.append((name, Self.encode(value, memory.type(name))))
            case .stage, .reason: break
            }
        }
        if let party = draft.links[.account], let number = Int64(party) { values.append(("party", .int(number))) }
        if let field = settings.effectField { values.append((field, .string(draft.effect))) }
        return values.sorted { $0.0 < $1.0 }
    }

    /// The reason, which is written before an opportunity is lost: afterwards it is locked.
    func reason(_ draft: CRMDraft, to target: String) -> [(String, JSON)] {
        guard target == "lost", let reason = draft.values[.reason] else { return [] }
        return [("lost_reason", Self.encode(reason))]
    }
}
