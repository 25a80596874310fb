import TurnpikeValues

extension Evaluator {
    // MARK: Members

    mutating func member(_ step: Instruction, _ index: Int32) throws(Stop) -> Value {
        let operand = try evaluate(step.a)
        guard case .string(let name) = constants[Int(step.b)] else { throw fail("a member without a name", index) }
        switch operand {
        case .map(let map):
            if let value = map[name] {
                if step.isRecord, case .null = value { throw lack(index) }
                return step.isOptional ? .optional([value]) : value
            }
            if step.isRecord { throw lack(index) }
            if step.isOptional { return .optional([]) }
            throw fail("no such key: \(name)", index)
        case .optional(let content):
            guard let inner = content.first else { return .optional([]) }
            guard case .map(let map) = inner else {
                throw fail("\(inner.kindName) has no member '\(name)'", index)
            }
            guard let value = map[name] else { return .optional([]) }
            if case .optional = value { return value }
            return .optional([value])
        case .null where step.isRecord:
            throw lack(index)
        case .null where step.isOptional:
            return .optional([])
        default:
            throw fail("\(operand.kindName) has no member '\(name)'", index)
        }
    }

    mutating func hasMember(_ step: Instruction, _ index: Int32) throws(Stop) -> Bool {
        guard case .string(let name) = constants[Int(step.b)] else { throw fail("a member without a name", index) }
        let operand: Value
        do throws(Stop) {
            operand = try evaluate(step.a)
        } catch {
            // What belongs to something without a value has none either.
            if error == .unknown { return false }
            throw error
        }
        switch operand {
        case .map(let map):
            guard let value = map[name] else { return false }
            if step.isRecord, case .null = value { return false }
            return true
        case .optional(let content):
            guard let inner = content.first else { return false }
            guard case .map(let map) = inner else { throw fail("\(inner.kindName) has no member '\(name)'", index) }
            return map[name] != nil
        case .null where step.isRecord || program.peopleRules:
            return false
        default:
            throw fail("\(operand.kindName) has no member '\(name)'", index)
        }
    }

    mutating func element(_ step: Instruction, _ index: Int32) throws(Stop) -> Value {
        let operand = try evaluate(step.a)
        let key = try evaluate(step.b)
        if case .string(let text) = key { try charge(text.utf8.count / 16 + 1, index) }
        var container = operand
        var isOptional = step.isOptional
        if case .optional(let content) = operand {
            guard let inner = content.first else { return .optional([]) }
            container = inner
            isOptional = true
        }
        let found: Value?
        switch container {
        case .list(let elements):
            guard let place = Functions.listIndex(key) else {
                throw fail("invalid argument: \(key) is no place in a list", index)
            }
            let isInside = place >= 0 && place < elements.count
            found = isInside ? .some(elements[place]) : .none
            if !isInside, !isOptional {
                throw fail("index \(place) is outside the list, which has \(elements.count) elements", index)
            }
        case .map(let map):
            found = Functions.lookUp(key, in: map)
            if case .none = found, !isOptional { throw fail("no such key: \(key)", index) }
        case .null where isOptional:
            found = .none
        default:
            throw fail(Fault.noOverload("[]", [container, key]).message, index)
        }
        guard isOptional else { return found ?? .null }
        guard let found else { return .optional([]) }
        if !step.isOptional, case .optional = found { return found }
        return .optional([found])
    }

    // MARK: Literals

    mutating func list(_ step: Instruction, _ index: Int32) throws(Stop) -> Value {
        let count = Int(step.c)
        try charge(count, index)
        var elements: [Value] = []
        elements.reserveCapacity(count)
        for place in Int(step.b)..<Int(step.b) + count {
            let child = children[place]
            if child >= 0 {
                elements.append(try evaluate(child))
            } else {
                let value = try evaluate(~child)
                guard case .optional(let content) = value else {
                    throw fail("an optional is needed after '?', not \(value.kindName)", ~child)
                }
                elements.append(contentsOf: content)
            }
        }
        return .list(elements)
    }

