import CELConformance
import Testing

@Suite("The conformance suite of CEL")
struct ConformanceTests {
    @Test("Every case of the core language and of our libraries passes")
    func suite() throws {
        // The folder lies beside the repository where this package is developed, and nowhere else.
        var root = #filePath.split(separator: "/").dropLast(3).map(String.init)
        root.removeLast()
        let folder = "/" + root.joined(separator: "/") + "/shared/conformance/cel"
        guard let results = try? ConformanceSuite().run(folder: folder) else {
            print("skipped: no conformance cases at \(folder)")
            return
        }
        var passed = 0
        for (_, outcome) in results {
            passed += outcome.passed
            for failure in outcome.failures { Issue.record("\(failure)") }
        }
        #expect(passed > 0)
    }
}
