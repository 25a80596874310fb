public import TurnpikeValues

/// A deal as of one revision: a snapshot to read, untyped and freely copied.
public struct Deal: Sendable, Identifiable {
    /// The process it runs through, in the version it is bound to.
    public let process: SalesProcess
    /// The kernel's own view.
    public let state: DealState

    /// A snapshot.
    public init(process: SalesProcess, state: DealState) {
        self.process = process
        self.state = state
    }

    /// The deal's id.
    public var id: DealID { state.id }
    /// What people call it.
    public var name: String { state.name }
    /// How many commands have changed it.
    public var revision: Int64 { state.revision }
    /// The id of its stage.
    public var stage: String { process[state.stage].id }
    /// What people call its stage.
    public var stageLabel: String { process[state.stage].label }
    /// The ids of all active stages in file order: its stage, those that it is part of, and one in each track.
    public var activeStages: [String] { state.activeStages.map { process[$0].id } }
    /// Where each track of its active stages stands; nil for a track that was left out.
    public var tracks: [(track: Track, stage: Stage?)] {
        state.activeStages.flatMap { process[$0].tracks }.map { id in
            let here = process[id].stages.first { state.isIn($0) }
            return (process[id], here.map { process[$0] })
        }
    }
    /// Who owns it, a person's id.
    public var owner: String? { state.owner }
    /// The account's id.
    public var account: String? { state.details.account }
    /// The contact's id.
    public var contact: String? { state.details.contact }
    /// When it entered its stage; nil where unknown.
    public var entered: Instant? { state.entered }
    /// When it was opened; nil where unknown.
    public var opened: Instant? { state.opened }
    /// The keys by which outside systems know it.
    public var externalKeys: [String] { state.details.externalKeys }
    /// Unmet criteria that were let pass.
    public var obligations: [Obligation] { state.details.obligations }
    /// How it ended, until it is reopened.
    public var outcome: StageOutcome? { state.outcome.flatMap { process[$0].outcome } }
    /// The chance of winning it: its stage's, or that of the last outcome stage it entered (rule 6).
    public var probability: Percent? { (state.outcome.map { process[$0] } ?? process[state.stage]).probability }
    /// Its forecast category, likewise.
    public var forecast: String? { (state.outcome.map { process[$0] } ?? process[state.stage]).forecast }
    /// The reason given on entering its stage, `lost/price`.
    public var reason: String? { state.details.reason.map { process.name(of: $0) } }

    /// A field's value, or nil.
    public subscript(_ field: String) -> Value? {
        process.field(field).flatMap { state[$0] }
    }

    /// The fields that have a value, in file order.
    public var fields: [(field: Field, value: Value)] {
        process.fields.indices.compactMap { index in
            state[FieldID(index)].map { (process.fields[index], $0) }
        }
    }

    /// What lists show of it.
    public var summary: DealSummary {
        var summary = DealSummary(
            id: id,
            revision: revision,
            process: process.id,
            version: process.version,
            digest: process.digest,
            stage: stage,
            name: name,
            updated: state.recorded
        )
        summary.outcome = outcome?.rawValue
        summary.owner = owner
        summary.account = account
        summary.opened = opened
        return summary
    }
}
