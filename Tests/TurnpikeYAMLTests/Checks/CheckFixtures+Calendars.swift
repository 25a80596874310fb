/// Working calendars.
extension CheckFixture {
    private static func calendar(_ lines: String) -> String {
        """
        zone: Europe/Berlin
        calendars:
          office:
            \(lines.split(separator: "\n").joined(separator: "\n    "))
        stages:
          open: {moves: [won]}
          won: {outcome: won}

        """
    }

    private static let hours = "hours: {mon-fri: 09:00-17:00}\n"

    private static func span(_ text: String, _ expected: (Character, String, String?)) -> CheckFixture {
        CheckFixture(
            """
            activities: {demo: {kind: demo}}
            gates: {g: {done: [{demo: {within: \(text)}}]}}
            stages:
              open: {exit: [g], moves: [won]}
              won: {outcome: won}

            """,
            expected
        )
    }

    static let calendars: [CheckFixture] = [
        // Hours that are none, that end before they begin, that run over midnight.
        CheckFixture(calendar("hours: {mon: 1️⃣17:00-09:00}"), ("1️⃣", "TP1290", "09:00-17:00")),
        CheckFixture(calendar("hours: {mon: 1️⃣22:00-06:00}"), ("1️⃣", "TP1290", "06:00-22:00")),
        CheckFixture(
            calendar("hours: {mon: 1️⃣09:00-09:00, tue: 2️⃣9-17}"),
            ("1️⃣", "TP1290", nil),
            ("2️⃣", "TP1290", "09:00-17:00")
        ),
        CheckFixture(
            calendar("hours: {mon: [1️⃣9:00 - 12.30, 2️⃣noon]}"),
            ("1️⃣", "TP1290", "09:00-12:30"),
            ("2️⃣", "TP1290", nil)
        ),
        CheckFixture(calendar("hours: {mon: 1️⃣09:00-25:00, tue: 2️⃣09:00}"), ("1️⃣", "TP1290", nil), ("2️⃣", "TP1290", nil)),
        CheckFixture(calendar(hours + "half_days: {2026-12-24: 1️⃣12:00-09:00}"), ("1️⃣", "TP1290", "09:00-12:00")),
        // Overlaps.
        CheckFixture(calendar("hours: {mon: [09:00-13:00, 1️⃣12:00-17:00]}"), ("1️⃣", "TP1291", nil)),
        CheckFixture(calendar("hours: {mon: [09:00-13:00, 13:00-17:00, 1️⃣10:00-11:00]}"), ("1️⃣", "TP1291", nil)),
        // No working time.
        CheckFixture("calendars:\n  1️⃣office: {closed: [2026-12-25]}\n" + calendarTail, ("1️⃣", "TP1292", nil)),
        CheckFixture("calendars:\n  1️⃣office: {hours: {}}\n" + calendarTail, ("1️⃣", "TP1292", nil)),
        CheckFixture("calendars:\n  1️⃣office: {hours: {mon: []}}\n" + calendarTail, ("1️⃣", "TP1292", nil)),
        // Dates.
        CheckFixture(
            calendar(hours + "closed: [1️⃣2026-02-30, 2️⃣2025-02-29, 3️⃣02-30, 4️⃣tomorrow, 5️⃣26-12-25]"),
            ("1️⃣", "TP1293", "2026-02-28"),
            ("2️⃣", "TP1293", "2025-02-28"),
            ("3️⃣", "TP1293", nil),
            ("4️⃣", "TP1293", nil),
            ("5️⃣", "TP1293", nil)
        ),
        CheckFixture(
            calendar(hours + "closed: [1️⃣2026-12-27..2026-12-24, 2️⃣2026-01-01..2027-12-31, 3️⃣2026-01-01..]"),
            ("1️⃣", "TP1293", nil),
            ("2️⃣", "TP1293", nil),
            ("3️⃣", "TP1293", nil)
        ),
        CheckFixture(calendar(hours + "half_days: {1️⃣2026-06-31: 09:00-12:00}"), ("1️⃣", "TP1293", "2026-06-30")),
        // Names.
        CheckFixture("calendar: 1️⃣ofice\n" + calendar(hours), ("1️⃣", "TP1294", "office")),
        CheckFixture("calendar: 1️⃣office\n" + calendarTail, ("1️⃣", "TP1294", nil)),
        CheckFixture(
            "calendars:\n  office: {zone: 1️⃣Europe/Berln, hours: {mon: 09:00-17:00}}\n" + calendarTail,
            ("1️⃣", "TP1254", "Europe/Berlin")
        ),
        CheckFixture(
            "calendars:\n  office: {zone: 1️⃣berlin, hours: {mon: 09:00-17:00}}\n" + calendarTail,
            ("1️⃣", "TP1254", "Europe/Berlin")
        ),
        // A broken calendar is known: its name brings no second finding.
        CheckFixture("calendar: office\n" + calendar("hours: {mon: 1️⃣17:00-09:00}"), ("1️⃣", "TP1290", nil)),
        // Spans of time.
        span("1️⃣2", ("1️⃣", "TP1267", "2 days")),
        span("1️⃣2 moons", ("1️⃣", "TP1267", nil)),
        span("1️⃣2d", ("1️⃣", "TP1267", "2 days")),
        span("1️⃣2 business days", ("1️⃣", "TP1267", "2 working days")),
        span("1️⃣1.5 working days", ("1️⃣", "TP1267", nil)),
        span("1️⃣0 hours", ("1️⃣", "TP1267", nil)),
        span("1️⃣-2 days", ("1️⃣", "TP1267", nil)),
        span("1️⃣2 days 3 hours", ("1️⃣", "TP1267", nil)),
        span("1️⃣2 working days", ("1️⃣", "TP1299", nil)),
        // Days of the week.
        CheckFixture(
            calendar("hours: {1️⃣monday: 09:00-17:00, 2️⃣Tue-Thu: 09:00-17:00, 3️⃣everyday: 09:00-17:00, 4️⃣fr: 09:00-12:00}"),
            ("1️⃣", "TP1295", "mon"),
            ("2️⃣", "TP1295", "tue-thu"),
            ("3️⃣", "TP1295", nil),
            ("4️⃣", "TP1295", "fri")
        ),
        // Conflicts.
        CheckFixture(calendar("hours: {mon-fri: 09:00-17:00, 1️⃣fri: 09:00-15:00}"), ("1️⃣", "TP1296", nil)),
        CheckFixture(
            calendar(hours + "closed: [2026-12-24]\nhalf_days: {1️⃣2026-12-24: 09:00-12:00}"),
            ("1️⃣", "TP1296", nil)
        ),
    ]

    private static let calendarTail = "stages:\n  open: {moves: [won]}\n  won: {outcome: won}\n"
}
