/// The tables from text ids to dense ones.
struct NameTables: Sendable {
    var stages: [String: StageID] = [:]
    var tracks: [String: TrackID] = [:]
    var fields: [String: FieldID] = [:]
    var activities: [String: ActivityID] = [:]
    var gates: [String: GateID] = [:]
    var approvals: [String: ApprovalID] = [:]
    var signals: [String: SignalID] = [:]
    var roles: [String: RoleID] = [:]

    init(_ parts: SalesProcess.Parts) {
        stages.reserveCapacity(parts.stages.count)
        gates.reserveCapacity(parts.gates.count)
        for (index, item) in parts.stages.enumerated() { stages[item.id] = StageID(index) }
        for (index, item) in parts.tracks.enumerated() { tracks[item.id] = TrackID(index) }
        for (index, item) in parts.fields.enumerated() { fields[item.id] = FieldID(index) }
        for (index, item) in parts.activities.enumerated() { activities[item.id] = ActivityID(index) }
        for (index, item) in parts.gates.enumerated() { gates[item.id] = GateID(index) }
        for (index, item) in parts.approvals.enumerated() { approvals[item.id] = ApprovalID(index) }
        for (index, item) in parts.signals.enumerated() { signals[item.id] = SignalID(index) }
        for (index, item) in parts.roles.enumerated() { roles[item.id] = RoleID(index) }
    }
}

extension SalesProcess {
    /// Whether an expression reads the deal's account, so that a decision needs its record.
    public var usesAccount: Bool { readsAccount }
    /// Whether an expression reads the rates of exchange.
    public var usesRates: Bool { readsRates }
    /// Whether an expression reads the deal's contact.
    public var usesContact: Bool { readsContact }
    /// The stage of an id.
    public func stage(_ id: String) -> StageID? { names.stages[id] }
    /// The track of an id.
    public func track(_ id: String) -> TrackID? { names.tracks[id] }
    /// The field of an id.
    public func field(_ id: String) -> FieldID? { names.fields[id] }
    /// The activity of an id.
    public func activity(_ id: String) -> ActivityID? { names.activities[id] }
    /// The gate of an id.
    public func gate(_ id: String) -> GateID? { names.gates[id] }
    /// The approval of an id.
    public func approval(_ id: String) -> ApprovalID? { names.approvals[id] }
    /// An approval's row.
    public subscript(_ id: ApprovalID) -> Approval { approvals[id.index] }
    /// A cadence's row.
    public subscript(_ id: CadenceID) -> Cadence { cadences[id.index] }
    /// The cadence of an id.
    public func cadence(_ id: String) -> CadenceID? { cadences.firstIndex { $0.id == id }.map { CadenceID($0) } }
    /// A question's row.
    public subscript(_ id: ExternalID) -> ExternalCheck { externals[id.index] }
    /// The signal of an id.
    public func signal(_ id: String) -> SignalID? { names.signals[id] }
    /// The role of an id.
    public func role(_ id: String) -> RoleID? { names.roles[id] }
    /// A stage's row.
    public subscript(_ id: StageID) -> Stage { stages[id.index] }
    /// A track's row.
    public subscript(_ id: TrackID) -> Track { tracks[id.index] }
    /// A field's row.
    public subscript(_ id: FieldID) -> Field { fields[id.index] }
    /// An activity's row.
    public subscript(_ id: ActivityID) -> Activity { activities[id.index] }
    /// A gate's row.
    public subscript(_ id: GateID) -> Gate { gates[id.index] }
    /// A move's row.
    public subscript(_ id: MoveID) -> Move { moves[id.index] }
    /// A signal's row.
    public subscript(_ id: SignalID) -> Signal { signals[id.index] }
    /// A reason's row.
    public subscript(_ id: ReasonID) -> ReasonList.Reason { reasonLists[id.list].reasons[id.item] }
}
