/// What the type parameters met so far stand for.
struct Substitution {
    private var bindings: [String: ExpressionType] = [:]
    private var count = 0
    /// What each binding replaced, so that an attempt that fails is taken back without copying all of them.
    private var log: [(name: String, previous: ExpressionType?)] = []

    var isEmpty: Bool { count == 0 }

    /// A point to which `rollBack` returns.
    var mark: Int { log.count }

    /// Takes back every binding made since a point.
    mutating func rollBack(to mark: Int) {
        while log.count > mark, let entry = log.popLast() { bindings[entry.name] = entry.previous }
    }

    private mutating func set(_ name: String, _ type: ExpressionType) {
        log.append((name, bindings[name]))
        bindings[name] = type
    }

    /// A parameter that nothing is known about yet.
    mutating func fresh() -> ExpressionType {
        count += 1
        return .param("%\(count)")
    }

    /// A signature's types with its own parameters replaced by fresh ones, the same for each name.
    mutating func instantiate(_ types: [ExpressionType]) -> [ExpressionType] {
        var renamed: [String: ExpressionType] = [:]
        return types.map { rename($0, &renamed) }
    }

    private mutating func rename(
        _ type: ExpressionType,
        _ renamed: inout [String: ExpressionType]
    ) -> ExpressionType {
        switch type {
        case .param(let name):
            if let known = renamed[name] { return known }
            let new = fresh()
            renamed[name] = new
            return new
        case .list(let element): return .list(rename(element, &renamed))
        case .map(let key, let value): return .map(rename(key, &renamed), rename(value, &renamed))
        case .optional(let wrapped): return .optional(rename(wrapped, &renamed))
        case .type(let type): return .type(rename(type, &renamed))
        case .nullable(let type): return .nullable(rename(type, &renamed))
        case .opaque(let name, let parameters):
            var result: [ExpressionType] = []
            for parameter in parameters { result.append(rename(parameter, &renamed)) }
            return .opaque(name, result)
        default: return type
        }
    }

    /// The type a parameter is bound to, one level deep; other types as they are.
    func resolve(_ type: ExpressionType) -> ExpressionType {
        guard count > 0 else { return type }
        var type = type
        var steps = 0
        while case .param(let name) = type, let bound = bindings[name], steps < 10_000 {
            type = bound
            steps += 1
        }
        return type
    }

    /// The type with every bound parameter replaced, and `dyn` for those that stayed free.
    func finish(_ type: ExpressionType, freeAsDyn: Bool = true, depth: Int = 0) -> ExpressionType {
        guard depth < 200 else { return .dyn }
        switch resolve(type) {
        case .param(let name): return freeAsDyn && name.hasPrefix("%") ? .dyn : .param(name)
        case .list(let element): return .list(finish(element, freeAsDyn: freeAsDyn, depth: depth + 1))
        case .map(let key, let value):
            return .map(
                finish(key, freeAsDyn: freeAsDyn, depth: depth + 1),
                finish(value, freeAsDyn: freeAsDyn, depth: depth + 1)
            )
        case .optional(let wrapped): return .optional(finish(wrapped, freeAsDyn: freeAsDyn, depth: depth + 1))
        case .type(let type): return .type(finish(type, freeAsDyn: freeAsDyn, depth: depth + 1))
        case .nullable(let type): return .nullable(finish(type, freeAsDyn: freeAsDyn, depth: depth + 1))
        case .opaque(let name, let parameters):
            return .opaque(name, parameters.map { finish($0, freeAsDyn: freeAsDyn, depth: depth + 1) })
        case let other: return other
        }
    }

