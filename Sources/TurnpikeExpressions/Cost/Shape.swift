import TurnpikeValues

/// The most that a value can be, for the cost estimate: how many elements, how many bytes of text.
///
/// Everything saturates, so that no number of nested lists overflows.
enum Shape {
    /// A number, bool or time; also a type.
    case scalar
    /// Text or bytes of at most so many bytes.
    case text(Int)
    /// At most so many elements; an optional is a list of one.
    indirect case list(Int, Shape)
    /// At most so many entries.
    indirect case map(Int, Shape, Shape)
    /// What a declaration says, worked out when it is asked for: the type and the declared size.
    case typed(ExpressionType, Int?)
    /// Nothing is known but how many elements and bytes it has in all.
    case any(Int)

    /// The most elements of a list that declares no maximum.
    static let defaultCount = 1_000
    /// The most code points of a text that declares no maximum.
    static let defaultLength = 10_000
    /// The most elements and bytes of a value of which not even the type is declared.
    static let defaultAny = 4 * defaultLength
    /// What a number, bool or time takes when it is written.
    private static let scalarText = 64

    init(_ value: Value) {
        switch value {
        case .string(let text): self = .text(text.utf8.count)
        case .bytes(let bytes): self = .text(bytes.count)
        case .list(let elements):
            var shape = Shape.scalar
            for element in elements { shape = shape.joined(Shape(element)) }
            self = .list(elements.count, shape)
        case .map(let map):
            var key = Shape.scalar
            var value = Shape.scalar
            for entry in map {
                key = key.joined(Shape(entry.key))
                value = value.joined(Shape(entry.value))
            }
            self = .map(map.count, key, value)
        case .optional(let content): self = .list(content.count, content.first.map { Shape($0) } ?? .scalar)
        default: self = .scalar
        }
    }

    /// The shape with a declaration worked out one level deep; an object stays one.
    var opened: Shape {
        guard case .typed(let type, let size) = self else { return self }
        switch type {
        case .string: return .text(4 * (size ?? Self.defaultLength))
        case .bytes: return .text(size ?? Self.defaultLength)
        case .choice(let choice): return .text(choice.options.reduce(1) { max($0, $1.utf8.count) })
        case .list(let element): return .list(size ?? Self.defaultCount, .typed(element, nil))
        case .map(let key, let value):
            return .map(size ?? Self.defaultCount, .typed(key, nil), .typed(value, nil))
        case .optional(let inner): return .list(1, .typed(inner, size))
        case .nullable(let inner): return Shape.typed(inner, size).opened
        case .dyn, .error, .param, .opaque: return .any(size.map { Self.product($0, 4) } ?? Self.defaultAny)
        case .object: return self
        default: return .scalar
        }
    }

    // MARK: Parts

    /// The most elements, entries or bytes directly in it.
    var count: Int {
        switch opened {
        case .scalar: 1
        case .text(let size), .any(let size): size
        case .list(let count, _), .map(let count, _, _): count
        case .typed(.object(let object), _): object.members.count
        case .typed: 1
        }
    }

    /// The most bytes that it has as a text.
    var bytes: Int {
        switch opened {
        case .text(let size), .any(let size): size
        default: 0
        }
    }

    /// An element of a list, or a value of a map.
    var element: Shape {
        switch opened {
        case .list(_, let element): element
        case .map(_, _, let value): value
        case .any(let size): .any(size)
        case .typed: .any(measure)
        default: .scalar
        }
    }

    /// A key of a map.
    var key: Shape {
        switch opened {
        case .map(_, let key, _): key
        case .any(let size): .any(size)
        case .typed: .text(64)
        default: .scalar
        }
    }

    func member(_ name: String) -> Shape {
        if case .typed(.object(let object), _) = opened {
            guard let member = object.members[name] else { return .scalar }
            return .typed(member.type, member.maximumSize)
        }
        // Only an optional is a list with members.
        if case .list(_, let inner) = opened { return .any(Self.sum(inner.member(name).measure, 2)) }
        return element
    }

    /// What stands at an index or key.
    var indexed: Shape {
        guard case .list(1, let inner) = opened else { return element }
        switch inner.opened {
        case .scalar, .text: return inner
        // It may be an optional of a list or map, and then the result is one too.
        default: return .any(Self.sum(inner.measure, 2))
        }
    }

