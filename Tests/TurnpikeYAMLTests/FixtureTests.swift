import Testing
import Turnpike
import TurnpikeYAML

/// Each code has a fixture that triggers it exactly where the marks « and » stand.
@Suite struct FixtureTests {
    static let folder = "\(ReaderTests.root)/Tests/Fixtures/Diagnostics"
    /// These come from the form of a file alone; the rest need the checker.
    static let codes = DiagnosticCode.all.filter { $0.id < "TP1240" || $0.id == "TP1901" }.map(\.id)

    @Test(arguments: codes) func theFixtureOfEachCodeTriggersItExactlyThere(_ id: String) throws {
        // A file that is not there, and files of megabytes.
        switch id {
        case "TP1001": return #expect(ProcessFile(path: "/no/such/file").diagnostics.map(\.code.id) == [id])
        case "TP1002":
            let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: YAMLLimits().bytes + 1)
            return #expect(ProcessFile(SourceFile(name: "large", bytes: bytes)).diagnostics.map(\.code.id) == [id])
        case "TP1023":
            let text = "a: [" + String(repeating: "a,", count: YAMLLimits().values) + "]"
            return #expect(ProcessFile(text: text).diagnostics.map(\.code.id) == [id])
        default: break
        }
        guard case .file(let marked) = FileReading.read("\(Self.folder)/\(id).process.yaml") else {
            Issue.record("\(id) has no fixture in \(Self.folder)")
            return
        }
        let (bytes, range) = try #require(Self.unmarked(marked.bytes))
        let file = ProcessFile(SourceFile(name: "\(id).process.yaml", bytes: bytes))
        let report = Comment(rawValue: DiagnosticRenderer().render(Array(file.diagnostics.prefix(3)), in: file.sources))
        let found = file.diagnostics.filter { $0.code.id == id }
        #expect(found.map(\.range.offsets) == [range], report)
    }

    /// The bytes without the marks, and the range between them.
    static func unmarked(_ bytes: [UInt8]) -> ([UInt8], Range<Int>)? {
        let open: [UInt8] = [0xC2, 0xAB]
        let close: [UInt8] = [0xC2, 0xBB]
        guard let first = (0..<bytes.count).first(where: { bytes[$0...].starts(with: open) }),
            let last = (0..<bytes.count).first(where: { bytes[$0...].starts(with: close) }), first < last
        else { return nil }
        return (Array(bytes[..<first] + bytes[(first + 2)..<last] + bytes[(last + 2)...]), first..<last - 2)
    }
}
