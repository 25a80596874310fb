public import TurnpikeValues

/// A mail to be sent, as parts that are right by themselves: no text that is put into it can add a header or a part.
public struct OutgoingMail: Hashable, Sendable {
    /// Who writes.
    public var from: MailAddress
    /// Where servers report to what they cannot deliver, and machines answer (the envelope's sender); nil means to `from`.
    public var bounces: MailAddress?
    /// Where answers go; empty means to `from`.
    public var replyTo: [MailAddress] = []
    /// To whom.
    public var to: [MailAddress]
    /// Who sees it too.
    public var cc: [MailAddress] = []
    /// Who gets it without the others knowing; in no header.
    public var bcc: [MailAddress] = []
    /// The subject; line ends become spaces.
    public var subject: String
    /// When it was written.
    public var date: Instant
    /// Its id.
    public var id: MessageID
    /// The mail that it answers.
    public var inReplyTo: MessageID?
    /// The mails of its thread, the oldest first.
    public var references: [MessageID] = []
    /// How to say that no more is wanted.
    public var unsubscribe: UnsubscribeLinks?
    /// Whether a machine wrote it of its own accord (`Auto-Submitted: auto-generated`, RFC 3834).
    public var isAutomatic = false
    /// The text.
    public var text: String?
    /// The same as HTML.
    public var html: String?
    /// Pictures that the HTML shows, each with its content id.
    public var inline: [MailAttachment] = []
    /// Files that go along.
    public var attachments: [MailAttachment] = []
    /// A meeting that it asks for, changes or takes back.
    public var meeting: Meeting?

    /// A mail.
    ///
    /// - Parameters:
    ///   - from: Who writes.
    ///   - to: To whom.
    ///   - subject: The subject.
    ///   - date: When it was written.
    ///   - id: Its id.
    ///   - text: The text.
    public init(
        from: MailAddress,
        to: [MailAddress],
        subject: String,
        date: Instant,
        id: MessageID,
        text: String? = nil
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.date = date
        self.id = id
        self.text = text
    }

    /// All who get it, each once.
    public var recipients: [MailAddress] {
        var seen: Set<String> = []
        return (to + cc + bcc).filter { seen.insert(Bytes.lower($0.address)).inserted }
    }

