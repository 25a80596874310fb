public import TurnpikeValues

/// What happened to a deal's cadence.
public struct CadenceEvent: Hashable, Sendable {
    /// Why a step was passed over.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The activity that it asks for did not end so.
        case outcome
        /// Its condition does not hold.
        case condition
        /// Its window was missed.
        case window
        /// It came too late.
        case late
        /// The customer is not to be contacted.
        case doNotContact = "do_not_contact"
        /// It is outside the hours in which customers are written to.
        case quietHours = "quiet_hours"
        /// As many messages as a day may have went to this customer.
        case dailyMaximum = "daily_maximum"
        /// As many messages as a day may have went out for this owner.
        case ownerMaximum = "owner_maximum"
        /// Nobody is known to write to.
        case noRecipient = "no_recipient"
        /// The activity is open already.
        case open
        /// The activity may not be done again.
        case done
        /// The deal reached an outcome while the message waited.
        case dealEnded = "deal_ended"

        /// Whether the time before the step has been used up: the next one counts from when this one was due.
        var takesTime: Bool {
            switch self {
            case .outcome, .condition: false
            case .window, .late, .doNotContact, .quietHours, .dailyMaximum, .ownerMaximum, .noRecipient, .open, .done,
                .dealEnded:
                true
            }
        }
    }

    /// What happened.
    public enum Kind: Hashable, Sendable {
        /// `cadence.enrolled`: the deal entered the stage; the number is that of the visit
        case enrolled(StageID, visit: Int)
        /// `cadence.step`: a step (from 0) was taken that was due then; the day counts its message
        case step(Int, due: Instant, day: CalendarDate?)
        /// `cadence.skipped`: a step was passed over
        case skipped(Int, Reason, due: Instant)
        /// `cadence.paused`: no step is taken before that time
        case paused(until: Instant)
        /// `cadence.stopped`: by a signal, an outcome, the end of its stage
        case stopped(String)
        /// `cadence.finished`: its last step is behind it
        case finished
    }

    /// The cadence.
    public let cadence: CadenceID
    /// What happened.
    public let kind: Kind

    init(_ cadence: CadenceID, _ kind: Kind) {
        self.cadence = cadence
        self.kind = kind
    }

    /// The type as stored and as hooks name it.
    public var typeName: StaticString {
        switch kind {
        case .enrolled: "cadence.enrolled"
        case .step: "cadence.step"
        case .skipped: "cadence.skipped"
        case .paused: "cadence.paused"
        case .stopped: "cadence.stopped"
        case .finished: "cadence.finished"
        }
    }

    /// The step that it is about, from 0.
    public var step: Int? {
        switch kind {
        case .step(let step, due: _, day: _), .skipped(let step, _, due: _): step
        case .enrolled, .paused, .stopped, .finished: nil
        }
    }

    /// When that step was due.
    public var due: Instant? {
        switch kind {
        case .step(_, let due, day: _), .skipped(_, _, let due): due
        case .enrolled, .paused, .stopped, .finished: nil
        }
    }
}
