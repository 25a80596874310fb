import TurnpikeValues

/// One connection to a server with mailboxes (RFC 3501, IDLE by RFC 2177), as far as watching one mailbox needs it. Nothing
/// in the mailbox is changed.
public actor IMAPSession {
    /// What a session needs to know.
    public struct Settings: Hashable, Sendable {
        /// When the connection is encrypted.
        public var encryption: MailEncryption
        /// How we prove who we are.
        public var credentials: MailCredentials
        /// How long the server may take to answer.
        public var patience: Duration
        /// How many bytes of one mail are fetched; what is longer is cut.
        public var mailBytes: Int

        /// Settings.
        ///
        /// - Parameters:
        ///   - encryption: When the connection is encrypted.
        ///   - credentials: How we prove who we are.
        ///   - patience: How long the server may take to answer.
        ///   - mailBytes: How many bytes of one mail are fetched.
        public init(
            encryption: MailEncryption = .implicit,
            credentials: MailCredentials,
            patience: Duration = .seconds(30),
            mailBytes: Int = 1_048_576
        ) {
            self.encryption = encryption
            self.credentials = credentials
            self.patience = patience
            self.mailBytes = mailBytes
        }
    }

    /// A mailbox as it was when it was opened.
    public struct Mailbox: Hashable, Sendable {
        /// Changes when the server has numbered its mails anew.
        public let uidValidity: UInt64
        /// The number that the next mail will get; nil where the server does not say.
        public let uidNext: UInt64?
    }

    /// A mail of the mailbox.
    public struct Mail: Hashable, Sendable {
        /// Its number.
        public let uid: UInt64
        /// Its bytes, cut where it is longer than is fetched.
        public let bytes: [UInt8]
        /// How long it is in truth.
        public let size: Int
    }

    private let stream: MailStream
    private let settings: Settings
    private let server: String
    private var offers: Set<String> = []
    private var number = 0

    private init(_ stream: MailStream, _ settings: Settings, server: String) {
        self.stream = stream
        self.settings = settings
        self.server = server
    }

    /// Opens a session: greeting, encryption, login.
    ///
    /// - Parameters:
    ///   - connector: Opens the connection.
    ///   - settings: What the session needs to know.
    /// - Throws: `MailError`, `MailTimeout`, what the connector throws, `CancellationError`.
    public static func open(_ connector: any MailConnector, _ settings: Settings) async throws -> IMAPSession {
        let transport = try await withPatience(settings.patience, "connecting") { try await connector.connect() }
        let session = IMAPSession(
            MailStream(transport, patience: settings.patience),
            settings,
            server: connector.server
        )
        do {
            try await session.begin()
            return session
        } catch {
            await transport.close()
            throw error
        }
    }

    private func begin() async throws {
        let greeting = try await read()
        guard greeting.tag == "*", greeting.status == "OK" || greeting.status == "PREAUTH" else {
            throw MailError(.badAnswer, "\(server) refuses the connection:\(greeting.words)")
        }
        try await askOffers()
        if settings.encryption == .startTLS {
            guard offers.contains("STARTTLS"), greeting.status == "OK" else {
                throw MailError(.badAnswer, "\(server) offers no encryption (STARTTLS), and none is not enough")
            }
            _ = try await command("STARTTLS")
            try await stream.startTLS()
            try await askOffers()
        }
        if greeting.status != "PREAUTH" {
            try await login()
            try await askOffers()
        }
    }

    private func askOffers() async throws {
        offers = []
        for response in try await command("CAPABILITY") where response.status == "CAPABILITY" {
            offers.formUnion(response.values.dropFirst().compactMap { $0.atom?.uppercased() })
        }
    }

    private func login() async throws {
        switch try settings.credentials.current() {
        case .none: return
        case .password(let user, let password):
            let text = Base64.encode([0] + Array(user.utf8) + [0] + Array(password.utf8))
            if offers.contains("AUTH=PLAIN") {
                try await authenticate("PLAIN", text)
            } else if !offers.contains("LOGINDISABLED") {
                _ = try await command("LOGIN \(try Self.quoted(user)) \(try Self.quoted(password))", hides: "LOGIN")
            } else {
                throw MailError(.badAnswer, "\(server) takes no password here")
            }
        case .token(let user, let token):
            guard offers.contains("AUTH=XOAUTH2") else {
                throw MailError(.badAnswer, "\(server) takes no token (XOAUTH2)")
            }
            try await authenticate("XOAUTH2", MailCredentials.bearer(user: user, token: token))
        case .tokenFile: return
        }
    }

    private func authenticate(_ way: String, _ text: String) async throws {
        let tag = nextTag()
        // RFC 4959 saves a round trip; without it the server asks first.
        let isShort = offers.contains("SASL-IR")
        try await write("\(tag) AUTHENTICATE \(way)\(isShort ? " \(text)" : "")")
        var hasAnswered = isShort
        while true {
            let response = try await read()
            if response.tag == "+" {
                // A second question is the details of a refusal; an empty answer brings the refusal.
                try await write(hasAnswered ? "" : text)
                hasAnswered = true
            } else if response.tag == tag {
                guard response.status == "OK" else {
                    throw MailError(
                        .badAnswer,
                        "\(server) refuses the login of \(settings.credentials):\(response.words)"
                    )
                }
                return
            }
        }
    }

    private static func quoted(_ text: String) throws -> String {
        guard text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) else {
            throw MailError(.badAnswer, "the server takes no name or password beyond ASCII here")
        }
        return HeaderParameters.quoted(text)
    }

    // MARK: Mailbox

    /// Opens a mailbox for reading.
    ///
    /// - Parameter name: Its name, such as `INBOX`.
    /// - Throws: As `open(_:_:)`.
    public func select(_ name: String) async throws -> Mailbox {
        var validity: UInt64?
        var next: UInt64?
        for response in try await command("EXAMINE \(try Self.quoted(Self.mailboxName(name)))") {
            let code = response.code.split(separator: " ")
            guard code.count == 2, let value = UInt64(code[1]) else { continue }
            if code[0].uppercased() == "UIDVALIDITY" { validity = value }
            if code[0].uppercased() == "UIDNEXT" { next = value }
        }
        guard let validity else {
            throw MailError(.badAnswer, "\(server) does not number the mails of '\(name)' (UIDVALIDITY)")
        }
        return Mailbox(uidValidity: validity, uidNext: next)
    }

    /// The numbers of the mails after one, the oldest first.
    ///
    /// - Parameter uid: The last one that is known; 0 for all.
    /// - Throws: As `open(_:_:)`.
    public func mails(after uid: UInt64) async throws -> [UInt64] {
        var found: Set<UInt64> = []
        hasNews = false
        for response in try await command("UID SEARCH UID \(uid + 1):*") where response.status == "SEARCH" {
            // `n:*` names the last mail even where its number is smaller.
            found.formUnion(response.values.dropFirst().compactMap(\.number).filter { $0 > uid })
        }
        return found.sorted()
    }

    /// Fetches a mail; nil where it is gone. It stays unread.
    ///
    /// - Parameter uid: Its number.
    /// - Throws: As `open(_:_:)`; `MailError`, `refused`, where the server cannot give this mail and goes on with others.
    public func fetch(_ uid: UInt64) async throws -> Mail? {
        var mail: Mail?
        let asked = "UID FETCH \(uid) (UID RFC822.SIZE BODY.PEEK[]<0.\(settings.mailBytes)>)"
        for response in try await command(asked) {
            guard response.values.count >= 3, response.values[1].atom?.uppercased() == "FETCH",
                let items = response.values[2].list
            else { continue }
            var bytes: [UInt8]?
            var size = 0
            var number: UInt64?
            for index in stride(from: 0, to: items.count - 1, by: 2) {
                let name = items[index].atom?.uppercased() ?? ""
                if name == "UID" { number = items[index + 1].number }
                if name == "RFC822.SIZE" { size = Int(clamping: items[index + 1].number ?? 0) }
                if name.hasPrefix("BODY[") { bytes = items[index + 1].bytes }
            }
            if number == uid, let bytes { mail = Mail(uid: uid, bytes: bytes, size: max(size, bytes.count)) }
        }
        return mail
    }

    /// Waits until the mailbox changes, or so long; servers without IDLE are asked at the end of the wait.
    ///
    /// - Parameter duration: How long; servers end an IDLE after 30 minutes.
    /// - Throws: As `open(_:_:)`.
    public func wait(_ duration: Duration) async throws {
        // What came while something else was asked is not told again.
        if hasNews { return }
        guard offers.contains("IDLE") else {
            try await Task.sleep(for: min(duration, .seconds(60)))
            _ = try await command("NOOP")
            return
        }
        let tag = nextTag()
        try await write("\(tag) IDLE")
        var response = try await read()
        while response.tag != "+" {
            guard response.tag != tag else {
                throw MailError(.badAnswer, "\(server) refuses to IDLE:\(response.words)")
            }
            response = try await read()
        }
        isIdling = true
        let alarm = Task {
            try await Task.sleep(for: duration)
            try await endIdle()
        }
        defer { alarm.cancel() }
        while response.tag != tag {
            response = try await read(patience: duration + settings.patience)
            let name = response.values.count > 1 ? response.values[1].atom?.uppercased() : nil
            if name == "EXISTS" || name == "RECENT" { try await endIdle() }
            if response.status == "BYE" { throw MailError(.badAnswer, "\(server) says goodbye:\(response.words)") }
        }
    }

    private var isIdling = false
    private var hasNews = false

    // The alarm and the news may both want it; the server takes one.
    private func endIdle() async throws {
        guard isIdling else { return }
        isIdling = false
        try await write("DONE")
    }

    /// Says goodbye and closes.
    public func end() async {
        try? await write("\(nextTag()) LOGOUT")
        await stream.transport.close()
    }

    // MARK: Commands

    private func nextTag() -> String {
        number += 1
        return "t\(number)"
    }

    private func write(_ line: String) async throws { try await stream.write(Array(line.utf8) + Bytes.crlf) }

    private func read(patience: Duration? = nil) async throws -> IMAPResponse {
        try await IMAPResponse.read(stream, literalLimit: settings.mailBytes + 1_024, patience: patience)
    }

    /// Sends a command and gives what came before its OK.
    private func command(_ text: String, hides secret: String? = nil) async throws -> [IMAPResponse] {
        let tag = nextTag()
        try await write("\(tag) \(text)")
        var responses: [IMAPResponse] = []
        while true {
            let response = try await read()
            if response.tag == tag {
                guard response.status == "OK" else {
                    throw MailError(
                        response.status == "NO" ? .refused : .badAnswer,
                        "\(server) refuses \(secret ?? text):\(response.words)"
                    )
                }
                return responses
            }
            guard response.tag == "*" else { throw MailError(.badAnswer, "\(server) asks what nobody expects") }
            if response.status == "BYE" { throw MailError(.badAnswer, "\(server) says goodbye:\(response.words)") }
            guard responses.count < 10_000 else { throw MailError(.badAnswer, "the server's response has no end") }
            let name = response.values.count > 1 ? response.values[1].atom?.uppercased() : nil
            if name == "EXISTS", !text.hasPrefix("EXAMINE") { hasNews = true }
            responses.append(response)
        }
    }

    /// A mailbox's name in the UTF-7 of IMAP (RFC 3501, section 5.1.3).
    static func mailboxName(_ name: String) -> String {
        var out = ""
        var held: [UInt16] = []
        func flush() {
            guard !held.isEmpty else { return }
            let text = Base64.encode(held.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] })
            out += "&" + text.filter { $0 != "=" }.map { $0 == "/" ? "," : String($0) }.joined() + "-"
            held = []
        }
        for scalar in name.unicodeScalars {
            if scalar.value >= 32, scalar.value < 127 {
                flush()
                out += scalar == "&" ? "&-" : String(scalar)
            } else {
                held += Array(String(scalar).utf16)
            }
        }
        flush()
        return out
    }
}
