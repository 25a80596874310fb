public import Turnpike

/// A move from one stage, with what it asks for; generated code has one for each that the file declares.
public struct TypedMove<Source: TypedStage, Destination: DealPlace & ~Copyable>: Sendable {
    /// What the kernel is asked for.
    @usableFromInline let name: String
    @usableFromInline let stage: String?
    @usableFromInline let reason: String?
    @usableFromInline let fields: [FieldValue]

    /// A move by its id; in a process with phases or tracks with the stage that it starts from, as in `redlines/agreed`.
    @inlinable
    public init(_ name: String) {
        self.name = name
        stage = nil
        reason = nil
        fields = []
    }

    /// A move with what it asks for.
    ///
    /// - Parameters:
    ///   - name: The move's id.
    ///   - stage: The stage, where the move leaves it open.
    ///   - reason: The reason's id.
    ///   - fields: Values given with it; nil for those that the deal has already.
    public init(_ name: String, stage: String? = nil, reason: String? = nil, fields: [FieldValue?] = []) {
        self.name = name
        self.stage = stage
        self.reason = reason
        self.fields = fields.compactMap { $0 }.sorted { $0.field < $1.field }
    }

    /// A move with a reason from a list, and what that asks for.
    public init(_ name: String, stage: String? = nil, reason: some TypedReason, fields: [FieldValue?] = []) {
        let asked = fields.compactMap { $0 }
        let own = reason.fields.filter { field in !asked.contains { $0.field == field.field } }
        self.init(name, stage: stage, reason: reason.id, fields: asked + own)
    }

    @inlinable
    consuming func request(_ confirmed: consuming [String]) -> MoveRequest {
        MoveRequest(to: name, stage: stage, reason: reason, fields: fields, confirmed: confirmed)
    }
}

/// A reason of a list, with the fields that it asks for.
public protocol TypedReason: Sendable {
    /// The reason's id.
    var id: String { get }
    /// The fields given with it.
    var fields: [FieldValue] { get }
}

/// The completion of an activity, with its outcome and what it brings.
public struct TypedActivity<Process: TypedProcess>: Sendable {
    let step: ActivityStep

    /// A completion.
    ///
    /// - Parameters:
    ///   - id: The activity's id.
    ///   - outcome: The outcome's id.
    ///   - values: Fields of the deal that it brings, and its own.
    ///   - checked: Items of its checklist, by their texts or their numbers from 1.
    ///   - evidence: A reference to a file, a mail or an event.
    public init(
        _ id: String,
        outcome: String? = nil,
        values: [FieldValue?] = [],
        checked: [String] = [],
        evidence: String? = nil
    ) {
        step = ActivityStep(
            id,
            .complete,
            outcome: outcome,
            values: values.compactMap { $0 }.sorted { $0.field < $1.field },
            checked: checked,
            evidence: evidence
        )
    }
}

/// A signal, with what it brings.
public struct TypedSignal<Process: TypedProcess>: Sendable {
    let id: String
    let fields: [FieldValue]

    /// A signal.
    public init(_ id: String, fields: [FieldValue?] = []) {
        self.id = id
        self.fields = fields.compactMap { $0 }.sorted { $0.field < $1.field }
    }
}
