import TurnpikeValues

extension Evaluator {
    /// The elements that a comprehension runs over: for one variable elements or keys, for two pairs.
    private enum Elements {
        case list([Value])
        case map([(key: Value, value: Value)])

        var count: Int {
            switch self {
            case .list(let elements): elements.count
            case .map(let entries): entries.count
            }
        }
    }

    mutating func comprehension(_ step: Instruction, _ index: Int32) throws(Stop) -> Value {
        guard let macro = Macro(rawValue: UInt8(truncatingIfNeeded: step.detail)) else {
            throw fail("no such macro", index)
        }
        let range = try evaluate(step.a)
        let first = Int(children[Int(step.b)])
        let second = Int(children[Int(step.b) + 1])
        let body = children[Int(step.b) + 2]
        let last = children[Int(step.b) + 1 + Int(step.c)]
        if macro == .optionalMap || macro == .optionalFlatMap {
            return try mapOptional(macro, range, first, body, index)
        }
        let elements: Elements
        switch range {
        case .list(let list): elements = .list(list)
        case .map(let map):
            try charge(map.count, index)
            elements = .map(map.map { ($0.key, $0.value) })
        default: throw fail("no such overload: a list or a map is needed, not \(range.kindName)", index)
        }
        let savedFirst = locals[first]
        let savedSecond = second >= 0 ? locals[second] : .null
        defer {
            locals[first] = savedFirst
            if second >= 0 { locals[second] = savedSecond }
        }
        switch macro {
        case .all, .exists:
            return try quantify(macro, elements, first, second, body, index)
        case .existsOne:
            var count = 0
            for place in 0..<elements.count {
                try bind(elements, place, first, second, index)
                if try condition(body) { count += 1 }
            }
            return .bool(count == 1)
        case .map, .mapWhere, .transformList, .transformListWhere, .filter:
            var result: [Value] = []
            if macro == .map || macro == .transformList { result.reserveCapacity(elements.count) }
            for place in 0..<elements.count {
                try bind(elements, place, first, second, index)
                switch macro {
                case .filter:
                    if try condition(body) { result.append(locals[first]) }
                case .mapWhere, .transformListWhere:
                    if try condition(body) { result.append(try evaluate(last)) }
                default:
                    result.append(try evaluate(last))
                }
            }
            return .list(result)
        default:
            return try transform(macro, elements, first, second, body, last, index)
        }
    }

    private mutating func bind(
        _ elements: Elements,
        _ place: Int,
        _ first: Int,
        _ second: Int,
        _ index: Int32
    ) throws(Stop) {
        try charge(1, index)
        switch elements {
        case .list(let list):
            if second >= 0 {
                locals[first] = .int(Int64(place))
                locals[second] = list[place]
            } else {
                locals[first] = list[place]
            }
        case .map(let entries):
            locals[first] = entries[place].key
            if second >= 0 { locals[second] = entries[place].value }
        }
    }

    private mutating func condition(_ body: Int32) throws(Stop) -> Bool {
        switch verdict(body) {
        case .yes: return true
        case .no: return false
        case .unknown: throw .unknown
        case .error: throw .failed
        }
    }

    private mutating func quantify(
        _ macro: Macro,
        _ elements: Elements,
        _ first: Int,
        _ second: Int,
        _ body: Int32,
        _ index: Int32
    ) throws(Stop) -> Value {
        let deciding: Verdict = macro == .exists ? .yes : .no
        var isUnknown = false
        var isFailed = false
        var firstFailure: EvaluationError?
        for place in 0..<elements.count {
            try bind(elements, place, first, second, index)
            let answer = verdict(body)
            if answer == deciding { return .bool(macro == .exists) }
            if answer == .unknown {
                isUnknown = true
            } else if answer == .error, !isFailed {
                isFailed = true
                firstFailure = failure
                // Beyond the limit nothing is absorbed any more.
                if functions.cost.spent > functions.cost.limit { throw .failed }
            }
        }
        if isUnknown { throw .unknown }
        if isFailed {
            if keepsReasons { failure = firstFailure }
            throw .failed
        }
        return .bool(macro == .all)
    }

    private mutating func transform(
        _ macro: Macro,
        _ elements: Elements,
        _ first: Int,
        _ second: Int,
        _ body: Int32,
        _ last: Int32,
        _ index: Int32
    ) throws(Stop) -> Value {
        var pairs: [(Value, Value)] = []
        for place in 0..<elements.count {
            try bind(elements, place, first, second, index)
            if macro == .transformMapWhere || macro == .transformMapEntryWhere {
                guard try condition(body) else { continue }
            }
            let key = locals[first]
            let value = try evaluate(last)
            if macro == .transformMap || macro == .transformMapWhere {
                pairs.append((key, value))
            } else if case .map(let map) = value {
                try charge(map.count, index)
                for entry in map { pairs.append((entry.key, entry.value)) }
            } else {
                throw fail("transformMapEntry needs maps, not \(value.kindName)", index)
            }
        }
        return try makeMap(pairs, index)
    }

    private mutating func mapOptional(
        _ macro: Macro,
        _ range: Value,
        _ first: Int,
        _ body: Int32,
        _ index: Int32
    ) throws(Stop) -> Value {
        guard case .optional(let content) = range else {
            throw fail("an optional is needed, not \(range.kindName)", index)
        }
        guard let value = content.first else { return .optional([]) }
        let saved = locals[first]
        locals[first] = value
        defer { locals[first] = saved }
        let result = try evaluate(body)
        if macro == .optionalMap { return .optional([result]) }
        guard case .optional = result else { throw fail("optFlatMap needs an optional, not \(result.kindName)", index) }
        return result
    }
}
