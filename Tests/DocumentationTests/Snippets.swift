import Foundation
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeTesting
import TurnpikeValues
import TurnpikeYAML

/// The Swift of the documentation, compiled and run; each output is compared with the block that follows it there.
@Suite struct Snippets {
    private let lemonade = """
        turnpike: 1
        process: lemonade
        currency: EUR
        fields: {price: money}
        gates:
          priced:
            needs: [price]
            check:
              fair: {that: deal.price <= 3 EUR, else: "${deal.price} is too much for a lemonade."}
        stages:
          greet: {moves: [sell]}
          sell: {exit: [priced], moves: [sold, walked_away]}
          sold: {outcome: won}
          walked_away: {outcome: lost}
        """

    /// What the snippets print.
    final class Output {
        var text = ""
    }

    @Test func theReadme() async throws {
        let output = Output()
        func print(_ item: Any) { output.text += "\(item)\n" }
        let readme = Documents.root.appendingPathComponent("README.md")
        let blocks = try Documents.blocks(of: readme)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("b2b.process.yaml")
        let yaml = try #require(blocks.first { $0.language == "yaml" })
        try yaml.text.write(to: file, atomically: true, encoding: .utf8)
        func SalesProcess(contentsOf name: String) throws -> Turnpike.SalesProcess {
            try Turnpike.SalesProcess(contentsOf: folder.appendingPathComponent(name).path)
        }

        let process = try SalesProcess(contentsOf: "b2b.process.yaml")
        let pipeline = try await Pipeline(processes: [process])
        let rep = Actor.person("rep_1", roles: "rep")

        let deal = try await pipeline.open(
            "b2b",
            name: "Acme, 100 seats",
            fields: ["amount": .money("50000 EUR")],
            by: rep
        )
        switch try await pipeline.move(deal.id, to: "proposal", by: rep) {
        case .moved(let deal): print("now in \(deal.stage)")
        case .refused(let refusal): print(refusal)
        }

        let shown = try #require(blocks.first { $0.language == "" })
        #expect(output.text == shown.text)
    }

    @Test func embedding() async throws {
        let output = Output()
        func print(_ items: Any...) { output.text += items.map { "\($0)" }.joined(separator: " ") + "\n" }
        let article = Documents.root.appendingPathComponent("Sources/Turnpike/Turnpike.docc/Embedding.md")
        var shown = try Documents.blocks(of: article).filter { $0.language == "text" }.map(\.text)
        func check() {
            #expect(output.text == (shown.isEmpty ? "" : shown.removeFirst()))
            output.text = ""
        }

        let process = try SalesProcess(yaml: lemonade)
        let pipeline = try await Pipeline(processes: [process])
        let vendor = Actor.person("vendor_1")

        let deal = try await pipeline.open("lemonade", name: "A thirsty customer", by: vendor)
        _ = try await pipeline.move(deal.id, to: "sell", by: vendor)
        _ = try await pipeline.set(deal.id, ["price": .money("5 EUR")], by: vendor)

        switch try await pipeline.move(deal.id, to: "sold", by: vendor) {
        case .moved(let deal): print(deal.stage)
        case .refused(let refusal): print(refusal)
        }
        check()

        for move in try await pipeline.explain(deal.id, by: vendor) {
            print("\(move.move): \(move.status)", move.refusal.ids)
        }
        check()

        let options = CommandOptions(idempotency: (source: "web", key: "form-4711"))
        let first = try await pipeline.set(deal.id, ["price": .money("2 EUR")], by: vendor, options: options)
        let second = try await pipeline.set(deal.id, ["price": .money("2 EUR")], by: vendor, options: options)
        if case .changed = first, case .repeated(_, let revision) = second {
            print("done once, as revision \(revision)")
        }
        check()

        let clock = ManualClock(Instant("2026-03-01T09:00:00Z") ?? .min)
        let reproducible = try await Pipeline(processes: [process], clock: clock, ids: .seeded(1))
        let dated = try await reproducible.open("lemonade", name: "A dated deal", by: vendor)
        clock.advance(by: .seconds(3600))
        print(dated.opened.map(String.init(describing:)) ?? "unknown")
        check()

        let kernel = try SalesProcess(yaml: lemonade)
        var generator = SystemRandomNumberGenerator()
        let id = DealID(UUIDv7(milliseconds: 0, random: &generator))
        var state = DealState(id: id, fieldCount: kernel.fields.count)
        let context = Context(now: Instant.now(), actor: vendor)
        if case .accepted(let acceptance) = try kernel.decide(Command(.open(Opening(name: "A deal"))), state, context) {
            kernel.apply(acceptance.record, to: &state)
        }
        print(state.revision, kernel[state.stage].id)
        check()
        #expect(shown.isEmpty)
    }

    actor Ledger: Deliverer {
        nonisolated let plugins: [String]? = ["notify"]
        private(set) var lines: [String] = []

        func deliver(_ delivery: DeliveryRequest) async throws -> DeliveryReceipt {
            let request = try HookRequest(delivery.body)
            lines.append("\(request.event.name), attempt \(delivery.attempt): \(request.settings["text"] ?? "")")
            return DeliveryReceipt(reference: "line-\(lines.count)")
        }
    }

    @Test func writingAHook() async throws {
        let article = Documents.root.appendingPathComponent("Sources/Turnpike/Turnpike.docc/WritingAHook.md")
        let yaml = try #require(try Documents.blocks(of: article).first { $0.language == "yaml" })
        let process = try SalesProcess(yaml: yaml.text)
        let rep = Actor.person("rep_1")

        let ledger = Ledger()
        let pipeline = try await Pipeline(processes: [process], hooks: [ledger])
        let deal = try await pipeline.open("hooked", name: "An order", fields: ["amount": .money("2000 EUR")], by: rep)
        _ = try await pipeline.move(deal.id, to: "sold", by: rep)
        _ = try await pipeline.deliver()

        #expect(await ledger.lines == ["deal.won, attempt 1: An order: 2,000 EUR"])
        let rows = try await pipeline.store.outbox(OutboxQuery())
        #expect(rows.map(\.hook) == ["crm", "email", "notify"])
        #expect(rows.map(\.status) == [.pending, .pending, .delivered], "what nobody delivers for stays")
    }

    @Test func writingAStore() async throws {
        let output = Output()
        func print(_ item: Any) { output.text += "\(item)\n" }
        let findings = await StoreContract { InMemoryStore() }.run()
        for finding in findings { print(finding) }
        #expect(output.text == "")
    }
}
