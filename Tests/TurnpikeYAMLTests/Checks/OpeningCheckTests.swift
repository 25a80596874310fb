import Testing
import Turnpike
import TurnpikeYAML

/// What one process asks of another, TP1800 to TP1808.
@Suite struct OpeningCheckTests {
    private static let renewal = """
        turnpike: 1
        process: renewal
        currency: EUR
        fields:
          amount: {type: money, label: Amount}
          seats: {type: integer, label: Seats}
          line: {type: email, label: Line}
          source: {type: choice, options: [inbound, event], label: Source}
          half: {type: money, compute: "deal.amount", label: Half}
        stages:
          offer: {enter: [{known: {needs: [amount]}}], moves: {renewed: {skips: [talks]}, churned: {}, talks: {}}}
          talks: {moves: [renewed]}
          renewed: {outcome: won}
          churned: {outcome: lost}
        """

    private static func sale(_ settings: String) -> String {
        """
        turnpike: 1
        process: sale
        currency: EUR
        fields:
          amount: {type: money, label: Amount}
          seats: {type: integer, label: Seats}
          mail: {type: email, sensitive: true, label: Mail}
          source: {type: choice, options: [inbound, outbound], label: Source}
          ends: {type: date, label: Ends}
        stages:
          talk: {moves: [customer]}
          customer: {outcome: won, opens: {\(settings)}}
        """
    }

    @Test(
        arguments: [
            ("«renewl»: {copy: [amount]}", "TP1800", "renewal"),
            ("renewal: {copy: [amount, {«seat»: deal.seats}]}", "TP1801", "seats"),
            ("renewal: {copy: [amount], back: [«renewd»]}", "TP1801", "renewed"),
            ("renewal: {copy: [amount], stage: «ofer»}", "TP1801", "offer"),
            ("renewal: {copy: {«amount»: deal.seats}}", "TP1802", nil),
            ("renewal: {copy: [amount, «source»]}", "TP1802", nil),
            ("«renewal»: {copy: [seats]}", "TP1803", nil),
            ("renewal: {after: 11 months, at: «deal.ends», copy: [amount]}", "TP1805", nil),
            ("renewal: {copy: [amount, {«line»: deal.mail}]}", "TP1806", nil),
            ("renewal: {copy: [amount], back: [«talks»]}", "TP1807", nil),
            ("renewal: {copy: [amount, {«half»: deal.amount}]}", "TP1808", nil),
            ("renewal: {copy: [amount, «amount»]}", "TP1240", nil),
            ("renewal: {copy: [amount], late: «skip»}", "TP1630", nil),
            ("renewal: {copy: [amount], calendar: «office»}", "TP1630", nil),
            ("renewal: {copy: [amount], at: «deal.seats»}", "TP1631", nil),
            ("renewal: {copy: [amount], back: {renewed: «renewd»}}", "TP1249", nil),
        ] as [(String, String, String?)]
    )
    func eachFindingStandsWhereItsCauseIs(settings: String, code: String, repair: String?) throws {
        let bytes = Array(Self.sale(settings).utf8)
        let (text, range) = try #require(FixtureTests.unmarked(bytes))
        let (found, process) = try Self.findings(String(decoding: text, as: UTF8.self), [Self.renewal])
        #expect(found.map { "\($0.code.id) \($0.range.offsets)" } == ["\(code) \(range)"], "\(found.map(\.message))")
        #expect(found.first?.repair?.replacement == repair)
        _ = process
    }

    @Test(arguments: [
        "renewal: {copy: [amount, seats]}",
        "renewal: {at: deal.ends - 120 days, copy: [name, owner, account, contact, amount], back: [renewed, lost]}",
        "again: {process: renewal, after: 11 months, at_most: 3, late: once, copy: {amount: deal.amount * 2}}",
        "renewal: {when: deal.seats > 3, copy: [amount], back: {renewed: replied, churned: bounced}}",
    ])
    func whatFitsIsNoFinding(settings: String) throws {
        let (found, process) = try Self.findings(Self.sale(settings), [Self.renewal])
        #expect(found.isEmpty, "\(found.map(\.message))")
        #expect(process?.openings.count == 1)
    }

    @Test(arguments: [
        ("first: {opens: {«echo»: {}}", ["TP1804"]),
        ("first: {opens: {echo: {after: 12 months}}", []),
        ("first: {opens: {echo: {when: deal.more}}", []),
        ("first: {opens: {echo: {stage: second}}", []),
    ])
    func circleWithoutTimeIsAnError(stage: String, codes: [String]) throws {
        let text = """
            turnpike: 1
            process: echo
            fields: {more: {type: bool, label: More}}
            stages:
              \(stage), moves: [second]}
              second: {moves: [done]}
              done: {outcome: won}
            start: [first, second]
            """.replacing("«", with: "").replacing("»", with: "")
        let found = try Self.findings(text, []).0
        #expect(found.map(\.code.id) == codes, "\(found.map(\.message))")
    }

    @Test func circleThroughAnotherProcessIsAnError() throws {
        func file(_ id: String, _ other: String) -> String {
            """
            turnpike: 1
            process: \(id)
            stages:
              first: {opens: {\(other): {}}, moves: [done]}
              done: {outcome: won}
            """
        }
        #expect(try Self.findings(file("ping", "pong"), [file("pong", "ping")]).0.map(\.code.id) == ["TP1804"])
    }

    private static func findings(_ text: String, _ others: [String]) throws -> ([Diagnostic], SalesProcess?) {
        let result = SalesProcess.compile(ProcessFile(text: text))
        guard let process = result.process else { return (result.diagnostics, nil) }
        let others = try others.map { try SalesProcess(yaml: $0) }
        return (result.diagnostics + OpeningCheck.findings(of: process, among: others), process)
    }
}
