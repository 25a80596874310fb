import Testing
import TurnpikeValues

@testable import TurnpikeMail

@Suite("Meetings by mail")
struct MeetingTests {
    private func meeting(_ method: Meeting.Method = .request, sequence: Int = 0) throws -> Meeting {
        var meeting = try Meeting(
            method,
            id: try MessageID("<t1.aa.m1@acme.test>"),
            sequence: sequence,
            start: try #require(Instant("2026-12-01T09:00:00Z")),
            end: try #require(Instant("2026-12-01T09:30:00Z")),
            written: try #require(Instant("2026-11-21T09:30:00Z")),
            summary:
                "A demo; prices, and \\more\nof it, für alle und mit sehr vielen Wörtern, damit die Zeile umbricht 😀😀😀😀",
            organizer: try MailAddress("\"A \"\"rep\" <rep@acme.test>"),
            attendees: [try MailAddress("Käufer <buyer@x.test>"), try MailAddress("b@x.test")]
        )
        meeting.place = "https://meet.acme.test/1"
        return meeting
    }

    @Test("an invitation is read back equal: times in UTC, texts escaped, lines folded at 75 bytes")
    func request() throws {
        let meeting = try meeting()
        let bytes = meeting.iCalendar()
        for line in bytes.split(separator: 10) {
            #expect(line.count <= 76 && line.last == 13)
            #expect(String(validating: line, as: UTF8.self) != nil)
        }
        let object = try #require(CalendarObject(bytes))
        #expect(object.method == "REQUEST" && object.id == "t1.aa.m1@acme.test" && object.sequence == 0)
        #expect(object.start == meeting.start && object.end == meeting.end)
        #expect(object.property("SUMMARY")?.text == meeting.summary)
        #expect(object.property("ORGANIZER")?.address?.address == "rep@acme.test")
        #expect(
            object.event.filter { $0.name == "ATTENDEE" }.compactMap(\.address?.address) == [
                "buyer@x.test", "b@x.test",
            ]
        )
        #expect(object.event.first { $0.name == "ATTENDEE" }?.parameters["CN"] == "Käufer")
        #expect(object.property("STATUS")?.value == "CONFIRMED")
    }

    @Test("an end says so, with the same id and a higher number")
    func cancel() throws {
        let object = try #require(CalendarObject(try meeting(.cancel, sequence: 2).iCalendar()))
        #expect(object.method == "CANCEL" && object.sequence == 2)
        #expect(object.property("STATUS")?.value == "CANCELLED")
    }

    @Test("no text of a meeting adds a line to it")
    func injection() throws {
        var meeting = try meeting()
        meeting.summary = "x\r\nATTENDEE:mailto:evil@x.test\nEND:VEVENT"
        meeting.place = "y\rMETHOD:CANCEL\u{0}"
        meeting.organizer = try MailAddress(
            local: "rep",
            domain: "acme.test",
            name: "a\";X=y:mailto:evil@x.test\r\nUID:2"
        )
        let object = try #require(CalendarObject(meeting.iCalendar()))
        #expect(object.event.filter { $0.name == "ATTENDEE" }.count == 2)
        #expect(object.method == "REQUEST" && object.id == "t1.aa.m1@acme.test")
        #expect(object.property("ORGANIZER")?.address?.address == "rep@acme.test")
    }

    @Test("a meeting that ends before it begins, or asks nobody, is refused")
    func impossible() throws {
        let meeting = try meeting()
        #expect(throws: MailError.self) {
            try Meeting(
                .request,
                id: meeting.id,
                sequence: 0,
                start: meeting.end,
                end: meeting.start,
                written: meeting.written,
                summary: "",
                organizer: meeting.organizer,
                attendees: meeting.attendees
            )
        }
        #expect(throws: MailError.self) {
            try Meeting(
                .request,
                id: meeting.id,
                sequence: -1,
                start: meeting.start,
                end: meeting.end,
                written: meeting.written,
                summary: "",
                organizer: meeting.organizer,
                attendees: []
            )
        }
    }

    @Test("an invitation goes as an alternative that programs act on, and as a file")
    func mail() throws {
        var mail = try WritingTests.mail()
        mail.html = "<p>Hello</p>"
        mail.meeting = try meeting()
        let read = ReceivedMail(try mail.encoded().bytes)
        #expect(read.findings.isEmpty)
        #expect(read.root.type == "multipart/mixed")
        let alternatives = try #require(read.root.parts.first)
        #expect(alternatives.parts.map(\.type) == ["text/plain", "text/html", "text/calendar"])
        #expect(alternatives.parts.last?.parameters["method"] == "REQUEST")
        #expect(read.root.parts.last?.fileName == "invite.ics")
        #expect(CalendarObject(read.bytes(of: try #require(read.root.parts.last)))?.id == "t1.aa.m1@acme.test")
    }

    /// An answer as calendar programs send it (RFC 5546, section 3.2.3).
    static func answer(_ status: String, uid: String = "t1.aa.m1@acme.test") -> String {
        """
        From: Buyer <buyer@x.test>
        Subject: Accepted: A demo
        Content-Type: multipart/alternative; boundary=b

        --b
        Content-Type: text/plain

        I will be there.
        --b
        Content-Type: text/calendar; charset=UTF-8; method=REPLY

        BEGIN:VCALENDAR
        METHOD:REPLY
        PRODID:-//Example//EN
        VERSION:2.0
        BEGIN:VEVENT
        ATTENDEE;PARTSTAT=\(status);CN="Buyer; of: things":
         mailto:buyer@x.test
        ORGANIZER:mailto:rep@acme.test
        UID:\(uid)
        SEQUENCE:1
        COMMENT:With pleasure\\, yes
        DTSTAMP:20261122T090000Z
        END:VEVENT
        END:VCALENDAR
        --b--

        """
    }

    @Test(
        "an answer is read back",
        arguments: [
            ("ACCEPTED", "meeting_accepted"), ("declined", "meeting_declined"), ("TENTATIVE", "meeting_tentative"),
            ("DELEGATED", "meeting_other"),
        ]
    )
    func answers(status: String, name: String) throws {
        let mail = ReceivedMail(Array(Self.answer(status).utf8))
        let answer = try #require(MeetingAnswer(mail))
        #expect(answer.meeting == "t1.aa.m1@acme.test" && answer.sequence == 1)
        #expect(answer.attendee?.address == "buyer@x.test")
        #expect(answer.comment == "With pleasure, yes")
        #expect(MailMeaning(mail).name == name)
    }

    @Test(
        "a time in a zone of the system is read; one in an unknown zone is none",
        arguments: [
            ("DTSTART;TZID=Europe/Berlin:20261201T100000", "2026-12-01T09:00:00Z"),
            ("DTSTART:20261201T090000Z", "2026-12-01T09:00:00Z"),
            ("DTSTART;VALUE=DATE:20261201", "2026-12-01T00:00:00Z"),
            ("DTSTART;TZID=\"Nowhere/Else\":20261201T100000", nil),
            ("DTSTART:20261301T090000Z", nil), ("DTSTART:nonsense", nil), ("DTSTART:20261201T096000Z", nil),
        ] as [(String, String?)]
    )
    func zones(line: String, instant: String?) {
        let object = CalendarObject(
            Array("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n\(line)\nEND:VEVENT\nEND:VCALENDAR\n".utf8)
        )
        #expect(object?.start == instant.flatMap { Instant($0) })
    }

    @Test(
        "hostile calendars are bounded",
        arguments: [
            String(repeating: "BEGIN:VCALENDAR\n", count: 10_000),
            String(repeating: "BEGIN:VEVENT\nEND:VEVENT\n", count: 10_000),
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + String(repeating: "X:y\n", count: 20_000),
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:" + String(repeating: "x\n ", count: 100_000),
            String(repeating: ";", count: 100_000), "\u{0}\u{1}", "",
        ]
    )
    func hostile(text: String) {
        let object = CalendarObject(Array(text.utf8))
        #expect((object?.event.count ?? 0) <= 500)
    }
}
