import Testing
import TurnpikeCalendars
import TurnpikeValues

@Suite struct HolidayFileTests {
    private static func file(_ lines: String..., end: String = "\r\n") -> [UInt8] {
        let text = ["BEGIN:VCALENDAR", "VERSION:2.0"] + lines + ["END:VCALENDAR", ""]
        return Array(text.joined(separator: end).utf8)
    }

    private static func event(_ lines: String...) -> String {
        (["BEGIN:VEVENT"] + lines + ["END:VEVENT"]).joined(separator: "\n")
    }

    private func read(_ bytes: [UInt8]) throws -> [String] {
        try HolidayFile(bytes).days.map { "\($0.date) \($0.name)" }
    }

    @Test(arguments: ["\r\n", "\n"]) func wholeDaysAreReadWithEitherEndOfLine(end: String) throws {
        let bytes = Self.file(
            "BEGIN:VTIMEZONE",
            "TZID:Europe/Berlin",
            "BEGIN:STANDARD",
            "DTSTART:16010101T030000",
            "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
            "END:STANDARD",
            "END:VTIMEZONE",
            "BEGIN:VEVENT",
            "UID:1@example.org",
            "DTSTART;VALUE=DATE:20261225",
            "DTEND;VALUE=DATE:20261227",
            "SUMMARY;LANGUAGE=de:Weihnachten\\, beide",
            "  Tage",
            "BEGIN:VALARM",
            "TRIGGER:-PT30M",
            "SUMMARY:not this",
            "END:VALARM",
            "END:VEVENT",
            "begin:vevent",
            "dtstart:20260501",
            "X-NOTE;X-A=\"a:b;c\":ignored",
            "end:vevent",
            end: end
        )
        #expect(
            try read(bytes) == [
                "2026-05-01 ", "2026-12-25 Weihnachten, beide Tage", "2026-12-26 Weihnachten, beide Tage",
            ]
        )
    }

    @Test func aFoldInsideACharacterIsUndone() throws {
        let summary = Array("SUMMARY:Mariä Empfängnis".utf8)
        let cut = try #require(summary.firstIndex(of: 0xC3)) + 1
        let folded = summary[..<cut] + Array("\r\n ".utf8) + summary[cut...]
        let bytes =
            Array("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261208\r\n".utf8) + folded
            + Array("\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".utf8)
        #expect(try read(bytes) == ["2026-12-08 Mariä Empfängnis"])
    }

    @Test(arguments: [
        // Thanksgiving, Memorial Day, a fixed day with a count, a leap day, every second year until.
        (["DTSTART:20241128", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3"], "2024-11-28 2025-11-27 2026-11-26"),
        (["DTSTART:20240527", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=3"], "2024-05-27 2025-05-26 2026-05-25"),
        (
            ["DTSTART:20251224", "DURATION:P2D", "RRULE:FREQ=YEARLY;COUNT=2"],
            "2025-12-24 2025-12-25 2026-12-24 2026-12-25"
        ),
        (["DTSTART:20240229", "RRULE:FREQ=YEARLY;UNTIL=20330101"], "2024-02-29 2028-02-29 2032-02-29"),
        (
            ["DTSTART:20240101", "RRULE:FREQ=YEARLY;INTERVAL=2;UNTIL=20280101T000000Z"],
            "2024-01-01 2026-01-01 2028-01-01"
        ),
        (
            ["DTSTART:20240101", "RRULE:FREQ=YEARLY;COUNT=3;WKST=MO", "EXDATE;VALUE=DATE:20250101"],
            "2024-01-01 2026-01-01"
        ),
        (["DTSTART:20240105", "RDATE;VALUE=DATE:20240301,20240401"], "2024-01-05 2024-03-01 2024-04-01"),
        (["DTSTART;TZID=Europe/Berlin:20240105T000000", "DTEND;TZID=Europe/Berlin:20240106T000000"], "2024-01-05"),
        (["DTSTART:20240105", "STATUS:CANCELLED"], ""),
    ])
    func repetitionsAreReckoned(lines: [String], dates: String) throws {
        let event = (["BEGIN:VEVENT"] + lines + ["END:VEVENT"]).joined(separator: "\n")
        #expect(try HolidayFile(Self.file(event)).days.map(\.date.description).joined(separator: " ") == dates)
    }

    @Test func aYearlyDayWithoutEndReachesTheLastYear() throws {
        let days = try HolidayFile(Self.file(Self.event("DTSTART:20200101", "RRULE:FREQ=YEARLY"))).days
        #expect(days.count == 180)
        #expect(days.last?.date == CalendarDate("2199-01-01"))
    }

    @Test(arguments: [
        ("", 1, "not_a_calendar"), ("hello\n", 1, "malformed"), ("VERSION:2.0\n", 1, "not_a_calendar"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\n", 3, "unbalanced"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", 3, "unbalanced"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\nSUMMARY:x\n", 3, "not_a_calendar"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n", 2, "bad_date"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VEVENT\n", 3, "unbalanced"),
        ("BEGIN:VCALENDAR\nno colon\n", 2, "malformed"),
        ("BEGIN:VCALENDAR\nX;Y:z\n", 2, "malformed"), ("BEGIN:VCALENDAR\nX;Y=\"a:z\n", 2, "malformed"),
    ])
    func brokenFilesAreRefusedWithTheirLine(text: String, line: Int, code: String) {
        #expect { try HolidayFile(Array(text.utf8)) } throws: { error in
            let error = error as? HolidayFileError
            return error?.line == line && error?.code.name == code
        }
    }

    @Test(arguments: [
        ("DTSTART:20260230", "bad_date"), ("DTSTART:2026", "bad_date"), ("DTSTART:20260101T090000", "not_whole_days"),
        ("DTSTART:20260101T000000Z", "not_whole_days"), ("DTSTART;VALUE=DATE:20260101T000000", "not_whole_days"),
        ("DTSTART:20260105\nDTEND:20260105", "bad_date"), ("DTSTART:20260105\nDTEND:20260104", "bad_date"),
        ("DTSTART:20260105\nDURATION:PT8H", "not_whole_days"), ("DTSTART:20260105\nDURATION:-P1D", "not_whole_days"),
        ("DTSTART:20260105\nDTEND:20260106\nDURATION:P1D", "malformed"),
        ("DTSTART:20260105\nDTSTART:20260106", "malformed"),
        ("DTSTART:20260105\nRRULE:FREQ=WEEKLY", "unsupported_rule"), ("DTSTART:20260105\nRRULE:", "unsupported_rule"),
        ("DTSTART:20260105\nRRULE:FREQ=YEARLY;BYDAY=MO", "unsupported_rule"),
        ("DTSTART:20260105\nRRULE:FREQ=YEARLY;BYEASTER=1", "unsupported_rule"),
        ("DTSTART:20260105\nRRULE:FREQ=YEARLY;COUNT=0", "unsupported_rule"),
        ("DTSTART:20260105\nRRULE:FREQ=YEARLY;COUNT=99999999999999999999", "unsupported_rule"),
        ("DTSTART:20260105\nRRULE:FREQ=YEARLY;INTERVAL=0", "unsupported_rule"),
        ("DTSTART:20260105\nRRULE:FREQ=YEARLY;COUNT=2;UNTIL=20300101", "unsupported_rule"),
        ("DTSTART:20260105\nRECURRENCE-ID:20260105", "unsupported_rule"),
        ("DTSTART:19700101\nDTEND:99991231", "too_large"),
    ])
    func whatWouldChangeTheDaysIsNeverIgnored(lines: String, code: String) {
        #expect { try HolidayFile(Self.file(Self.event(lines))) } throws: { error in
            let error = error as? HolidayFileError
            return error?.code.name == code && (error?.line ?? 0) >= 3
        }
    }

    @Test func hostileFilesEndSoon() {
        let depth = String(repeating: "BEGIN:X\n", count: 100_000)
        let long = "BEGIN:VCALENDAR\nSUMMARY:" + String(repeating: "a", count: 1 << 20)
        let folds = "BEGIN:VCALENDAR\nSUMMARY:" + String(repeating: "\n ", count: 1 << 20)
        let events =
            "BEGIN:VCALENDAR\n"
            + String(
                repeating: "BEGIN:VEVENT\nDTSTART:00010101\nDURATION:P10D\nRRULE:FREQ=YEARLY\nEND:VEVENT\n",
                count: 20_000
            )
        let dates =
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20200101\nRDATE:" + String(repeating: "20200101,", count: 1500)
        for text in ["BEGIN:VCALENDAR\n" + depth, long, folds, events, dates] {
            #expect(throws: HolidayFileError.self) { try HolidayFile(Array(text.utf8)) }
        }
        #expect(throws: HolidayFileError.self) { try HolidayFile([UInt8](repeating: 10, count: 5 << 20)) }
        #expect(throws: HolidayFileError.self) { try HolidayFile(Array("BEGIN:VCALENDAR\nX:".utf8) + [0xFF, 0x0A]) }
    }

    @Test func noTruncationBringsAnythingButAnErrorOrDays() {
        let whole = Self.file(Self.event("DTSTART;VALUE=DATE:20261225", "SUMMARY:Day", "RRULE:FREQ=YEARLY;COUNT=2"))
        var random = SeededRandom(seed: 9)
        for count in 0..<whole.count { _ = try? HolidayFile(Array(whole[..<count])) }
        for _ in 0..<3000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let file = try? HolidayFile(bytes) { #expect(file.days.count <= HolidayFile.maximumDays) }
        }
    }
}
