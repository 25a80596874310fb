public import Turnpike

/// The promises of a plug-in as a suite that runs against any implementation, with its receiver or a fake of it.
///
/// ```swift
/// let report = await HookContract {
///     let receiver = FakeChat()
///     return HookContract.Subject(
///         ChatPlugin(receiver.address),
///         samples: HookSamples("notify"),
///         effects: { await receiver.messages.map { .init(key: $0.key) } }
///     )
/// }.run()
/// #expect(report.findings.isEmpty)
/// ```
///
/// Each case asks for a fresh subject. What a subject cannot show is skipped and said so: a suite that skips much has
/// proved little.
public struct HookContract: Sendable {
    /// Something that the receiver took.
    public struct Effect: Hashable, Sendable {
        /// The key of the effect, as the receiver knows it.
        public var key: String

        /// An effect.
        public init(key: String) { self.key = key }
    }

    /// How a receiver can fail.
    public enum Fault: String, Hashable, Sendable, CaseIterable {
        /// It is down or busy.
        case temporary
        /// It refuses the request for good.
        case permanent
        /// It takes the request and never answers.
        case hung
        /// It takes the request at once, and answers after a while that a plug-in may wait for or not.
        case slow
        /// It answers with something that makes no sense.
        case malformed
    }

    /// A plug-in with its receiver.
    public struct Subject: Sendable {
        /// The plug-in.
        public var deliverer: any Deliverer
        /// Requests that it understands.
        public var samples: HookSamples
        /// What the receiver took so far, in its order.
        public var effects: @Sendable () async throws -> [Effect]
        /// Makes the receiver fail from now on, or work again; answers whether it can fail in this way. Nil where none of it
        /// can be done.
        public var fault: (@Sendable (Fault?) async throws -> Bool)?
        /// Ends the plug-in as a crash would and starts another for the same receiver; nil where that cannot be done.
        public var restart: (@Sendable () async throws -> any Deliverer)?
        /// Everything that the plug-in has logged.
        public var logs: @Sendable () async -> [String]
        /// Texts that must never be seen in an error, a receipt or a log line.
        public var secrets: [String]
        /// How long one delivery may take, a hung receiver included.
        public var patience: Duration
        /// Called when a case is over.
        public var end: @Sendable () async -> Void

        /// A subject.
        public init(
            _ deliverer: any Deliverer,
            samples: HookSamples,
            effects: @escaping @Sendable () async throws -> [Effect],
            fault: (@Sendable (Fault?) async throws -> Bool)? = nil,
            restart: (@Sendable () async throws -> any Deliverer)? = nil,
            logs: @escaping @Sendable () async -> [String] = { [] },
            secrets: [String] = [],
            patience: Duration = .seconds(10),
            end: @escaping @Sendable () async -> Void = {}
        ) {
            self.deliverer = deliverer
            self.samples = samples
            self.effects = effects
            self.fault = fault
            self.restart = restart
            self.logs = logs
            self.secrets = secrets
            self.patience = patience
            self.end = end
        }
    }

    /// One promise.
    public struct Case: Sendable, CustomStringConvertible {
        /// The promise's id, such as `duplicate.once`.
        public let promise: String
        /// The promise in words.
        public let words: String
        let check: @Sendable (inout HookCheck) async throws -> Void

        /// The promise's id.
        public var description: String { promise }
    }

    /// What a run found.
    public struct Report: Hashable, Sendable {
        /// The promises that are kept.
        public var kept: [String] = []
        /// The promises that are not.
        public var findings: [ContractFinding] = []
        /// The promises that could not be tried, each with why.
        public var skipped: [ContractFinding] = []
    }

    private let makeSubject: @Sendable () async throws -> Subject

    /// A suite for the subjects that a factory makes.
    public init(_ makeSubject: @escaping @Sendable () async throws -> Subject) { self.makeSubject = makeSubject }

    /// All promises, in the order in which they are best read.
    public static let cases: [Case] = arrivalCases + failureCases + requestCases + secretCases

    /// Checks every promise, one after the other.
    public func run() async -> Report {
        var report = Report()
        for promise in Self.cases { await run(promise, into: &report) }
        return report
    }

    /// Checks one promise.
    public func run(_ promise: Case) async -> Report {
        var report = Report()
        await run(promise, into: &report)
        return report
    }

    private func run(_ promise: Case, into report: inout Report) async {
        let subject: Subject
        do {
            subject = try await makeSubject()
        } catch {
            let detail = "the factory made no plug-in: \(error)"
            report.findings.append(ContractFinding(promise: promise.promise, detail: detail))
            return
        }
        var check = HookCheck(promise: promise.promise, subject: subject)
        do {
            try await promise.check(&check)
        } catch let skipped as HookCheck.Skipped {
            report.skipped.append(ContractFinding(promise: promise.promise, detail: skipped.reason))
        } catch {
            check.found("an error instead of an answer: \(error)")
        }
        await check.lookForSecrets()
        await subject.end()
        if !check.findings.isEmpty {
            report.findings += check.findings
        } else if !report.skipped.contains(where: { $0.promise == promise.promise }) {
            report.kept.append(promise.promise)
        }
    }
}