    /// What can be either.
    func joined(_ other: Shape) -> Shape {
        switch (self, other) {
        case (.scalar, .scalar): return .scalar
        case (.text(let one), .text(let two)): return .text(max(one, two))
        case (.typed(.object(let one), _), .typed(.object(let two), _)) where one === two: return self
        default: break
        }
        switch (opened, other.opened) {
        case (.scalar, let shape), (let shape, .scalar): return shape
        case (.text(let one), .text(let two)): return .text(max(one, two))
        case (.list(let one, let first), .list(let two, let second)):
            return .list(max(one, two), first.joined(second))
        case (.map(let one, let firstKey, let first), .map(let two, let secondKey, let second)):
            return .map(max(one, two), firstKey.joined(secondKey), first.joined(second))
        case (let one, let two): return .any(max(one.measure, two.measure))
        }
    }

    /// What `+` makes of both.
    func appending(_ other: Shape) -> Shape {
        switch (opened, other.opened) {
        case (.scalar, .scalar): return .scalar
        case (.text(let one), .text(let two)): return .text(Self.sum(one, two))
        case (.list(let one, let first), .list(let two, let second)):
            return .list(Self.sum(one, two), first.joined(second))
        case (let one, let two): return .any(Self.sum(one.measure, two.measure))
        }
    }

    // MARK: Measures

    /// All elements and bytes in it, at every depth.
    var measure: Int { measure(0) }

    private func measure(_ depth: Int) -> Int {
        guard depth < 12 else { return Self.most }
        switch opened {
        case .scalar: return 1
        case .text(let size): return Self.sum(size, 1)
        case .any(let size): return Self.sum(size, 1)
        case .list(let count, let element): return Self.sum(Self.product(count, element.measure(depth + 1)), 1)
        case .map(let count, let key, let value):
            return Self.sum(Self.product(count, Self.sum(key.measure(depth + 1), value.measure(depth + 1))), 1)
        case .typed(.object(let object), _):
            return object.members.reduce(1) { total, entry in
                let member = Shape.typed(entry.value.type, entry.value.maximumSize)
                return Self.sum(Self.sum(total, entry.key.utf8.count), member.measure(depth + 1))
            }
        case .typed: return 1
        }
    }

    /// The work of reading all of it: what comparing it with its like costs, and what writing it costs.
    var walk: Int { walk(0) }

    private func walk(_ depth: Int) -> Int {
        guard depth < 12 else { return Self.most }
        switch opened {
        case .scalar: return 1
        case .text(let size): return size / 16 + 2
        case .any(let size): return Self.sum(Self.product(size, 4), 8)
        case .list(let count, let element):
            return Self.sum(Self.product(count, Self.sum(element.walk(depth + 1), 1)), 2)
        case .map(let count, let key, let value):
            let entry = Self.sum(Self.sum(key.walk(depth + 1), value.walk(depth + 1)), 1)
            return Self.sum(Self.product(count, entry), 2)
        case .typed(.object(let object), _):
            return object.members.reduce(2) { total, entry in
                let member = Shape.typed(entry.value.type, entry.value.maximumSize)
                return Self.sum(Self.sum(total, entry.key.utf8.count / 16 + 3), member.walk(depth + 1))
            }
        case .typed: return 1
        }
    }

    /// The work of comparing it for equality with something else.
    func comparing(_ other: Shape) -> Int {
        switch (opened, other.opened) {
        case (.scalar, _), (_, .scalar): return 0
        case (.text(let one), .text(let two)): return min(one, two) / 16 + 1
        case (.text(let size), _), (_, .text(let size)): return size / 16 + 1
        case (.list(let one, let first), .list(let two, let second)):
            let count = min(one, two)
            return Self.sum(Self.product(count, Self.sum(first.comparing(second), 1)), 1)
        // Comparing reads no more than all of the left side.
        default: return walk
        }
    }

    /// The most bytes that it takes when it is written.
    var written: Int {
        let size = measure
        return Self.product(size, Self.scalarText + 4)
    }

    // MARK: Arithmetic

    static let most = Int.max / 2

    static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? most : min(sum, most)
    }

    static func product(_ left: Int, _ right: Int) -> Int {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? most : min(product, most)
    }
}