    /// The bytes to send, lines ending with CR LF. The same mail gives the same bytes.
    ///
    /// - Throws: `MailError`: `incomplete` where nobody gets it or it says nothing.
    public func encoded() throws(MailError) -> EncodedMail {
        let recipients = recipients
        guard !recipients.isEmpty else { throw MailError(.incomplete, "the mail goes to nobody") }
        guard recipients.count <= 100 else { throw MailError(.tooLarge, "a mail goes to at most 100 addresses") }
        guard text != nil || html != nil || meeting != nil || !attachments.isEmpty else {
            throw MailError(.incomplete, "the mail has no words")
        }
        for picture in inline where picture.contentID == nil {
            throw MailError(.incomplete, "the picture '\(picture.name)' has no name for the HTML")
        }
        var headers = HeaderWriter()
        headers.add("Date", [HeaderWriter.date(date)])
        headers.add("From", addresses: [from])
        headers.add("Reply-To", addresses: replyTo)
        headers.add("To", addresses: to)
        // RFC 5322 wants a destination in sight; an empty group names nobody.
        if to.isEmpty, cc.isEmpty { headers.add("To", ["undisclosed-recipients:;"]) }
        headers.add("Cc", addresses: cc)
        headers.add("Subject", text: subject)
        headers.add("Message-ID", [id.description])
        if let inReplyTo { headers.add("In-Reply-To", [inReplyTo.description]) }
        if !references.isEmpty { headers.add("References", references.suffix(50).map(\.description)) }
        if let unsubscribe {
            headers.add("List-Unsubscribe", unsubscribe.pieces)
            if unsubscribe.web != nil { headers.add("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]) }
        }
        if isAutomatic { headers.add("Auto-Submitted", ["auto-generated"]) }
        headers.add("MIME-Version", ["1.0"])
        var parts = PartWriter(seed: id.description)
        let content = parts.content(of: self)
        let sender = bounces ?? from
        let needsUTF8 = ([from, sender] + replyTo + recipients).contains { !$0.isASCII }
        return EncodedMail(
            bytes: headers.bytes + content,
            from: sender,
            recipients: recipients,
            needsUTF8: needsUTF8
        )
    }
}

/// A mail as bytes, with its envelope.
public struct EncodedMail: Hashable, Sendable {
    /// The mail, lines ending with CR LF.
    public let bytes: [UInt8]
    /// To whom servers report.
    public let from: MailAddress
    /// All who get it.
    public let recipients: [MailAddress]
    /// Whether servers need SMTPUTF8 (RFC 6531) for it.
    public let needsUTF8: Bool
}

/// Writes the parts inside each other: files around pictures around text and HTML.
private struct PartWriter {
    private let seed: String
    private var number = 0

    init(seed: String) { self.seed = seed }

    mutating func content(of mail: OutgoingMail) -> [UInt8] {
        var bodies: [[UInt8]] = []
        if let text = mail.text { bodies.append(leaf(text: text, type: "text/plain")) }
        if let html = mail.html {
            let page = leaf(text: html, type: "text/html")
            let pictures = mail.inline.map { file($0, isInline: true) }
            bodies.append(
                pictures.isEmpty ? page : multipart("multipart/related", [page] + pictures, [("type", "text/html")])
            )
        }
        var files = mail.attachments.map { file($0, isInline: false) }
        if let meeting = mail.meeting {
            let calendar = meeting.iCalendar()
            // What mail programs act on is the alternative; the file is for those that know none.
            var headers = HeaderWriter()
            headers.add(
                "Content-Type",
                "text/calendar",
                [("charset", "UTF-8"), ("method", meeting.method.rawValue), ("component", "VEVENT")]
            )
            headers.add("Content-Transfer-Encoding", ["base64"])
            bodies.append(headers.bytes + Bytes.crlf + TransferEncoding.base64(calendar) + Bytes.crlf)
            if let copy = try? MailAttachment(name: "invite.ics", type: "application/ics", bytes: calendar) {
                files.append(file(copy, isInline: false))
            }
        }
        let body: [UInt8]? =
            bodies.count > 1 ? multipart("multipart/alternative", bodies) : bodies.first
        if files.isEmpty, let body { return body }
        return multipart("multipart/mixed", (body.map { [$0] } ?? []) + files)
    }

    private mutating func multipart(
        _ type: String,
        _ parts: [[UInt8]],
        _ parameters: [(name: String, value: String)] = []
    ) -> [UInt8] {
        number += 1
        // No part can hold it: `=_` stands in no base64 and no quoted-printable, and text that is sent as it is has no line
        // that begins with `--`.
        let digest = Digest.sha256(utf8: "\(seed)\n\(number)").hex.prefix(32)
        let boundary = "=_\(digest)"
        var headers = HeaderWriter()
        headers.add("Content-Type", type, parameters + [("boundary", boundary)])
        var bytes = headers.bytes + Bytes.crlf
        for part in parts {
            bytes += Array("--\(boundary)\r\n".utf8)
            bytes += part
            bytes += Bytes.crlf
        }
        return bytes + Array("--\(boundary)--\r\n".utf8)
    }

    private func leaf(text: String, type: String) -> [UInt8] {
        let (encoding, bytes) = TransferEncoding.encode(text: text)
        var headers = HeaderWriter()
        headers.add("Content-Type", type, [("charset", "UTF-8")])
        headers.add("Content-Transfer-Encoding", [encoding.rawValue])
        return headers.bytes + Bytes.crlf + bytes + Bytes.crlf
    }

    private func file(_ file: MailAttachment, isInline: Bool) -> [UInt8] {
        var headers = HeaderWriter()
        headers.add("Content-Type", file.type, [("name", file.name)])
        headers.add("Content-Transfer-Encoding", ["base64"])
        if isInline, let id = file.contentID { headers.add("Content-ID", ["<\(id)>"]) }
        headers.add("Content-Disposition", isInline ? "inline" : "attachment", [("filename", file.name)])
        return headers.bytes + Bytes.crlf + TransferEncoding.base64(file.bytes) + Bytes.crlf
    }
}
