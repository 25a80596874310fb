import Turnpike
import TurnpikeYAML

/// Reads a YAML text the way the process language does, in miniature: `when` and `that` hold expressions, `label`,
/// `to`, `else` and the items of `checklist` hold texts, `id` holds one word.
struct Miniature {
    var tree: YAMLTree
    var reader = NodeReader()
    var texts: [String: String] = [:]
    var items: [String] = []

    init(_ text: String, limits: YAMLLimits = YAMLLimits()) {
        self.init(bytes: Array(text.utf8), limits: limits)
    }

    init(bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) {
        tree = YAMLTree.read(SourceFile(name: "t.yaml", bytes: bytes), limits: limits)
        if let root = tree.root { walk(root) }
    }

    var diagnostics: [Diagnostic] { (tree.diagnostics + reader.diagnostics).inFileOrder() }
    var sources: SourceMap { SourceMap([tree.source]) }
    var codes: [String] { diagnostics.map(\.code.id) }

    func column(of diagnostic: Diagnostic) -> Int { sources.position(of: diagnostic.range)?.column ?? 0 }

    /// The first finding's place as `line:column`.
    var firstPlace: String? { diagnostics.first.flatMap { sources.position(of: $0.range) }?.description }

    private mutating func walk(_ root: YAMLNode) {
        var open = [root]
        while let node = open.popLast() {
            guard reader.accepts(node) else { continue }
            for (key, value) in node.entries {
                let name = key.text
                switch name {
                case "when", "that": if let text = reader.expression(value) { texts[name] = text.text }
                case "label", "to", "else", "text": if let text = reader.text(value) { texts[name] = text.text }
                case "id": _ = reader.word(value)
                case "checklist":
                    for item in value.items { if let text = reader.text(item) { items.append(text.text) } }
                default:
                    if value.kind == .scalar { _ = reader.word(value) } else { open.append(value) }
                }
            }
            for item in node.items {
                if item.kind == .scalar { _ = reader.word(item) } else { open.append(item) }
            }
        }
    }
}
