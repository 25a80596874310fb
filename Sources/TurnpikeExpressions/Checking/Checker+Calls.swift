import TurnpikeValues

extension Checker {
    mutating func checkCall(_ index: Int32) -> Checked {
        let node = syntax[index]
        let name = syntax.names[Int(node.b)]
        let nameRange = Int(node.place)..<Int(node.place) + name.utf8.count
        if node.a >= 0, let full = functionNamespace(node.a, name) {
            return callFunction(index, full, Int(node.start)..<nameRange.upperBound, target: -1)
        }
        if node.a < 0, people, name == "round", let division = checkRounding(index) { return division }
        return callFunction(index, name, nameRange, target: node.a)
    }

    /// `math.abs` where the target of a call is a namespace and not a value.
    private func functionNamespace(_ target: Int32, _ name: String) -> String? {
        var parts = [name]
        var current = target
        while syntax[current].kind == .select, syntax[current].flags == 0 {
            parts.append(syntax.names[Int(syntax[current].b)])
            current = syntax[current].a
        }
        let root = syntax[current]
        guard root.kind == .name else { return nil }
        let rootName = syntax.names[Int(root.a)]
        if root.flags & SyntaxNode.leadingDot == 0, scope.contains(where: { $0.name == rootName }) { return nil }
        if declarations.variables[rootName] != nil { return nil }
        guard StandardLibrary.namespaces.contains(rootName) || !declarations.functions.isEmpty else { return nil }
        parts.append(rootName)
        let full = parts.reversed().joined(separator: ".")
        for prefix in containerPrefixes() where declarations.functions[prefix + full] != nil { return prefix + full }
        if StandardLibrary.functions[full] != nil { return full }
        return StandardLibrary.namespaces.contains(rootName) ? full : nil
    }

    /// One overload that a call may mean.
    struct Candidate {
        var parameters: [ExpressionType]
        var result: ExpressionType
        var signature: Signature?
        var overload: FunctionOverload?
    }

    func candidates(_ name: String, isMember: Bool) -> [Candidate] {
        var found: [Candidate] = []
        if !declarations.functions.isEmpty {
            for prefix in isMember ? [""] : containerPrefixes() {
                guard let overloads = declarations.functions[prefix + name] else { continue }
                for overload in overloads where overload.isMember == isMember {
                    found.append(
                        Candidate(parameters: overload.parameters, result: overload.result, overload: overload)
                    )
                }
                break
            }
        }
        for signature in StandardLibrary.functions[name] ?? [] where signature.isMember == isMember {
            if signature.isForPeople, !people { continue }
            if signature.isForPlain, people { continue }
            found.append(Candidate(parameters: signature.parameters, result: signature.result, signature: signature))
        }
        return found
    }

    /// Whether a finding was made inside a type, as in a list of what could not be divided.
    private func isBroken(_ type: ExpressionType) -> Bool {
        switch type {
        case .error: true
        case .list(let item): isBroken(substitution.resolve(item))
        default: false
        }
    }

    private mutating func callFunction(_ index: Int32, _ name: String, _ nameRange: Range<Int>, target: Int32)
        -> Checked
    {
        let node = syntax[index]
        if Parser.comprehensionNames.contains(name) || name == "has", candidates(name, isMember: target >= 0).isEmpty {
            // Its variables are no names yet, so the arguments are not looked at.
            let example = name == "has" ? "has(deal.field)" : "list.\(name)(x, x > 0)"
            let message = "'\(name)' is used in another way: \(example)"
            return failed(index, ExpressionDiagnostic(.noSuchOverload, nameRange, message))
        }
        var arguments: [Checked] = []
        if target >= 0 { arguments.append(check(target)) }
        for argument in syntax.list(node.c) { arguments.append(check(argument)) }
        let all = candidates(name, isMember: target >= 0)
        guard !all.isEmpty else { return unknownFunction(index, name, nameRange, target, arguments) }
        if !isChecked { return emitCall(index, name, all, arguments, type: .dyn) }
        if arguments.contains(where: { isBroken(substitution.resolve($0.type)) }) {
            // Already reported; the result's type is known where every overload agrees.
            let results = Set(all.map(\.result))
            let result = results.count == 1 && !all[0].result.hasParameters ? all[0].result : .error
            return Checked(instruction: emitConstant(.null, node.range), type: result, syntax: index)
        }
        if (name == "math.greatest" || name == "math.least") && arguments.count > 2 {
            return checkVariadic(index, all, arguments)
        }
        var chosen: (result: ExpressionType, candidates: [Candidate])?
        for candidate in all where candidate.parameters.count == arguments.count {
            guard let result = apply(candidate, to: arguments) else { continue }
            if let earlier = chosen {
                let isSame = earlier.result == result
                chosen = (isSame ? result : .dyn, earlier.candidates + [candidate])
            } else {
                chosen = (result, [candidate])
            }
            // Only an argument that may be anything lets several overloads fit.
            if !arguments.contains(where: { mayBeAnything($0.type) }) { break }
        }
        if chosen == nil, people {
            // Literals are read as a parameter asks.
            for candidate in all where candidate.parameters.count == arguments.count {
                var changed = arguments
                var didChange = false
                for place in changed.indices where coerce(&changed[place], to: candidate.parameters[place]) {
                    didChange = true
                }
                guard didChange, let result = apply(candidate, to: changed) else { continue }
                arguments = changed
                chosen = (result, [candidate])
                break
            }
        }
        guard let chosen else { return noOverload(index, name, nameRange, all, arguments) }
        return emitCall(index, name, chosen.candidates, arguments, type: chosen.result)
    }

