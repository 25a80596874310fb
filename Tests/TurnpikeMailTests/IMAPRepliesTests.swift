import IMAPReplies
import Synchronization
import Testing
import Turnpike
import TurnpikeMail
import TurnpikePlugins
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps what was told, once for each key, as a store does; may fail.
private final class Door: Sendable {
    struct State {
        var signals: [PluginSignal] = []
        var storesBeforeFailing = false
        var failure: (@Sendable (PluginSignal) -> (any Error)?)?
    }

    let state = Mutex(State())

    var signals: [PluginSignal] { state.withLock { $0.signals } }

    @Sendable func take(_ signal: PluginSignal) async throws {
        try state.withLock { state in
            let error = state.failure?(signal)
            let isNew = !state.signals.contains { $0.messageID == signal.messageID }
            if isNew, error == nil || state.storesBeforeFailing { state.signals.append(signal) }
            if let error { throw error }
        }
    }
}

private struct Broken: Error {}

@Suite("Replies over IMAP", .timeLimit(.minutes(20)))
struct IMAPRepliesTests {
    private static let deal = "01990000-0000-7000-8000-0000000000aa"

    private static func identity() throws -> MailIdentity { try MailIdentity(domain: "acme.test", secret: "s") }

    private static func id(_ key: String) throws -> String {
        try #require(identity().message(key: key, deal: deal)).description
    }

    private static func reply(
        _ key: String = "k",
        headers: String = "",
        from: String = "buyer@x.test",
        id: String = "<r1@x.test>",
        text: String = "Yes."
    ) throws -> String {
        "From: \(from)\r\nSubject: Re: x\r\nMessage-ID: \(id)\r\n\(headers)References: <a@b> \(try Self.id(key))\r\n\r\n\(text)\r\n"
    }

    private func configuration(_ file: String, _ signals: JSON? = nil) throws -> IMAPRepliesConfiguration {
        try IMAPRepliesConfiguration(
            .object([
                ("server", "localhost"), ("encryption", "none"), ("user", "rep"), ("password", "p"),
                ("position", .string(file)),
                ("message_ids", .object([("domain", "acme.test"), ("secret", "s")])),
                (
                    "signals",
                    signals
                        ?? .object([
                            (
                                "reply",
                                .object([
                                    ("signal", "replied"),
                                    ("data", .object([("from", "reply_from"), ("text", "reply_text")])),
                                ])
                            ),
                            ("bounce", "bounced"), ("out_of_office", "away"), ("meeting_accepted", "meeting_booked"),
                            ("unsubscribe", "unsubscribed"),
                        ])
                ),
            ])
        )
    }

    private func watcher(
        _ server: FakeIMAP,
        _ door: Door,
        _ file: String,
        log: @escaping @Sendable (PluginLogLine) -> Void = { _ in }
    ) throws -> IMAPReplies {
        IMAPReplies(try configuration(file), connector: server.connector, log: log, take: door.take)
    }

