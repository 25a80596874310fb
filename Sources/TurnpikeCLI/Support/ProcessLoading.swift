import Turnpike
import TurnpikeYAML

/// Reads process files: from disk, and those that a store has kept.
enum ProcessLoading: Sendable {
    /// A file that was read and checked.
    struct Checked: Sendable {
        /// The path as the user gave it.
        var path: String
        /// The process, where nothing stands against it.
        var process: SalesProcess?
        /// All findings, in file order.
        var diagnostics: [Diagnostic]
        /// The files that findings point into.
        var sources: SourceMap
    }

    /// Reads and checks a file.
    static func check(_ path: String) -> Checked {
        let file = ProcessFile(path: path)
        var checked = Checked(path: path, diagnostics: file.diagnostics, sources: file.sources)
        guard let definition = file.definition else { return checked }
        let result = SalesProcess.compile(definition, options: CompileOptions(hasAllNames: file.hasAllNames))
        checked.diagnostics = (file.diagnostics + result.diagnostics).inFileOrder()
        if !checked.diagnostics.hasErrors { checked.process = result.process }
        return checked
    }

    /// The process in a file.
    ///
    /// - Throws: `ProcessError` with all findings where one of them is an error.
    static func load(_ path: String) throws -> SalesProcess {
        let checked = check(path)
        guard let process = checked.process else {
            throw ProcessError(diagnostics: checked.diagnostics, sources: checked.sources)
        }
        return process
    }

    /// A process that a store has kept.
    static func compile(_ kept: StoredDefinition) throws -> SalesProcess {
        guard let source = kept.sources.first else {
            throw StoreError(.damaged, "the store keeps no text of \(kept.process) \(kept.version)")
        }
        let file = ProcessFile(SourceFile(name: source.name, bytes: source.text))
        guard let definition = file.definition, !file.diagnostics.hasErrors else {
            throw ProcessError(diagnostics: file.diagnostics, sources: file.sources)
        }
        return try SalesProcess(
            definition,
            options: CompileOptions(isRegistered: true, hasAllNames: file.hasAllNames)
        )
    }

    /// Whether words on the command line mean a file and not the id of a process.
    static func isPath(_ words: String) -> Bool {
        words.contains("/") || words.hasSuffix(".yaml") || words.hasSuffix(".yml") || System.kind(of: words) == .file
    }
}
