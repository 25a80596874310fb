import Testing
import Turnpike

/// Findings as people and programs read them.
@Suite struct DiagnosticTests {
    private func finding(_ text: String, _ words: String, message: String = "wrong", repair: String? = nil) -> (
        Diagnostic, SourceMap
    ) {
        let file = SourceFile(name: "p.yaml", text: text)
        let bytes = Array(text.utf8)
        let letters = Array(words.utf8)
        let at = (0..<bytes.count).first { bytes[$0...].starts(with: letters) } ?? 0
        let range = SourceRange(at..<at + letters.count)
        var diagnostic = Diagnostic(.duplicateKey, message, at: range)
        diagnostic.repair = repair.map { .didYouMean($0, replacing: range) }
        return (diagnostic, SourceMap([file]))
    }

    @Test func theWordsAreUnderlinedAndTheRepairedLineIsPrinted() {
        let (diagnostic, sources) = finding(
            "a:\n  needs: [budgt, need]\n",
            "budgt",
            message: "no field",
            repair: "budget"
        )
        let expected = """
            p.yaml:2:11: error[TP1015]: no field
                2 |   needs: [budgt, need]
                  |           ^~~~~
            help: did you mean 'budget'?
                2 |   needs: [budget, need]
                  |           ~~~~~~

            """
        #expect(DiagnosticRenderer().render(diagnostic, in: sources) == expected)
    }

