import TurnpikeValues

extension ExpressionSyntax {
    /// Whether a condition holds for no more deals than another one of the same form: every part is the same, or is a
    /// constant that something is compared with by `<`, `<=`, `>` or `>=`, moved so that fewer pass.
    ///
    /// A constant that is multiplied, divided by or looked for counts as a bound of nothing: which way it works depends
    /// on what stands beside it.
    package func isAsTight(as old: ExpressionSyntax) -> Bool {
        // Without recursion: texts may be nested as deeply as the parser lets them. `isTrue` tells whether the part makes
        // the whole true where it is; nil where it must be the same.
        var open: [(new: Int32, old: Int32, isTrue: Bool?)] = [(root, old.root, true)]
        while let (index, other, isTrue) = open.popLast() {
            if index < 0 || other < 0 {
                if index != other { return false }
                continue
            }
            let (a, b) = (self[index], old[other])
            guard a.kind == b.kind, a.flags == b.flags else { return false }
            func pair(_ children: ArraySlice<Int32>, _ others: ArraySlice<Int32>, _ isTrue: Bool?) -> Bool {
                guard children.count == others.count else { return false }
                for (child, other) in zip(children, others) { open.append((child, other, isTrue)) }
                return true
            }
            switch a.kind {
            case .error: return false
            case .literal:
                guard literals[Int(a.a)] == old.literals[Int(b.a)] else { return false }
            case .name:
                guard names[Int(a.a)] == old.names[Int(b.a)] else { return false }
            case .select:
                guard names[Int(a.b)] == old.names[Int(b.b)] else { return false }
                open.append((a.a, b.a, nil))
            case .index:
                open.append((a.a, b.a, nil))
                open.append((a.b, b.b, nil))
            case .call:
                guard names[Int(a.b)] == old.names[Int(b.b)], pair(list(a.c), old.list(b.c), nil) else { return false }
                open.append((a.a, b.a, nil))
            case .not: open.append((a.a, b.a, isTrue.map { !$0 }))
            case .negate: open.append((a.a, b.a, nil))
            case .and, .or:
                guard pair(list(a.c), old.list(b.c), isTrue) else { return false }
            case .conditional:
                open.append((a.a, b.a, nil))
                open.append((a.b, b.b, isTrue))
                open.append((a.c, b.c, isTrue))
            case .binary:
                guard let isTrue, isMoved(a, old, b, isTrue: isTrue) else {
                    open.append((a.a, b.a, nil))
                    open.append((a.b, b.b, nil))
                    continue
                }
                // One side is the bound, the other the same.
                if self[a.b].kind == .literal {
                    open.append((a.a, b.a, nil))
                } else {
                    open.append((a.b, b.b, nil))
                }
            case .list, .map, .message, .macro:
                // Nothing inside is looked at part by part: it must be written the same.
                guard Self.words(of: a, in: text) == Self.words(of: b, in: old.text) else { return false }
            }
        }
        return true
    }

    /// Whether a comparison with a constant differs from another one by a larger or smaller constant alone, and fewer
    /// pass.
    private func isMoved(_ a: SyntaxNode, _ old: ExpressionSyntax, _ b: SyntaxNode, isTrue: Bool) -> Bool {
        guard let comparison = BinaryOperator(rawValue: a.flags) else { return false }
        // Whether it holds more often with a larger right side.
        let isUpper: Bool
        switch comparison {
        case .less, .lessOrEqual: isUpper = true
        case .greater, .greaterOrEqual: isUpper = false
        default: return false
        }
        let isRight = self[a.b].kind == .literal
        let (new, previous) = isRight ? (self[a.b], old[b.b]) : (self[a.a], old[b.a])
        guard new.kind == .literal, previous.kind == .literal,
            let order = Self.order(literals[Int(new.a)], old.literals[Int(previous.a)])
        else { return false }
        // Fewer pass below a smaller bound and above a larger one; the other way round on the left, and under `!`.
        let fewerIfSmaller = (isUpper == isRight) == isTrue
        return order == 0 || (order < 0) == fewerIfSmaller
    }

    /// Below 0 where the first is smaller, 0 where they are equal, nil where they have no order.
    private static func order(_ a: Value, _ b: Value) -> Int? {
        func sign<Item: Comparable>(_ a: Item, _ b: Item) -> Int { a < b ? -1 : a == b ? 0 : 1 }
        switch (a, b) {
        case (.int(let a), .int(let b)): return sign(a, b)
        case (.uint(let a), .uint(let b)): return sign(a, b)
        case (.double(let a), .double(let b)): return a.isNaN || b.isNaN ? nil : sign(a, b)
        case (.decimal(let a), .decimal(let b)): return sign(a, b)
        case (.int(let a), .decimal(let b)): return sign(ExactDecimal(a), b)
        case (.decimal(let a), .int(let b)): return sign(a, ExactDecimal(b))
        case (.percent(let a), .percent(let b)): return sign(a, b)
        case (.duration(let a), .duration(let b)): return sign(a, b)
        case (.money(let a), .money(let b)): return Money.compare(a, b)
        default: return nil
        }
    }

    private static func words(of node: SyntaxNode, in text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard node.range.upperBound <= bytes.count else { return [] }
        return bytes[node.range].filter { $0 != 0x20 && $0 != 0x0A && $0 != 0x09 && $0 != 0x0D }
    }
}
