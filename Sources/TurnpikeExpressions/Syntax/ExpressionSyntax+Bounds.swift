/// A number that one side of a comparison is held against, in a text that can be written with another one.
package struct ExpressionBound: Hashable, Sendable {
    /// The literal in the text, UTF-8 offsets.
    package var range: Range<Int>
    /// Whether a larger number makes the whole condition true more often.
    package var largerIsLooser: Bool
}

extension ExpressionSyntax {
    /// The bounds of all comparisons by `<`, `<=`, `>` and `>=`: a literal beside the operator, or one that the side is
    /// multiplied with or that is added to it.
    package var bounds: [ExpressionBound] {
        var result: [ExpressionBound] = []
        // Without recursion: texts may be nested as deeply as the parser lets them.
        var open: [(node: Int32, isNegated: Bool)] = [(root, false)]
        while let (index, isNegated) = open.popLast() {
            guard index >= 0 else { continue }
            let node = self[index]
            switch node.kind {
            case .not: open.append((node.a, !isNegated))
            case .and, .or: for child in list(node.c) { open.append((child, isNegated)) }
            case .conditional:
                open.append((node.b, isNegated))
                open.append((node.c, isNegated))
            case .macro:
                // The last of what a macro lists is the condition over its items.
                guard let macro = Macro(rawValue: node.flags), macro == .exists || macro == .all,
                    let condition = list(node.c).last
                else { continue }
                open.append((condition, isNegated))
            case .binary:
                guard let comparison = BinaryOperator(rawValue: node.flags) else { continue }
                let leftIsLarger: Bool
                switch comparison {
                case .less, .lessOrEqual: leftIsLarger = false
                case .greater, .greaterOrEqual: leftIsLarger = true
                default: continue
                }
                // `a > b` holds more often with a larger a and with a smaller b.
                bound(in: node.a, largerIsLooser: leftIsLarger != isNegated, &result)
                bound(in: node.b, largerIsLooser: leftIsLarger == isNegated, &result)
            default: continue
            }
        }
        return result.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private func bound(in side: Int32, largerIsLooser: Bool, _ result: inout [ExpressionBound]) {
        let node = self[side]
        if isNumber(node) {
            result.append(ExpressionBound(range: node.range, largerIsLooser: largerIsLooser))
            return
        }
        guard node.kind == .binary, let operation = BinaryOperator(rawValue: node.flags) else { return }
        let (left, right) = (self[node.a], self[node.b])
        switch operation {
        case .multiply, .add:
            for part in [left, right] where isNumber(part) {
                result.append(ExpressionBound(range: part.range, largerIsLooser: largerIsLooser))
                return
            }
        case .subtract, .divide:
            if isNumber(right) {
                result.append(ExpressionBound(range: right.range, largerIsLooser: !largerIsLooser))
            } else if isNumber(left) {
                result.append(ExpressionBound(range: left.range, largerIsLooser: largerIsLooser))
            }
        default: return
        }
    }

    /// Whether a node is a number as people write it, perhaps with a unit: `0.8`, `15%`, `10000 EUR`, `14 days`.
    private func isNumber(_ node: SyntaxNode) -> Bool {
        guard node.kind == .literal else { return false }
        let bytes = Array(text.utf8)
        guard node.range.upperBound <= bytes.count, let first = bytes[node.range].first else { return false }
        return (0x30...0x39).contains(first)
    }
}
