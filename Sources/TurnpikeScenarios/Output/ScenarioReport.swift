public import Turnpike

/// Everything that a run of scenario files has to say.
public struct ScenarioReport: Sendable {
    /// One file and how its scenarios ended.
    public struct File: Sendable {
        /// The file.
        public var file: ScenarioFile
        /// The results in the order of the file.
        public var results: [ScenarioResult]

        /// A file with the results of its scenarios.
        public init(_ file: ScenarioFile, _ results: [ScenarioResult]) {
            self.file = file
            self.results = results
        }
    }

    /// The process that was tested.
    public let process: SalesProcess
    /// The files in the order in which they were given.
    public let files: [File]
    /// What was touched and what not.
    public let coverage: Coverage
    /// What became of the mutants, where they were tried.
    public var mutation: MutationReport?

    /// A report; the coverage follows from the results.
    ///
    /// - Parameters:
    ///   - process: The process that was tested.
    ///   - files: The files in the order in which they were given.
    ///   - definition: The process as written; with it the coverage of an overlay counts what the overlay says itself.
    ///   - mutation: What became of the mutants.
    public init(
        _ process: SalesProcess,
        _ files: [File],
        of definition: Definition? = nil,
        mutation: MutationReport? = nil
    ) {
        self.process = process
        self.files = files
        self.mutation = mutation
        coverage = Coverage(files.flatMap(\.results), of: process, definition)
    }

    /// The results of all files.
    public var results: [ScenarioResult] { files.flatMap(\.results) }
    /// How many scenarios failed.
    public var failures: Int { results.filter { !$0.passed }.count }
    /// Whether no file has errors, every scenario passed, and mutation left nothing unexplained.
    public var passed: Bool {
        failures == 0 && !files.contains { $0.file.diagnostics.hasErrors } && mutation?.passed ?? true
    }
}
