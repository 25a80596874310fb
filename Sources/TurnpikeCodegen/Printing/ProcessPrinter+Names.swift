import Turnpike

/// Reasons, activities, gates and signals.
extension ProcessPrinter {
    mutating func printReasons() {
        guard !process.reasonLists.isEmpty else { return }
        let printer = self
        section("Reasons") { code in
            code.doc("The reasons that a person chooses from.")
            code.block("nonisolated \(printer.access)enum Reasons") { code in
                for (index, list) in printer.process.reasonLists.enumerated() {
                    if index > 0 { code.line() }
                    printer.printReasonList(list, &code)
                }
            }
        }
    }

    private func printReasonList(_ list: ReasonList, _ code: inout CodeWriter) {
        code.doc("`\(list.id)`")
        code.block("nonisolated \(access)enum \(SwiftName.type(list.id)): TypedReason, Hashable") { code in
            for reason in list.reasons {
                let asks = reason.ask.map { process[$0] }
                code.doc(
                    title(reason.id, reason.label),
                    asks.isEmpty
                        ? nil : "Asks for \(asks.map { title($0) }.joined(separator: ", ")); nil where the deal has it."
                )
                let values = asks.map { "\(SwiftName.value($0.id)): \(type(of: $0, "Fields", isInside: true))?" }
                let payload = values.isEmpty ? "" : "(\(values.joined(separator: ", ")))"
                code.line("case \(SwiftName.value(reason.id))\(payload)")
            }
            code.line()
            code.block("\(access)var id: String") { code in
                code.line("switch self {")
                for reason in list.reasons {
                    code.line("case .\(SwiftName.value(reason.id)): \(SwiftName.literal(reason.id))")
                }
                code.line("}")
            }
            code.line()
            code.block("\(access)var fields: [FieldValue]") { code in
                guard list.reasons.contains(where: { !$0.ask.isEmpty }) else { return code.line("[]") }
                code.line("switch self {")
                for reason in list.reasons where !reason.ask.isEmpty {
                    let fields = reason.ask.map { process[$0] }
                    let names = fields.map { "let \(SwiftName.value($0.id))" }.joined(separator: ", ")
                    code.line("case .\(SwiftName.value(reason.id))(\(names)):")
                    let given = fields.map {
                        "FieldValue.given(\(SwiftName.literal($0.id)), \(SwiftName.value($0.id)))"
                    }
                    code.line("    [\(given.joined(separator: ", "))].compactMap { $0 }")
                }
                if list.reasons.contains(where: \.ask.isEmpty) {
                    let plain = list.reasons.filter(\.ask.isEmpty).map { ".\(SwiftName.value($0.id))" }
                    code.line("case \(plain.joined(separator: ", ")): []")
                }
                code.line("}")
            }
        }
    }

    mutating func printActivities() {
        guard !process.activities.isEmpty else { return }
        let printer = self
        section("Activities") { code in
            code.doc("What people do in a deal.")
            code.block("nonisolated \(printer.access)enum Activities") { code in
                for (index, activity) in printer.process.activities.enumerated() {
                    if index > 0 { code.line() }
                    printer.printActivity(activity, &code)
                }
            }
        }
        code.line()
        code.block("nonisolated extension TypedActivity where Process == \(space)") { code in
            for (index, activity) in printer.process.activities.enumerated() {
                if index > 0 { code.line() }
                printer.printCompletion(of: activity, &code)
            }
        }
    }

    private func printActivity(_ activity: Activity, _ code: inout CodeWriter) {
        let name = SwiftName.type(activity.id)
        code.doc([title(activity)] + notes(on: activity))
        code.block("nonisolated \(access)enum \(name)") { code in
            code.doc("The id.")
            code.line("\(access)static let id = \(SwiftName.literal(activity.id))")
            if !activity.outcomes.isEmpty {
                code.line()
                code.doc("How it may end.")
                printIDs(
                    "Outcome",
                    "CaseIterable, Sendable",
                    activity.outcomes.map { ($0.id, $0.again ? "\($0.label): to be tried again" : $0.label) },
                    &code
                )
            }
            printChoices(activity.fields, &code)
        }
    }

    private func notes(on activity: Activity) -> [String] {
        var notes: [String] = []
        if let guide = activity.guide { notes.append(guide) }
        if !activity.by.isEmpty { notes.append("By \(names(of: activity.by)).") }
        if let most = activity.repetitions { notes.append("At most \(most == 1 ? "once" : "\(most) times").") }
        if !activity.checklist.isEmpty {
            notes.append(activity.checklist.map { "- \($0)" }.joined(separator: "\n"))
        }
        return notes
    }

