import TurnpikeValues

extension Checker {
    mutating func checkList(_ index: Int32) -> Checked {
        let node = syntax[index]
        var steps: [Int32] = []
        var element: ExpressionType?
        var values: [Value]? = []
        for entry in syntax.list(node.c) {
            let isOptional = entry < 0
            let item = check(isOptional ? ~entry : entry)
            var type = substitution.resolve(item.type)
            if isOptional { type = unwrapOptional(type, item) }
            if isChecked { element = element.map { substitution.join($0, type) } ?? type }
            steps.append(isOptional ? ~item.instruction : item.instruction)
            if !isOptional, let value = constant(item.instruction) { values?.append(value) } else { values = nil }
        }
        let type: ExpressionType = isChecked ? .list(element ?? substitution.fresh()) : .dyn
        if let values {
            return Checked(instruction: emitConstant(.list(values), node.range), type: type, syntax: index)
        }
        let (first, count) = emitChildren(steps)
        let step = emit(Instruction(operation: .list, b: first, c: count), node.range)
        return Checked(instruction: step, type: type, syntax: index)
    }

    private mutating func unwrapOptional(_ type: ExpressionType, _ item: Checked) -> ExpressionType {
        switch type {
        case .optional(let wrapped): return wrapped
        case .dyn, .error, .param: return .dyn
        default:
            if isChecked {
                report(
                    ExpressionDiagnostic(
                        .typeMismatch,
                        syntax[item.syntax].range,
                        "after '?' stands an optional, not \(name(of: type))"
                    )
                )
            }
            return .error
        }
    }

    mutating func checkMap(_ index: Int32) -> Checked {
        let node = syntax[index]
        var steps: [Int32] = []
        var keyType: ExpressionType?
        var valueType: ExpressionType?
        let entries = Array(syntax.list(node.c))
        var place = 0
        while place + 1 < entries.count {
            let isOptional = entries[place] < 0
            let key = check(isOptional ? ~entries[place] : entries[place])
            let value = check(entries[place + 1])
            var type = substitution.resolve(value.type)
            if isOptional { type = unwrapOptional(type, value) }
            if isChecked {
                let kind = Kind(substitution.resolve(key.type))
                switch kind {
                case .int, .uint, .bool, .string, .dyn: break
                default:
                    report(
                        ExpressionDiagnostic(
                            .typeMismatch,
                            syntax[key.syntax].range,
                            "the key of a map is a text, an integer or a bool, not \(name(of: key.type))"
                        )
                    )
                }
                keyType = keyType.map { substitution.join($0, key.type) } ?? key.type
                valueType = valueType.map { substitution.join($0, type) } ?? type
            }
            steps.append(isOptional ? ~key.instruction : key.instruction)
            steps.append(value.instruction)
            place += 2
        }
        let (first, count) = emitChildren(steps)
        let step = emit(Instruction(operation: .map, b: first, c: count), node.range)
        guard isChecked else { return Checked(instruction: step, type: .dyn, syntax: index) }
        let type = ExpressionType.map(keyType ?? substitution.fresh(), valueType ?? substitution.fresh())
        return Checked(instruction: step, type: type, syntax: index)
    }

    mutating func checkIndex(_ index: Int32) -> Checked {
        let node = syntax[index]
        let base = syntax[node.a]
        let operand: Checked
        if base.kind == .name || (base.kind == .select && base.flags == 0) {
            switch resolve(node.a) {
            case .value(let checked): operand = checked
            case .path(let member): return indexPath(index, member)
            }
        } else {
            operand = check(node.a)
        }
        let key = check(node.b)
        let isOptional = node.flags & SyntaxNode.optional != 0
        let step = emit(
            Instruction(
                operation: .index,
                flags: isOptional ? Instruction.optional : 0,
                a: operand.instruction,
                b: key.instruction
            ),
            node.range
        )
        guard isChecked else { return Checked(instruction: step, type: .dyn, syntax: index) }
        guard let type = elementType(substitution.resolve(operand.type), operand, key) else {
            return Checked(instruction: step, type: .error, syntax: index)
        }
        if isOptional {
            if case .optional = type { return Checked(instruction: step, type: type, syntax: index) }
            return Checked(instruction: step, type: .optional(type), syntax: index)
        }
        return Checked(instruction: step, type: type, syntax: index)
    }

