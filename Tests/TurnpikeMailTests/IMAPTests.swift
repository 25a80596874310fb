import Synchronization
import Testing

@testable import TurnpikeMail

/// A server with one mailbox, as a script.
final class FakeIMAP: Sendable {
    struct State {
        var mails: [UInt64: String] = [:]
        var validity: UInt64 = 7
        var commands: [String] = []
        var idle: String?
        var transport: ScriptedTransport?
    }

    let state = Mutex(State())
    let offers: String
    let faults: [String: [String?]]

    init(offers: String = "IMAP4rev1 IDLE AUTH=PLAIN SASL-IR", faults: [String: [String?]] = [:]) {
        self.offers = offers
        self.faults = faults
    }

    var connector: ScriptedConnector {
        ScriptedConnector {
            let transport = ScriptedTransport(greeting: "* OK [CAPABILITY IMAP4rev1] ready\r\n") { line, _ in
                self.answer(line)
            }
            self.state.withLock { $0.transport = transport }
            return transport
        }
    }

    /// A mail arrives; whoever is in IDLE hears of it.
    func add(_ text: String, uid: UInt64) {
        let (transport, isIdle) = state.withLock { state in
            state.mails[uid] = text
            return (state.transport, state.idle != nil)
        }
        if isIdle { transport?.push(Array("* 1 EXISTS\r\n".utf8)) }
    }

    private func answer(_ line: String) -> [String?] {
        state.withLock { state in
            state.commands.append(line)
            let words = line.split(separator: " ").map(String.init)
            if line == "DONE" {
                defer { state.idle = nil }
                return ["\(state.idle ?? "?") OK idle ended\r\n"]
            }
            guard words.count > 1 else { return [] }
            let tag = words[0]
            for (start, fault) in faults where words.dropFirst().joined(separator: " ").hasPrefix(start) {
                return fault.map { $0?.replacing("TAG", with: tag) }
            }
            switch words[1] {
            case "CAPABILITY": return ["* CAPABILITY \(offers)\r\n\(tag) OK done\r\n"]
            case "EXAMINE":
                return [
                    "* 1 EXISTS\r\n* OK [UIDVALIDITY \(state.validity)] x\r\n* OK [UIDNEXT 9] \"quotes ( and\r\n\(tag) OK [READ-ONLY] done\r\n"
                ]
            case "IDLE":
                state.idle = tag
                return ["+ idling\r\n"]
            case "UID" where words[2] == "SEARCH":
                return [
                    "* SEARCH \(state.mails.keys.sorted().map(String.init).joined(separator: " "))\r\n\(tag) OK done\r\n"
                ]
            case "UID" where words[2] == "FETCH":
                let uid = UInt64(words[3]) ?? 0
                guard let text = state.mails[uid] else { return ["\(tag) OK done\r\n"] }
                return [
                    "* 1 FETCH (UID \(uid) RFC822.SIZE \(text.utf8.count) BODY[]<0> {\(text.utf8.count)}\r\n\(text))\r\n\(tag) OK done\r\n"
                ]
            default: return ["\(tag) OK done\r\n"]
            }
        }
    }
}

@Suite("IMAP")
struct IMAPTests {
    private func settings(_ credentials: MailCredentials = .password(user: "rep", password: "s3cret"))
        -> IMAPSession.Settings
    {
        IMAPSession.Settings(encryption: .none, credentials: credentials, patience: .seconds(60))
    }

    @Test("a mailbox is read by numbers, and nothing in it is changed")
    func reads() async throws {
        let server = FakeIMAP()
        server.add("Subject: a\r\n\r\nx (y) {3}\r\n", uid: 3)
        server.add("Subject: b\r\n\r\n", uid: 5)
        let session = try await IMAPSession.open(server.connector, settings())
        #expect(try await session.select("INBOX") == .init(uidValidity: 7, uidNext: 9))
        #expect(try await session.mails(after: 0) == [3, 5])
        #expect(try await session.mails(after: 5) == [])
        #expect(try await session.fetch(3)?.bytes == Array("Subject: a\r\n\r\nx (y) {3}\r\n".utf8))
        #expect(try await session.fetch(4) == nil)
        await session.end()
        let commands = server.state.withLock { $0.commands }
        #expect(commands.contains("t2 AUTHENTICATE PLAIN AHJlcABzM2NyZXQ="))
        #expect(!commands.contains { $0.contains("STORE") || $0.contains("SELECT") || $0.contains("BODY[]") })
    }

    @Test("waiting ends when a mail arrives, and when the time is over")
    func idle() async throws {
        let server = FakeIMAP()
        let session = try await IMAPSession.open(server.connector, settings())
        _ = try await session.select("INBOX")
        try await session.wait(.milliseconds(20))
        async let waiting: Void = session.wait(.seconds(600))
        while server.state.withLock({ $0.idle == nil }) { await Task.yield() }
        server.add("x", uid: 1)
        try await waiting
        #expect(try await session.mails(after: 0) == [1])
        #expect(server.state.withLock { $0.commands }.filter { $0 == "DONE" }.count == 2)
    }

    @Test(
        "a login is refused without its secret in the words",
        arguments: [
            ("IMAP4rev1 AUTH=PLAIN", MailCredentials.password(user: "rep", password: "s3cret"), "AUTHENTICATE"),
            ("IMAP4rev1", .password(user: "rep", password: "s3cret"), "LOGIN"),
            ("IMAP4rev1 LOGINDISABLED", .password(user: "rep", password: "s3cret"), ""),
            ("IMAP4rev1 AUTH=XOAUTH2 SASL-IR", .token(user: "rep", token: "s3cret"), "AUTHENTICATE"),
            ("IMAP4rev1", .token(user: "rep", token: "s3cret"), ""),
        ]
    )
    func refused(offers: String, credentials: MailCredentials, command: String) async throws {
        let server = FakeIMAP(
            offers: offers,
            faults: command.isEmpty ? [:] : [command: ["TAG NO [AUTHENTICATIONFAILED] no\r\n"]]
        )
        do {
            _ = try await IMAPSession.open(server.connector, settings(credentials))
            Issue.record("it was let in")
        } catch {
            #expect(!"\(error)".contains("s3cret") && !"\(error)".contains("AHJlcABzM2NyZXQ="))
        }
    }

    @Test(
        "answers that make no sense end the session and nothing else",
        arguments: [
            "* 1 FETCH ((((\r\n", "* 1 FETCH (UID 3 BODY[] {99999999999}\r\n", "* 1 FETCH (UID 3 BODY[] {9999999}\r\n",
            ")\r\n", "* \(String(repeating: "(", count: 100))\r\n",
            "+ what\r\n", "* BYE bye\r\n", "TAG BAD what\r\n", "* 1 FETCH (UID 3 BODY[] \"a\\\"b\")\r\nTAG NO x\r\n",
            "* 1 FETCH (UID 3 BODY[ \r\nTAG BAD x\r\n",
        ]
    )
    func nonsense(said: String) async throws {
        let server = FakeIMAP(faults: ["UID FETCH": [said, nil]])
        let session = try await IMAPSession.open(server.connector, settings())
        _ = try await session.select("INBOX")
        await #expect(throws: (any Error).self) { try await session.fetch(3) }
    }

    @Test(
        "names of mailboxes are written in the server's alphabet",
        arguments: [("INBOX", "INBOX"), ("Entwürfe", "Entw&APw-rfe"), ("a&b", "a&-b"), ("台北", "&U,BTFw-")]
    )
    func names(name: String, written: String) { #expect(IMAPSession.mailboxName(name) == written) }
}