    /// Whether a value of one type may stand where another is asked for; binds parameters on the way.
    mutating func assign(_ actual: ExpressionType, to formal: ExpressionType, depth: Int = 0) -> Bool {
        guard depth < 200 else { return false }
        if count > 0 {
            if case .param(let name) = formal, name.hasPrefix("%") {
                return bind(name, actual, depth, formalIsName: true)
            }
            if case .param(let name) = actual, name.hasPrefix("%") {
                return bind(name, formal, depth, formalIsName: false)
            }
        }
        switch (actual, formal) {
        case (.dyn, _), (_, .dyn), (.error, _), (_, .error): return true
        case (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.decimal, .decimal), (.money, .money),
            (.percent, .percent), (.string, .string), (.bytes, .bytes), (.date, .date), (.instant, .instant),
            (.duration, .duration), (.period, .period), (.null, .null):
            return true
        case (.choice, .string), (.string, .choice), (.choice, .choice): return true
        case (.nullable(let left), .nullable(let right)): return assign(left, to: right, depth: depth + 1)
        case (.null, .nullable), (.nullable, .null): return true
        case (.null, .object), (.null, .opaque), (.null, .optional), (.null, .instant), (.null, .duration): return true
        case (.object, .null), (.opaque, .null), (.optional, .null), (.instant, .null), (.duration, .null): return true
        case (.nullable(let left), _): return assign(left, to: formal, depth: depth + 1)
        case (_, .nullable(let right)): return assign(actual, to: right, depth: depth + 1)
        case (.list(let left), .list(let right)): return assign(left, to: right, depth: depth + 1)
        case (.optional(let left), .optional(let right)): return assign(left, to: right, depth: depth + 1)
        case (.type, .type): return true
        case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
            return assign(leftKey, to: rightKey, depth: depth + 1)
                && assign(leftValue, to: rightValue, depth: depth + 1)
        case (.object(let left), .object(let right)): return left == right
        case (.param(let left), .param(let right)): return left == right
        case (.opaque(let left, let leftParameters), .opaque(let right, let rightParameters)):
            guard left == right, leftParameters.count == rightParameters.count else { return false }
            for (one, other) in zip(leftParameters, rightParameters) where !assign(one, to: other, depth: depth + 1) {
                return false
            }
            return true
        default: return false
        }
    }

    private mutating func bind(_ name: String, _ type: ExpressionType, _ depth: Int, formalIsName: Bool) -> Bool {
        let type = resolve(type)
        if case .param(let other) = type, other == name { return true }
        if let bound = bindings[name] {
            let root = resolve(bound)
            if case .param(let last) = root, last.hasPrefix("%") {
                return bind(last, type, depth + 1, formalIsName: formalIsName)
            }
            let saved = mark
            if assign(type, to: root, depth: depth + 1) {
                // Dyn is less specific than what was bound, and wins.
                if finish(type) == .dyn { set(name, .dyn) }
                return true
            }
            rollBack(to: saved)
            if assign(root, to: type, depth: depth + 1) {
                set(name, type)
                return true
            }
            rollBack(to: saved)
            return false
        }
        if case .param(let other) = type, other.hasPrefix("%") {
            // The older parameter stays the root, so that chains stay short.
            set(other, .param(name))
            return true
        }
        if occurs(name, in: type, depth: 0) { return false }
        set(name, type)
        return true
    }

    private func occurs(_ name: String, in type: ExpressionType, depth: Int) -> Bool {
        guard depth < 200 else { return true }
        switch resolve(type) {
        case .param(let other): return other == name
        case .list(let inner), .optional(let inner), .type(let inner), .nullable(let inner):
            return occurs(name, in: inner, depth: depth + 1)
        case .map(let key, let value):
            return occurs(name, in: key, depth: depth + 1) || occurs(name, in: value, depth: depth + 1)
        case .opaque(_, let parameters): return parameters.contains { occurs(name, in: $0, depth: depth + 1) }
        default: return false
        }
    }

    /// The one type for elements of two types: the more general of both, else `dyn`.
    mutating func join(_ left: ExpressionType, _ right: ExpressionType) -> ExpressionType {
        let saved = mark
        if assign(right, to: left) {
            return isLessSpecific(right, than: left) ? right : left
        }
        rollBack(to: saved)
        if assign(left, to: right) { return right }
        rollBack(to: saved)
        return .dyn
    }

    /// Whether one of two matching types says less than the other: `list(dyn)` than `list(int)`.
    private func isLessSpecific(_ left: ExpressionType, than right: ExpressionType) -> Bool {
        switch (resolve(left), resolve(right)) {
        case (.dyn, .dyn): return false
        case (.dyn, _): return true
        case (.nullable, .nullable): return false
        case (.nullable, _): return true
        case (_, .null): return true
        case (.list(let one), .list(let other)), (.optional(let one), .optional(let other)):
            return isLessSpecific(one, than: other)
        case (.map(let oneKey, let oneValue), .map(let otherKey, let otherValue)):
            return isLessSpecific(oneKey, than: otherKey) || isLessSpecific(oneValue, than: otherValue)
        case (.opaque(_, let ones), .opaque(_, let others)):
            return zip(ones, others).contains { isLessSpecific($0, than: $1) }
        default: return false
        }
    }
}
