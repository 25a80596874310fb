import TurnpikeValues

extension ProcessChecker {
    /// How deep records may hold records: every level multiplies what one value can hold.
    private static let recordDepth = 8

    mutating func resolveRecords() {
        var states = Array(repeating: RecordState.untouched, count: definition.records.count)
        parts.records = definition.records.map { FieldType.Record(id: $0.id.value, fields: []) }
        var heights = Array(repeating: 1, count: definition.records.count)
        for index in definition.records.indices { resolveRecord(index, depth: 0, &states, &heights) }
    }

    enum RecordState {
        case untouched
        case underWay
        case done
    }

    private mutating func resolveRecord(
        _ index: Int,
        depth: Int,
        _ states: inout [RecordState],
        _ heights: inout [Int]
    ) {
        guard states[index] == .untouched else { return }
        states[index] = .underWay
        let record = definition.records[index]
        _ = declare(record.fields.lazy.map(\.id), "field")
        var fields: [Field] = []
        fields.reserveCapacity(record.fields.count)
        for field in record.fields {
            let name = field.type.itemName ?? field.type.name
            if let inner = tables.records[meant(name, in: tables.records)] {
                if depth < Self.recordDepth { resolveRecord(inner, depth: depth + 1, &states, &heights) }
                if states[inner] != .done || heights[inner] >= Self.recordDepth {
                    report(
                        .recursiveRecord,
                        states[inner] == .underWay
                            ? "the record '\(record.id.value)' would hold itself through '\(name.value)'"
                            : "records nest more than \(Self.recordDepth) deep",
                        at: name.range,
                        notes: [Diagnostic.Note("declared here", at: definition.records[inner].id.range)]
                    )
                    used.records[inner] = true
                    continue
                }
                heights[index] = max(heights[index], heights[inner] + 1)
            }
            fields.append(self.field(field, computation: nil))
            if let compute = field.compute {
                report(.computedFieldSet, "a field of a record cannot be computed", at: compute.range)
            }
        }
        parts.records[index] = FieldType.Record(id: record.id.value, fields: fields)
        states[index] = .done
    }

    mutating func resolveFields() {
        parts.fields.reserveCapacity(definition.fields.count)
        for (index, field) in definition.fields.enumerated() {
            let findingsBefore = findings.count
            parts.fields.append(self.field(field, computation: nil))
            if findings[findingsBefore...].contains(where: { $0.code == .unknownType || $0.code == .itemsMisplaced }) {
                untypedFields.insert(index)
            }
        }
    }

    /// Resolves a field but for its computation, which needs all fields to be known.
    mutating func field(_ declared: FieldDefinition, computation: Int?) -> Field {
        let type = fieldType(declared.type)
        var reader = LiteralReader(currency: parts.currency)
        var limits = FieldLimits()
        limits.minimum = bound(declared.minimum, "min", type, &reader)
        limits.maximum = bound(declared.maximum, "max", type, &reader)
        limits.maximumLength = count(declared.maximumLength, "max_length", fits: type.isText, type)
        limits.maximumItems = count(declared.maximumItems, "max_items", fits: type.hasItems, type)
        if let pattern = declared.pattern {
            if type.isText {
                limits.pattern = checkedPattern(pattern)
            } else {
                misplaced("pattern", type, pattern.range)
            }
        }
        if let low = limits.minimum, let high = limits.maximum, Value.isOrdered(low, high) == false {
            report(
                .outOfRange,
                "min \(low) is above max \(high)",
                at: declared.minimum?.range ?? declared.range,
                notes: [Diagnostic.Note("max stands here", at: declared.maximum?.range)]
            )
        }
        var defaultValue: Value?
        if let literal = declared.defaultValue {
            if case .file = type {
                report(.limitMisplaced, "a field of type file has no default", at: literal.range)
            } else if declared.compute == nil {
                defaultValue = reader.read(literal, as: type)
                if let value = defaultValue { checkDefault(value, literal.range, limits, type) }
            }
        }
        findings += reader.findings
        if declared.compute != nil { refuseLimits(of: declared) }
        return Field(
            id: declared.id.value,
            label: declared.label?.value ?? declared.id.value,
            type: type,
            isSensitive: declared.isSensitive,
            defaultValue: defaultValue,
            limits: limits,
            computation: computation,
            range: declared.range
        )
    }

    private mutating func refuseLimits(of declared: FieldDefinition) {
        let given: [(String, SourceRange?)] = [
            ("default", declared.defaultValue?.range), ("min", declared.minimum?.range),
            ("max", declared.maximum?.range), ("max_length", declared.maximumLength?.range),
            ("max_items", declared.maximumItems?.range), ("pattern", declared.pattern?.range),
        ]
        for case (let key, let range?) in given {
            report(
                .computedFieldSet,
                "'\(declared.id.value)' is computed and cannot have '\(key)'",
                at: range,
                notes: [Diagnostic.Note("computed here", at: declared.compute?.range)]
            )
        }
    }

    private mutating func misplaced(_ key: String, _ type: FieldType, _ range: SourceRange) {
        var help: String?
        if key == "max", type.isText { help = "the length of a text is limited by max_length" }
        if key == "max", type.hasItems { help = "the number of items is limited by max_items" }
        report(.limitMisplaced, "'\(key)' means nothing for \(type.kind)", at: range, help: help)
    }

    private mutating func bound(
        _ literal: Literal?,
        _ key: String,
        _ type: FieldType,
        _ reader: inout LiteralReader
    ) -> Value? {
        guard let literal else { return nil }
        guard type.isOrdered else {
            misplaced(key, type, literal.range)
            return nil
        }
        return reader.read(literal, as: type)
    }

