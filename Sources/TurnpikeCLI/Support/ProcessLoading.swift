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

    /// The processes that a file's process opens, and those that these open, as far as they lie beside it as
    /// `ID.process.yaml`. A file that cannot be used is no process.
    ///
    /// - Parameters:
    ///   - process: the process.
    ///   - path: its file.
    ///   - others: processes that are known already.
    static func opened(by process: SalesProcess, at path: String, among others: [SalesProcess] = []) -> [SalesProcess] {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        var known = Set(others.map(\.id)).union([process.id])
        var result: [SalesProcess] = []
        var work = process.openings.map(\.process)
        while let id = work.popLast(), result.count < mostOpened {
            guard known.insert(id).inserted else { continue }
            let file = "\(folder)\(id).process.yaml"
            guard System.kind(of: file) == .file, let found = check(file).process, found.id == id else { continue }
            result.append(found)
            work += found.openings.map(\.process)
        }
        return result
    }

    private static let mostOpened = 50

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
