import Testing

@testable import TurnpikeCodegen

@Suite("Names of Swift")
struct NameTests {
    @Test(arguments: [
        ("closed_won", "ClosedWon", "closedWon"), ("b2b_software", "B2BSoftware", "b2bSoftware"),
        ("q1_review", "Q1Review", "q1Review"), ("default", "Default", "`default`"), ("self", "Self_", "self_"),
        ("type", "Type_", "type"), ("signal", "Signal", "signal"), ("none", "None", "none_"),
        ("init", "Init", "init_"), ("money", "Money_", "money"), ("string", "String_", "string"),
        ("raw_value", "RawValue", "rawValue_"), ("a__b", "AB", "aB"), ("a_", "A", "a"),
        ("ärger", "Ärger", "ärger"), ("日本", "日本", "日本"), ("größe_2", "Größe2", "größe2"),
        ("привет_мир", "ПриветМир", "приветМир"), ("2nd_call", "_2NdCall", "_2ndCall"), ("", "__", "__"),
        ("a-b c", "ABC", "aBC"), ("💶", "__", "__"), ("in_progress", "InProgress", "inProgress"),
        ("protocol", "Protocol_", "`protocol`"), ("open", "Open", "`open`"), ("async", "Async", "`async`"),
    ])
    func anIDBecomesAName(id: String, type: String, value: String) {
        #expect(SwiftName.type(id) == type)
        #expect(SwiftName.value(id) == value)
    }

    @Test(arguments: [
        ("plain", "\"plain\""), ("a\"b\\c", "\"a\\\"b\\\\c\""), ("a\nb\u{0}", "\"a\\nb\\u{0}\""),
        ("\\(x)", "\"\\\\(x)\""), ("a\u{202E}b", "\"a\\u{202E}b\""), ("日本", "\"日本\""),
    ])
    func aTextBecomesALiteral(text: String, literal: String) {
        #expect(SwiftName.literal(text) == literal)
    }
}

@Suite("Comments of generated code")
struct CommentTests {
    @Test(arguments: [
        (["One", "Two"], ["/// One", "///", "/// Two"]),
        (
            ["One\ntwo\r\n\n\nthree\n\n", "", "\n \n", "Four"],
            ["/// One", "/// two", "///", "/// three", "///", "/// Four"]
        ),
        (["\n\nOne"], ["/// One"]),
        (["a */ b /* \"\"\" \\(x)"], ["/// a */ b /* \"\"\" \\(x)"]),
        (["a\u{2028}b\u{202E}c\u{0}d"], ["/// a", "/// b c d"]),
        (["One\n```\ncode\n```", "Two"], ["/// One", "/// ```", "/// code", "/// ```", "///", "/// Two"]),
        (["One\n```swift\ncode", "Two"], ["/// One", "/// ```swift", "/// code", "/// ```", "///", "/// Two"]),
        ([], []), ([""], []),
    ])
    func aTextOfTheFileStaysAComment(paragraphs: [String], lines: [String]) {
        var code = CodeWriter()
        code.doc(paragraphs)
        #expect(code.text == lines.map { $0 + "\n" }.joined())
    }
}
