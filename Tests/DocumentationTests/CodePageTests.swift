import Foundation
import Testing
import Turnpike

/// The page of all codes is written from the catalogue, so that it cannot tell anything else.
@Suite struct CodePageTests {
    private let file = Documents.root.appendingPathComponent("Sources/Turnpike/Turnpike.docc/DiagnosticCodes.md")

    private var page: String {
        var text = "# Every diagnostic code\n\n"
        text += "What each code means, a text that has it, and the same text without it.\n\n## Overview\n\n"
        text +=
            "The page is written from the catalogue (``DiagnosticCode/all``). `turnpike check --explain CODE` prints one.\n"
        for code in DiagnosticCode.all {
            text += "\n## \(code.id): \(code.title)\n\n\(code.explanation)\n"
            text += "\nWrong:\n\n```text\n\(code.wrong)\n```\n\nRight:\n\n```text\n\(code.right)\n```\n"
        }
        return text
    }

    @Test func thePageIsTheCatalogue() throws {
        if ProcessInfo.processInfo.environment["TURNPIKE_RECORD"] != nil {
            try page.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("the page was written anew; run again without TURNPIKE_RECORD")
            return
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written == page, "write it anew with TURNPIKE_RECORD=1 swift test --filter CodePageTests")
    }
}
