import TurnpikeValues

extension Checker {
    mutating func checkWithin(_ index: Int32) -> Checked {
        let node = syntax[index]
        var left = check(node.a)
        let rightNode = syntax[node.b]
        let right: Checked
        if people, rightNode.kind == .list {
            // Every element is read as it would be beside the value.
            var steps: [Int32] = []
            var element: ExpressionType?
            for entry in syntax.list(rightNode.c) {
                var item = check(entry < 0 ? ~entry : entry)
                var value = left
                promote(&value, &item, for: .equal)
                if entry >= 0, isChecked {
                    let one = substitution.resolve(value.type)
                    let other = substitution.resolve(item.type)
                    if case .error = one {
                    } else if case .error = other {
                    } else if let finding = comparisonFinding(.equal, value, one, item, other, item.syntax) {
                        report(finding)
                    }
                }
                element = element.map { substitution.join($0, item.type) } ?? item.type
                steps.append(entry < 0 ? ~item.instruction : item.instruction)
            }
            let (first, count) = emitChildren(steps)
            var list = emit(Instruction(operation: .list, b: first, c: count), rightNode.range)
            var values: [Value] = []
            for step in steps {
                guard step >= 0, let value = constant(step) else { break }
                values.append(value)
            }
            if values.count == steps.count { list = emitConstant(.list(values), rightNode.range) }
            right = Checked(instruction: list, type: .list(.dyn), syntax: node.b)
        } else {
            right = check(node.b)
        }
        let type = substitution.resolve(right.type)
        let value = substitution.resolve(left.type)
        var fits = true
        if isChecked {
            switch type {
            case .list(let element):
                if people {
                    let kind = Kind(substitution.resolve(element))
                    if kind != Kind(value), case .some = literalNumber(left.syntax, 0) {
                        var other = Checked(
                            instruction: left.instruction,
                            type: substitution.resolve(element),
                            syntax: -1
                        )
                        promote(&left, &other, for: .equal)
                    }
                }
                fits =
                    substitution.assign(substitution.resolve(left.type), to: element)
                    || substitution.assign(element, to: substitution.resolve(left.type))
                    || (people
                        && Kind.isEquatable(
                            Kind(substitution.resolve(left.type)),
                            Kind(substitution.resolve(element)),
                            people: true
                        ))
                if case .choice(let choice) = substitution.resolve(element), let finding = optionFinding(choice, left) {
                    report(finding)
                }
            case .map(let key, _):
                fits =
                    substitution.assign(value, to: key)
                    || (Kind(value).isNumber && Kind(substitution.resolve(key)).isNumber)
            case .dyn, .error, .param: break
            default: fits = false
            }
        }
        if !fits {
            var notes = ["'in' looks for a value in a list or for a key in a map"]
            var repair: String?
            if Kind(type) == .string, Kind(value) == .string {
                notes = ["to look for a part of a text, write contains"]
                repair = "\(source(node.b)).contains(\(source(node.a)))"
            }
            report(
                ExpressionDiagnostic(
                    .noSuchOverload,
                    node.range,
                    "'in' is not defined for \(name(of: value)) and \(name(of: type))",
                    notes: notes,
                    repair: repair
                )
            )
        }
        let step = emit(
            Instruction(
                operation: .compare,
                detail: UInt16(BinaryOperator.within.rawValue),
                a: left.instruction,
                b: right.instruction
            ),
            node.range
        )
        return Checked(instruction: step, type: .bool, syntax: index)
    }
}
