import Testing
import Turnpike
import TurnpikeValues

@testable import TurnpikeImport

@Suite struct DocumentedMapTests {
    @Test func theMapInTheDocumentationIsReadWithoutAFinding() throws {
        let path = "\(Repository.root)/Sources/Turnpike/Turnpike.docc/Importing.md"
        let page = String(decoding: try FileBytes.read(path, limit: 1 << 20), as: UTF8.self)
        let parts = page.split(separator: "```")
        let block = try #require(parts.first { $0.hasPrefix("text\nmap:") })
        let result = ImportMap.read(SourceFile(name: "map.yaml", text: String(block.dropFirst(5))))
        #expect(result.diagnostics.isEmpty)
        #expect(result.map?.lookupFiles == ["prices.csv", "regions.csv"])
    }
}
