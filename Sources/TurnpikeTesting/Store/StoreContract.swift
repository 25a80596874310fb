public import Turnpike

/// The promises of `DealStore` as a suite that runs against any implementation.
///
/// Each case asks the factory for an empty store and returns what it found broken; an empty answer is a pass. The suite
/// needs no test framework:
///
/// ```swift
/// let findings = await StoreContract { try MyStore(…) }.run()
/// ```
public struct StoreContract: Sendable {
    /// Makes an empty store.
    public typealias Factory = @Sendable () async throws -> any DealStore

    /// Opens what a store keeps once more, while the first may still be open; nil for stores that live in memory only.
    public typealias Reopening = @Sendable (any DealStore) async throws -> any DealStore

    /// One promise.
    public struct Case: Sendable, CustomStringConvertible {
        /// The promise's id, such as `commit.conflict`.
        public let promise: String
        /// The promise in words.
        public let words: String
        let check: @Sendable (inout ContractCheck) async throws -> Void

        /// The promise's id.
        public var description: String { promise }
    }

    private let makeStore: Factory
    private let reopen: Reopening?

    /// A suite for the stores that a factory makes.
    public init(reopening: Reopening? = nil, _ makeStore: @escaping Factory) {
        self.makeStore = makeStore
        self.reopen = reopening
    }

    /// All promises, in the order in which they are best read.
    public static let cases: [Case] =
        commitCases + idempotencyCases + readCases + definitionCases + partyCases + outboxCases + timerCases
        + counterCases + approvalCases
        + purgeCases
        + durabilityCases

    /// Checks every promise, one after the other.
    public func run() async -> [ContractFinding] {
        var findings: [ContractFinding] = []
        for promise in Self.cases { findings += await run(promise) }
        return findings
    }

    /// Checks one promise.
    public func run(_ promise: Case) async -> [ContractFinding] {
        do {
            var check = ContractCheck(promise: promise.promise, store: try await makeStore(), reopen: reopen)
            do {
                try await promise.check(&check)
            } catch {
                check.found("an error instead of an answer: \(error)")
            }
            return check.findings
        } catch {
            return [ContractFinding(promise: promise.promise, detail: "the factory made no store: \(error)")]
        }
    }
}

/// A running case: the store under test and what was found so far.
struct ContractCheck: Sendable {
    let promise: String
    let store: any DealStore
    let reopen: StoreContract.Reopening?
    private(set) var findings: [ContractFinding] = []

    init(promise: String, store: any DealStore, reopen: StoreContract.Reopening?) {
        self.promise = promise
        self.store = store
        self.reopen = reopen
    }

    mutating func found(_ detail: String) {
        findings.append(ContractFinding(promise: promise, detail: detail))
    }

    mutating func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
        if !holds { found(otherwise()) }
    }

    mutating func expect<Seen: Equatable>(_ seen: Seen, is wanted: Seen, _ what: String) {
        if seen != wanted { found("\(what): \(seen) instead of \(wanted)") }
    }
}
