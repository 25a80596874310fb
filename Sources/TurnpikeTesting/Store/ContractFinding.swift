/// A promise that an implementation does not keep.
public struct ContractFinding: Hashable, Sendable, CustomStringConvertible {
    /// The id of the promise, such as `commit.conflict`.
    public var promise: String
    /// What was seen instead.
    public var detail: String

    /// A finding.
    public init(promise: String, detail: String) {
        self.promise = promise
        self.detail = detail
    }

    /// The promise and what was seen.
    public var description: String { "\(promise): \(detail)" }
}
