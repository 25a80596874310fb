import Testing
import TurnpikeExpressions
import TurnpikeValues

@Suite("What evaluation costs")
struct CostTests {
    @Test("No run over values within the declared sizes costs more than was estimated", arguments: 0..<8)
    func estimateIsUpperBound(_ seed: Int) {
        var generator = ExpressionGenerator(seed: seed)
        var compiled = 0
        for round in 0..<120 {
            let text = round % 3 == 0 ? generator.anything() : generator.condition()
            for (people, isChecked) in [(true, true), (false, true), (false, false)] {
                let declarations = ExpressionGenerator.declarations(people: people, isChecked: isChecked)
                let result = CompiledExpression.compile(text, declarations: declarations)
                guard let program = result.program else {
                    // The rules for people refuse some patterns and comparisons that plain CEL leaves to the run.
                    #expect(people || result.diagnostics.contains { $0.code.isLimit }, "\(text): \(result.diagnostics)")
                    continue
                }
                compiled += 1
                for _ in 0..<3 {
                    let values = generator.values()
                    let spent = Self.spent(program, values)
                    #expect(spent.evaluation <= program.worstCaseCost, "\(text)\n\(values)")
                    #expect(spent.verdict <= program.worstCaseCost, "\(text)\n\(values)")
                }
            }
        }
        #expect(compiled > 200)
    }

    private static func spent(_ program: CompiledExpression, _ values: [Value]) -> (evaluation: Int, verdict: Int) {
        let none = UnsafeBufferPointer<Value>(start: nil, count: 0)
        return values.withUnsafeBufferPointer { fields in
            var evaluation = CostCounter(limit: 2_000_000)
            _ = program.evaluate(fields: fields, derived: none, cost: &evaluation)
            var verdict = CostCounter(limit: 2_000_000)
            _ = program.verdict(fields: fields, derived: none, cost: &verdict)
            return (evaluation.spent, verdict.spent)
        }
    }

    @Test(
        "What the fuzzer found to cost more than was estimated no longer does",
        arguments: ["optional.of(1) != optional.of(1)", "[optional.of([1])] == [optional.of([1])]"]
    )
    func found(_ text: String) throws {
        for isChecked in [true, false] {
            let declarations = ExpressionGenerator.declarations(people: false, isChecked: isChecked)
            let program = try #require(CompiledExpression.compile(text, declarations: declarations).program)
            #expect(Self.spent(program, []).evaluation <= program.worstCaseCost)
        }
    }

    @Test(
        "The estimate follows what is declared",
        arguments: [
            // Fifty people, a few steps for each.
            ("deal.stakeholders.exists(s, s.approved)", 100...300),
            // A text of 200 code points beside one of two letters.
            ("deal.need == 'ab'", 1...10),
            // The same against itself: 800 bytes at most.
            ("deal.need == deal.need + ''", 50...200),
            // Fifty times fifty.
            ("deal.stakeholders.exists(s, deal.stakeholders.exists(t, t.approved && s.approved))", 5_000...30_000),
        ]
    )
    func declaredSizes(_ text: String, _ range: ClosedRange<Int>) throws {
        let program = try #require(Fixture.compile(text).program)
        #expect(range.contains(program.worstCaseCost), "\(program.worstCaseCost)")
    }

    @Test("A list without a declared size counts as a thousand elements, and a text as ten thousand code points")
    func defaults() throws {
        func cost(_ type: ExpressionType, _ size: Int?, _ text: String) throws -> Int {
            let declarations = Declarations(variables: ["x": Member(type, slot: .field(0), maximumSize: size)])
            return try #require(CompiledExpression.compile(text, declarations: declarations).program).worstCaseCost
        }
        #expect(try cost(.list(.int), nil, "x.all(e, e > 1)") == cost(.list(.int), 1_000, "x.all(e, e > 1)"))
        #expect(try cost(.list(.int), 10, "x.all(e, e > 1)") < cost(.list(.int), 1_000, "x.all(e, e > 1)") / 50)
        #expect(try cost(.string, nil, "x.reverse() == x") == cost(.string, 10_000, "x.reverse() == x"))
        #expect(try cost(.string, 100, "x.reverse() == x") < cost(.string, 10_000, "x.reverse() == x") / 50)
    }

