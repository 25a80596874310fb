import Testing
import Turnpike
import TurnpikeYAML

/// What is wrong with a file as YAML: the code, the place and the words of it.
@Suite struct StructureTests {
    @Test(arguments: [
        ("", "TP1007", "1:1"), ("# nothing\n", "TP1007", "1:1"), ("---\n", "TP1007", "1:1"),
        ("a: 1\n---\nb: 2\n", "TP1008", "2:1"), ("a: 1\n...\nb: 2\n", "TP1008", "3:1"),
        ("a:\n\tb: 1\n", "TP1009", "2:1"), ("a:\n  b: 1\n\tc: 2\n", "TP1009", "3:1"),
        ("a: {}}\n", "TP1010", "1:6"), ("a: \"\\d+\"\n", "TP1010", "1:5"),
        ("a:\n    b: 1\n  c: 2\n", "TP1011", "3:3"), ("a: 1\n  b: 2\n", "TP1011", "2:3"),
        ("- a\nb: c\n", "TP1011", "2:1"),
        ("a: \"x\nb: c\n", "TP1012", "1:4"), ("a: 'x\nb: c\n", "TP1012", "1:4"),
        ("a: [b, c\nd: e\n", "TP1013", "1:4"), ("a: {b: c\nd: e\n", "TP1013", "1:4"), ("a: [b, c}\n", "TP1013", "1:9"),
        ("a: [b, c", "TP1013", "1:4"), ("process: x\nstages\n  open: {}\n", "TP1014", "2:1"),
        ("a: 1\nb\nc: 2\n", "TP1014", "2:1"), ("a: 1\nb 2\nc: 2\n", "TP1014", "2:1"),
        ("a: 1\nb: 2\na: 3\n", "TP1015", "3:1"), ("a: {b: 1, \"b\": 2}\n", "TP1015", "1:11"),
        ("? [a, b]\n: 1\n", "TP1016", "1:3"), ("{a: 1, {b: 2}: 3}\n", "TP1016", "1:8"), (": 1\n", "TP1016", "1:1"),
        ("a: &x {b: 1}\nc: {<<: *x}\n", "TP1017", "2:5"),
        ("a: *x\n", "TP1019", "1:4"), ("a: &x [*x]\n", "TP1021", "1:8"),
        ("a\u{7}: 1\n", "TP1006", "1:2"), ("ä: \u{1B}[31m\n", "TP1006", "1:4"), ("a: b\u{FEFF}c\n", "TP1006", "1:5"),
    ])
    func eachFaultHasItsCodeAndPlace(_ text: String, _ code: String, _ place: String) {
        let read = Miniature(text)
        #expect(read.codes == [code], "\(DiagnosticRenderer().render(read.diagnostics, in: read.sources))")
        #expect(read.firstPlace == place)
    }

    @Test func columnsCountScalarsNotBytes() {
        #expect(Miniature("{ä: 1, 日本: 2, ä: 3}\n").firstPlace == "1:15")
        #expect(Miniature("\u{FEFF}a: 1\na: 2\n").firstPlace == "2:1")
        #expect(Miniature("é: \"😀\" x\n").firstPlace == "1:4")
        #expect(Miniature("a: 1\r\nb: 1\r\na: 2\r\n").firstPlace == "3:1")
    }

    @Test func aDuplicateKeyPointsAtTheFirst() throws {
        let read = Miniature("a: 1\nb: 2\na: 3\n")
        let finding = try #require(read.diagnostics.first)
        let note = try #require(finding.notes.first)
        #expect(note.range.flatMap { read.sources.position(of: $0) } == SourcePosition(line: 1, column: 1))
    }

    @Test func manyKeysAreCheckedForDuplicates() {
        let keys = (0..<500).map { "k\($0): 1" }
        let read = Miniature((keys + ["k250: 2", "\"k7\": 3"]).joined(separator: "\n"))
        #expect(read.codes == ["TP1015", "TP1015"])
        #expect(read.firstPlace == "501:1")
    }

