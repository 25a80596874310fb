import IMAPReplies
import Testing
import TurnpikePlugins
import TurnpikeValues

@testable import TurnpikeMail

/// Answers of machines: until when somebody is away, and what is no answer at all.
@Suite("Away and back")
struct AwayTests {
    private static let deal = "01990000-0000-7000-8000-0000000000aa"

    @Test(
        "the day of the return is read in the forms that people write, and a day that may be two is none",
        arguments: [
            ("I am away and back on 2026-12-07.", "2026-12-07"),
            ("Ich bin bis 04.12.2026 nicht im Büro und ab 7. Dezember wieder da.", "2026-12-07"),
            ("Out from December 1 until December 5th, 2026", "2026-12-05"),
            ("Away from 1 Dec to 12 Dec", "2026-12-12"), ("back 5th of January", "2027-01-05"),
            ("Back on 15/12/2026", "2026-12-15"), ("Back on 12/15/26", "2026-12-15"),
            ("de retour le 3 décembre", "2026-12-03"), ("vuelvo el 3 de diciembre de 2026", "2026-12-03"),
            ("zurück am 3.12.", "2026-12-03"),
            ("Away until Dec 5. In urgent cases call by 30 January 2027.", "2026-12-05"),
            ("I am back on 05/06/2027", nil), ("back soon", nil), ("since 1 November 2026", nil),
            ("back in 2026-13-40 or 31.02.2027", nil), ("until 2029-01-01", nil), ("99999999999999999999 may", nil),
            ("call 1.2.3.4", nil), ("", nil),
        ] as [(String, String?)]
    )
    func returns(text: String, day: String?) throws {
        let from = try #require(CalendarDate("2026-11-21"))
        #expect(ReturnDay.found(in: text, after: from)?.description == day)
    }

