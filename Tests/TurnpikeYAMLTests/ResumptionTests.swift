import Testing
import Turnpike
import TurnpikeYAML

/// A line that cannot be read hides neither the findings before it nor those behind it, and brings no echoes.
@Suite struct ResumptionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        /// `line code` of all findings.
        var findings: [String]

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "a key without a colon, then an unknown key",
            text: """
                turnpike: 1
                process: lemonade
                stages:
                  open:
                    probability 20%
                    moves: [sold]
                  sold: {outcome: won, lable: Sold}
                """,
            findings: ["5 TP1014", "7 TP1201"]
        ),
        Case(
            name: "two keys without a colon",
            text: """
                turnpike: 1
                process: lemonade
                label Lemonade
                stages
                  open: {moves: [sold]}
                  sold: {outcome: won}
                lable: Again
                """,
            findings: ["3 TP1014", "4 TP1014", "7 TP1201"]
        ),
        Case(
            name: "tabs in two places",
            text: """
                turnpike: 1
                process: lemonade
                fields:
                \tamount: money
                \tbudget: money
                stages:
                \topen:
                \t\tmoves: [sold]
                hoooks: []
                """,
            findings: ["4 TP1009", "9 TP1201"]
        ),
        Case(
            name: "tabs, and a key without a colon between them",
            text: """
                turnpike: 1
                process: lemonade
                fields:
                \tamount: money
                label Lemonade
                stages:
                \topen: {moves: [sold]}
                """,
            findings: ["4 TP1009", "5 TP1014"]
        ),
        Case(
            name: "wrong indentation, then a bracket that is not closed, then an unknown key",
            text: """
                turnpike: 1
                process: lemonade
                stages:
                    open: {moves: [sold]}
                  sold: {outcome: won}
                  lost: {outcome: lost}
                gates:
                  paid: {needs: [amount}
                  known: {needs: [budget]
                fiels: {amount: money}
                """,
            findings: ["5 TP1011", "8 TP1013", "9 TP1013", "10 TP1201"]
        ),
        Case(
            name: "indented below a value, then an operator in front of a line",
            text: """
                turnpike: 1
                process: lemonade
                label: Lemonade
                  and more: text
                  still more: text
                fields: {amount: money}
                gates:
                  paid:
                    check:
                      enough:
                        that: deal.amount > 5
                    && deal.amount < 9
                    nedds: [amount]
                stages: {}
                """,
            findings: ["4 TP1011", "12 TP1102", "13 TP1201"]
        ),
        Case(
            name: "a key with nothing but unreadable lines below it is not empty",
            text: """
                turnpike: 1
                process: lemonade
                stages:
                  : {moves: [sold]}
                lable: x
                """,
            findings: ["4 TP1016", "5 TP1201"]
        ),
    ]

    @Test(arguments: cases) func allFindingsAreReportedAndNoEchoes(_ test: Case) {
        let file = ProcessFile(text: test.text)
        let found = file.diagnostics.map { finding in
            "\(file.sources.position(of: finding.range)?.line ?? 0) \(finding.code.id)"
        }
        let report = DiagnosticRenderer().render(file.diagnostics, in: file.sources)
        #expect(found == test.findings, Comment(rawValue: report))
        // What stands in lost lines is unknown, so nothing is built on the rest.
        #expect(file.definition == nil)
        #expect(SalesProcess.compile(file).process == nil)
    }

    @Test func damageInAnyLineNeverStopsTheReaderOrBringsAFlood() {
        let text = """
            turnpike: 1
            process: lemonade
            label: Lemonade
            fields: {amount: money, budget: money}
            gates:
              paid:
                label: It is paid for
                needs: [amount]
                check:
                  enough: {that: deal.budget >= deal.amount, else: Too little.}
            stages:
              open:
                probability: 20%
                exit: [paid]
                moves: [sold]
              sold: {outcome: won}
              lost: {outcome: lost}
            anywhere: {moves: {lost: {}}}
            """
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for index in lines.indices {
            let indentation = String(lines[index].prefix { $0 == " " })
            let bare = String(lines[index].dropFirst(indentation.count))
            for damaged in [
                "\t" + bare, indentation + " " + bare, indentation + bare.replacing(":", with: ""),
                indentation + bare + " }", indentation + "]" + bare, indentation + "&& " + bare,
                indentation + ": " + bare, indentation + "- " + bare, indentation + bare + " \"x",
                indentation + "\"" + bare, indentation + "{" + bare, indentation + "@" + bare,
            ] {
                var lines = lines
                lines[index] = damaged
                let file = ProcessFile(text: lines.joined(separator: "\n"))
                let result = SalesProcess.compile(file)
                let report = DiagnosticRenderer().render(result.diagnostics, in: file.sources)
                #expect(result.diagnostics.count <= 4, Comment(rawValue: report))
            }
        }
    }

    @Test(arguments: [
        ("label: Priority # 1 accounts", true), ("else: We are # 1 in the region.", true),
        ("else: The deal has more than one # sign in it.", true), ("label: Ticket # 5", true),
        ("else: The discount may not exceed, # so ask", true), ("label: Items no. # 7", true),
        ("label: Sale at the stand   # what people call it", false), ("label: Won # the contract is signed", false),
        ("label: Won # The contract is signed.", false),
        ("else: They cannot pay for it. # asked for by finance.", false),
        ("label: \"Priority\" # 1 accounts", false), ("label: 'of the' # x", false), ("id: the # best.", false),
        ("when: deal.amount > 5 # more than the stand earns.", false),
        ("label: Contract is out for signature # Set by legal, never by a rep.", false),
        ("label: Offer # as agreed.", false), ("label: Closed in the year  # of the sale.", false),
    ])
    func aRemarkThatReadsLikeTheTextIsDoubted(line: String, isDoubted: Bool) {
        let read = Miniature(line + "\n")
        #expect(read.codes == (isDoubted ? ["TP1114"] : []))
        #expect(!read.diagnostics.hasErrors)
        // The text is taken as YAML reads it.
        #expect(!isDoubted || !read.texts.isEmpty)
    }
}