    @Test("An expression above the budget is refused, with the way out; one at the budget is not")
    func budget() throws {
        let text = "deal.stakeholders.exists(s, deal.stakeholders.exists(t, t.name == s.name))"
        let cost = try #require(Fixture.compile(text).program).worstCaseCost
        var declarations = Fixture.declarations
        declarations.limits = ExpressionLimits(cost: cost)
        #expect(CompiledExpression.compile(text, declarations: declarations).program != nil)
        declarations.limits = ExpressionLimits(cost: cost - 1)
        let findings = CompiledExpression.compile(text, declarations: declarations).diagnostics
        #expect(findings.map(\.code) == [.tooCostly])
        #expect(findings.first?.message.contains("\(cost)") == true)
        #expect(findings.first?.notes.isEmpty == false)
    }

    @Test("With the default limits a process cannot be made to look through four thousand million pairs of long texts")
    func defaultBudget() {
        let names = ["a", "b", "c"]
        var variables: [String: Member] = [:]
        for (index, name) in names.enumerated() { variables[name] = Member(.list(.string), slot: .field(index)) }
        let declarations = Declarations(variables: variables)
        let text = "a.exists(x, b.exists(y, c.exists(z, (x + y).contains(z))))"
        #expect(CompiledExpression.compile(text, declarations: declarations).diagnostics.map(\.code) == [.tooCostly])
    }

    @Test(
        "Work is paid for before it is done: a run stops at the limit, not after it",
        arguments: [
            "s + s == ''", "s.matches('(a+)+b')", "s.matches(s)", "'%s'.format([s]) == ''", "'%x'.format([s]) == ''",
            "[s, s].join(s) == ''", "s.replace('a', s) == ''", "s.split('a').size() > 1", "s.lowerAscii() == ''",
            "s.reverse() == ''", "strings.quote(s) == ''", "base64.encode(bytes(s)) == ''", "s.contains(s + 'x')",
            "s.indexOf('b') == 1", "s.lastIndexOf('b') == 1", "s == s + ''", "s < s + 'a'", "s in [s + 'a']",
            "size(s) == 1",
            "l + l == l", "l == l + []", "1 in l", "l.map(x, x).size() == 1", "l.filter(x, true).size() == 1",
            "l.exists(x, false)", "l.transformMap(i, x, x).size() == 1", "math.greatest(l) == 1",
            "{s: 1} == {}", "{'a': 1}[s] == 1", "s in {'a': 1}", "s.trim() == ''", "s.substring(1) == ''",
        ]
    )
    func chargedBefore(_ text: String) throws {
        let declarations = Declarations(
            variables: [
                "s": Member(.string, slot: .field(0), maximumSize: 500_000),
                "l": Member(.list(.int), slot: .field(1), maximumSize: 500_000),
            ],
            peopleRules: false,
            limits: ExpressionLimits(cost: .max)
        )
        let program = try #require(CompiledExpression.compile(text, declarations: declarations).program)
        let values: [Value] = [
            .string(String(repeating: "a", count: 200_000)), .list(Array(repeating: 1, count: 20_000)),
        ]
        let none = UnsafeBufferPointer<Value>(start: nil, count: 0)
        values.withUnsafeBufferPointer { fields in
            var cost = CostCounter(limit: 5_000)
            let start = threadSeconds()
            let result = program.evaluate(fields: fields, derived: none, cost: &cost)
            guard case .failed(let error) = result else {
                Issue.record("\(text) ran to its end")
                return
            }
            #expect(error.message.contains("costs too much"), "\(text): \(error.message)")
            #expect(threadSeconds() - start < 2, "\(text)")
        }
    }

