/// The content of a value that no file has as it is: what an overlay and its base are together, and the long form of a
/// name that a file writes in the short one.
final class MadeUp: Sendable {
    let kind: YAMLNode.Kind
    let entries: [(key: YAMLNode, value: YAMLNode)]
    let text: [UInt8]
    /// Whether it stands for what is not written at all, as behind a name in a list.
    let isAbsent: Bool

    /// Keys and values, each where its own file has it.
    init(entries: [(key: YAMLNode, value: YAMLNode)]) {
        kind = .mapping
        self.entries = entries
        text = []
        isAbsent = false
    }

    /// A word that the short form leaves out.
    init(word: String) {
        kind = .scalar
        entries = []
        text = Array(word.utf8)
        isAbsent = false
    }

    private init() {
        kind = .scalar
        entries = []
        text = []
        isAbsent = true
    }

    /// Nothing.
    static let absent = MadeUp()
}
