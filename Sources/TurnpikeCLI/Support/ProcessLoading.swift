import Turnpike
import TurnpikeYAML

/// Reads process files.
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
        let result = SalesProcess.compile(file)
        return Checked(path: path, process: result.process, diagnostics: result.diagnostics, sources: result.sources)
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

    /// Whether words on the command line mean a file and not the id of a process.
    static func isPath(_ words: String) -> Bool {
        words.contains("/") || words.hasSuffix(".yaml") || words.hasSuffix(".yml") || System.kind(of: words) == .file
    }
}
