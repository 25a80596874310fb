/// Why a pattern could not be read.
struct PatternError: Error {
    let message: String
}

/// A regular expression in RE2's syntax, run in time linear in the text.
///
/// The pattern becomes a program of a non-deterministic automaton (Thompson's construction); all its threads step through
/// the text side by side (Pike's machine), so no pattern can make a text take more than `size * length` steps.
struct PatternProgram: Sendable {
    enum Step: Sendable {
        case ranges(Int)
        case any
        case anyButNewline
        case split(Int, Int)
        case jump(Int)
        case assert(Assertion)
        case match
    }

    enum Assertion: Sendable {
        case textStart
        case textEnd
        case lineStart
        case lineEnd
        case wordBoundary
        case noWordBoundary
    }

    /// A set of code points as sorted, disjoint ranges.
    typealias Ranges = [ClosedRange<UInt32>]

    private(set) var steps: [Step] = []
    private(set) var sets: [Ranges] = []
    /// The text that the whole pattern spells, where it is nothing but text.
    private(set) var literal: [UInt8]?

    /// The largest program, after repetitions are written out.
    static let mostSteps = 5_000
    /// The longest pattern in bytes.
    static let longest = 10_000

    init(_ pattern: String) throws(PatternError) {
        guard pattern.utf8.count <= Self.longest else { throw PatternError(message: "it is too large") }
        var parser = PatternParser(pattern)
        let tree = try parser.parse()
        // A long text would be searched for in more than linear time; the automaton has no such limit.
        if let text = tree.literal, text.utf8.count <= 64 { literal = Array(text.utf8) }
        var work = 0
        try emit(tree, &work)
        steps.append(.match)
    }

    // MARK: Writing the program

    private mutating func add(_ step: Step) throws(PatternError) {
        guard steps.count < Self.mostSteps else { throw PatternError(message: "it is too large") }
        steps.append(step)
    }

    private mutating func emit(_ node: PatternNode, _ work: inout Int) throws(PatternError) {
        // Repetitions of nothing add no steps, but must not run for ever either.
        work += 1
        guard work < 50_000 else { throw PatternError(message: "it is too large") }
        switch node {
        case .empty: break
        case .set(let ranges):
            sets.append(ranges)
            try add(.ranges(sets.count - 1))
        case .any(let newline): try add(newline ? .any : .anyButNewline)
        case .assertion(let assertion): try add(.assert(assertion))
        case .sequence(let parts):
            for part in parts { try emit(part, &work) }
        case .alternatives(let parts):
            var jumps: [Int] = []
            for (place, part) in parts.enumerated() {
                if place == parts.count - 1 {
                    try emit(part, &work)
                } else {
                    let split = steps.count
                    try add(.split(split + 1, 0))
                    try emit(part, &work)
                    jumps.append(steps.count)
                    try add(.jump(0))
                    steps[split] = .split(split + 1, steps.count)
                }
            }
            for jump in jumps { steps[jump] = .jump(steps.count) }
        case .repetition(let inner, let least, let most):
            for _ in 0..<least { try emit(inner, &work) }
            if let most {
                var splits: [Int] = []
                for _ in least..<max(most, least) {
                    splits.append(steps.count)
                    try add(.split(0, 0))
                    try emit(inner, &work)
                }
                for split in splits { steps[split] = .split(split + 1, steps.count) }
            } else {
                let split = steps.count
                try add(.split(0, 0))
                try emit(inner, &work)
                try add(.jump(split))
                steps[split] = .split(split + 1, steps.count)
            }
        }
    }

    // MARK: Running

    /// What matching a text costs.
    func cost(of text: String) -> Int { cost(ofBytes: text.utf8.count) }

    /// What matching a text of so many bytes costs.
    func cost(ofBytes length: Int) -> Int {
        if literal != nil { return length / 4 + 1 }
        return Self.cost(of: length, steps: steps.count)
    }

    /// What the automaton costs; a pattern that is nothing but text costs less.
    static func cost(of length: Int, steps: Int) -> Int {
        let (product, overflow) = length.multipliedReportingOverflow(by: max(steps / 8, 1))
        return overflow ? Int.max / 2 : product / 2 + 1
    }

    /// Whether the pattern is found anywhere in a text.
    func matches(_ text: String) -> Bool {
        if let literal { return Self.contains(text, literal) }
        var current = Threads(steps.count)
        var next = Threads(steps.count)
        var stack: [Int] = []
        var previous: UInt32?
        var iterator = text.unicodeScalars.makeIterator()
        var scalar = iterator.next()?.value
        while true {
            if follow(0, &current, &stack, previous, scalar) { return true }
            guard let now = scalar else { return false }
            let following = iterator.next()?.value
            for place in 0..<current.count {
                let step = current.list[place]
                let isMatch: Bool
                switch steps[step] {
                case .ranges(let set): isMatch = Self.contains(sets[set], now)
                case .any: isMatch = true
                case .anyButNewline: isMatch = now != 0x0A
                default: isMatch = false
                }
                if isMatch, follow(step + 1, &next, &stack, now, following) { return true }
            }
            swap(&current, &next)
            next.clear()
            previous = now
            scalar = following
        }
    }

    /// Adds a step and all it leads to without reading; true when that reaches the end of the pattern.
    private func follow(
        _ start: Int,
        _ threads: inout Threads,
        _ stack: inout [Int],
        _ before: UInt32?,
        _ after: UInt32?
    ) -> Bool {
        stack.removeAll(keepingCapacity: true)
        stack.append(start)
        while let step = stack.popLast() {
            guard threads.insert(step) else { continue }
            switch steps[step] {
            case .match: return true
            case .jump(let target): stack.append(target)
            case .split(let one, let other):
                stack.append(other)
                stack.append(one)
            case .assert(let assertion):
                if Self.holds(assertion, before, after) { stack.append(step + 1) }
            case .ranges, .any, .anyButNewline: break
            }
        }
        return false
    }

    private static func holds(_ assertion: Assertion, _ before: UInt32?, _ after: UInt32?) -> Bool {
        switch assertion {
        case .textStart: before == nil
        case .textEnd: after == nil
        case .lineStart: before == nil || before == 0x0A
        case .lineEnd: after == nil || after == 0x0A
        case .wordBoundary: isWord(before) != isWord(after)
        case .noWordBoundary: isWord(before) == isWord(after)
        }
    }

    private static func isWord(_ scalar: UInt32?) -> Bool {
        guard let scalar, scalar < 128 else { return false }
        return Lexer.isWordByte(UInt8(scalar))
    }

    private static func contains(_ ranges: Ranges, _ scalar: UInt32) -> Bool {
        if ranges.count < 8 {
            for range in ranges where scalar >= range.lowerBound && scalar <= range.upperBound { return true }
            return false
        }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= scalar
    }

    private static func contains(_ text: String, _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count >= part.count else { return false }
            for start in 0...(bytes.count - part.count) where bytes[start] == first {
                var length = 1
                while length < part.count, bytes[start + length] == part[length] { length += 1 }
                if length == part.count { return true }
            }
            return false
        }
    }

    /// A set of steps that remembers the order of insertion.
    private struct Threads {
        var list: [Int]
        var marks: [Bool]
        var count: Int { list.count }

        init(_ size: Int) {
            list = []
            list.reserveCapacity(size)
            marks = Array(repeating: false, count: size)
        }

        mutating func insert(_ step: Int) -> Bool {
            if marks[step] { return false }
            marks[step] = true
            list.append(step)
            return true
        }

        mutating func clear() {
            for step in list { marks[step] = false }
            list.removeAll(keepingCapacity: true)
        }
    }
}
