import Foundation
import SMTPEmail
import Testing
import Turnpike
import TurnpikeMail
import TurnpikeMailConnection
import TurnpikePlugins
import TurnpikeRuntime
import TurnpikeTesting
import TurnpikeValues
import TurnpikeYAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

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

    @Test(
        "each way to log in is taken by a server that knows only this one, and a wrong secret by none",
        arguments: [
            ("TURNPIKE_SMTP_PORT", "starttls", nil, "PLAIN"), ("TURNPIKE_SMTP_TLS_PORT", "tls", nil, "LOGIN"),
            ("TURNPIKE_SMTP_PORT", "starttls", "token-1", "XOAUTH2"),
            ("TURNPIKE_SMTP_TLS_PORT", "tls", "token-1", "XOAUTH2"),
        ] as [(String, String, String?, String)]
    )
    func logins(port: String, encryption: String, token: String?, mechanism: String) async throws {
        let receiver = "login\(UInt32.random(in: 0...UInt32.max))@x.test"
        let email = try Server.email(
            port: port,
            encryption: encryption,
            authority: "TURNPIKE_SMTP_CA",
            token: token
        )
        _ = try await email.deliver(Server.request(receiver, deal: 1))
        let mail = try #require(try Server.mails(to: receiver).first)
        #expect(mail["mechanism"]?.stringValue == mechanism && mail["auth"]?.stringValue == "crm")
        await email.end()
        let wrong = try Server.email(
            port: port,
            encryption: encryption,
            authority: "TURNPIKE_SMTP_CA",
            password: "wrong-secret",
            token: token == nil ? nil : "wrong-secret"
        )
        let failure = await Server.failure(wrong, Server.request(receiver, deal: 2))
        #expect(failure?.kind == .temporary && failure?.message.contains("535") == true)
        #expect(failure?.message.contains("wrong-secret") == false)
    }

    @Test("a token out of a file is read anew at each login, since it ends and is renewed")
    func renewedTokens() async throws {
        let file = temporaryFile("token")
        defer { unlink(file) }
        func renew(_ token: String) throws { try Data((token + "\n").utf8).write(to: URL(fileURLWithPath: file)) }
        try renew("token-0")
        let email = try Server.email(
            port: "TURNPIKE_SMTP_PORT",
            encryption: "starttls",
            authority: "TURNPIKE_SMTP_CA",
            token: "file:\(file)"
        )
        let receiver = "renewed\(UInt32.random(in: 0...UInt32.max))@x.test"
        #expect(await Server.failure(email, Server.request(receiver, deal: 1))?.kind == .temporary)
        try renew("token-1")
        _ = try await email.deliver(Server.request(receiver, deal: 1))
        #expect(try Server.mails(to: receiver).count == 1)
    }

    @Test("a greylisted mail of a process waits its minute in the outbox and goes out once")
    func greylistedProcess() async throws {
        let grey = "greylist\(UInt32.random(in: 0...UInt32.max))@x.test"
        let text = """
            turnpike: 1
            process: greeted
            fields: {contact_email: email}
            stages: {greet: {moves: [won]}, won: {outcome: won}}
            hooks:
              - {event: deal.won, do: [{email: {to: deal.contact_email, subject: Thanks, body: "Dear ${deal.name}"}}]}
            """
        let email = try Server.email(port: "TURNPIKE_SMTP_PORT", encryption: "starttls", authority: "TURNPIKE_SMTP_CA")
        let clock = ManualClock(try #require(Instant("2026-11-21T10:00:00Z")))
        let pipeline = try await Pipeline(processes: [try SalesProcess(yaml: text)], hooks: [email], clock: clock)
        let rep = Actor.person("rep_1")
        let deal = try await pipeline.open("greeted", name: "Acme", fields: ["contact_email": .string(grey)], by: rep)
        _ = try await pipeline.move(deal.id, to: "won", by: rep)
        #expect(try await pipeline.deliver().postponed == 1)
        clock.advance(by: .seconds(50))
        #expect(try await pipeline.deliver().delivered == 0)
        clock.advance(by: .seconds(60))
        #expect(try await pipeline.deliver().delivered == 1)
        #expect(try Server.mails(to: grey).count == 1)
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
            patience: "10 seconds"
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
