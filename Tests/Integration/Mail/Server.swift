import Foundation
import IMAPReplies
import SMTPEmail
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

func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The servers that `make test-plugins` starts; where one could not be started, its tests are skipped.
enum Server {
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
        host: String = "localhost",
        token: String? = nil,
        more: [(String, JSON)] = []
    ) throws -> SMTPEmail {
        var members: [(String, JSON)] = [
            ("server", .string(host)), ("port", .int(Int64(variable(port) ?? "") ?? 1)),
            ("encryption", .string(encryption)),
            ("user", .string(user)), token.map { ("token", .string($0)) } ?? ("password", .string(password)),
            ("from", .string(from)),
            ("patience", .string(patience)),
            ("message_ids", .object([("domain", "acme.test"), ("secret", "id-secret")])),
        ]
        if let authority = authority.flatMap(variable) { members.append(("ca_file", .string(authority))) }
        if let sent { members.append(("sent", .string(sent))) }
        members += more
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
        // The last line may still be written.
        let end = bytes.lastIndex(of: 10) ?? 0
        return try bytes[..<end].split(separator: 10).map { try JSON.parse(Array($0)) }
            .filter { $0["to"]?.elements?.contains(.string(receiver)) == true }
    }
}

/// Postfix and Dovecot, with the boxes of a rep and of a customer.
enum Mailbox {
    static func email(_ user: String) throws -> SMTPEmail {
        try Server.email(
            port: "TURNPIKE_SUBMISSION_PORT",
            encryption: "starttls",
            authority: "TURNPIKE_MAILBOX_CA",
            user: user,
            from: user
        )
    }

    static func imap(_ user: String = "rep@acme.test") throws -> (MailConnection, IMAPSession.Settings) {
        let connection = try MailConnection(
            host: "localhost",
            port: Int(variable("TURNPIKE_IMAP_PORT") ?? "") ?? 1,
            encryption: .implicit,
            authorityFile: variable("TURNPIKE_MAILBOX_CA")
        )
        return (connection, IMAPSession.Settings(credentials: .password(user: user, password: "s3cret")))
    }

    /// Waits for a mail with a subject in a box.
    static func delivered(_ subject: String, to user: String) async throws -> ReceivedMail {
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

    static func replies(
        _ file: String,
        log: @escaping @Sendable (PluginLogLine) -> Void = { _ in },
        _ take: @escaping IMAPReplies.Take
    ) throws -> IMAPReplies {
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
        return IMAPReplies(settings, connector: try imap().0, log: log, take: take)
    }

    /// Sends a mail of the buyer's, as mail programs do.
    static func answer(_ mail: ReceivedMail, _ change: (inout OutgoingMail) throws -> Void) async throws {
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
}

/// Programs of others that read mails and calendars (`Tests/Servers/mail_reader`).
enum Reader {
    static let isThere = variable("TURNPIKE_READER_PYTHON") != nil

    /// What they print.
    ///
    /// - Parameters:
    ///   - action: `mail`, `calendar` or `answer`.
    ///   - bytes: What is read.
    ///   - more: What follows the file on the command line.
    static func run(_ action: String, _ bytes: [UInt8], _ more: String...) async throws -> [UInt8] {
        let file = temporaryFile("mail")
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        defer { unlink(file) }
        return try await run([action, file] + more)
    }

    static func run(_ arguments: [String]) async throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: variable("TURNPIKE_READER_PYTHON") ?? "")
        process.arguments = [variable("TURNPIKE_READER_SCRIPT") ?? ""] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: [UInt8](pipe.fileHandleForReading.readDataToEndOfFile()))
            }
        }
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "the reader failed")
        return output
    }

    static func json(_ action: String, _ bytes: [UInt8]) async throws -> JSON {
        try JSON.parse(try await run(action, bytes))
    }
}

/// A name in the folder of temporary files that nobody else has.
func temporaryFile(_ name: String) -> String { "/tmp/turnpike-\(name)-\(UInt64.random(in: 0...UInt64.max))" }
