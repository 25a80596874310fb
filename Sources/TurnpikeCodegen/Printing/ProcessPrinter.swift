import Turnpike
import TurnpikeValues

/// Writes the file: a namespace for the process, then what the library's types learn from it.
struct ProcessPrinter {
    let shape: ProcessShape
    let source: String
    /// `public ` or nothing.
    let access: String
    /// The namespace.
    let space: String
    /// The same, seen from inside a namespace of its own that has a type of that name.
    let innerSpace: String
    var code = CodeWriter()

    var process: SalesProcess { shape.process }

    init(_ shape: ProcessShape, access: SwiftGenerator.Access, source: String) {
        self.shape = shape
        self.source = source
        self.access = access == .internal ? "" : access.rawValue + " "
        let name = SwiftName.type(shape.process.id)
        // What the library's types call the ends of a move would hide it.
        space = ["Source", "Destination"].contains(name) ? name + "_" : name
        innerSpace = shape.innerTypes.contains(space) ? "Namespace" : space
    }

    mutating func print() -> String {
        let name = CodeWriter.clean(source[...])
        code.line("\(SwiftGenerator.heading)\(name). What is edited here is lost when it is generated again.")
        // Long names of a process make long lines; nobody edits them.
        code.line("// swift-format-ignore-file")
        code.line()
        for module in ["Turnpike", "TurnpikeRuntime", "TurnpikeTyped"] { code.line("\(access)import \(module)") }
        // Whoever imports for others what no declaration shows them is warned.
        code.line("\(shape.showsValues ? access : "")import TurnpikeValues")
        code.line()
        printNamespace()
        printStages()
        printFields()
        printRecords()
        printReasons()
        printActivities()
        printNames()
        printMoves()
        printUndeclaredMoves()
        return code.text
    }

    // MARK: The process

    private mutating func printNamespace() {
        let (process, access) = (self.process, self.access)
        let printer = self
        code.doc(printer.title(process.id, process.label), "The process `\(process.id)`, version \(process.version).")
        code.block("nonisolated \(access)enum \(space): TypedProcess") { code in
            code.line("\(access)static let id = \(SwiftName.literal(process.id))")
            code.line("\(access)static let version = \(process.version)")
            code.line("\(access)static let digest = \(SwiftName.literal(process.digest.hex))")
            if printer.innerSpace != printer.space {
                code.doc("This namespace, for what lies beside a type of the same name.")
                code.line("\(access)typealias \(printer.innerSpace) = \(printer.space)")
            }
            code.line()
            code.doc("The deal of an id, as a handle of the stage in which it is.")
            code.block(
                "\(access)static func deal(_ id: DealID, in pipeline: Pipeline) async throws -> AnyDeal"
            ) { code in
                code.line("try await load(id, in: pipeline)")
            }
            code.line()
            printer.printOpening(&code)
        }
    }

    private func printOpening(_ code: inout CodeWriter) {
        let starts = process.starts.count > 1
        code.doc(
            "Opens a deal.",
            "It begins in \(process.starts.map { title(process[$0.stage]) }.joined(separator: " or "))."
        )
        let start = starts ? "        at start: Start? = nil,\n" : ""
        code.line(
            """
            \(access)static func open(
                    _ name: String,
                    _ fields: Fields = Fields(),
            \(start)        owner: String? = nil,
                    account: String? = nil,
                    contact: String? = nil,
                    externalKeys: [String] = [],
                    by actor: Actor,
                    in pipeline: Pipeline,
                    options: CommandOptions = CommandOptions()
                ) async throws -> OpenResult<AnyDeal> {
                    try await open(
                        name,
                        fields: fields,
                        stage: \(starts ? "start?.rawValue" : "nil"),
                        owner: owner,
                        account: account,
                        contact: contact,
                        externalKeys: externalKeys,
                        by: actor,
                        in: pipeline,
                        options: options
                    )
                }
            """
        )
        guard starts else { return }
        code.line()
        code.doc("Where a deal may be opened.")
        code.block("nonisolated \(access)enum Start: String, CaseIterable, Sendable") { code in
            for start in process.starts { printCase(process[start.stage].id, process[start.stage].label, &code) }
        }
    }

    // MARK: Shared pieces

    /// `case closedWon = "closed_won"`, with the label above it where the file has one.
    func printCase(_ id: String, _ label: String, _ code: inout CodeWriter) {
        if label != id { code.doc(label) }
        let name = SwiftName.value(id)
        code.line(name == id || name == "`\(id)`" ? "case \(name)" : "case \(name) = \(SwiftName.literal(id))")
    }

    /// What people read of something: its label, or its id in words where it has none.
    func title(_ id: String, _ label: String) -> String {
        guard label == id else { return label }
        let words = id.split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    func title(_ stage: Stage) -> String { title(stage.id, stage.label) }
    func title(_ field: Field) -> String { title(field.id, field.label) }
    func title(_ activity: Activity) -> String { title(activity.id, activity.label) }

    /// An enum of ids.
    func printIDs(
        _ name: String,
        _ conformances: String,
        _ items: [(id: String, label: String)],
        _ code: inout CodeWriter
    ) {
        code.block("nonisolated \(access)enum \(name): String, \(conformances)") { code in
            for item in items { printCase(item.id, item.label, &code) }
        }
    }

    /// The full name of a stage's type.
    func typeName(_ stage: StageID) -> String { "\(space).Stages.\(SwiftName.type(process[stage].id))" }

    /// Roles in words.
    func names(of roles: RoleSet) -> String {
        let names =
            (roles.owner ? ["the owner"] : [])
            + roles.roles.map { title(process.roles[$0.index].id, process.roles[$0.index].label) }
        return names.joined(separator: " or ")
    }

    /// The words of gates: `Budget is known; Nobody against`.
    func words(of gates: [GateID]) -> String? {
        gates.isEmpty ? nil : gates.map { title(process[$0].id, process[$0].label) }.joined(separator: "; ")
    }

    /// A heading, and the extension of the namespace below it.
    mutating func section(_ title: String, _ body: (inout CodeWriter) -> Void) {
        code.line()
        code.line("// MARK: \(title)")
        code.line()
        code.block("nonisolated extension \(space)") { body(&$0) }
    }
}
