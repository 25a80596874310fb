import Synchronization
import Testing

@testable import TurnpikeMail

/// A mail server as a script, with faults.
final class FakeSMTP: Sendable {
    struct State {
        var mails: [(from: String, to: [String], content: String)] = []
        var commands: [String] = []
        var connections = 0
        var faults: [String: [String?]] = [:]
    }

    /// Where one connection stands: several are open at once, and one in the middle of a mail hinders no other.
    private final class Dialogue: Sendable {
        struct State {
            var from = ""
            var to: [String] = []
            var content: [String]?
        }

        let state = Mutex(State())
    }

    let state = Mutex(State())
    let offers: [String]

    /// What it says instead, by the beginning of a command; `.` is the end of a mail.
    var faults: [String: [String?]] {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// A server.
    ///
    /// - Parameters:
    ///   - offers: What it offers after EHLO; more once encrypted.
    ///   - faults: What it says instead, by the beginning of a command; `.` is the end of a mail.
    init(
        offers: [String] = [
            "PIPELINING", "STARTTLS", "SIZE 100000", "8BITMIME", "SMTPUTF8", "AUTH PLAIN LOGIN XOAUTH2",
        ],
        faults: [String: [String?]] = [:]
    ) {
        self.offers = offers
        state.withLock { $0.faults = faults }
    }

    var mails: [(from: String, to: [String], content: String)] { state.withLock { $0.mails } }
    var commands: [String] { state.withLock { $0.commands } }

    var connector: ScriptedConnector {
        ScriptedConnector {
            self.state.withLock { $0.connections += 1 }
            let dialogue = Dialogue()
            return ScriptedTransport(greeting: "220 mail.example.org\r\n") { line, _ in
                dialogue.state.withLock { self.answer(line, &$0) }
            }
        }
    }

    private func answer(_ line: String, _ dialogue: inout Dialogue.State) -> [String?] {
        state.withLock { state in
            if var content = dialogue.content {
                guard line == "." else {
                    content.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
                    dialogue.content = content
                    return []
                }
                dialogue.content = nil
                if let fault = state.faults["."] { return fault }
                state.mails.append((dialogue.from, dialogue.to, content.joined(separator: "\r\n")))
                return ["250 2.0.0 queued\r\n"]
            }
            state.commands.append(line)
            if let fault = state.faults.first(where: { line.hasPrefix($0.key) && $0.key != "." }) { return fault.value }
            if line.hasPrefix("EHLO") {
                return [
                    (["250-mail.example.org"] + offers.dropLast().map { "250-" + $0 } + [
                        "250 " + (offers.last ?? "HELP")
                    ]).joined(separator: "\r\n") + "\r\n"
                ]
            }
            if line.hasPrefix("AUTH LOGIN") { return ["334 VXNlcm5hbWU6\r\n"] }
            if line == "Y3Jt" { return ["334 UGFzc3dvcmQ6\r\n"] }
            if line.hasPrefix("AUTH") || line == "czNjcmV0" { return ["235 2.7.0 welcome\r\n"] }
            if line.hasPrefix("STARTTLS") { return ["220 go\r\n"] }
            if line.hasPrefix("MAIL") {
                dialogue.from = line
                dialogue.to = []
            }
            if line.hasPrefix("RCPT") { dialogue.to.append(line) }
            if line == "DATA" {
                dialogue.content = []
                return ["354 go\r\n"]
            }
            return ["250 2.1.0 well\r\n"]
        }
    }
}

@Suite("SMTP")
struct SMTPTests {
    private func settings(
        _ credentials: MailCredentials = .password(user: "crm", password: "s3cret"),
        _ encryption: MailEncryption = .startTLS
    ) -> SMTPSession.Settings {
        SMTPSession.Settings(
            name: "acme.test",
            encryption: encryption,
            credentials: credentials,
            patience: .seconds(60)
        )
    }

    private func mail(_ to: String = "buyer@x.test") throws -> EncodedMail {
        var mail = try WritingTests.mail(text: ".\n..\nHello\n.\n")
        mail.to = try MailAddress.list(to)
        return try mail.encoded()
    }

