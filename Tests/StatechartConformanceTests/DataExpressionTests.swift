import Testing

@testable import StatechartConformance

@Suite("Expressions of cases with data")
struct DataExpressionTests {
    @Test(
        "Values follow the source's notation",
        arguments: [
            ("1 + 2 * 3", .number(7)), ("(1 + 2) * 3", .number(9)), ("7 % 4 - 1", .number(2)), ("-x + 1", .number(-1)),
            ("x === 2", .bool(true)), ("x == 3 || x !== 2", .bool(false)), ("!(x < 2) && x <= 2", .bool(true)),
            ("In('a') && !In(\"b\")", .bool(true)), ("y", .none), ("y == 1", .bool(false)), ("8/2/2", .number(2)),
            ("x >= 2 && true", .bool(true)), ("x > 2", .bool(false)),
        ] as [(String, DataExpression.Value)]
    )
    func values(text: String, expected: DataExpression.Value) throws {
        let value = try DataExpression(text).value(variables: ["x": .number(2), "y": .none]) { $0 == "a" }
        #expect(value == expected)
    }

    @Test(
        "What is not of the notation fails when it is evaluated",
        arguments: ["", "1 +", "(1", "z", "1 2", "In(a)", "x = 1", "return", "'text'", "#"]
    )
    func failures(text: String) {
        #expect(throws: DataExpression.Failure.self) {
            try DataExpression(text).value(variables: ["x": .number(2)]) { _ in false }
        }
    }

    @Test("Deep nesting fails and does not crash")
    func deepNesting() {
        let text = String(repeating: "(", count: 100_000) + "1" + String(repeating: ")", count: 100_000)
        #expect(throws: DataExpression.Failure.self) { try DataExpression(text).value(variables: [:]) { _ in false } }
    }
}
