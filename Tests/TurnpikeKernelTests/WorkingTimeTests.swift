import Testing
import Turnpike
import TurnpikeValues

@Suite struct WorkingTimeTests {
    private static func process(within: String) throws -> SalesProcess {
        try TurnpikeKernelTests.process(
            """
            turnpike: 1
            process: p
            zone: Europe/Berlin
            calendar: office
            calendars: {office: {hours: {mon-fri: 09:00-17:00}, closed: [2026-11-23]}}
            activities: {demo: {kind: demo}}
            gates: {fresh: {done: [{demo: {within: \(within)}}]}}
            stages:
              open: {exit: [fresh], moves: [won, lost]}
              won: {outcome: won}
              lost: {outcome: lost}
            """
        )
    }

    /// The demo is held on Thursday at 14:00; Friday, a weekend and a closed Monday follow.
    @Test(arguments: [
        ("2 working days", "2026-11-24T13:00:00Z", true), ("2 working days", "2026-11-24T13:00:01Z", false),
        ("2 working days", "2026-11-23T20:00:00Z", true), ("11 working hours", "2026-11-23T12:00:00Z", true),
        ("11 working hours", "2026-11-24T08:00:01Z", false), ("12 working hours", "2026-11-24T09:00:00Z", true),
        ("4 days", "2026-11-24T12:00:00Z", false), ("5 days", "2026-11-24T12:00:00Z", true),
        ("48 hours", "2026-11-21T13:00:00Z", true), ("48 hours", "2026-11-21T13:00:01Z", false),
        ("9000000000000 working days", "2026-11-24T12:00:00Z", true), ("9000 years", "2026-11-24T12:00:00Z", true),
    ])
    func aGateCountsWorkingTime(within: String, now: String, passes: Bool) throws {
        var deal = try TestDeal(Self.process(within: within), [:])
        deal.now = try #require(Instant("2026-11-19T13:00:00Z"))
        #expect(try deal.give(.activity(ActivityStep("demo"))) == nil)
        deal.now = try #require(Instant(now))
        let refusal = try deal.move("won")
        #expect((refusal == nil) == passes, "\(refusal?.description ?? "")")
    }
}
