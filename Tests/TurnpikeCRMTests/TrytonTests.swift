import Testing
import Turnpike
import TurnpikeCRM
import TurnpikeValues

@testable import TrytonCRM

/// What can be said of Tryton without a server.
@Suite struct TrytonTests {
    @Test(
        "the shortest way that its interface allows",
        arguments: [
            ("lead", "converted", ["opportunity", "convert"]), ("lost", "opportunity", ["lead", "opportunity"]),
            ("cancelled", "lost", ["lead", "lost"]), ("lead", "lead", []),
        ]
    )
    func ways(start: String, end: String, buttons: [String]) {
        #expect(TrytonStates.way(from: start, to: end)?.map(\.button) == buttons)
    }

    @Test(arguments: [("lead", "won"), ("converted", "lead"), ("won", "lost"), ("lead", "nowhere")])
    func whatHasNoWayHasNone(start: String, end: String) { #expect(TrytonStates.way(from: start, to: end) == nil) }

    @Test(
        "where an opportunity stands on its way, nobody has put it",
        arguments: [
            ("lead", nil, "won", true), ("opportunity", nil, "won", false), ("lead", nil, "converted", true),
            ("opportunity", nil, "converted", true),
            ("lost", nil, "converted", false),
            ("lead", "lost", "opportunity", true), ("cancelled", "lost", "opportunity", false),
            ("lead", "opportunity", "converted", false), ("opportunity", "opportunity", "converted", true),
        ]
    )
    func passing(state: String, start: String?, end: String, isOnTheWay: Bool) {
        #expect(TrytonStates.passes(state, from: start, to: end) == isOnTheWay)
    }

    @Test(arguments: ["2026-02-28T23:59:59.123456Z", "1969-12-31T00:00:01Z", "2000-02-29T12:00:00Z"])
    func momentsComeBack(text: String) throws {
        let moment = try #require(Instant(text))
        #expect(TrytonCRM.instant(TrytonCRM.encode(moment)) == moment)
    }

    @Test("settings that cannot be right are all told")
    func settings() throws {
        let json = try JSON.parse("{\"server\":\"ftp://x\",\"password\":\"plain\",\"probability\":\"odds\"}")
        let error = #expect(throws: CRMSettingsError.self) { try TrytonConfiguration(json) }
        for words in ["server: ", "login is missing", "never as it is", "company is missing", "conversion_probability"]
        {
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
    }
}
