import Testing

@testable import TurnpikeMail

@Suite("Hostile mail")
struct HostileMailTests {
    private func read(_ text: String, _ limits: MailLimits = .standard) -> ReceivedMail {
        ReceivedMail(Array(text.utf8), limits: limits)
    }

    private func kinds(_ mail: ReceivedMail) -> Set<MailFinding.Kind> { Set(mail.findings.map(\.kind)) }

    @Test("ten thousand headers: a thousand are kept, the rest is told, and the body is found")
    func manyHeaders() {
        let head = (0..<10_000).map { "X-\($0): \($0)\r\n" }.joined()
        let mail = read(head + "\r\nThe body.")
        #expect(mail.root.headers.count == 1_000)
        #expect(kinds(mail) == [.tooManyHeaders])
        #expect(mail.plainText == "The body.")
    }

    @Test("parts nested a thousand deep end at the limit")
    func nested() {
        var text = ""
        for level in 0..<1_000 { text += "Content-Type: multipart/mixed; boundary=b\(level)\r\n\r\n--b\(level)\r\n" }
        let mail = read(text)
        #expect(mail.root.all.count <= MailLimits.standard.depth)
        #expect(kinds(mail).contains(.tooDeep))
        let messages = read(String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: 1_000) + "x")
        #expect(messages.root.all.count <= MailLimits.standard.depth)
        #expect(kinds(messages).contains(.tooDeep))
    }

    @Test("a mail of ten thousand parts ends at the limit")
    func manyParts() {
        let parts = String(repeating: "--b\r\n\r\nx\r\n", count: 10_000)
        let mail = read("Content-Type: multipart/mixed; boundary=b\r\n\r\n\(parts)--b--\r\n")
        #expect(mail.root.all.count <= MailLimits.standard.parts)
        #expect(kinds(mail) == [.tooManyParts])
    }

    @Test("the same boundary at every depth is no way around the limits")
    func sameBoundary() {
        let text = String(repeating: "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", count: 5_000)
        let mail = read(text)
        #expect(mail.root.all.count <= MailLimits.standard.parts)
        #expect(!mail.findings.isEmpty)
    }

    @Test("fifty megabytes are cut where the limit is")
    func large() {
        var bytes = Array("Subject: large\r\nContent-Type: text/plain\r\n\r\n".utf8)
        bytes += [UInt8](repeating: UInt8(ascii: "x"), count: 50 * 1_024 * 1_024)
        let mail = ReceivedMail(bytes)
        #expect(mail.bytes.count == MailLimits.standard.bytes)
        #expect(kinds(mail) == [.tooLong])
        #expect(mail.text("subject") == "large")
        #expect(mail.bytes(of: mail.root).count == MailLimits.standard.textBytes)
        #expect(mail.findings(in: mail.root).map(\.kind) == [.longText])
    }

    @Test("a header of a megabyte is cut, folded or not")
    func longHeader() {
        for fold in ["", "\r\n "] {
            let mail = read(
                "Subject: " + String(repeating: "word\(fold) ", count: 200_000) + "\r\nTo: a@b.test\r\n\r\nx"
            )
            #expect(mail.root.headers.count == 2)
            #expect((mail.text("subject") ?? "").utf8.count <= MailLimits.standard.headerBytes)
            #expect(kinds(mail) == [.longHeader])
        }
    }

    @Test(
        "texts in sets of characters that are wrong, unknown or known are read as far as they go",
        arguments: [
            ("utf-8", [0xC3, 0x28], "\u{FFFD}(", false), ("utf-8", [0xC3, 0xA4], "ä", true),
            ("iso-8859-1", [0xE4], "ä", true), ("windows-1252", [0x80, 0x81], "€\u{FFFD}", false),
            ("ISO-8859-15", [0xA4], "€", true), ("utf-16le", [0x61, 0, 0xE4, 0], "aä", true),
            ("utf-16", [0xFE, 0xFF, 0, 0x61], "a", true), ("utf-16", [0xD8], "", false),
            ("x-unknown", [0x61, 0xE4], "a\u{FFFD}", false), ("../../etc/passwd", [0x61], "a", false),
            ("us-ascii", [0xE4, 0x61], "\u{FFFD}a", false),
        ] as [(String, [UInt8], String, Bool)]
    )
    func charsets(name: String, bytes: [UInt8], text: String, isExact: Bool) {
        let mail = ReceivedMail(Array("Content-Type: text/plain; charset=\"\(name)\"\r\n\r\n".utf8) + bytes)
        #expect(mail.text(of: mail.root) == text)
        #expect(mail.findings(in: mail.root).isEmpty == isExact)
    }

    @Test(
        "broken structure is told and what is there is read",
        arguments: [
            ("Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx", MailFinding.Kind.noBoundary),
            ("Content-Type: multipart/mixed; boundary=b\r\n\r\nno parts", .noBoundary),
            ("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx", .unfinished),
            ("no header\r\nSubject: y\r\n\r\n", .brokenHeader), (": empty\r\n\r\n", .brokenHeader),
            (String(repeating: "Received: x\r\n", count: 60) + "\r\n", .loop),
        ]
    )
    func broken(text: String, kind: MailFinding.Kind) { #expect(kinds(read(text)).contains(kind)) }

    @Test(
        "a part that is not encoded as it says is told",
        arguments: [("base64", "%%%%"), ("quoted-printable", "=ZZ"), ("x-unknown", "a")]
    )
    func badEncoding(encoding: String, text: String) {
        let mail = read("Content-Transfer-Encoding: \(encoding)\r\n\r\n\(text)")
        #expect(mail.findings(in: mail.root).map(\.kind) == [.badEncoding])
    }

    @Test(
        "a file's name has no folders",
        arguments: [
            ("../../etc/passwd", "passwd"), ("C:\\x\\a.exe", "a.exe"), ("..", "attachment"), ("/", "attachment"),
            ("a\u{0}b", "ab"),
        ]
    )
    func fileNames(name: String, clean: String) {
        let mail = read("Content-Disposition: attachment; filename=\"\(name.replacing("\\", with: "\\\\"))\"\r\n\r\nx")
        #expect(mail.root.fileName == clean)
    }

    @Test("headers with line ends of any kind, and none, are read", arguments: ["\r\n", "\n"])
    func lineEnds(end: String) {
        let mail = read(
            ["Subject: a", "\tb", "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "x", "--b--", ""].joined(
                separator: end
            )
        )
        #expect(mail.text("subject") == "a b")
        #expect(mail.plainText == "x")
        #expect(mail.findings.isEmpty)
    }

    @Test("any bytes give a mail, and a meaning")
    func anyBytes() {
        var random = SystemNumbers(state: 3)
        let seeds = [
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n",
            "Content-Type: text/calendar; method=REPLY\r\nContent-Transfer-Encoding: base64\r\n\r\nQkVHSU46VkNBTEVOREFS\r\n",
            "From: =?UTF-8?Q?=C3=A4?= <a@b.test>\r\nReferences: <a@b> <c@d>\r\nSubject: =?iso-8859-1?B?5A==?=\r\n\r\n<p>x &amp; &#x41;</p>",
        ].map { Array($0.utf8) }
        for round in 0..<3_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
                }
                if bytes.isEmpty { bytes = [10] }
            }
            let mail = ReceivedMail(bytes)
            for part in mail.root.all {
                #expect(part.content.upperBound <= bytes.count)
                _ = mail.text(of: part)
            }
            _ = MailMeaning(mail).name
            _ = ReplyText.new(in: mail.plainText)
        }
    }

    @Test("nothing at all is a mail too")
    func empty() {
        let mail = ReceivedMail([])
        #expect(mail.root.headers.isEmpty && mail.plainText.isEmpty && mail.id == nil && mail.from == nil)
        #expect(MailMeaning(mail) == .reply)
    }

    @Test("pages of openings and entities take their length")
    func hostileHTML() {
        for piece in ["<", "<!--", "&", "<script>", "&#x110000;", "<p>"] {
            let mail = read("Content-Type: text/html\r\n\r\n" + String(repeating: piece, count: 30_000))
            #expect(mail.plainText.utf8.count <= 30_000 * piece.utf8.count)
        }
        #expect(
            read("Content-Type: text/html\r\n\r\n<style>p{}</style><p>Yes &amp; no</p><br>Thu&#228;").plainText
                == "Yes & no\nThuä"
        )
    }
}
