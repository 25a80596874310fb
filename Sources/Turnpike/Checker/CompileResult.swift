/// What checking a definition found, and the process it makes.
public struct CompileResult: Sendable {
    /// The process; nil where one of the findings is an error.
    public let process: SalesProcess?
    /// Everything that was found, in the order of the file.
    public let diagnostics: [Diagnostic]
    /// The files that the findings point into.
    public let sources: SourceMap

    /// A result; readers of files add their own findings to the checker's.
    public init(process: SalesProcess?, diagnostics: [Diagnostic], sources: SourceMap) {
        self.process = process
        self.diagnostics = diagnostics
        self.sources = sources
    }
}

/// How a definition is checked.
public struct CompileOptions: Hashable, Sendable {
    /// Whether the definition is one that a store has kept, which an earlier release has accepted: what the checks of
    /// TP14xx find in it is then a warning, because deals already run on it.
    public var isRegistered: Bool
    /// Whether everything with a name was read (`ProcessFile.hasAllNames`). If not, findings about unknown, unused and
    /// unreachable things may be echoes of those of the reader, and are left out; no process is made of what remains
    /// if one was.
    public var hasAllNames: Bool
    /// Whether every pack was read (`ProcessFile.hasAllPacks`). If not, the same holds for what has the id of a pack
    /// before it, and for what nothing but a pack may use.
    public var hasAllPacks: Bool

    /// Options; a definition is new and complete unless told otherwise.
    public init(isRegistered: Bool = false, hasAllNames: Bool = true, hasAllPacks: Bool = true) {
        self.isRegistered = isRegistered
        self.hasAllNames = hasAllNames
        self.hasAllPacks = hasAllPacks
    }
}

extension SalesProcess {
    /// Checks a definition: resolves every name, types every expression, builds the transition table and proves that
    /// deals can run through it.
    ///
    /// - Returns: All findings at once, and the process where none of them is an error.
    public static func compile(
        _ definition: Definition,
        options: CompileOptions = CompileOptions()
    ) -> CompileResult {
        var checker = ProcessChecker(definition, options: options)
        let parts = checker.run()
        return CompileResult(
            process: parts.map { SalesProcess($0) },
            diagnostics: checker.findings,
            sources: definition.sources
        )
    }

    /// Checks a definition and makes its process.
    ///
    /// - Throws: `ProcessError` with all findings where one of them is an error.
    public convenience init(
        _ definition: Definition,
        options: CompileOptions = CompileOptions()
    ) throws(ProcessError) {
        var checker = ProcessChecker(definition, options: options)
        guard let parts = checker.run() else {
            throw ProcessError(diagnostics: checker.findings, sources: definition.sources)
        }
        self.init(parts)
    }
}
