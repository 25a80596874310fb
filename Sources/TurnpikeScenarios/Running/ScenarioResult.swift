public import Turnpike

/// How one scenario ended.
public struct ScenarioResult: Sendable {
    /// The scenario's name.
    public let name: String
    /// The words of its name in the scenario file.
    public let range: SourceRange
    /// Everything that is otherwise than expected; empty where it passed.
    public let mismatches: [Mismatch]
    /// How long it took.
    public let duration: Duration
    let touches: Touches

    /// Whether all is as expected.
    public var passed: Bool { mismatches.isEmpty }

    /// One thing that is otherwise than expected.
    public struct Mismatch: Hashable, Sendable {
        /// What is compared: `stage`, `refused`, `hooks`…
        public var what: String
        /// After which step, such as `step 2, move proposal`; nil for the end of the scenario.
        public var step: String?
        /// What the scenario expects, an item each.
        public var expected: [String]
        /// What was seen, an item each.
        public var seen: [String]
        /// More about what was seen, such as the refusal with its remedies; several lines.
        public var detail: String?
        /// The words of the expectation in the scenario file.
        public var range: SourceRange
    }
}
