/// A process file that cannot be used, with everything that was found in it.
public struct ProcessError: Error, Sendable, CustomStringConvertible {
    /// All findings, in the order of their places; at least one is an error.
    public var diagnostics: [Diagnostic]
    /// The files that the findings point into.
    public var sources: SourceMap

    /// An error from the findings of a compilation.
    public init(diagnostics: [Diagnostic], sources: SourceMap) {
        self.diagnostics = diagnostics.inFileOrder()
        self.sources = sources
    }

    /// All findings as a person reads them, and how many there are.
    public var description: String {
        DiagnosticRenderer().render(diagnostics, in: sources)
    }
}
