public import TurnpikeValues

/// One thing that happened to a deal, with its results: applying it needs no condition, calendar or rate.
public enum Event: Hashable, Sendable {
    /// `deal.opened`
    indirect case opened(Opened)
    /// `fields.set`
    case fieldsSet([FieldChange], isComputed: Bool)
    /// `deal.moved`
    case moved(Moved)
    /// `stages.changed`: the stages of a nested process that were left and entered
    case stagesChanged(StageChange)
    /// `activity.opened`
    case activityOpened(ActivityID, number: Int, keep: Bool)
    /// `activity.started`
    case activityStarted(ActivityID, number: Int)
    /// `activity.done`; an outcome with `again` is an end that does not count
    indirect case activityDone(ActivityDone)
    /// `activity.skipped`
    case activitySkipped(ActivityID, number: Int)
    /// `activity.cancelled`, by a person or because its stage was left
    case activityCancelled(ActivityID, number: Int)
    /// `deal.assigned`
    case assigned(from: String?, to: String?)
    /// `deal.related`
    case related(PartyKind, id: String?)
    /// `comment.added`
    case commented(String)
    /// `signal.received`; `isAwaited` tells whether a move waits for it in this stage
    case signalled(SignalID, isAwaited: Bool)
    /// `move.waiting`: a move by itself whose gates are unmet
    case waiting(MoveID, unmet: [String])
    /// `obligation.met`
    case obligationMet(String)
    /// What time has brought: timers, limits, reminders
    indirect case time(TimeEvent)
    /// `approval.requested`, `approval.granted` and the other things that happen to an approval
    indirect case approval(ApprovalEvent)
    /// `assignment.made`, `assignment.accepted`, `assignment.declined`
    indirect case assignment(AssignmentEvent)
    /// `external.asked`, `external.answered` and `external.down`: a gate's question to a plug-in
    indirect case external(ExternalEvent)
    /// `opening.opened` and what else happens between a deal and one of another process that it opens
    indirect case opening(OpeningEvent)
    /// `cadence.enrolled`, `cadence.step` and the other things that happen to a cadence
    indirect case cadence(CadenceEvent)
    /// `message.withheld`: a message to the customer that may not go
    indirect case withheld(WithheldMessage)
    /// `message.delayed` and `message.sent`: a message of a hook or a limit that waits, was let go, or counts
    indirect case message(MessageEvent)
    /// `observation.asked` and what else becomes of a move that an outside system made
    indirect case observation(ObservationEvent)

    /// How a deal began.
    public struct Opened: Hashable, Sendable {
        /// What people call it.
        public var name: String
        /// The stage it starts in.
        public var stage: StageID
        /// Who owns it.
        public var owner: String?
        /// The account's id.
        public var account: String?
        /// The contact's id.
        public var contact: String?
        /// Keys of outside systems.
        public var externalKeys: [String]
        /// The deal of another process that opened it.
        public var openedBy: OpenedBy? = nil
    }

    /// A field's new value.
    public struct FieldChange: Hashable, Sendable {
        /// The field.
        public var field: FieldID
        /// The value before, `.null` for none.
        public var old: Value
        /// The value now, `.null` for none.
        public var new: Value
    }

    /// A move with all that was decided about it.
    public struct Moved: Hashable, Sendable {
        /// What let it happen.
        public enum Kind: String, Hashable, Sendable {
            /// Its criteria are met, and a person asked for it.
            case asked
            /// Its criteria are met, and it happened by itself.
            case automatic
            /// Somebody with the permission let it pass.
            case overridden
            /// An outside system made it and it was taken over.
            case observed
        }

        /// The move; nil for one that only the outside system knows.
        public var move: MoveID?
        /// The stage left.
        public var from: StageID
        /// The stage entered.
        public var to: StageID
        /// How the two stand to each other.
        public var direction: Direction
        /// What let it happen.
        public var kind: Kind
        /// The reason chosen or given.
        public var reason: ReasonID?
        /// The gates judged; bit i of `gatesNotApplied` tells that the i-th did not apply.
        public var gates: [GateID]
        /// The gates among the first 64 whose `when` did not hold.
        public var gatesNotApplied: UInt64
        // Empty, or one element: most moves have none of it, and every copy of an event would carry it.
        private var rare: [Rare] = []

        private struct Rare: Hashable, Sendable {
            var because: String?
            var warnings: [String] = []
            var confirmed: [String] = []
            var obligations: [LeftBehind] = []
        }

