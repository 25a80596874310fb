import FuzzSupport
import TurnpikeExpressions
import TurnpikeValues

/// Every program ends within its cost, says the same in each way it is asked, and never costs more than was estimated.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEvaluator(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = text(start, count)
    for declarations in Names.ways {
        guard let program = CompiledExpression.compile(text, declarations: declarations).program else { continue }
        for values in Names.values { run(program, values) }
        run(program, [])
    }
    return 0
}

private func run(_ program: CompiledExpression, _ values: [Value]) {
    values.withUnsafeBufferPointer { fields in
        Names.derived.withUnsafeBufferPointer { derived in
            var first = CostCounter(limit: 200_000)
            let evaluation = program.evaluate(fields: fields, derived: derived, cost: &first)
            promise(first.spent <= program.worstCaseCost, "\(first.spent) is more than \(program.worstCaseCost)")
            var second = CostCounter(limit: 200_000)
            let again = program.evaluate(fields: fields, derived: derived, cost: &second)
            // A NaN is not equal to itself, but is written in one way.
            promise("\(evaluation)" == "\(again)", "another answer the second time")
            promise(first.spent == second.spent, "another cost the second time")
            guard first.spent <= first.limit else { return }
            var third = CostCounter(limit: 200_000)
            let verdict = program.verdict(fields: fields, derived: derived, cost: &third)
            promise(third.spent <= program.worstCaseCost, "\(third.spent) is more than \(program.worstCaseCost)")
            switch evaluation {
            case .value(.bool(let flag)): promise(verdict == (flag ? .yes : .no), "the verdict is \(verdict)")
            case .value: promise(verdict == .error, "no condition, but \(verdict)")
            case .unknown(let paths):
                promise(verdict == .unknown, "unknown, but \(verdict)")
                promise(!paths.isEmpty, "unknown for no reason")
            case .failed(let error):
                promise(verdict == .error, "failed, but \(verdict)")
                promise(error.range.upperBound <= program.text.utf8.count, "a failure outside the text")
            }
            let explanation = program.explain(fields: fields, derived: derived)
            promise(explanation.verdict == verdict, "explained as \(explanation.verdict), not \(verdict)")
        }
    }
}