    @Test func allFindingsOfAFileAreReported() {
        let read = Miniature("a: 1\na: 2\nb: {c: 1, c: 2}\nd: *e\nf: {<<: 1}\n")
        #expect(read.codes == ["TP1015", "TP1015", "TP1019", "TP1017"])
    }

    @Test func findingsAreBounded() {
        let read = Miniature(String(repeating: "a: 1\n", count: 1000))
        #expect(read.diagnostics.count == 201)
        #expect(read.codes.last == "TP1024")
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x61, 0x00], "TP1004"), ([0xFE, 0xFF, 0x00, 0x61], "TP1004"),
            ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "TP1004"), ([0x61, 0, 0x3A, 0, 0x20, 0, 0x31, 0, 0x0A, 0], "TP1004"),
            ([0, 0, 0, 0x61, 0, 0, 0, 0x3A, 0, 0, 0, 0x20], "TP1004"), ([0x50, 0x4B, 3, 4, 0, 0], "TP1005"),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A], "TP1005"), ([UInt8](repeating: 0, count: 100), "TP1005"),
            ([0x61, 0x3A, 0x20, 0xE4], "TP1003"), ([0x61, 0x3A, 0x20, 0xC0, 0x80], "TP1003"),
            ([0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], "TP1003"), ([0x61, 0x3A, 0x20, 0xF4, 0x90, 0x80, 0x80], "TP1003"),
            ([0x61, 0x3A, 0x20, 0x00], "TP1006"),
        ] as [([UInt8], String)]
    )
    func wronglyEncodedBytesAreNamed(_ bytes: [UInt8], _ code: String) {
        #expect(Miniature(bytes: bytes).codes.first == code)
    }

    @Test func everyBadByteIsReportedAndReadingGoesOn() {
        let read = Miniature(
            bytes: Array("a: x".utf8) + [0xE4, 0x0A] + Array("b: ".utf8) + [0xFC, 0x0A] + Array("b: 1".utf8)
        )
        #expect(read.codes == ["TP1003", "TP1003", "TP1015"])
        #expect(read.firstPlace == "1:5")
    }

    @Test func theTreeKeepsOrderStylesAndPlaces() throws {
        let text =
            "a: plain\nb: 'it''s'\nc: \"x\\ty\"\nd: |\n  one\n  two\ne: >-\n  one\n  two\nf: [1, {g: 2}]\nh:\n- i\n"
        let read = Miniature(text)
        #expect(read.diagnostics.isEmpty)
        let root = try #require(read.tree.root)
        let entries = Array(root.entries)
        #expect(entries.map(\.key.text) == ["a", "b", "c", "d", "e", "f", "h"])
        #expect(entries.prefix(5).map(\.value.text) == ["plain", "it's", "x\ty", "one\ntwo\n", "one two"])
        #expect(entries.prefix(5).map(\.value.style) == [.plain, .singleQuoted, .doubleQuoted, .literal, .folded])
        let places = entries.map { read.sources.text(of: $0.value.range) }
        #expect(places[0] == "plain")
        #expect(places[1] == "'it''s'")
        #expect(places[3] == "|\n  one\n  two")
        #expect(places[5] == "[1, {g: 2}]")
        #expect(places[6] == "- i")
        #expect(Array(entries[5].value.items)[1].entries.first?.value.text == "2")
        #expect(root["h"]?.items.first?.text == "i")
    }

    @Test func anAliasHasItsOwnPlaceAndANoteAtWhatItRepeats() throws {
        let read = Miniature("a: &x {id: one}\nb: *x\n")
        let alias = try #require(read.tree.root?["b"])
        #expect(read.sources.position(of: alias.range) == SourcePosition(line: 2, column: 4))
        #expect(alias["id"]?.text == "one")
        let note = try #require(alias["id"]?.aliasNote?.range)
        #expect(read.sources.position(of: note) == SourcePosition(line: 1, column: 12))
    }

    @Test func aliasesOfTextsAreUsable() {
        let read = Miniature("a: &big deal.amount > 5\nb: {when: *big }\n")
        #expect(read.diagnostics.isEmpty)
        #expect(read.texts["when"] == "deal.amount > 5")
    }
}