    private func printCompletion(of activity: Activity, _ code: inout CodeWriter) {
        let name = SwiftName.type(activity.id)
        var parameters: [String] = []
        var arguments = [SwiftName.literal(activity.id)]
        var notes = [title(activity) + " is done."] + notes(on: activity)
        if !activity.outcomes.isEmpty {
            parameters.append("outcome: \(space).Activities.\(name).Outcome")
            arguments.append("outcome: outcome.rawValue")
        }
        var values: [String] = []
        let captured = activity.captures.map { (process[$0.field], "Fields", $0.isRequired) }
        let own = activity.fields.map { ($0, "Activities.\(name)", false) }
        for (field, scope, isRequired) in captured + own {
            let label = parameterName(field.id)
            parameters.append("\(label): \(type(of: field, scope))? = nil")
            values.append("FieldValue.given(\(SwiftName.literal(field.id)), \(label))")
            if isRequired { notes.append("It cannot be completed without \(title(field)), unless the deal has it.") }
        }
        if !values.isEmpty { arguments.append("values: [\(values.joined(separator: ", "))]") }
        if !activity.checklist.isEmpty {
            parameters.append("checked: [String] = []")
            arguments.append("checked: checked")
        }
        parameters.append(activity.needsEvidence ? "evidence: String" : "evidence: String? = nil")
        arguments.append("evidence: evidence")
        code.doc(notes)
        printFunction(SwiftName.value(activity.id), parameters, "Self", &code) { code in
            printCall("Self", arguments, &code)
        }
    }

    mutating func printNames() {
        let printer = self
        let gates = shape.namedGates
        if !gates.isEmpty {
            section("Gates") { code in
                code.doc("The gates by id, as `UnmetCriterion` names them.")
                printer.printIDs("Gates", "CaseIterable, Sendable", gates.map { ($0.id, $0.label) }, &code)
            }
        }
        guard !process.signals.isEmpty else { return }
        section("Signals") { code in
            code.doc("What may come in from outside.")
            let signals = printer.process.signals.map { ($0.id, $0.label) }
            printer.printIDs("Signals", "CaseIterable, Sendable", signals, &code)
        }
        code.line()
        code.block("nonisolated extension TypedSignal where Process == \(space)") { code in
            for (index, signal) in printer.process.signals.enumerated() {
                if index > 0 { code.line() }
                code.doc(printer.title(signal.id, signal.label))
                let fields = signal.sets.map { printer.process[$0] }
                let values = fields.map {
                    "FieldValue.given(\(SwiftName.literal($0.id)), \(printer.parameterName($0.id)))"
                }
                let parameters = fields.map {
                    "\(printer.parameterName($0.id)): \(printer.type(of: $0, "Fields"))? = nil"
                }
                let arguments =
                    [SwiftName.literal(signal.id)]
                    + (values.isEmpty ? [] : ["fields: [\(values.joined(separator: ", "))]"])
                printer.printFunction(SwiftName.value(signal.id), parameters, "Self", &code) { code in
                    printer.printCall("Self", arguments, &code)
                }
            }
        }
    }

    // MARK: Functions

    /// The name of a field as a parameter, which may not be one that the function has already.
    func parameterName(_ id: String) -> String {
        let name = SwiftName.value(id)
        guard ["reason", "stage", "outcome", "checked", "evidence"].contains(name) else { return name }
        // No id ends like this where another one is the same without.
        return shape.fieldNames.contains(name + "Value") ? name + "_" : name + "Value"
    }

    /// A static property, or a static function where it has parameters.
    func printFunction(
        _ name: String,
        _ parameters: [String],
        _ result: String,
        _ code: inout CodeWriter,
        _ body: (inout CodeWriter) -> Void
    ) {
        if parameters.isEmpty {
            code.block("\(access)static var \(name): \(result)", body)
            return
        }
        let line = "\(access)static func \(name)(\(parameters.joined(separator: ", "))) -> \(result)"
        if line.count <= 110 {
            code.block(line, body)
            return
        }
        code.line("\(access)static func \(name)(")
        for (index, parameter) in parameters.enumerated() {
            code.line("    \(parameter)\(index + 1 < parameters.count ? "," : "")")
        }
        code.block(") -> \(result)", body)
    }

    /// A call on one line where it fits, else an argument a line.
    func printCall(_ callee: String, _ arguments: [String], _ code: inout CodeWriter) {
        let line = "\(callee)(\(arguments.joined(separator: ", ")))"
        guard line.count > 105 else { return code.line(line) }
        code.line("\(callee)(")
        for (index, argument) in arguments.enumerated() {
            code.line("    \(argument)\(index + 1 < arguments.count ? "," : "")")
        }
        code.line(")")
    }
}
