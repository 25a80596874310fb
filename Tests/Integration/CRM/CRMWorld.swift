import Synchronization
import Turnpike
import TurnpikeCRM
import TurnpikeHTTP
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb
import TurnpikeYAML

#if canImport(Glibc)
    import Glibc
#endif

/// A process whose hooks tell a CRM, with the pipeline and the connector over a real network.
struct CRMWorld {
    static let text = """
        turnpike: 1
        process: b2b
        currency: EUR
        observed: POLICY
        roles: {rep: Rep, boss: Boss}
        permissions: {override: [boss]}
        fields: {amount: {type: money}, size: {type: integer}}
        reasons: {lost: [price, rival]}
        gates: {sized: {needs: [size]}}
        stages:
          lead: {probability: 10%, moves: [offer, lost]}
          offer: {enter: [sized], moves: [won, lost, lead]}
          won: {outcome: won, moves: [offer]}
          lost: {outcome: lost, probability: 0%, reason: lost, moves: [lead]}
        hooks:
          - {event: deal.opened, do: [{crm: upsert}]}
          - {event: stage.entered, do: [{crm: upsert}]}
          - {event: field.changed, do: [{crm: upsert}]}
        """

    let pipeline: Pipeline
    let connector: CRMConnector
    let clock = ManualClock(Instant.now())

    /// - Parameters:
    ///   - policy: What becomes of observed moves.
    ///   - make: The connector, over a carrier that may call this machine.
    init(_ policy: String, _ make: (any HTTPCarrier, @escaping @Sendable () -> Pipeline?) throws -> CRMConnector)
        async throws
    {
        let holder = Holder()
        connector = try make(Self.carrier) { holder.pipeline.withLock { $0 } }
        let text = Self.text.replacing("POLICY", with: policy)
        let made = try await Pipeline(processes: [try SalesProcess(yaml: text)], hooks: [connector], clock: clock)
        pipeline = made
        holder.pipeline.withLock { $0 = made }
    }

    private final class Holder: Sendable {
        let pipeline = Mutex<Pipeline?>(nil)
    }

    static let carrier = AsyncCarrier(policy: AddressPolicy(allowsInsecure: true, allowsPrivate: true))
    static let rep = Actor.person("rep_1", roles: "rep")
    static let boss = Actor.person("boss_1", roles: "boss")

    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    func open(_ name: String = "Acme", account: String? = nil, fields: [String: Value] = [:]) async throws -> DealID {
        try await pipeline.open("b2b", name: name, owner: "rep_1", account: account, fields: fields, by: Self.rep).id
    }

    func move(_ id: DealID, _ stage: String, reason: String? = nil) async throws -> Outcome {
        try await pipeline.perform(Command(.move(MoveRequest(to: stage, reason: reason))), on: id, by: Self.rep)
    }

    func stage(_ id: DealID) async throws -> String? { try await pipeline.deal(id)?.stage }

    /// Delivers and listens until both sides rest; the rounds that it took.
    func settle() async throws -> Int {
        for round in 1...8 {
            let sent = try await pipeline.deliver()
            let taken = try await connector.takeChanges()
            if sent.delivered + sent.postponed + sent.dead + taken.taken + taken.asked + taken.pushedBack == 0 {
                return round
            }
            clock.advance(by: .seconds(900))
        }
        return 9
    }

    /// One request to a server of the tests.
    static func ask(_ method: String, _ base: String, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        // A webhook is sent up to three times while it is waited for.
        let address = try WebAddress(base).appending(path)
        let call = HTTPCall(method, address, body: body?.canonical() ?? [], timeout: .seconds(60))
        return try await carrier.carry(call).json ?? .null
    }
}
