import Testing
import Turnpike
import TurnpikeYAML

/// The packs of `Examples/packs`.
@Suite struct PackTests {
    static let ids = ["bant", "gdpr_consent", "meddicc", "spiced"]

    @Test(arguments: ids) func aPackOfTheExamplesCanBeUsedInAnyProcess(_ id: String) throws {
        let path = "\(ReaderTests.root)/Examples/packs/\(id).yaml"
        guard case .file(let source) = FileReading.read(path) else {
            Issue.record("\(path) cannot be read")
            return
        }
        let gate = id == "gdpr_consent" ? "may_contact" : "complete"
        for currency in ["EUR", "USD", "JPY"] {
            let text = """
                turnpike: 1
                process: p
                currency: \(currency)
                uses: [\(id).yaml]
                stages:
                  open: {exit: [\(id).\(gate)], moves: [won]}
                  won: {outcome: won}

                """
            let result = SalesProcess.compile(ProcessFile(SourceFile(name: "p.yaml", text: text), with: [source]))
            #expect(
                result.diagnostics.isEmpty,
                "\(DiagnosticRenderer().render(result.diagnostics, in: result.sources))"
            )
            #expect(result.process != nil)
        }
    }

    @Test func allOfThemCanBeUsedTogether() {
        let files = Self.ids.map { id in
            guard case .file(let source) = FileReading.read("\(ReaderTests.root)/Examples/packs/\(id).yaml") else {
                return SourceFile(name: "\(id).yaml", text: "")
            }
            return source
        }
        let uses = Self.ids.map { "\($0).yaml" }.joined(separator: ", ")
        let text = """
            turnpike: 1
            process: p
            uses: [\(uses)]
            stages:
              open: {exit: [bant.complete, meddicc.complete, spiced.complete, gdpr_consent.may_contact], moves: [won]}
              won: {outcome: won}

            """
        let result = SalesProcess.compile(ProcessFile(SourceFile(name: "p.yaml", text: text), with: files))
        #expect(result.diagnostics.isEmpty, "\(DiagnosticRenderer().render(result.diagnostics, in: result.sources))")
    }
}
