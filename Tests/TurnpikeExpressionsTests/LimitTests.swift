import Testing
import TurnpikeExpressions
import TurnpikeValues

@Suite("How large an expression may be")
struct LimitTests {
    private func codes(_ text: String, _ limits: ExpressionLimits = ExpressionLimits()) -> [ExpressionDiagnostic.Code] {
        var declarations = Fixture.declarations
        declarations.limits = limits
        return CompiledExpression.compile(text, declarations: declarations).diagnostics.map(\.code)
    }

    @Test("10,000 code points are read, one more is not; other settings up to 100,000 count the same way")
    func length() {
        // Each of these characters has four bytes, and counts once.
        func text(_ count: Int) -> String { "'" + String(repeating: "\u{1F600}", count: count - 2) + "'" }
        #expect(codes(text(10_000)).isEmpty)
        #expect(codes(text(10_001)) == [.tooLong])
        #expect(codes(text(50_000), ExpressionLimits(codePoints: 50_000)).isEmpty)
        #expect(codes(text(50_001), ExpressionLimits(codePoints: 50_000)) == [.tooLong])
        #expect(codes(text(100_000), ExpressionLimits(codePoints: 100_000)).isEmpty)
        #expect(codes(text(100_001), ExpressionLimits(codePoints: 1_000_000)) == [.tooLong])
        #expect(ExpressionLimits(codePoints: 1_000_000).codePoints == 100_000)
    }

    @Test(
        "What is nested 100 deep is read, one deeper is not",
        arguments: [
            ("(", "1", ")"), ("[", "1", "]"), ("{1: ", "1", "}"), ("size([", "1", "])"), ("true ? 1 : ", "1", ""),
            ("!(", "true", ")"), ("-(", "1", ")"), ("dyn(", "1", ")"), ("", "{}", ".a"), ("", "[]", "[0]"),
            ("", "'a'", ".trim()"), ("[", "1", "][0]"),
        ]
    )
    func nesting(_ opening: String, _ core: String, _ closing: String) {
        func isRead(_ count: Int) -> Bool {
            var declarations = Fixture.declarations
            declarations.peopleRules = false
            declarations.isChecked = false
            let text =
                String(repeating: opening, count: count) + core + String(repeating: closing, count: count)
            let found = CompiledExpression.compile(text, declarations: declarations).diagnostics.map(\.code)
            #expect(found.isEmpty || found == [.tooDeep], "\(count) times \(opening)\(closing): \(found)")
            return found.isEmpty
        }
        // A pair that nests twice reaches the limit at half the number.
        let most = (1...120).last { isRead($0) } ?? 0
        #expect(most >= 33 && most <= 100, "\(most)")
        #expect(!isRead(most + 1))
    }

