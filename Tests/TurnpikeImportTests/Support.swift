import Testing
import Turnpike
import TurnpikeImport
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

/// Folders of the repository.
enum Repository {
    static let root = String(
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    )
    static let example = "\(root)/Examples/processes/crm_import"
    /// The real data, beside the repository where it is there at all.
    static let crm = "\(root)/../shared/data/crm_sales_opportunities"

    static var hasRealData: Bool { (try? FileBytes.read("\(crm)/sales_pipeline.csv", limit: 1 << 22)) != nil }
}

/// A small process with what imports meet: all kinds of fields, a hold, reasons, an activity, a hook.
enum Sales {
    static let yaml = """
        turnpike: 1
        process: sales
        version: 1
        currency: EUR
        zone: Europe/Berlin
        observed: adopt
        roles: {rep: Rep}
        fields:
          amount: {type: money, min: 0 EUR}
          product: {type: choice, options: [{basic: {label: Basic Pack}}, {pro: {label: Pro Pack}}]}
          spelled: text
          series: {type: text, max_length: 5}
          seats: {type: integer, default: 1}
          signed: date
          source: {type: choice, options: [fair, web]}
          email: {type: email, sensitive: true}
          double: {type: money, compute: deal.amount * 2}
        reasons:
          lost: {price: Too expensive, silence: No answer}
        stages:
          lead: {moves: [offer]}
          offer: {moves: [won]}
          won: {outcome: won}
          lost: {outcome: lost, reason: lost}
        anywhere:
          moves: {lost: {}}
        hooks:
          - {event: deal.opened, do: [{crm: upsert}]}
        """

    static let map = """
        map: old
        process: sales
        key: id
        name: "${product} for ${company}"
        owner: rep
        required: [stage]
        aliases: {product: {Proo: Pro Pack}}
        lookups:
          packs: {file: packs.csv, key: pack, column: product}
        account: {key: company}
        fields:
          amount: value
          product: product
          spelled: {column: product, as_recorded: true}
          series: {lookup: packs, column: series}
          signed: closed
          seats: seats
          email: email
          source: {value: web}
        stages:
          column: stage
          paths: {Lead: [lead], Offer: [lead, offer], Won: [lead, offer, won], Lost: [lead, lost]}
          entered: {lead: unknown, offer: begun, won: closed, lost: closed}
          reasons: {lost: {column: why, values: {cheaper: price}}}
        """

    static let packs = "pack,series\nBasic Pack,B\nPro Pack,P\nHuge Pack,toolong\n"
    static let header = "id,rep,product,company,stage,begun,closed,value,seats,email,why"
    static let won = "A1,rep_1,Proo,Acme,Won,2017-01-02,2017-02-03,100.50,3,a@b.example,"
    static let lost = "A2,rep_2,Basic Pack,Beta,Lost,,2017-03-04,0,,,cheaper"
    static let lead = "A3,rep_1,Basic Pack,,Lead,,,,,,"

    static func process(_ yaml: String = yaml) throws -> SalesProcess {
        let file = ProcessFile(text: yaml, name: "sales.process.yaml")
        let definition = try #require(file.definition)
        if file.diagnostics.hasErrors { throw ProcessError(diagnostics: file.diagnostics, sources: file.sources) }
        return try SalesProcess(definition)
    }

    static func planResult(
        map: String = map,
        process yaml: String = yaml,
        file: String,
        packs: String? = packs
    ) throws -> ImportPlanResult {
        let read = ImportMap.read(SourceFile(name: "m.yaml", text: map))
        let map = try #require(read.map, "\(DiagnosticRenderer().render(Array(read.diagnostics), in: read.sources))")
        return ImportPlan.make(
            map: map,
            process: try process(yaml),
            file: ImportFile(name: "deals.csv", bytes: Array(file.utf8))
        ) { name throws(FileError) in
            guard let packs else { return try ImportFile.read("/nowhere/\(name)") }
            return ImportFile(name: name, bytes: Array(packs.utf8))
        }
    }

    static func plan(map: String = map, process yaml: String = yaml, rows: [String]) throws -> ImportPlan {
        let file = ([header] + rows).joined(separator: "\n") + "\n"
        let result = try planResult(map: map, process: yaml, file: file)
        let findings = DiagnosticRenderer().render(Array(result.diagnostics), in: result.sources)
        return try #require(result.plan, "\(findings)")
    }
}

/// A pipeline over a store in memory, with a clock that stands.
struct Bench {
    let pipeline: Pipeline
    let store = InMemoryStore()
    let clock = ManualClock(Instant("2026-11-21T12:00:00Z") ?? .min)

    init(_ process: SalesProcess) async throws {
        pipeline = try await Pipeline(processes: [process], store: store, clock: clock, ids: .seeded(1))
    }

    func run(_ plan: ImportPlan, options: ImportOptions = ImportOptions()) async throws -> ImportReport {
        let report = try await Importer(pipeline: pipeline, plan: plan, options: options).run()
        #expect(report.opened + report.updated + report.unchanged + report.refused == report.rows)
        return report
    }

    func deal(_ key: String) async throws -> Deal {
        let found = try await pipeline.find(key)
        #expect(found.count == 1)
        let id = try #require(found.first?.id)
        let deal = try await pipeline.deal(id)
        return try #require(deal)
    }
}

extension Deal {
    /// Whether a field has a value (`== nil` would compare with the value `.null`).
    func has(_ field: String) -> Bool { fields.contains { $0.field.id == field } }
}