    private func failure(_ body: () async throws -> Void) async -> SMTPFailure? {
        do { try await body() } catch { return error as? SMTPFailure }
        return nil
    }

    @Test("mails go over one encrypted session, with dots doubled on the way")
    func session() async throws {
        let server = FakeSMTP()
        let session = try await SMTPSession.open(server.connector, settings())
        let mail = try mail()
        #expect(try await session.send(mail).code == 250)
        #expect(try await session.send(mail).code == 250)
        await session.end()
        #expect(server.mails.count == 2 && server.state.withLock { $0.connections } == 1)
        #expect(server.mails.first?.content == String(decoding: mail.bytes.dropLast(2), as: UTF8.self))
        #expect(
            server.commands.prefix(4) == [
                "EHLO acme.test", "STARTTLS", "EHLO acme.test", "AUTH PLAIN AGNybQBzM2NyZXQ=",
            ]
        )
        #expect(server.commands.contains("MAIL FROM:<rep@acme.test> SIZE=\(mail.bytes.count)"))
        #expect(server.commands.last == "QUIT")
    }

    @Test(
        "the strongest way to log in that both know is taken",
        arguments: [
            ("AUTH LOGIN", MailCredentials.password(user: "crm", password: "s3cret"), "AUTH LOGIN"),
            ("AUTH PLAIN LOGIN", .password(user: "crm", password: "s3cret"), "AUTH PLAIN AGNybQBzM2NyZXQ="),
            ("AUTH XOAUTH2 PLAIN", .token(user: "crm", token: "t"), "AUTH XOAUTH2 dXNlcj1jcm0BYXV0aD1CZWFyZXIgdAEB"),
        ]
    )
    func logins(offer: String, credentials: MailCredentials, command: String) async throws {
        let server = FakeSMTP(offers: [offer])
        _ = try await SMTPSession.open(server.connector, settings(credentials, .none))
        #expect(server.commands.contains(command))
    }

