public import Turnpike
public import TurnpikeYAML

/// Writes a checked process as Swift: types and names that call the library, and no logic of their own.
///
/// The text depends on the process alone, so that it changes only where the file does.
public struct SwiftGenerator: Sendable {
    /// Who may use the generated types.
    public enum Access: String, Hashable, Sendable, CaseIterable {
        /// The module they are compiled into.
        case `internal`
        /// The package.
        case package
        /// Everybody.
        case `public`
    }

    /// What was written, or what stands against it.
    public struct Result: Sendable {
        /// The Swift text; nil where a finding is an error.
        public let text: String?
        /// What was found, in file order: what the compiler found, and names that fold into one.
        public let diagnostics: [Diagnostic]
        /// The files that findings point into.
        public let sources: SourceMap
    }

    /// Who may use the generated types.
    public var access: Access

    /// A generator; the types are internal unless told otherwise.
    public init(access: Access = .internal) {
        self.access = access
    }

    /// Reads a process file, checks it and writes its types.
    public func generate(contentsOf path: String) -> Result {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return generate(ProcessFile(path: path), named: name)
    }

    /// Checks what was read from a file and writes its types.
    ///
    /// - Parameters:
    ///   - file: What was read.
    ///   - name: The file's name, which the text names as its source.
    public func generate(_ file: ProcessFile, named name: String) -> Result {
        let compiled = SalesProcess.compile(file)
        guard let process = compiled.process else {
            return Result(text: nil, diagnostics: compiled.diagnostics, sources: compiled.sources)
        }
        let result = generate(process, named: name)
        return Result(
            text: result.text,
            diagnostics: compiled.diagnostics + result.diagnostics,
            sources: compiled.sources
        )
    }

    /// Writes the types of a process.
    public func generate(_ process: SalesProcess, named name: String) -> Result {
        let shape = ProcessShape(process)
        let found = shape.names.diagnostics.inFileOrder()
        guard !found.hasErrors else { return Result(text: nil, diagnostics: found, sources: process.sources) }
        var printer = ProcessPrinter(shape, access: access, source: name)
        return Result(text: printer.print(), diagnostics: found, sources: process.sources)
    }
}
