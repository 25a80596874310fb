#if CLI

    import Testing
    import Turnpike
    import TurnpikeValues

    @testable import TurnpikeCLI

    @Suite struct OutputTests {
        @Test(arguments: [
            ("plain", "plain"),
            ("a\u{1B}[2Jb", "a<U+001B>[2Jb"),
            ("line\nbreak", "line<U+000A>break"),
            ("right\u{202E}left", "right<U+202E>left"),
            ("日本", "日本"),
        ])
        func whatCouldActOnATerminalIsWrittenOut(text: String, shown: String) {
            #expect(SafeText.line(text) == shown)
        }

        @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("\u{1B}[1mab\u{1B}[0m", 2), ("👍", 2)])
        func widthCountsColumns(text: String, width: Int) {
            #expect(SafeText.width(text) == width)
        }

        @Test(arguments: [
            ("abcdef", 6, "abcdef"), ("abcdef", 4, "abc…"), ("日本語", 4, "日…"), ("ab", 1, "…"), ("ab", 0, ""),
        ])
        func cuttingNeverExceedsTheColumns(text: String, columns: Int, expected: String) {
            #expect(SafeText.cut(text, to: columns) == expected)
        }

        @Test func wrappingBreaksBetweenWords() {
            #expect(SafeText.wrapped("one two three", to: 7) == ["one two", "three"])
            #expect(SafeText.wrapped("unbreakable", to: 4) == ["unbreakable"])
            #expect(SafeText.wrapped("a\nb", to: 9) == ["a", "b"])
        }

        @Test(arguments: [
            ("plain", "plain"), ("two words", "\"two words\""), ("a=b", "a=b"), ("", "\"\""), ("$HOME", "'$HOME'"),
            ("it's $5", "'it'\\''s $5'"), ("ärger", "ärger"),
        ])
        func wordsAreQuotedOnlyWhereTheShellNeedsIt(word: String, quoted: String) {
            #expect(ShellWord.quoted(word) == quoted)
        }

        @Test func aTableGivesWayInItsWidestColumn() {
            var table = Table(["id", "text"])
            table.add(["1", "a text that is far too long for this"])
            #expect(
                table.render(Style(usesColor: false, width: 20)) == """
                    id  text
                    1   a text that is …

                    """
            )
        }

        @Test func progressShowsShareAndFigures() {
            #expect(
                ProgressBar.line("rows", done: 50, of: 200, width: 40) == "rows [####--------------] 25%  50 of 200"
            )
            #expect(ProgressBar.line("rows", done: 5, of: 0, width: 40) == "rows 5")
        }

        @Test(arguments: ["amount", "=5", ""])
        func anAssignmentNeedsAFieldAndAnEqualsSign(text: String) {
            #expect(throws: Failure.self) { try Assignment.read([text]) }
        }

        @Test func anAssignmentKeepsWhatFollowsTheFirstEqualsSign() throws {
            let values = try Assignment.read(["url=https://a.example/?b=c", "gone="])
            #expect(values.map(\.field) == ["url", "gone"])
            #expect(values[0].value == "https://a.example/?b=c")
            #expect(values[1].value == .null)
            #expect(throws: Failure.self) { try Assignment.read(["a=1", "a=2"]) }
        }
    }

#endif