    private mutating func count(_ count: Located<Int>?, _ key: String, fits: Bool, _ type: FieldType) -> Int? {
        guard let count else { return nil }
        guard fits else {
            misplaced(key, type, count.range)
            return nil
        }
        guard count.value >= 1 else {
            report(.outOfRange, "'\(key)' is at least 1", at: count.range)
            return nil
        }
        return count.value
    }

    private mutating func checkDefault(_ value: Value, _ range: SourceRange, _ limits: FieldLimits, _ type: FieldType) {
        if let low = limits.minimum, Value.isOrdered(low, value) == false {
            report(.outOfRange, "the default \(value) is below min \(low)", at: range)
        }
        if let high = limits.maximum, Value.isOrdered(value, high) == false {
            report(.outOfRange, "the default \(value) is above max \(high)", at: range)
        }
        if let most = limits.maximumLength, case .string(let text) = value, text.unicodeScalars.count > most {
            report(.outOfRange, "the default is longer than max_length \(most)", at: range)
        }
        if let most = limits.maximumItems, case .list(let items) = value, items.count > most {
            report(.outOfRange, "the default has more items than max_items \(most)", at: range)
        }
        if let pattern = limits.pattern, case .string(let text) = value, PatternCheck.matches(text, pattern) == false {
            report(.outOfRange, "the default does not match the pattern", at: range)
        }
    }

    private mutating func checkedPattern(_ pattern: Located<String>) -> String? {
        if let problem = PatternCheck.problem(pattern.value) {
            report(.badPattern, "not a pattern: \(problem)", at: pattern.range)
            return nil
        }
        return pattern.value
    }

    // MARK: Types

    mutating func fieldType(_ declared: FieldTypeDefinition) -> FieldType {
        let name = declared.name
        switch name.value {
        case "choice", "choices":
            refuseItems(declared)
            let options = self.options(declared)
            return name.value == "choice" ? .choice(options) : .choices(options)
        case "list":
            guard let item = declared.itemName else {
                report(
                    .itemsMisplaced,
                    "a list says in 'of' what its items are",
                    at: name.range,
                    help: "write {type: list, of: text}, or the name of another type or record"
                )
                return .list(.text)
            }
            if item.value == "choice" { return .list(.choice(options(declared))) }
            refuseOptions(declared, "a list of \(item.value)")
            if item.value == "list" || item.value == "choices" {
                report(.itemsMisplaced, "the items of a list cannot be lists", at: item.range)
                return .list(.text)
            }
            return .list(namedType(item))
        default:
            let type = namedType(name)
            refuseItems(declared)
            refuseOptions(declared, type.kind)
            return type
        }
    }

    private mutating func namedType(_ name: Located<String>) -> FieldType {
        if let type = FieldTypeName.simple(name.value) { return type }
        if let index = tables.records[meant(name, in: tables.records)] {
            used.records[index] = true
            return .record(parts.records[index])
        }
        let nearest =
            NearestName.find(name.value, among: FieldTypeName.all + definition.records.map(\.id.value))
            ?? Self.foreignTypes[name.value.lowercased()]
        report(
            .unknownType,
            "no type is called '\(name.value)'",
            at: name.range,
            repair: nearest.map { .didYouMean($0, replacing: name.range) },
            help: nearest == nil ? "there are: " + FieldTypeName.all.joined(separator: ", ") + ", and records" : nil
        )
        guard let nearest else { return .text }
        if let index = tables.records[nearest] {
            used.records[index] = true
            return .record(parts.records[index])
        }
        return FieldTypeName.simple(nearest) ?? .text
    }

    /// What other languages call the types.
    private static let foreignTypes = [
        "string": "text", "str": "text", "int": "integer", "float": "number", "double": "number", "decimal": "number",
        "boolean": "bool", "enum": "choice", "datetime": "time", "timestamp": "time", "array": "list",
        "currency": "money", "percentage": "percent", "link": "url", "mail": "email", "user": "person",
    ]

    private mutating func refuseItems(_ declared: FieldTypeDefinition) {
        guard let item = declared.itemName else { return }
        report(.itemsMisplaced, "only a list has 'of'", at: item.range)
    }

    private mutating func refuseOptions(_ declared: FieldTypeDefinition, _ phrase: String) {
        guard let first = declared.options.first else { return }
        report(.optionsMisplaced, "\(phrase) has no options", at: first.id.range)
    }

    private mutating func options(_ declared: FieldTypeDefinition) -> [FieldType.Option] {
        if declared.options.isEmpty {
            report(
                .optionsMisplaced,
                "a choice lists its options",
                at: declared.name.range,
                help: "write {type: \(declared.name.value), options: [first, second]}"
            )
        }
        _ = declare(declared.options.lazy.map(\.id), "option")
        return declared.options.map { FieldType.Option(id: $0.id.value, label: $0.label?.value ?? $0.id.value) }
    }
}

extension Value {
    /// Whether the first is at most the second; nil where they have no order.
    static func isOrdered(_ low: Value, _ high: Value) -> Bool? {
        switch (low, high) {
        case (.int(let a), .int(let b)): a <= b
        case (.decimal(let a), .decimal(let b)): a <= b
        case (.money(let a), .money(let b)): Money.compare(a, b).map { $0 <= 0 }
        case (.percent(let a), .percent(let b)): a <= b
        case (.date(let a), .date(let b)): a <= b
        case (.instant(let a), .instant(let b)): a <= b
        case (.duration(let a), .duration(let b)): a <= b
        default: nil
        }
    }
}
