/// Finds the places of a part in a text, one after the other, in time linear in both.
///
/// The plain way is taken first, which is the fastest for nearly all texts; where a part of many equal beginnings makes it
/// compare the same again and again, the search of Knuth, Morris and Pratt goes on from there.
struct TextSearch<Element: Equatable> {
    enum Answer {
        case found(Int)
        case absent
        /// The plain way takes too much work from here; `searchOn` goes another one, once it is paid for.
        case hard
    }

    private let part: [Element]
    private let text: [Element]
    /// Where to look next.
    private(set) var place: Int
    private var comparisons = 0
    private let origin: Int
    private var borders: [Int32] = []

    init(_ part: [Element], in text: [Element], from start: Int = 0) {
        self.part = part
        self.text = text
        place = start
        origin = start
    }

    /// The next place of the part, which is not empty; places do not overlap.
    mutating func next() -> Answer {
        guard borders.isEmpty else { return linear() }
        let answer = text.withUnsafeBufferPointer { text in
            part.withUnsafeBufferPointer { part in
                Self.plain(part, in: text, from: &place, &comparisons, allowed: 4 * (place - origin) + Self.slack)
            }
        }
        if case .found = answer { place += part.count }
        return answer
    }

    /// Goes on without ever looking at an element twice.
    mutating func searchOn() {
        // For each length of a beginning: the longest shorter beginning that it also ends with.
        borders = [Int32](repeating: 0, count: part.count)
        var length = 0
        for place in part.indices.dropFirst() {
            while length > 0, part[place] != part[length] { length = Int(borders[length - 1]) }
            if part[place] == part[length] { length += 1 }
            borders[place] = Int32(truncatingIfNeeded: length)
        }
    }

    private mutating func linear() -> Answer {
        var length = 0
        while place < text.count {
            while length > 0, text[place] != part[length] { length = Int(borders[length - 1]) }
            if text[place] == part[length] { length += 1 }
            place += 1
            if length == part.count { return .found(place - part.count) }
        }
        return .absent
    }

    private static var slack: Int { 1_024 }

    /// The plain way over bytes that lie somewhere else.
    static func plain(_ part: UnsafeBufferPointer<Element>, in text: UnsafeBufferPointer<Element>) -> Answer {
        var place = 0
        var comparisons = 0
        return plain(part, in: text, from: &place, &comparisons, allowed: slack)
    }

    @inline(__always)
    private static func plain(
        _ part: UnsafeBufferPointer<Element>,
        in text: UnsafeBufferPointer<Element>,
        from place: inout Int,
        _ comparisons: inout Int,
        allowed: Int
    ) -> Answer {
        guard let first = part.first, part.count <= text.count else { return .absent }
        let last = text.count - part.count
        var allowed = allowed
        while place <= last {
            if text[place] == first {
                var length = 1
                while length < part.count, text[place + length] == part[length] { length += 1 }
                if length == part.count { return .found(place) }
                comparisons += length
                // A short part is never compared often enough to matter.
                if comparisons > allowed, part.count > 8 { return .hard }
            }
            place += 1
            allowed += 4
        }
        return .absent
    }
}

/// What looking for a part of a text is charged.
enum TextSearchCost {
    /// Of the plain way: a unit for sixteen elements of both.
    static func plain(_ text: Int, _ part: Int) -> Int { Shape.sum(text, part) / 16 + 1 }

    /// Of going on with the linear search, beside.
    static func hard(_ text: Int, _ part: Int) -> Int { Shape.sum(text, part) / 4 + 1 }

    /// The most that finding all places is charged.
    static func worst(_ text: Int, _ part: Int) -> Int { Shape.sum(plain(text, part), hard(text, part)) }
}
