import IntegrationSupport
import Testing
import TrytonCRM
import Turnpike
import TurnpikeCRM
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb

/// A real Tryton, which has a process of its own and refuses what that does not allow.
@Suite(.enabled(if: CRMWorld.variable("TURNPIKE_TRYTON") != nil), .serialized, .oneAtATime) struct TrytonServerTests {
    private let base = CRMWorld.variable("TURNPIKE_TRYTON") ?? ""
    private let password = CRMWorld.variable("TURNPIKE_TRYTON_PASSWORD") ?? ""
    private let company = CRMWorld.variable("TURNPIKE_TRYTON_COMPANY").flatMap { Int64($0) } ?? 1
    private let employees = (CRMWorld.variable("TURNPIKE_TRYTON_EMPLOYEES") ?? "1,2").split(separator: ",").map(
        String.init
    )

    private func vendor(
        _ carrier: any HTTPCarrier,
        fields: [String] = ["amount"],
        probability: Bool = false
    ) throws -> TrytonCRM {
        TrytonCRM(
            base: try WebAddress(base),
            login: "admin",
            password: Secret(password),
            settings: TrytonCRM.Settings(
                company: company,
                employee: Int64(employees[0]),
                fields: fields,
                partyFields: ["name"],
                writesProbability: probability,
                effectField: probability ? "comment" : nil
            ),
            carrier: carrier
        )
    }

    private func world(_ policy: String, won: String = "converted", probability: Bool = false) async throws -> CRMWorld
    {
        let mapping = CRMMapping(
            process: "b2b",
            stages: [("lead", "lead"), ("offer", "opportunity"), ("won", won), ("lost", "lost")],
            fields: ["amount": "amount"],
            owners: ["rep_1": employees[0], "rep_2": employees[1]],
            reasons: ["price": "Too expensive", "rival": "Chose another"],
            probability: probability ? "conversion_probability" : nil,
            accounts: CRMMapping.Party(fields: ["name": "name"])
        )
        let world = try await CRMWorld(policy) { carrier, pipeline in
            CRMConnector(
                try vendor(carrier, probability: probability),
                mapping: mapping,
                ledger: InMemoryLedger(),
                pipeline: pipeline
            )
        }
        let body = ValueCoding.bytes(of: .map(ValueMap(["name": .string("Acme \(UInt32.random(in: 0...99_999))")])))
        let party = StoredParty(kind: .account, id: "acme", revision: 1, body: body)
        _ = try await world.pipeline.store.put(party, tenant: "")
        _ = try await world.connector.takeChanges()
        return world
    }

    private func record(_ id: DealID, probability: Bool = false) async throws -> CRMRecord {
        let found = try await vendor(CRMWorld.carrier, probability: probability).find(
            .deal,
            key: id.description,
            values: [:]
        )
        #expect(found.count == 1)
        return try #require(found.first)
    }

    /// What a person does in Tryton.
    private func person(_ id: DealID, _ values: CRMValues) async throws {
        let vendor = try vendor(CRMWorld.carrier)
        _ = try await vendor.schema()
        _ = try await vendor.update(
            .deal,
            try await record(id),
            CRMDraft(key: id.description, effect: "", values: values)
        )
    }

    @Test("a deal's life goes ways that Tryton allows: won through its sale, reopened without a stale reason")
    func life() async throws {
        let world = try await world("refuse")
        let id = try await world.open(account: "acme", fields: ["amount": .string("1250.50 EUR"), "size": .int(2)])
        _ = try await world.pipeline.deliver()
        var seen = try await record(id)
        #expect(seen.values[.stage] == .text("lead"))
        #expect(seen.values[.field("amount")] == .number(ExactDecimal("1250.5") ?? 0))
        #expect(seen.values[.owner] == .text(employees[0]))
        #expect(seen.links[.account] != nil)
        for (stage, theirs, reason) in [
            ("lost", "lost", "price"), ("lead", "lead", nil), ("offer", "opportunity", nil), ("won", "converted", nil),
        ] as [(String, String, String?)] {
            _ = try await world.move(id, stage, reason: reason)
            let sent = try await world.pipeline.deliver()
            #expect(sent.isClean, "\(stage): \(sent.lastError ?? "")")
            seen = try await record(id)
            #expect(seen.values[.stage] == .text(theirs))
            #expect(seen.values[.reason] == (stage == "lost" ? .text("Too expensive") : CRMValue.none))
        }
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(try await world.connector.drift(of: deal)?.differences == [])
    }

    @Test("the stricter CRM: what Tryton refuses is given up with its words, beside the deal and in the drift")
    func stricter() async throws {
        let world = try await world("refuse")
        // An opportunity without a party may be a lead, and nothing more.
        let id = try await world.open(fields: ["size": .int(2)])
        _ = try await world.pipeline.deliver()
        _ = try await world.move(id, "offer")
        let sent = try await world.pipeline.deliver()
        #expect(sent.dead == 1)
        #expect(sent.lastError?.hasPrefix("Tryton: ") == true, "\(sent.lastError ?? "")")
        let comments = try await world.pipeline.history(id).flatMap(\.events).compactMap { event -> String? in
            if case .commented(let text) = event { text } else { nil }
        }
        #expect(comments.count == 1)
        #expect(comments.first?.hasPrefix("Tryton refuses: ") == true)
        let deal = try #require(try await world.pipeline.deal(id))
        let stage = try await world.connector.drift(of: deal)?.differences.first { $0.what == "stage" }
        #expect(stage?.why == .rejected)
        #expect(stage?.details.isEmpty == false)
        #expect(try await record(id).values[.stage] == .text("lead"))
    }

    @Test("a way that Tryton does not have is refused before anything is changed")
    func noWay() async throws {
        let world = try await world("refuse", won: "won")
        let id = try await world.open(account: "acme", fields: ["size": .int(2)])
        _ = try await world.move(id, "offer")
        _ = try await world.move(id, "won")
        _ = try await world.pipeline.deliver()
        #expect(try await record(id).values[.stage] == .text("opportunity"))
    }

    @Test(
        "what people do in Tryton is judged, with the reason and the owner",
        arguments: ["refuse", "push_back", "adopt_with_obligations"]
    )
    func observed(policy: String) async throws {
        let world = try await world(policy)
        let id = try await world.open(account: "acme")
        _ = try await world.settle()
        try await person(id, [.stage: .text("opportunity"), .owner: .text(employees[1])])
        #expect(try await world.settle() <= 6)
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(deal.owner == "rep_2")
        #expect(deal.stage == (policy == "adopt_with_obligations" ? "offer" : "lead"))
        #expect(try await record(id).values[.stage] == .text(policy == "push_back" ? "lead" : "opportunity"))
        try await person(id, [.stage: .text("lost"), .reason: .text("Chose another")])
        _ = try await world.settle()
        let lost = try #require(try await world.pipeline.deal(id))
        #expect(lost.stage == "lost")
        #expect(lost.reason?.hasSuffix("rival") == true)
    }

    @Test(
        "what a person has lost in Tryton is locked there: neither its probability nor our key is written or told as drift"
    )
    func locked() async throws {
        let world = try await world("adopt", probability: true)
        let id = try await world.open(account: "acme")
        _ = try await world.settle()
        let ten = CRMValue.number(ExactDecimal("10") ?? 0)
        #expect(try await record(id, probability: true).values[.probability] == ten)
        try await person(id, [.stage: .text("lost"), .reason: .text("Too expensive")])
        _ = try await world.settle()
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(deal.stage == "lost")
        let dead = OutboxQuery(deal: id, status: .dead)
        #expect(try await world.pipeline.store.outbox(dead).isEmpty)
        #expect(try await world.connector.drift(of: deal)?.differences == [])
        // Open again it has both.
        _ = try await world.move(id, "lead")
        _ = try await world.settle()
        let open = try await record(id, probability: true)
        #expect(open.values[.stage] == .text("lead"))
        #expect(open.values[.probability] == ten)
        #expect(open.fixed.isEmpty)
    }

    @Test("a write that rests on what somebody has changed meanwhile is a conflict, told by Tryton itself")
    func stale() async throws {
        let world = try await world("adopt")
        let id = try await world.open(account: "acme")
        _ = try await world.settle()
        let old = try await record(id)
        try await person(id, [.name: .text("Renamed")])
        let vendor = try vendor(CRMWorld.carrier)
        _ = try await vendor.schema()
        let draft = CRMDraft(key: id.description, effect: "", values: [.name: .text("Ours")])
        await #expect(throws: CRMConflict.self) { try await vendor.update(.deal, old, draft) }
        #expect(try await record(id).values[.name] == .text("Renamed"))
    }

    @Test("a wrong password waits, and is not told")
    func login() async throws {
        let vendor = TrytonCRM(
            base: try WebAddress(base),
            login: "admin",
            password: Secret("wrong-password"),
            settings: TrytonCRM.Settings(company: company),
            carrier: CRMWorld.carrier
        )
        let error = await #expect(throws: DeliveryError.self) { try await vendor.schema() }
        #expect(error?.kind == .temporary)
        #expect(error?.message.contains("wrong-password") == false)
    }
}
