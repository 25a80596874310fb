import SMTPEmail
import Synchronization
import Testing
import Turnpike
import TurnpikeMail
import TurnpikeMailConnection
import TurnpikeTesting
import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

enum MailFixture {
    static func temporaryFile(_ name: String) -> String {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        return "\(folder)/turnpike-\(name)-\(UInt64.random(in: 0...UInt64.max))"
    }

    static func settings(_ more: [(String, JSON)] = []) -> JSON {
        let ids: JSON = .object([("domain", "acme.test"), ("secret", "id-secret")])
        let common: [(String, JSON)] = [
            ("server", "localhost"), ("encryption", "none"), ("user", "crm"), ("password", "s3cret"),
            ("from", "A rep <rep@acme.test>"), ("connections", 3), ("message_ids", ids),
        ]
        return .object(common + more)
    }

    static func email(_ server: FakeSMTP, _ more: [(String, JSON)] = []) throws -> SMTPEmail {
        SMTPEmail(try SMTPEmailConfiguration(settings(more)), connector: server.connector)
    }

    static func request(
        _ settings: [String: String],
        action: String = "send",
        fields: JSON = .object([]),
        revision: Int64 = 3
    ) throws -> DeliveryRequest {
        var request = HookSamples("email", action: action, settings: settings).delivery(revision: revision)
        guard case .object(var members) = try JSON.parse(request.body),
            let index = members.firstIndex(where: { $0.0 == "deal" }),
            case .object(var deal) = members[index].1
        else { return request }
        deal.removeAll { $0.0 == "fields" }
        deal.append(("fields", fields))
        members[index].1 = .object(deal)
        request.body = JSON.object(members).canonical()
        return request
    }

    static func failure(_ email: SMTPEmail, _ request: DeliveryRequest) async -> DeliveryError? {
        do { _ = try await email.deliver(request) } catch { return error as? DeliveryError }
        return nil
    }
}

@Suite("Email over SMTP", .timeLimit(.minutes(20)))
struct SMTPEmailTests {
    /// Which sample a mail is: the receiver knows its id only.
    private static func keys() throws -> [String: String] {
        let identity = try MailIdentity(domain: "acme.test", secret: "id-secret")
        var keys: [String: String] = [:]
        for deal in 1...8 {
            for revision in 1...9 {
                let request = HookSamples("email").delivery(deal: deal, revision: Int64(revision))
                if let id = identity.message(key: request.key, deal: request.deal.description) {
                    keys[id.description] = request.key
                }
            }
        }
        return keys
    }

