import Foundation
import IntegrationSupport
import Testing
import TrytonCRM
import TurnpikeCRM
import TurnpikeValues
import TurnpikeWeb

/// `turnpike run` with Tryton in `turnpike.yaml`: it sends no webhooks, so its changes are read.
@Suite(.enabled(if: CRMWorld.variable("TURNPIKE_TRYTON") != nil), .serialized, .oneAtATime)
struct TrytonToolTests {
    static let employees = (CRMWorld.variable("TURNPIKE_TRYTON_EMPLOYEES") ?? "1,2").split(separator: ",").map(
        String.init
    )

    static func configuration(base: String, lease: Int = 30) -> String {
        """
        delivery: {lease: \(lease) seconds, first_pause: 1 seconds, longest_pause: 2 seconds}
        plugins:
          crm:
            uses: tryton
            settings:
              server: \(base)
              login: admin
              password: env:TURNPIKE_TRYTON_PASSWORD
              allow_http: true
              allow_private: true
              state: crm-state/
              process: b2b
              company: \(CRMWorld.variable("TURNPIKE_TRYTON_COMPANY") ?? "1")
              employee: \(employees[0])
              stages: {lead: lead, offer: opportunity, won: converted, lost: lost}
              fields: {amount: amount}
              owners: {rep_1: "\(employees[0])", rep_2: "\(employees[1])"}
              reasons: {price: Too expensive}
              accounts: {name: name}
              poll_seconds: 1
        """
    }

    static func vendor(_ base: String) throws -> TrytonCRM {
        TrytonCRM(
            base: try WebAddress(base),
            login: "admin",
            password: Secret(CRMWorld.variable("TURNPIKE_TRYTON_PASSWORD") ?? ""),
            settings: TrytonCRM.Settings(
                company: CRMWorld.variable("TURNPIKE_TRYTON_COMPANY").flatMap { Int64($0) } ?? 1,
                employee: Int64(employees[0]),
                fields: ["amount"],
                partyFields: ["name"]
            ),
            carrier: CRMWorld.carrier
        )
    }

    @Test("deals appear in Tryton, and what people do there is read")
    func life() async throws {
        let base = try #require(CRMWorld.variable("TURNPIKE_TRYTON"))
        let tool = try Tool("adopt", Self.configuration(base: base))
        defer { tool.remove() }
        let id = try await tool.open("t2", "--account", "acme", "--set", "amount=12.50 EUR")
        _ = try await tool.run(["account", "acme", "name=Acme \(UUID())", "--as", "rep_1", "--no-deliver"])
        let running = try tool.start()
        defer { running.end() }
        let vendor = try Self.vendor(base)
        _ = try await vendor.schema()
        try await tool.wait("the record", running) {
            try await vendor.find(.deal, key: id, values: [:]).first?.values[.field("amount")]
                == .number(ExactDecimal("12.5") ?? 0)
        }
        try await tool.wait("the first reading", running) { tool.read("crm-state/cursor") != nil }
        // A person's change would be in conflict with what the worker still writes.
        try await tool.wait("that nothing is under way", running) { try await tool.undelivered() == 0 }
        let record = try #require(try await vendor.find(.deal, key: id, values: [:]).first)
        let draft = CRMDraft(
            key: id,
            effect: "",
            values: [.stage: .text("opportunity"), .owner: .text(Self.employees[1])]
        )
        _ = try await vendor.update(.deal, record, draft)
        try await tool.wait("the stage here", running) { try await tool.stage("t2") == "offer" }
        #expect(try await tool.deal("t2")["owner"] == "rep_2")
        try await tool.must("move", "t2", "lost", "--reason", "price")
        try await tool.wait("the loss there", running) {
            try await vendor.find(.deal, key: id, values: [:]).first?.values[.stage] == .text("lost")
        }
        #expect(await running.stop() == 0, "\(running.said)")
        #expect(try await tool.drift("t2") == [:])
    }
}
