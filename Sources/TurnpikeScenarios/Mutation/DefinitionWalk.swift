import Turnpike

/// Ways through a definition that reach every stage, move and gate in the same order each time, so that a place can be
/// named by its number.
extension Definition {
    /// Calls a function with every stage, each before those inside it.
    mutating func forEachStage(_ body: (inout StageDefinition) -> Void) {
        func visit(_ list: inout [StageDefinition]) {
            for index in list.indices {
                body(&list[index])
                visit(&list[index].stages)
                for track in list[index].tracks.indices { visit(&list[index].tracks[track].stages) }
            }
        }
        visit(&stages)
    }

    /// Calls a function with every track.
    mutating func forEachTrack(_ body: (inout TrackDefinition) -> Void) {
        forEachStage { stage in
            for index in stage.tracks.indices { body(&stage.tracks[index]) }
        }
    }

    /// Changes the track of a number.
    mutating func changeTrack(_ number: Int, _ body: (inout TrackDefinition) -> Void) {
        var at = 0
        forEachTrack { track in
            if at == number { body(&track) }
            at += 1
        }
    }

    /// Calls a function with every list of moves and the id of their stage; nil for `anywhere`.
    mutating func forEachMoves(_ body: (String?, inout [MoveDefinition]) -> Void) {
        forEachStage { stage in
            let id = stage.id.value
            body(id, &stage.moves)
        }
        body(nil, &anywhere)
    }

    /// Calls a function with every list of gates, where it stands, and the gate whose part it is.
    mutating func forEachGateList(_ body: (_ place: String, inout [GateReference]) -> Void) {
        func visit(_ place: String, _ list: inout [GateReference]) {
            guard !list.isEmpty else { return }
            body(place, &list)
            for index in list.indices {
                guard case .inline(var gate) = list[index] else { continue }
                let name = gate.id?.value ?? place
                visit("\(name).any", &gate.any)
                visit("\(name).all", &gate.all)
                list[index] = .inline(gate)
            }
        }
        for index in gates.indices {
            let id = gates[index].id?.value ?? ""
            visit("\(id).any", &gates[index].any)
            visit("\(id).all", &gates[index].all)
        }
        forEachStage { stage in
            let id = stage.id.value
            visit("\(id).enter", &stage.enter)
            visit("\(id).exit", &stage.exit)
        }
        forEachMoves { stage, moves in
            for index in moves.indices { visit("\(stage ?? "anywhere")/\(moves[index].id.value)", &moves[index].gates) }
        }
    }

    /// Calls a function with every gate, named and written in place.
    mutating func forEachGate(_ body: (inout GateDefinition) -> Void) {
        for index in gates.indices { body(&gates[index]) }
        forEachGateList { _, list in
            for index in list.indices {
                guard case .inline(var gate) = list[index] else { continue }
                body(&gate)
                list[index] = .inline(gate)
            }
        }
    }

    /// Changes the gate of a number.
    mutating func changeGate(_ number: Int, _ body: (inout GateDefinition) -> Void) {
        var at = 0
        forEachGate { gate in
            if at == number { body(&gate) }
            at += 1
        }
    }

    /// Changes a move of a stage, or of `anywhere`.
    mutating func changeMove(_ stage: String?, _ index: Int, _ body: (inout MoveDefinition) -> Void) {
        forEachMoves { id, moves in
            if id == stage, moves.indices.contains(index) { body(&moves[index]) }
        }
    }
}
