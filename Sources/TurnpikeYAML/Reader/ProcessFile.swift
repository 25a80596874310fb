public import Turnpike

/// A process file as read: its definition, and everything that was found on the way.
public struct ProcessFile: Sendable {
    /// What the file says; nil when it could not be read to its end. It is there even when there are errors, so that
    /// the checker can add its own findings to them.
    public let definition: Definition?
    /// The findings about YAML and the form of the language, in the order of the file.
    public let diagnostics: [Diagnostic]
    /// The files that findings point into.
    public let sources: SourceMap
    /// Whether everything with a name was read. If not, findings about unknown or unused names may be echoes of those
    /// already made, and are better left out.
    public let hasAllNames: Bool
    /// Whether every pack was read. If not, findings about names with a dot, which are those of packs, may be echoes.
    public let hasAllPacks: Bool

    /// Reads a process from a file.
    ///
    /// - Parameters:
    ///   - path: The path of a `*.process.yaml` file; also the name in front of findings.
    ///   - limits: How much the file may ask for.
    public init(path: String, limits: YAMLLimits = YAMLLimits()) {
        switch FileReading.read(path, limit: limits.bytes) {
        case .file(let source): self.init(source, NeighbourFiles(beside: path), limits: limits)
        case .failed(let diagnostic):
            self.init(definition: nil, diagnostics: [diagnostic], sources: SourceMap(), hasAllNames: false)
        }
    }

    /// The process as it is with its base, and its packs, for those who want to see it.
    let parts: (root: YAMLNode, packs: [ReadPack])?

    private init(definition: Definition?, diagnostics: [Diagnostic], sources: SourceMap, hasAllNames: Bool) {
        self.definition = definition
        self.diagnostics = diagnostics
        self.sources = sources
        self.hasAllNames = hasAllNames
        hasAllPacks = hasAllNames
        parts = nil
    }

    /// Reads a process from a text in memory.
    public init(text: String, name: String = "process.yaml", limits: YAMLLimits = YAMLLimits()) {
        self.init(SourceFile(name: name, text: text), limits: limits)
    }

    /// Reads a process from bytes that are there already.
    ///
    /// - Parameters:
    ///   - source: The process file.
    ///   - files: The files that it names (`extends:`, `holidays:`, `uses:`), found by their names without folders; of
    ///     several with one name the first counts for the first mention.
    ///   - limits: How much the file may ask for.
    public init(_ source: SourceFile, with files: [SourceFile] = [], limits: YAMLLimits = YAMLLimits()) {
        self.init(source, NeighbourFiles(given: files, for: source.name), limits: limits)
    }

    private init(_ source: SourceFile, _ files: NeighbourFiles, limits: YAMLLimits) {
        let tree = YAMLTree.read(source, limits: limits)
        var reader = DefinitionReader(sources: SourceMap([source]))
        reader.files = files
        reader.limits = limits
        guard let own = tree.remains else {
            definition = nil
            sources = reader.sources
            diagnostics = tree.diagnostics
            hasAllNames = false
            hasAllPacks = false
            parts = nil
            return
        }
        let chain = BaseChain(own, &reader.files, &reader.sources, limits: limits)
        guard let root = chain.root else {
            definition = nil
            sources = reader.sources
            diagnostics = (tree.diagnostics + chain.findings).inFileOrder()
            hasAllNames = false
            hasAllPacks = false
            parts = nil
            return
        }
        if !chain.isWhole { reader.lostNames = true }
        reader.refinements = chain.refinements
        var read = reader.process(root)
        sources = reader.sources
        guard tree.root != nil, chain.isWhole || !chain.findings.hasErrors else {
            // What the form of the rest shows is wrong whatever the lost lines said; what is missing may stand in them,
            // or in a base that could not be read.
            definition = nil
            let found = reader.nodes.diagnostics.filter { $0.code != .missingKey && $0.code != .overlayOnly }
            diagnostics = (tree.diagnostics + chain.findings + found).inFileOrder()
            hasAllNames = false
            hasAllPacks = false
            parts = nil
            return
        }
        read?.sources = reader.sources
        read?.bases = chain.bases
        // A pack that a base uses is tested beside the base.
        for pack in chain.bases.isEmpty ? [] : read?.packs ?? [] where read?.bases.contains(pack.namedIn) == true {
            read?.bases.append(pack.file)
        }
        definition = read
        diagnostics = (tree.diagnostics + chain.findings + reader.nodes.diagnostics).inFileOrder()
        hasAllNames = tree.diagnostics.isEmpty && !reader.lostNames
        hasAllPacks = !reader.lostPacks
        parts = (root, reader.packs)
    }
}
