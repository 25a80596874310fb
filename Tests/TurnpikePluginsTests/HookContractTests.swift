import Testing
import Turnpike
import TurnpikeTesting

/// The suite is worth something only if it finds what is broken: for each promise there is a plug-in that breaks it.
@Suite(.timeLimit(.minutes(20))) struct HookContractTests {
    /// A busy machine may take its time with what works; only what never ends is given up soon.
    func contract(_ flaw: String) -> HookContract {
        let neverEnds = flaw == "failure.hung" || flaw == "failure.cancelled"
        return HookContract {
            let receiver = Receiver()
            return HookContract.Subject(
                FlawedPlugin(receiver, flaw: flaw),
                samples: HookSamples("notify"),
                effects: { await receiver.effects },
                fault: { fault in
                    await receiver.fail(fault)
                    return true
                },
                restart: { FlawedPlugin(receiver, flaw: flaw) },
                logs: { await receiver.log },
                secrets: ["swordfish"],
                patience: neverEnds ? .milliseconds(200) : .seconds(900)
            )
        }
    }

    @Test(arguments: HookContract.cases)
    func findsAPluginThatBreaksThePromise(_ promise: HookContract.Case) async {
        let report = await contract(promise.promise).run(promise)
        #expect(report.findings.contains { $0.promise == promise.promise }, "a flawed plug-in passed")
    }

    @Test func findsNothingInAPluginWithoutFlaw() async {
        let report = await contract("none").run()
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.skipped.isEmpty)
        #expect(report.kept.count == HookContract.cases.count)
    }

    @Test(arguments: ["secret in error", "secret in log"])
    func findsSecrets(_ flaw: String) async {
        let report = await contract(flaw).run()
        #expect(report.findings.contains { $0.detail.contains("secret") })
    }

    @Test func whatCannotBeTriedIsSkippedAndSaidSo() async {
        let report = await HookContract {
            let receiver = Receiver()
            return HookContract.Subject(
                FlawedPlugin(receiver, flaw: "none"),
                samples: HookSamples("notify"),
                effects: { await receiver.effects },
                patience: .seconds(900)
            )
        }.run()
        #expect(report.findings.isEmpty)
        #expect(report.skipped.contains { $0.promise == "failure.temporary" })
        #expect(report.skipped.contains { $0.promise == "restart.once" })
    }

    @Test func reportsAFactoryThatFails() async {
        struct Broken: Error {}
        let report = await HookContract { throw Broken() }.run()
        #expect(report.findings.count == HookContract.cases.count)
    }
}

/// A receiver that keeps what it is told, and can fail.
private actor Receiver {
    private(set) var effects: [HookContract.Effect] = []
    private(set) var log: [String] = []
    private(set) var fault: HookContract.Fault?
    private var keys: Set<String> = []

    enum Answer { case taken, busy, refused, nonsense }

    func fail(_ fault: HookContract.Fault?) { self.fault = fault }

    func note(_ line: String) { log.append(line) }

    func take(_ key: String, once: Bool = true, atFront: Bool = false) async -> Answer {
        switch fault {
        case .temporary: return .busy
        case .permanent: return .refused
        case .malformed: return .nonsense
        case .hung:
            try? await Task.sleep(for: .seconds(900))
            return .busy
        case .slow:
            insert(key, once: once, atFront: atFront)
            try? await Task.sleep(for: .milliseconds(20))
            return .taken
        case nil: break
        }
        insert(key, once: once, atFront: atFront)
        return .taken
    }

    private func insert(_ key: String, once: Bool, atFront: Bool) {
        if keys.insert(key).inserted || !once {
            effects.insert(HookContract.Effect(key: key), at: atFront ? 0 : effects.count)
        }
    }

    /// Whether this is the newest revision that it has heard of, of whatever deal.
    func isNewest(_ revision: Int64) -> Bool {
        defer { newest = max(newest, revision) }
        return revision >= newest
    }

    private var newest: Int64 = 0
}

/// A plug-in with one flaw, named by the promise that it breaks.
private final class FlawedPlugin: Deliverer {
    let plugins: [String]? = ["notify"]
    private let receiver: Receiver
    private let flaw: String

    init(_ receiver: Receiver, flaw: String) {
        self.receiver = receiver
        self.flaw = flaw
    }

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        if flaw == "secret in log" { await receiver.note("connecting with swordfish") }
        let body: HookRequest
        do {
            body = try HookRequest(request.body)
        } catch {
            switch flaw {
            case "request.unreadable", "request.newer": throw DeliveryError.temporary("odd")
            default: throw error
            }
        }
        let text = body.settings["text"] ?? ""
        var key = request.key
        switch flaw {
        case "deliver.arrives": return DeliveryReceipt()
        case "request.odd_text" where text.contains("\r\nBcc:"):
            _ = await receiver.take(key)
            key += "/second"
        case "request.huge" where text.utf8.count > 100_000: throw DeliveryError.temporary("too long")
        case "lanes.apart" where request.revision == 2: return DeliveryReceipt()
        case "lanes.reordered":
            guard await receiver.isNewest(request.revision) else { return DeliveryReceipt() }
        case "restart.middle":
            // What was begun once counts as done, although nobody has it.
            guard request.attempt == 1 else { return DeliveryReceipt() }
            throw DeliveryError.temporary("cut off")
        default: break
        }
        let once = !["duplicate.once", "duplicate.at_once", "restart.once", "failure.slow"].contains(flaw)
        let answer = try await answer(key, once: once, atFront: flaw == "lane.order")
        switch (answer, flaw) {
        case (.taken, _): return DeliveryReceipt(reference: key)
        case (.busy, "failure.temporary"): throw DeliveryError.permanent("busy")
        case (.refused, "failure.permanent"): throw DeliveryError.temporary("refused")
        case (.nonsense, "failure.malformed"): return DeliveryReceipt()
        case (.busy, "secret in error"), (.busy, "secrets.untold"):
            throw DeliveryError.temporary("busy: token swordfish")
        case (.busy, _): throw DeliveryError.temporary("busy")
        case (.refused, _): throw DeliveryError.permanent("refused")
        case (.nonsense, _): throw DeliveryError.temporary("an answer that makes no sense")
        }
    }

    private func answer(_ key: String, once: Bool, atFront: Bool) async throws -> Receiver.Answer {
        if flaw == "failure.hung" || flaw == "failure.cancelled" {
            // Waits for ever, cancelled or not.
            return await Task.detached { [receiver] in await receiver.take(key, once: once, atFront: atFront) }.value
        }
        let limit: Duration = await receiver.fault == .hung ? .milliseconds(20) : .seconds(900)
        return try await withThrowingTaskGroup(of: Receiver.Answer.self) { group in
            group.addTask { [receiver] in await receiver.take(key, once: once, atFront: atFront) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw DeliveryError.temporary("no answer in time")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}