    @Test("One hundred parentheses are the deepest")
    func parentheses() {
        func text(_ count: Int) -> String {
            String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count)
        }
        #expect(codes(text(99)).isEmpty)
        #expect(codes(text(100)) == [.tooDeep])
        #expect(codes(text(100), ExpressionLimits(nesting: 101)).isEmpty)
    }

    @Test("10,000 parts are read, one more is not")
    func parts() {
        func text(_ ones: Int) -> String { "1" + String(repeating: "+1", count: ones - 1) }
        let wide = ExpressionLimits(codePoints: 100_000)
        // A sum of n ones has n values and n - 1 additions.
        #expect(codes(text(5_000), wide).isEmpty)
        #expect(codes(text(5_001), wide) == [.tooManyParts])
        #expect(codes(text(50), ExpressionLimits(nodes: 99)).isEmpty)
        #expect(codes(text(50), ExpressionLimits(nodes: 98)) == [.tooManyParts])
    }

    @Test("Comprehensions stand three deep in one another and as often as one likes beside one another")
    func loops() {
        #expect(codes("[1].exists(a, [1].all(b, [1].map(c, c).size() == 1))").isEmpty)
        #expect(codes("[1].exists(a, [1].all(b, [1].exists(c, [1].exists(d, true))))") == [.tooManyLoops])
        #expect(
            codes("[1].transformList(i, a, [1].filter(b, [1].exists_one(c, [1].map(d, d) == [1])))") == [.tooManyLoops]
        )
        #expect(codes((0..<50).map { _ in "[1].exists(a, a == 1)" }.joined(separator: " && ")).isEmpty)
        #expect(codes("[1].map(a, a).filter(b, true).map(c, c).map(d, d).map(e, e).size() > 0").isEmpty)
        #expect(codes("[1].exists(a, true)", ExpressionLimits(comprehensions: 0)) == [.tooManyLoops])
    }

    @Test("Each limit says which one it is and names the number", arguments: ["10000", "100", "3"])
    func words(_ number: String) {
        let texts = [
            "10000": "'" + String(repeating: "x", count: 10_000) + "'",
            "100": String(repeating: "(", count: 101) + "1" + String(repeating: ")", count: 101),
            "3": "[1].exists(a, [1].all(b, [1].exists(c, [1].exists(d, true))))",
        ]
        let findings = Fixture.compile(texts[number] ?? "").diagnostics
        #expect(findings.count == 1 && findings[0].code.isLimit)
        #expect(findings.first?.message.contains(number) == true, "\(findings)")
    }

    @Test("Flat chains as long as the text allows take no depth", arguments: ["&&", "||", "+", "-", "*"])
    func chains(_ joint: String) throws {
        let isLogic = joint == "&&" || joint == "||"
        let part = isLogic ? "t" : "1"
        let count = 30_000
        let text = Array(repeating: part, count: count).joined(separator: joint)
        let declarations = Declarations(
            variables: ["t": Member(.bool, slot: .field(0))],
            limits: ExpressionLimits(codePoints: 100_000, nesting: 3, nodes: 100_000)
        )
        let result = CompiledExpression.compile(text, declarations: declarations)
        let program = try #require(result.program, "\(result.diagnostics)")
        let expected: Value =
            isLogic ? true : .int(joint == "+" ? Int64(count) : joint == "-" ? 2 - Int64(count) : 1)
        #expect(program.evaluate(fields: [true]) == .value(expected))
        _ = program.explain(fields: [true], derived: [])
    }

    @Test("The deepest and the longest tree is freed without recursion, on a small stack's worth of frames")
    func freeing() {
        // Trees are flat arrays; a chain of nodes that owned one another would overflow the stack here.
        for _ in 0..<3 {
            let limits = ExpressionLimits(codePoints: 100_000, nesting: 200, nodes: 100_000)
            let options = ParseOptions(peopleLiterals: true, limits: limits)
            let wide = ExpressionSyntax.parse(String(repeating: "-1+", count: 33_000) + "1", options: options)
            #expect(wide.diagnostics.isEmpty)
            let deep = ExpressionSyntax.parse(
                String(repeating: "[", count: 199) + String(repeating: "]", count: 199),
                options: options
            )
            #expect(deep.diagnostics.isEmpty)
        }
    }

    @Test("Thousands of misspelt names among thousands of known ones are answered at once")
    func misspelt() {
        var members: [String: Member] = [:]
        for number in 0..<5_000 { members["quite_a_long_field_name_\(number)"] = Member(.int, slot: .field(number)) }
        let declarations = Declarations(
            variables: ["deal": Member(.object(ObjectType(name: "deal", members: members)))],
            limits: ExpressionLimits(codePoints: 100_000)
        )
        let start = threadSeconds()
        for shape in ["deal.quite_a_lomg_field_nam_%", "quite_a_lng_field_name_%", "deal.x.unknwon_function_%()"] {
            let text = (0..<2_000).map { shape.replacingPercent(with: "\($0)") }.joined(separator: "+")
            let result = CompiledExpression.compile(text, declarations: declarations)
            #expect(result.program == nil)
            #expect(result.diagnostics.count <= 50)
        }
        #expect(threadSeconds() - start < 20)
    }
}

extension String {
    fileprivate func replacingPercent(with text: String) -> String {
        split(separator: "%", omittingEmptySubsequences: false).joined(separator: text)
    }
}
