import Turnpike

/// Mutants of what a stage opens in other processes.
extension MutantMaker {
    mutating func addOpenings() {
        var copy = definition
        var stages: [StageDefinition] = []
        copy.forEachStage { stages.append($0) }
        for stage in stages {
            for (place, opening) in stage.opens.enumerated() { add(opening, place, of: stage.id.value) }
        }
    }

    private mutating func add(_ opening: OpeningDefinition, _ place: Int, of stage: String) {
        let name = "\(stage)/\(opening.id.value)"
        let reach = process.stage(stage).map { Mutant.Reach.stage($0) } ?? .everything
        add("delete opening \(name)", at: opening.id.range, reach) { definition in
            definition.forEachStage { other in
                if other.id.value == stage, other.opens.indices.contains(place) { other.opens.remove(at: place) }
            }
        }
        if let limit = opening.atMost {
            add("delete at_most of opening \(name)", at: limit.range, reach) {
                $0.changeOpening(stage, place) { $0.atMost = nil }
            }
        }
        guard let when = opening.when else { return }
        add("delete when of opening \(name)", at: when.range, reach) {
            $0.changeOpening(stage, place) { $0.when = nil }
        }
        addBounds(when, "when of opening \(name)", reach) { definition, source in
            definition.changeOpening(stage, place) { $0.when = source }
        }
    }
}

extension Definition {
    /// Changes what a stage opens.
    mutating func changeOpening(_ stage: String, _ place: Int, _ body: (inout OpeningDefinition) -> Void) {
        forEachStage { other in
            if other.id.value == stage, other.opens.indices.contains(place) { body(&other.opens[place]) }
        }
    }
}
