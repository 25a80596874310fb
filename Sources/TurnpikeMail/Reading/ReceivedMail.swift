/// A header as it came, unfolded.
public struct MailHeader: Hashable, Sendable {
    /// Its name, in lower case.
    public let name: String
    /// Its value, not decoded.
    public let value: String

    /// Its value with encoded words (RFC 2047) read, on one line.
    public var text: String { Bytes.oneLine(EncodedWord.decode(value)) }
}

/// One part of a mail.
public struct MailPart: Hashable, Sendable {
    /// Its headers.
    public let headers: [MailHeader]
    /// Its media type, such as `text/plain`, in lower case.
    public let type: String
    /// The parameters of its type, such as `charset`, names in lower case.
    public let parameters: [String: String]
    /// `attachment`, `inline` or nil.
    public let disposition: String?
    /// What the file is called, without folders.
    public let fileName: String?
    /// Where its content stands in the mail's bytes.
    public let content: Range<Int>
    /// The parts inside.
    public internal(set) var parts: [MailPart] = []

    /// The first header of a name.
    ///
    /// - Parameter name: The name, in lower case.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The part itself and all inside it, in the order of the mail.
    public var all: [MailPart] { [self] + parts.flatMap(\.all) }
}

/// A mail of a stranger. Whatever the bytes are, there is a mail; what is odd about it is told.
public struct ReceivedMail: Sendable {
    /// The bytes that were looked at.
    public let bytes: [UInt8]
    /// The mail as its outermost part.
    public private(set) var root: MailPart
    /// What is odd.
    public private(set) var findings: [MailFinding] = []
    /// The limits that held.
    public let limits: MailLimits

    /// Reads a mail.
    ///
    /// - Parameters:
    ///   - bytes: The mail; line ends may be CR LF or LF.
    ///   - limits: How much of it is looked at.
    public init(_ bytes: [UInt8], limits: MailLimits = .standard) {
        self.limits = limits
        self.bytes = bytes.count > limits.bytes ? Array(bytes[..<limits.bytes]) : bytes
        var reader = MailReader(self.bytes, limits)
        if bytes.count > limits.bytes { reader.found(.tooLong, limits.bytes) }
        root = reader.part(0..<self.bytes.count, depth: 0)
        // A mail passes a handful of servers. RFC 5321, section 6.3 counts these lines to find loops.
        if root.headers.count(where: { $0.name == "received" }) > 50 { reader.found(.loop, 0) }
        findings = reader.findings
    }

    /// The first header of a name, decoded.
    ///
    /// - Parameter name: The name, in lower case.
    public func text(_ name: String) -> String? { root.headers.first { $0.name == name }?.text }

    /// The content of a part, its transfer encoding undone; at most as many bytes as the limits decode.
    ///
    /// - Parameter part: A part of this mail.
    public func bytes(of part: MailPart) -> [UInt8] { decoded(part).bytes }

    /// The text of a part.
    ///
    /// - Parameter part: A part of this mail.
    public func text(of part: MailPart) -> String {
        let content = decoded(part).bytes
        return Charset.decode(content[...], part.parameters["charset"]).text
    }

    /// What is odd about a part's content, which is found only when it is decoded.
    ///
    /// - Parameter part: A part of this mail.
    public func findings(in part: MailPart) -> [MailFinding] {
        let (content, found) = decoded(part)
        var kinds = found
        if part.type.hasPrefix("text/"), !Charset.decode(content[...], part.parameters["charset"]).isExact {
            kinds.append(.badCharset)
        }
        return kinds.map { MailFinding(kind: $0, offset: part.content.lowerBound) }
    }

    private func decoded(_ part: MailPart) -> (bytes: [UInt8], kinds: [MailFinding.Kind]) {
        var kinds: [MailFinding.Kind] = []
        var range = part.content.clamped(to: 0..<bytes.count)
        // Base64 and quoted-printable are longer than what they mean, at most three times.
        if range.count > limits.textBytes * 3 {
            range = range.lowerBound..<(range.lowerBound + limits.textBytes * 3)
            kinds.append(.longText)
        }
        var content: [UInt8]
        var isExact = true
        switch Bytes.lower(Bytes.trimmed(part.header("content-transfer-encoding") ?? "7bit")) {
        case "base64": (content, isExact) = TransferEncoding.decodeBase64(bytes[range])
        case "quoted-printable": (content, isExact) = TransferEncoding.decodeQuotedPrintable(bytes[range])
        case "7bit", "8bit", "binary": content = Array(bytes[range])
        default:
            content = Array(bytes[range])
            isExact = false
        }
        if !isExact { kinds.append(.badEncoding) }
        if content.count > limits.textBytes {
            content = Array(content[..<limits.textBytes])
            if kinds.first != .longText { kinds.append(.longText) }
        }
        return (content, kinds)
    }

    /// The text that people read first: `text/plain`, else `text/html` without its markup; empty where there is none.
    public var plainText: String {
        let readable = root.all.filter { $0.disposition != "attachment" && $0.parts.isEmpty }
        if let part = readable.first(where: { $0.type == "text/plain" }) { return lines(text(of: part)) }
        if let part = readable.first(where: { $0.type == "text/html" }) { return HTMLText.read(text(of: part)) }
        return ""
    }

    private func lines(_ text: String) -> String { String(decoding: Bytes.lineFeeds(text), as: UTF8.self) }

    /// The mail's own id; nil where it has none that is one.
    public var id: MessageID? { root.header("message-id").flatMap { MessageID.found(in: $0, limit: 1).first } }

    /// The mails that it answers: `In-Reply-To` first, then `References` from the newest to the oldest.
    public var answered: [MessageID] {
        MessageID.found(in: root.header("in-reply-to") ?? "")
            + MessageID.found(in: root.header("references") ?? "").reversed()
    }

    /// Who wrote it.
    public var from: MailAddress? { root.header("from").flatMap { MailAddress.found(in: $0, limit: 1).first } }
}
