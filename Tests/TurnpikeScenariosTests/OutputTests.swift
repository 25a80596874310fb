import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

@testable import TurnpikeScenarios

@Suite struct OutputTests {
    static func report() async throws -> ScenarioReport {
        let process = try process()
        let text = """
            scenarios:
              - {name: All is well, given: {stage: open}, expect: {stage: open}}
              - {name: "Less <\\"&'> and \\u0007", given: {stage: offer}, do: [{move: won}], expect: {refused: [won.by]}}
            """
        let file = ScenarioFile(text: text, name: "a&b.scenarios.yaml", for: process)
        try #require(file.diagnostics.isEmpty)
        let results = await ScenarioRunner(process).run(file.scenarios)
        // The time that a machine takes is no part of a golden text.
        let still = results.map {
            ScenarioResult(
                name: $0.name,
                range: $0.range,
                mismatches: $0.mismatches,
                duration: .zero,
                touches: $0.touches
            )
        }
        return ScenarioReport(process, [ScenarioReport.File(file, still)])
    }

    @Test func junitIsEscapedAndCounts() async throws {
        let xml = try await Self.report().junit
        let lines = xml.split(separator: "\n").map(String.init)
        #expect(lines[0] == #"<?xml version="1.0" encoding="UTF-8"?>"#)
        #expect(lines[1] == #"<testsuites tests="2" failures="1" errors="0" time="0.000">"#)
        #expect(
            lines[2] == ##"  <testsuite name="a&amp;b.scenarios.yaml" tests="2" failures="1" errors="0" time="0.000">"##
        )
        #expect(lines[3] == ##"    <testcase classname="sample" name="All is well" time="0.000"/>"##)
        #expect(
            lines[4]
                == ##"    <testcase classname="sample" name="Less &lt;&quot;&amp;'&gt; and &lt;U+0007&gt;" time="0.000">"##
        )
        #expect(lines[5].hasPrefix(##"      <failure message="step 1, move won: refused">a&amp;b.scenarios.yaml:3:"##))
        #expect(
            lines[6...7] == ["+ reviewed.done.review", "- won.by"]
                || lines[6...7] == ["- won.by", "+ reviewed.done.review"]
        )
        #expect(lines.suffix(3) == ["    </testcase>", "  </testsuite>", "</testsuites>"])
    }

    @Test func peopleSeeWhatWasExpectedAndWhatWouldHelp() async throws {
        let text = ScenarioText(showsCoverage: true).render(try await Self.report())
        #expect(text.contains("ok    All is well"))
        #expect(text.contains("expected  won.by"))
        #expect(text.contains("seen      reviewed.done.review"))
        #expect(text.contains("| ") && text.contains("remedy: do review"))
        #expect(text.contains("2 scenarios, 1 as expected, 1 not"))
        #expect(text.contains("never made"))
        #expect(!text.contains("\u{7}"))
    }

    @Test func programsReadTheSame() async throws {
        let report = try await Self.report()
        let json = report.json
        #expect(json["passed"] == false)
        #expect(json["failed"] == 1)
        #expect(json["scenarios"] == 2)
        #expect(json["coverage"]?["figures"]?["stages"]?["total"] == 6)
        let failed = json["files"]?[0]?["scenarios"]?[1]
        #expect(failed?["mismatches"]?[0]?["seen"]?[0] == "reviewed.done.review")
        #expect(!report.passed)
    }

    @Test(arguments: [
        ([], [], []), (["a"], ["a"], [" a"]), (["a", "b"], ["b", "c"], ["-a", " b", "+c"]),
        (["a", "b", "c"], ["a", "c"], [" a", "-b", " c"]), ([], ["x"], ["+x"]),
    ])
    func listsAreAligned(_ expected: [String], _ seen: [String], _ lines: [String]) {
        let found = ListDifference.lines(expected, seen).map { line in
            switch line {
            case .both(let item): " \(item)"
            case .expected(let item): "-\(item)"
            case .seen(let item): "+\(item)"
            }
        }
        #expect(found == lines)
    }
}