    @Test func notesShowTheirOwnPlace() {
        var (diagnostic, sources) = finding("a: 1\nb: 2\na: 3\n", "b", message: "x")
        diagnostic.notes = [.init("first here", at: SourceRange(0..<1)), .init("no place")]
        diagnostic.help = "do this"
        let text = DiagnosticRenderer().render([diagnostic], in: sources)
        #expect(
            text.contains(
                "p.yaml:1:1: note: first here\n    1 | a: 1\n      | ^\nnote: no place\nhelp: do this\n1 error\n"
            )
        )
    }

    @Test(arguments: [
        ("\tx\tbad", "bad", 8, 3), ("日本 bad", "bad", 5, 3), ("e\u{301}e\u{301} bad", "bad", 3, 3),
        ("日本 bad", "日本", 0, 4),
        ("👍 bad", "bad", 3, 3), ("\u{200B}bad", "bad", 8, 3), ("abc", "c", 2, 1),
    ])
    func theUnderlineStandsUnderTheWords(_ text: String, _ words: String, _ column: Int, _ width: Int) throws {
        let (diagnostic, sources) = finding(text, words)
        let lines = DiagnosticRenderer().render(diagnostic, in: sources).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        let marks = lines[2].dropFirst("      | ".count)
        #expect(marks == String(repeating: " ", count: column) + "^" + String(repeating: "~", count: width - 1))
    }

    @Test func nothingInAFileCanActOnTheTerminal() {
        let (diagnostic, sources) = finding(
            "a\u{1B}[31mred\u{7}\u{202E}x",
            "red",
            message: "bad \u{1B}]0;title\u{7} name\nline"
        )
        let text = DiagnosticRenderer().render(diagnostic, in: sources)
        #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" || $0 == "\u{202E}" })
        #expect(text.contains("<U+001B>[31mred<U+0007><U+202E>x"))
        #expect(text.contains("name<U+000A>line"))
    }

    @Test func aVeryLongLineIsCutAroundThePlace() {
        let long =
            String(repeating: "abcdefghij ", count: 100_000) + "WORDS" + String(repeating: " klm", count: 100_000)
        let (diagnostic, sources) = finding(long, "WORDS")
        let lines = DiagnosticRenderer(width: 80).render(diagnostic, in: sources).split(separator: "\n")
        #expect(lines[1].count <= 80)
        #expect(lines[1].contains("…") && lines[1].contains("WORDS"))
        let marks = lines[2]
        let at = marks.firstIndex(of: "^").map { marks.distance(from: marks.startIndex, to: $0) }
        let words = lines[1].firstIndex(of: "W").map { lines[1].distance(from: lines[1].startIndex, to: $0) }
        #expect(at == words)
    }

    @Test func coloursAreUsedOnlyWhenAsked() {
        let (diagnostic, sources) = finding("abc", "b")
        #expect(!DiagnosticRenderer().render(diagnostic, in: sources).contains("\u{1B}"))
        #expect(DiagnosticRenderer(usesColor: true).render(diagnostic, in: sources).contains("\u{1B}[1;31m"))
    }

    @Test func jsonIsOneCanonicalObject() {
        var (diagnostic, sources) = finding("ä: \"x\"\n", "\"x\"", message: "say \"no\"\n", repair: "y")
        diagnostic.notes = [.init("here", at: SourceRange(0..<2))]
        let expected =
            #"{"code":"TP1015","column":4,"endColumn":7,"endLine":1,"file":"p.yaml","line":1,"message":"say \"no\"\n","#
            + #""notes":[{"column":1,"endColumn":2,"endLine":1,"file":"p.yaml","line":1,"message":"here"}],"#
            + #""repair":{"column":4,"endColumn":7,"endLine":1,"file":"p.yaml","line":1,"replacement":"y","#
            + #""sentence":"did you mean 'y'?","text":"ä: y"},"severity":"error","title":"key given twice"}"#
        #expect(diagnostic.json(in: sources) == expected)
    }

    @Test func theSummaryCounts() {
        let (diagnostic, _) = finding("a", "a")
        var warning = diagnostic
        warning.severity = .warning
        #expect(DiagnosticRenderer.summary(of: [diagnostic, diagnostic, warning]) == "2 errors, 1 warning")
        #expect(DiagnosticRenderer.summary(of: [warning]) == "1 warning")
        #expect(DiagnosticRenderer.summary(of: []) == "no findings")
    }

    @Test(
        arguments: [
            ("budgt", "budget"), ("Budget", "budget"), ("ammount", "amount"), ("aomunt", "amount"),
            ("close-date", "close_date"),
            ("closed_one", "closed_won"), ("xyz", nil), ("q", nil), ("", nil), ("budget_approved", nil),
        ] as [(String, String?)]
    )
    func theNearestNameIsOneThatWasProbablyMeant(_ name: String, _ nearest: String?) {
        #expect(NearestName.find(name, among: ["budget", "amount", "close_date", "closed_won"]) == nearest)
    }

    @Test func codesAreUniqueOrderedAndComplete() {
        let all = DiagnosticCode.all
        #expect(Set(all.map(\.id)).count == all.count)
        for code in all {
            #expect(code.id.count == 6 && code.id.hasPrefix("TP1") && Int(code.id.dropFirst(2)) != nil)
            #expect(!code.title.isEmpty && !code.explanation.isEmpty && !code.wrong.isEmpty && !code.right.isEmpty)
            #expect(
                code.title.first?.isUppercase == false || code.title.hasPrefix("CSV") || code.title.hasPrefix("YAML")
            )
            #expect(DiagnosticCode.named(code.id.lowercased()) == code)
            #expect(code.page.contains(code.title))
        }
    }

    @Test func positionsRoundTrip() {
        let file = SourceFile(name: "x", text: "\u{FEFF}aä\r\n日b\rc\n")
        #expect(file.lineCount == 4)
        for offset in [3, 4, 6, 8, 11, 12, 13] {
            #expect(file.offset(of: file.position(atOffset: offset)) == offset)
        }
        #expect(file.position(atOffset: 6) == SourcePosition(line: 1, column: 3))
        #expect(file.position(atOffset: 11) == SourcePosition(line: 2, column: 2))
        #expect(file.line(2) == "日b")
        #expect(file.line(99) == "")
        #expect(file.position(atOffset: 999).line == 4)
    }
}
