public import Turnpike
public import TurnpikeRuntime
import TurnpikeValues

/// A process as Swift types, generated from its file.
///
/// `turnpike generate` or the `GenerateProcess` build plug-in writes the conforming namespace; nobody conforms by hand. It
/// holds names and types only: every command goes through the `Pipeline` and is decided by the kernel, as if it had been
/// given by words.
public protocol TypedProcess: Sendable {
    /// The values of a deal's fields.
    associatedtype Fields: TypedFields
    /// The process's id.
    static var id: String { get }
    /// The version that the types were generated from.
    static var version: Int { get }
    /// The digest of the definition that the types were generated from, in hexadecimal digits.
    static var digest: String { get }
}

/// A stage as a type: what a deal can do is known from where it is.
public protocol TypedStage: Sendable {
    /// The process that it belongs to.
    associatedtype Process: TypedProcess
    /// The stage's id.
    static var id: String { get }
}

/// Where a deal may be as a type: a handle of one stage, or the enum over all stages of a process.
public protocol DealPlace: ~Copyable, Sendable {
    /// The process that the deal runs through.
    associatedtype Process: TypedProcess
    /// The deal, untyped.
    var deal: Deal { get }
    /// The place of a deal; nil where it is somewhere else.
    init?(_ deal: consuming BoundDeal<Process>)
}

extension TypedProcess {
    /// Whether a process is the one that the types were generated from; an app may ask when it starts.
    ///
    /// - Throws: ``TypedProcessError`` where it is not, naming both.
    public static func check(_ process: SalesProcess) throws(TypedProcessError) {
        let found = TypedProcessError.Definition(
            process: process.id,
            version: process.version,
            digest: process.digest.hex
        )
        try TypedProcessError.compare(found, with: Self.self, deal: nil)
    }

    /// Loads a deal as a place of this process.
    ///
    /// - Throws: ``TypedProcessError`` where the deal is stored under another definition, or is somewhere else; what
    ///   `Pipeline.deal(_:)` throws.
    public static func load<Place: DealPlace & ~Copyable>(
        _ id: DealID,
        in pipeline: Pipeline
    ) async throws -> Place where Place.Process == Self {
        let deal: Deal?
        do {
            deal = try await pipeline.deal(id)
        } catch let error as PipelineError where error.code == .noSuchProcess || error.code == .processChanged {
            // The pipeline has another text than the one the deal is stored under: name what is stored.
            guard let summary = try await pipeline.store.deal(id, tenant: pipeline.tenant)?.summary else { throw error }
            let found = TypedProcessError.Definition(
                process: summary.process,
                version: summary.version,
                digest: summary.digest.hex
            )
            try TypedProcessError.compare(found, with: Self.self, deal: id)
            throw error
        }
        guard let deal else { throw TypedProcessError(.noSuchDeal, Self.self, deal: id) }
        guard let place = Place(try BoundDeal<Self>(deal, in: pipeline)) else {
            throw TypedProcessError(.elsewhere, Self.self, deal: id, stage: deal.stage)
        }
        return place
    }

    /// Opens a deal.
    ///
    /// - Parameters:
    ///   - name: What people call it.
    ///   - fields: The first values.
    ///   - stage: The id of the stage to start in; nil takes the first start whose condition holds.
    ///   - owner: Who owns it; nil for a person who opens it means that person.
    /// - Throws: ``TypedProcessError`` where the pipeline opens deals of another version; `CommandError`,
    ///   `PipelineError`, `StoreError`.
    public static func open<Place: DealPlace & ~Copyable>(
        _ name: String,
        fields: Fields,
        stage: String? = nil,
        owner: String? = nil,
        account: String? = nil,
        contact: String? = nil,
        externalKeys: [String] = [],
        by actor: Actor,
        in pipeline: Pipeline,
        options: CommandOptions = CommandOptions()
    ) async throws -> OpenResult<Place> where Place.Process == Self {
        try check(try await pipeline.process(id))
        let opening = Opening(
            name: name,
            stage: stage,
            owner: owner,
            account: account,
            contact: contact,
            externalKeys: externalKeys,
            fields: fields.values.sorted { $0.field < $1.field }
        )
        let deal: Deal
        switch try await pipeline.open(id, opening, by: actor, options: options) {
        case .refused(let refusal, _): return .refused(refusal)
        case .changed(let opened, _), .unchanged(let opened), .repeated(let opened, revision: _): deal = opened
        }
        guard let place = Place(try BoundDeal<Self>(deal, in: pipeline)) else {
            throw TypedProcessError(.elsewhere, Self.self, deal: deal.id, stage: deal.stage)
        }
        return .opened(place)
    }
}
