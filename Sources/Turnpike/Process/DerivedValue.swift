/// What an expression may read beside the deal's own fields; the kernel computes it when a program that reads it runs.
public enum DerivedValue: Hashable, Sendable {
    /// `now`
    case now
    /// `deal.name`
    case dealName
    /// `deal.owner`
    case dealOwner
    /// `deal.account`, a map of its record
    case dealAccount
    /// `deal.contact`, a map of its record
    case dealContact
    /// `deal.opened_at`
    case dealOpenedAt
    /// `deal.outcome`: "won", "lost" or no value
    case dealOutcome
    /// `deal.obligations`, the ids of unmet criteria that an override left
    case dealObligations
    /// `stage.id`
    case stageID
    /// `stage.entered_at`
    case stageEnteredAt
    /// `stage.visits`
    case stageVisits
    /// `stage.probability`
    case stageProbability
    /// `history.STAGE.visits`
    case historyVisits(StageID)
    /// `history.STAGE.time_in`
    case historyTimeIn(StageID)
    /// `tracks.X.stage`; no value where the track is not active
    case trackStage(TrackID)
    /// `activities.X.done`: whether it was done at least once
    case activityDone(ActivityID)
    /// `activities.X.count`: how often it was done
    case activityCount(ActivityID)
    /// `activities.X.all`: the kept done attempts, a list of maps, oldest first
    case activityAll(ActivityID)
    /// `activities.X.last`: the last done attempt, a map
    case activityLast(ActivityID)
    /// `approvals.X.granted`: whether it is granted and holds, or nobody has to approve
    case approvalGranted(ApprovalID)
    /// `approvals.X.pending`: whether it is asked for and undecided
    case approvalPending(ApprovalID)
    /// `approvals.X.rejected`: whether it was rejected since the deal came where it is, and not asked for again
    case approvalRejected(ApprovalID)
    /// `actor.id`
    case actorID
    /// `actor.roles`
    case actorRoles
    /// `rates`: units of each currency for one of the table's own, as of the day that the process names.
    case rates
}