    @Test(
        "what is wrong with a server or a password is temporary, and names no secret",
        arguments: [
            ([String: [String?]](), ["AUTH CRAM-MD5", "STARTTLS"]), ([:], ["AUTH PLAIN"]),
            (["AUTH": ["535 5.7.8 wrong\r\n"]], ["STARTTLS", "AUTH PLAIN"]),
            (["EHLO": ["421 4.3.2 busy\r\n"], "HELO": ["421 no\r\n"]], []),
            (["STARTTLS": ["454 4.7.0 not now\r\n"]], ["STARTTLS", "AUTH PLAIN"]),
            (["STARTTLS": ["220 go\r\n250 injected\r\n"]], ["STARTTLS", "AUTH PLAIN"]),
            (["EHLO": ["nonsense\r\n"]], []), (["EHLO": [nil]], []), (["EHLO": ["250-a\r\n251 b\r\n"]], []),
            (["EHLO": [String(repeating: "x", count: 100_000)]], []),
            (["EHLO": [String(repeating: "250-x\r\n", count: 10_000)]], []),
        ]
    )
    func openings(faults: [String: [String?]], offers: [String]) async throws {
        let server = FakeSMTP(offers: offers, faults: faults)
        let failure = await failure { _ = try await SMTPSession.open(server.connector, settings()) }
        #expect(failure?.isPermanent == false)
        for secret in ["s3cret", "czNjcmV0", "AGNybQBzM2NyZXQ="] { #expect(failure?.message.contains(secret) == false) }
        #expect(server.mails.isEmpty)
    }

    @Test(
        "a refusal says whether it is for good, and the session goes on",
        arguments: [
            ("MAIL", "550 5.7.1 no\r\n", true), ("MAIL", "451 4.3.0 later\r\n", false),
            ("MAIL", "530 5.7.0 log in\r\n", false),
            ("RCPT", "550 5.1.1 no such user\r\n", true), ("RCPT", "450 4.7.1 greylisted\r\n", false),
            ("DATA", "554 5.5.1 no\r\n", true),
            (".", "552 5.3.4 too large\r\n", true), (".", "452 4.3.1 full\r\n", false),
        ]
    )
    func refusals(place: String, reply: String, isPermanent: Bool) async throws {
        for offers in [["PIPELINING", "AUTH PLAIN"], ["AUTH PLAIN"]] {
            let server = FakeSMTP(offers: offers, faults: [place: [reply]])
            let session = try await SMTPSession.open(
                server.connector,
                settings(.password(user: "crm", password: "s3cret"), .none)
            )
            let mail = try mail()
            let failure = await failure { _ = try await session.send(mail) }
            #expect(failure?.isPermanent == isPermanent)
            #expect(failure?.reply?.status == reply.dropFirst(4).split(separator: " ").first.map(String.init))
            #expect(await session.isUsable)
            #expect(server.mails.isEmpty && server.commands.last == "RSET")
        }
    }

    @Test("where one receiver is refused nobody gets the mail; one that never can decides")
    func someRefused() async throws {
        let server = FakeSMTP(
            offers: ["PIPELINING"],
            faults: ["RCPT TO:<a@": ["450 4.7.1 later\r\n"], "RCPT TO:<b@": ["550 5.1.1 never\r\n"]]
        )
        let session = try await SMTPSession.open(server.connector, settings(.none, .none))
        let later = try mail("c@x.test, a@x.test")
        let never = try mail("a@x.test, b@x.test, c@x.test")
        #expect(await failure { _ = try await session.send(later) }?.isPermanent == false)
        let failure = await failure { _ = try await session.send(never) }
        #expect(failure?.isPermanent == true)
        #expect(failure?.message.contains("b@x.test") == true)
        #expect(server.mails.isEmpty)
        _ = try await session.send(mail("c@x.test"))
        #expect(server.mails.count == 1)
    }

    @Test(
        "a connection that breaks is temporary, and the session is not used again",
        arguments: ["MAIL", "RCPT", "DATA", "."]
    )
    func breaks(place: String) async throws {
        let server = FakeSMTP(offers: ["X"], faults: [place: [nil]])
        let session = try await SMTPSession.open(server.connector, settings(.none, .none))
        let mail = try mail()
        #expect(await failure { _ = try await session.send(mail) }?.isPermanent == false)
        #expect(await session.isUsable == false)
    }

    @Test("a server that never answers is given up")
    func hung() async throws {
        let server = FakeSMTP(offers: ["X"], faults: ["MAIL": []])
        var settings = settings(.none, .none)
        settings.patience = .milliseconds(50)
        let session = try await SMTPSession.open(server.connector, settings)
        let mail = try mail()
        let failure = await failure { _ = try await session.send(mail) }
        #expect(failure?.isPermanent == false && failure?.message.contains("time") == true)
    }

    @Test("addresses beyond ASCII go only where the server takes them, and large mails too")
    func limits() async throws {
        let able = FakeSMTP(offers: ["SMTPUTF8", "8BITMIME"])
        let utf8 = try mail("käufer@x.test")
        _ = try await SMTPSession.open(able.connector, settings(.none, .none)).send(utf8)
        #expect(able.commands.contains { $0.hasPrefix("MAIL") && $0.hasSuffix("SMTPUTF8 BODY=8BITMIME") })
        let old = FakeSMTP(offers: ["SIZE 100"])
        let session = try await SMTPSession.open(old.connector, settings(.none, .none))
        let plain = try mail()
        #expect(await failure { _ = try await session.send(utf8) }?.isPermanent == true)
        #expect(await failure { _ = try await session.send(plain) }?.isPermanent == true)
    }

    @Test(
        "lines end with CR LF and dots are doubled, whatever the bytes",
        arguments: [
            ("a", "a\r\n.\r\n"), ("", ".\r\n"), (".", "..\r\n.\r\n"), ("a\n.b", "a\r\n..b\r\n.\r\n"),
            ("a\r\n.\r\nb", "a\r\n..\r\nb\r\n.\r\n"),
            ("a\r.\r", "a\r\n..\r\n.\r\n"), ("a\n.\r\nMAIL", "a\r\n..\r\nMAIL\r\n.\r\n"), ("\n\n", "\r\n\r\n.\r\n"),
        ]
    )
    func stuffing(text: String, sent: String) {
        #expect(String(decoding: SMTPSession.stuffed(Array(text.utf8)), as: UTF8.self) == sent)
    }
}
