import FuzzSupport

@testable import TurnpikeExpressions

/// Every text gives a tree within the limits, whose parts lie inside it, or findings that lie inside it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzParser(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = text(start, count)
    let size = text.utf8.count
    for people in [true, false] {
        let options = ParseOptions(peopleLiterals: people, limits: ExpressionLimits(codePoints: 100_000))
        let result = ExpressionSyntax.parse(text, options: options)
        for finding in result.diagnostics {
            promise(
                finding.range.lowerBound >= 0 && finding.range.upperBound <= size
                    && finding.repairRange.upperBound <= size,
                "a finding outside the text: \(finding)"
            )
            promise(!finding.message.isEmpty, "a finding without words")
        }
        guard let syntax = result.syntax else {
            promise(!result.diagnostics.isEmpty, "no tree and no finding")
            continue
        }
        promise(Int(syntax.root) < syntax.nodes.count, "the root is no node")
        guard result.diagnostics.isEmpty else { continue }
        promise(syntax.nodes.count <= options.limits.nodes, "more parts than the limit")
        promise(syntax.comprehensionDepth <= options.limits.comprehensions, "comprehensions beyond the limit")
        for (index, node) in syntax.nodes.enumerated() {
            promise(node.kind != .error, "a hole without a finding")
            promise(Int(node.height) <= options.limits.nesting, "nested beyond the limit")
            promise(node.start <= node.end && Int(node.end) <= size, "a part outside the text")
            // Parts are written before what holds them: so nothing contains itself.
            switch node.kind {
            case .select, .not, .negate: promise(Int(node.a) < index, "a part that contains itself")
            case .binary, .index: promise(Int(node.a) < index && Int(node.b) < index, "a part that contains itself")
            default: break
            }
        }
    }
    return 0
}
