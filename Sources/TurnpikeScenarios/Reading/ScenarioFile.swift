public import Turnpike
public import TurnpikeYAML

/// A scenario file as read for one process: its scenarios, and everything that is wrong with it.
public struct ScenarioFile: Sendable {
    /// The name of the file as the user gave it.
    public let name: String
    /// The scenarios in the order of the file; those with an error in them are left out.
    public let scenarios: [Scenario]
    /// The findings, in the order of the file.
    public let diagnostics: [Diagnostic]
    /// The files that findings point into.
    public let sources: SourceMap
    let acceptedSurvivors: [AcceptedSurvivor]

    /// The largest scenario file, the same as that of a process file.
    public static let limits = YAMLLimits()

    /// Reads a scenario file for a process.
    ///
    /// - Parameters:
    ///   - path: The path of a `*.scenarios.yaml` file; also the name in front of findings.
    ///   - process: The process whose names it uses.
    public init(path: String, for process: SalesProcess) {
        switch FileReading.read(path, limit: Self.limits.bytes) {
        case .file(let source): self.init(source, for: process)
        case .failed(let diagnostic):
            self.init(name: path, diagnostics: [diagnostic])
        }
    }

    private init(name: String, diagnostics: [Diagnostic]) {
        self.name = name
        self.diagnostics = diagnostics
        scenarios = []
        acceptedSurvivors = []
        sources = SourceMap()
    }

    /// Reads scenarios from a text in memory.
    public init(text: String, name: String = "process.scenarios.yaml", for process: SalesProcess) {
        self.init(SourceFile(name: name, text: text), for: process)
    }

    /// Reads scenarios from bytes that are there already.
    public init(_ source: SourceFile, for process: SalesProcess) {
        name = source.name
        sources = SourceMap([source])
        let tree = YAMLTree.read(source, limits: Self.limits)
        var reader = ScenarioReader(process)
        if let root = tree.root { reader.read(root) }
        diagnostics = (tree.diagnostics + reader.nodes.diagnostics).inFileOrder()
        scenarios = reader.scenarios
        acceptedSurvivors = reader.accepted
    }
}
