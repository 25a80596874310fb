import Testing
import Turnpike
import TurnpikeYAML

/// Bodies of templates that stand in files of their own.
@Suite struct TemplateFileTests {
    private static let text = """
        turnpike: 1
        process: p
        fields: {mail: {type: email, label: Mail}}
        templates: {thanks: {subject: Thanks, file: templates/thanks.md}}
        stages: {open: {moves: [won]}, won: {outcome: won}}
        hooks: [{event: deal.won, do: [{email: {template: thanks, to: deal.mail}}]}]
        """

    private func compile(_ bytes: [UInt8], text: String = Self.text) -> CompileResult {
        let file = SourceFile(name: "templates/thanks.md", bytes: bytes)
        return SalesProcess.compile(ProcessFile(SourceFile(name: "p.process.yaml", text: text), with: [file]))
    }

    @Test func theBodyIsReadFromItsFileAndIsPartOfTheDigest() throws {
        let first = try #require(compile(Array("# Thank you\n\n${deal.name}\n".utf8)).process)
        #expect(first.templates["thanks"]?.body?.source.text == "# Thank you\n\n${deal.name}")
        // Neither a mark at its beginning nor the line break at its end is meant.
        let same = try #require(compile([0xEF, 0xBB, 0xBF] + Array("# Thank you\n\n${deal.name}\r\n".utf8)).process)
        #expect(same.digest == first.digest)
        let other = try #require(compile(Array("# Thank you very much\n\n${deal.name}\n".utf8)).process)
        #expect(other.digest != first.digest)
    }

    @Test func anUnknownVariableIsReportedAtItsPlaceInThatFile() {
        let result = compile(Array("Dear customer,\n\n${deal.nmae} is yours.\n".utf8))
        #expect(result.process == nil)
        let places = result.diagnostics.map { "\($0.code.id) \(result.sources.place(of: $0.range) ?? "")" }
        #expect(places == ["TP1303 templates/thanks.md:3:8"], "\(result.diagnostics.map(\.message))")
    }

    @Test(arguments: [
        "file: thanks.html", "file: ../thanks.md", "file: /etc/passwd.md", "file: missing.md", "file: templates",
    ])
    func aFileThatCannotBeReadIsRefused(_ setting: String) {
        let text = Self.text.replacing("file: templates/thanks.md", with: setting)
        let result = compile(Array("x".utf8), text: text)
        #expect(result.diagnostics.map(\.code.id) == ["TP1820"], "\(result.diagnostics.map(\.message))")
    }

    @Test func whatIsNoTextIsRefused() {
        #expect(compile([0x48, 0xFF, 0xFE]).diagnostics.map(\.code.id) == ["TP1820"])
    }

    @Test func twoBodiesAreRefused() {
        let text = Self.text.replacing("subject: Thanks,", with: "subject: Thanks, body: Hello,")
        #expect(compile(Array("x".utf8), text: text).diagnostics.map(\.code.id) == ["TP1821"])
    }
}
