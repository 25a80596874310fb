import Testing
import TurnpikeExpressions
import TurnpikeValues

@Suite("Patterns")
struct PatternTests {
    @Test(
        "Patterns match as RE2's do",
        arguments: [
            ("abc", "b", true), ("abc", "^b", false), ("abc", "^abc$", true), ("abc", "a.c", true),
            ("a\nc", "a.c", false),
            ("a\nc", "(?s)a.c", true), ("ABC", "(?i)abc", true), ("aXbc", "a(?i:x)b", true), ("foo123", "\\d+$", true),
            ("foo", "^[a-f]o{2}$", true), ("fooo", "^fo{2}$", false), ("fooo", "^fo{2,}$", true),
            ("fo", "^fo{2,3}$", false),
            ("word boundary", "\\bbound", true), ("word", "\\Bord", true), ("a\nb", "(?m)^b$", true),
            ("a\nb", "^b$", false),
            ("x", "[^a-w]", true), ("-", "[a\\-z]", true), ("]", "[]]", true), ("été", "^\\p{L}+$", true),
            ("Ω", "\\p{Greek}", true), ("5", "[[:digit:]]", true), ("a", "[[:^digit:]]", true),
            ("\u{1F600}", "^.$", true),
            ("", "", true), ("", "a*", true), ("aaa", "^(a|aa)+$", true), ("a{", "a{", true), ("a{,2}", "a{,2}", true),
            ("\\", "\\\\", true), ("a.b", "\\Qa.b\\E", true), ("axb", "\\Qa.b\\E", false), ("\u{FF}", "\\xff", true),
            ("Z", "\\x{5A}", true), ("ab", "(?P<first>a)b", true), ("tab\t", "\\t", true), ("é", "(?i)É", true),
        ]
    )
    func matches(_ text: String, _ pattern: String, _ expected: Bool) {
        let source = "deal.need.matches(r'''\(pattern)''')"
        #expect(Fixture.evaluate(source, ["need": .string(text)]) == .value(.bool(expected)), "\(pattern) in \(text)")
    }

    @Test(
        "A pattern that cannot be read is found when the expression is compiled",
        arguments: [
            "(", ")", "[", "a**", "*", "\\1", "(?=a)", "(?<!a)", "\\", "[z-a]", "\\p{Nope}", "a{1001}",
            "((a{1000}){1000}){1000}",
            "((){1000}){1000}", "(?P<a", "\\x{110000}", "(?z)", String(repeating: "(", count: 300),
        ]
    )
    func bad(_ pattern: String) {
        #expect(Fixture.compile("deal.need.matches(r'''\(pattern)''')").diagnostics.map(\.code) == [.badLiteral])
    }
}
