import FuzzSupport
import TurnpikeExpressions

/// Every text gives a program or findings, never both or neither; the same ones every time.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzChecker(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = text(start, count)
    for declarations in Names.ways {
        for expected: ExpressionType? in [.bool, nil] {
            let result = CompiledExpression.compile(text, declarations: declarations, expecting: expected)
            promise((result.program == nil) != result.diagnostics.isEmpty, "a program and findings, or neither")
            for finding in result.diagnostics {
                promise(
                    finding.range.lowerBound >= 0 && finding.range.upperBound <= text.utf8.count
                        && finding.repairRange.upperBound <= text.utf8.count,
                    "a finding outside the text: \(finding)"
                )
                promise(!finding.message.isEmpty, "a finding without words")
            }
            let again = CompiledExpression.compile(text, declarations: declarations, expecting: expected)
            promise(again.diagnostics == result.diagnostics, "other findings the second time")
            guard let program = result.program else { continue }
            promise(program.worstCaseCost > 0, "a program that costs nothing")
            promise(Set(program.reads).count == program.reads.count, "a slot is read twice")
            _ = program.readPaths
            _ = program.canBeUnknown
        }
    }
    return 0
}
