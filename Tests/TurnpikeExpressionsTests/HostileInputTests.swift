import Testing
import TurnpikeExpressions
import TurnpikeValues

@Suite("Input that nobody meant well with")
struct HostileInputTests {
    /// A small generator with a fixed seed, so that a failure comes back.
    struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var word = state
            word ^= word >> 33
            word = word &* 0xFF51_AFD7_ED55_8CCD
            word ^= word >> 33
            return word
        }
    }

    static let pieces = [
        "deal", ".", "amount", "budget", "(", ")", "[", "]", "{", "}", ",", ":", "?", "&&", "||", "!", "-", "+", "*",
        "/", "%",
        "==", "!=", "<", "<=", ">", ">=", "in", "1", "0.8", "15%", "50000 EUR", "14 days", "2 working days", "\"x\"",
        "'", "\"",
        "r\"", "b'", "'''", "true", "false", "null", "has", "exists", "map", "all", "s", "x", "now", "size",
        "stage.visits",
        "deal.stakeholders", ".?", "[?", "as", "for", "`", "`a b`", "\\", "\u{201C}", "=", "&", "|", "#", "$",
        "9".description,
        "99999999999999999999", "0x", "1e999", "1u", ".5", "//", "\n", " ", "cel.bind", "optional.of", "math.greatest",
        "format", "%s", "matches", "\"(a*)*\"", "duration", "timestamp", "round", "EUR", "and", "or", "not", "\u{0}",
        "\u{1F600}",
        "deal.approved", "deal.seats", "deal.source", "[1, 2]", "{\"a\": 1}", "sum()", "last()", "Duration", "type",
        "int",
    ]

    @Test("Random tokens are answered with a program or findings inside the text", arguments: 0..<8)
    func tokenSoup(_ seed: Int) {
        var random = Random(state: UInt64(seed) &* 7919 &+ 1)
        let fields = Fixture.fields(EvaluationTests.values)
        var plain = Fixture.declarations
        plain.peopleRules = false
        var dynamic = plain
        dynamic.isChecked = false
        for _ in 0..<1500 {
            let count = Int.random(in: 1...24, using: &random)
            let space = Bool.random(using: &random) ? " " : ""
            let text = (0..<count).compactMap { _ in Self.pieces.randomElement(using: &random) }.joined(
                separator: space
            )
            for declarations in [Fixture.declarations, plain, dynamic] {
                let result = CompiledExpression.compile(text, declarations: declarations, expecting: .bool)
                #expect((result.program == nil) != result.diagnostics.isEmpty, "\(text)")
                for finding in result.diagnostics {
                    #expect(
                        finding.range.lowerBound >= 0 && finding.range.upperBound <= text.utf8.count,
                        "\(text): \(finding)"
                    )
                    #expect(!finding.message.isEmpty)
                }
                guard let program = result.program else { continue }
                _ = program.evaluate(fields: fields, derived: Fixture.derived)
                let verdict = program.verdict(fields: fields, derived: Fixture.derived)
                #expect(program.explain(fields: fields, derived: Fixture.derived).verdict == verdict, "\(text)")
                _ = program.verdict(fields: [], derived: [])
                _ = program.readPaths
            }
        }
    }

    @Test("Well-formed random conditions run alike in all three ways", arguments: 0..<4)
    func randomConditions(_ seed: Int) {
        var random = Random(state: UInt64(seed) &+ 99)
        func number(_ depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 3 ? 5 : 9), using: &random) {
            case 0: return "deal.seats"
            case 1: return "deal.count"
            case 2: return "\(Int.random(in: -5...5, using: &random))"
            case 3: return "stage.visits"
            case 4: return "size(deal.stakeholders)"
            case 5: return "(\(number(depth + 1)) + \(number(depth + 1)))"
            case 6: return "(\(number(depth + 1)) * \(number(depth + 1)))"
            case 7: return "(\(number(depth + 1)) / \(number(depth + 1)))"
            default: return "(\(condition(depth + 1)) ? \(number(depth + 1)) : \(number(depth + 1)))"
            }
        }
        func condition(_ depth: Int) -> String {
            let operators = ["<", "<=", ">", ">=", "==", "!="]
            switch Int.random(in: 0..<(depth > 3 ? 5 : 10), using: &random) {
            case 0: return "\(number(depth + 1)) \(operators.randomElement(using: &random) ?? "<") \(number(depth + 1))"
            case 1: return "deal.approved"
            case 2: return "has(deal.count)"
            case 3: return "deal.amount > \(Int.random(in: 0...100_000, using: &random))"
            case 4: return "deal.contact.email == 'x'"
            case 5: return "(\(condition(depth + 1)) && \(condition(depth + 1)))"
            case 6: return "(\(condition(depth + 1)) || \(condition(depth + 1)))"
            case 7: return "!(\(condition(depth + 1)))"
            case 8: return "deal.stakeholders.exists(s, s.approved && \(condition(depth + 2)))"
            default: return "(\(condition(depth + 1)) ? \(condition(depth + 1)) : \(condition(depth + 1)))"
            }
        }
        let fields = Fixture.fields(EvaluationTests.values)
        for _ in 0..<500 {
            let text = condition(0)
            let result = Fixture.compile(text)
            guard let program = result.program else {
                #expect(result.diagnostics.allSatisfy { $0.code.isLimit }, "\(text): \(result.diagnostics)")
                continue
            }
            let verdict = program.verdict(fields: fields, derived: Fixture.derived)
            switch program.evaluate(fields: fields, derived: Fixture.derived) {
            case .value(let value): #expect(value == .bool(verdict == .yes), "\(text)")
            case .unknown(let paths): #expect(verdict == .unknown && !paths.isEmpty, "\(text)")
            case .failed: #expect(verdict == .error, "\(text)")
            }
            let explanation = program.explain(fields: fields, derived: Fixture.derived)
            #expect(explanation.verdict == verdict, "\(text)")
            #expect(explanation.deciding.isEmpty == (verdict == .yes), "\(text)")
        }
    }

    @Test(
        "Deep nesting is refused and never overflows the stack",
        arguments: [
            "(", "[", "{1:", "!(", "-(", "f(", "a.f(", "a[", "true ? true : ", "true ? (", "[1].map(x, ", "x.", "has(",
            "!", "-",
        ]
    )
    func deep(_ opening: String) {
        var declarations = Fixture.declarations
        declarations.limits = ExpressionLimits(codePoints: 100_000, nesting: 200, nodes: 100_000)
        for count in [101, 5_000, 100_000 / opening.utf8.count] {
            let result = CompiledExpression.compile(
                String(repeating: opening, count: count) + "1",
                declarations: declarations
            )
            #expect(result.program == nil || opening == "-")
            #expect(result.diagnostics.count < 60)
        }
    }

    @Test("Flat chains take no depth", arguments: [" && ", " || ", " + ", " - ", " * "])
    func flat(_ joint: String) {
        var declarations = Fixture.declarations
        declarations.limits = ExpressionLimits(codePoints: 100_000, nodes: 100_000)
        let isLogic = joint == " && " || joint == " || "
        let text = (0..<9_000).map { _ in isLogic ? "deal.approved" : "1" }.joined(separator: joint)
        let result = CompiledExpression.compile(
            text.utf8.count > 100_000 ? String(text.prefix(99_990 - 99_990 % 17 - 4)) : text,
            declarations: declarations
        )
        guard let program = result.program else {
            Issue.record("\(result.diagnostics)")
            return
        }
        let fields = Fixture.fields(EvaluationTests.values)
        _ = program.evaluate(fields: fields, derived: [])
        _ = program.explain(fields: fields, derived: [])
    }

    @Test("A chain of members longer than the nesting limit is refused")
    func members() {
        let text = "deal" + String(repeating: ".amount", count: 1_000)
        #expect(Fixture.compile(text).diagnostics.map(\.code) == [.tooDeep])
    }

    @Test(
        "Work beyond the cost limit stops",
        arguments: [
            "[1,2,3,4,5,6,7,8,9,10].map(a, 'x').size() > 0 && cel.bind(a, \(bomb), a.size() > 0)",
            "cel.bind(l, \(listBomb), l.map(a, l.map(b, l.map(c, a + b + c))).size() > 0)",
            "cel.bind(s, \(bomb), s.replace('x', s).size() > 0)",
            "cel.bind(s, \(bomb), s.matches('(x+x+)+y'))",
            "cel.bind(s, \(doubled("'x'", 21)), cel.bind(t, \(doubled("'x'", 20)) + 'y', s.contains(t)))",
            "cel.bind(s, \(doubled("'x'", 21)), cel.bind(t, \(doubled("'x'", 20)) + 'y', s.matches(t)))",
            "cel.bind(s, \(doubled("'x'", 21)), cel.bind(t, \(doubled("'x'", 20)) + 'y', s.indexOf(t) > 0))",
            "cel.bind(s, \(doubled("'x'", 21)), cel.bind(t, \(doubled("'x'", 20)) + 'y', s.split(t).size() > 5))",
            "cel.bind(s, \(bomb), '%s%s%s'.format([s, s, s]).size() > 0)",
            "cel.bind(a, [[1]], cel.bind(b, [a,a,a,a,a,a,a,a], cel.bind(c, [b,b,b,b,b,b,b,b], cel.bind(d, [c,c,c,c,c,c,c,c], cel.bind(e, [d,d,d,d,d,d,d,d], cel.bind(f, [e,e,e,e,e,e,e,e], cel.bind(g, [f,f,f,f,f,f,f,f], cel.bind(h, [g,g,g,g,g,g,g,g], h == [g,g,g,g,g,g,g,g])))))))) ",
        ]
    )
    func costly(_ text: String) {
        let result = Fixture.compile(text)
        guard let program = result.program else {
            #expect(result.diagnostics.contains { $0.code.isLimit }, "\(result.diagnostics)")
            return
        }
        var cost = CostCounter(limit: 200_000)
        let none = UnsafeBufferPointer<Value>(start: nil, count: 0)
        guard case .failed(let error) = program.evaluate(fields: none, derived: none, cost: &cost) else {
            Issue.record("\(text) ran to its end")
            return
        }
        #expect(error.message.contains("cost") || error.message.contains("too large"))
    }

    /// A text that doubles 24 times.
    static let bomb = doubled("'x'", 24)
    static let listBomb = doubled("[1]", 10)

    private static func doubled(_ seed: String, _ times: Int) -> String {
        var text = "b\(times)"
        for step in (1...times).reversed() {
            text = "cel.bind(b\(step), b\(step - 1) + b\(step - 1), \(text))"
        }
        return "cel.bind(b0, \(seed), \(text))"
    }

    @Test("The same expression gives the same program and answer every time")
    func determinism() {
        let text = "{\"b\": 1, \"a\": 2, 3: 4, true: 5}.map(k, k)"
        let first = Fixture.evaluate(text)
        for _ in 0..<20 { #expect(Fixture.evaluate(text) == first) }
        let typos = "dael.x == 1 && delal.y == 2 && dea.z == 3"
        let findings = Fixture.compile(typos).diagnostics
        for _ in 0..<20 { #expect(Fixture.compile(typos).diagnostics == findings) }
    }
}
