import TurnpikeExpressions
import TurnpikeValues

extension Decider {
    /// How many moves may happen by themselves in one command.
    static let automaticLimit = 32

    /// Runs to completion: moves by themselves until none is possible, then obligations that are met by now.
    func settle(isReview: Bool) throws(CommandError) {
        guard !record.events.isEmpty || isReview else { return }
        if !process.computations.isEmpty { compute() }
        if process.hasTimers { try followFields() }
        if !process.approvals.isEmpty { advanceApprovals() }
        if process.hasAutomaticMoves || !scope.state.shared.waiting.isEmpty {
            try moveByItself()
            // Where the deal stands now, another step may be needed, or none; and what is granted thereby may move it on.
            var rounds = 0
            while !process.approvals.isEmpty, rounds < Self.automaticLimit {
                let events = record.events.count
                advanceApprovals()
                guard record.events.count > events else { break }
                try moveByItself()
                rounds += 1
            }
        }
        if process.assignsInStages { assignWhereEntered() }
        // Most deals have no details, and whoever asks the whole state for more copies it.
        let hasDetails = !scope.state.shared.isEmpty
        if process.hasTimers || (hasDetails && scope.state.hasPlans) {
            try noteOpenings()
            try keepTime()
        }
        guard hasDetails || !scope.state.shared.isEmpty else { return }
        for obligation in scope.state.shared.obligations where try isMet(obligation) {
            emit(.obligationMet(obligation.criterion))
        }
    }

    private func moveByItself() throws(CommandError) {
        if process.isNested { return try moveTogether() }
        var chain = [process[scope.state.stage].id]
        while let transition = try enabledAutomatic() {
            let events = record.events.count
            try takeOrWait(transition)
            let moved = record.events[events...].contains { if case .moved = $0 { true } else { false } }
            guard moved else { break }
            compute()
            chain.append("\(process[transition.move].id) to \(process[scope.state.stage].id)")
            guard chain.count <= Self.automaticLimit else {
                throw CommandError(
                    .limit,
                    "more than \(Self.automaticLimit) moves happened by themselves: \(chain.joined(separator: ", "))"
                )
            }
        }
        // A move that waited and whose condition no longer holds waits no more.
        for waiting in scope.state.shared.waiting {
            switch process[waiting.move].trigger {
            case .asSoonAs(let condition):
                if try scope.decidingVerdict(condition) != .yes { emit(.waiting(waiting.move, unmet: [])) }
            case .after, .at: if !scope.hasCome(waiting.move) { emit(.waiting(waiting.move, unmet: [])) }
            case .person, .signal, .complete: continue
            }
        }
    }

    /// The same for tracks, which go on beside one another: what is enabled at once is made in one step.
    private func moveTogether() throws(CommandError) {
        var chain = [process[scope.state.stage].id]
        while true {
            let scope = scope
            let process = process
            let waiting = scope.state.shared.waiting
            let enabled = try enabledTogether { row throws(CommandError) in
                let id = process.transitions[row].move
                let move = process.moves[id.index]
                if scope.isUsedUp(id) { return false }
                switch move.trigger {
                case .person, .signal: guard waiting.contains(where: { $0.move == id }) else { return false }
                case .asSoonAs(let condition): guard try scope.decidingVerdict(condition) == .yes else { return false }
                case .complete: guard scope.isComplete(id) else { return false }
                case .after, .at: guard scope.hasCome(id) else { return false }
                }
                guard let when = move.when else { return true }
                return try scope.decidingVerdict(when) == .yes
            }
            let before = record.events.count
            guard !enabled.isEmpty, try takeOrWait(enabled) else { break }
            for case .moved(let moved) in record.events[before...] {
                chain.append("\(moved.move.map { process[$0].id } ?? "") to \(process[moved.to].id)")
            }
            compute()
            guard chain.count <= Self.automaticLimit else {
                throw CommandError(
                    .limit,
                    "more than \(Self.automaticLimit) moves happened by themselves: \(chain.joined(separator: ", "))"
                )
            }
        }
        for waiting in scope.state.shared.waiting {
            switch process[waiting.move].trigger {
            case .asSoonAs(let condition):
                if try scope.decidingVerdict(condition) != .yes { emit(.waiting(waiting.move, unmet: [])) }
            case .complete: if !scope.isComplete(waiting.move) { emit(.waiting(waiting.move, unmet: [])) }
            case .after, .at: if !scope.hasCome(waiting.move) { emit(.waiting(waiting.move, unmet: [])) }
            case .person, .signal: continue
            }
        }
    }

    /// The first row in file order that happens by itself now: its condition holds, or its signal came and it waits.
    ///
    /// One that was made as often as it may be stands behind the others: nothing can ever let it happen again.
    private func enabledAutomatic() throws(CommandError) -> Transition? {
        let waiting = scope.state.shared.waiting
        var usedUp: Transition?
        for index in scope.rows {
            let transition = process.transitions[index]
            let move = process.moves[transition.move.index]
            switch move.trigger {
            case .person, .signal:
                // A person's move waits only where a limit has made it.
                guard waiting.contains(where: { $0.move == transition.move }) else { continue }
            case .asSoonAs(let condition):
                guard try scope.decidingVerdict(condition) == .yes else { continue }
            case .complete: continue
            case .after, .at: guard scope.hasCome(transition.move) else { continue }
            }
            if let when = move.when, try scope.decidingVerdict(when) != .yes { continue }
            guard !scope.isUsedUp(transition.move) else {
                usedUp = usedUp ?? transition
                continue
            }
            return transition
        }
        return usedUp
    }

    private func isMet(_ obligation: Obligation) throws(CommandError) -> Bool {
        if let (_, criterion) = process.criterion(obligation.criterion) {
            return try scope.isMet(criterion, confirmed: [], isAutomatic: true)
        }
        if let track = process.track(ofCriterion: obligation.criterion) {
            guard let chart = process.chart else { return true }
            let active = scope.state.shared.rare?.configuration.first?.active ?? []
            return process.machine.isInFinalState(chart.region[track.index]) { active.contains($0) }
        }
        // What is left are fields: `move.ask.contract`, `gate.when.amount`, `move.ask.bant.budget`; and, in deals of earlier
        // releases, `move.at_most`, which nothing could ever meet.
        let parts = obligation.criterion.split(separator: ".")
        let short = process.field(parts.suffix(1).joined(separator: "."))
        guard let field = process.field(parts.suffix(2).joined(separator: ".")) ?? short else { return true }
        return scope.state.slots[field.index] != .null
    }
}

extension Command.Action {
    var isReview: Bool {
        if case .review = self { true } else { false }
    }
}
