/// Why entries do not make a map.
public enum ValueMapError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The same key stands twice.
    case duplicateKey(Value)
    /// A key is neither a bool nor an integer nor text.
    case unsupportedKey(Value)

    /// A sentence for people.
    public var description: String {
        switch self {
        case .duplicateKey(let key): "the key \(key) stands twice in one map"
        case .unsupportedKey(let key): "\(key.kindName) cannot be a key of a map"
        }
    }
}

/// A map that does not change, with bool, int, uint or string keys, in one fixed order: false, true, ints, uints, then
/// strings by their UTF-8 bytes.
public struct ValueMap: Hashable, Sendable {
    fileprivate struct Entry: Hashable, Sendable {
        let key: Value
        let value: Value
    }

    private let entries: [Entry]

    /// An empty map.
    public init() {
        entries = []
    }

    /// A map of entries in any order.
    public init(_ pairs: [(Value, Value)]) throws(ValueMapError) {
        for (key, _) in pairs where Self.order(of: key) == nil { throw .unsupportedKey(key) }
        var entries = pairs.map { Entry(key: $0.0, value: $0.1) }
        // Stored maps come in order, which one pass sees.
        if !Self.isAscending(entries) {
            entries.sort { Self.compare($0.key, $1.key) < 0 }
            for index in entries.indices.dropFirst()
            where Self.compare(entries[index - 1].key, entries[index].key) == 0 {
                throw .duplicateKey(entries[index].key)
            }
        }
        self.entries = entries
    }

    /// A map with text keys. Keys of a dictionary are unique already.
    public init(_ dictionary: [String: Value]) {
        entries = dictionary.map { Entry(key: .string($0.key), value: $0.value) }
            .sorted { Self.compare($0.key, $1.key) < 0 }
    }

    /// The number of entries.
    public var count: Int { entries.count }

    /// Whether there is no entry.
    public var isEmpty: Bool { entries.isEmpty }

    /// The keys in order.
    public var keys: [Value] { entries.map(\.key) }

    /// Whether all keys are text.
    public var hasOnlyStringKeys: Bool {
        // Strings come last, so the first key speaks for all.
        guard let first = entries.first else { return true }
        return first.key.stringValue != nil
    }

    /// The value of a key, which is compared by its case and content.
    public subscript(key: Value) -> Value? {
        search { Self.compare($0, key) }
    }

    /// The value of a text key.
    public subscript(key: String) -> Value? {
        if entries.count <= 8 {
            // Comparing for equality is so much cheaper than for order that a scan of few is faster.
            for entry in entries {
                if case .string(let text) = entry.key, equalBytes(text, key) { return entry.value }
            }
            return nil
        }
        return search { candidate in
            guard case .string(let text) = candidate else { return -1 }
            return compareBytes(text, key)
        }
    }

    /// The same map with one entry replaced or added, or without it for `nil`.
    public func setting(_ key: String, to value: Value?) -> ValueMap {
        var pairs = entries.filter { $0.key != .string(key) }
        if let value { pairs.append(Entry(key: .string(key), value: value)) }
        return ValueMap(sorted: pairs.sorted { Self.compare($0.key, $1.key) < 0 })
    }

    private static func isAscending(_ entries: [Entry]) -> Bool {
        for index in entries.indices.dropFirst() where compare(entries[index - 1].key, entries[index].key) >= 0 {
            return false
        }
        return true
    }

    private init(sorted entries: [Entry]) {
        self.entries = entries
    }

    private func search(_ order: (Value) -> Int) -> Value? {
        var lower = 0
        var upper = entries.count
        while lower < upper {
            let middle = (lower + upper) / 2
            let result = order(entries[middle].key)
            if result == 0 { return entries[middle].value }
            if result < 0 { lower = middle + 1 } else { upper = middle }
        }
        return nil
    }

    private static func order(of key: Value) -> Int? {
        switch key {
        case .bool: 0
        case .int: 1
        case .uint: 2
        case .string: 3
        default: nil
        }
    }

    private static func compare(_ left: Value, _ right: Value) -> Int {
        switch (left, right) {
        case (.string(let left), .string(let right)):
            return compareBytes(left, right)
        case (.int(let left), .int(let right)):
            return left < right ? -1 : (left == right ? 0 : 1)
        case (.uint(let left), .uint(let right)):
            return left < right ? -1 : (left == right ? 0 : 1)
        case (.bool(let left), .bool(let right)):
            return left == right ? 0 : (left ? 1 : -1)
        default:
            let leftOrder = order(of: left) ?? 4
            let rightOrder = order(of: right) ?? 4
            return leftOrder < rightOrder ? -1 : (leftOrder == rightOrder ? 0 : 1)
        }
    }
}

extension ValueMap: Sequence {
    /// Goes through the entries in order.
    public struct Iterator: IteratorProtocol, Sendable {
        private let entries: [Entry]
        private var index = 0

        fileprivate init(_ entries: [Entry]) {
            self.entries = entries
        }

        /// The next entry.
        public mutating func next() -> (key: Value, value: Value)? {
            guard index < entries.count else { return nil }
            defer { index += 1 }
            return (entries[index].key, entries[index].value)
        }
    }

    /// Goes through the entries in order.
    public func makeIterator() -> Iterator { Iterator(entries) }

    /// The number of entries.
    public var underestimatedCount: Int { entries.count }
}

extension ValueMap: CustomStringConvertible {
    /// As a person reads it.
    public var description: String { Value.map(self).description }
}
