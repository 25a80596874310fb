import CELConformance
import Testing
import TurnpikeValues

@Suite("The conformance suite of CEL")
struct ConformanceTests {
    @Test("Every case of the core language and of our libraries passes")
    func suite() throws {
        guard let results = try? ConformanceSuite().run(folder: Self.folder) else {
            print("skipped: no conformance cases at \(Self.folder)")
            return
        }
        var passed = 0
        for (_, outcome) in results {
            passed += outcome.passed
            for failure in outcome.failures { Issue.record("\(failure)") }
        }
        #expect(passed > 0)
    }

    @Test("Every case whose answer the rules for people change is named in the documentation")
    func people() throws {
        guard let results = try? ConformanceSuite(people: true).run(folder: Self.folder) else {
            print("skipped: no conformance cases at \(Self.folder)")
            return
        }
        let article = "\(Self.root)/Sources/TurnpikeExpressions/TurnpikeExpressions.docc/ExpressionLanguage.md"
        let text = String(decoding: try FileBytes.read(article, limit: 1_000_000), as: UTF8.self)
        for failure in results.flatMap(\.outcome.failures) {
            let name = failure.prefix { $0 != ":" }.split(separator: "/").last ?? ""
            #expect(text.contains("\(name)`"), "\(failure)")
        }
    }

    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// The folder lies beside the repository where this package is developed, and nowhere else.
    private static let folder = root + "/../shared/conformance/cel"
}