    @Test("texts of nothing but numbers and marks take their length")
    func hostileDays() throws {
        let from = try #require(CalendarDate("2026-11-21"))
        for piece in ["1", "1.", "1/1/", "may ", "until ", "9-", "\u{FF11}"] {
            #expect(
                ReturnDay.found(in: String(repeating: piece, count: 100_000), after: from).map { $0 > from } ?? true
            )
        }
    }

    @Test(
        "the date of a mail is read as programs write it",
        arguments: [
            ("Sat, 21 Nov 2026 09:30:00 +0100", "2026-11-21T08:30:00Z"),
            ("21 Nov 2026 09:30 -0230", "2026-11-21T12:00:00Z"),
            ("Sat, 21 Nov 2026 09:30:60 GMT (a leap)", "2026-11-21T09:30:59Z"),
            ("Sat, 31 Nov 2026 09:30:00 +0000", nil),
            ("yesterday", nil), ("21 Nov 26 09:30", nil), ("", nil),
        ] as [(String, String?)]
    )
    func dates(text: String, instant: String?) {
        let mail = ReceivedMail(Array("Date: \(text)\r\n\r\n".utf8))
        #expect(mail.date == instant.flatMap { Instant($0) })
    }

    private func matcher(own: [String] = []) throws -> ReplyMatcher {
        ReplyMatcher(
            try MailIdentity(domain: "acme.test", secret: "s"),
            signals: [
                "reply": .init(signal: "replied", data: ["text": "words"]),
                "out_of_office": .init(signal: "out_of_office", data: ["back_on": "back_on"]),
                "automatic": .init(signal: "noise"),
            ],
            own: own,
            awayDays: 5
        )
    }

    private func mail(_ headers: String, _ text: String) throws -> ReceivedMail {
        let id = try #require(MailIdentity(domain: "acme.test", secret: "s").message(key: "k", deal: Self.deal))
        return ReceivedMail(Array("\(headers)\r\nIn-Reply-To: \(id)\r\n\r\n\(text)\r\n".utf8))
    }

    @Test(
        "somebody who is away brings the day of the return, or the days of the settings after the day of the mail",
        arguments: [
            ("Date: Mon, 2 Nov 2026 09:00:00 +0000", "Back on 9 November.", "2026-11-09"),
            ("Date: Mon, 2 Nov 2026 09:00:00 +0000", "I am away.", "2026-11-07"),
            // Our own words, quoted below, are no promise of theirs.
            (
                "Date: Mon, 2 Nov 2026 09:00:00 +0000", "Away.\n\nOn Monday a rep wrote:\n> until 20 December",
                "2026-11-07"
            ),
            ("Date: Mon, 2 Nov 2099 09:00:00 +0000", "I am away.", "2026-11-26"), ("X: y", "I am away.", "2026-11-26"),
        ]
    )
    func away(headers: String, text: String, day: String) throws {
        let now = try #require(Instant("2026-11-21T10:00:00Z"))
        let answer = try mail(
            "From: buyer@x.test\r\nAuto-Submitted: auto-replied\r\nSubject: Out of office\r\n\(headers)",
            text
        )
        guard case .signal(let signal) = try matcher().match(answer, now: now) else {
            Issue.record("no signal")
            return
        }
        #expect(signal.signal == "out_of_office")
        #expect(signal.data == .object([("back_on", .object([("$date", .string(day))]))]))
    }

    @Test("a copy of our own mail, and what our own side writes in the thread, is no answer of a customer's")
    func own() throws {
        let identity = try MailIdentity(domain: "acme.test", secret: "s")
        let ours = try #require(identity.message(key: "other", deal: Self.deal))
        let copy = try mail("From: rep@acme.test\r\nMessage-ID: \(ours)", "Hello")
        #expect(try matcher().match(copy) == .unwanted(kind: "own"))
        let rep = try mail("From: A rep <Rep@Acme.test>\r\nMessage-ID: <1@laptop>", "One more thing")
        #expect(try matcher(own: ["@acme.test"]).match(rep) == .unwanted(kind: "own"))
        #expect(try matcher(own: ["rep@acme.test"]).match(rep) == .unwanted(kind: "own"))
        for other in [[], ["@x.test"], ["p@acme.test"]] {
            guard case .signal(let signal) = try matcher(own: other).match(rep) else {
                Issue.record("no signal")
                continue
            }
            #expect(signal.signal == "replied")
        }
    }

    @Test("machines that answer machines are never taken for people, however often they do")
    func machines() throws {
        var text = "Gone."
        for round in 1...40 {
            text = "Your mail was: \(text)"
            let answer = try mail(
                "From: bot\(round)@x.test\r\nAuto-Submitted: auto-replied\r\nSubject: Re: Auto: \(round)",
                text
            )
            if case .signal(let signal) = try matcher().match(answer) { #expect(signal.signal != "replied") }
        }
        // One who says nothing of being a machine goes round until servers count its steps.
        let circle = String(repeating: "Received: by a.test\r\n", count: 60)
        #expect(try mail("\(circle)From: bot@x.test", "x").findings.map(\.kind) == [.loop])
    }

    @Test("ids that a program has written as encoded words are read")
    func encodedIDs() throws {
        let id = try #require(MailIdentity(domain: "acme.test", secret: "s").message(key: "k", deal: Self.deal))
        let words = EncodedWord.encode("<a@b.test> \(id)", after: 13).joined(separator: "\r\n ")
        let answer = ReceivedMail(Array("From: b@x.test\r\nIn-Reply-To: \(words)\r\n\r\nYes.\r\n".utf8))
        #expect(answer.answered.last == id)
        guard case .signal(let signal) = try matcher().match(answer) else {
            Issue.record("no signal")
            return
        }
        #expect(signal.signal == "replied" && signal.deal == Self.deal)
    }

    @Test("a name that ends in a space where it is cut is the same on both sides")
    func longNames() throws {
        let name = String(repeating: "a", count: 199) + " tail"
        let file = try MailAttachment(name: name, type: "text/csv", bytes: [1])
        #expect(file.name == String(repeating: "a", count: 199))
    }

    @Test(
        "addresses of meetings are links, whatever stands in them",
        arguments: ["a%b@x.test", "käufer@x.test", "a?b&c=d@x.test", "a#b/c@x.test", "o'neil+x@x.test", "a%41@x.test"]
    )
    func links(address: String) throws {
        let known = try MailAddress(address)
        let link = Meeting.link(known)
        #expect(link.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        let line = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nATTENDEE:\(link)\nEND:VEVENT\nEND:VCALENDAR\n"
        #expect(CalendarObject(Array(line.utf8))?.property("ATTENDEE")?.address == known)
    }
}
