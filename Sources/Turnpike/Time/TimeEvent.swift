public import TurnpikeValues

/// What happened to a deal by the passing of time.
public enum TimeEvent: Hashable, Sendable {
    /// `timer.armed`, also when it is armed for another time
    case armed(DealTimer)
    /// `timer.stopped`: its clock stands still, with so many milliseconds left
    case stopped(TimerKey, left: Int64)
    /// `timer.cancelled`
    case cancelled(TimerKey)
    /// `timer.fired`
    case fired(TimerKey, due: Instant, isSkipped: Bool)
    /// `limit.warned`, `limit.breached`, `limit.escalated`
    case limit(LimitReached)
    /// `activity.dated`: when an open attempt is due, or for when it is planned
    case dated(ActivityID, number: Int, due: Instant?, isPlanned: Bool)
    /// `activity.reminded`
    case reminded(ActivityID, number: Int, due: Instant)
    /// `activity.overdue`
    case overdue(ActivityID, number: Int, due: Instant)

    /// A limit that was reached, or a later level of it.
    public struct LimitReached: Hashable, Sendable {
        /// The limit, an index into `SalesProcess.limits`.
        public var limit: Int
        /// Which of its steps, from 0.
        public var step: Int
        /// What that step is.
        public var kind: Limit.StepKind
        /// When its clock began.
        public var since: Instant
        /// When the step was due.
        public var due: Instant
    }
}

extension TimeEvent {
    /// What it is about, by the names of the file.
    public func subjects(in process: SalesProcess) -> [String] {
        switch self {
        case .armed, .stopped, .cancelled, .fired: timer.map { [process.name(of: $0)] } ?? []
        case .limit(let reached): [process.limits[reached.limit].id, process.limits[reached.limit].path]
        case .reminded(let activity, number: _, due: _), .overdue(let activity, number: _, due: _),
            .dated(let activity, number: _, due: _, isPlanned: _):
            [process[activity].id]
        }
    }

    /// The timer that it is about.
    public var timer: TimerKey? {
        switch self {
        case .armed(let timer): timer.key
        case .stopped(let key, left: _), .cancelled(let key), .fired(let key, due: _, isSkipped: _): key
        case .limit(let reached): TimerKey(.limit, reached.limit)
        case .reminded(let activity, let number, due: _): TimerKey(.remind, activity.index, number: number)
        case .overdue(let activity, let number, due: _), .dated(let activity, let number, due: _, isPlanned: _):
            TimerKey(.due, activity.index, number: number)
        }
    }

    /// When it was due; nil where it is about no one time.
    public var due: Instant? {
        switch self {
        case .armed(let timer): timer.fires ?? timer.due
        case .stopped, .cancelled: nil
        case .fired(_, let due, isSkipped: _), .reminded(_, number: _, let due), .overdue(_, number: _, let due): due
        case .limit(let reached): reached.due
        case .dated(_, number: _, let due, isPlanned: _): due
        }
    }
}
