import Testing
import Turnpike
import TurnpikeImport
import TurnpikeInsight
import TurnpikeRuntime
import TurnpikeValues

/// The report on the imported CRM data against the figures that were computed beside it, digit by digit.
@Suite(.enabled(if: Repository.hasRealData, "../shared/data/crm_sales_opportunities is not there"))
struct RealDataTests {
    /// The report of the imported data, and the facts.
    struct Both {
        let report: JSON
        let text: String
        let facts: JSON

        // Importing takes seconds in a debug build, so all tests look at one import.
        private static let made = Task { try await Both() }

        static func ready() async throws -> Both { try await made.value }

        private init() async throws {
            let bytes = try FileBytes.read("\(Repository.example)/crm_import.process.yaml", limit: 1 << 20)
            let process = try Repository.process(String(decoding: bytes, as: UTF8.self))
            let mapBytes = try FileBytes.read("\(Repository.example)/crm_sales.map.yaml", limit: 1 << 20)
            let map = try #require(ImportMap.read(SourceFile(name: "map", bytes: mapBytes)).map)
            let file = try ImportFile.read("\(Repository.crm)/sales_pipeline.csv")
            let made = ImportPlan.make(map: map, process: process, file: file) { name in
                try ImportFile.lookup(name, mainFile: file.name, map: "")
            }
            let plan = try #require(made.plan)
            let store = InMemoryStore()
            let pipeline = try await Pipeline(processes: [process], store: store)
            _ = try await Importer(pipeline: pipeline, plan: plan).run()
            let options = ReportOptions(groups: [
                "owner", "manager", "regional_office", "product_as_recorded", "product",
            ])
            let report = try await Report.make(from: store, options: options) {
                try await pipeline.process($0, version: $1)
            }
            text = report.description
            let written = try JSON.parse(report.json.canonical())
            self.report = try #require(written["processes"]?.items.first)
            facts = try JSON.parse(try FileBytes.read("\(Repository.crm)/FACTS.json", limit: 1 << 20))
        }

        func groups(_ name: String) -> [String: JSON] {
            var result: [String: JSON] = [:]
            for group in report["by"]?[name]?.items ?? [] { result[group["label"]?.stringValue ?? ""] = group }
            return result
        }
    }

    /// Whether two JSON numbers are the same number.
    static func same(_ left: JSON?, _ right: JSON?) -> Bool {
        guard case .number(let left)? = left, case .number(let right)? = right,
            let left = ExactDecimal(left), let right = ExactDecimal(right)
        else { return false }
        return left == right
    }

    @Test func theFiguresAreThoseOfTheFacts() async throws {
        let both = try await Both.ready()
        let (report, facts) = (both.report, both.facts)
        let figures = try #require(report["figures"])

        var stages: [String: JSON] = [:]
        for stage in report["by_stage"]?.items ?? [] { stages[stage["stage"]?.stringValue ?? ""] = stage["deals"] }
        for (name, count) in facts["deal_stage"]?.members ?? [] { #expect(Self.same(stages[name.lowercased()], count)) }

        #expect(Self.same(figures["win_rate"], facts["win_rate_won_over_closed"]))
        #expect(Self.same(figures["win_rate_of_all"], facts["win_rate_won_over_all"]))
        let value = try #require(figures["won_value"]?.items.first)
        #expect(report["value_field"]?.stringValue == "close_value")
        #expect(value["currency"]?.stringValue == "USD")
        #expect(Self.same(value["total"], facts["close_value_total_won"]))
        #expect(Self.same(value["mean"], facts["close_value_mean_won"]))
        #expect(Self.same(value["median"], facts["close_value_median_won"]))
        #expect(Self.same(value["min"], facts["close_value_min_max_won"]?.items.first))
        #expect(Self.same(value["max"], facts["close_value_min_max_won"]?.items.last))

        let days = try #require(figures["days_to_close"]?.items.first { $0["from"]?.stringValue == "engaging" })
        for part in ["closed", "won", "lost"] {
            let expected = try #require(facts["days_engage_to_close_\(part)"])
            for (name, number) in expected.members {
                #expect(Self.same(days[part]?[name], number), "days \(part) \(name)")
            }
        }
        // The time in prospecting is unknowable, and said to be.
        let prospecting = try #require(
            figures["days_to_close"]?.items.first { $0["from"]?.stringValue == "prospecting" }
        )
        #expect(Self.same(prospecting["closed"]?["n"], .number("0")))
        #expect(Self.same(prospecting["closed"]?["unknown"], .number("6711")))
        let velocity = figures["velocity"]?.items.first { $0["from"]?.stringValue == "engaging" }
        #expect(Self.same(velocity?["per_day"], facts["velocity_per_day_all_closed"]?["value"]))
        #expect(both.text.contains("63.2% of closed deals"))
    }

    @Test(arguments: [
        ("manager", "win_rate_by_manager"), ("regional_office", "win_rate_by_regional_office"),
        ("product_as_recorded", "win_rate_by_product"),
    ])
    func theFiguresOfGroupsAreThoseOfTheFacts(field: String, facts name: String) async throws {
        let both = try await Both.ready()
        let groups = both.groups(field)
        let expected = try #require(both.facts[name]?.members)
        #expect(groups.count == expected.count)
        for (label, facts) in expected {
            let group = try #require(groups[label])
            #expect(Self.same(group["closed"], facts["closed"]))
            #expect(Self.same(group["won"], facts["won"]))
            #expect(Self.same(group["win_rate"], facts["win_rate"]))
            if let value = facts["won_value"] {
                #expect(Self.same(group["won_value"]?.items.first?["total"], value))
            }
        }
    }

    @Test func repairedNamesPeriodsAndOwnersAddUp() async throws {
        let both = try await Both.ready()
        let products = both.groups("product")
        let recorded = both.groups("product_as_recorded")
        #expect(products.count == 7)
        #expect(Self.same(products["GTX Pro"]?["deals"], .number("1480")))
        #expect(Self.same(recorded["GTXPro"]?["deals"], .number("1480")))
        let owners = both.groups("owner")
        #expect(owners.count == 30)
        for entry in both.facts["best_and_worst_agent_by_win_rate"]?.items ?? [] {
            let group = owners[entry.items.first?.stringValue ?? ""]
            #expect(Self.same(group?["closed"], entry.items[1]))
            #expect(Self.same(group?["win_rate"], entry.items[2]))
        }
        for (kind, name) in [
            ("by_close_quarter", "won_by_close_quarter"), ("by_close_month", "closed_win_rate_by_close_month"),
        ] {
            var periods: [String: JSON] = [:]
            for period in both.report[kind]?.items ?? [] { periods[period["period"]?.stringValue ?? ""] = period }
            let expected = try #require(both.facts[name]?.members)
            #expect(periods.count == expected.count)
            for (label, facts) in expected {
                let period = try #require(periods[label])
                if kind == "by_close_quarter" {
                    #expect(Self.same(period["won"], facts.items[0]))
                    #expect(Self.same(period["won_value"]?.items.first?["total"], facts.items[1]))
                } else {
                    #expect(Self.same(period["closed"], facts.items[0]))
                    #expect(Self.same(period["win_rate"], facts.items[1]))
                }
            }
        }
    }
}

extension JSON {
    fileprivate var items: [JSON] {
        if case .array(let items) = self { items } else { [] }
    }

    fileprivate var members: [(String, JSON)] {
        if case .object(let members) = self { members } else { [] }
    }
}
