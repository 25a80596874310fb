import TurnpikeValues

extension SalesProcess {
    /// The stored name of a timer: `move/negotiation/expire`.
    public func name(of key: TimerKey) -> String {
        // A move that a timer of an older text of this version belongs to need not be timed any more.
        timerNames.name(of: key) ?? "\(key.kind.rawValue)/\(key.kind == .move ? moveNames[key.rule] : "\(key.rule)")"
    }

    /// The timer of a name; nil where the process has none of it.
    public func timer(named name: String) -> TimerKey? { timerNames.key(name) }

    /// The stage with which a timer goes; nil for one of the deal as a whole.
    func owner(of key: TimerKey) -> StageID? {
        switch key.kind {
        case .move: moves[key.rule].source
        case .limit: limits[key.rule].owner
        case .every: recurrences[key.rule].stage
        case .opens: openings[key.rule].stage
        default: nil
        }
    }

    /// Whether a timer goes with whatever stage the deal is in.
    func goesWithAnyStage(_ key: TimerKey) -> Bool {
        key.kind == .move && moves[key.rule].source == nil
    }

    // MARK: Applying

    /// Changes a deal by what time has brought.
    func apply(_ event: TimeEvent, to state: inout DealState) {
        switch event {
        case .armed(let timer): state.withTimers { $0.put(timer) }
        case .stopped(let key, let left):
            state.withTimer(key) {
                $0.fires = nil
                $0.left = left
            }
        case .cancelled(let key): state.withTimers { $0.removeAll { $0.key == key } }
        case .fired(let key, due: _, let isSkipped):
            state.withTimer(key) {
                $0.fires = nil
                if !isSkipped { $0.level += 1 }
            }
        case .dated(let activity, let number, let due, let isPlanned):
            state.withActivity(activity) {
                guard let index = $0.open.firstIndex(where: { $0.number == number }) else { return }
                $0.open[index].due = due
                $0.open[index].isPlanned = isPlanned
            }
        case .limit, .reminded, .overdue: break
        }
    }

    /// A timer that has done its work in a stage is forgotten when the stage is left: the next visit arms it again.
    func forgetSpent(_ moved: Event.Moved, in state: inout DealState) {
        guard !isNested else { return }
        state.forgetSpent { goesWithAnyStage($0) || owner(of: $0) == moved.from }
    }

    /// The same for a deal in several stages.
    func forgetSpent(leaving left: [StageID], in state: inout DealState) {
        guard hasTimers else { return }
        let isMainLeft = left.contains { tree.innermostTrack(of: $0) == nil }
        state.forgetSpent { key in
            goesWithAnyStage(key) ? isMainLeft : owner(of: key).map { left.contains($0) } ?? false
        }
    }
}

extension DealState {
    mutating func withTimers(_ body: (inout [DealTimer]) -> Void) {
        withRare { body(&$0.timers) }
    }

    mutating func withTimer(_ key: TimerKey, _ body: (inout DealTimer) -> Void) {
        guard timer(key) != nil else { return }
        withTimers { timers in
            guard let index = timers.firstIndex(where: { $0.key == key }) else { return }
            body(&timers[index])
        }
    }

    fileprivate mutating func forgetSpent(_ isGone: (TimerKey) -> Bool) {
        guard let timers = shared.rare?.timers, timers.contains(where: { $0.isSpent && isGone($0.key) }) else { return }
        withTimers { $0.removeAll { $0.isSpent && isGone($0.key) } }
    }
}

extension [DealTimer] {
    /// Puts a timer in the place of the one with its key, or where its key belongs.
    mutating func put(_ timer: DealTimer) {
        if let index = firstIndex(where: { $0.key >= timer.key }) {
            if self[index].key == timer.key { self[index] = timer } else { insert(timer, at: index) }
        } else {
            append(timer)
        }
    }
}

extension Acceptance {
    /// The deal's armed timers for the store's index; nil where the command changed none.
    public func timerRows(in process: SalesProcess) -> [TimerRow]? {
        guard process.hasTimers || !state.timers.isEmpty || state.openedBy != nil else { return nil }
        let isChanged = record.events.contains { event in
            guard case .time(let event) = event else { return false }
            switch event {
            case .armed, .stopped, .cancelled, .fired: return true
            case .limit, .dated, .reminded, .overdue: return false
            }
        }
        guard isChanged else { return nil }
        return state.timers.compactMap { timer in
            timer.fires.map { TimerRow(deal: state.id, name: process.name(of: timer.key), due: $0) }
        }
    }
}
