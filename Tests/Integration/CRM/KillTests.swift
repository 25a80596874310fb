import Foundation
import IntegrationSupport
import Testing
import TrytonCRM
import TurnpikeCRM
import TurnpikeValues
import TurnpikeWeb

/// A worker that is killed right after the CRM has made a record, before anybody has written that down.
@Suite(.serialized, .oneAtATime) struct KillTests {
    /// Works until the answer to a request is kept back, kills the worker, and has another one go on.
    private func kill(_ tool: Tool, proxy: String, hold: JSON) async throws {
        let before = try await CRMWorld.ask("GET", proxy, "/_/held").int64 ?? 0
        _ = try await CRMWorld.ask("PUT", proxy, "/_/hold", hold)
        let first = try tool.start("first.log")
        defer { first.end() }
        try await tool.wait("the request", first) {
            try await CRMWorld.ask("GET", proxy, "/_/held").int64 ?? 0 > before
        }
        await first.kill()
        _ = try await CRMWorld.ask("PUT", proxy, "/_/hold", .null)
        #expect(try await tool.undelivered() > 0, "nobody has heard that it went")
        let second = try tool.start("second.log")
        defer { second.end() }
        try await tool.wait("the delivery", second) { try await tool.undelivered() == 0 }
        #expect(await second.stop() == 0, "\(second.said)")
    }

    @Test(
        "HubSpot has the deal and its account once, whichever of both was made last",
        .enabled(if: CRMWorld.variable("TURNPIKE_HUBSPOT_PROXY") != nil),
        arguments: ["/crm/v3/objects/deals", "/crm/v3/objects/companies"]
    )
    func hubSpot(path: String) async throws {
        let proxy = try #require(CRMWorld.variable("TURNPIKE_HUBSPOT_PROXY"))
        let tool = try Tool("refuse", HubSpotToolTests.configuration(lease: 2, base: proxy))
        defer { tool.remove() }
        let id = try await tool.open("h1", "--account", "acme")
        let name = "Acme \(UUID())"
        _ = try await tool.run(["account", "acme", "name=\(name)", "--as", "rep_1", "--no-deliver"])
        try await kill(tool, proxy: proxy, hold: ["method": "POST", "path": .string(path)])
        let objects = try await CRMWorld.ask("GET", HubSpotToolTests.base, "/_/objects").elements ?? []
        #expect(objects.filter { $0["properties"]?["turnpike_deal"]?.stringValue == id }.count == 1)
        let accounts = objects.filter { $0["properties"]?["name"]?.stringValue == name }
        #expect(accounts.count == 1)
        #expect(try await HubSpotToolTests.object(id)?["links"]?["companies"] == accounts.first?["id"])
        #expect(try await tool.drift("h1") == [:])
    }

    @Test(
        "Pipedrive has the deal once, although its search does not show it yet",
        .enabled(if: CRMWorld.variable("TURNPIKE_PIPEDRIVE_PROXY") != nil)
    )
    func pipedrive() async throws {
        let proxy = try #require(CRMWorld.variable("TURNPIKE_PIPEDRIVE_PROXY"))
        let base = PipedriveToolTests.base
        _ = try await CRMWorld.ask("PUT", base, "/_/fault", [:])
        _ = try await CRMWorld.ask("PUT", base, "/_/lag", ["seconds": 600])
        let tool = try Tool("refuse", PipedriveToolTests.configuration(lease: 2, base: proxy))
        defer { tool.remove() }
        let id = try await tool.open("d1")
        try await kill(tool, proxy: proxy, hold: ["method": "POST", "path": "/api/v2/deals"])
        _ = try await CRMWorld.ask("PUT", base, "/_/lag", ["seconds": 0])
        #expect(try await PipedriveToolTests.objects(id).count == 1)
        #expect(try await tool.drift("d1") == [:])
    }

    @Test(
        "Tryton has the opportunity once, in the stage that it was on the way to",
        .enabled(if: CRMWorld.variable("TURNPIKE_TRYTON_PROXY") != nil),
        arguments: ["model.sale.opportunity.create", "model.party.party.create", "model.sale.opportunity.opportunity"]
    )
    func tryton(method: String) async throws {
        let proxy = try #require(CRMWorld.variable("TURNPIKE_TRYTON_PROXY"))
        let base = try #require(CRMWorld.variable("TURNPIKE_TRYTON"))
        let tool = try Tool("refuse", TrytonToolTests.configuration(base: proxy + "/crm", lease: 2))
        defer { tool.remove() }
        let id = try await tool.open("t1", "--account", "acme", "--set", "size=1")
        _ = try await tool.run(["move", "t1", "offer", "--as", "rep_1", "--no-deliver"])
        let name = "Acme \(UUID())"
        _ = try await tool.run(["account", "acme", "name=\(name)", "--as", "rep_1", "--no-deliver"])
        try await kill(tool, proxy: proxy, hold: ["text": .string("\"\(method)\"")])
        let vendor = try TrytonToolTests.vendor(base)
        let found = try await vendor.find(.deal, key: id, values: [:])
        #expect(found.map { $0.values[.stage] } == [.text("opportunity")])
        #expect(try await vendor.find(.account, key: "", values: [.field("name"): .text(name)]).count == 1)
        #expect(found.first?.links[.account] != nil)
        #expect(try await tool.drift("t1") == [:])
    }
}
