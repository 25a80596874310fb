import Testing
import Turnpike
import TurnpikeYAML

@testable import TurnpikeScenarios

@Suite struct DocumentedScenarioTests {
    @Test func theExampleOfTheArticleTestsAllOfItsProcess() async throws {
        let path = "\(ExampleTests.root)/Sources/Turnpike/Turnpike.docc/TestingAProcess.md"
        guard case .file(let page) = FileReading.read(path) else {
            Issue.record("the article is missing")
            return
        }
        let blocks = String(decoding: page.bytes, as: UTF8.self).split(separator: "```")
        let yaml = try #require(blocks.first { $0.hasPrefix("yaml\nturnpike: 1") }).dropFirst(5)
        let text = try #require(blocks.first { $0.hasPrefix("text\nscenarios:") }).dropFirst(5)
        let report = try await MutationTests.mutate(String(text), String(yaml))
        #expect(report.unexplained.map(\.id) == [])
        #expect(report.total > 5)
    }
    @Test func theExampleWithPeopleIsAsItSays() async throws {
        let path = "\(ExampleTests.root)/Sources/Turnpike/Turnpike.docc/TestingAProcess.md"
        guard case .file(let page) = FileReading.read(path) else {
            Issue.record("the article is missing")
            return
        }
        let blocks = String(decoding: page.bytes, as: UTF8.self).split(separator: "```")
        let yaml = try #require(blocks.last { $0.hasPrefix("yaml\nturnpike: 1") }).dropFirst(5)
        let text = try #require(blocks.first { $0.hasPrefix("text\npeople:") }).dropFirst(5)
        let found = try await mismatches(String(text), String(yaml))
        #expect(found == [])
    }
}
