import Turnpike

/// Moves: those of a stage, and for those of other stages a message that says where they start.
extension ProcessPrinter {
    mutating func printMoves() {
        code.line()
        code.line("// MARK: Moves")
        var places: [Ends: Int] = [:]
        var groups: [[Int]] = []
        for (index, move) in shape.moves.enumerated() {
            let ends = Ends(sources: move.sources, destination: move.destination)
            if let place = places[ends] {
                groups[place].append(index)
            } else {
                places[ends] = groups.count
                groups.append([index])
            }
        }
        for same in groups {
            let first = shape.moves[same[0]]
            let source =
                first.sources.count == 1
                ? "Source == \(typeName(first.sources[0]))" : "Source: \(space).\(shape.groups[first.sources] ?? "")"
            code.line()
            let printer = self
            code.block(
                "nonisolated extension TypedMove where \(source), Destination == \(typeName(first.destination))"
            ) { code in
                for (place, index) in same.enumerated() {
                    if place > 0 { code.line() }
                    printer.printMove(printer.shape.moves[index], &code)
                }
            }
        }
    }

    /// Where the moves of one extension start and lead.
    private struct Ends: Hashable {
        let sources: [StageID]
        let destination: Destination
    }

    /// The full name of where a move leads.
    private func typeName(_ destination: Destination) -> String {
        switch destination {
        case .stage(let stage): "DealHandle<\(typeName(stage))>"
        case .open: "\(space).AnyDeal"
        }
    }

    private func printMove(_ shape: MoveShape, _ code: inout CodeWriter) {
        code.doc(notes(on: shape))
        let (parameters, arguments) = signature(of: shape)
        printFunction(shape.name, parameters, "Self", &code) { code in printCall("Self", arguments, &code) }
    }

    private func signature(of shape: MoveShape) -> (parameters: [String], arguments: [String]) {
        var parameters: [String] = []
        var arguments = [SwiftName.literal(shape.request)]
        if shape.namesStage {
            parameters.append("to stage: \(space).Stage? = nil")
            arguments.append("stage: stage?.rawValue")
        }
        if let list = shape.reasonList {
            parameters.append("reason: \(space).Reasons.\(SwiftName.type(process.reasonLists[list].id))")
            arguments.append("reason: reason")
        }
        let fields = shape.asks.map { process[$0] }
        // Without a default: what a move asks for cannot be forgotten; nil says that the deal has it.
        parameters += fields.map { "\(parameterName($0.id)): \(type(of: $0, "Fields"))?" }
        if !fields.isEmpty {
            let given = fields.map { "FieldValue.given(\(SwiftName.literal($0.id)), \(parameterName($0.id)))" }
            arguments.append("fields: [\(given.joined(separator: ", "))]")
        }
        return (parameters, arguments)
    }

    private func notes(on shape: MoveShape) -> [String] {
        let move = process[shape.move]
        var notes: [String] = []
        switch (move.target, shape.destination) {
        case (.stage(let target), _): notes.append("\(headline(move, process[target])).")
        case (.cameFrom, _): notes.append("\(title(move.id, move.label)): back to where the deal came from.")
        case (.earlier, _): notes.append("\(title(move.id, move.label)): to an earlier stage.")
        }
        if let when = move.when { notes.append("Possible only if \(when.source.text).") }
        if let words = words(of: shape.gates) { notes.append("Judged by: \(words).") }
        if let by = move.by, !by.isEmpty { notes.append("By \(names(of: by)).") }
        if let most = move.atMost { notes.append("At most \(most == 1 ? "once" : "\(most) times").") }
        let asks = shape.asks.map { title(process[$0]) }
        if !asks.isEmpty { notes.append("Asks for \(asks.joined(separator: ", ")); nil where the deal has it.") }
        return notes
    }

    private func headline(_ move: Move, _ target: Stage) -> String {
        let isPlain = move.label == move.id && move.id == target.id || move.label == target.label
        return isPlain ? "To \(title(target))" : "\(title(move.id, move.label)): to \(title(target))"
    }

    // MARK: Moves of other stages

    /// For each name and shape of a call the sources that have it; where it is named from another, the message tells them.
    mutating func printUndeclaredMoves() {
        struct Call {
            var name: String
            var parameters: [String]
            var arguments: [String]
            var sources: [StageID]
        }
        var calls: [Call] = []
        var places: [[String]: Int] = [:]
        for move in shape.moves {
            let (parameters, arguments) = signature(of: move)
            if let index = places[[move.name] + parameters] {
                calls[index].sources += move.sources
            } else {
                places[[move.name] + parameters] = calls.count
                calls.append(Call(name: move.name, parameters: parameters, arguments: arguments, sources: move.sources))
            }
        }
        let undeclared = calls.filter { Set($0.sources).count < shape.stages.count }
        guard !undeclared.isEmpty else { return }
        let printer = self
        code.line()
        code.line("// MARK: Moves of other stages")
        code.line()
        code.doc("Naming one of these tells from which stages the move is made; it does not compile.")
        code.block(
            "nonisolated extension TypedMove where Source: TypedStage, Source.Process == \(space), "
                + "Destination == \(space).AnyDeal"
        ) { code in
            for (index, call) in undeclared.enumerated() {
                if index > 0 { code.line() }
                let ids = printer.shape.stages.map(\.id).filter { call.sources.contains($0) }
                    .map { printer.process[$0].id }
                let some = ids.prefix(8).joined(separator: ", ") + (ids.count > 8 ? " and \(ids.count - 8) more" : "")
                let message = "the file declares no such move from this stage; it starts from \(some)"
                code.line("@available(*, unavailable, message: \(SwiftName.literal(message)))")
                printer.printFunction(call.name, call.parameters, "Self", &code) { code in
                    printer.printCall("Self", call.arguments, &code)
                }
            }
        }
    }
}
