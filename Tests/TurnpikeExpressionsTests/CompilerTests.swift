import Testing
import TurnpikeExpressions
import TurnpikeValues

@Suite struct CompilerTests {
    @Test("One compiler gives for each of many expressions, the broken ones between them, what a fresh one gives")
    func memoryIsNoMemory() {
        let broken = ["", "deal.amount >", "deal.amont > 5", "'open", "deal.need", "1 + 'a'", "((((", "a && b || c"]
        let declarations = ExpressionGenerator.declarations(people: true, isChecked: true)
        var compiler = ExpressionCompiler()
        for seed in 0..<400 {
            var generator = ExpressionGenerator(seed: seed)
            for text in [generator.condition(), broken[seed % broken.count]] {
                let fresh = CompiledExpression.compile(text, declarations: declarations, expecting: .bool)
                let again = compiler.compile(text, declarations: declarations, expecting: .bool)
                #expect(again.diagnostics == fresh.diagnostics, "\(text)")
                #expect((again.program == nil) == (fresh.program == nil), "\(text)")
                #expect(again.program?.text == fresh.program?.text)
                #expect(again.program?.reads == fresh.program?.reads, "\(text)")
                #expect(again.program?.worstCaseCost == fresh.program?.worstCaseCost, "\(text)")
            }
        }
    }
}
