import Synchronization
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

@testable import TurnpikeCRM

/// What differs between deals and a CRM, and why.
@Suite struct DriftTests {
    private func why(_ world: World, _ id: DealID, _ what: String = "stage") async throws -> CRMDrift.Why? {
        let deal = try #require(try await world.pipeline.deal(id))
        return try await world.connector.drift(of: deal)?.differences.first { $0.what == what }?.why
    }

    @Test("each reason is told from the others")
    func reasons() async throws {
        let world = try await World("refuse")
        _ = try await world.connector.takeChanges()
        let id = try await world.open()
        #expect(try await why(world, id, "record") == .notSent)
        _ = try await world.settle()
        #expect(try await why(world, id) == nil)
        let record = try #require(world.hubSpot.deals().first).id
        _ = try await world.move(id, "qualified")
        #expect(try await why(world, id) == .notSent)
        _ = try await world.settle()
        world.hubSpot.person(record) { $0.properties["dealstage"] = "contractsent" }
        #expect(try await why(world, id) == .notTakenIn)
        _ = try await world.connector.takeChanges()
        #expect(try await why(world, id) == .refused)
        let deal = try #require(try await world.pipeline.deal(id))
        let difference = try await world.connector.drift(of: deal)?.differences.first
        #expect(difference?.details == ["priced.needs.amount"])
        #expect(difference?.ours == "qualified")
        #expect(difference?.theirs == "contractsent (offer)")
        world.hubSpot.state.withLock { $0.objects[record] = nil }
        #expect(try await why(world, id, "record") == .gone)
    }

    @Test("both sides changed, a person asked, and a CRM without the deal")
    func more() async throws {
        let world = try await World("ask")
        _ = try await world.connector.takeChanges()
        let id = try await world.open()
        _ = try await world.settle()
        let record = try #require(world.hubSpot.deals().first).id
        world.hubSpot.person(record) { $0.properties["dealstage"] = "contractsent" }
        _ = try await world.move(id, "qualified")
        #expect(try await why(world, id) == .both)
        _ = try await world.connector.takeChanges()
        #expect(try await why(world, id) == .asked)
        let quiet = try await World(process: World.text("refuse", hooks: "  - {event: deal.won, do: [{crm: close}]}"))
        let untold = try await quiet.open()
        #expect(try await why(quiet, untold, "record") == .missing)
    }

    @Test("comparing changes nothing on either side")
    func looksOnly() async throws {
        let world = try await World("adopt")
        let id = try await world.open()
        _ = try await world.settle()
        world.hubSpot.state.withLock { $0.calls = [] }
        _ = try await why(world, id)
        let calls = world.hubSpot.state.withLock { $0.calls }
        #expect(calls.allSatisfy { $0.hasPrefix("GET") })
        #expect(!calls.isEmpty)
    }
}

/// What is remembered, on disk.
@Suite struct LedgerTests {
    private func folder() -> String { "/tmp/turnpike-crm-\(UInt64.random(in: .min ... .max))" }

    @Test("an entry, its record and the cursor come back after a restart, whatever the ids look like")
    func files() async throws {
        let folder = folder()
        var entry = CRMEntry(id: "../47/11", revision: "2026-06-01T10:00:00Z")
        entry.base = [
            .stage: .text("won"), .owner: .none, .field("amount"): .number(ExactDecimal("12.50") ?? 0),
            .field("day"): .date(CalendarDate("2026-06-01") ?? .min), .field("set"): .list(["a", "b"]),
            .field("flag"): .flag(true), .field("at"): .instant(Instant("2026-06-01T10:00:00Z") ?? .min),
        ]
        entry.intent = [.stage: .text("lost")]
        entry.writing = "next"
        entry.arrived = "last"
        entry.links = [.account: "9"]
        entry.note("key")
        entry.refusal = "no"
        entry.verdict = CRMEntry.Verdict(.asked, stage: "won", unmet: ["a.b"])
        let ledger = FileLedger(folder)
        #expect(try await ledger.entry("deal") == nil)
        #expect(try await ledger.cursor() == nil)
        try await ledger.save(entry, for: "deal")
        try await ledger.save(cursor: "42/3")
        let again = FileLedger(folder + "/")
        #expect(try await again.entry("deal") == entry)
        #expect(try await again.deal(of: "../47/11") == "deal")
        #expect(try await again.deal(of: "48") == nil)
        #expect(try await again.cursor() == "42/3")
    }

    @Test("a number is the same whatever its zeros, and nothing is an empty text")
    func same() {
        #expect(CRMConnector.same(.number(ExactDecimal("1.50") ?? 0), .number(ExactDecimal("1.5") ?? 1)))
        #expect(CRMConnector.same(.none, .text("")))
        #expect(CRMConnector.same(.list(["b", "a"]), .list(["a", "b"])))
        #expect(!CRMConnector.same(.text("a"), .none))
    }
}