    /// The result's type if the arguments fit a candidate; binds type parameters only then.
    private mutating func apply(_ candidate: Candidate, to arguments: [Checked]) -> ExpressionType? {
        let isGeneric =
            candidate.signature?.isGeneric
            ?? (candidate.result.hasParameters || candidate.parameters.contains { $0.hasParameters })
        guard isGeneric else {
            let saved = substitution.mark
            for (argument, parameter) in zip(arguments, candidate.parameters)
            where !substitution.assign(argument.type, to: parameter) {
                substitution.rollBack(to: saved)
                return nil
            }
            return candidate.result
        }
        let saved = substitution.mark
        let types = substitution.instantiate(candidate.parameters + [candidate.result])
        for (argument, parameter) in zip(arguments, types) where !substitution.assign(argument.type, to: parameter) {
            substitution.rollBack(to: saved)
            return nil
        }
        return substitution.finish(types[types.count - 1], freeAsDyn: false)
    }

    /// Whether a type leaves open what a value is: `dyn`, or a list of `dyn`.
    private func mayBeAnything(_ type: ExpressionType) -> Bool {
        switch substitution.resolve(type) {
        case .dyn, .param: true
        case .list(let element), .optional(let element): mayBeAnything(element)
        case .map(let key, let value): mayBeAnything(key) || mayBeAnything(value)
        default: false
        }
    }

    private mutating func checkVariadic(_ index: Int32, _ all: [Candidate], _ arguments: [Checked]) -> Checked {
        var kinds = Set<Kind>()
        for argument in arguments {
            let kind = Kind(substitution.resolve(argument.type))
            guard
                kind == .dyn || kind.isNumber
                    || (people && [.money, .percent, .date, .instant, .duration].contains(kind))
            else {
                return failed(
                    index,
                    ExpressionDiagnostic(
                        .noSuchOverload,
                        syntax[argument.syntax].range,
                        "a number is needed here, not \(name(of: argument.type))"
                    )
                )
            }
            kinds.insert(kind)
        }
        let type = kinds.count == 1 ? substitution.resolve(arguments[0].type) : .dyn
        return emitCall(index, "", all, arguments, type: type)
    }

    // MARK: Writing calls

    private mutating func emitCall(
        _ index: Int32,
        _ name: String,
        _ chosen: [Candidate],
        _ arguments: [Checked],
        type: ExpressionType
    ) -> Checked {
        let range = syntax[index].range
        var steps = arguments.map(\.instruction)
        guard let signature = chosen.first(where: { $0.overload == nil })?.signature else {
            let (first, count) = emitChildren(steps)
            overloads.append(chosen.compactMap(\.overload))
            let step = emit(
                Instruction(
                    operation: .callHost,
                    a: Int32(truncatingIfNeeded: overloads.count - 1),
                    b: first,
                    c: count
                ),
                range
            )
            return Checked(instruction: step, type: type, syntax: index)
        }
        // Without types any number of arguments comes this far.
        let counts = Set(chosen.map(\.parameters.count))
        if !isChecked, !counts.contains(arguments.count), name != "math.greatest", name != "math.least" {
            return failed(
                index,
                ExpressionDiagnostic(
                    .noSuchOverload,
                    range,
                    "no such overload: \(name) with \(arguments.count) arguments"
                )
            )
        }
        if signature.builtin == .sum, let zero = zero(of: type) {
            // What the sum of an empty list is depends on what it could have held.
            steps.append(emitConstant(zero, range))
        }
        if signature.builtin == .dyn, let first = arguments.first {
            return Checked(instruction: first.instruction, type: .dyn, syntax: index)
        }
        let (first, count) = emitChildren(steps)
        let step = emit(
            Instruction(operation: .call, detail: signature.builtin.rawValue, b: first, c: count),
            range
        )
        if signature.builtin == .matches, steps.count == 2, case .string(let pattern) = constant(steps[1]) {
            return compilePattern(pattern, step, index, arguments)
        }
        if let value = fold(signature.builtin, steps, index) {
            return Checked(instruction: emitConstant(value, range), type: type, syntax: index)
        }
        return Checked(instruction: step, type: type, syntax: index)
    }

