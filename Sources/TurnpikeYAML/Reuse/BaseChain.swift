import Turnpike

/// A process file with the files that it extends, put together.
struct BaseChain {
    /// How many overlays may lie over one another.
    private static let deepest = 8

    /// The whole process; nil where one of the files could not be read to its end.
    private(set) var root: YAMLNode?
    /// What was found in the files and on putting them together.
    private(set) var findings: [Diagnostic] = []
    /// Whether everything with a name was read.
    private(set) var isWhole = true
    /// What each file says about packs, the base first.
    private(set) var refinements: [YAMLNode] = []
    /// The numbers of the files that lie under the process file, the nearest first.
    private(set) var bases: [UInt32] = []

    /// - Parameters:
    ///   - root: The process file's own value.
    ///   - limits: How much each file may ask for.
    init(_ root: YAMLNode, _ files: inout NeighbourFiles, _ sources: inout SourceMap, limits: YAMLLimits) {
        var layers = [root]
        var named: [(file: UInt32, place: SourceRange)] = [(root.range.file, root.range)]
        var current = root
        while current.kind == .mapping, let (_, value) = current.entries.first(where: { $0.key.isText("extends") }) {
            guard let next = base(value, &files, &sources, limits: limits, named) else {
                isWhole = false
                // What stands against the overlay itself is told all the same, but nothing is missing in it.
                self.root = layers.count == 1 ? withoutPacks(root) : nil
                return
            }
            named.append((next.range.file, value.range))
            layers.append(next)
            bases.append(next.range.file)
            current = next
        }
        var result = withoutPacks(layers.removeLast())
        for overlay in layers.reversed() {
            let overlay = withoutPacks(overlay)
            checkHead(of: overlay)
            var merger = OverlayMerger()
            let merged = merger.merged(result, overlay)
            findings += merger.findings
            var gates = LoosenedGates(merger)
            gates.compare(result, merged)
            findings += gates.findings
            result = merged
        }
        self.root = result
    }

    /// A file's value without `packs`, which is laid over packs and not over the base.
    private mutating func withoutPacks(_ node: YAMLNode) -> YAMLNode {
        guard node.kind == .mapping, let (_, value) = node.entries.first(where: { $0.key.isText("packs") }) else {
            return node
        }
        refinements.append(value)
        return YAMLNode(MadeUp(entries: node.entries.filter { !$0.key.isText("packs") }), at: node)
    }

    private mutating func base(
        _ value: YAMLNode,
        _ files: inout NeighbourFiles,
        _ sources: inout SourceMap,
        limits: YAMLLimits,
        _ named: [(file: UInt32, place: SourceRange)]
    ) -> YAMLNode? {
        var reader = NodeReader()
        guard let path = reader.word(value) else {
            findings += reader.diagnostics
            return nil
        }
        guard named.count <= Self.deepest else {
            report(
                .reuseDepth,
                "more than \(Self.deepest) files extend one another",
                at: path.range,
                notes: named.dropFirst().first.map { [Diagnostic.Note("the first is extended here", at: $0.place)] }
                    ?? []
            )
            return nil
        }
        switch files.number(of: path.text, from: value.range.file, .process, in: &sources) {
        case .refused(let why, let help):
            report(.reuseUnreadable, why, at: path.range, help: help)
            return nil
        case .found(let number):
            if let first = named.first(where: { $0.file == number }) {
                report(
                    .reuseCycle,
                    "'\(TreeBuilder.short(path.text))' extends itself through this",
                    at: path.range,
                    notes: named.count == 1
                        ? [Diagnostic.Note("it is this file", at: SourceRange(file: first.file, start: 0, end: 0))]
                        : [Diagnostic.Note("the circle begins here", at: named.first { $0.file != first.file }?.place)]
                )
                return nil
            }
            return tree(number, &sources, limits: limits)
        }
    }

    private mutating func tree(_ number: UInt32, _ sources: inout SourceMap, limits: YAMLLimits) -> YAMLNode? {
        let tree = YAMLTree.read(sources.files[Int(number)], file: number, limits: limits)
        findings += tree.diagnostics
        if !tree.diagnostics.isEmpty { isWhole = false }
        guard let root = tree.root else { return nil }
        guard root.kind == .mapping else {
            report(.reuseKind, "this is no process that can be extended", at: root.range)
            return nil
        }
        if let (key, _) = root.entries.first(where: { $0.key.isText("pack") }) {
            report(
                .reuseKind,
                "a pack cannot be extended",
                at: key.range,
                help: "a process takes it in with 'uses'"
            )
            return nil
        }
        return root
    }

    private mutating func checkHead(of overlay: YAMLNode) {
        let start = SourceRange(file: overlay.range.file, start: overlay.range.start, end: overlay.range.start)
        guard overlay["process"] == nil else { return }
        report(
            .missingKey,
            "a process needs the key 'process', and an overlay one of its own",
            at: start,
            help: "deals are bound to the id of a process: give each overlay another, such as 'process: b2b_emea'"
        )
    }

    private mutating func report(
        _ code: DiagnosticCode,
        _ message: String,
        at range: SourceRange,
        notes: [Diagnostic.Note] = [],
        help: String? = nil
    ) {
        findings.append(Diagnostic(code, message, at: range, notes: notes, help: help))
    }
}
