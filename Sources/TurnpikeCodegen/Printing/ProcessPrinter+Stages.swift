import Turnpike

/// Stages: ids, a type for each, and the enum over all of them.
extension ProcessPrinter {
    mutating func printStages() {
        let printer = self
        section("Stages") { code in
            code.doc("The stages by id, in the order of the file.")
            printer.printIDs(
                "Stage",
                "CaseIterable, Sendable",
                printer.process.stages.map { ($0.id, $0.label) },
                &code
            )
            for sources in printer.shape.groupOrder { printer.printGroup(sources, &code) }
            code.line()
            code.doc("The stages as types: what a deal can do is known from where it is.")
            code.block("nonisolated \(printer.access)enum Stages") { code in
                for (index, stage) in printer.shape.stages.enumerated() {
                    if index > 0 { code.line() }
                    printer.printStage(stage, &code)
                }
            }
            code.line()
            printer.printAnyDeal(&code)
        }
        for stage in shape.stages where process[stage.id].isParallel { printTracks(of: stage.id) }
    }

    private func printGroup(_ sources: [StageID], _ code: inout CodeWriter) {
        guard let name = shape.groups[sources] else { return }
        let moves = shape.moves.filter { $0.sources == sources }.map { "`\($0.name)`" }.joined(separator: ", ")
        code.line()
        code.doc("The stages from which these moves may be made: \(moves).")
        code.line("nonisolated \(access)protocol \(name): TypedStage {}")
    }

    private func printStage(_ shape: StageShape, _ code: inout CodeWriter) {
        let stage = process[shape.id]
        code.doc([title(stage)] + notes(on: stage))
        let groups = self.shape.groupOrder.filter { $0.contains(shape.id) }.compactMap { self.shape.groups[$0] }
        let conformances = (["TypedStage"] + groups).joined(separator: ", ")
        code.block("nonisolated \(access)enum \(SwiftName.type(stage.id)): \(conformances)") { code in
            code.line("\(access)typealias Process = \(innerSpace)")
            code.line("\(access)static let id = \(SwiftName.literal(stage.id))")
            for track in stage.tracks {
                code.line()
                let track = process[track]
                code.doc("Where the track \(title(track.id, track.label)) stands.")
                printIDs(
                    SwiftName.type(track.id),
                    "CaseIterable, Sendable",
                    track.stages.map { (process[$0].id, process[$0].label) },
                    &code
                )
            }
            if stage.isParallel { printTracksStruct(stage, &code) }
        }
    }

    private func printTracksStruct(_ stage: Stage, _ code: inout CodeWriter) {
        code.line()
        code.doc("Where the tracks stand, side by side.")
        code.block("nonisolated \(access)struct Tracks: Hashable, Sendable") { code in
            for id in stage.tracks {
                let track = process[id]
                code.doc(title(track.id, track.label), track.when.map { "Left out unless \($0.source.text)." })
                code.line("\(access)var \(SwiftName.value(track.id)): \(SwiftName.type(track.id))?")
            }
        }
    }

    /// What the file says of a stage, for the editor.
    private func notes(on stage: Stage) -> [String] {
        var facts: [String] = []
        if let outcome = stage.outcome {
            facts.append(outcome == .won ? "The deal is won here." : "The deal is lost here.")
        }
        if stage.isHold { facts.append("A hold: the deal comes back from here.") }
        if let probability = stage.probability { facts.append("Probability \(probability).") }
        if let forecast = stage.forecast { facts.append("Forecast \(forecast).") }
        var notes = [stage.goal, facts.isEmpty ? nil : facts.joined(separator: " ")].compactMap { $0 }
        if !stage.activities.isEmpty {
            notes.append("To do: " + stage.activities.map { title(process[$0.activity]) }.joined(separator: ", ") + ".")
        }
        if let words = words(of: stage.enter) { notes.append("To enter: \(words).") }
        if let words = words(of: stage.exit) { notes.append("To leave: \(words).") }
        if !stage.locks.isEmpty {
            notes.append("Locked: " + stage.locks.map { title(process[$0]) }.joined(separator: ", ") + ".")
        }
        return notes
    }

    // MARK: The enum over all stages

    private func printAnyDeal(_ code: inout CodeWriter) {
        code.doc(
            "A deal wherever it is: a stage that is added to the file shows every place that must think about it."
        )
        code.block("nonisolated \(access)enum AnyDeal: ~Copyable, DealPlace") { code in
            for stage in shape.stages {
                code.doc(title(process[stage.id]))
                code.line("case \(caseName(stage.id))(DealHandle<Stages.\(SwiftName.type(process[stage.id].id))>)")
            }
            code.line()
            code.doc("The handle of the stage in which a deal is.")
            // One branch for each stage and none inside another: the compiler's work grows with them and not with their cube.
            code.block("\(access)init?(_ deal: consuming BoundDeal<\(space)>)") { code in
                code.line("let place: AnyDeal? = switch Stage(rawValue: deal.deal.stage) {")
                for stage in shape.stages {
                    let (name, type) = (caseName(stage.id), SwiftName.type(process[stage.id].id))
                    code.line("case .\(name): DealHandle<Stages.\(type)>.place(deal) { .\(name)($0) }")
                }
                code.line("default: nil")
                code.line("}")
                code.line("guard let place else { return nil }")
                code.line("self = place")
            }
            code.line()
            code.doc("The deal, untyped.")
            code.block("\(access)var deal: Deal") { code in
                code.line("switch self {")
                for stage in shape.stages {
                    code.line("case .\(caseName(stage.id))(let handle): handle.deal")
                }
                code.line("}")
            }
        }
    }

    func caseName(_ stage: StageID) -> String { SwiftName.value(process[stage].id) }

    private mutating func printTracks(of id: StageID) {
        let stage = process[id]
        let (access, process) = (self.access, self.process)
        let name = title(stage)
        code.line()
        code.block("nonisolated extension DealHandle where Stage == \(typeName(id))") { code in
            code.doc("Where the tracks of \(name) stand; nil for one that is left out.")
            code.block("\(access)var tracks: Stage.Tracks") { code in
                code.line("Stage.Tracks(")
                for (index, track) in stage.tracks.enumerated() {
                    let track = process[track]
                    let type = "Stage.\(SwiftName.type(track.id))"
                    let call = "deal.stage(ofTrack: \(SwiftName.literal(track.id))).flatMap { \(type)(rawValue: $0) }"
                    let end = index + 1 < stage.tracks.count ? "," : ""
                    code.line("    \(SwiftName.label(track.id)): \(call)\(end)")
                }
                code.line(")")
            }
        }
    }
}
