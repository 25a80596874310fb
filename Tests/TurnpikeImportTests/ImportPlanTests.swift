import Testing
import Turnpike

@testable import TurnpikeImport

@Suite struct ImportPlanTests {
    static let file = Sales.header + "\n" + Sales.won + "\n"

    @Test func aPlanThatFitsHasNoFindings() throws {
        let result = try Sales.planResult(file: Self.file)
        #expect(result.diagnostics.isEmpty)
        let plan = try #require(result.plan)
        #expect(plan.ignoredColumns == [])
        #expect(plan.source == "old")
        #expect(plan.fields.count == 8)
    }

    @Test(arguments: [
        ("process: sales", "process: sale", "TP1505", "sale"),
        ("amount: value", "amount: valeu", "TP1506", "valeu"),
        ("name: \"${product}", "name: \"${prodct}", "TP1506", "prodct"),
        ("required: [stage]", "required: [stage, nothing]", "TP1506", "nothing"),
        ("aliases: {product", "aliases: {prodct", "TP1506", "prodct"),
        ("key: pack, column: product", "key: pak, column: product", "TP1506", "pak"),
        ("packs, column: series", "packs, column: serie", "TP1506", "serie"),
        ("amount: value", "ammount: value", "TP1507", "ammount"),
        ("[lead, offer]", "[lead, ofer]", "TP1508", "ofer"),
        ("offer: begun, ", "offer: begun, ofer: begun, ", "TP1508", "ofer"),
        ("cheaper: price", "cheaper: prise", "TP1509", "prise"),
        ("reasons: {lost:", "reasons: {won:", "TP1509", "won"),
        ("lookup: packs", "lookup: pack", "TP1510", "pack"),
        ("source: {value: web}", "double: value", "TP1511", "double"),
        ("{value: web}", "{value: radio}", "TP1512", "radio"),
        ("offer: begun, ", "", "TP1513", "offer"),
        ("seats: seats", "seats: {column: seats, currency: EUR}", "TP1504", "seats"),
        ("aliases: {product", "aliases: {why: {}, product", "", ""),
    ])
    func aNameThatDoesNotFitIsReportedWhereItStands(from: String, to: String, code: String, words: String) throws {
        let map = try #require(replacing(from, with: to, in: Sales.map))
        let result = try Sales.planResult(map: map, file: Self.file)
        let found = result.diagnostics.filter { $0.severity == .error }
            .map { "\($0.code.id) \(result.sources.text(of: $0.range) ?? "")" }
        #expect(found == (code.isEmpty ? [] : ["\(code) \(words)"]))
        #expect((result.plan == nil) == !code.isEmpty)
    }

    @Test func misspeltNamesComeWithTheNearestOne() throws {
        let map = try #require(replacing("amount: value", with: "amount: valeu", in: Sales.map))
        let result = try Sales.planResult(map: map, file: Self.file)
        #expect(result.diagnostics.first?.repair?.replacement == "value")
    }

    @Test func whatHasNoEffectIsAWarning() throws {
        let map = try #require(replacing("series: {lookup: packs, column: series}", with: "", in: Sales.map))
        let result = try Sales.planResult(map: map, file: Self.file)
        #expect(result.diagnostics.map(\.code.id) == ["TP1516"])
        #expect(result.plan != nil)
    }

    @Test func allFindingsOfMapProcessAndFilesComeTogether() throws {
        var map = try #require(replacing("amount: value", with: "ammount: valeu", in: Sales.map))
        map = try #require(replacing("[lead, offer]", with: "[lead, ofer]", in: map))
        let result = try Sales.planResult(map: map, file: Self.file, packs: nil)
        #expect(result.plan == nil)
        #expect(Set(result.diagnostics.map(\.code.id)) == ["TP1506", "TP1507", "TP1508", "TP1514"])
    }

    @Test(arguments: [
        ("", "TP1514"), ("\u{0}\u{0}\u{0}\u{0}", "TP1514"), ("id,id\n1,2\n", "TP1514"), ("id;rep\n1;2\n", "TP1506"),
    ])
    func aMainFileThatCannotBeReadIsRefusedBeforeTheFirstRow(file: String, code: String) throws {
        let result = try Sales.planResult(file: file)
        #expect(result.plan == nil)
        #expect(Set(result.diagnostics.map(\.code.id)) == [code])
        // Without a readable header nothing is said about columns.
        if code == "TP1514" { #expect(result.diagnostics.count == 1) }
    }

    @Test(arguments: [
        ("pack,series\nBasic Pack,B\nBasic Pack,C\n", "TP1515"),
        ("pack,series\n\"Basic,B\n", "TP1515"),
        ("pack;series\nBasic Pack;B\n", nil),
        ("pack\nBasic Pack\n", "TP1506"),
        ("", "TP1514"),
    ])
    func aLookupFileIsCheckedBeforeTheFirstRow(packs: String, code: String?) throws {
        let result = try Sales.planResult(file: Self.file, packs: packs)
        #expect(result.diagnostics.map(\.code.id) == [code].compactMap { $0 })
        #expect((result.plan == nil) == (code != nil))
    }

    @Test func columnsThatTheMapDoesNotNameAreListed() throws {
        let file = Sales.header + ",extra,\n" + Sales.won + ",1,2\n"
        let result = try Sales.planResult(file: file)
        let plan = try #require(result.plan)
        #expect(plan.ignoredColumns == ["extra", ""])
    }

    @Test func everyCodeOfImportHasACaseHere() {
        let covered = (1...16).map { "TP15\($0 < 10 ? "0" : "")\($0)" }
        #expect(DiagnosticCode.all.map(\.id).filter { $0.hasPrefix("TP15") } == covered)
    }
}
