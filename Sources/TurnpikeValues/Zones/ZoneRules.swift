/// What a zone's clocks did and will do: the instants at which the offset changed, then a rule for ever after.
final class ZoneRules: Sendable {
    /// A span of time with one offset.
    struct Span: Sendable {
        /// Seconds east of UTC.
        var offset: Int
        /// The first second, `Int64.min` for no beginning.
        var start: Int64
        /// The first second after it, `Int64.max` for no end.
        var end: Int64
    }

    let name: String
    /// Seconds since 1970, ascending.
    private let transitions: [Int64]
    /// The offset from each transition on.
    private let offsets: [Int32]
    /// The offset before the first transition.
    private let initialOffset: Int32
    private let rule: PosixZoneRule?

    init(name: String, transitions: [Int64], offsets: [Int32], initialOffset: Int32, rule: PosixZoneRule?) {
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        self.initialOffset = initialOffset
        self.rule = rule
    }

    /// A zone that never changes.
    convenience init(name: String, offset: Int32) {
        self.init(name: name, transitions: [], offsets: [], initialOffset: offset, rule: nil)
    }

    /// The span of one offset in which a second lies.
    func span(at second: Int64) -> Span {
        guard let last = transitions.last else {
            return rule?.span(at: second) ?? Span(offset: Int(initialOffset), start: .min, end: .max)
        }
        if second >= last {
            guard let rule else {
                return Span(offset: Int(offsets[offsets.count - 1]), start: last, end: .max)
            }
            var span = rule.span(at: second)
            span.start = max(span.start, last)
            return span
        }
        // The first transition after the second.
        var lower = 0
        var upper = transitions.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if transitions[middle] <= second { lower = middle + 1 } else { upper = middle }
        }
        if lower == 0 { return Span(offset: Int(initialOffset), start: .min, end: transitions[0]) }
        return Span(offset: Int(offsets[lower - 1]), start: transitions[lower - 1], end: transitions[lower])
    }
}
