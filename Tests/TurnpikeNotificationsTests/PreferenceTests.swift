import Testing
import TurnpikeNotifications
import TurnpikeValues

@Suite("When somebody is told")
struct PreferenceTests {
    private func preference(quiet: (String, String)? = ("20:00", "07:30"), digests: [String] = ["09:00", "16:00"])
        throws
        -> NotificationPreference
    {
        let quietHours = try quiet.map { hours in
            let from = try #require(ClockTime(hours.0))
            let until = try #require(ClockTime(hours.1))
            return NotificationPreference.QuietHours(from: from, until: until, passes: .urgent)
        }
        return NotificationPreference(
            channel: "slack",
            ways: [.low: .digest("mail"), .normal: .now("slack"), .urgent: .now("phone")],
            quiet: quietHours,
            digests: try digests.map { try #require(ClockTime($0)) },
            days: [.monday, .tuesday, .wednesday, .thursday, .friday],
            zone: try Zone(named: "Europe/Berlin")
        )
    }

    @Test(
        "quiet hours end at their end by the person's own clock, over midnight and over a change of the clocks",
        arguments: [
            ("2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z"), ("2026-03-02T18:59:59Z", "2026-03-02T18:59:59Z"),
            ("2026-03-02T19:00:00Z", "2026-03-03T06:30:00Z"), ("2026-03-03T00:00:00Z", "2026-03-03T06:30:00Z"),
            ("2026-03-03T06:29:59Z", "2026-03-03T06:30:00Z"), ("2026-03-03T06:30:00Z", "2026-03-03T06:30:00Z"),
            ("2026-03-28T22:00:00Z", "2026-03-29T05:30:00Z"), ("2026-10-24T20:00:00Z", "2026-10-25T06:30:00Z"),
        ]
    )
    func quiet(now: String, due: String) throws {
        let instant = try #require(Instant(now))
        let preference = try preference()
        let plan = try #require(preference.plan(.normal, now: instant))
        #expect(plan.due == Instant(due))
        #expect(plan.channel == "slack")
        #expect(!plan.isDigest)
    }

    @Test("what presses most comes at night too, by its own channel")
    func urgent() throws {
        let night = try #require(Instant("2026-03-03T00:00:00Z"))
        let preference = try preference()
        let plan = try #require(preference.plan(.urgent, now: night))
        #expect(plan.due == night)
        #expect(plan.channel == "phone")
        #expect(preference.plan(.high, now: night)?.due == Instant("2026-03-03T06:30:00Z"))
    }

    @Test(
        "a digest goes out at the next time of the schedule, never on a day that is not in it",
        arguments: [
            ("2026-03-02T07:59:59Z", "2026-03-02T08:00:00Z"), ("2026-03-02T08:00:00Z", "2026-03-02T15:00:00Z"),
            ("2026-03-02T15:00:00Z", "2026-03-03T08:00:00Z"), ("2026-03-06T15:00:00Z", "2026-03-09T08:00:00Z"),
            ("2026-03-27T16:00:00Z", "2026-03-30T07:00:00Z"),
        ]
    )
    func digest(now: String, due: String) throws {
        let instant = try #require(Instant(now))
        let preference = try preference()
        let plan = try #require(preference.plan(.low, now: instant))
        #expect(plan.due == Instant(due))
        #expect(plan.isDigest)
        #expect(plan.channel == "mail")
    }

    @Test("an urgency without a way goes the way of the next lower one, and without any the usual channel")
    func ways() throws {
        #expect(try preference().way(for: .high) == .now("slack"))
        #expect(NotificationPreference(channel: "x").way(for: .low) == .now("x"))
        #expect(NotificationPreference(channel: "x", ways: [.high: .never]).way(for: .low) == .now("x"))
        #expect(NotificationPreference(channel: "x", ways: [.high: .never]).way(for: .urgent) == .never)
    }
}
