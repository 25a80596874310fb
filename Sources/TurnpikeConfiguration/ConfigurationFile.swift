public import Turnpike
import TurnpikeYAML

/// A configuration file as read: what it says, and everything that is wrong with it.
public struct ConfigurationFile: Sendable {
    /// What the file says; nil where something in it is an error.
    public let configuration: HostConfiguration?
    /// The findings, in the order of the file.
    public let diagnostics: [Diagnostic]
    /// The files that findings point into.
    public let sources: SourceMap

    /// Reads a configuration.
    ///
    /// - Parameter path: The path of a `turnpike.yaml`; also the name in front of findings.
    public init(path: String) {
        switch FileReading.read(path) {
        case .file(let source): self.init(source)
        case .failed(let diagnostic):
            self.init(nil, [diagnostic], SourceMap())
        }
    }

    private init(_ configuration: HostConfiguration?, _ diagnostics: [Diagnostic], _ sources: SourceMap) {
        self.configuration = configuration
        self.diagnostics = diagnostics
        self.sources = sources
    }

    /// Reads a configuration from a text in memory.
    public init(text: String, name: String = HostConfiguration.fileName) {
        self.init(SourceFile(name: name, text: text))
    }

    /// Reads a configuration from bytes that are there already; paths in it start from the folder of its name.
    public init(_ source: SourceFile) {
        sources = SourceMap([source])
        let tree = YAMLTree.read(source)
        let folder = source.name.lastIndex(of: "/").map { String(source.name[...$0]) } ?? ""
        var reader = ConfigurationReader(folder: folder)
        if let root = tree.root { reader.read(root) }
        // A file without a word says nothing, which is a configuration too.
        let found = tree.diagnostics.filter { $0.code != .emptyFile }
        diagnostics = (found + reader.nodes.diagnostics).inFileOrder()
        configuration = diagnostics.hasErrors ? nil : reader.configuration
    }

    /// The configuration in a file.
    ///
    /// - Throws: `ProcessError` with all findings where one of them is an error.
    public static func load(_ path: String) throws(ProcessError) -> HostConfiguration {
        let file = ConfigurationFile(path: path)
        guard let configuration = file.configuration else {
            throw ProcessError(diagnostics: file.diagnostics, sources: file.sources)
        }
        return configuration
    }
}
