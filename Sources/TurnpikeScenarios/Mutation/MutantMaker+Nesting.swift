import Turnpike

/// Mutants of tracks, of what makes a move by itself, of hooks and of scores.
extension MutantMaker {
    mutating func addTracks() {
        var copy = definition
        var tracks: [TrackDefinition] = []
        copy.forEachTrack { tracks.append($0) }
        for (number, track) in tracks.enumerated() {
            guard let when = track.when else { continue }
            let what = "when of track \(track.id.value)"
            add("delete \(what)", at: when.range, .everything) { $0.changeTrack(number) { $0.when = nil } }
            // A track that is left out more often demands less.
            addBounds(when, what, loosens: false, .everything) { definition, source in
                definition.changeTrack(number) { $0.when = source }
            }
        }
    }

    /// A move that would need a person, or that takes up less of what was left.
    mutating func addTriggers(
        _ move: MoveDefinition,
        _ index: Int,
        of stage: String?,
        _ name: String,
        _ reach: Mutant.Reach
    ) {
        if let complete = move.complete, complete.value {
            add("delete complete of \(name)", at: complete.range, .everything) {
                $0.changeMove(stage, index) { $0.complete = nil }
            }
        }
        if let source = move.asSoonAs {
            add("delete as_soon_as of \(name)", at: source.range, .everything) {
                $0.changeMove(stage, index) { $0.asSoonAs = nil }
            }
        }
        if let resume = move.resume {
            add("delete resume of \(name)", at: resume.range, reach) {
                $0.changeMove(stage, index) { $0.resume = nil }
            }
        }
    }

    mutating func addHooks() {
        var seen: [String: Int] = [:]
        for (index, hook) in definition.hooks.enumerated() {
            let event = hook.id?.value ?? hook.event.value
            seen[event, default: 0] += 1
            let name = seen[event] == 1 ? event : "\(event) #\(seen[event] ?? 0)"
            add("delete hook \(name)", at: hook.range, .everything) { definition in
                definition.hooks.remove(at: index)
            }
            guard hook.actions.count > 1 else { continue }
            for (place, action) in hook.actions.enumerated() {
                add("delete \(action.verb.value) of hook \(name)", at: action.verb.range, .everything) { definition in
                    definition.hooks[index].actions.remove(at: place)
                }
            }
        }
    }
}
