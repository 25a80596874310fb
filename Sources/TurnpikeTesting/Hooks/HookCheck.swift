import Turnpike

/// A running case: the plug-in under test, and what was found so far.
struct HookCheck: Sendable {
    let promise: String
    var subject: HookContract.Subject
    private(set) var findings: [ContractFinding] = []
    private var said: [String] = []

    struct Skipped: Error {
        let reason: String
    }

    /// How a delivery ended.
    enum Outcome: Hashable, Sendable {
        case delivered(DeliveryReceipt)
        case failed(DeliveryError)
        /// It threw something else, which a dispatcher takes for temporary.
        case threw(String)
        case tookTooLong

        var isDelivered: Bool { if case .delivered = self { true } else { false } }
        var isPermanent: Bool { if case .failed(let error) = self { error.kind == .permanent } else { false } }
        var isTemporary: Bool {
            switch self {
            case .failed(let error): error.kind == .temporary
            case .threw: true
            default: false
            }
        }
    }

    init(promise: String, subject: HookContract.Subject) {
        self.promise = promise
        self.subject = subject
    }

    mutating func found(_ detail: String) { findings.append(ContractFinding(promise: promise, detail: detail)) }

    mutating func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
        if !holds { found(otherwise()) }
    }

    /// Delivers one request, and waits no longer than the subject's patience.
    mutating func deliver(_ request: DeliveryRequest) async -> Outcome {
        let outcome = await Self.deliver(request, to: subject.deliverer, within: subject.patience)
        note(outcome)
        return outcome
    }

    /// Notes what a delivery said, which must not give a secret away.
    mutating func note(_ outcome: Outcome) { said.append("\(outcome)") }

    static func deliver(
        _ request: DeliveryRequest,
        to deliverer: any Deliverer,
        within patience: Duration
    ) async -> Outcome {
        // A plug-in that ignores its cancellation must not hold up the suite, so nobody waits for the loser.
        await withCheckedContinuation { continuation in
            let once = Once(continuation)
            let work = Task {
                let outcome: Outcome
                do {
                    outcome = .delivered(try await deliverer.deliver(request))
                } catch let error as DeliveryError {
                    outcome = .failed(error)
                } catch {
                    outcome = .threw("\(error)")
                }
                await once.end(outcome)
            }
            Task {
                try? await Task.sleep(for: patience)
                await once.end(.tookTooLong)
                work.cancel()
            }
        }
    }

    /// Makes the receiver fail, or work again.
    ///
    /// - Throws: `Skipped` where it cannot.
    func fault(_ fault: HookContract.Fault?) async throws {
        guard let change = subject.fault else { throw Skipped(reason: "the receiver cannot be made to fail") }
        guard try await change(fault) else {
            throw Skipped(reason: "the receiver cannot be made to fail so: \(fault?.rawValue ?? "none")")
        }
    }

    /// How often the receiver has each key.
    func counts() async throws -> [String: Int] {
        try await subject.effects().reduce(into: [:]) { $0[$1.key, default: 0] += 1 }
    }

    mutating func expectOnce(_ key: String, _ when: String) async throws {
        let count = try await counts()[key] ?? 0
        expect(count == 1, "\(when), the receiver has the effect \(count) times")
    }

    mutating func lookForSecrets() async {
        let lines = await subject.logs()
        for secret in subject.secrets where !secret.isEmpty {
            if said.contains(where: { $0.contains(secret) }) { found("a secret stands in an error or a receipt") }
            if lines.contains(where: { $0.contains(secret) }) { found("a secret stands in the log") }
        }
    }

    private actor Once {
        private var continuation: CheckedContinuation<Outcome, Never>?

        init(_ continuation: CheckedContinuation<Outcome, Never>) { self.continuation = continuation }

        func end(_ outcome: Outcome) {
            continuation?.resume(returning: outcome)
            continuation = nil
        }
    }
}
