import Foundation
import Testing
import Turnpike
import TurnpikeDiagrams
import TurnpikeYAML

/// The gallery shows every example process, as its file is now.
@Suite struct GalleryTests {
    static let catalogue = Documents.root.appendingPathComponent("Sources/Turnpike/Turnpike.docc")
    static let folder = Documents.root.appendingPathComponent("Examples/processes")

    /// The folders with a process file.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { FileManager.default.fileExists(atPath: "\(folder.path)/\($0)/\($0).process.yaml") }
            .sorted()
    }

    @Test(arguments: try names())
    func thePictureIsWhatTheProcessGives(_ name: String) throws {
        let source = ProcessFile(path: "\(Self.folder.path)/\(name)/\(name).process.yaml")
        let process = try #require(SalesProcess.compile(source).process)
        let drawn = SVGWriter.text(for: ProcessDiagram(process: process), options: .init(showsLegend: false))
        let file = Self.catalogue.appendingPathComponent("Resources/gallery-\(name).svg")
        if ProcessInfo.processInfo.environment["TURNPIKE_RECORD"] == "1" {
            try drawn.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded \(name)")
            return
        }
        let stored = try? String(contentsOf: file, encoding: .utf8)
        #expect(stored == drawn, "run with TURNPIKE_RECORD=1 and look at \(file.lastPathComponent)")
    }

    @Test func everyProcessHasItsPictureAndItsRow() throws {
        let text = try String(contentsOf: Self.catalogue.appendingPathComponent("Gallery.md"), encoding: .utf8)
        let pictures = text.matches(of: /\]\(gallery-([a-z0-9_]+)\)/).map { String($0.output.1) }
        let rows = text.matches(of: /\n\| `([a-z0-9_]+)` \|/).map { String($0.output.1) }
        let names = try Self.names()
        #expect(names.count > 12)
        #expect(pictures == names)
        #expect(rows == names)
        let stored = try FileManager.default.contentsOfDirectory(
            atPath: Self.catalogue.appendingPathComponent("Resources").path
        )
        #expect(Set(stored.filter { $0.hasPrefix("gallery-") }) == Set(names.map { "gallery-\($0).svg" }))
    }
}