    @Test("Looking for a part of many equal beginnings takes linear time, in both directions")
    func search() throws {
        let declarations = Declarations(
            variables: ["s": Member(.string, slot: .field(0)), "p": Member(.string, slot: .field(1))],
            peopleRules: false
        )
        let text = String(repeating: "a", count: 200_000)
        let part = String(repeating: "a", count: 50_000)
        for (expression, first, second) in [
            ("s.contains(p)", text, part + "b"), ("s.indexOf(p) >= 0", text, part + "b"),
            ("s.lastIndexOf(p) >= 0", text, "b" + part), ("s.split(p).size() > 9", text, part + "b"),
            ("s.replace(p, '') != s", text, part + "b"),
        ] {
            let program = try #require(CompiledExpression.compile(expression, declarations: declarations).program)
            var cost = CostCounter()
            let none = UnsafeBufferPointer<Value>(start: nil, count: 0)
            let values: [Value] = [.string(first), .string(second)]
            let verdict = values.withUnsafeBufferPointer {
                program.verdict(fields: $0, derived: none, cost: &cost)
            }
            #expect(verdict == .no, "\(expression)")
            #expect(cost.spent < 200_000, "\(expression) \(cost.spent)")
        }
    }

    @Test(
        "Both ways of searching find the same places",
        arguments: ["aaaaaaaaaab", "abababababab", "aabaaabaaabaaab", "aaaaaaaaaaaaaaaa", "baaaaaaaaaaaaaaa"]
    )
    func searchAgrees(_ part: String) throws {
        let text = String(repeating: "aaaaaaaaaaaaaaaaab", count: 200) + String(repeating: "ab", count: 900)
        let declarations = Declarations(
            variables: ["s": Member(.string, slot: .field(0)), "p": Member(.string, slot: .field(1))],
            peopleRules: false
        )
        func value(_ expression: String) throws -> Value? {
            let program = try #require(CompiledExpression.compile(expression, declarations: declarations).program)
            guard case .value(let value) = program.evaluate(fields: [.string(text), .string(part)]) else { return nil }
            return value
        }
        let bytes = Array(text.utf8)
        let wanted = Array(part.utf8)
        let places = (0...(bytes.count - wanted.count)).filter { Array(bytes[$0..<$0 + wanted.count]) == wanted }
        var separate: [Int] = []
        for place in places where separate.last.map({ place >= $0 + wanted.count }) ?? true { separate.append(place) }
        #expect(try value("s.contains(p)") == .bool(!places.isEmpty))
        #expect(try value("s.indexOf(p)") == .int(Int64(places.first ?? -1)))
        #expect(try value("s.lastIndexOf(p)") == .int(Int64(places.last ?? -1)))
        #expect(try value("s.split(p).size()") == .int(Int64(separate.count + 1)))
        #expect(try value("s.split(p).join(p) == s") == true)
        #expect(try value("s.replace(p, '').size()") == .int(Int64(bytes.count - separate.count * wanted.count)))
    }

    @Test("Three nested maps over a thousand elements each stop at the default limit, and soon")
    func nestedMaps() throws {
        let declarations = Declarations(
            variables: ["l": Member(.list(.int), slot: .field(0), maximumSize: 1_000)],
            peopleRules: false
        )
        let text = "l.map(a, l.map(b, l.map(c, a + b + c))).size() > 0"
        let program = try #require(CompiledExpression.compile(text, declarations: declarations).program)
        let list = Value.list((0..<1_000).map { .int($0) })
        let start = threadSeconds()
        guard case .failed(let error) = program.evaluate(fields: [list]) else {
            Issue.record("it ran to its end")
            return
        }
        #expect(error.message.contains("costs too much"))
        // In release it takes a few milliseconds; the figure is `make bench`'s.
        #expect(threadSeconds() - start < 3)
    }
}
