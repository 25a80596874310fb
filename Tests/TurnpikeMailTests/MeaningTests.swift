import Testing
import TurnpikeValues

@testable import TurnpikeMail

@Suite("What a mail means")
struct MeaningTests {
    static let deal = "01990000-0000-7000-8000-0000000000aa"

    private func read(_ text: String) -> ReceivedMail { ReceivedMail(Array(text.utf8)) }

    /// Section E.1 of RFC 3464, with ids of our own in the mail that comes back.
    static let report = """
        Return-Path: <>
        From: Mail Delivery Subsystem <MAILER-DAEMON@cs.utk.test>
        To: <rep@acme.test>
        Subject: Returned mail: Cannot send message for 5 days
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="RAA14128.773615765/CS.UTK.TEST"

        --RAA14128.773615765/CS.UTK.TEST

        The original message was received at Sat, 2 Jul 1994 17:10:28 -0400

        --RAA14128.773615765/CS.UTK.TEST
        content-type: message/delivery-status

        Reporting-MTA: dns; cs.utk.test

        Original-Recipient: rfc822;louisl@larry.slip.umd.test
        Final-Recipient: rfc822;louisl@larry.slip.umd.test
        Action: failed
        Status: 4.0.0
        Diagnostic-Code: smtp; 426 connection timed out
        Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400

        --RAA14128.773615765/CS.UTK.TEST
        content-type: message/rfc822

        Message-ID: <our.1@acme.test>
        To: louisl@larry.slip.umd.test
        Subject: A question

        Hello
        --RAA14128.773615765/CS.UTK.TEST--
        """

