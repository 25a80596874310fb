public import Turnpike
import TurnpikeYAML

/// What reading a map file gave.
public struct ImportMapResult: Sendable {
    /// The map; nil where findings stand in the way.
    public let map: ImportMap?
    /// The findings, in the order of the file.
    public let diagnostics: [Diagnostic]
    /// The files that findings point into.
    public let sources: SourceMap
}

extension ImportMap {
    /// Reads a map file and reports everything that is wrong with it at once.
    public static func read(_ source: SourceFile) -> ImportMapResult {
        let tree = YAMLTree.read(source)
        var reader = ImportMapReader(source: source)
        var map: ImportMap?
        if let root = tree.root { map = reader.read(root) }
        let findings = (tree.diagnostics + reader.nodes.diagnostics).inFileOrder()
        return ImportMapResult(
            map: findings.hasErrors ? nil : map,
            diagnostics: findings,
            sources: SourceMap([source])
        )
    }
}