    private func zero(of type: ExpressionType) -> Value? {
        switch substitution.resolve(type) {
        case .int: .int(0)
        case .uint: .uint(0)
        case .double: .double(0)
        case .decimal: .decimal(.zero)
        case .percent: .percent(Percent(ratio: .zero))
        case .duration: .duration(.zero)
        case .money: declarations.defaultCurrency.map { .money(Money(.zero, $0)) }
        default: nil
        }
    }

    private mutating func compilePattern(
        _ pattern: String,
        _ step: Int32,
        _ index: Int32,
        _ arguments: [Checked]
    ) -> Checked {
        do throws(PatternError) {
            patterns.append(try PatternProgram(pattern))
        } catch {
            guard isChecked, people else { return Checked(instruction: step, type: .bool, syntax: index) }
            return failed(
                index,
                ExpressionDiagnostic(
                    .badLiteral,
                    syntax[arguments[1].syntax].range,
                    "this pattern cannot be read: \(error.message)"
                )
            )
        }
        let fast = emit(
            Instruction(
                operation: .matches,
                a: arguments[0].instruction,
                b: Int32(truncatingIfNeeded: patterns.count - 1),
                c: step
            ),
            syntax[index].range
        )
        return Checked(instruction: fast, type: .bool, syntax: index)
    }

    /// The result of a call whose arguments are all constants; a call that fails is left to the run, or reported.
    private mutating func fold(_ builtin: Builtin, _ steps: [Int32], _ index: Int32) -> Value? {
        guard !steps.isEmpty, steps.count <= 3 else { return nil }
        var values: [Value] = []
        for step in steps {
            guard let value = constant(step) else { return nil }
            values.append(value)
        }
        var functions = Functions(
            zone: declarations.zone,
            defaultCurrency: declarations.defaultCurrency,
            people: people
        )
        do throws(Fault) {
            return try functions.call(builtin, values)
        } catch {
            let isReading =
                builtin.rawValue >= Builtin.toInt.rawValue && builtin.rawValue <= Builtin.toDuration.rawValue
            if people, isChecked, isReading || builtin == .toDate || builtin == .toDecimal || builtin == .makeMoney {
                var repair: String?
                if builtin == .toTimestamp, case .string(let text) = values[0], CalendarDate(text) != nil {
                    repair = "date(\"\(text)\")"
                }
                report(ExpressionDiagnostic(.badLiteral, syntax[index].range, error.message, repair: repair))
            }
            return nil
        }
    }

    // MARK: round

    /// `round(a / b, places)`, the only way to divide exact numbers.
    private mutating func checkRounding(_ index: Int32) -> Checked? {
        let node = syntax[index]
        let arguments = Array(syntax.list(node.c))
        guard arguments.count == 2 else { return nil }
        let division = syntax[arguments[0]]
        guard division.kind == .binary, division.flags == BinaryOperator.divide.rawValue else { return nil }
        var left = check(division.a)
        var right = check(division.b)
        promote(&left, &right, for: .divide)
        let places = check(arguments[1])
        let step = emit(
            Instruction(
                operation: .divideRounded,
                a: left.instruction,
                b: right.instruction,
                c: places.instruction
            ),
            node.range
        )
        guard isChecked else { return Checked(instruction: step, type: .dyn, syntax: index) }
        let leftType = substitution.resolve(left.type)
        let rightType = substitution.resolve(right.type)
        if case .error = leftType { return Checked(instruction: step, type: .error, syntax: index) }
        if case .error = rightType { return Checked(instruction: step, type: .error, syntax: index) }
        if !substitution.assign(places.type, to: .int) {
            report(
                ExpressionDiagnostic(
                    .noSuchOverload,
                    syntax[arguments[1]].range,
                    "the number of places is an integer, not \(name(of: places.type))"
                )
            )
        }
        guard let kind = Kind.exactDivision(Kind(leftType), Kind(rightType)) else {
            return failed(
                index,
                ExpressionDiagnostic(
                    .noSuchOverload,
                    division.range,
                    "'/' is not defined for \(name(of: leftType)) and \(name(of: rightType))"
                )
            )
        }
        return Checked(instruction: step, type: Self.type(of: kind, leftType, rightType), syntax: index)
    }
}