        init(
            move: MoveID?,
            from: StageID,
            to: StageID,
            direction: Direction,
            kind: Kind,
            reason: ReasonID?,
            because: String?,
            gates: [GateID],
            gatesNotApplied: UInt64,
            warnings: [String],
            confirmed: [String],
            obligations: [LeftBehind]
        ) {
            self.move = move
            self.from = from
            self.to = to
            self.direction = direction
            self.kind = kind
            self.reason = reason
            self.gates = gates
            self.gatesNotApplied = gatesNotApplied
            if because != nil || !warnings.isEmpty || !confirmed.isEmpty || !obligations.isEmpty {
                rare = [Rare(because: because, warnings: warnings, confirmed: confirmed, obligations: obligations)]
            }
        }

        /// Why it was overridden.
        public var because: String? {
            get { rare.isEmpty ? nil : rare[0].because }
            set { change { $0.because = newValue } }
        }
        /// Ids of checks of severity `warn` that did not hold.
        public var warnings: [String] {
            get { rare.isEmpty ? [] : rare[0].warnings }
            set { change { $0.warnings = newValue } }
        }
        /// Ids of criteria that the person confirmed.
        public var confirmed: [String] {
            get { rare.isEmpty ? [] : rare[0].confirmed }
            set { change { $0.confirmed = newValue } }
        }
        /// Unmet criteria that it leaves behind.
        public var obligations: [LeftBehind] {
            get { rare.isEmpty ? [] : rare[0].obligations }
            set { change { $0.obligations = newValue } }
        }

        private mutating func change(_ body: (inout Rare) -> Void) {
            var parts = rare.first ?? Rare()
            body(&parts)
            // What holds nothing is kept as nothing, so that equal moves compare equal.
            rare = parts == Rare() ? [] : [parts]
        }

        /// An unmet criterion that was let pass.
        public struct LeftBehind: Hashable, Sendable {
            /// Its id.
            public var criterion: String
            /// Its gate.
            public var gate: GateID?
        }
    }

    /// What moves of a nested process left and entered, in that order.
    public struct StageChange: Hashable, Sendable {
        /// One transition of the machine.
        public struct Step: Hashable, Sendable {
            /// The stage that is left; nil where the deal is opened.
            public var from: StageID?
            /// The nodes of the machine that are entered: stages, and tracks that are left out.
            var targets: [Int]
        }

        /// The transitions, which were taken together.
        public var steps: [Step]
        /// The stages left, the innermost first.
        public var left: [StageID]
        /// The stages entered, the outermost first.
        public var entered: [StageID]
        /// The tracks that were left out because their condition does not hold.
        public var leftOut: [TrackID]
    }

    /// An activity that ended with work done.
    public struct ActivityDone: Hashable, Sendable {
        /// The activity.
        public var activity: ActivityID
        /// The attempt's number.
        public var number: Int
        /// The index of its outcome.
        public var outcome: Int?
        /// Whether it counts as done.
        public var counts: Bool
        /// Its own fields.
        public var values: ValueMap
        /// The numbers (from 1) of the checklist items ticked off.
        public var checked: [Int]
        /// The reference to its evidence.
        public var evidence: String?
    }
}

/// Everything that one command did: the unit of history, of storage and of replay.
public struct Record: Hashable, Sendable {
    /// The revision that it makes.
    public var revision: Int64
    /// When it was recorded, to the millisecond.
    public var recorded: Instant
    /// When it happened.
    public var occurred: Occurrence
    /// Who gave the command.
    public var actor: Actor
    /// The kind of command, such as `move`.
    public var command: String
    /// What happened, in order.
    public var events: [Event]
    /// The records from outside that were read: `account:acme` with its revision.
    public var factsUsed: [FactUsed]

    /// A record from outside that a decision read.
    public struct FactUsed: Hashable, Sendable {
        /// What kinds of facts there are.
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            /// The record of the deal's account.
            case account
            /// The record of the deal's contact.
            case contact
            /// The directory of people; the id tells what was resolved by it: `owner_manager:manager_1`.
            case people
            /// A table of rates of exchange; its id is the day whose rates were read.
            case rates
        }

        /// What was read.
        public var kind: Kind
        /// Its id.
        public var id: String
        /// The revision that was read.
        public var revision: Int64
    }

    /// What an event needs of the record that it stands in: small, so that applying one copies no lists.
    struct Stamp {
        let revision: Int64
        let recorded: Instant
        let happened: Instant?

        /// `happened` as states keep it.
        var happenedMilliseconds: Int64 { happened?.milliseconds ?? DealState.unknownTime }
    }

    var stamp: Stamp { Stamp(revision: revision, recorded: recorded, happened: happened) }

    /// The time at which it happened, or nil where unknown.
    public var happened: Instant? {
        switch occurred {
        case .now: recorded
        case .at(let instant): instant
        case .unknown: nil
        }
    }
}