    @Test("the report of RFC 3464 is a bounce that names receiver, status and our mail")
    func deliveryStatus() throws {
        let bounce = try #require(Bounce(read(Self.report)))
        #expect(
            bounce.recipients == [
                Bounce.Recipient(
                    address: "louisl@larry.slip.umd.test",
                    action: "failed",
                    status: "4.0.0",
                    diagnostic: "426 connection timed out"
                )
            ]
        )
        #expect(bounce.isPermanent)
        #expect(bounce.original?.description == "<our.1@acme.test>")
        #expect(MailMeaning(read(Self.report)).name == "bounce")
        let delayed = Self.report.replacing("Action: failed", with: "Action: delayed")
        #expect(MailMeaning(read(delayed)).name == "delay")
        let arrived = Self.report.replacing("Action: failed", with: "Action: delivered")
        #expect(Bounce(read(arrived)) == nil)
        let headers = Self.report.replacing("message/rfc822", with: "text/rfc822-headers")
        #expect(Bounce(read(headers))?.original?.description == "<our.1@acme.test>")
    }

    @Test("a report that follows no rules is known by its sender, its words and the mail in it")
    func plainBounce() throws {
        let mail = read(
            "From: MAILER-DAEMON@x.test\r\nSubject: failure notice\r\nX-Failed-Recipients: buyer@x.test\r\n\r\n<buyer@x.test>: 550 5.1.1 unknown user.\r\nMessage-ID: <our.2@acme.test>\r\n"
        )
        let bounce = try #require(Bounce(mail))
        #expect(bounce.status == "5.1.1" && bounce.isPermanent)
        #expect(bounce.recipients.first?.address == "buyer@x.test")
        #expect(bounce.mentioned.map(\.description).contains("<our.2@acme.test>"))
        #expect(Bounce(read("From: postmaster@x.test\r\nSubject: New rules\r\n\r\nHello")) == nil)
    }

    @Test(
        "statuses are found in words, and nothing else is taken for one",
        arguments: [
            ("550 5.1.1 no", "5.1.1"), ("(5.7.26)", "5.7.26"), ("at 4.2.2.", "4.2.2"), ("version 15.1.1", ""),
            ("5.1", ""),
            ("10.5.1.1", ""), ("5.1.1.1", ""), ("5.1.1234", ""), ("x5.1.1", ""), ("", ""), ("3.1.1", ""),
        ]
    )
    func statuses(text: String, status: String) { #expect(Bounce.status(in: text) == status) }

    @Test(
        "machines are told from people",
        arguments: [
            ("Auto-Submitted: auto-replied\r\nSubject: Away", "out_of_office"),
            ("Auto-Submitted: auto-generated; type=x\r\nSubject: Automatic reply: A question", "out_of_office"),
            ("Auto-Submitted: auto-generated\r\nSubject: Newsletter", "automatic"),
            ("Auto-Submitted: auto-replied\r\nSubject: [Ticket 7] received", "automatic"),
            ("Auto-Submitted: no\r\nSubject: Re: A question", "reply"),
            ("X-Autoreply: yes\r\nSubject: x", "out_of_office"),
            ("Precedence: auto_reply\r\nSubject: x", "out_of_office"),
            ("Subject: Abwesenheitsnotiz: Angebot", "out_of_office"),
            ("Subject: =?UTF-8?Q?R=C3=A9ponse_automatique?= : x", "out_of_office"),
            ("Precedence: bulk\r\nSubject: x", "automatic"), ("List-Id: <x.test>\r\nSubject: x", "automatic"),
            ("From: no-reply@x.test\r\nSubject: x", "automatic"), ("Return-Path: <>\r\nSubject: Re: x", "automatic"),
            ("Subject: Re: out of office hours, call me", "reply"), ("Subject: Re: A question", "reply"), ("", "reply"),
            (
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\nSubject: Read",
                "receipt"
            ),
            ("Content-Type: multipart/report; report-type=feedback-report; boundary=b", "complaint"),
        ]
    )
    func automatic(headers: String, name: String) {
        let head = headers.contains("From:") ? headers : "From: buyer@x.test\r\n" + headers
        #expect(MailMeaning(read(head + "\r\n\r\nHello")).name == name)
    }

    @Test("ids of ours say their deal; nobody else can make one where there is a secret")
    func identity() throws {
        for secret in ["", "a secret", String(repeating: "long", count: 30)] {
            let identity = try MailIdentity(domain: "Mail.Acme.Test", secret: secret)
            let id = try #require(identity.message(key: "\(Self.deal)/3/0/email/send", deal: Self.deal))
            #expect(identity.message(key: "\(Self.deal)/3/0/email/send", deal: Self.deal) == id)
            #expect(identity.message(key: "\(Self.deal)/4/0/email/send", deal: Self.deal) != id)
            #expect(identity.origin(of: id)?.deal == Self.deal)
            let shouted = try MessageID("<\(id.left.uppercased())@\(id.right.uppercased())>")
            #expect(identity.origin(of: shouted)?.deal == Self.deal)
            let thread = try #require(identity.thread(deal: Self.deal))
            #expect(identity.origin(of: thread) == .init(deal: Self.deal, about: "thread"))
            #expect(identity.origin(ofToken: identity.unsubscribeToken(deal: Self.deal))?.about == "unsubscribe")
            #expect(identity.origin(of: try MessageID("<\(id.left)@elsewhere.test>")) == nil)
            #expect(id.description.utf8.count < 200)
        }
        let ours = try MailIdentity(domain: "acme.test", secret: "a")
        let theirs = try MailIdentity(domain: "acme.test", secret: "b")
        let forged = try #require(theirs.message(key: "k", deal: Self.deal))
        #expect(ours.origin(of: forged) == nil)
        #expect(
            ours.origin(of: try #require(MailIdentity(domain: "acme.test").message(key: "k", deal: Self.deal))) == nil
        )
        for text in ["", "t1", "t1..", "t1.x.y.z", "t2." + forged.left.dropFirst(3)] {
            #expect(ours.origin(ofToken: text) == nil)
        }
    }

    /// Cases 1 and 2 of RFC 4231.
    @Test("codes are HMAC-SHA-256")
    func hmac() {
        let first = HMAC.sha256(key: [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8))
        #expect(first.hex == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let second = HMAC.sha256(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8))
        #expect(second.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("ids come from headers of strangers, the newest where there are too many")
    func messageIDs() throws {
        #expect(
            MessageID.found(in: "<a@b> junk <c@d><e@f> <bad> < g@h > <i@\r\n j>").map(\.left) == [
                "a", "c", "e", "g", "i",
            ]
        )
        let many = (0..<5_000).map { "<\($0)@x>" }.joined(separator: " ")
        let found = MessageID.found(in: many)
        #expect(found.count == 100 && found.first?.left == "0" && found.last?.left == "4999")
        for text in ["", "<>", "<@>", "<a@>", "a b@c", "<a@b\r\nBcc: x>", "<ä@b>"] {
            #expect(throws: MailError.self) { try MessageID(text) }
        }
    }

    @Test("a mail to unsubscribe is known by its token")
    func unsubscribe() throws {
        let identity = try MailIdentity(domain: "acme.test", secret: "s")
        let token = identity.unsubscribeToken(deal: Self.deal)
        #expect(
            MailMeaning(read("From: a@b.test\r\nSubject: \(token)\r\n\r\n"), identity: identity)
                == .unsubscribe(token: token)
        )
        #expect(MailMeaning(read("From: a@b.test\r\nSubject: unsubscribe\r\n\r\n"), identity: identity) == .reply)
    }

    @Test(
        "the new words of a reply end where it quotes",
        arguments: [
            ("Yes, gladly.\n\nOn Mon, 1 Jan 2026 a rep wrote:\n> Hello", "Yes, gladly."),
            ("Ja.\n\nAm 1. Januar schrieb A:\n> x", "Ja."), ("Yes\n> quoted\nNo", "Yes\nNo"),
            ("Yes\n-----Original Message-----\nFrom: x", "Yes"), ("On Monday:\nfine", "On Monday:\nfine"), ("", ""),
            ("Oui\n\nLe lundi, A <a@b.test>\na écrit :\n> x", "Oui"),
        ]
    )
    func replyText(text: String, new: String) { #expect(ReplyText.new(in: text) == new) }
}