    /// `deal["amount"]`: members are named after a dot, so that they can be checked.
    private mutating func indexPath(_ index: Int32, _ member: Member) -> Checked {
        let node = syntax[index]
        let key = syntax[node.b]
        guard case .object(let object) = member.type, key.kind == .literal,
            case .string(let name) = syntax.literals[Int(key.a)]
        else { return pathAsValue(node.a, member) }
        let known = object.members[name] != nil ? name : nearestName(to: name, in: object.members.keys.sorted())
        return failed(
            index,
            ExpressionDiagnostic(
                .noSuchOverload,
                node.range,
                "members are named after a dot",
                repair: known.map { "\(source(node.a)).\($0)" }
            )
        )
    }

    private mutating func elementType(_ type: ExpressionType, _ operand: Checked, _ key: Checked) -> ExpressionType? {
        let keyRange = syntax[key.syntax].range
        switch type {
        case .dyn: return .dyn
        case .param: return .dyn
        case .error: return nil
        case .list(let element):
            switch Kind(substitution.resolve(key.type)) {
            case .int, .dyn: break
            default:
                report(
                    ExpressionDiagnostic(
                        .noSuchOverload,
                        keyRange,
                        "the elements of a list are numbered; this is \(name(of: key.type))"
                    )
                )
                return nil
            }
            return element
        case .map(let keyType, let value):
            let one = Kind(substitution.resolve(key.type))
            let other = Kind(substitution.resolve(keyType))
            guard (one.isNumber && other.isNumber) || substitution.assign(key.type, to: keyType) else {
                report(
                    ExpressionDiagnostic(
                        .noSuchOverload,
                        keyRange,
                        "the keys of this map are \(name(of: keyType)), this is \(name(of: key.type))"
                    )
                )
                return nil
            }
            return value
        case .optional(let wrapped):
            guard let inner = elementType(substitution.resolve(wrapped), operand, key) else { return nil }
            if case .optional = inner { return inner }
            return .optional(inner)
        case .nullable(let inner):
            return elementType(inner, operand, key)
        case .object:
            if case .string(let name) = constant(key.instruction) {
                report(
                    ExpressionDiagnostic(
                        .noSuchOverload,
                        keyRange,
                        "members are named after a dot",
                        repair: "\(source(operand.syntax)).\(name)",
                        repairRange: syntax[operand.syntax].range.lowerBound..<keyRange.upperBound
                    )
                )
                return nil
            }
            fallthrough
        default:
            report(
                ExpressionDiagnostic(
                    .noSuchOverload,
                    syntax[operand.syntax].range,
                    "\(name(of: type)) has no elements"
                )
            )
            return nil
        }
    }

    mutating func checkMessage(_ index: Int32) -> Checked {
        let node = syntax[index]
        let entries = Array(syntax.list(node.c))
        var place = 2
        while place < entries.count {
            _ = check(entries[place])
            place += 3
        }
        let name = syntax.names[Int(node.a)]
        return failed(
            index,
            ExpressionDiagnostic(
                .unknownName,
                node.range,
                "'\(name)' is no type that can be built here",
                notes: ["a map is written {\"key\": value}"]
            )
        )
    }

    // MARK: Macros

