/// How often and for how long a deal was in each stage that it has left: a bounded summary, kept small because every
/// deal carries it.
///
/// Each entry is one word: the stage in 12 bits, the visits in 12 (saturating), the milliseconds in 40 (saturating, some
/// 34 years). Four entries lie inline; a deal that leaves a fifth stage moves them to an array.
public struct StageHistory: Hashable, Sendable {
    /// One stage's entry.
    public struct Entry: Hashable, Sendable {
        /// The stage.
        public let stage: StageID
        /// How often it was entered and left again.
        public let visits: Int
        /// Milliseconds spent there, as far as they are known.
        public let milliseconds: Int64
    }

    /// The greatest number of stages of a process.
    static let maximumStages = 1 << 12
    private static let visitUnit: UInt64 = 1 << 40
    private static let timeMask: UInt64 = (1 << 40) - 1
    private static let empty = UInt64.max

    private var a = empty
    private var b = empty
    private var c = empty
    private var d = empty
    private var overflow: [UInt64] = []

    /// An empty history.
    public init() {}

    /// Counts a visit that ended; unknown times add nothing.
    mutating func left(_ stage: StageID, after milliseconds: Int64?) {
        let stageBits = UInt64(stage.index) << 52
        let time = UInt64(clamping: max(0, milliseconds ?? 0))
        func grown(_ word: UInt64) -> UInt64 {
            let sum = min((word & Self.timeMask) + min(time, Self.timeMask), Self.timeMask)
            let visits = min(((word >> 40) & 0xFFF) + 1, 0xFFF)
            return stageBits | visits * Self.visitUnit | sum
        }
        func fits(_ word: UInt64) -> Bool { word == Self.empty || word >> 52 == stageBits >> 52 }
        let start = stageBits
        if fits(a) { a = grown(a == Self.empty ? start : a); return }
        if fits(b) { b = grown(b == Self.empty ? start : b); return }
        if fits(c) { c = grown(c == Self.empty ? start : c); return }
        if fits(d) { d = grown(d == Self.empty ? start : d); return }
        if let index = overflow.firstIndex(where: { $0 >> 52 == stageBits >> 52 }) {
            overflow[index] = grown(overflow[index])
        } else {
            overflow.append(grown(start))
        }
    }

    /// Restores an entry that was stored.
    mutating func restore(_ entry: Entry) {
        let visits = UInt64(min(max(entry.visits, 0), 0xFFF))
        let time = min(UInt64(clamping: max(0, entry.milliseconds)), Self.timeMask)
        let word = UInt64(entry.stage.index) << 52 | visits * Self.visitUnit | time
        if a == Self.empty { a = word; return }
        if b == Self.empty { b = word; return }
        if c == Self.empty { c = word; return }
        if d == Self.empty { d = word; return }
        overflow.append(word)
    }

    private static func entry(_ word: UInt64) -> Entry {
        Entry(
            stage: StageID(Int(word >> 52)),
            visits: Int((word >> 40) & 0xFFF),
            milliseconds: Int64(word & timeMask)
        )
    }

    /// The entries in the order in which the stages were first left.
    public var entries: [Entry] {
        var result: [Entry] = []
        forEach { result.append($0) }
        return result
    }

    /// Whether no stage was left.
    var isEmpty: Bool { a == Self.empty }

    /// Goes through the entries in that order, without an array of them.
    func forEach(_ body: (Entry) -> Void) {
        if a != Self.empty { body(Self.entry(a)) }
        if b != Self.empty { body(Self.entry(b)) }
        if c != Self.empty { body(Self.entry(c)) }
        if d != Self.empty { body(Self.entry(d)) }
        for word in overflow { body(Self.entry(word)) }
    }

    /// The entry of a stage.
    public subscript(_ stage: StageID) -> Entry? {
        let bits = UInt64(stage.index)
        if a != Self.empty, a >> 52 == bits { return Self.entry(a) }
        if b != Self.empty, b >> 52 == bits { return Self.entry(b) }
        if c != Self.empty, c >> 52 == bits { return Self.entry(c) }
        if d != Self.empty, d >> 52 == bits { return Self.entry(d) }
        return overflow.first { $0 >> 52 == bits }.map(Self.entry)
    }
}
