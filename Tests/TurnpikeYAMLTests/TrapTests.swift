import Testing
import Turnpike
import TurnpikeYAML

/// Expressions and texts that YAML reads as something else: each is named, pointed at, and printed repaired.
@Suite struct TrapTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var line: String
        /// nil: it just works.
        var code: String?
        var column = 0
        /// The value of the only text afterwards, either at once or after the repair.
        var meaning: String
        var repaired: String?

        init(_ line: String, _ code: String, _ column: Int, _ repaired: String, means: String) {
            self.line = line
            self.code = code
            self.column = column
            self.repaired = repaired
            meaning = means
        }

        init(_ line: String, means: String) {
            self.line = line
            meaning = means
        }

        var testDescription: String { line }
    }

    static let rows: [Row] = [
        // What needs no quotes.
        Row("when: !x", means: "!x"),
        Row("when: !deal.open == true", means: "!deal.open == true"),
        Row("when: !has(deal.budget)", means: "!has(deal.budget)"),
        Row("a: {when: !x, b: 1}", means: "!x"),
        Row("a: {when: !x }", means: "!x"),
        Row("when: deal.a && !deal.b", means: "deal.a && !deal.b"),
        Row("when: deal.a || deal.b", means: "deal.a || deal.b"),
        Row("when: deal.discount > 15%   # only then", means: "deal.discount > 15%"),
        Row("when: deal.source == \"inbound\"", means: "deal.source == \"inbound\""),
        Row("when: deal.sizes[0] in [1, 2]", means: "deal.sizes[0] in [1, 2]"),
        Row("when: -5 < deal.x", means: "-5 < deal.x"),
        Row("when: (a || b) && c", means: "(a || b) && c"),
        Row("label: Who decides?", means: "Who decides?"),
        Row("a: {label: Who decides?}", means: "Who decides?"),
        Row("a: {label: Who decides?, b: 1}", means: "Who decides?"),
        Row("a: {when: a?b:c}", means: "a?b:c"),
        Row("label: It's 10:30, don't call", means: "It's 10:30, don't call"),
        Row("label: C#", means: "C#"),
        Row("label: no", means: "no"),
        Row("label: 1_000", means: "1_000"),
        Row("to: \"#wins\"", means: "#wins"),
        Row("when: |\n  deal.x == \"a: b\" && # c\n", means: "deal.x == \"a: b\" && # c\n"),
        Row("when: deal.a\n  && deal.b", means: "deal.a && deal.b"),
        Row("when: !!deal.open", means: "!!deal.open"),
        Row("when: !(deal.open)", means: "!(deal.open)"),
        // Tags.
        Row("when: !deal.tags[0]", "TP1101", 7, "when: \"!deal.tags[0]\"", means: "!deal.tags[0]"),
        Row("when: !has(deal.x) && y", "TP1101", 7, "when: \"!has(deal.x) && y\"", means: "!has(deal.x) && y"),
        Row("when: !(a || b)", "TP1101", 7, "when: \"!(a || b)\"", means: "!(a || b)"),
        Row("a: {when: !x}", "TP1101", 11, "a: {when: \"!x\"}", means: "!x"),
        Row("a: {when: !has(deal.x)}", "TP1101", 11, "a: {when: \"!has(deal.x)\"}", means: "!has(deal.x)"),
        Row("label: !important call", "TP1101", 8, "label: \"!important call\"", means: "!important call"),
        Row("a:\n  - {when: !x, id: b}", means: "!x"),
        Row("a:\n  - {when: !x}", "TP1101", 12, "  - {when: \"!x\"}", means: "!x"),
        // Anchors and aliases.
        Row("when: &x", "TP1102", 7, "when: \"&x\"", means: "&x"),
        Row("label: &more to come", "TP1102", 8, "label: \"&more to come\"", means: "&more to come"),
        Row("label: && so on", "TP1102", 8, "label: \"&& so on\"", means: "&& so on"),
        Row("when: *x", "TP1103", 7, "when: \"*x\"", means: "*x"),
        Row("when: *x * 2", "TP1103", 7, "when: \"*x * 2\"", means: "*x * 2"),
        Row("label: *urgent* call", "TP1103", 8, "label: \"*urgent* call\"", means: "*urgent* call"),
        // Comments.
        Row("to: #wins", "TP1104", 5, "to: \"#wins\"", means: "#wins"),
        Row("a: {to: #wins}", "TP1104", 9, "a: {to: \"#wins\"}", means: "#wins"),
        Row("a: {to: #wins, id: w}", "TP1104", 9, "a: {to: \"#wins\", id: w}", means: "#wins"),
        Row("a: [{b: {to: #wins}}]\nc: d", "TP1104", 14, "a: [{b: {to: \"#wins\"}}]", means: "#wins"),
        Row("label: Ticket #5 open", "TP1104", 15, "label: \"Ticket #5 open\"", means: "Ticket #5 open"),
        Row(
            "when: deal.name == \"a #1\"",
            "TP1104",
            23,
            "when: 'deal.name == \"a #1\"'",
            means: "deal.name == \"a #1\""
        ),
        Row("when: deal.name == # wins", "TP1104", 20, "when: \"deal.name == # wins\"", means: "deal.name == # wins"),
        Row("checklist:\n  - #first", "TP1104", 5, "  - \"#first\"", means: "#first"),
        // Splits.
        Row("a: {when: f(a, b)}", "TP1105", 11, "a: {when: \"f(a, b)\"}", means: "f(a, b)"),
        Row("a: {when: f(a, b), id: x}", "TP1105", 11, "a: {when: \"f(a, b)\", id: x}", means: "f(a, b)"),
        Row(
            "a: {when: s.all(x, x > 1) && b}",
            "TP1105",
            11,
            "a: {when: \"s.all(x, x > 1) && b\"}",
            means: "s.all(x, x > 1) && b"
        ),
        Row("a: {when: a in [1, 2]}", "TP1105", 11, "a: {when: \"a in [1, 2]\"}", means: "a in [1, 2]"),
        Row("a: {when: a in [1, 2], id: x}", "TP1105", 11, "a: {when: \"a in [1, 2]\", id: x}", means: "a in [1, 2]"),
        Row("a: {when: x[0] == 1}", "TP1105", 11, "a: {when: \"x[0] == 1\"}", means: "x[0] == 1"),
        Row("a: {label: 50% off, now}", "TP1105", 12, "a: {label: \"50% off, now\"}", means: "50% off, now"),
        Row("a: {text: ${deal.name}}", "TP1105", 11, "a: {text: \"${deal.name}\"}", means: "${deal.name}"),
        Row("checklist: [Ask (who, when)]", "TP1105", 13, "checklist: [\"Ask (who, when)\"]", means: "Ask (who, when)"),
        // Colons, the ternary among them.
        Row("when: a ? b : c", "TP1106", 7, "when: \"a ? b : c\"", means: "a ? b : c"),
        Row("a: {when: a ? b : c}", "TP1106", 11, "a: {when: \"a ? b : c\"}", means: "a ? b : c"),
        Row("a: {when: a ? b : c, id: x}", "TP1106", 11, "a: {when: \"a ? b : c\", id: x}", means: "a ? b : c"),
        Row("label: Next step: call", "TP1106", 8, "label: \"Next step: call\"", means: "Next step: call"),
        Row("label: call:", "TP1106", 8, "label: \"call:\"", means: "call:"),
        Row("a: {label: call:}", "TP1106", 12, "a: {label: \"call:\"}", means: "call:"),
        Row("when: a in {\"x\": 1}", "TP1106", 7, "when: 'a in {\"x\": 1}'", means: "a in {\"x\": 1}"),
        Row("when: a == \"x: y\"", "TP1106", 7, "when: 'a == \"x: y\"'", means: "a == \"x: y\""),
        Row("checklist:\n  - Next: call", "TP1106", 5, "  - \"Next: call\"", means: "Next: call"),
        Row("checklist: [Next: call]", "TP1106", 13, "checklist: [\"Next: call\"]", means: "Next: call"),
        // Quotes.
        Row(
            "when: \"inbound\" == deal.source",
            "TP1107",
            7,
            "when: '\"inbound\" == deal.source'",
            means: "\"inbound\" == deal.source"
        ),
        Row(
            "when: 'inbound' == deal.source",
            "TP1107",
            7,
            "when: \"'inbound' == deal.source\"",
            means: "'inbound' == deal.source"
        ),
        Row("a: {when: \"b\" == c}", "TP1107", 11, "a: {when: '\"b\" == c'}", means: "\"b\" == c"),
        Row("checklist:\n  - \"Who\" decides", "TP1107", 5, "  - '\"Who\" decides'", means: "\"Who\" decides"),
        Row(
            "when: \"a\" in b && c == 'd'",
            "TP1107",
            7,
            "when: '\"a\" in b && c == ''d'''",
            means: "\"a\" in b && c == 'd'"
        ),
        Row("label: 'don't'", "TP1107", 8, "label: \"don't\"", means: "don't"),
        Row("label: \"He said \"hi\"\"", "TP1107", 8, "label: 'He said \"hi\"'", means: "He said \"hi\""),
        // Brackets and braces.
        Row(
            "when: [1, 2].exists(x, x == 1)",
            "TP1108",
            7,
            "when: \"[1, 2].exists(x, x == 1)\"",
            means: "[1, 2].exists(x, x == 1)"
        ),
        Row("when: [a, b]", "TP1108", 7, "when: \"[a, b]\"", means: "[a, b]"),
        Row("when: {\"a\": 1}.a == 1", "TP1108", 7, "when: '{\"a\": 1}.a == 1'", means: "{\"a\": 1}.a == 1"),
        Row("a: {when: [1].size() == 1}", "TP1108", 11, "a: {when: \"[1].size() == 1\"}", means: "[1].size() == 1"),
        Row("when: - 5 + deal.x", "TP1108", 7, "when: \"- 5 + deal.x\"", means: "- 5 + deal.x"),
        // Reserved characters.
        Row("when: `a`", "TP1109", 7, "when: \"`a`\"", means: "`a`"),
        Row("label: @home visit", "TP1109", 8, "label: \"@home visit\"", means: "@home visit"),
        Row("label: %discount", "TP1109", 8, "label: \"%discount\"", means: "%discount"),
        Row("a: {label: @home}", "TP1109", 12, "a: {label: \"@home\"}", means: "@home"),
        Row("label: , and so on", "TP1109", 8, "label: \", and so on\"", means: ", and so on"),
        // Block marks and question marks.
        Row("label: > 50 seats", "TP1110", 8, "label: \"> 50 seats\"", means: "> 50 seats"),
        Row("when: >5", "TP1110", 7, "when: \">5\"", means: ">5"),
        Row("when: | a", "TP1110", 7, "when: \"| a\"", means: "| a"),
        Row("label: ? who decides", "TP1111", 8, "label: \"? who decides\"", means: "? who decides"),
        Row("a: {label: ? who}", "TP1111", 12, "a: {label: \"? who\"}", means: "? who"),
    ]

    @Test(arguments: rows) func eachTrapIsNamedAndRepaired(_ row: Row) throws {
        let read = Miniature(row.line)
        guard let code = row.code else {
            #expect(read.diagnostics.isEmpty, "\(DiagnosticRenderer().render(read.diagnostics, in: read.sources))")
            #expect(read.texts.values.first ?? read.items.first == row.meaning)
            return
        }
        #expect(read.codes == [code])
        let finding = try #require(read.diagnostics.first)
        #expect(read.column(of: finding) == row.column)
        let repair = try #require(finding.repair)
        let lines = try #require(repair.repairedLines(in: read.sources))
        #expect(lines.text == row.repaired)

        // The line as repaired is read, and means what was meant.
        var bytes = Array(row.line.utf8)
        bytes.replaceSubrange(repair.range.offsets, with: Array(repair.replacement.utf8))
        let again = Miniature(bytes: bytes)
        #expect(again.diagnostics.isEmpty, "\(DiagnosticRenderer().render(again.diagnostics, in: again.sources))")
        #expect(again.texts.values.first ?? again.items.first == row.meaning)
    }

    @Test(arguments: [
        ("when: deal.a   # first\n  && deal.b", "TP1104", "1:16"),
        ("when: deal.a\n  # and\n  || deal.b", "TP1104", "2:3"),
        ("when: deal.a\n&& deal.b", "TP1102", "2:1"), ("when: deal.a\n|| deal.b", "TP1011", "2:1"),
        ("when: deal.a # x\n  == 5\nid: b", "TP1104", "1:14"),
    ])
    func aLineThatNoLongerContinuesTheTextIsNamed(_ text: String, _ code: String, _ place: String) {
        let read = Miniature(text)
        #expect(read.codes == [code])
        #expect(read.firstPlace == place)
    }

    @Test(arguments: [
        "id: x\nlabel:Offer", "label:Offer\nid: x", "a: {label:Offer}", "a: {id: b}\nc: {label:Offer, id: b}",
    ])
    func aMissingSpaceAfterTheColonIsRepaired(_ text: String) throws {
        let read = Miniature(text)
        #expect(read.codes == ["TP1014"])
        let repair = try #require(read.diagnostics.first?.repair)
        #expect(repair.repairedLines(in: read.sources)?.text.contains("label: Offer") == true)
    }

    @Test func severalTrapsInOneFileAreAllFound() {
        let read = Miniature(
            """
            a:
              when: "x" == deal.a
            b: {when: f(a, b), to: c}
            c:
              label: Next: step
            d: {when: a ? b : c}
            e:
              to: #wins
            f: 1
            f: 2
            """
        )
        #expect(read.codes == ["TP1107", "TP1105", "TP1106", "TP1106", "TP1104", "TP1015"])
    }

    @Test(arguments: [
        ("label:", "TP1112"), ("a:\n  label:\n  id: x", "TP1112"), ("checklist:\n  -\n  - x", "TP1112"),
        ("label: # a remark", "TP1112"), ("when: |", "TP1112"), ("a: {b, c}", "TP1112"),
        ("when:\n  deal: a\n  b: c", "TP1113"),
        ("id: [a, b]", "TP1113"), ("when:\n  - a\n  - b", "TP1113"), ("a: !foo {b: c}", "TP1018"),
        ("id: !!str x", "TP1018"),
        ("id: *nobody", "TP1019"), ("when: !!bool x", "TP1018"),
    ])
    func whatHasNoOneLineRepairIsStillNamed(_ text: String, _ code: String) {
        #expect(Miniature(text).codes == [code])
    }

    @Test func bracesForAListAreRepairedToBrackets() throws {
        let read = Miniature("moves: {won, lost}")
        let finding = try #require(read.diagnostics.first)
        #expect(read.codes == ["TP1112"])
        #expect(finding.repair?.repairedLines(in: read.sources)?.text == "moves: [won, lost]")
    }
}
