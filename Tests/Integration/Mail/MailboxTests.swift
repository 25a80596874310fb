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

/// All that reads the box of the rep, one after the other: what one puts there the others would find.
@Suite("Against Postfix and Dovecot", .enabled(if: Server.hasMailbox, "there are no mail servers"), .serialized)
struct BoxTests {}

extension BoxTests {
    @Suite("Mail both ways")
    struct MailboxTests {
        @Test("a mail is delivered and its reply is told once, also across restarts, and while it is watched")
        func conversation() async throws {
            let subject = "proposal \(UInt64.random(in: 0...UInt64.max))"
            _ = try await Mailbox.email("rep@acme.test").deliver(
                Server.request("buyer@x.test", deal: 1, subject: subject)
            )
            let mail = try await Mailbox.delivered(subject, to: "buyer@x.test")
            #expect(mail.root.parts.map(\.type) == ["text/plain", "text/html"])

            let told = Mutex<[PluginSignal]>([])
            let file = "/tmp/turnpike-position-\(UInt64.random(in: 0...UInt64.max))"
            defer { unlink(file) }
            let watcher = try Mailbox.replies(file) { signal in told.withLock { $0.append(signal) } }
            _ = try await watcher.readOnce()
            told.withLock { $0 = [] }
            let task = Task { await watcher.run() }
            try await Mailbox.answer(mail) { _ in }
            for _ in 0..<600 where told.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(100)) }
            task.cancel()
            await task.value
            let signals = told.withLock { $0 }
            #expect(signals.map(\.signal) == ["replied"])
            #expect(signals.first?.deal == HookSamples.deal(1).description)
            #expect(signals.first?.data == .object([("words", "Yes, gladly.")]))
            #expect(try await watcher.readOnce() == 0)
        }

        @Test("a token opens the door of a real server, in both directions")
        func tokens() async throws {
            let token = try #require(variable("TURNPIKE_MAILBOX_TOKEN"))
            let subject = "by token \(UInt64.random(in: 0...UInt64.max))"
            let email = try Server.email(
                port: "TURNPIKE_SUBMISSION_PORT",
                encryption: "starttls",
                authority: "TURNPIKE_MAILBOX_CA",
                user: "rep@acme.test",
                token: token
            )
            _ = try await email.deliver(Server.request("buyer@x.test", deal: 1, subject: subject))
            _ = try await Mailbox.delivered(subject, to: "buyer@x.test")
            let connection = try Mailbox.imap().0
            let session = try await IMAPSession.open(
                connection,
                IMAPSession.Settings(credentials: .token(user: "rep@acme.test", token: token))
            )
            #expect(try await session.select("INBOX").uidValidity > 0)
            await session.end()
            let error = await #expect(throws: MailError.self) {
                try await IMAPSession.open(
                    connection,
                    IMAPSession.Settings(credentials: .token(user: "rep@acme.test", token: "wrong-secret"))
                )
            }
            #expect(error?.message.contains("wrong-secret") == false)
        }

        @Test("a refused receiver is permanent; a receiver that is found missing later comes back as a bounce")
        func bounces() async throws {
            let email = try Mailbox.email("rep@acme.test")
            // The domain is taken, the box is not there: Postfix accepts the mail and reports.
            _ = try await email.deliver(Server.request("nobody@x.test", deal: 2, subject: "bounce"))
            let told = Mutex<[PluginSignal]>([])
            let file = "/tmp/turnpike-position-\(UInt64.random(in: 0...UInt64.max))"
            defer { unlink(file) }
            let watcher = try Mailbox.replies(file) { signal in told.withLock { $0.append(signal) } }
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
                settings: [
                    "to": "buyer@x.test", "subject": subject, "body": "Join us.", "start": "2027-01-11T09:00:00Z",
                ]
            ).delivery(deal: 3)
            _ = try await Mailbox.email("rep@acme.test").deliver(request)
            let mail = try await Mailbox.delivered(subject, to: "buyer@x.test")
            let part = try #require(mail.root.all.first { $0.type == "text/calendar" })
            let object = try #require(CalendarObject(mail.bytes(of: part)))
            #expect(object.method == "REQUEST" && object.start == Instant("2027-01-11T09:00:00Z"))

            let told = Mutex<[PluginSignal]>([])
            let file = "/tmp/turnpike-position-\(UInt64.random(in: 0...UInt64.max))"
            defer { unlink(file) }
            let watcher = try Mailbox.replies(file) { signal in told.withLock { $0.append(signal) } }
            let text =
                "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:\(object.id ?? "")\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:buyer@x.test\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
            try await Mailbox.answer(mail) {
                $0.attachments = [try MailAttachment(name: "reply.ics", type: "text/calendar", bytes: Array(text.utf8))]
            }
            try await Mailbox.answer(mail) {
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
}
