import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

@testable import TurnpikeImport

@Suite(.enabled(if: Repository.hasRealData, "../shared/data/crm_sales_opportunities is not there"))
struct RealDataTests {
    static func plan(_ change: (inout [UInt8]) -> Void = { _ in }) throws -> ImportPlan {
        let process = try Sales.process(
            String(
                decoding: try FileBytes.read("\(Repository.example)/crm_import.process.yaml", limit: 1 << 20),
                as: UTF8.self
            )
        )
        let text = try FileBytes.read("\(Repository.example)/crm_sales.map.yaml", limit: 1 << 20)
        let map = try #require(ImportMap.read(SourceFile(name: "crm_sales.map.yaml", bytes: text)).map)
        var file = try ImportFile.read("\(Repository.crm)/sales_pipeline.csv")
        change(&file.bytes)
        let result = ImportPlan.make(map: map, process: process, file: file) { name in
            try ImportFile.lookup(name, mainFile: file.name, map: "\(Repository.example)/crm_sales.map.yaml")
        }
        return try #require(
            result.plan,
            "\(DiagnosticRenderer().render(Array(result.diagnostics), in: result.sources))"
        )
    }

    @Test func allRowsAreTakenAndTheSecondTimeNothingChanges() async throws {
        let plan = try Self.plan()
        let bench = try await Bench(plan.process)
        let report = try await bench.run(plan)
        #expect(report.rows == 8_800)
        #expect(report.opened == 8_800)
        #expect(report.refusedRows == [])
        #expect(report.accounts == 85)
        #expect(report.moves == 4_238 * 2 + 2_473 * 2 + 1_589)
        #expect(report.unknownTimes == 8_800)
        #expect(report.missedLookups == [])
        #expect(report.ignoredColumns == [])
        let repaired = Dictionary(uniqueKeysWithValues: report.aliases.map { ($0.wrong, $0.count) })
        #expect(repaired == ["GTXPro": 1_480, "technolgy": 12, "Philipines": 1])

        let deal = try await bench.deal("crm_sales_opportunities:Z063OYW0")
        #expect(deal["series"] == "GTX")
        #expect(deal["sales_price"] == .money("4821 USD"))
        #expect(deal["product"] == "gtx_pro")
        #expect(deal["product_as_recorded"] == "GTXPro")
        #expect(deal["manager"] == "Melvin Marxen")

        let again = try await bench.run(plan)
        #expect(again.unchanged == 8_800)
        #expect(again.isUnchanged)
    }

    @Test func injectedFaultsAreReportedAndNothingElseIsLost() async throws {
        let plan = try Self.plan { bytes in
            var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            // A part of the file is enough for this, and much faster.
            lines.removeLast(lines.count - 1_001)
            lines[1] = lines[1].replacing("Won", with: "Wan")
            lines[2] = lines[2].replacing("Darcel", with: "\"Darcel")
            lines[3] = lines[3].replacing("2017-03-07", with: "2017-02-29")
            lines[4] = String(lines[4].prefix(20))
            lines[5] = lines[6]
            lines[7] = lines[7].replacing("MG Special", with: "MG Spezial").replacing("GTX", with: "GTZ")
            bytes = Array(lines.joined(separator: "\n").utf8)
        }
        let bench = try await Bench(plan.process)
        let report = try await bench.run(plan)
        #expect(report.rows == 1_000)
        #expect(report.refusedRows.map(\.line) == [2, 3, 4, 5, 7, 8])
        #expect(report.opened == 994)
        #expect(try await bench.pipeline.deals(DealQuery(limit: 10_000)).count == 994)
    }

    @Test func aMissingColumnStopsTheImportBeforeTheFirstRow() throws {
        let file = try ImportFile.read("\(Repository.crm)/sales_pipeline.csv")
        let text = try FileBytes.read("\(Repository.example)/crm_sales.map.yaml", limit: 1 << 20)
        let map = try #require(ImportMap.read(SourceFile(name: "crm_sales.map.yaml", bytes: text)).map)
        var bytes = Array("opportunity_id,sales_agent,product,account,deal_stage,engage_date,closed,close_value".utf8)
        bytes += file.bytes[(file.bytes.firstIndex(of: UInt8(ascii: "\n")) ?? 0)...]
        let process = try Self.plan().process
        let result = ImportPlan.make(map: map, process: process, file: ImportFile(name: "x.csv", bytes: bytes)) {
            name in
            try ImportFile.lookup(name, mainFile: file.name, map: "")
        }
        #expect(result.plan == nil)
        // Once for the field, once each for the stages won and lost.
        #expect(result.diagnostics.map(\.code.id) == ["TP1506", "TP1506", "TP1506"])
    }
}
