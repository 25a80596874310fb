import Testing
import Turnpike
import TurnpikeValues

@testable import TurnpikeImport

@Suite struct ImportMapTests {
    static let good = """
        map: old_crm
        process: sales
        key: id
        name: "${product} for ${account}"
        owner: agent
        zone: Europe/Berlin
        dates: dd.MM.yyyy
        required: [id, stage]
        aliases:
          product: {GTXPro: GTX Pro, gtx: GTX Pro}
        lookups:
          products: {file: products.csv, key: product}
          teams: {file: teams.csv, key: name, column: agent, if_missing: leave}
        account: {key: account, name: account}
        fields:
          amount: {column: value, currency: USD}
          product: product
          spelled: {column: product, as_recorded: true}
          series: {lookup: products, column: series}
          source: {value: import}
        stages:
          column: stage
          paths: {New: [open], Won: [open, won], Lost: [open, lost]}
          entered: {open: unknown, won: closed, lost: closed}
          reasons: {lost: {column: why, values: {cheap: price}}}
        """

    @Test func aCompleteMapIsRead() throws {
        let result = ImportMap.read(SourceFile(name: "m.yaml", text: Self.good))
        #expect(result.diagnostics.isEmpty)
        let map = try #require(result.map)
        #expect(map.name == "old_crm")
        #expect(map.process == "sales")
        #expect(map.lookupFiles == ["products.csv", "teams.csv"])
        #expect(map.title.parts.count == 3)
        #expect(map.zone?.name == "Europe/Berlin")
        #expect(map.dates.text == "dd.MM.yyyy")
        #expect(map.fields.count == 5)
        #expect(map.stages.paths.map(\.stages.count) == [1, 2, 2])
        #expect(map.lookups[1].leavesMissing)
        #expect(map.lookups[0].column.text == "product")
        #expect(map.aliases[0].spellings.count == 2)
    }

    @Test(arguments: [
        ("owner: agent", "owenr: agent", "TP1501", "owenr"),
        ("key: id\n", "key:\n", "TP1112", "key"),
        ("process: sales\n", "", "TP1502", "map"),
        ("required: [id, stage]", "required: id", "TP1503", "id"),
        ("dates: dd.MM.yyyy", "dates: DD.MM.YYYY", "TP1504", "DD.MM.YYYY"),
        ("zone: Europe/Berlin", "zone: Europe/Berlni", "TP1504", "Europe/Berlni"),
        ("currency: USD", "currency: dollars", "TP1504", "dollars"),
        ("${account}", "${account", "TP1504", "${account"),
        ("if_missing: leave", "if_missing: leav", "TP1504", "leav"),
        ("map: old_crm", "map: Old CRM", "TP1504", "Old CRM"),
        ("file: products.csv, ", "", "TP1502", "key"),
        ("{value: import}", "{value: import, column: x}", "TP1504", "x"),
        ("[open, won]", "[]", "TP1504", "[]"),
        ("  column: stage\n", "", "TP1502", "paths"),
        ("as_recorded: true", "as_recorded: yes", "TP1504", "yes"),
    ])
    func aMistakeIsReportedWhereItStands(from: String, to: String, code: String, words: String) throws {
        let text = try #require(replacing(from, with: to, in: Self.good))
        let result = ImportMap.read(SourceFile(name: "m.yaml", text: text))
        #expect(result.map == nil)
        let found = result.diagnostics.map { "\($0.code.id) \(result.sources.text(of: $0.range) ?? "")" }
        #expect(found == ["\(code) \(words)"])
    }

    @Test func allMistakesAreReportedAtOnce() {
        let text = """
            map: old_crm
            proces: sales
            key: [id]
            dates: soon
            stages: {column: stage, paths: {A: x}, entered: [open]}
            """
        let result = ImportMap.read(SourceFile(name: "m.yaml", text: text))
        #expect(result.map == nil)
        #expect(Set(result.diagnostics.map(\.code.id)).isSuperset(of: ["TP1501", "TP1502", "TP1503", "TP1504"]))
        #expect(result.diagnostics.count >= 6)
    }

    @Test(arguments: ["", "[]", "a", "- b", "{", "map: {a: b}", "\u{0}"])
    func whatIsNoMapIsRefusedWithAFinding(text: String) {
        let result = ImportMap.read(SourceFile(name: "m.yaml", text: text))
        #expect(result.map == nil)
        #expect(!result.diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("yyyy-MM-dd", "2017-03-01", "2017-03-01"),
        ("yyyy-MM-dd", "2017-02-29", nil),
        ("yyyy-MM-dd", "2016-02-29", "2016-02-29"),
        ("yyyy-MM-dd", "2017-3-1", "2017-03-01"),
        ("yyyy-MM-dd", "17-03-01", nil),
        ("yyyy-MM-dd", "2017-03-01 ", nil),
        ("yyyyMMdd", "20170301", "2017-03-01"),
        ("yyyyMMdd", "2017031", nil),
        ("dd.MM.yyyy", "1.3.2017", "2017-03-01"),
        ("MM/dd/yyyy", "13/01/2017", nil),
        ("dd.MM.yyyy HH:mm", "01.03.2017 09:30", "2017-03-01T09:30"),
        ("dd.MM.yyyy HH:mm", "01.03.2017 24:30", nil),
        ("yyyy-MM-ddTHH:mm:ss", "2017-03-01T09:30:15", "2017-03-01T09:30:15"),
        ("rfc3339", "2017-03-01T09:30:00+01:00", "2017-03-01T08:30:00Z"),
        ("rfc3339", "2017-03-01", nil),
    ])
    func datesAreReadByTheirPattern(pattern: String, text: String, expected: String?) throws {
        let pattern = try #require(DatePattern(pattern))
        switch pattern.read(text) {
        case nil: #expect(expected == nil)
        case .day(let day)?: #expect(day.description == expected)
        case .local(let local)?: #expect(local.description.hasPrefix(expected ?? "nothing"))
        case .instant(let instant)?: #expect(instant.description == expected)
        }
    }

    @Test(arguments: [
        "", "yyyy", "yyyy-MM", "YYYY-MM-DD", "dd.MM.yy", "yyyy-MM-dd hh:mm", "yyyy-MM-dd ss", "dd.dd.yyyy.MM",
    ])
    func whatIsNoPatternIsRefused(pattern: String) {
        #expect(DatePattern(pattern) == nil)
    }
}

func replacing(_ words: String, with others: String, in text: String) -> String? {
    let parts = text.split(separator: words, maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? parts[0] + others + parts[1] : nil
}
