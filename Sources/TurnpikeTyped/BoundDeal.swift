public import Turnpike
public import TurnpikeRuntime
import TurnpikeValues

/// A deal that is known to run on the very definition that the types were generated from.
///
/// It is not copyable: it becomes a place, such as a handle or the enum over all stages.
public struct BoundDeal<Process: TypedProcess>: ~Copyable, Sendable {
    /// The deal as of one revision.
    public let deal: Deal
    /// The id of its stage, asked while the deal was at hand by itself: asking what is inside copies the deal.
    @usableFromInline let stage: String
    @usableFromInline let line: PipelineLine

    /// Where its commands go.
    public var pipeline: Pipeline { line.pipeline }

    /// A deal whose definition was compared before.
    @inlinable
    init(known deal: consuming Deal, in stage: consuming String, on line: consuming PipelineLine) {
        self.deal = deal
        self.stage = stage
        self.line = line
    }

    /// Compares a deal's definition with the one that the types were generated from.
    ///
    /// - Parameters:
    ///   - deal: The deal.
    ///   - pipeline: Where its commands go.
    /// - Throws: ``TypedProcessError`` where the deal runs through another process, another version of it, or another text
    ///   of that version.
    public init(_ deal: Deal, in pipeline: Pipeline) throws(TypedProcessError) {
        let process = deal.process
        let found = TypedProcessError.Definition(
            process: process.id,
            version: process.version,
            digest: process.digest.hex
        )
        try TypedProcessError.compare(found, with: Process.self, deal: deal.id)
        self.init(known: deal, in: deal.stage, on: PipelineLine(pipeline))
    }

    /// Lets the deal's state go: who holds it while it changes makes it be copied.
    @inlinable
    consuming func released() -> PipelineLine { line }
}

/// A pipeline that is handed on and not copied: a move by types counts no reference.
@usableFromInline
struct PipelineLine: ~Copyable, Sendable {
    @usableFromInline let pipeline: Pipeline

    @inlinable
    init(_ pipeline: Pipeline) { self.pipeline = pipeline }
}
