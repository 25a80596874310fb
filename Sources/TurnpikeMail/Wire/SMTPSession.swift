import TurnpikeValues

/// One connection to a mail server that takes mail (RFC 5321), used by one task at a time.
public actor SMTPSession {
    /// What a session needs to know.
    public struct Settings: Hashable, Sendable {
        /// What we call ourselves: a host name, or an address in brackets.
        public var name: String
        /// When the connection is encrypted.
        public var encryption: MailEncryption
        /// How we prove who we are.
        public var credentials: MailCredentials
        /// How long the server may take to say something.
        public var patience: Duration

        /// Settings.
        ///
        /// - Parameters:
        ///   - name: What we call ourselves.
        ///   - encryption: When the connection is encrypted.
        ///   - credentials: How we prove who we are.
        ///   - patience: How long the server may take to say something.
        public init(
            name: String = "localhost",
            encryption: MailEncryption = .startTLS,
            credentials: MailCredentials = .none,
            patience: Duration = .seconds(30)
        ) {
            self.name = name
            self.encryption = encryption
            self.credentials = credentials
            self.patience = patience
        }
    }

    private let stream: MailStream
    private let settings: Settings
    private let server: String
    /// What the server offers, names in capitals, each with what follows.
    public private(set) var offers: [String: String] = [:]

    private init(_ stream: MailStream, _ settings: Settings, server: String) {
        self.stream = stream
        self.settings = settings
        self.server = server
    }

    /// Opens a session: greeting, encryption, who we are.
    ///
    /// - Parameters:
    ///   - connector: Opens the connection.
    ///   - settings: What the session needs to know.
    /// - Throws: `SMTPFailure`, temporary: whatever is wrong with a server or a password is repaired by people, and the mail
    ///   can go then. `CancellationError`.
    public static func open(_ connector: any MailConnector, _ settings: Settings) async throws -> SMTPSession {
        let transport: any MailTransport
        do {
            transport = try await withPatience(settings.patience, "connecting") { try await connector.connect() }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw SMTPFailure(isPermanent: false, "\(connector.server) cannot be reached: \(error)")
        }
        let session = SMTPSession(
            MailStream(transport, patience: settings.patience),
            settings,
            server: connector.server
        )
        do {
            try await session.begin()
            return session
        } catch {
            await transport.close()
            if Task.isCancelled { throw CancellationError() }
            if let failure = error as? SMTPFailure { throw failure }
            throw SMTPFailure(isPermanent: false, "\(connector.server): \(error)")
        }
    }

    private func begin() async throws {
        let greeting = try await SMTPReply.read(stream)
        guard greeting.kind == 2 else { throw refused("the connection", greeting) }
        try await hello()
        if settings.encryption == .startTLS {
            guard offers["STARTTLS"] != nil else {
                throw SMTPFailure(
                    isPermanent: false,
                    "\(server) offers no encryption (STARTTLS), and none is not enough"
                )
            }
            let reply = try await command("STARTTLS")
            guard reply.code == 220 else { throw refused("encryption", reply) }
            try await stream.startTLS()
            // What was offered in the clear could have come from anybody.
            offers = [:]
            try await hello()
        }
        try await authenticate()
    }

    private func hello() async throws {
        let reply = try await command("EHLO \(settings.name)")
        guard reply.kind == 2 else {
            let old = try await command("HELO \(settings.name)")
            guard old.kind == 2 else { throw refused("the name '\(settings.name)'", old) }
            return
        }
        for line in reply.lines.dropFirst() {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            if let name = parts.first { offers[name.uppercased()] = parts.count > 1 ? parts[1] : "" }
        }
    }

    private func authenticate() async throws {
        if case .none = settings.credentials { return }
        let ways = Set((offers["AUTH"] ?? "").split(separator: " ").map { $0.uppercased() })
        let reply: SMTPReply
        switch try settings.credentials.current() {
        case .none: return
        case .password(let user, let password) where ways.contains("PLAIN"):
            let text = Base64.encode([0] + Array(user.utf8) + [0] + Array(password.utf8))
            reply = try await command("AUTH PLAIN \(text)")
        case .password(let user, let password) where ways.contains("LOGIN"):
            let first = try await command("AUTH LOGIN")
            guard first.code == 334 else { throw refused("the login", first) }
            let second = try await command(Base64.encode(Array(user.utf8)))
            guard second.code == 334 else { throw refused("the login", second) }
            reply = try await command(Base64.encode(Array(password.utf8)))
        case .token(let user, let token) where ways.contains("XOAUTH2"):
            let first = try await command("AUTH XOAUTH2 \(MailCredentials.bearer(user: user, token: token))")
            // A refusal comes as a question with details; an empty answer brings the code.
            reply = first.code == 334 ? try await command("") : first
        default:
            let offered = ways.isEmpty ? "no login" : ways.sorted().joined(separator: ", ")
            throw SMTPFailure(isPermanent: false, "\(server) offers \(offered), and no way of ours is among it")
        }
        guard reply.code == 235 else { throw refused("the login of \(settings.credentials)", reply) }
    }

    private func refused(_ what: String, _ reply: SMTPReply) -> SMTPFailure {
        SMTPFailure(isPermanent: false, "\(server) refuses \(what): \(reply)", reply)
    }

    private func command(_ text: String, patience: Duration? = nil) async throws -> SMTPReply {
        try await stream.write(Array(text.utf8) + Bytes.crlf)
        return try await SMTPReply.read(stream, patience: patience)
    }

    // MARK: Mail

    /// Whether the session can still be used; false after anything that leaves its state unknown.
    public private(set) var isUsable = true

    /// Whether the last mail failed before the server could have taken it, so that sending it again doubles nothing.
    public private(set) var hasSentNothing = true

    /// Sends a mail to all its receivers or to none: where one of them is refused, nobody gets it.
    ///
    /// - Parameter mail: The mail.
    /// - Returns: What the server said when it took the mail.
    /// - Throws: `SMTPFailure`; permanent where the server refuses the mail or a receiver for good. `CancellationError`.
    public func send(_ mail: EncodedMail) async throws -> SMTPReply {
        do {
            return try await transfer(mail)
        } catch let failure as SMTPFailure {
            // After a refusal the session goes on with the next mail; RFC 5321, section 4.1.1.5.
            if failure.reply?.code == 421 {
                isUsable = false
            } else if isUsable {
                isUsable = ((try? await command("RSET"))?.kind ?? 0) == 2
            }
            throw failure
        } catch {
            isUsable = false
            await stream.transport.close()
            if Task.isCancelled { throw CancellationError() }
            throw SMTPFailure(isPermanent: false, "\(server): \(error)")
        }
    }

    private func transfer(_ mail: EncodedMail) async throws -> SMTPReply {
        hasSentNothing = true
        var options = ""
        if mail.needsUTF8 {
            guard offers["SMTPUTF8"] != nil else {
                throw SMTPFailure(isPermanent: true, "\(server) takes no addresses beyond ASCII (SMTPUTF8)")
            }
            options += " SMTPUTF8"
            if offers["8BITMIME"] != nil { options += " BODY=8BITMIME" }
        }
        if let limit = offers["SIZE"] {
            if let most = Int(limit), most > 0, mail.bytes.count > most {
                throw SMTPFailure(isPermanent: true, "the mail has \(mail.bytes.count) bytes, \(server) takes \(most)")
            }
            options += " SIZE=\(mail.bytes.count)"
        }
        let commands =
            ["MAIL FROM:<\(mail.from.address)>\(options)"] + mail.recipients.map { "RCPT TO:<\($0.address)>" }
        var replies: [SMTPReply] = []
        if offers["PIPELINING"] != nil {
            try await stream.write(commands.flatMap { Array($0.utf8) + Bytes.crlf })
            for _ in commands { replies.append(try await SMTPReply.read(stream)) }
        } else {
            for text in commands {
                replies.append(try await command(text))
                if replies.last?.kind != 2 { break }
            }
        }
        let failed = zip(["the sender \(mail.from.address)"] + mail.recipients.map(\.address), replies)
            .filter { $0.1.kind != 2 }
        if !failed.isEmpty {
            // Where the sender is refused, what follows is refused only because of that.
            let told = replies[0].kind == 2 ? failed : [failed[0]]
            let words = told.map { "\($0.0): \($0.1)" }.joined(separator: "; ")
            // One that never can makes trying the others again useless.
            let worst = told.first { $0.1.kind == 5 } ?? told[0]
            throw SMTPFailure(
                isPermanent: worst.1.kind == 5 && worst.1.code != 530,
                "\(server) refuses \(words)",
                worst.1
            )
        }
        let ready = try await command("DATA")
        guard ready.code == 354 else {
            throw SMTPFailure(isPermanent: ready.kind == 5, "\(server) refuses the mail: \(ready)", ready)
        }
        hasSentNothing = false
        try await stream.write(Self.stuffed(mail.bytes))
        // RFC 5321, section 4.5.3.2.6: the answer to the content may take much longer than any other.
        let reply = try await SMTPReply.read(stream, patience: settings.patience * 4)
        guard reply.kind == 2 else {
            throw SMTPFailure(isPermanent: reply.kind == 5, "\(server) refuses the mail: \(reply)", reply)
        }
        return reply
    }

    /// The content with dots doubled at lines' beginnings and its end (section 4.5.2). A line feed alone never passes: some
    /// servers would take what follows for a command.
    static func stuffed(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + bytes.count / 64 + 5)
        var last: UInt8 = 10
        for byte in bytes {
            if last == 13, byte != 10 { out.append(10) }
            if byte == 10, last != 13 { out.append(13) }
            let isLineStart = last == 10 || last == 13 && byte != 10
            if byte == UInt8(ascii: "."), isLineStart { out.append(byte) }
            out.append(byte)
            last = byte
        }
        if last == 13 { out.append(10) } else if last != 10 { out += Bytes.crlf }
        return out + Array(".\r\n".utf8)
    }

    /// Whether the server still answers.
    public func isAlive() async -> Bool {
        guard isUsable else { return false }
        isUsable = ((try? await command("NOOP"))?.kind ?? 0) == 2
        return isUsable
    }

    /// Says goodbye and closes.
    public func end() async {
        if isUsable { _ = try? await command("QUIT", patience: .seconds(2)) }
        isUsable = false
        await stream.transport.close()
    }
}

extension MailCredentials {
    /// The first answer of XOAUTH2.
    static func bearer(user: String, token: String) -> String {
        Base64.encode(Array("user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8))
    }
}

/// Runs something with a time limit; what comes too late is closed again.
func withPatience(
    _ patience: Duration,
    _ what: String,
    _ body: @escaping @Sendable () async throws -> any MailTransport
) async throws -> any MailTransport {
    try await withThrowingTaskGroup(of: (any MailTransport)?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try? await Task.sleep(for: patience)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let transport = first else {
            group.cancelAll()
            while let late = try? await group.next() { await late?.close() }
            if Task.isCancelled { throw CancellationError() }
            throw MailTimeout(what: what)
        }
        return transport
    }
}
