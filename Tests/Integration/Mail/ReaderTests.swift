import SMTPEmail
import Testing
import Turnpike
import TurnpikeMail
import TurnpikeTesting
import TurnpikeValues

/// What is written, as programs of others read it, and what they write, as we read it.
@Suite("Before other readers", .enabled(if: Reader.isThere, "there is no reader of mails"))
struct ReaderTests {
    private static let words = [
        "A question",
        "Grüße aus München – und noch viel mehr Wörter, die über eine Zeile hinausgehen müssen, damit gefaltet wird",
        "日本語のとても長い件名がここにあります。日本語のとても長い件名がここにあります。", "😀 =?UTF-8?Q?no?= (comment) <a@b.test>",
        String(repeating: "unbroken", count: 40), "  two  spaces  ", "x\r\nBcc: everybody@x.test",
        "\"quoted\", and, commas;",
    ]

    private func mail(subject: String, text: String = "Hello") throws -> OutgoingMail {
        var mail = OutgoingMail(
            from: try MailAddress(local: "rep", domain: "acme.test", name: subject),
            to: [try MailAddress(local: "buyer", domain: "x.test", name: subject), try MailAddress("b@x.test")],
            subject: subject,
            date: try #require(Instant("2026-11-21T09:30:00Z")),
            id: try MessageID("1@acme.test"),
            text: text
        )
        mail.html = "<p>\(text.prefix(20_000).count)</p>"
        return mail
    }

    /// White space as a reader may change it: folds give one space back for one.
    private func plain(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func strings(_ json: JSON?) -> [String] { (json?.elements ?? []).compactMap(\.stringValue) }

    private func header(_ read: JSON, _ name: String) -> [String] {
        (read["headers"]?.elements ?? []).compactMap { pair in
            let pair = strings(pair)
            return pair.first == name ? pair.last : nil
        }
    }

    @Test("headers of any words are read without a defect, with the same words", arguments: words)
    func headers(subject: String) async throws {
        let read = try await Reader.json("mail", try mail(subject: subject).encoded().bytes)
        #expect(strings(read["defects"]).isEmpty)
        #expect(header(read, "subject").map(plain) == [plain(subject)])
        #expect(header(read, "bcc").isEmpty && header(read, "message-id") == ["<1@acme.test>"])
        #expect((read["to"]?.elements ?? []).map { strings($0).last } == ["buyer@x.test", "b@x.test"])
        #expect(plain(strings(read["to"]?.elements?.first).first ?? "") == plain(subject))
        #expect(plain(strings(read["from"]?.elements?.first).first ?? "") == plain(subject))
        #expect(read["date"]?.stringValue == "2026-11-21T09:30:00+00:00")
        #expect(read["headers_are_ascii"]?.boolValue == true && read["bare"]?.int64 == 0)
        #expect((read["longest_header"]?.int64 ?? .max) <= 78)
    }

    @Test(
        "texts of any lines are read as they were written",
        arguments: [
            "Hello", "", ".\n..\n.x", "From here\n--\n-- \ntrailing  \n\ttab", String(repeating: "long ", count: 5_000),
            String(repeating: "x", count: 5_000), "ümläute\n日本\n\n😀", "=3D= =\n=", "a\r\nb\rc", "\u{B}\u{0}nul",
            String(repeating: "ä", count: 3_000),
        ]
    )
    func texts(text: String) async throws {
        let read = try await Reader.json("mail", try mail(subject: "x", text: text).encoded().bytes)
        #expect(strings(read["defects"]).isEmpty)
        let parts = read["parts"]?.elements ?? []
        #expect(parts.map { $0["type"]?.stringValue } == ["multipart/alternative", "text/plain", "text/html"])
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        // The line end before a boundary is the boundary's; one that the text has itself stays.
        let found = (parts[1]["text"]?.stringValue ?? "").replacing("\r\n", with: "\n")
        #expect(found == lines || found == lines + "\n")
        #expect((read["longest"]?.int64 ?? .max) <= 78)
    }

    @Test("files, pictures inside HTML, text and HTML stand inside each other as programs expect, byte for byte")
    func files() async throws {
        var mail = try mail(subject: "Files")
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        mail.html = "<img src=\"cid:logo\">"
        mail.inline = [try MailAttachment(name: "logo.png", type: "image/png", bytes: [1, 2, 3], contentID: "logo")]
        let names = ["Angebot für Müller (final).pdf", "a\"b;c.csv", String(repeating: "lang", count: 40) + ".txt"]
        mail.attachments = try names.map { try MailAttachment(name: $0, type: "application/pdf", bytes: bytes) }
        let read = try await Reader.json("mail", try mail.encoded().bytes)
        #expect(strings(read["defects"]).isEmpty)
        let parts = read["parts"]?.elements ?? []
        #expect(
            parts.map { $0["type"]?.stringValue } == [
                "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
                "application/pdf", "application/pdf", "application/pdf",
            ]
        )
        #expect(parts[5]["id"]?.stringValue == "<logo>" && parts[5]["disposition"]?.stringValue == "inline")
        #expect(parts.suffix(3).compactMap { $0["file"]?.stringValue } == names)
        #expect(parts.suffix(3).allSatisfy { $0["disposition"]?.stringValue == "attachment" })
        #expect(parts.suffix(3).allSatisfy { $0["digest"]?.stringValue == Digest.sha256(bytes).hex })
        #expect((read["longest"]?.int64 ?? .max) <= 78)
    }

