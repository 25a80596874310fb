import IMAPReplies
import SMTPEmail
import Synchronization
import Testing
import Turnpike
import TurnpikeMail
import TurnpikeMailConnection
import TurnpikePlugins
import TurnpikeTesting
import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

private func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The servers that `make test-plugins` starts; where one could not be started, its tests are skipped.
private enum Server {
    static let hasSink = variable("TURNPIKE_SMTP_PORT") != nil
    static let hasMailbox = variable("TURNPIKE_SUBMISSION_PORT") != nil

    static func email(
        port: String,
        encryption: String,
        authority: String?,
        user: String = "crm",
        password: String = "s3cret",
        from: String = "rep@acme.test",
        patience: String = "20 seconds",
        sent: String? = nil,
        host: String = "localhost"
    ) throws -> SMTPEmail {
        var members: [(String, JSON)] = [
            ("server", .string(host)), ("port", .int(Int64(variable(port) ?? "") ?? 1)),
            ("encryption", .string(encryption)),
            ("user", .string(user)), ("password", .string(password)), ("from", .string(from)),
            ("patience", .string(patience)),
            ("message_ids", .object([("domain", "acme.test"), ("secret", "id-secret")])),
        ]
        if let authority = authority.flatMap(variable) { members.append(("ca_file", .string(authority))) }
        if let sent { members.append(("sent", .string(sent))) }
        let settings = try SMTPEmailConfiguration(.object(members))
        let connection = try MailConnection(
            host: settings.server,
            port: settings.port,
            encryption: settings.encryption,
            authorityFile: settings.authorityFile,
            patience: settings.patience
        )
        return SMTPEmail(settings, connector: connection)
    }

    static func request(_ to: String, deal: Int, subject: String = "A question", body: String = "Hello **you**.")
        -> DeliveryRequest
    {
        HookSamples("email", settings: ["to": to, "subject": subject, "body": body]).delivery(deal: deal)
    }

    static func failure(_ email: SMTPEmail, _ request: DeliveryRequest) async -> DeliveryError? {
        do { _ = try await email.deliver(request) } catch { return error as? DeliveryError }
        return nil
    }

    /// The mails that the sink has taken for a receiver.
    static func mails(to receiver: String) throws -> [JSON] {
        let path = variable("TURNPIKE_SMTP_MAILS") ?? ""
        guard let bytes = try? FileBytes.read(path, limit: 100_000_000) else { return [] }
        return try bytes.split(separator: 10).map { try JSON.parse(Array($0)) }
            .filter { $0["to"]?.elements?.contains(.string(receiver)) == true }
    }
}

@Suite("Against aiosmtpd", .enabled(if: Server.hasSink, "there is no SMTP server"), .serialized)
struct SinkTests {
    @Test(
        "a mail goes encrypted and logged in, either way",
        arguments: [("TURNPIKE_SMTP_PORT", "starttls"), ("TURNPIKE_SMTP_TLS_PORT", "tls")]
    )
    func sends(port: String, encryption: String) async throws {
        let email = try Server.email(port: port, encryption: encryption, authority: "TURNPIKE_SMTP_CA")
        let receiver = "buyer-\(encryption)-\(UInt32.random(in: 0...UInt32.max))@x.test"
        let receipt = try await email.deliver(
            Server.request(
                receiver,
                deal: 1,
                subject: "Grüße",
                body: ".\n\n.x\n" + String(repeating: "long ", count: 500)
            )
        )
        let mail = try #require(try Server.mails(to: receiver).first)
        #expect(mail["tls"]?.boolValue == true && mail["auth"]?.stringValue == "crm")
        let read = ReceivedMail(Array((mail["data"]?.stringValue ?? "").utf8))
        #expect(read.findings.isEmpty && read.text("subject") == "Grüße" && read.id?.description == receipt.reference)
        #expect(read.plainText.hasPrefix(".\n\n.x long "))
        await email.end()
    }

    @Test("a certificate that nobody vouches for, or a name that it does not bear, is no connection")
    func certificates() async throws {
        for email in [
            try Server.email(port: "TURNPIKE_SMTP_PORT", encryption: "starttls", authority: nil),
            try Server.email(port: "TURNPIKE_SMTP_TLS_PORT", encryption: "tls", authority: nil),
            try Server.email(
                port: "TURNPIKE_SMTP_TLS_PORT",
                encryption: "tls",
                authority: "TURNPIKE_SMTP_CA",
                host: "ip6-localhost.localdomain"
            ),
        ] {
            let failure = await Server.failure(email, Server.request("never@x.test", deal: 2))
            #expect(failure?.kind == .temporary)
        }
        #expect(try Server.mails(to: "never@x.test").isEmpty)
    }