    @Test("the contract of hooks holds, whatever the server does", arguments: HookContract.cases)
    func contract(promise: HookContract.Case) async throws {
        let keys = try Self.keys()
        let report = await HookContract {
            let server = FakeSMTP()
            let file = MailFixture.temporaryFile("sent")
            let more: [(String, JSON)] = [
                ("sent", .string(file)),
                (
                    "patience",
                    promise.promise.contains("hung") || promise.promise.contains("cancelled")
                        ? "3 seconds" : "600 seconds"
                ),
            ]
            return HookContract.Subject(
                try MailFixture.email(server, more),
                samples: HookSamples("email"),
                effects: {
                    server.mails.compactMap { mail -> HookContract.Effect? in
                        guard let id = ReceivedMail(Array(mail.content.utf8)).id?.description else { return nil }
                        return HookContract.Effect(key: keys[id] ?? id)
                    }
                },
                fault: { fault in
                    func set(_ faults: [String: [String?]]) { server.state.withLock { $0.faults = faults } }
                    switch fault {
                    case nil: set([:])
                    case .temporary: set(["RCPT": ["451 4.7.1 later\r\n"]])
                    case .permanent: set(["RCPT": ["550 5.1.1 no\r\n"]])
                    case .hung: set(["MAIL": []])
                    // It says so in pieces.
                    case .slow: set(["RCPT": ["250-2.1.5 one moment\r\n", "250 2.1.5 well\r\n"]])
                    case .malformed: set(["MAIL": ["what?\r\n"]])
                    }
                    return true
                },
                restart: { try MailFixture.email(server, more) },
                secrets: ["s3cret", "id-secret", "AGNybQBzM2NyZXQ="],
                patience: .seconds(900),
                end: { unlink(file) }
            )
        }.run(promise)
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.kept == [promise.promise], "\(report.skipped)")
    }

    @Test("a mail is Markdown with its thread, its id and a way out")
    func mail() async throws {
        let server = FakeSMTP()
        let email = try MailFixture.email(
            server,
            [("unsubscribe", .object([("web", "https://acme.test/u/{token}"), ("mail", "unsub@acme.test")]))]
        )
        let request = try MailFixture.request([
            "to": "Buyer <buyer@x.test>", "subject": "Offer für Sie", "body": "Hello **you**",
        ])
        let receipt = try await email.deliver(request)
        let mail = ReceivedMail(Array(try #require(server.mails.first).content.utf8))
        #expect(receipt.reference == mail.id?.description)
        #expect(mail.text("subject") == "Offer für Sie")
        #expect(mail.root.parts.map(\.type) == ["text/plain", "text/html"])
        let identity = try MailIdentity(domain: "acme.test", secret: "id-secret")
        let deal = request.deal.description
        #expect(mail.answered.map { identity.origin(of: $0)?.deal } == [deal, deal])
        #expect(mail.id.flatMap { identity.origin(of: $0)?.deal } == deal)
        #expect(mail.root.header("list-unsubscribe")?.contains("https://acme.test/u/t1.") == true)
        #expect(mail.root.header("list-unsubscribe-post") == "List-Unsubscribe=One-Click")
        _ = try await email.deliver(
            try MailFixture.request(
                ["to": "buyer@x.test", "body": "x", "unsubscribe": "no", "thread": "other"],
                revision: 4
            )
        )
        let other = ReceivedMail(Array(try #require(server.mails.last).content.utf8))
        #expect(other.root.header("list-unsubscribe") == nil)
        #expect(other.answered.first != mail.answered.first)
        await email.end()
    }

    @Test("a retry sends the same bytes")
    func stable() async throws {
        let server = FakeSMTP()
        let request = try MailFixture.request(["to": "buyer@x.test", "subject": "x", "body": "# Hi"])
        for _ in 0..<2 { _ = try await MailFixture.email(server).deliver(request) }
        #expect(server.mails.count == 2 && server.mails.first?.content == server.mails.last?.content)
    }

    private static let impossibleMails: [(settings: [String: String], action: String, words: String)] = [
        (["to": "–", "body": "x"], "send", "'to'"),
        (["to": "sales_manager", "body": "x"], "send", "people"),
        (["to": "a@b.test\r\nBcc: c@d.test", "body": "x"], "send", "'to'"),
        (["body": "x"], "send", "'to'"),
        (["to": "a@b.test"], "send", "words"),
        (["to": "a@b.test", "body": "x", "priority": "1"], "send", "'priority'"),
        (["to": "a@b.test", "body": "x"], "burn", "'burn'"),
        (["to": "a@b.test", "body": "x", "format": "rtf"], "send", "format"),
        (["to": "a@b.test", "body": "x", "attach": "a.pdf"], "send", "files"),
        (["to": "a@b.test", "body": "x", "from": "nobody"], "send", "'from'"),
        (["to": "a@b.test", "body": "x"], "invite", "'start'"),
        (["to": "a@b.test", "body": "x", "start": "2026-12-01T09:00:00Z", "duration": "soon"], "invite", "'duration'"),
        (["to": "a@b.test", "body": "x", "unsubscribe": "maybe"], "send", "unsubscribe"),
    ]

    @Test("what can never be a mail is refused for good, and names what is wrong", arguments: impossibleMails)
    func impossible(settings: [String: String], action: String, words: String) async throws {
        let server = FakeSMTP()
        let failure = await MailFixture.failure(
            try MailFixture.email(server),
            try MailFixture.request(settings, action: action)
        )
        #expect(failure?.kind == .permanent)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
        #expect(server.commands.isEmpty)
    }

    @Test(
        "answers of people go where reply_to says, reports of servers where bounces says, and machines say that they are"
    )
    func ways() async throws {
        let server = FakeSMTP()
        let email = try MailFixture.email(
            server,
            [("reply_to", "answers@acme.test"), ("bounces", "Box <returns@acme.test>")]
        )
        _ = try await email.deliver(try MailFixture.request(["to": "a@b.test", "body": "x", "automatic": "yes"]))
        let sent = try #require(server.mails.first)
        let mail = ReceivedMail(Array(sent.content.utf8))
        #expect(sent.from.hasPrefix("MAIL FROM:<returns@acme.test>"))
        #expect(mail.root.header("reply-to") == "answers@acme.test" && mail.from?.address == "rep@acme.test")
        #expect(mail.root.header("auto-submitted") == "auto-generated")
    }

    @Test("the owner, roles of several people and paths of the settings' folder are known")
    func owners() async throws {
        let server = FakeSMTP()
        let folder = MailFixture.temporaryFile("folder")
        #expect(mkdir(folder, 0o700) == 0)
        defer {
            unlink(folder + "/sent")
            rmdir(folder)
        }
        let people: JSON = .object([
            ("rep_1", "rep1@acme.test"), ("managers", .array(["m1@acme.test", "m2@acme.test"])),
        ])
        let settings = try SMTPEmailConfiguration(
            MailFixture.settings([("people", people), ("sent", "sent")]),
            folder: folder + "/"
        )
        let email = SMTPEmail(settings, connector: server.connector)
        _ = try await email.deliver(try MailFixture.request(["to": "owner", "cc": "managers, a@b.test", "body": "x"]))
        #expect(
            server.mails.first?.to == [
                "RCPT TO:<rep1@acme.test>", "RCPT TO:<m1@acme.test>", "RCPT TO:<m2@acme.test>", "RCPT TO:<a@b.test>",
            ]
        )
        #expect(try !FileBytes.read(folder + "/sent", limit: 1_000).isEmpty)
        #expect(throws: MailConfigurationError.self) {
            try SMTPEmailConfiguration(
                MailFixture.settings([("people", .object([("x", .array(["a@b.test", "bad"]))]))])
            )
        }
    }

    @Test("people of the settings stand for names that processes use")
    func people() async throws {
        let server = FakeSMTP()
        let email = try MailFixture.email(
            server,
            [("people", .object([("sales_manager", "boss@acme.test"), ("rep_1", "Rep <rep1@acme.test>")]))]
        )
        _ = try await email.deliver(
            try MailFixture.request(["to": "sales_manager", "cc": "rep_1, buyer@x.test", "body": "x"])
        )
        #expect(
            server.mails.first?.to == [
                "RCPT TO:<boss@acme.test>", "RCPT TO:<rep1@acme.test>", "RCPT TO:<buyer@x.test>",
            ]
        )
    }

    @Test(
        "files are attached from their folder and from nowhere else",
        arguments: ["../secret.txt", "/etc/passwd", ".hidden", "a/../../b", "", "missing.pdf"]
    )
    func files(name: String) async throws {
        let folder = MailFixture.temporaryFile("files")
        #expect(mkdir(folder, 0o700) == 0)
        defer {
            unlink(folder + "/logo.png")
            rmdir(folder)
        }
        let file = try #require(fopen(folder + "/logo.png", "w"))
        fputs("png", file)
        fclose(file)
        let server = FakeSMTP()
        let email = try MailFixture.email(server, [("files", .string(folder))])
        let request = try MailFixture.request([
            "to": "a@b.test", "body": "![l](cid:logo)", "attach": "logo.png" + (name.isEmpty ? "" : ", \(name)"),
            "inline": "logo.png",
        ])
        if name.isEmpty {
            _ = try await email.deliver(request)
            let mail = ReceivedMail(Array(try #require(server.mails.first).content.utf8))
            #expect(mail.root.all.filter { $0.fileName == "logo.png" }.map(\.disposition) == ["inline", "attachment"])
        } else {
            #expect(await MailFixture.failure(email, request)?.kind == .permanent)
            #expect(server.mails.isEmpty)
        }
    }

    @Test("a meeting is asked for, changed and called off under one id, with growing numbers")
    func meetings() async throws {
        let server = FakeSMTP()
        let email = try MailFixture.email(server, [("reply_to", "answers@acme.test")])
        let invitation = [
            "to": "buyer@x.test", "subject": "A demo", "meeting": "demo", "start": "deal.demo_at", "place": "Room 1",
        ]
        _ = try await email.deliver(
            try MailFixture.request(
                invitation,
                action: "invite",
                fields: .object([("demo_at", .object([("$instant", "2026-12-01T09:00:00Z")]))])
            )
        )
        _ = try await email.deliver(
            try MailFixture.request(
                invitation.merging(["start": "2026-12-02T09:00:00Z", "duration": "1 hour"]) { $1 },
                action: "invite",
                revision: 9
            )
        )
        _ = try await email.deliver(
            try MailFixture.request(
                invitation.merging(["start": "2026-12-02T09:00:00Z"]) { $1 },
                action: "cancel",
                revision: 12
            )
        )
        var objects: [CalendarObject] = []
        for sent in server.mails {
            let mail = ReceivedMail(Array(sent.content.utf8))
            let part = try #require(mail.root.all.first { $0.type == "text/calendar" })
            objects.append(try #require(CalendarObject(mail.bytes(of: part))))
        }
        #expect(objects.map(\.method) == ["REQUEST", "REQUEST", "CANCEL"])
        #expect(objects.map(\.sequence) == [3, 9, 12])
        #expect(Set(objects.map(\.id)).count == 1)
        #expect(objects[1].end == Instant("2026-12-02T10:00:00Z"))
        #expect(objects.allSatisfy { $0.property("ORGANIZER")?.address?.address == "answers@acme.test" })
        let identity = try MailIdentity(domain: "acme.test", secret: "id-secret")
        #expect(
            try identity.origin(of: MessageID(try #require(objects[0].id)))?.deal == HookSamples.deal(1).description
        )
    }

    @Test("greylisting asks for a minute's pause")
    func greylisting() async throws {
        let server = FakeSMTP(faults: ["RCPT": ["451 4.7.1 greylisted, try again\r\n"]])
        let failure = await MailFixture.failure(
            try MailFixture.email(server),
            try MailFixture.request(["to": "a@b.test", "body": "x"])
        )
        #expect(failure?.kind == .temporary && failure?.retryAfter == .seconds(60))
    }

    @Test("connections are kept for the next mail, and never more than allowed")
    func connections() async throws {
        let server = FakeSMTP()
        let email = try MailFixture.email(server)
        for revision in 1...5 {
            _ = try await email.deliver(
                try MailFixture.request(["to": "a@b.test", "body": "x"], revision: Int64(revision))
            )
        }
        #expect(server.state.withLock { $0.connections } == 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for deal in 1...20 {
                group.addTask { _ = try await email.deliver(HookSamples("email").delivery(deal: deal, revision: 77)) }
            }
            try await group.waitForAll()
        }
        #expect(server.mails.count == 25)
        #expect(server.state.withLock { $0.connections } <= 3)
    }

    @Test(
        "a settings file is checked as a whole",
        arguments: [
            ("{}", ["server", "from", "message_ids", "message_ids.domain"]),
            (#"{"server":"s","from":"x","message_ids":{"domain":"a.b"}}"#, ["from"]),
            (
                #"{"server":"s","from":"a@b.c","message_ids":{"domain":"a b"},"port":70000,"encryption":"ssl"}"#,
                ["encryption", "message_ids.domain", "port"]
            ),
            (#"{"server":"s","from":"a@b.c","message_ids":{"domain":"a.b"},"user":"u"}"#, ["password"]),
            (#"{"server":"s","from":"a@b.c","message_ids":{"domain":"a.b"},"password":"p"}"#, ["user"]),
            (
                #"{"server":"mail.x.test","from":"a@b.c","message_ids":{"domain":"a.b"},"user":"u","password":"p","encryption":"none"}"#,
                ["encryption"]
            ),
            (
                #"{"server":"s","from":"a@b.c","message_ids":{"domain":"a.b"},"user":"u","password":"env:TURNPIKE_NO_SUCH_VARIABLE"}"#,
                ["password"]
            ),
            (
                #"{"server":"s","from":"a@b.c","message_ids":{"domain":"a.b"},"user":"u","password":"p","token":"t"}"#,
                ["token"]
            ),
            (
                #"{"server":"s","from":"a@b.c","message_ids":{"domain":"a.b"},"unsubscribe":{"web":"http://x/{token}"},"people":{"x":"y"},"patience":"long","typo":1}"#,
                ["patience", "people.x", "typo", "unsubscribe.web"]
            ),
            ("[]", [""]),
        ]
    )
    func configuration(json: String, paths: [String]) throws {
        do {
            _ = try SMTPEmailConfiguration(JSON.parse(json))
            Issue.record("it was taken")
        } catch let error as MailConfigurationError {
            #expect(Set(paths).isSubset(of: Set(error.findings.map(\.path))), "\(error)")
        }
    }
}
