/// What a server says to a command of SMTP (RFC 5321, section 4.2), with its enhanced code (RFC 2034) where it has one.
public struct SMTPReply: Hashable, Sendable, CustomStringConvertible {
    /// Three digits.
    public let code: Int
    /// `5.1.1` and the like; empty where there is none.
    public let status: String
    /// The text, one line for each of the server's.
    public let lines: [String]

    /// 2 well, 3 go on, 4 not now, 5 never.
    public var kind: Int { code / 100 }

    /// The code and the text, short enough for a log and on one line.
    public var description: String {
        let text = Bytes.oneLine(lines.joined(separator: " "))
        return "\(code) \(String(text.prefix(300)))"
    }

    /// Reads a reply.
    static func read(_ stream: MailStream, patience: Duration? = nil) async throws -> SMTPReply {
        var lines: [String] = []
        var code = 0
        while true {
            // 512 by the RFC; servers send more.
            let line = try await stream.line(limit: 8_192, patience: patience)
            guard line.count >= 3, line[..<3].allSatisfy(Bytes.isDigit),
                let number = Int(String(decoding: line[..<3], as: UTF8.self)),
                (200...599).contains(number), lines.isEmpty || number == code,
                line.count == 3 || line[3] == 32 || line[3] == 45
            else { throw MailError(.badAnswer, "the server's answer makes no sense") }
            code = number
            lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
            if line.count == 3 || line[3] == 32 { break }
            guard lines.count < 500 else { throw MailError(.badAnswer, "the server's answer has no end") }
        }
        let word = lines.first?.split(separator: " ").first.map(String.init) ?? ""
        let status = Bounce.status(in: word) == word ? word : ""
        return SMTPReply(code: code, status: status, lines: lines)
    }
}

/// A mail that a server did not take.
public struct SMTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whether it makes sense to try again.
    public let isPermanent: Bool
    /// What happened; without secrets.
    public let message: String
    /// What the server said; nil where it said nothing.
    public let reply: SMTPReply?

    /// A failure.
    init(isPermanent: Bool, _ message: String, _ reply: SMTPReply? = nil) {
        self.isPermanent = isPermanent
        self.message = message
        self.reply = reply
    }

    /// What happened.
    public var description: String { message }
}
