import Foundation
import Testing
import Turnpike
import TurnpikeYAML

/// Phases and tracks of a size that no sales team has.
@Suite struct NestingTests {
    private func codes(_ text: String) -> Set<String> {
        Set(SalesProcess.compile(ProcessFile(text: "turnpike: 1\nprocess: p\n" + text)).diagnostics.map(\.code.id))
    }

    @Test func aStageHasNotMoreTracksThanAnybodyCanFollow() {
        let tracks = (0..<65).map { "      t\($0): {stages: {s\($0): {final: true}}}\n" }.joined()
        let text = "stages:\n  talks:\n    moves: [won]\n    tracks:\n\(tracks)  won: {outcome: won}\n"
        #expect(codes(text) == ["TP1269"])
    }

    @Test(arguments: ["a phase", "a track", "a phase with moves", "moves out"])
    func aLongChainIsCheckedInTime(_ kind: String) {
        let count = 4000
        var text = "stages:\n  big:\n"
        let space = kind == "a track" ? "          " : "      "
        text += kind == "a track" ? "    tracks:\n      long:\n        stages:\n" : "    stages:\n"
        for index in 0..<count {
            let out = kind == "moves out" ? ", {out\(index): {to: won, skips: all}}" : ""
            text += "\(space)s\(index): {moves: [s\(index + 1)\(out)]}\n"
        }
        text += "\(space)s\(count): {final: true}\n    moves:\n      win: {to: won, complete: true}\n"
        if kind == "a phase with moves" {
            for index in 0..<50 { text += "      m\(index): {to: s\(index * 10), skips: all}\n" }
        }
        text += "  won: {outcome: won}\n"
        let start = Self.threadSeconds()
        // More rows and stages passed over than a process of people has are refused, in time too.
        #expect(codes(text).isSubset(of: ["TP1269"]))
        #expect(Self.threadSeconds() - start < 30)
    }

    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
