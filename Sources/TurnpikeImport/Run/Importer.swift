import Turnpike
public import TurnpikeRuntime
import TurnpikeValues

/// How an import runs.
public struct ImportOptions: Sendable {
    /// Whether hooks act on what is imported (`--with-hooks`); else nothing leaves the store.
    public var withHooks = false
    /// How many deals are stored, durably, in one call.
    public var batchDeals = 500
    /// How many refused rows and kept values a report lists; all are counted.
    public var listedRows = 10_000

    /// The usual way: without hooks.
    public init() {}
}

/// How far an import is.
public struct ImportProgress: Hashable, Sendable {
    /// The rows read.
    public var rows: Int
    /// The bytes read.
    public var bytes: Int
    /// The bytes of the file.
    public var totalBytes: Int
}

/// Replays the rows of a file through the kernel: each row opens a deal at its recorded time, and each further stage of
/// its path is one *observe*, judged by the process's `observed:` policy.
///
/// A row's key and the map's name are an external key of the deal. A row whose deal is there changes what the file changed
/// since the last import, and nothing that somebody else changed. Rows are stored in batches, durable one by one; when a
/// store fails, the batches before are kept and the same import can be run again.
public struct Importer: Sendable {
    let pipeline: Pipeline
    let plan: ImportPlan
    let options: ImportOptions
    let actor: Actor
    let commandOptions: CommandOptions

    /// An import that waits to be run.
    public init(pipeline: Pipeline, plan: ImportPlan, options: ImportOptions = ImportOptions()) {
        self.pipeline = pipeline
        self.plan = plan
        self.options = options
        actor = Actor(id: plan.source, kind: .import, channel: "import")
        commandOptions = CommandOptions(effects: options.withHooks)
    }

    /// Reads the whole file.
    ///
    /// - Parameter progress: called after each batch.
    /// - Returns: what became of every row.
    /// - Throws: `StoreError` or `PipelineError` where the store fails, `CancellationError`; the batches before are stored.
    public func run(progress: (@Sendable (ImportProgress) -> Void)? = nil) async throws -> ImportReport {
        var run = ImportRun(importer: self)
        do {
            try await run.readRows(progress)
        } catch {
            // What is on its way to the store must have arrived before the caller goes on.
            await run.finishAfterFailure()
            throw error
        }
        return run.finish()
    }
}
