import Turnpike
import TurnpikeExpressions

/// Makes every mutant of a definition.
struct MutantMaker {
    let definition: Definition
    let process: SalesProcess
    private(set) var mutants: [Mutant] = []
    private var ids: Set<String> = []

    init(_ definition: Definition, _ process: SalesProcess) {
        self.definition = definition
        self.process = process
    }

    /// All mutants, in the order of the file as far as its parts stand in order.
    ///
    /// What an overlay takes over unchanged is no mutant of it: the scenarios beside its base answer for that. Nor is what a
    /// pack offers and the process does not use.
    static func mutants(of definition: Definition, _ process: SalesProcess) -> [Mutant] {
        var maker = MutantMaker(definition, process)
        maker.addGates()
        maker.addGateLists()
        maker.addMoves()
        maker.addStages()
        maker.addPermissions()
        maker.addTracks()
        maker.addHooks()
        maker.addCadences()
        maker.addScore()
        maker.addOpenings()
        maker.addApprovals()
        maker.addAssignment()
        maker.addLimits()
        maker.addActivityTimes()
        let unused = UnusedParts(definition, process)
        return maker.mutants.filter {
            !definition.bases.contains($0.range.file) && !unused.contain($0.range)
        }
    }

    mutating func add(
        _ id: String,
        at range: SourceRange,
        _ reach: Mutant.Reach,
        _ change: @escaping @Sendable (inout Definition) -> Void
    ) {
        var name = id
        var number = 2
        while !ids.insert(name).inserted {
            name = "\(id) \(number)"
            number += 1
        }
        mutants.append(Mutant(id: name, range: range, change: change, reach: reach))
    }

    // MARK: Bounds

    /// Mutants that loosen the bounds of a condition, one each.
    ///
    /// - Parameters:
    ///   - loosens: Whether the condition is to hold more often; a gate's `when` is to hold less often.
    mutating func addBounds(
        _ source: ExpressionSource?,
        _ what: String,
        loosens: Bool = true,
        _ reach: Mutant.Reach,
        _ change: @escaping @Sendable (inout Definition, ExpressionSource) -> Void
    ) {
        guard let source, let syntax = ExpressionSyntax.parse(source.text).syntax else { return }
        for bound in syntax.bounds {
            let bytes = Array(source.text.utf8)
            let literal = String(decoding: bytes[bound.range], as: UTF8.self)
            guard let looser = LooserNumber.of(literal, larger: bound.largerIsLooser == loosens) else { continue }
            let text =
                String(decoding: bytes[..<bound.range.lowerBound], as: UTF8.self) + looser
                + String(decoding: bytes[bound.range.upperBound...], as: UTF8.self)
            let changed = ExpressionSource(text, at: source.range)
            add("loosen \(what): \(looser) for \(literal)", at: source.range(of: bound.range), reach) { definition in
                change(&definition, changed)
            }
        }
    }

    // MARK: Stages, people

    private mutating func addStages() {
        var copy = definition
        var stages: [StageDefinition] = []
        copy.forEachStage { stages.append($0) }
        for stage in stages {
            let id = stage.id.value
            let reach = process.stage(id).map { Mutant.Reach.stage($0) } ?? .everything
            for (place, lock) in stage.locks.enumerated() {
                add("delete lock \(id)/\(lock.value)", at: lock.range, reach) { definition in
                    definition.forEachStage { other in
                        if other.id.value == id, other.locks.indices.contains(place) { other.locks.remove(at: place) }
                    }
                }
            }
        }
        addStagePermissions(stages)
        for (index, start) in definition.start.enumerated() {
            guard let when = start.when else { continue }
            let what = "when of start \(start.stage.value)"
            add("delete \(what)", at: when.range, .openings) { $0.start[index].when = nil }
            addBounds(when, what, .openings) { $0.start[index].when = $1 }
        }
        for (index, hook) in definition.hooks.enumerated() {
            guard let when = hook.when else { continue }
            let what = "when of hook \(hook.id?.value ?? hook.event.value)"
            add("delete \(what)", at: when.range, .everything) { $0.hooks[index].when = nil }
            addBounds(when, what, .everything) { $0.hooks[index].when = $1 }
        }
        for (index, activity) in definition.activities.enumerated() where !activity.by.isEmpty {
            let id = activity.id.value
            add("delete by of \(id)", at: activity.by[0].range, .activity(id)) { $0.activities[index].by = [] }
        }
    }

    private mutating func addPermissions() {
        guard let permissions = definition.permissions else { return }
        if let move = permissions.move {
            add("delete permission move", at: move.first?.range ?? .none, .everything) { $0.permissions?.move = nil }
        }
        if let override = permissions.override {
            add("delete permission override", at: override.first?.range ?? .none, .everything) {
                $0.permissions?.override = nil
            }
        }
        for (index, edit) in permissions.edit.enumerated() {
            add("delete permission edit \(edit.field.value)", at: edit.field.range, .everything) {
                $0.permissions?.edit.remove(at: index)
            }
        }
        for (index, see) in permissions.see.enumerated() {
            add("delete permission see \(see.field.value)", at: see.field.range, .everything) {
                $0.permissions?.see.remove(at: index)
            }
        }
        if let approve = permissions.approve {
            add("delete permission approve", at: approve.first?.range ?? .none, .everything) {
                $0.permissions?.approve = nil
            }
        }
        if let edit = permissions.editAll {
            add("delete permission edit", at: edit.first?.range ?? .none, .everything) {
                $0.permissions?.editAll = nil
            }
        }
        if let assign = permissions.assign {
            add("delete permission assign", at: assign.first?.range ?? .none, .everything) {
                $0.permissions?.assign = nil
            }
        }
    }

    // MARK: Moves

    private mutating func addMoves() {
        var copy = definition
        var lists: [(stage: String?, moves: [MoveDefinition])] = []
        copy.forEachMoves { stage, moves in lists.append((stage, moves)) }
        for (stage, moves) in lists {
            for (index, move) in moves.enumerated() { addMove(move, index, of: stage) }
        }
    }

    private mutating func addMove(_ move: MoveDefinition, _ index: Int, of stage: String?) {
        let name = "\(stage ?? "anywhere")/\(move.id.value)"
        let reach = Mutant.Reach.move(move.id.value, from: stage.flatMap { process.stage($0) })
        add("delete move \(name)", at: move.id.range, reach) { definition in
            definition.forEachMoves { id, moves in
                if id == stage, moves.indices.contains(index) { moves.remove(at: index) }
            }
        }
        if let by = move.by {
            add("delete by of \(name)", at: by.first?.range ?? move.range, reach) {
                $0.changeMove(stage, index) { $0.by = nil }
            }
        }
        if let limit = move.atMost {
            add("delete at_most of \(name)", at: limit.range, reach) {
                $0.changeMove(stage, index) { $0.atMost = nil }
            }
        }
        for (place, field) in move.ask.enumerated() {
            add("delete ask of \(name): \(field.value)", at: field.range, reach) {
                $0.changeMove(stage, index) { $0.ask.remove(at: place) }
            }
        }
        if let when = move.when {
            add("delete when of \(name)", at: when.range, reach) { $0.changeMove(stage, index) { $0.when = nil } }
            addBounds(when, "when of \(name)", reach) { definition, source in
                definition.changeMove(stage, index) { $0.when = source }
            }
        }
        addTriggers(move, index, of: stage, name, reach)
        addTimes(move, index, of: stage, name)
        addBounds(move.asSoonAs, "as_soon_as of \(name)", reach) { definition, source in
            definition.changeMove(stage, index) { $0.asSoonAs = source }
        }
    }
}
