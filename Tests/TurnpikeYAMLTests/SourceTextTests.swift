import Testing
import Turnpike
import TurnpikeYAML

/// Words inside a text are found again in the file, however the text is written.
@Suite struct SourceTextTests {
    @Test(arguments: [
        "a: one two three", "a: 'one two three'", "a: \"one two three\"", "a: |\n  one\n    two\n  three\n",
        "a: >\n  one\n  two\n\n  three\n", "a: one\n  two\n\n  three", "a: \"one\n   two\n\n  three\"",
        "a: 'it''s one\n   two\n\n\n  three'", "a: \"\\u00e4\\n\\x41 one \\\n   two three\"", "a: !x one two three",
        "a: &b one two three\nc: *b", "a: ü \"one\" two three", "a: |2\n    one\n  two\n   three\n",
        "a: >-\n  ä one\n    two\n  three", "a: \"one \\\"two\\\" three\"", "a: |+\n\n\n  one two\n\n\n  three\n\n",
        "a: 'one   \n  two three'",
    ])
    func eachWordIsFoundInTheFile(_ text: String) throws {
        let tree = YAMLTree.read(SourceFile(name: "t", text: text))
        #expect(tree.diagnostics.isEmpty)
        let node = try #require(tree.root?["a"])
        let source = node.sourceText
        let value = Array(source.text.utf8)
        let sources = SourceMap([tree.source])
        for word in ["one", "two", "three"] {
            let letters = Array(word.utf8)
            let at = try #require((0..<value.count).first { value[$0...].starts(with: letters) })
            #expect(sources.text(of: source.range(of: at..<at + letters.count)) == word)
        }
        #expect(source.range(of: 0..<value.count).end <= node.range.end)
    }

    @Test func anEscapeIsOnePlace() throws {
        let tree = YAMLTree.read(SourceFile(name: "t", text: "a: \"x\\u00e4y\""))
        let source = try #require(tree.root?["a"]).sourceText
        let sources = SourceMap([tree.source])
        #expect(sources.text(of: source.range(of: 1..<3)) == "\\u00e4")
        #expect(sources.text(of: source.range(of: 3..<4)) == "y")
    }

    @Test func aTextReachedByAnAliasHasThePlaceOfTheAlias() throws {
        let tree = YAMLTree.read(SourceFile(name: "t", text: "a: &b one two\nc: *b\n"))
        let source = try #require(tree.root?["c"]).sourceText
        #expect(SourceMap([tree.source]).text(of: source.range(of: 0..<3)) == "*b")
    }
}
