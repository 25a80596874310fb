import Testing
import TurnpikeValues

@testable import TurnpikeMail

@Suite("Writing mail")
struct WritingTests {
    static func mail(subject: String = "A question", text: String? = "Hello.") throws -> OutgoingMail {
        OutgoingMail(
            from: try MailAddress("A rep <rep@acme.test>"),
            to: [try MailAddress("buyer@x.test")],
            subject: subject,
            date: try #require(Instant("2026-11-21T09:30:00Z")),
            id: try MessageID("<t1.a.b@acme.test>"),
            text: text
        )
    }

    static func lines(_ mail: OutgoingMail) throws -> [String] {
        String(decoding: try mail.encoded().bytes, as: UTF8.self).split(
            separator: "\r\n",
            omittingEmptySubsequences: false
        )
        .map(String.init)
    }

    @Test("a short mail is plain text with the headers that RFC 5322 wants")
    func short() throws {
        let lines = try Self.lines(Self.mail())
        #expect(
            lines == [
                "Date: Sat, 21 Nov 2026 09:30:00 +0000", "From: A rep <rep@acme.test>", "To: buyer@x.test",
                "Subject: A question", "Message-ID: <t1.a.b@acme.test>", "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 7bit", "", "Hello.", "",
            ]
        )
    }

    @Test(
        "no text that goes into a mail adds a header, a receiver or a part",
        arguments: [
            "x\r\nBcc: everybody@x.test", "x\nX-Evil: 1", "x\rBcc: a@x.test", "x\u{85}Bcc: a@x.test",
            "x\u{2028}Bcc: b@x.test",
            "x\r\n\r\n--=_0\r\nContent-Type: text/html\r\n\r\n<b>", "=?UTF-8?Q?x=0D=0ABcc:_a@x.test?=",
            "\u{0}\u{7F}\r\n.\r\n",
        ]
    )
    func injection(text: String) throws {
        var mail = try Self.mail(subject: text, text: text)
        mail.from = try MailAddress(local: "rep", domain: "acme.test", name: text)
        mail.html = "<p>\(Markdown.escaped(text))</p>"
        mail.attachments = [try MailAttachment(name: text, type: "text/plain", bytes: Array(text.utf8))]
        let bytes = try mail.encoded().bytes
        let read = ReceivedMail(bytes)
        #expect(read.findings.isEmpty)
        let names = Set(read.root.headers.map(\.name))
        #expect(
            names == ["date", "from", "to", "subject", "message-id", "mime-version", "content-type"],
            "\(names.sorted())"
        )
        #expect(read.root.parts.count == 2)
        #expect(read.root.parts.first?.parts.count == 2)
        #expect(MailAddress.found(in: read.root.header("from") ?? "").count == 1)
        // Whatever the text, each line ends with CR LF, and none is longer than a header's fold or 78.
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { !$0.utf8.contains(10) && !$0.utf8.contains(13) && $0.utf8.count <= 78 })
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "rep", "rep@", "@acme.test", "a b@acme.test", "rep@acme.test\r\nBcc: x@y.test", "rep@acme..test",
            ".rep@acme.test",
            "rep@acme.test, x@y.test", "<rep@acme.test> trailing", "rep@[1.2.3.4", "rep@acme.test>", "–", "owner",
            "rep\u{0}@acme.test", "a@b\u{202E}c.test", "<a@b.test><c@d.test>",
            String(repeating: "a", count: 65) + "@acme.test",
        ]
    )
    func badAddress(text: String) {
        #expect(throws: MailError.self) { try MailAddress(text) }
    }

    @Test("an address is read as people write it")
    func addresses() throws {
        #expect(try MailAddress("  rep+x@Acme.Test ").address == "rep+x@acme.test")
        let quoted = try MailAddress("\"Doe, A. (sales)\" <rep@acme.test>")
        #expect(quoted.name == "Doe, A. (sales)" && quoted.address == "rep@acme.test")
        #expect(try MailAddress("rep@acme.test (a comment)").address == "rep@acme.test")
        #expect(try MailAddress("büro@käufer.test").isASCII == false)
        #expect(
            try MailAddress.list("a@b.test, C <c@d.test>; e@[10.0.0.1]").map(\.address) == [
                "a@b.test", "c@d.test", "e@[10.0.0.1]",
            ]
        )
        #expect(MailAddress.found(in: "group: a@b.test, nonsense, c@d.test;").map(\.local) == ["a", "c"])
    }

    @Test("encoded words have at most 75 characters and no character cut in two, and are read back equal")
    func encodedWords() throws {
        for text in [
            "Grüße aus München", "日本語のとても長い件名がここにあります。日本語のとても長い件名がここにあります。", "😀 e\u{301} \u{202E}x",
            String(repeating: "ä ", count: 200), "two  spaces", " leading", "=?UTF-8?Q?fake?=",
            String(repeating: "x", count: 300),
        ] {
            let words = EncodedWord.encode(text)
            #expect(words.allSatisfy { $0.utf8.count <= 75 })
            #expect(EncodedWord.decode(words.joined(separator: " ")) == text)
            let read = ReceivedMail(try Self.mail(subject: text).encoded().bytes)
            #expect(read.text("subject") == Bytes.trimmed(text) || read.text("subject") == text)
        }
    }

    /// The table of RFC 2047, section 8, in the form for text headers.
    @Test(
        "a line of headers with encoded words has at most 76 characters (RFC 2047, section 2)",
        arguments: [
            "Grüße aus München – und noch viel mehr Wörter, die über eine Zeile hinausgehen",
            String(repeating: "日本語", count: 40), String(repeating: "unbroken", count: 30), "x ä",
        ]
    )
    func encodedLines(text: String) throws {
        var mail = try Self.mail()
        mail.subject = text
        mail.to = [
            try MailAddress(local: "a", domain: "b.test", name: text),
            try MailAddress(local: "a", domain: "c.test", name: text),
        ]
        mail.replyTo = mail.to
        let encoded = try mail.encoded()
        let head = String(decoding: encoded.bytes, as: UTF8.self).split(separator: "\r\n\r\n").first ?? ""
        for line in head.split(separator: "\r\n") where line.contains("=?") { #expect(line.utf8.count <= 76) }
        let read = ReceivedMail(encoded.bytes)
        #expect(read.text("subject") == text)
        #expect(MailAddress.found(in: read.root.header("to") ?? "").map(\.name) == [text, text])
    }

    @Test(
        "the examples of RFC 2047",
        arguments: [
            ("=?ISO-8859-1?Q?a?=", "a"), ("=?ISO-8859-1?Q?a?= b", "a b"),
            ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"), ("=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"),
            ("=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab"), ("=?ISO-8859-1?Q?a_b?=", "a b"),
            ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
            ("=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>", "Keith Moore <moore@cs.utk.edu>"),
            ("=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=", "Keld Jørn Simonsen"),
            (
                "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
                "If you can read this you understand the example."
            ),
            ("=?utf-8*en?Q?language?=", "language"),
            ("=?x?", "=?x?"), ("=?UTF-8?X?abc?=", "=?UTF-8?X?abc?="),
        ]
    )
    func rfc2047(text: String, shown: String) { #expect(EncodedWord.decode(text) == shown) }

    /// Sections 3, 4 and 4.1 of RFC 2231.
    @Test("the examples of RFC 2231")
    func rfc2231() {
        let continued = HeaderParameters(
            "message/external-body; access-type=URL; URL*0=\"ftp://\"; URL*1=\"cs.utk.edu/pub/x\""
        )
        #expect(continued.parameters["url"] == "ftp://cs.utk.edu/pub/x")
        let encoded = HeaderParameters("application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A")
        #expect(encoded.parameters["title"] == "This is ***fun***")
        let both = HeaderParameters(
            "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\""
        )
        #expect(both.parameters["title"] == "This is even more ***fun*** isn't it!")
        #expect(both.value == "application/x-stuff")
    }

    @Test(
        "parameters of any text are read back equal",
        arguments: [
            "plain.pdf", "a b.pdf", "a\"b\\c.pdf", "Angebot für Müller.pdf",
            String(repeating: "長い", count: 60) + ".pdf", "100%'*.pdf",
            "=?UTF-8?Q?=3C=A4?=.pdf", "a =?x",
        ]
    )
    func parameters(name: String) throws {
        let pieces = HeaderParameters.encode([("filename", name)])
        #expect(HeaderParameters((["attachment"] + pieces).joined(separator: ";\r\n ")).parameters["filename"] == name)
        #expect(pieces.allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { $0 >= 32 && $0 < 127 } })
        _ = try MailAttachment(name: name, type: "application/pdf", bytes: [])
    }

    @Test("unsubscribing has one click only with an address of the web (RFC 8058)")
    func unsubscribe() throws {
        var mail = try Self.mail()
        mail.unsubscribe = try UnsubscribeLinks(
            web: "https://acme.test/u?t=1",
            mail: try MailAddress("unsub@acme.test"),
            token: "t1.a.unsubscribe"
        )
        let lines = try Self.lines(mail)
        #expect(lines.contains("List-Unsubscribe: <https://acme.test/u?t=1>,"))
        #expect(lines.contains(" <mailto:unsub@acme.test?subject=t1.a.unsubscribe>"))
        #expect(lines.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"))
        mail.unsubscribe = try UnsubscribeLinks(web: nil, mail: try MailAddress("unsub@acme.test"), token: "t")
        #expect(try !Self.lines(mail).contains { $0.hasPrefix("List-Unsubscribe-Post") })
        for link in ["http://acme.test/", "https://acme.test/>\r\nBcc: x", "javascript:alert(1)", "https://a b"] {
            #expect(throws: MailError.self) { try UnsubscribeLinks(web: link, mail: nil, token: "t") }
        }
    }

    @Test("an address beyond ASCII asks for SMTPUTF8 and stays as it is")
    func international() throws {
        var mail = try Self.mail()
        #expect(try mail.encoded().needsUTF8 == false)
        mail.to = [try MailAddress("Käufer <käufer@x.test>")]
        let encoded = try mail.encoded()
        #expect(encoded.needsUTF8)
        #expect(ReceivedMail(encoded.bytes).root.header("to")?.hasSuffix("<käufer@x.test>") == true)
    }

    @Test("a mail to nobody, or without a word, is refused")
    func incomplete() throws {
        var mail = try Self.mail()
        mail.to = []
        #expect(throws: MailError.self) { try mail.encoded() }
        #expect(throws: MailError.self) { try Self.mail(text: nil).encoded() }
        mail.bcc = [try MailAddress("secret@x.test")]
        let encoded = try mail.encoded()
        #expect(encoded.recipients.map(\.address) == ["secret@x.test"])
        #expect(!String(decoding: encoded.bytes, as: UTF8.self).contains("secret"))
    }

    @Test("what is built is read back equal, whatever the texts and the bytes")
    func roundTrip() throws {
        var random = SystemNumbers(state: 7)
        for round in 0..<300 {
            var mail = try Self.mail(subject: random.text(60), text: random.text(400))
            if round % 2 == 0 { mail.html = "<p>\(random.text(300))</p>" }
            if round % 3 == 0 {
                mail.attachments = [
                    try MailAttachment(name: random.text(30), type: "application/pdf", bytes: random.bytes(500)),
                    try MailAttachment(name: "empty.bin", type: "application/octet-stream", bytes: []),
                ]
            }
            if round % 4 == 0, mail.html != nil {
                mail.inline = [
                    try MailAttachment(name: "l.png", type: "image/png", bytes: random.bytes(90), contentID: "logo.1")
                ]
            }
            let read = ReceivedMail(try mail.encoded().bytes)
            #expect(read.findings.isEmpty)
            let subject = Bytes.trimmed(Bytes.oneLine(mail.subject))
            #expect(Bytes.trimmed(read.text("subject") ?? "") == subject, "round \(round)")
            #expect(read.id == mail.id && read.from == mail.from)
            let leaves = read.root.all.filter { $0.parts.isEmpty && !$0.type.hasPrefix("multipart/") }
            func normal(_ text: String) -> String { String(decoding: Bytes.lineFeeds(text), as: UTF8.self) }
            let text = try #require(leaves.first)
            // A text in a mail may end with the end of its last line.
            #expect(
                ["", "\n"].contains { normal(read.text(of: text)) == normal(mail.text ?? "") + $0 },
                "round \(round)"
            )
            if let html = mail.html {
                let page = try #require(leaves.first { $0.type == "text/html" })
                #expect(["", "\n"].contains { normal(read.text(of: page)) == normal(html) + $0 }, "round \(round)")
            }
            for file in mail.inline + mail.attachments {
                let part = try #require(
                    leaves.first { $0.type == file.type && $0.fileName == file.name },
                    "round \(round)"
                )
                #expect(read.bytes(of: part) == file.bytes)
                #expect(part.disposition == (file.contentID == nil ? "attachment" : "inline"))
                #expect(read.findings(in: part).isEmpty)
            }
        }
    }

    @Test("the same mail gives the same bytes")
    func stable() throws {
        var mail = try Self.mail()
        mail.html = "<p>x</p>"
        #expect(try mail.encoded() == mail.encoded())
    }
}

/// Reproducible numbers, and texts that mail trips over.
struct SystemNumbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }

    mutating func text(_ count: Int) -> String {
        let pieces = [
            "a", "word", " ", "  ", "\n", "\r\n", ".", "\n.\n", "From ", "--", "--=_", "=", "=3D", "ü", "日", "😀", "\t",
            "?=", "=?",
            "\"", "\\", "<", ">", ";", ",", "\n\n", "x \n", "%", "'", "*", String(repeating: "long", count: 30),
        ]
        var text = "t"
        for _ in 0..<Int.random(in: 0...(count / 4), using: &self) { text += pieces.randomElement(using: &self) ?? "" }
        return text + "."
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<Int.random(in: 1...count, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
