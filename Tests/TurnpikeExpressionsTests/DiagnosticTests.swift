import Testing
import TurnpikeExpressions
import TurnpikeValues

@Suite("What is wrong with an expression")
struct DiagnosticTests {
    @Test(
        "Each mistake has its code, its place and, where there is one, its repair",
        arguments: [
            ("dael.amount > 1", "unknown-name", 0..<4, "deal"),
            ("amount > 1", "unknown-name", 0..<6, "deal.amount"),
            ("deal.amuont > 1", "unknown-member", 5..<11, "amount"),
            ("deal.source == \"inbuond\"", "unknown-option", 15..<24, "\"inbound\""),
            ("deal.source in [\"inbound\", \"evnet\"]", "unknown-option", 27..<34, "\"event\""),
            ("\"nw\" in deal.tags", "unknown-option", 0..<4, "\"new\""),
            ("deal.amount > \"50000 EUR\"", "no-such-overload", 0..<25, "50000 EUR"),
            ("deal.close_date > \"2026-12-01\"", "no-such-overload", 0..<30, "date(\"2026-12-01\")"),
            ("deal.need", "type-mismatch", 0..<9, "has(deal.need)"),
            ("deal.amount", "type-mismatch", 0..<11, nil),
            ("deal.budget == null", "null-comparison", 0..<19, "!has(deal.budget)"),
            ("deal.budget != null", "null-comparison", 0..<19, "has(deal.budget)"),
            ("5 EUR > 5 USD", "mixed-currencies", 0..<13, nil),
            ("deal.fee > 5 USD", "mixed-currencies", 0..<16, nil),
            ("deal.fee * 2 + 5 USD > 1", "mixed-currencies", 0..<20, nil),
            ("(deal.approved ? deal.fee : -deal.fee) < 5 USD", "mixed-currencies", 1..<46, nil),
            ("deal.fee in [5 EUR, 5 USD]", "mixed-currencies", 20..<25, nil),
            ("deal.amount > 5 XYZ", "bad-literal", 16..<19, nil),
            ("deal.amount > money(5, \"XYZ\")", "bad-literal", 14..<29, nil),
            ("deal.amount > money(\"5 XYZ\")", "bad-literal", 14..<28, nil),
            ("deal.discount > 15", "bare-share", 16..<18, "15%"),
            ("15 <= deal.discount", "bare-share", 0..<2, "15%"),
            ("deal.discount == 2.5", "bare-share", 17..<20, "2.5%"),
            ("deal.discount in [5%, 10]", "bare-share", 22..<24, "10%"),
            ("now - deal.last_contact < 14 days", "period-comparison", 0..<33, "336 hours"),
            ("now > deal.last_contact + 2 working days", "working-duration", 26..<40, nil),
            ("deal.amount / 2 > 1", "inexact-division", 0..<15, "round(deal.amount / 2, 2)"),
            ("deal.seats = 5", "syntax", 11..<12, "=="),
            ("deal.approved and deal.seats > 1", "syntax", 14..<17, "&&"),
            ("deal.approved & deal.seats > 1", "syntax", 14..<15, "&&"),
            ("not deal.approved", "syntax", 0..<3, "!"),
            ("deal.seats <> 5", "syntax", 11..<13, "!="),
            ("deal.amount > EUR 500", "syntax", 14..<21, "500 EUR"),
            ("deal.amount > 500 eur", "syntax", 18..<21, "EUR"),
            ("deal.amount > 50_000 EUR", "syntax", 14..<20, "50000"),
            ("now > deal.last_contact + 3 dasy", "syntax", 28..<32, "days"),
            ("deal.need.contain(\"x\")", "unknown-name", 10..<17, "contains"),
            ("contains(deal.need, \"x\")", "no-such-overload", 0..<8, "deal.need.contains(\"x\")"),
            ("\"x\" in deal.need", "no-such-overload", 0..<16, "deal.need.contains(\"x\")"),
            ("deal", "type-mismatch", 0..<4, nil),
            ("deal.need == \u{201C}x\u{201D}", "syntax", 13..<16, "\""),
            ("deal.stakeholders.exists(s, s.rol == \"x\")", "unknown-member", 30..<33, "role"),
            ("deal.stakeholders.exists(s, s.role == \"chmpion\")", "unknown-option", 38..<47, "\"champion\""),
            ("", "syntax", 0..<0, nil),
            ("deal.seats >", "syntax", 12..<12, nil),
            ("(deal.seats > 1", "syntax", 15..<15, nil),
            ("deal.seats > 1)", "syntax", 14..<15, nil),
            ("deal.need == \"x", "syntax", 13..<15, nil),
            ("deal.need.matches(\"(\")", "bad-literal", 18..<21, nil),
            ("date(\"2026-02-30\") > now", "bad-literal", 0..<18, nil),
            ("99999999999999999999 > 1", "bad-literal", 0..<20, nil),
            ("has(deal)", "syntax", 4..<8, nil),
            ("deal.seats + deal.need > 1", "no-such-overload", 0..<22, nil),
            ("Deal{a: 1} == 1", "unknown-name", 0..<10, nil),
            ("deal[\"amount\"] > 5", "no-such-overload", 0..<14, "deal.amount"),
            ("deal[\"amuont\"] > 5", "no-such-overload", 0..<14, "deal.amount"),
            ("deal.source == inbound", "unknown-name", 15..<22, "\"inbound\""),
            ("deal.source == inbuond", "unknown-name", 15..<22, "\"inbound\""),
            ("deal.amount => 5", "syntax", 12..<14, ">="),
            ("deal.amount =< 5", "syntax", 12..<14, "<="),
            ("deal.amount > \u{20AC}5", "syntax", 14..<17, nil),
            ("deal.amount is 5", "syntax", 12..<14, "=="),
            ("now > deal.last_contact + 1.5 days", "bad-literal", 26..<34, "36 hours"),
            ("timestamp(\"2026-01-01\") < now", "bad-literal", 0..<23, "date(\"2026-01-01\")"),
            ("deal.need.len() > 3", "unknown-name", 10..<13, "size"),
            ("deal.need.size > 3", "unknown-member", 10..<14, "size()"),
            ("exists(deal.stakeholders, s, true)", "no-such-overload", 0..<6, nil),
        ] as [(String, String, Range<Int>, String?)]
    )
    func mistakes(_ text: String, _ code: String, _ range: Range<Int>, _ repair: String?) {
        let result = CompiledExpression.compile(text, declarations: Fixture.declarations, expecting: .bool)
        #expect(result.program == nil, "\(text)")
        let finding = result.diagnostics.first { $0.code.name == code }
        #expect(finding?.range == range, "\(text): \(result.diagnostics)")
        #expect(finding?.repair == repair, "\(text): \(result.diagnostics)")
    }

