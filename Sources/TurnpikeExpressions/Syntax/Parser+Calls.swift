import TurnpikeValues

/// Calls, and the macros that some of them are.
extension Parser {
    mutating func call(target: Int32, _ nameStart: Int, _ nameEnd: Int) -> Int32 {
        let opening = token.start
        let name = text(nameStart, nameEnd)
        let isComprehension = target >= 0 && Self.comprehensionNames.contains(name)
        if isComprehension {
            comprehensions += 1
            deepestComprehension = max(deepestComprehension, comprehensions)
            if comprehensions > options.limits.comprehensions {
                limit(
                    .tooManyLoops,
                    "comprehensions stand more than \(options.limits.comprehensions) deep inside one another",
                    at: nameStart..<nameEnd
                )
            }
        }
        advance()
        let base = scratch.count
        while token.kind != .rightParenthesis, token.kind != .end {
            let argument = expression()
            scratch.append(argument)
            guard token.kind == .comma else { break }
            advance()
            if token.kind == .rightParenthesis {
                report(ExpressionDiagnostic(.syntax, token.start..<token.end, "an argument is expected after ','"))
            }
        }
        expect(.rightParenthesis, ")", opened: opening)
        if isComprehension { comprehensions -= 1 }
        let start = target >= 0 ? nodes[Int(target)].start : UInt32(nameStart)
        let end = UInt32(max(previousEnd, nameEnd))
        if let macro = expand(name, target, base, start, end, nameStart, nameEnd) { return macro }
        let tallest = max(tallest(from: base), height(target))
        names.append(name)
        let nameIndex = Int32(truncatingIfNeeded: names.count - 1)
        let list = takeList(from: base)
        return add(
            SyntaxNode(
                kind: .call,
                height: tallest + 1,
                start: start,
                end: end,
                a: target,
                b: nameIndex,
                c: list,
                place: UInt32(nameStart)
            )
        )
    }

    static let comprehensionNames: Set<String> = [
        "all", "exists", "exists_one", "existsOne", "map", "filter", "transformList", "transformMap",
        "transformMapEntry",
    ]

    /// The macro that a call spells, with how many of its arguments are variables.
    func macro(_ name: String, _ target: Int32, _ count: Int) -> (macro: Macro, variables: Int)? {
        switch (name, count) {
        case ("all", 2): (.all, 1)
        case ("all", 3): (.all, 2)
        case ("exists", 2): (.exists, 1)
        case ("exists", 3): (.exists, 2)
        case ("exists_one", 2), ("existsOne", 2): (.existsOne, 1)
        case ("exists_one", 3), ("existsOne", 3): (.existsOne, 2)
        case ("map", 2): (.map, 1)
        case ("map", 3): (.mapWhere, 1)
        case ("filter", 2): (.filter, 1)
        case ("transformList", 3): (.transformList, 2)
        case ("transformList", 4): (.transformListWhere, 2)
        case ("transformMap", 3): (.transformMap, 2)
        case ("transformMap", 4): (.transformMapWhere, 2)
        case ("transformMapEntry", 3): (.transformMapEntry, 2)
        case ("transformMapEntry", 4): (.transformMapEntryWhere, 2)
        case ("optMap", 2): (.optionalMap, 1)
        case ("optFlatMap", 2): (.optionalFlatMap, 1)
        case ("bind", 3) where isName(target, "cel"): (.bind, 1)
        default: nil
        }
    }

    func isName(_ index: Int32, _ name: String) -> Bool {
        guard index >= 0, nodes[Int(index)].kind == .name else { return false }
        return names[Int(nodes[Int(index)].a)] == name
    }

    mutating func expand(
        _ name: String,
        _ target: Int32,
        _ base: Int,
        _ start: UInt32,
        _ end: UInt32,
        _ nameStart: Int,
        _ nameEnd: Int
    ) -> Int32? {
        let count = scratch.count - base
        if target < 0 {
            guard name == "has", count == 1 else { return nil }
            let operand = scratch[base]
            scratch.removeSubrange(base...)
            var node = nodes[Int(operand)]
            guard node.kind == .select, node.flags & SyntaxNode.test == 0 else {
                if node.kind != .error {
                    let message = "has(...) asks for a field: write has(deal.field)"
                    report(ExpressionDiagnostic(.syntax, node.range, message))
                }
                return hole(Int(start), Int(end))
            }
            node.flags |= SyntaxNode.test
            node.place = node.start
            node.start = start
            node.end = end
            node.height += 1
            return add(node)
        }
        guard let (macro, variables) = macro(name, target, count) else {
            guard Self.comprehensionNames.contains(name) else { return nil }
            scratch.removeSubrange(base...)
            if !isAborted {
                let message =
                    "\(name)(...) takes a variable and \(name == "all" || name.hasPrefix("exists") ? "a condition" : "an expression"), such as \(name)(x, x > 0)"
                report(ExpressionDiagnostic(.syntax, nameStart..<nameEnd, message))
            }
            return hole(Int(start), Int(end))
        }
        var entries: [Int32] = []
        for index in 0..<variables {
            let node = nodes[Int(scratch[base + index])]
            guard node.kind == .name, node.flags == 0 else {
                if node.kind != .error {
                    report(
                        ExpressionDiagnostic(
                            .syntax,
                            node.range,
                            "the variable of \(name)(...) is a simple name, such as x"
                        )
                    )
                }
                scratch.removeSubrange(base...)
                return hole(Int(start), Int(end))
            }
            if index == 1, names[Int(node.a)] == names[Int(entries[0])] {
                report(ExpressionDiagnostic(.syntax, node.range, "the two variables of \(name)(...) need two names"))
            }
            entries.append(node.a)
        }
        if variables == 1 { entries.append(-1) }
        var rangeNode = target
        var body = base + variables
        if macro == .bind {
            rangeNode = scratch[body]
            body += 1
        }
        var tallest = height(rangeNode)
        for entry in scratch[body...] {
            tallest = max(tallest, height(entry))
            entries.append(entry)
        }
        scratch.removeSubrange(base...)
        let list = Int32(truncatingIfNeeded: lists.count)
        lists.append(Int32(truncatingIfNeeded: entries.count))
        lists.append(contentsOf: entries)
        return add(
            SyntaxNode(
                kind: .macro,
                flags: macro.rawValue,
                height: tallest + 1,
                start: start,
                end: end,
                a: rangeNode,
                c: list,
                place: UInt32(nameStart)
            )
        )
    }
}
