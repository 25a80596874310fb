import Testing
import Turnpike
import TurnpikeYAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Input made to hurt: each is refused with its code, in bounded time and memory.
@Suite struct HostileInputTests {
    /// A large text under a short name, so that test logs stay readable.
    struct Named: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String

        init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }

        var testDescription: String { name }
    }

    @Test(arguments: [
        Named("flow lists", String(repeating: "[", count: 10_000)),
        Named("a million flow lists", String(repeating: "[", count: 1_000_000)),
        Named("flow settings", String(repeating: "{a: ", count: 10_000)),
        Named("compact lists", String(repeating: "- ", count: 10_000) + "x"),
        Named("complex keys", String(repeating: "? ", count: 10_000) + "x"),
        Named("block settings", (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()),
    ])
    func deepNestingIsRefused(_ input: Named) {
        #expect(Miniature(input.text).codes == ["TP1022"])
    }

    @Test func anAliasBombIsRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            let item = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\([String](repeating: item, count: 10).joined(separator: ", "))]\n"
        }
        #expect(Miniature(text).codes == ["TP1020"])
    }

    @Test func aChainOfAliasesIsNoDeeperThanTheLimit() {
        var text = "a0: &a0 [x]\n"
        for level in 1...200 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(Miniature(text).codes == ["TP1022"])
    }

    @Test func aLargeFileIsRefused() {
        let read = Miniature(bytes: [UInt8](repeating: UInt8(ascii: "#"), count: (8 << 20) + 1))
        #expect(read.codes == ["TP1002"])
    }

    @Test func tooManyValuesAreRefused() {
        var limits = YAMLLimits()
        limits.values = 1000
        let read = Miniature("[" + [String](repeating: "a", count: 2000).joined(separator: ",") + "]", limits: limits)
        #expect(read.codes == ["TP1023"])
    }

    @Test(arguments: [
        Named("quotes that end early", String(repeating: "a: \"x\" y\n", count: 20_000)),
        Named("directives", String(repeating: "%TAG !a! tag:x\n", count: 50_000) + "--- a\n"),
        Named("a long tag", "a: " + String(repeating: "!", count: 500_000)),
        Named("anchors", String(repeating: "&a ", count: 300_000)),
        Named("alias keys", String(repeating: "*a : ", count: 100_000)),
        Named("escapes", "a: \"" + String(repeating: "\\x41", count: 300_000) + "\""),
        Named("open brackets by line", String(repeating: "a: [\n", count: 50_000)),
        Named("open braces", String(repeating: "{a: b, c", count: 20_000)),
        Named("split texts in braces", "{" + String(repeating: "a(, ", count: 30_000) + "}"),
        Named("split texts in settings", "a: {" + String(repeating: "b: c(, ", count: 20_000)),
        Named("open quotes in brackets", "[" + String(repeating: "\"a, ", count: 30_000) + "]"),
        Named("split items", "[" + String(repeating: "a (, ", count: 30_000) + "]"),
        Named("tabs", String(repeating: "\t", count: 500_000)),
        Named("empty lines in a text", "a: |\n" + String(repeating: "\n", count: 1_000_000)),
        Named("items that are comments", String(repeating: "- #x\n", count: 100_000)),
        Named("folded quotes", "a: '" + String(repeating: "'' \n ", count: 100_000) + "'"),
        Named("the same complex key", String(repeating: "? a\n", count: 100_000)),
        Named("keys without values", "{" + String(repeating: "a, ", count: 100_000) + "}"),
        Named("wide characters", String(repeating: "ä: 日本 👍\n", count: 50_000)),
        Named("escaped quotes that never close", "a: \"" + String(repeating: "\\\"", count: 400_000)),
        Named("missing values on one line", "{" + String(repeating: "a: ,", count: 100_000) + "}"),
        Named("open parentheses on one line", "[" + String(repeating: "{a: (}, ", count: 50_000) + "]"),
        Named("many texts on one line", "checklist: [" + String(repeating: "a, ", count: 200_000) + "]"),
        Named("many unknown keys", (0..<50_000).map { "k\($0): {x: 1}\n" }.joined()),
        Named("findings on one long line", "[" + String(repeating: "ä, !x y, ", count: 30_000) + "]"),
        Named(
            "bad bytes",
            String(decoding: [], as: UTF8.self) + String(repeating: "\u{7}", count: 15)
                + String(repeating: "a\u{FFFE}", count: 200_000)
        ),
        Named("comments", String(repeating: "# x\n", count: 500_000)),
        Named(
            "items without values around a lost line",
            "a b\nl:\n" + String(repeating: "-\n", count: 200_000) + "x y\n"
        ),
        Named("keys without values before a lost line", "a b\n" + String(repeating: "a:\n", count: 100_000) + " x y\n"),
        Named("lines indented with tabs", "a b\nstages:\n" + String(repeating: "\tx: 1\n", count: 200_000)),
        Named("lines without a colon", (0..<100_000).map { "k\($0) v\n" }.joined()),
        Named(
            "lines of any indentation",
            (0..<50_000).map { String(repeating: " ", count: $0 % 90) + "k: v\n" }.joined()
        ),
    ])
    func nothingTakesLong(_ input: Named) {
        // The time of this thread alone, so that a busy machine does not fail the test. Milliseconds in a release build;
        // what takes quadratic time takes minutes in a debug build.
        let start = Self.threadSeconds()
        let read = Miniature(input.text)
        _ = DiagnosticRenderer().render(read.diagnostics, in: read.sources)
        _ = ProcessFile(text: input.text)
        #expect(Self.threadSeconds() - start < 15)
    }

    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test func fuzzedFilesNeverTrapAndAlwaysHavePlaces() throws {
        var random = SplitMix(seed: 2)
        let seeds = TrapTests.rows.map(\.line) + [Self.sample]
        for round in 0..<3000 {
            var bytes = Array(seeds[Int(random.next() % UInt64(seeds.count))].utf8)
            for _ in 0...Int(random.next() % 6) { mutate(&bytes, &random) }
            if round % 10 == 0 { bytes = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
            let read = Miniature(bytes: bytes)
            // Rendering must cope with whatever was found, wherever it is.
            let text = DiagnosticRenderer(usesColor: false, width: 60).render(read.diagnostics, in: read.sources)
            #expect(read.diagnostics.isEmpty == text.isEmpty)
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
            for diagnostic in read.diagnostics {
                #expect(Int(diagnostic.range.end) <= bytes.count)
                _ = diagnostic.json(in: read.sources)
            }
            if read.tree.diagnostics.isEmpty { #expect(read.tree.root != nil) }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        let pool = Array("{}[]:,#&*!|>'\"%@`?- \n\tab\\()=.".utf8) + [0xC3, 0xA4, 0xFF, 0x00, 0xF0]
        let at = bytes.isEmpty ? 0 : Int(random.next() % UInt64(bytes.count))
        let byte = pool[Int(random.next() % UInt64(pool.count))]
        switch random.next() % 4 {
        case 0: bytes.insert(byte, at: at)
        case 1 where !bytes.isEmpty: bytes[at] = byte
        case 2 where !bytes.isEmpty: bytes.remove(at: at)
        default:
            let end = min(bytes.count, at + 8)
            bytes.insert(contentsOf: Array(bytes[at..<end]), at: at)
        }
    }

    static let sample = """
        turnpike: 1
        process: lemonade
        fields: {amount: {type: money, label: "Deal value"}, need: text}
        stages:
          greet:
            goal: |
              Say hello: then wait.

              And "listen".
            moves: [sell, {fast: {to: sold, when: deal.amount > 5}}]
          sold: {outcome: won}   # done
        gates: &g
          - {any: [a, b]}
          - *g2
        """
}

/// A small source of repeatable random numbers.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
