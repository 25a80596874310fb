import Turnpike

/// Fields and records as structs.
extension ProcessPrinter {
    mutating func printFields() {
        let printer = self
        section("Fields") { code in
            code.doc("The fields of a deal; nil where it has no value.")
            printer.printStruct(
                "Fields: TypedFields",
                printer.process.fields,
                reader: ("deal", "Deal", "deal.value(of:"),
                "Fields",
                &code
            )
        }
    }

    mutating func printRecords() {
        guard !process.records.isEmpty else { return }
        let printer = self
        section("Records") { code in
            code.doc("The records that fields hold.")
            code.block("nonisolated \(printer.access)enum Records") { code in
                for (index, record) in printer.process.records.enumerated() {
                    if index > 0 { code.line() }
                    let name = SwiftName.type(record.id)
                    code.doc("`\(record.id)`")
                    printer.printStruct(
                        "\(name): FieldRecord",
                        record.fields,
                        reader: ("values", "ValueMap", "values.value(of:"),
                        "Records.\(name)",
                        &code
                    )
                }
            }
        }
    }

    /// A struct of fields: its properties, how it is made, read and written, and the choices inside it.
    private func printStruct(
        _ head: String,
        _ fields: [Field],
        reader: (name: String, type: String, call: String),
        _ scope: String,
        _ code: inout CodeWriter
    ) {
        // Seen from inside, a choice needs no namespace before it.
        func inner(_ field: Field) -> String { type(field.type, choice: SwiftName.type(field.id), records: "Records") }
        code.block("nonisolated \(access)struct \(head)") { code in
            for field in fields {
                code.doc(notes(on: field))
                let setter = field.isComputed ? "private(set) " : ""
                code.line("\(access)\(setter)var \(SwiftName.value(field.id)): \(inner(field))?")
            }
            let settable = fields.filter { !$0.isComputed }
            if !fields.isEmpty { code.line() }
            code.doc("Values to begin with.")
            if settable.isEmpty {
                code.line("\(access)init() {}")
            } else {
                code.line("\(access)init(")
                for (index, field) in settable.enumerated() {
                    let end = index + 1 < settable.count ? "," : ""
                    code.line("    \(SwiftName.value(field.id)): \(inner(field))? = nil\(end)")
                }
                code.line(") {")
                for field in settable {
                    let name = SwiftName.value(field.id)
                    code.line("    self.\(name) = \(name)")
                }
                code.line("}")
            }
            code.line()
            code.doc(reader.name == "deal" ? "The values of a deal." : "The values of a record.")
            code.block("\(access)init(_ \(reader.name): \(reader.type))") { code in
                for field in fields {
                    code.line("self.\(SwiftName.value(field.id)) = \(reader.call) \(SwiftName.literal(field.id)))")
                }
            }
            code.line()
            code.doc("Every field that can be set.")
            code.block("\(access)var entries: [FieldValue]") { code in
                guard !settable.isEmpty else { return code.line("[]") }
                code.line("[")
                for field in settable {
                    code.line("    FieldValue(\(SwiftName.literal(field.id)), \(SwiftName.value(field.id))),")
                }
                code.line("]")
            }
            printChoices(fields, &code)
        }
    }

    /// An enum for each choice among fields.
    func printChoices(_ fields: [Field], _ code: inout CodeWriter) {
        for field in fields {
            guard let options = ProcessShape.options(of: field.type) else { continue }
            code.line()
            code.doc("The options of \(title(field)).")
            printIDs(SwiftName.type(field.id), "FieldChoice", options.map { ($0.id, $0.label) }, &code)
        }
    }

    private func notes(on field: Field) -> [String] {
        var notes = [title(field)]
        var facts: [String] = []
        if field.isComputed { facts.append("Computed.") }
        if field.isSensitive { facts.append("Sensitive: it is masked wherever it is shown.") }
        if let value = field.defaultValue { facts.append("\(value) unless given.") }
        if let least = field.limits.minimum { facts.append("At least \(least).") }
        if let most = field.limits.maximum { facts.append("At most \(most).") }
        if !facts.isEmpty { notes.append(facts.joined(separator: " ")) }
        return notes
    }

    /// The Swift type of a field's values.
    ///
    /// - Parameters:
    ///   - scope: The type in whose scope the choices of the field lie, seen from the namespace.
    ///   - isInside: Whether it is named inside the namespace.
    func type(of field: Field, _ scope: String, isInside: Bool = false) -> String {
        let space = isInside ? innerSpace : space
        return type(field.type, choice: "\(space).\(scope).\(SwiftName.type(field.id))", records: "\(space).Records")
    }

    private func type(_ type: FieldType, choice: String, records: String) -> String {
        switch type {
        case .text, .email, .phone, .url, .person, .contact, .account: "String"
        case .number: "ExactDecimal"
        case .integer: "Int"
        case .bool: "Bool"
        case .money: "Money"
        case .percent: "Percent"
        case .date: "CalendarDate"
        case .time: "Instant"
        case .duration: "Duration"
        case .choice: choice
        case .choices: "[\(choice)]"
        case .file: "FileReference"
        case .record(let record): "\(records).\(SwiftName.type(record.id))"
        case .list(let element): "[\(self.type(element, choice: choice, records: records))]"
        }
    }
}
