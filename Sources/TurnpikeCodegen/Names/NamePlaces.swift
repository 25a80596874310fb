import Turnpike

/// Where the ids stand that a checked process keeps without their places: signals, records, reasons, options, outcomes.
struct NamePlaces {
    private var ranges: [[String]: SourceRange] = [:]

    /// The places of a definition; nowhere without one.
    init(_ definition: Definition?) {
        guard let definition else { return }
        for signal in definition.signals { add(["signals"], signal.id) }
        for list in definition.reasons {
            add(["reasons"], list.id)
            for reason in list.reasons { add(["reasons", list.id.value], reason.id) }
        }
        for record in definition.records {
            add(["records"], record.id)
            add(["records", record.id.value], record.fields)
        }
        add(["fields"], definition.fields)
        for activity in definition.activities {
            add(["activities", activity.id.value], activity.fields)
            for outcome in activity.outcomes { add(["activities", activity.id.value, "outcomes"], outcome.id) }
        }
    }

    /// The place of an id below a path such as `reasons`, `lost`; `other` where it is unknown.
    func range(_ path: [String], _ id: String, or other: SourceRange = .none) -> SourceRange {
        ranges[path + [id]] ?? other
    }

    private mutating func add(_ path: [String], _ fields: [FieldDefinition]) {
        for field in fields { for option in field.type.options { add(path + [field.id.value], option.id) } }
    }

    private mutating func add(_ path: [String], _ id: Located<String>) {
        ranges[path + [id.value]] = id.range
    }
}