    @Test("unsubscribing by one click is said as RFC 8058 wants it, and addresses beyond ASCII stay as they are")
    func unsubscribing() async throws {
        var mail = try mail(subject: "News")
        mail.unsubscribe = try UnsubscribeLinks(
            web: "https://acme.test/u/t1.token",
            mail: try MailAddress("unsub@acme.test"),
            token: "t1.token"
        )
        let read = try await Reader.json("mail", try mail.encoded().bytes)
        #expect(header(read, "list-unsubscribe-post") == ["List-Unsubscribe=One-Click"])
        let links = try #require(header(read, "list-unsubscribe").first)
        #expect(
            links.hasPrefix("<") && links.contains("<https://acme.test/u/t1.token>") && links.contains("<mailto:unsub@")
        )
        #expect(strings(read["defects"]).isEmpty)

        mail.to = [try MailAddress("Käufer <käufer@münchen.test>")]
        let encoded = try mail.encoded()
        let beyond = try await Reader.json("mail", encoded.bytes)
        #expect(encoded.needsUTF8)
        #expect(beyond["to"]?.elements.map { $0.map(strings) } == [["Käufer", "käufer@münchen.test"]])
    }

    // MARK: Meetings

    private func calendar(_ action: String, revision: Int64, _ more: [String: String] = [:]) async throws -> [UInt8] {
        let receiver = "guest\(UInt64.random(in: 0...UInt64.max))@x.test"
        let email = try Server.email(port: "TURNPIKE_SMTP_PORT", encryption: "starttls", authority: "TURNPIKE_SMTP_CA")
        let settings = [
            "to": "\"A; guest: of \\\"honour\\\"\" <\(receiver)>, k%ä@x.test",
            "subject": "A demo; prices, für alle 😀 " + String(repeating: "und mehr ", count: 20),
            "body": "Line 1\nLine 2; with, marks\\", "start": "2027-01-11T09:00:00Z", "place": "Room 1, floor 2",
        ]
        let request = HookSamples("email", action: action, settings: settings.merging(more) { $1 })
            .delivery(deal: 3, revision: revision)
        _ = try await email.deliver(request)
        let sent = try #require(try Server.mails(to: receiver).first)
        let mail = ReceivedMail(Array((sent["data"]?.stringValue ?? "").utf8))
        let part = try #require(mail.root.all.first { $0.type == "text/calendar" })
        #expect(part.parameters["method"] == (action == "cancel" ? "CANCEL" : "REQUEST"))
        let read = try await Reader.json("mail", mail.bytes)
        #expect(strings(read["defects"]).isEmpty)
        return mail.bytes(of: part)
    }

    @Test(
        "an invitation, its change and its end are right by RFC 5545 and RFC 5546, and their answers come back",
        .enabled(if: Server.hasSink, "there is no SMTP server")
    )
    func meetings() async throws {
        let request = try await Reader.json("calendar", try await calendar("invite", revision: 3))
        let bytes = try await calendar("invite", revision: 8, ["start": "2027-01-12T09:00:00Z", "duration": "1 hour"])
        let change = try await Reader.json("calendar", bytes)
        let end = try await Reader.json("calendar", try await calendar("cancel", revision: 9))
        let all = [request, change, end]
        #expect(all.flatMap { strings($0["problems"]) } == [])
        #expect(all.map { $0["method"]?.stringValue } == ["REQUEST", "REQUEST", "CANCEL"])
        #expect(Set(all.compactMap { $0["uid"]?.stringValue }).count == 1)
        #expect(all.map { $0["sequence"]?.int64 } == [3, 8, 9])
        #expect(all.map { $0["status"]?.stringValue } == ["CONFIRMED", "CONFIRMED", "CANCELLED"])
        #expect(request["start"]?.stringValue == "2027-01-11T09:00:00Z")
        #expect(request["end"]?.stringValue == "2027-01-11T09:30:00Z")
        #expect(change["end"]?.stringValue == "2027-01-12T10:00:00Z")
        #expect(request["summary"]?.stringValue?.hasPrefix("A demo; prices, für alle 😀 und mehr") == true)
        #expect(request["place"]?.stringValue == "Room 1, floor 2")
        #expect(strings(request["organizer"]).first == "mailto:rep@acme.test")
        let guests = request["guests"]?.elements?.map(strings) ?? []
        #expect(guests.count == 2 && guests[1][0] == "mailto:k%25%C3%A4@x.test")
        #expect(guests.allSatisfy { $0[2] == "NEEDS-ACTION" })

        for (status, name) in [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentative")] {
            let reply = try await Reader.run("answer", bytes, status)
            var answer = try mail(subject: "Re: A demo")
            answer.attachments = [try MailAttachment(name: "reply.ics", type: "text/calendar", bytes: reply)]
            let read = try #require(MeetingAnswer(ReceivedMail(try answer.encoded().bytes)))
            #expect(read.answer?.rawValue == name && read.sequence == 8)
            #expect(read.meeting == change["uid"]?.stringValue)
            #expect(read.attendee?.address.hasPrefix("guest") == true)
            #expect(read.comment == "With pleasure; see you, then\nand thanks " + String(repeating: "ä", count: 60))
        }
    }
}
