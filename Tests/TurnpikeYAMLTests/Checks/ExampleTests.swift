import Testing
import Turnpike
import TurnpikeYAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct ExampleTests {
    /// The process files of `Examples/processes`.
    static let files: [String] = {
        let tests = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let root = "/\(tests)/Examples/processes"
        return entries(of: root).flatMap { folder in
            entries(of: "\(root)/\(folder)").filter { $0.hasSuffix(".process.yaml") }.map { "\(root)/\(folder)/\($0)" }
        }
    }()

    private static func entries(of path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    @Test func thereAreExamples() {
        #expect(Self.files.count >= 5)
    }

    @Test(arguments: files)
    func anExampleHasNoFindings(path: String) {
        let file = ProcessFile(path: path)
        guard let definition = file.definition else {
            Issue.record("\(DiagnosticRenderer().render(file.diagnostics, in: file.sources))")
            return
        }
        let result = SalesProcess.compile(definition, options: CompileOptions(hasAllNames: file.hasAllNames))
        let all = file.diagnostics + result.diagnostics
        #expect(all.isEmpty, "\(DiagnosticRenderer().render(all, in: file.sources))")
        #expect(result.process != nil)
    }
}