    mutating func map(_ step: Instruction, _ index: Int32) throws(Stop) -> Value {
        let count = Int(step.c)
        try charge(count, index)
        var pairs: [(Value, Value)] = []
        pairs.reserveCapacity(count / 2)
        var place = Int(step.b)
        while place < Int(step.b) + count {
            let child = children[place]
            let key = try evaluate(child >= 0 ? child : ~child)
            let value = try evaluate(children[place + 1])
            place += 2
            if child >= 0 {
                pairs.append((key, value))
            } else {
                guard case .optional(let content) = value else {
                    throw fail("an optional is needed after '?', not \(value.kindName)", children[place - 1])
                }
                if let content = content.first { pairs.append((key, content)) }
            }
        }
        return try makeMap(pairs, index)
    }

    mutating func makeMap(_ pairs: [(Value, Value)], _ index: Int32) throws(Stop) -> Value {
        // Sorting compares the keys.
        for (key, _) in pairs {
            if case .string(let text) = key {
                try charge(text.utf8.count / 16 + 1, index)
            } else {
                try charge(1, index)
            }
        }
        do throws(Fault) {
            return .map(try Functions.makeMap(pairs))
        } catch {
            throw fail(error.message, index)
        }
    }

    // MARK: Calls

    mutating func call(_ step: Instruction, _ index: Int32) throws(Stop) -> Value {
        guard let builtin = Builtin(rawValue: step.detail) else { throw fail("no such function", index) }
        let first = Int(step.b)
        if let value = try plainCall(builtin, step, index) { return value }
        var arguments: [Value] = []
        arguments.reserveCapacity(Int(step.c))
        for place in first..<first + Int(step.c) { arguments.append(try evaluate(children[place])) }
        if builtin == .lastElement || builtin == .firstElement, case .list(let elements) = arguments.first,
            elements.isEmpty
        {
            // The last of nothing is a value that is missing, not a mistake.
            throw lack(index)
        }
        do throws(Fault) {
            return try functions.call(builtin, arguments)
        } catch {
            throw fail(error.message, index)
        }
    }

    /// The functions that gates call most, without a list of arguments; nil for the others.
    private mutating func plainCall(_ builtin: Builtin, _ step: Instruction, _ index: Int32) throws(Stop) -> Value? {
        switch builtin {
        case .size where step.c == 1:
            let value = try evaluate(children[Int(step.b)])
            do throws(Fault) {
                return try functions.size(value)
            } catch {
                throw fail(error.message, index)
            }
        case .contains where step.c == 2, .startsWith where step.c == 2, .endsWith where step.c == 2:
            let subject = try evaluate(children[Int(step.b)])
            let part = try evaluate(children[Int(step.b) + 1])
            guard case .string(let text) = subject, case .string(let other) = part else {
                throw fail(Fault.noOverload("\(builtin)", [subject, part]).message, index)
            }
            do throws(Fault) {
                return .bool(try functions.contains(other, in: text, builtin))
            } catch {
                throw fail(error.message, index)
            }
        default: return .none
        }
    }

    mutating func callHost(_ step: Instruction, _ index: Int32) throws(Stop) -> Value {
        var arguments: [Value] = []
        for place in Int(step.b)..<Int(step.b) + Int(step.c) { arguments.append(try evaluate(children[place])) }
        let overloads = program.overloads[Int(step.a)]
        for overload in overloads where overload.parameters.count == arguments.count {
            guard zip(arguments, overload.parameters).allSatisfy({ Functions.value($0, fits: $1) }) else { continue }
            try charge(overload.cost, index)
            guard let body = overload.body else { throw fail("\(overload.id) has no implementation", index) }
            do {
                return try body(arguments)
            } catch let error as EvaluationError {
                throw fail(error.message, index)
            } catch {
                throw fail("\(overload.id) failed: \(error)", index)
            }
        }
        throw fail(Fault.noOverload(overloads.first?.id ?? "function", arguments).message, index)
    }
}
