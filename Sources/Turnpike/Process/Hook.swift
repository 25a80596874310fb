/// A hook with its names resolved.
public struct Hook: Sendable {
    /// What it waits for.
    public enum Event: Hashable, Sendable {
        /// `deal.opened`
        case opened
        /// `deal.moved`
        case moved
        /// `stage.entered S`, or any stage.
        case stageEntered(StageID?)
        /// `stage.left S`, or any stage.
        case stageLeft(StageID?)
        /// `deal.won`
        case won
        /// `deal.lost`
        case lost
        /// `deal.reopened`
        case reopened
        /// `deal.assigned`
        case assigned
        /// `field.changed F`, or any field.
        case fieldChanged(FieldID?)
        /// `score.reached B`, or any band: the score rose into a band
        case scoreReached(String?)
        /// `activity.opened A`, or any activity.
        case activityOpened(ActivityID?)
        /// `activity.done A`, or any activity.
        case activityDone(ActivityID?)
        /// `signal.received S`, or any signal.
        case signalReceived(SignalID?)
        /// `move.waiting`
        case moveWaiting
        /// `move.overridden`
        case overridden
        /// `obligation.met`
        case obligationMet
        /// `comment.added`
        case commented
        /// `assignment.made`, `assignment.accepted`, `assignment.declined` or `assignment.lapsed`.
        case assignment(String)
        /// `approval.granted A` and the other events of approvals, or of any approval.
        case approval(String, ApprovalID?)
        /// `external.asked G`, `external.answered G`, `external.down G`, or of any gate; indices of questions.
        case external(String, [Int]?)
        /// `limit.warned L`, `limit.breached L`, `limit.escalated L`, or of any limit; indices of limits.
        case limit(Limit.StepKind, [Int]?)
        /// `activity.overdue A`, or any activity.
        case activityOverdue(ActivityID?)
        /// `activity.reminded A`, or any activity.
        case activityReminded(ActivityID?)
        /// `opening.opened O`, `opening.refused O`, `opening.returned O`, or of any; indices of openings.
        case opening(String, [Int]?)
        /// `cadence.step C` and the other events of cadences, or of any cadence.
        case cadence(String, CadenceID?)
        /// `message.withheld`
        case messageWithheld
        /// `message.delayed`
        case messageDelayed
        /// `observation.asked` or `observation.pushed_back`
        case observation(ObservationEvent.Kind)
    }

    /// Its stable name, part of every effect's key: the declared id, or event and place.
    public let id: String
    /// What it waits for.
    public let event: Event
    /// The event as written.
    public let eventName: String
    /// The condition under which it acts.
    public let when: Condition?
    /// What it does, in order.
    public let actions: [HookAction]
    /// Where it stands.
    public let range: SourceRange
}

/// One thing that a hook does.
public struct HookAction: Sendable {
    /// The plug-in: `crm`, `email`, `notify` or another name. It is the lane's second half.
    public let plugin: String
    /// What it is asked to do, such as `upsert`, `close`, `send`.
    public let action: String
    /// Settings whose texts are rendered when the hook acts, sorted by key.
    public let settings: [Setting]
    /// Whether later effects of the lane wait behind a dead letter.
    public let parksLane: Bool
    /// Whether it writes to the customer: a mail or a message that goes to no role and not to the owner.
    public var isOutgoing = false

    /// One setting.
    public struct Setting: Sendable {
        /// Its key.
        public let key: String
        /// Its text.
        public let template: Template
    }
}
