import Testing
import TurnpikeExpressions
import TurnpikeValues

/// What the module's articles show is compiled and run here, line for line.
@Suite("The articles")
struct DocumentTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    private static let catalogue = root + "/Sources/TurnpikeExpressions/TurnpikeExpressions.docc/"

    private func blocks(_ article: String, _ language: String) throws -> [String] {
        let text = String(decoding: try FileBytes.read(Self.catalogue + article, limit: 1_000_000), as: UTF8.self)
        var blocks: [String] = []
        var block: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = block {
                if line == "```" {
                    blocks.append(open)
                    block = nil
                } else {
                    block = open + line + "\n"
                }
            } else if line == "```\(language)" {
                block = ""
            }
        }
        return blocks
    }

    /// The lines of this file between the marks, without the white space that only the formatter asks for.
    private func ownLines() throws -> String {
        let text = String(decoding: try FileBytes.read(#filePath, limit: 1_000_000), as: UTF8.self)
        var inside = false
        var words = ""
        for line in text.split(separator: "\n") {
            if line.hasSuffix("// mark: begin") {
                inside = true
            } else if line.hasSuffix("// mark: end") {
                inside = false
            } else if inside {
                words += line.filter { !$0.isWhitespace }
            }
        }
        return words
    }

    private final class Output {
        var lines: [String] = []
    }

    @Test("The article on using expressions shows code that runs, and what it prints")
    func using() throws {
        let shown = try blocks("UsingExpressions.md", "swift").joined().filter { !$0.isWhitespace }
        // Trailing commas and line breaks are the formatter's.
        func plain(_ text: String) -> String {
            var result = ""
            for character in text {
                if "])}".contains(character), result.hasSuffix(",") { result.removeLast() }
                result.append(character)
            }
            return result
        }
        #expect(plain(shown) == plain(try ownLines()))
        let output = Output()
        run(output)
        #expect(output.lines.map { $0 + "\n" }.joined() == (try blocks("UsingExpressions.md", "text").joined()))
    }

    private func run(_ output: Output) {
        func print(_ item: Any) { output.lines.append("\(item)") }
        // mark: begin
        let person = ObjectType(
            name: "person",
            members: [
                "role": Member(.choice(ChoiceType(name: "person.role", options: ["buyer", "user"]))),
                "approved": Member(.bool),
            ]
        )
        let order = ObjectType(
            name: "order",
            members: [
                "amount": Member(.money, slot: .field(0)),
                "discount": Member(.percent, slot: .field(1)),
                "people": Member(.list(.object(person)), slot: .field(2), maximumSize: 20),
            ]
        )
        var declarations = Declarations(
            variables: [
                "order": Member(.object(order)),
                "now": Member(.instant, slot: .derived(0), mayBeMissing: false),
            ],
            defaultCurrency: .eur
        )
        let text = "order.amount <= 5000 && order.people.exists(p, p.role == \"buyer\" && p.approved)"
        let result = CompiledExpression.compile(text, declarations: declarations, expecting: .bool)
        guard let condition = result.program else { return }

        let fields: [Value] = [.money("7500 EUR"), .null, [["role": "user", "approved": true]]]
        print(condition.verdict(fields: fields))
        for decision in condition.explain(fields: fields, derived: []).deciding {
            print("\(decision.text): \(decision.sentence); needed: \(decision.needed ?? "-")")
        }
        for finding in CompiledExpression.compile(
            "ordr.amount > 5 USB && order.discount > 15",
            declarations: declarations
        ).diagnostics {
            print(finding)
        }
        let discounted = CompiledExpression.compile("order.discount > 15%", declarations: declarations).program
        print(discounted?.evaluate(fields: [.null, .null, .null]) ?? .unknown([]))
        declarations.functions["rank"] = [
            FunctionOverload(id: "rank_string", parameters: [.string], result: .int, cost: 20) { values in
                guard case .string(let text) = values[0] else { throw EvaluationError(message: "a text is needed") }
                return .int(Int64(text.utf8.count))
            }
        ]
        let ranked = CompiledExpression.compile("rank(\"gold\") + 1", declarations: declarations).program
        print(ranked?.evaluate() ?? .unknown([]))
        let loops = CompiledExpression.compile(
            "order.people.all(p, order.people.exists(q, q != p))",
            declarations: declarations
        )
        print(loops.program.map { $0.worstCaseCost > 400 && $0.worstCaseCost < 100_000 } ?? false)
        // mark: end
    }

    @Test("Every expression that the language article shows as an example compiles")
    func examples() throws {
        let lines = try blocks("ExpressionLanguage.md", "cel").joined().split(separator: "\n").map(String.init)
        #expect(lines.count >= 10)
        for line in lines {
            let result = CompiledExpression.compile(line, declarations: Fixture.declarations, expecting: .bool)
            #expect(result.program != nil, "\(line): \(result.diagnostics)")
        }
    }

    @Test("Every code of a finding and every limit is explained in the language article")
    func codes() throws {
        let text = String(
            decoding: try FileBytes.read(Self.catalogue + "ExpressionLanguage.md", limit: 1_000_000),
            as: UTF8.self
        )
        let codes: [ExpressionDiagnostic.Code] = [
            .syntax, .unknownName, .unknownMember, .unknownOption, .typeMismatch, .noSuchOverload, .mixedCurrencies,
            .noCurrency, .periodComparison, .workingDuration, .inexactDivision, .nullComparison, .badLiteral,
            .bareShare, .tooLong, .tooDeep, .tooManyParts, .tooManyLoops, .tooCostly,
        ]
        for code in codes { #expect(text.contains("`\(code.name)`"), "\(code)") }
    }
}