    @Test("each kind of mail becomes its signal, for the deal that its ids say")
    func kinds() throws {
        let matcher = ReplyMatcher(try Self.identity(), signals: try configuration("/tmp/x").signals)
        func match(_ text: String) -> ReplyMatcher.Result { matcher.match(ReceivedMail(Array(text.utf8))) }
        func signal(_ text: String) -> PluginSignal? {
            if case .signal(let signal) = match(text) { signal } else { nil }
        }
        let reply = try #require(signal(try Self.reply(text: "Yes.\n\nOn Monday a rep wrote:\n> x")))
        #expect(reply.deal == Self.deal && reply.signal == "replied")
        #expect(reply.data == .object([("reply_from", "buyer@x.test"), ("reply_text", "Yes.")]))
        #expect(signal(try Self.reply(headers: "Auto-Submitted: auto-replied\r\n"))?.signal == "away")
        let bounce =
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\nReturn-Path: <>\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: \(try Self.id("z"))\r\n\r\nx\r\n--b--\r\n"
        #expect(signal(bounce)?.signal == "bounced")
        #expect(match(bounce.replacing("Action: failed", with: "Action: delayed")) == .unwanted(kind: "delay"))
        let meeting = try #require(Self.identity().meeting(deal: Self.deal, name: "demo"))
        let answer =
            "From: a@b.test\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:\(meeting.left)@\(meeting.right)\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.test\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        #expect(signal(answer)?.signal == "meeting_booked")
        #expect(
            signal("From: a@b.test\r\nSubject: \(try Self.identity().unsubscribeToken(deal: Self.deal))\r\n\r\n")?
                .signal == "unsubscribed"
        )
        #expect(match("From: a@b.test\r\nReferences: <a@b>\r\n\r\nx") == .foreign)
        let forged = try #require(MailIdentity(domain: "acme.test", secret: "guess").message(key: "k", deal: Self.deal))
        #expect(match("From: a@b.test\r\nIn-Reply-To: \(forged)\r\n\r\nx") == .foreign)
    }

    @Test("a mail is told once, also when reading ends between the signal and its place in the mailbox")
    func restarts() async throws {
        let file = MailFixture.temporaryFile("position")
        defer { unlink(file) }
        let server = FakeIMAP()
        let door = Door()
        for uid in 1...5 { server.add(try Self.reply("k\(uid)", id: "<r\(uid)@x.test>"), uid: UInt64(uid)) }
        // The store has the third, and the answer is lost.
        door.state.withLock { state in
            state.failure = { signal in signal.messageID.hasPrefix("<r3@") ? Broken() : nil }
            state.storesBeforeFailing = true
        }
        await #expect(throws: Broken.self) { try await watcher(server, door, file).readOnce() }
        #expect(door.signals.count == 3)
        door.state.withLock { $0.failure = nil }
        #expect(try await watcher(server, door, file).readOnce() == 3)
        #expect(try await watcher(server, door, file).readOnce() == 0)
        #expect(door.signals.map(\.messageID).count == 5)
        server.state.withLock { $0.validity = 8 }
        #expect(try await watcher(server, door, file).readOnce() == 5)
        #expect(door.signals.count == 5, "numbered anew, the same keys came again")
        server.add(try Self.reply("k6", id: "<r6@x.test>"), uid: 9)
        #expect(try await watcher(server, door, file).readOnce() == 1)
        #expect(door.signals.count == 6)
    }

    @Test(
        "a signal that can never be stored is passed over, one that waits is told again, and neither holds up the others"
    )
    func poison() async throws {
        let file = MailFixture.temporaryFile("position")
        defer { unlink(file) }
        let server = FakeIMAP()
        let door = Door()
        let lines = Mutex<[PluginLogLine]>([])
        for uid in 1...4 { server.add(try Self.reply("k\(uid)", id: "<r\(uid)@x.test>"), uid: UInt64(uid)) }
        door.state.withLock { state in
            state.failure = { signal in
                if signal.messageID.hasPrefix("<r1@") { return PluginFailure(.permanent, "no such deal") }
                return signal.messageID.hasPrefix("<r2@") ? PluginFailure(.temporary, "refused") : nil
            }
        }
        let log: @Sendable (PluginLogLine) -> Void = { line in lines.withLock { $0.append(line) } }
        #expect(try await watcher(server, door, file, log: log).readOnce() == 2)
        #expect(lines.withLock { $0.map(\.level) } == [.error, .warning])
        #expect(try await watcher(server, door, file).readOnce() == 0)
        door.state.withLock { $0.failure = nil }
        #expect(try await watcher(server, door, file).readOnce() == 1)
        #expect(try await watcher(server, door, file).readOnce() == 0)
        #expect(Set(door.signals.map { $0.messageID.prefix(4) }) == ["<r2@", "<r3@", "<r4@"])
    }

    @Test("watching hears of news, and goes on after its connection broke")
    func watches() async throws {
        let file = MailFixture.temporaryFile("position")
        defer { unlink(file) }
        let server = FakeIMAP()
        let door = Door()
        let watcher = try watcher(server, door, file)
        let task = Task { await watcher.run() }
        for uid in 1...3 {
            while server.state.withLock({ $0.idle == nil }) { await Task.yield() }
            server.add(try Self.reply("k\(uid)", id: "<r\(uid)@x.test>"), uid: UInt64(uid))
            while door.signals.count < uid { await Task.yield() }
            if uid == 2 {
                let transport = server.state.withLock { state in
                    state.idle = nil
                    return state.transport
                }
                await transport?.close()
            }
        }
        task.cancel()
        await task.value
        #expect(door.signals.count == 3)
    }

    @Test("a mail that the server cannot give waits, and holds up none of the others")
    func unreadable() async throws {
        let file = MailFixture.temporaryFile("position")
        defer { unlink(file) }
        let door = Door()
        let broken = FakeIMAP(faults: ["UID FETCH 2 ": ["TAG NO [SERVERBUG] internal error\r\n"]])
        let mended = FakeIMAP()
        for server in [broken, mended] {
            for uid in 1...3 { server.add(try Self.reply("k\(uid)", id: "<r\(uid)@x.test>"), uid: UInt64(uid)) }
        }
        #expect(try await watcher(broken, door, file).readOnce() == 2)
        #expect(try await watcher(broken, door, file).readOnce() == 0)
        #expect(try await watcher(mended, door, file).readOnce() == 1)
        #expect(door.signals.map { $0.messageID.prefix(4) } == ["<r1@", "<r3@", "<r2@"])
    }

    @Test("a position that is damaged is told, and nothing is read")
    func damaged() async throws {
        let name = MailFixture.temporaryFile("position")
        defer { unlink(name) }
        let file = try #require(fopen(name, "w"))
        fputs("nonsense", file)
        fclose(file)
        let door = Door()
        await #expect(throws: (any Error).self) { try await watcher(FakeIMAP(), door, name).readOnce() }
    }

    @Test("a reply moves its deal, once")
    func pipeline() async throws {
        let text = """
            turnpike: 1
            process: mailed
            currency: EUR
            fields: {reply_text: text}
            signals: {replied: {sets: [reply_text]}}
            stages:
              sent: {moves: {answered: {signal: replied}, gone: {signal: bounced}}}
              answered: {moves: [won]}
              won: {outcome: won}
              gone: {outcome: lost}
            """
        let process = try SalesProcess(yaml: text)
        let pipeline = try await Pipeline(processes: [process])
        let rep = Actor.person("rep_1")
        let deal = try await pipeline.open("mailed", name: "Acme", by: rep)
        let identity = try Self.identity()
        let id = try #require(identity.message(key: "k", deal: deal.id.description))
        let file = MailFixture.temporaryFile("position")
        defer { unlink(file) }
        let server = FakeIMAP()
        server.add("From: buyer@x.test\r\nMessage-ID: <1@x.test>\r\nIn-Reply-To: \(id)\r\n\r\nYes, gladly.\r\n", uid: 1)
        let settings = try configuration(
            file,
            .object([("reply", .object([("signal", "replied"), ("data", .object([("text", "reply_text")]))]))])
        )
        for validity in 7...8 {
            server.state.withLock { $0.validity = UInt64(validity) }
            let replies = IMAPReplies(
                settings,
                connector: server.connector,
                take: IMAPReplies.door(pipeline, source: "mail")
            )
            #expect(try await replies.readOnce() == 1)
        }
        let after = try #require(try await pipeline.deal(deal.id))
        #expect(after.stage == "answered")
        #expect(after.revision == 2)
    }
}
