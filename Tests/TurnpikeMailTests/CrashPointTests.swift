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

/// A watcher that dies while it reads, and another that goes on from the store and the file that it left.
@Suite("A watcher that dies while it reads", .timeLimit(.minutes(20)))
struct CrashPointTests {
    /// Where it dies at a mail.
    enum Point: String, CaseIterable, Sendable {
        case beforeStoring
        case afterStoring
        case whileFetching
        case beforeItsPlaceIsKept
    }

    private struct Death: Error {}

    private static let process = """
        turnpike: 1
        process: mailed
        fields: {words: text}
        signals: {replied: {sets: [words]}}
        stages:
          sent: {moves: [won]}
          won: {outcome: won}
        """

    @Test(
        "no reply is lost and none is doubled, wherever it dies",
        arguments: Point.allCases,
        [1, 3, 5] as [UInt64]
    )
    func crash(point: Point, at fatal: UInt64) async throws {
        let pipeline = try await Pipeline(processes: [try SalesProcess(yaml: Self.process)])
        let identity = try MailIdentity(domain: "acme.test", secret: "s")
        let file = MailFixture.temporaryFile("position")
        defer {
            unlink(file)
            unlink(file + ".new")
        }
        let server = FakeIMAP()
        var deals: [Deal] = []
        for uid in 1...5 as ClosedRange<UInt64> {
            let deal = try await pipeline.open("mailed", name: "Deal \(uid)", by: .person("rep_1"))
            let id = try #require(identity.message(key: "k", deal: deal.id.description))
            server.add(
                "From: b@x.test\r\nMessage-ID: <\(uid)@x.test>\r\nIn-Reply-To: \(id)\r\n\r\nYes \(uid).\r\n",
                uid: uid
            )
            deals.append(deal)
        }
        let settings = try IMAPRepliesConfiguration(
            .object([
                ("server", "localhost"), ("encryption", "none"), ("user", "rep"), ("password", "p"),
                ("position", .string(file)), ("message_ids", .object([("domain", "acme.test"), ("secret", "s")])),
                (
                    "signals",
                    .object([("reply", .object([("signal", "replied"), ("data", .object([("text", "words")]))]))])
                ),
            ])
        )
        let door = IMAPReplies.door(pipeline, source: "mail")
        let seen = Mutex<UInt64>(0)
        let dying = IMAPReplies(settings, connector: server.connector) { signal in
            let uid = seen.withLock { seen in
                seen += 1
                return seen
            }
            if uid == fatal, point == .beforeStoring { throw Death() }
            try await door(signal)
            if uid == fatal, point == .afterStoring { throw Death() }
            if uid + 1 == fatal, point == .whileFetching {
                await server.state.withLock { $0.transport }?.close()
            }
            // A folder in the way of the file: it cannot be replaced, as on a disk that is full.
            if uid == fatal, point == .beforeItsPlaceIsKept { _ = mkdir(file + ".new", 0o700) }
        }
        if point == .whileFetching, fatal == 1 {
            // It dies before the first.
            let refusing = FakeIMAP(faults: ["UID FETCH": [nil]])
            refusing.state.withLock { $0.mails = server.state.withLock { $0.mails } }
            let watcher = IMAPReplies(settings, connector: refusing.connector, take: door)
            await #expect(throws: (any Error).self) { try await watcher.readOnce() }
        } else {
            await #expect(throws: (any Error).self) { try await dying.readOnce() }
        }
        rmdir(file + ".new")

        for _ in 1...2 {
            _ = try await IMAPReplies(settings, connector: server.connector, take: door).readOnce()
        }
        for (index, deal) in deals.enumerated() {
            let after = try #require(try await pipeline.deal(deal.id))
            #expect(after.revision == 2, "\(after.name)")
            #expect(after["words"] == .string("Yes \(index + 1)."))
        }
    }
}