    @Test("All mistakes of one expression are found in one run")
    func all() {
        let text = "deal.amuont > 5 && deal.source == \"inbuond\" || dael.seats = 2 && deal.need > 3"
        let result = CompiledExpression.compile(text, declarations: Fixture.declarations, expecting: .bool)
        #expect(
            result.diagnostics.map(\.code.name) == [
                "unknown-member", "unknown-option", "unknown-name", "syntax", "no-such-overload",
            ]
        )
    }

    @Test("A text without its closing quote is one mistake, not two")
    func unterminated() {
        #expect(Fixture.compile("\"abc").diagnostics.map(\.message) == ["this text has no closing quote"])
    }

    @Test("Thousands of mistakes take no time")
    func many() {
        var members: [String: Member] = [:]
        for number in 0..<5_000 { members["field_number_\(number)"] = Member(.int, slot: .field(number)) }
        let declarations = Declarations(variables: ["deal": Member(.object(ObjectType(name: "deal", members: members)))]
        )
        let text = (0..<500).map { "deal.feld_nmber_\($0) > 1" }.joined(separator: "||")
        let result = CompiledExpression.compile(text, declarations: declarations)
        #expect(result.diagnostics.count == 50 || result.diagnostics.contains { $0.code.isLimit })
        let lists = "[" + (0..<3_000).map { _ in "[]" }.joined(separator: ",") + "]"
        #expect(CompiledExpression.compile(lists, declarations: declarations).diagnostics.isEmpty)
    }

    @Test(
        "Small numbers beside a share are shares, and an amount whose currency nobody declared may have any",
        arguments: [
            "deal.discount > 0.15", "deal.discount <= 1", "1 - deal.discount > 0.5", "deal.discount < 1.5",
            "deal.discount > 300%", "deal.discount * 15 > 1%", "deal.amount > 5 USD", "deal.fee > 5 EUR",
            "deal.fee > 5",
        ]
    )
    func accepted(_ text: String) {
        #expect(Fixture.compile(text).diagnostics.isEmpty, "\(Fixture.compile(text).diagnostics)")
    }

    @Test(
        "Where no overload fits, the types seen and those that would fit are named",
        arguments: [
            (
                "deal.need.substring(true)", "text.substring(bool)",
                ["text.substring(integer)", "text.substring(integer, integer)"]
            ),
            ("size(5)", "size(integer)", ["size(text)", "size(bytes)"]),
            ("deal.seats + deal.need", "integer and text", ["integer, number, percent"]),
            ("deal.need < 5", "text and integer", ["text"]),
            ("math.abs(deal.need)", "math.abs(text)", ["math.abs(integer)", "math.abs(double)"]),
            ("twice('x')", "twice(text)", ["twice(integer)"]),
        ] as [(String, String, [String])]
    )
    func overloads(_ text: String, _ seen: String, _ fitting: [String]) throws {
        var declarations = Fixture.declarations
        declarations.functions["twice"] = [FunctionOverload(id: "twice_int", parameters: [.int], result: .int)]
        let findings = CompiledExpression.compile(text, declarations: declarations).diagnostics
        let finding = try #require(findings.first)
        #expect(finding.code == .noSuchOverload)
        #expect(finding.message.contains(seen), "\(finding)")
        for one in fitting { #expect(finding.notes.contains { $0.contains(one) }, "\(one) in \(finding.notes)") }
    }

    @Test("A bare number beside money needs a declared currency")
    func currency() {
        var declarations = Fixture.declarations
        declarations.defaultCurrency = nil
        let result = CompiledExpression.compile("deal.amount > 5", declarations: declarations)
        #expect(result.diagnostics.map(\.code) == [.noCurrency])
        #expect(CompiledExpression.compile("deal.amount > 5 EUR", declarations: declarations).diagnostics.isEmpty)
    }
}
