import Testing
import Turnpike
import TurnpikeInsight
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

/// Folders of the repository.
enum Repository {
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
        separator: "/"
    )
    static let example = "\(root)/Examples/processes/crm_import"
    /// The real data, beside the repository where it is there at all.
    static let crm = "\(root)/../shared/data/crm_sales_opportunities"

    static var hasRealData: Bool { (try? FileBytes.read("\(crm)/FACTS.json", limit: 1 << 22)) != nil }

    static func process(_ text: String) throws -> SalesProcess {
        let file = ProcessFile(text: text, name: "process.yaml")
        if file.diagnostics.hasErrors { throw ProcessError(diagnostics: file.diagnostics, sources: file.sources) }
        let definition = try #require(file.definition)
        return try SalesProcess(definition)
    }
}

/// A small process and deals whose history a test writes.
struct Desk {
    static let yaml = """
        turnpike: 1
        process: desk
        version: 1
        label: Small desk
        currency: EUR
        zone: Europe/Berlin
        observed: adopt
        fields:
          amount: money
          list: money
          region: {type: choice, options: [{n: {label: North}}, {s: {label: South}}]}
          vip: bool
          mail: {type: email, sensitive: true}
        reasons: {lost: {price: Too expensive, silence: No answer}}
        stages:
          lead: {label: Leads, moves: [offer]}
          offer: {moves: [won]}
          won: {outcome: won, moves: [care]}
          care: {}
          lost: {outcome: lost, reason: lost, moves: {again: {to: lead}}}
        anywhere: {moves: {lost: {}}}
        """

    let store = InMemoryStore()
    let clock = ManualClock(Instant("2026-06-01T00:00:00Z") ?? .min)
    let pipeline: Pipeline
    static let importer = Actor(id: "test", kind: .import)

    init() async throws {
        pipeline = try await Pipeline(
            processes: [Repository.process(Self.yaml)],
            store: store,
            clock: clock,
            ids: .seeded(3)
        )
    }

    /// Opens a deal and lets it be seen in stages at times; nil is unknown.
    @discardableResult
    func deal(
        _ path: [(String, String?)],
        _ fields: [String: Value] = [:],
        owner: String? = nil,
        reason: String? = nil
    ) async throws -> DealID {
        func occurred(_ text: String?) -> Occurrence {
            guard let text else { return .unknown }
            return Instant(text).map { .at($0) } ?? .now
        }
        let first = try #require(path.first)
        let deal = try await pipeline.open(
            "desk",
            name: "deal",
            stage: first.0,
            owner: owner,
            fields: fields,
            by: Self.importer,
            occurred: occurred(first.1)
        )
        for (stage, time) in path.dropFirst() {
            let observation = Observation(stage: stage, reason: stage == "lost" ? reason : nil)
            _ = try await pipeline.perform(
                Command(.observe(observation), occurred: occurred(time)),
                on: deal.id,
                by: Self.importer
            )
        }
        return deal.id
    }

    func report(_ options: ReportOptions = ReportOptions()) async throws -> Report {
        try await Report.make(from: store, options: options) { try await pipeline.process($0, version: $1) }
    }

    func figures(_ options: ReportOptions = ReportOptions()) async throws -> Report.Process {
        let report = try await report(options)
        return try #require(report.processes.first)
    }
}
