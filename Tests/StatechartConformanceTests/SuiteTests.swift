import Testing
import Turnpike
import TurnpikeValues

@testable import StatechartConformance

@Suite("The public statechart suite")
struct SuiteTests {
    @Test("Every case passes on the tables and the microstep of deals")
    func suite() throws {
        guard let outcome = try? StatechartSuite().run(folder: Self.folder) else {
            print("skipped: no statechart cases at \(Self.folder)")
            return
        }
        #expect(outcome.failures == [])
        #expect(outcome.skipped == [])
        #expect(outcome.passed > 0)
    }

    @Test("Without the rule for conflicts the suite fails")
    func withoutConflictRule() throws {
        guard
            let outcome = try? ConflictRule.$isRemoved.withValue(
                true,
                operation: { try StatechartSuite().run(folder: Self.folder) }
            )
        else {
            print("skipped: no statechart cases at \(Self.folder)")
            return
        }
        #expect(outcome.failures.count > 5)
    }

    @Test("Nothing outside the machine knows of the switch that takes the rule away")
    func noProductReachesTheSwitch() throws {
        let machine = "\(Self.root)/Sources/Turnpike/Machine/"
        let kernel = try FileBytes.read(machine + "Machine+Microstep.swift", limit: 1_000_000)
        #expect(String(decoding: kernel, as: UTF8.self).split(separator: "ConflictRule.isRemoved").count == 2)
        for file in try SourceFiles.swift(under: "\(Self.root)/Sources") where !file.hasPrefix(machine) {
            let text = String(decoding: try FileBytes.read(file, limit: 1_000_000), as: UTF8.self)
            #expect(!text.contains("ConflictRule"), "\(file)")
        }
    }

    @Test("A wrong expectation is a failure that says what was expected and seen")
    func wrongExpectation() throws {
        var outcome = StatechartSuite.Outcome()
        StatechartSuite().run(Self.turnstile(expecting: "locked"), name: "turnstile", into: &outcome)
        #expect(outcome.passed == 0)
        #expect(outcome.summary == "0 passed, 1 failed, 0 skipped")
        let failure = try #require(outcome.failures.first)
        #expect(failure.contains("after step 1, event coin: expected [locked], seen [open]"))
        #expect(failure.contains("coin: left [locked], entered [open]"))
    }

    @Test("What the format does not have is skipped with its reason")
    func unknownAction() throws {
        var outcome = StatechartSuite.Outcome()
        let text = String(decoding: Self.turnstile(expecting: "open"), as: UTF8.self)
        let changed = text.replacing("\"raise\":\"x\"", with: "\"invoke\":\"x\"")
        StatechartSuite().run(Array(changed.utf8), name: "turnstile", into: &outcome)
        #expect(outcome.summary == "0 passed, 0 failed, 1 skipped")
        #expect(outcome.skipped.first?.contains("invoke") == true)
    }

    @Test(
        "A case that is none is a failure, not a crash",
        arguments: [
            "", "[]", "{}", #"{"id":"a"}"#, #"{"id":"a","tree":{},"script":{"steps":[]}}"#,
            tree(#"{"id":"a","kind":"atomic"},{"id":"a","kind":"atomic"}"#),
            tree(#"{"id":"a","kind":"compound"}"#), tree(#"{"id":"a","kind":"parallel"}"#), tree(""),
            tree(#"{"id":"a","kind":"wheel"}"#),
            tree(#"{"id":"a","kind":"atomic","transitions":[{"targets":["nowhere"]}]}"#),
            tree(#"{"id":"h","kind":"history","history":"deep","transitions":[{"targets":["h"]}]}"#),
            tree(
                #"{"id":"h","kind":"history","transitions":[{"targets":["k"]}]},"#
                    + #"{"id":"k","kind":"history","transitions":[{"targets":["h"]}]},{"id":"a","kind":"atomic"}"#
            ),
            tree(#"{"id":"a","kind":"atomic","children":[{"id":"b","kind":"atomic"}]}"#),
            tree(
                #"{"id":"a","kind":"compound","initial":["b"],"children":[{"id":"c","kind":"atomic"}]},{"id":"b","kind":"atomic"}"#
            ),
            tree(#"{"id":"a","kind":"atomic","transitions":[{"targets":["a"]}]}"#),
            tree(#"{"id":"a","kind":"atomic","onentry":[{"send":"e"}],"transitions":[{"event":"e","targets":["a"]}]}"#),
        ]
    )
    func unreadable(text: String) {
        var outcome = StatechartSuite.Outcome()
        StatechartSuite().run(Array(text.utf8), name: "case", into: &outcome)
        #expect(outcome.summary == "0 passed, 1 failed, 0 skipped")
    }

    @Test("A folder without cases, or none at all, is said to be so")
    func folders() {
        #expect(throws: StatechartFolderError.self) { try StatechartSuite().run(folder: "/nowhere/at/all") }
        #expect(throws: StatechartFolderError.self) { try StatechartSuite().run(folder: Self.root + "/.ci") }
    }

    private static func tree(_ children: String) -> String {
        #"{"id":"x","tree":{"id":"$root","kind":"root","children":["# + children
            + #"]},"script":{"initial_configuration":["a"],"steps":[]}}"#
    }

    private static func turnstile(expecting state: String) -> [UInt8] {
        let text = #"""
            {"id":"t","tree":{"id":"$root","kind":"root","children":[
            {"id":"locked","kind":"atomic","onexit":[{"raise":"x"}],
            "transitions":[{"event":"coin","targets":["open"]}]},
            {"id":"open","kind":"atomic"}]},
            "script":{"initial_configuration":["locked"],"steps":[{"event":"coin","configuration":["STATE"]}]}}
            """#
        return Array(text.replacing("STATE", with: state).utf8)
    }

    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// The folder lies beside the repository where this package is developed, and nowhere else.
    private static let folder = root + "/../shared/conformance/statechart"
}