    @Test("a wrong password is temporary and named, without the password")
    func password() async throws {
        let email = try Server.email(
            port: "TURNPIKE_SMTP_PORT",
            encryption: "starttls",
            authority: "TURNPIKE_SMTP_CA",
            password: "swordfish"
        )
        let failure = await Server.failure(email, Server.request("a@x.test", deal: 3))
        #expect(failure?.kind == .temporary && failure?.message.contains("535") == true)
        #expect(failure?.message.contains("swordfish") == false)
    }

    @Test("faults are told apart; greylisting succeeds later, over the same connection")
    func faults() async throws {
        let email = try Server.email(
            port: "TURNPIKE_SMTP_PORT",
            encryption: "starttls",
            authority: "TURNPIKE_SMTP_CA",
            patience: "3 seconds"
        )
        #expect(await Server.failure(email, Server.request("nouser@x.test", deal: 4))?.kind == .permanent)
        #expect(await Server.failure(email, Server.request("full@x.test", deal: 5))?.kind == .temporary)
        let grey = "greylist\(UInt32.random(in: 0...UInt32.max))@x.test"
        let first = await Server.failure(email, Server.request(grey, deal: 6))
        #expect(first?.kind == .temporary && first?.retryAfter == .seconds(60))
        _ = try await email.deliver(Server.request(grey, deal: 6))
        #expect(try Server.mails(to: grey).count == 1)
        #expect(await Server.failure(email, Server.request("hang@x.test", deal: 7))?.kind == .temporary)
        let after = "after\(UInt32.random(in: 0...UInt32.max))@x.test"
        _ = try await email.deliver(Server.request(after, deal: 8))
        #expect(try Server.mails(to: after).count == 1)
    }

    @Test("one connection carries many mails, and addresses beyond ASCII")
    func reuse() async throws {
        let email = try Server.email(port: "TURNPIKE_SMTP_PORT", encryption: "starttls", authority: "TURNPIKE_SMTP_CA")
        let receiver = "käufer\(UInt32.random(in: 0...UInt32.max))@x.test"
        for deal in 1...5 { _ = try await email.deliver(Server.request(receiver, deal: deal)) }
        let mails = try Server.mails(to: receiver)
        #expect(mails.count == 5 && Set(mails.compactMap { $0["peer"] }).count == 1)
    }
}

@Suite("Against Postfix and Dovecot", .enabled(if: Server.hasMailbox, "there are no mail servers"), .serialized)
struct MailboxTests {
    private func email(_ user: String) throws -> SMTPEmail {
        try Server.email(
            port: "TURNPIKE_SUBMISSION_PORT",
            encryption: "starttls",
            authority: "TURNPIKE_MAILBOX_CA",
            user: user,
            from: user
        )
    }

    private func imap(_ user: String) throws -> (MailConnection, IMAPSession.Settings) {
        let connection = try MailConnection(
            host: "localhost",
            port: Int(variable("TURNPIKE_IMAP_PORT") ?? "") ?? 1,
            encryption: .implicit,
            authorityFile: variable("TURNPIKE_MAILBOX_CA")
        )
        return (connection, IMAPSession.Settings(credentials: .password(user: user, password: "s3cret")))
    }

    /// Waits for a mail with a subject in a box.
    private func delivered(_ subject: String, to user: String) async throws -> ReceivedMail {
        let (connection, settings) = try imap(user)
        let session = try await IMAPSession.open(connection, settings)
        var last: UInt64 = 0
        for _ in 0..<600 {
            _ = try await session.select("INBOX")
            for uid in try await session.mails(after: last) {
                last = uid
                guard let mail = try await session.fetch(uid) else { continue }
                let read = ReceivedMail(mail.bytes)
                if read.text("subject") == subject {
                    await session.end()
                    return read
                }
            }
            try await session.wait(.seconds(2))
        }
        throw MailError(.incomplete, "no mail '\(subject)' came")
    }

    private func replies(_ file: String, _ take: @escaping IMAPReplies.Take) throws -> IMAPReplies {
        let settings = try IMAPRepliesConfiguration(
            .object([
                ("server", "localhost"), ("port", .int(Int64(variable("TURNPIKE_IMAP_PORT") ?? "") ?? 1)),
                ("ca_file", .string(variable("TURNPIKE_MAILBOX_CA") ?? "")), ("user", "rep@acme.test"),
                ("password", "s3cret"),
                ("position", .string(file)),
                ("message_ids", .object([("domain", "acme.test"), ("secret", "id-secret")])),
                (
                    "signals",
                    .object([
                        ("reply", .object([("signal", "replied"), ("data", .object([("text", "words")]))])),
                        ("bounce", "bounced"), ("out_of_office", "away"), ("meeting_accepted", "meeting_booked"),
                    ])
                ),
            ])
        )
        return IMAPReplies(settings, connector: try imap("rep@acme.test").0, take: take)
    }

