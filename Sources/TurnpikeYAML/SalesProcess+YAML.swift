public import Turnpike

extension SalesProcess {
    /// Reads and checks a process file.
    ///
    /// - Parameter path: the file, `b2b_software.process.yaml`.
    /// - Throws: `ProcessError` with all findings where the file cannot be read or one of them is an error.
    public convenience init(contentsOf path: String) throws(ProcessError) {
        try self.init(ProcessFile(path: path))
    }

    /// Reads and checks a process from text.
    ///
    /// - Parameters:
    ///   - yaml: the text of a process file.
    ///   - name: the name that findings show.
    /// - Throws: `ProcessError` with all findings where one of them is an error.
    public convenience init(yaml: String, name: String = "process.yaml") throws(ProcessError) {
        try self.init(ProcessFile(text: yaml, name: name))
    }

    /// Reads and checks a definition that a store keeps.
    ///
    /// An earlier release has accepted it and deals run on it, so what newer checks of soundness find is a warning.
    ///
    /// - Throws: `ProcessError` with all findings where one of them is an error.
    public convenience init(_ stored: StoredDefinition) throws(ProcessError) {
        let source = stored.sources.first ?? StoredDefinition.Source(name: "\(stored.process).process.yaml", text: [])
        let files = stored.sources.dropFirst().map { SourceFile(name: $0.name, bytes: $0.text) }
        let file = ProcessFile(SourceFile(name: source.name, bytes: source.text), with: files)
        try self.init(file, options: CompileOptions(isRegistered: true, hasAllNames: file.hasAllNames))
    }

    private convenience init(_ file: ProcessFile, options: CompileOptions? = nil) throws(ProcessError) {
        guard let definition = file.definition, !file.diagnostics.hasErrors else {
            throw ProcessError(diagnostics: Self.compile(file).diagnostics, sources: file.sources)
        }
        do {
            try self.init(definition, options: options ?? CompileOptions(file))
        } catch {
            throw ProcessError(diagnostics: file.diagnostics + error.diagnostics, sources: file.sources)
        }
    }

    /// Checks a file that was read: all findings of both, and the process where none of them is an error.
    public static func compile(_ file: ProcessFile) -> CompileResult {
        guard let definition = file.definition else {
            return CompileResult(process: nil, diagnostics: file.diagnostics, sources: file.sources)
        }
        let checked = compile(definition, options: CompileOptions(file))
        let all = (file.diagnostics + checked.diagnostics).inFileOrder()
        return CompileResult(
            process: file.diagnostics.hasErrors ? nil : checked.process,
            diagnostics: all,
            sources: file.sources
        )
    }
}

extension CompileOptions {
    /// How what was read of a file is checked.
    fileprivate init(_ file: ProcessFile) {
        self.init(hasAllNames: file.hasAllNames, hasAllPacks: file.hasAllPacks)
    }
}