    mutating func checkMacro(_ index: Int32) -> Checked {
        let node = syntax[index]
        guard let macro = Macro(rawValue: node.flags) else {
            return Checked(instruction: emitConstant(.null, node.range), type: .error, syntax: index)
        }
        let entries = Array(syntax.list(node.c))
        let range = check(node.a)
        let rangeType = substitution.resolve(range.type)
        let first = syntax.names[Int(entries[0])]
        let second = entries[1] >= 0 ? syntax.names[Int(entries[1])] : nil
        var types: (key: ExpressionType, value: ExpressionType) = (.dyn, .dyn)
        switch macro {
        case .bind: types = (range.type, .dyn)
        case .optionalMap, .optionalFlatMap:
            switch rangeType {
            case .optional(let wrapped): types = (wrapped, .dyn)
            case .dyn, .error, .param: break
            default: notARange(range, rangeType, "an optional")
            }
        default:
            switch rangeType {
            case .list(let element): types = second == nil ? (element, .dyn) : (.int, element)
            case .map(let key, let value): types = (key, value)
            case .dyn, .param: break
            case .error: types = (.error, .error)
            default: notARange(range, rangeType, "a list or a map")
            }
        }
        if !isChecked { types = (.dyn, .dyn) }
        let firstLocal = push(first, types.key)
        let secondLocal = second.map { push($0, types.value) }
        var bodies: [Checked] = []
        for entry in entries[2...] { bodies.append(check(entry)) }
        scope.removeLast(second == nil ? 1 : 2)
        if macro == .bind {
            let step = emit(
                Instruction(operation: .bind, a: range.instruction, b: firstLocal, c: bodies[0].instruction),
                node.range
            )
            return Checked(instruction: step, type: bodies[0].type, syntax: index)
        }
        let type = resultType(macro, rangeType, types.key, bodies, index)
        var list = [firstLocal, secondLocal ?? -1]
        list.append(contentsOf: bodies.map(\.instruction))
        let (start, _) = emitChildren(list)
        let step = emit(
            Instruction(
                operation: .comprehension,
                detail: UInt16(macro.rawValue),
                a: range.instruction,
                b: start,
                c: Int32(bodies.count)
            ),
            node.range
        )
        return Checked(instruction: step, type: isChecked ? type : .dyn, syntax: index)
    }

    private mutating func push(_ name: String, _ type: ExpressionType) -> Int32 {
        let local = Int32(truncatingIfNeeded: scope.count)
        scope.append(Local(name: name, type: type, index: local))
        localCount = max(localCount, scope.count)
        return local
    }

    private mutating func notARange(_ range: Checked, _ type: ExpressionType, _ what: String) {
        guard isChecked else { return }
        report(
            ExpressionDiagnostic(
                .typeMismatch,
                syntax[range.syntax].range,
                "\(what) is needed here, not \(name(of: type))"
            )
        )
    }

    private mutating func resultType(
        _ macro: Macro,
        _ range: ExpressionType,
        _ key: ExpressionType,
        _ bodies: [Checked],
        _ index: Int32
    ) -> ExpressionType {
        guard let last = bodies.last else { return .error }
        switch macro {
        case .all, .exists, .existsOne:
            requireBool(last, "'\(macro)'")
            return .bool
        case .filter:
            requireBool(last, "'filter'")
            if case .map = range { return .list(key) }
            if case .list = range { return range }
            return .list(.dyn)
        case .map, .transformList:
            return .list(last.type)
        case .mapWhere, .transformListWhere:
            requireBool(bodies[0], "'\(macro == .mapWhere ? "map" : "transformList")'")
            return .list(last.type)
        case .transformMap, .transformMapWhere:
            if macro == .transformMapWhere { requireBool(bodies[0], "'transformMap'") }
            return .map(key, last.type)
        case .transformMapEntry, .transformMapEntryWhere:
            if macro == .transformMapEntryWhere { requireBool(bodies[0], "'transformMapEntry'") }
            switch substitution.resolve(last.type) {
            case .map(let key, let value): return .map(key, value)
            case .dyn, .error, .param: return .map(.dyn, .dyn)
            default:
                if isChecked {
                    report(
                        ExpressionDiagnostic(
                            .typeMismatch,
                            syntax[last.syntax].range,
                            "transformMapEntry needs a map with one entry here, not \(name(of: last.type))"
                        )
                    )
                }
                return .error
            }
        case .optionalMap:
            return .optional(last.type)
        case .optionalFlatMap:
            switch substitution.resolve(last.type) {
            case .optional: return last.type
            case .dyn, .error, .param: return .optional(.dyn)
            default:
                if isChecked {
                    report(
                        ExpressionDiagnostic(
                            .typeMismatch,
                            syntax[last.syntax].range,
                            "optFlatMap needs an optional here, not \(name(of: last.type))"
                        )
                    )
                }
                return .error
            }
        case .bind:
            return last.type
        }
    }
}