    /// Sends a mail of the buyer's, as mail programs do.
    private func answer(_ mail: ReceivedMail, _ change: (inout OutgoingMail) throws -> Void) async throws {
        let session = try await SMTPSession.open(
            MailConnection(
                host: "localhost",
                port: Int(variable("TURNPIKE_SUBMISSION_PORT") ?? "") ?? 1,
                encryption: .startTLS,
                authorityFile: variable("TURNPIKE_MAILBOX_CA")
            ),
            SMTPSession.Settings(credentials: .password(user: "buyer@x.test", password: "s3cret"))
        )
        var answer = OutgoingMail(
            from: try MailAddress("buyer@x.test"),
            to: [try MailAddress("rep@acme.test")],
            subject: "Re: \(mail.text("subject") ?? "")",
            date: .now(),
            id: try MessageID("\(UInt64.random(in: 0...UInt64.max))@x.test"),
            text: "Yes, gladly.\n\nOn Monday a rep wrote:\n> Hello"
        )
        answer.inReplyTo = mail.id
        answer.references = mail.id.map { [$0] } ?? []
        try change(&answer)
        _ = try await session.send(answer.encoded())
        await session.end()
    }

    @Test("a mail is delivered and its reply is told once, also across restarts, and while it is watched")
    func conversation() async throws {
        let subject = "proposal \(UInt64.random(in: 0...UInt64.max))"
        _ = try await email("rep@acme.test").deliver(Server.request("buyer@x.test", deal: 1, subject: subject))
        let mail = try await delivered(subject, to: "buyer@x.test")
        #expect(mail.root.parts.map(\.type) == ["text/plain", "text/html"])

        let told = Mutex<[PluginSignal]>([])
        let file = "/tmp/turnpike-position-\(UInt64.random(in: 0...UInt64.max))"
        defer { unlink(file) }
        let watcher = try replies(file) { signal in told.withLock { $0.append(signal) } }
        _ = try await watcher.readOnce()
        told.withLock { $0 = [] }
        let task = Task { await watcher.run() }
        try await answer(mail) { _ in }
        for _ in 0..<600 where told.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(100)) }
        task.cancel()
        await task.value
        let signals = told.withLock { $0 }
        #expect(signals.map(\.signal) == ["replied"])
        #expect(signals.first?.deal == HookSamples.deal(1).description)
        #expect(signals.first?.data == .object([("words", "Yes, gladly.")]))
        #expect(try await watcher.readOnce() == 0)
    }

    @Test("a refused receiver is permanent; a receiver that is found missing later comes back as a bounce")
    func bounces() async throws {
        let email = try email("rep@acme.test")
        // The domain is taken, the box is not there: Postfix accepts the mail and reports.
        _ = try await email.deliver(Server.request("nobody@x.test", deal: 2, subject: "bounce"))
        let told = Mutex<[PluginSignal]>([])
        let file = "/tmp/turnpike-position-\(UInt64.random(in: 0...UInt64.max))"
        defer { unlink(file) }
        let watcher = try replies(file) { signal in told.withLock { $0.append(signal) } }
        let deal = HookSamples.deal(2).description
        for _ in 0..<300 {
            _ = try await watcher.readOnce()
            if told.withLock({ $0.contains { $0.deal == deal && $0.signal == "bounced" } }) { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        Issue.record("no bounce came: \(told.withLock { $0.map(\.signal) })")
    }

    @Test("an invitation arrives, and its answer and an automatic one are told for what they are")
    func meetings() async throws {
        let subject = "demo \(UInt64.random(in: 0...UInt64.max))"
        let request = HookSamples(
            "email",
            action: "invite",
            settings: ["to": "buyer@x.test", "subject": subject, "body": "Join us.", "start": "2027-01-11T09:00:00Z"]
        ).delivery(deal: 3)
        _ = try await email("rep@acme.test").deliver(request)
        let mail = try await delivered(subject, to: "buyer@x.test")
        let part = try #require(mail.root.all.first { $0.type == "text/calendar" })
        let object = try #require(CalendarObject(mail.bytes(of: part)))
        #expect(object.method == "REQUEST" && object.start == Instant("2027-01-11T09:00:00Z"))

        let told = Mutex<[PluginSignal]>([])
        let file = "/tmp/turnpike-position-\(UInt64.random(in: 0...UInt64.max))"
        defer { unlink(file) }
        let watcher = try replies(file) { signal in told.withLock { $0.append(signal) } }
        let text =
            "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:\(object.id ?? "")\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:buyer@x.test\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        try await answer(mail) {
            $0.attachments = [try MailAttachment(name: "reply.ics", type: "text/calendar", bytes: Array(text.utf8))]
        }
        try await answer(mail) {
            $0.subject = "Automatic reply: \(subject)"
            $0.isAutomatic = true
        }
        let deal = HookSamples.deal(3).description
        for _ in 0..<300 {
            _ = try await watcher.readOnce()
            let signals = told.withLock { Set($0.filter { $0.deal == deal }.map(\.signal)) }
            if signals.isSuperset(of: ["meeting_booked", "away"]) { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        Issue.record("not all came: \(told.withLock { $0.map(\.signal) })")
    }
}
