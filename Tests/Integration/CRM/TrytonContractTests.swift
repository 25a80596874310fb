import IntegrationSupport
import Synchronization
import Testing
import TrytonCRM
import Turnpike
import TurnpikeCRM
import TurnpikeHTTP
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb

/// The promises of a hook, tried on a real Tryton; what goes wrong does so on the way to it and back.
@Suite(.enabled(if: CRMWorld.variable("TURNPIKE_TRYTON") != nil), .serialized, .oneAtATime)
struct TrytonContractTests {
    private static let password = CRMWorld.variable("TURNPIKE_TRYTON_PASSWORD") ?? ""

    /// The way to Tryton: it notes what Tryton took, and can break.
    private final class Way: HTTPCarrier {
        struct State {
            var fault: HookContract.Fault?
            var effects: [String] = []
        }
        let state = Mutex(State())

        func carry(_ call: HTTPCall) async throws -> HTTPAnswer {
            let fault = state.withLock { $0.fault }
            let isLogin = call.body.starts(with: Array("{\"id\":1,\"method\":\"common".utf8))
            switch isLogin ? nil : fault {
            case .temporary: return HTTPAnswer(503, headers: [.init("Retry-After", "7")])
            case .permanent:
                let words = "no \(TrytonContractTests.password) here"
                return HTTPAnswer(
                    200,
                    body: JSON.object([("error", ["UserError", [.string(words), ""]])]).canonical()
                )
            case .malformed: return HTTPAnswer(200, body: Array("<html>".utf8))
            case .slow: try await Task.sleep(for: .milliseconds(30))
            case .hung, nil: break
            }
            // What Tryton has taken is noted, also where nobody waits for its answer any more.
            let answer = try await Task {
                let answer = try await CRMWorld.carrier.carry(call)
                note(call, answer)
                return answer
            }.value
            try Task.checkCancellation()
            if fault == .hung, !isLogin {
                try await Task.sleep(for: .milliseconds(200))
                throw HTTPFailure(.timedOut, "no answer")
            }
            return answer
        }

        /// A write that Tryton has taken carries the key of its effect.
        private func note(_ call: HTTPCall, _ answer: HTTPAnswer) {
            guard let body = try? JSON.parse(call.body), answer.json?["result"] != nil else { return }
            let values: JSON? =
                switch body["method"]?.stringValue {
                case "model.sale.opportunity.create": body["params"]?[0]?[0]
                case "model.sale.opportunity.write": body["params"]?[1]
                default: nil
                }
            guard let key = values?["comment"]?.stringValue else { return }
            state.withLock { $0.effects.append(key) }
        }
    }

    private static func connector(_ way: Way) throws -> CRMConnector {
        let vendor = TrytonCRM(
            base: try WebAddress(CRMWorld.variable("TURNPIKE_TRYTON") ?? ""),
            login: "admin",
            password: Secret(password),
            settings: TrytonCRM.Settings(
                company: CRMWorld.variable("TURNPIKE_TRYTON_COMPANY").flatMap { Int64($0) } ?? 1,
                fields: ["amount"],
                effectField: "comment"
            ),
            carrier: way
        )
        let mapping = CRMMapping(stages: [("offer", "lead")], fields: ["amount": "amount"])
        return CRMConnector(vendor, mapping: mapping, ledger: InMemoryLedger())
    }

    private static func subject() async throws -> HookContract.Subject {
        // The kit's deals have the same ids each time: what an earlier promise left is no longer theirs.
        let client = try await TrytonClient()
        let company = JSON.int(CRMWorld.variable("TURNPIKE_TRYTON_COMPANY").flatMap { Int64($0) } ?? 1)
        let ids = JSON.array((1...8).map { .string(HookSamples.deal($0).description) })
        let context: JSON = ["company": company]
        let known = try await client.call(
            "sale.opportunity.search",
            [[["reference", "in", ids]], 0, .null, .null, context]
        )
        if known.elements?.isEmpty == false {
            _ = try await client.call("sale.opportunity.write", [known, ["reference": "earlier"], context])
        }
        let way = Way()
        return HookContract.Subject(
            try connector(way),
            samples: HookSamples("crm", settings: ["note": "A sample"]),
            effects: { way.state.withLock { $0.effects.map { .init(key: $0) } } },
            fault: { fault in
                way.state.withLock { $0.fault = fault }
                return true
            },
            restart: { try connector(way) },
            secrets: [password],
            patience: .seconds(120)
        )
    }

    @Test("the promises of a hook are kept", arguments: HookContract.cases)
    func contract(promise: HookContract.Case) async {
        let report = await HookContract { try await Self.subject() }.run(promise)
        #expect(report.findings.isEmpty)
        #expect(report.skipped.isEmpty)
    }
}
