import Synchronization
import Testing
import Turnpike
import TurnpikeMail
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb

@testable import CalDAV

/// A CalDAV server in the process: files with tags, conditions kept, and faults.
final class FakeDAV: HTTPCarrier {
    struct State {
        var files: [String: (bytes: [UInt8], tag: Int)] = [:]
        var next = 0
        var written: [String] = []
        var fault: HookContract.Fault?
        var busy = ""
        var conflicts = 0
    }
    let state = Mutex(State())
    static let login = "rep:dav-secret"

    func carry(_ call: HTTPCall) async throws -> HTTPAnswer {
        guard call.header("authorization") == "Basic " + Base64.encode(Array(Self.login.utf8)) else {
            return HTTPAnswer(401)
        }
        let fault = state.withLock { $0.fault }
        switch fault {
        case .temporary: return HTTPAnswer(503, headers: [.init("Retry-After", "4")])
        case .permanent: return HTTPAnswer(403, body: Array("no \(Self.login)".utf8))
        case .malformed where call.method == "GET": return HTTPAnswer(200, body: Array("<html>".utf8))
        case .malformed: return HTTPAnswer(500)
        case .slow: try await Task.sleep(for: .milliseconds(20))
        case .hung, nil: break
        }
        let answer = answer(call)
        if fault == .hung {
            try await Task.sleep(for: .milliseconds(200))
            throw HTTPFailure(.timedOut, "no answer")
        }
        return answer
    }

    private func answer(_ call: HTTPCall) -> HTTPAnswer {
        state.withLock { state in
            let path = call.address.target
            switch call.method {
            case "GET":
                guard let file = state.files[path] else { return HTTPAnswer(404) }
                return HTTPAnswer(200, headers: [.init("ETag", "\"\(file.tag)\"")], body: file.bytes)
            case "PUT":
                if state.conflicts > 0, let file = state.files[path] {
                    // Somebody is quicker.
                    state.conflicts -= 1
                    state.next += 1
                    state.files[path] = (file.bytes, state.next)
                }
                if call.header("if-none-match") == "*", state.files[path] != nil { return HTTPAnswer(412) }
                if let tag = call.header("if-match"), tag != state.files[path].map({ "\"\($0.tag)\"" }) {
                    return HTTPAnswer(412)
                }
                guard let event = CalendarObject(call.body), event.method.isEmpty else { return HTTPAnswer(415) }
                state.next += 1
                state.files[path] = (call.body, state.next)
                state.written.append(event.property("X-TURNPIKE-KEY")?.text ?? "")
                return HTTPAnswer(201)
            case "REPORT":
                return HTTPAnswer(
                    200,
                    body: Array(
                        "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\n\(state.busy)\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n".utf8
                    )
                )
            default: return HTTPAnswer(405)
            }
        }
    }

    var event: CalendarObject? { state.withLock { $0.files.values.first.flatMap { CalendarObject($0.bytes) } } }
}

/// Meetings as events of a calendar.
@Suite struct CalendarTests {
    static let meeting = [
        "action": "meet", "start": "2026-07-01T12:00:00Z", "subject": "Demo; part 1, \"live\"",
        "to": "buyer@acme.test, second@acme.test", "text": "Hello",
    ]

    static func calendar(_ dav: FakeDAV, refuses: Bool = false) throws -> CalDAVCalendar {
        CalDAVCalendar(
            try WebAddress("https://dav.example.org/rep/deals/"),
            login: Secret(FakeDAV.login),
            settings: CalDAVCalendar.Settings(organizer: "rep@acme.test", refusesTakenTimes: refuses, startField: "at"),
            carrier: dav
        )
    }

    static func request(_ action: String = "meet", _ settings: [String: String] = meeting, revision: Int64 = 1)
        -> DeliveryRequest
    {
        HookSamples("calendar", action: action, settings: settings).delivery(revision: revision)
    }

    private static func subject() throws -> HookContract.Subject {
        let dav = FakeDAV()
        return HookContract.Subject(
            try calendar(dav),
            samples: HookSamples("calendar", action: "meet", settings: meeting),
            effects: { dav.state.withLock { $0.written.map { .init(key: $0) } } },
            fault: { fault in
                dav.state.withLock { $0.fault = fault }
                return true
            },
            restart: { try calendar(dav) },
            secrets: [FakeDAV.login],
            patience: .seconds(120)
        )
    }

    @Test("the promises of a hook are kept", arguments: HookContract.cases)
    func contract(promise: HookContract.Case) async {
        let report = await HookContract { try Self.subject() }.run(promise)
        #expect(report.findings.isEmpty)
        #expect(report.skipped.isEmpty)
    }

    @Test("an event has its attendees; a change keeps what they said while its time stays; calling off keeps the event")
    func life() async throws {
        let dav = FakeDAV()
        _ = try await Self.calendar(dav).deliver(Self.request())
        var event = try #require(dav.event)
        #expect(event.start == Instant("2026-07-01T12:00:00Z"))
        #expect(event.end == Instant("2026-07-01T12:30:00Z"))
        #expect(event.property("SUMMARY")?.text == "Demo; part 1, \"live\"")
        #expect(event.event.filter { $0.name == "ATTENDEE" }.count == 2)
        // Somebody accepts.
        dav.state.withLock { state in
            for (path, file) in state.files {
                let text = String(decoding: file.bytes, as: UTF8.self).replacing("\r\n ", with: "")
                let said = text.split(separator: "PARTSTAT=NEEDS-ACTION", maxSplits: 1).joined(
                    separator: "PARTSTAT=ACCEPTED"
                )
                state.files[path] = (Array(said.utf8), file.tag + 100)
            }
        }
        var changed = Self.meeting
        changed["place"] = "Room 3"
        _ = try await Self.calendar(dav).deliver(Self.request("meet", changed, revision: 2))
        event = try #require(dav.event)
        #expect(event.sequence == 1)
        #expect(event.event.filter { $0.parameters["PARTSTAT"] == "ACCEPTED" }.count == 1)
        changed["start"] = "2026-07-02T12:00:00Z"
        _ = try await Self.calendar(dav).deliver(Self.request("meet", changed, revision: 3))
        event = try #require(dav.event)
        #expect(event.event.allSatisfy { $0.parameters["PARTSTAT"] != "ACCEPTED" }, "another time is another question")
        _ = try await Self.calendar(dav).deliver(Self.request("cancel", ["text": ""], revision: 4))
        event = try #require(dav.event)
        #expect(event.property("STATUS")?.text == "CANCELLED")
        #expect(event.start == Instant("2026-07-02T12:00:00Z"))
        #expect(event.event.filter { $0.name == "ATTENDEE" }.count == 2)
        #expect(dav.state.withLock { $0.files.count } == 1)
    }

    @Test("what people have added stays: an alarm, words, somebody else who comes; what the hook says is written anew")
    func additions() async throws {
        let dav = FakeDAV()
        var meeting = Self.meeting
        meeting["text"] = nil
        meeting["to"] = "buyer@acme.test"
        _ = try await Self.calendar(dav).deliver(Self.request("meet", meeting))
        let zone =
            "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        let added =
            "CATEGORIES:Sales\r\nDESCRIPTION:Bring the\\n adapter\r\n"
            + "ATTENDEE;CN=\"An engineer: first\";PARTSTAT=ACCEPTED:mailto:engineer@ours.test\r\n"
            + "X-ALARM;TZID=Europe/Berlin:20260701T080000\r\n"
            + "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"
        let other = "BEGIN:VEVENT\r\nUID:other\r\nCOMMENT:of a series\r\nEND:VEVENT\r\n"
        dav.state.withLock { state in
            for (path, file) in state.files {
                var text = String(decoding: file.bytes, as: UTF8.self)
                text.replace("BEGIN:VEVENT\r\n", with: zone + "BEGIN:VEVENT\r\n", maxReplacements: 1)
                text.replace("END:VEVENT\r\n", with: added + "END:VEVENT\r\n" + other, maxReplacements: 1)
                state.files[path] = (Array(text.utf8), file.tag + 100)
            }
        }
        meeting["to"] = "second@acme.test"
        meeting["place"] = "Room 3"
        func text() -> String {
            dav.state.withLock { String(decoding: $0.files.values.first?.bytes ?? [], as: UTF8.self) }
                .replacing("\r\n ", with: "")
        }
        for (revision, start, said) in [
            (Int64(2), "2026-07-01T12:00:00Z", "ACCEPTED"), (3, "2026-07-02T12:00:00Z", "NEEDS-ACTION"),
        ] {
            meeting["start"] = start
            _ = try await Self.calendar(dav).deliver(Self.request("meet", meeting, revision: revision))
            let event = try #require(dav.event)
            #expect(event.property("CATEGORIES")?.text == "Sales")
            #expect(event.property("DESCRIPTION")?.text == "Bring the\n adapter")
            #expect(event.property("LOCATION")?.text == "Room 3")
            #expect(
                event.event.filter { $0.name == "ATTENDEE" }.compactMap(\.address?.address).sorted() == [
                    "engineer@ours.test", "second@acme.test",
                ]
            )
            let engineer = event.event.first { $0.value == "mailto:engineer@ours.test" }
            #expect(engineer?.parameters["PARTSTAT"] == said)
            #expect(engineer?.parameters["CN"] == "An engineer: first")
            #expect(text().components(of: "TRIGGER:-PT15M") == 1)
            #expect(text().components(of: "TZID:Europe/Berlin") == 1)
            #expect(text().components(of: "BEGIN:VEVENT") == 1)
        }
        // The hook's own words go before theirs, and calling off loses nothing.
        meeting["text"] = "Hello"
        _ = try await Self.calendar(dav).deliver(Self.request("meet", meeting, revision: 4))
        #expect(dav.event?.event.filter { $0.name == "DESCRIPTION" }.map(\.text) == ["Hello"])
        _ = try await Self.calendar(dav).deliver(Self.request("cancel", [:], revision: 5))
        let event = try #require(dav.event)
        #expect(event.property("STATUS")?.text == "CANCELLED")
        #expect(event.property("LOCATION")?.text == "Room 3")
        #expect(event.event.filter { $0.name == "ATTENDEE" }.count == 2)
        #expect(text().components(of: "BEGIN:VALARM") == 1)
    }

    @Test(
        "a file that is cut off, or nested beyond sense, adds nothing",
        arguments: [
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nCATEGORIES:Sales\r\nBEGIN:VALARM\r\n",
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + String(repeating: "BEGIN:VALARM\r\n", count: 100),
        ]
    )
    func broken(text: String) {
        let lines = text.split(separator: "\r\n").map(String.init)
        let additions = CalDAVAdditions(in: lines, written: [], attendees: [], isMoved: false)
        #expect(additions.lines.isEmpty && additions.parts.isEmpty && additions.zones.isEmpty)
    }

    @Test("somebody who was quicker is looked at again, and not for ever")
    func conflicts() async throws {
        let dav = FakeDAV()
        _ = try await Self.calendar(dav).deliver(Self.request())
        dav.state.withLock { $0.conflicts = 2 }
        _ = try await Self.calendar(dav).deliver(Self.request(revision: 2))
        #expect(dav.event?.sequence == 1)
        dav.state.withLock { $0.conflicts = 100 }
        let error = await #expect(throws: DeliveryError.self) {
            try await Self.calendar(dav).deliver(Self.request(revision: 3))
        }
        #expect(error?.kind == .temporary)
    }

    @Test("a time that is taken is refused where that is wanted, and a gate can ask")
    func freeBusy() async throws {
        let dav = FakeDAV()
        let at = try #require(Instant("2026-07-01T12:00:00Z"))
        let question = GateQuestion(
            tenant: "",
            deal: HookSamples.deal(1),
            gate: "g",
            plugin: "calendar_free",
            values: ["at": ["$instant": .string(at.description)]],
            key: "k"
        )
        #expect(try await Self.calendar(dav).ask(question).passes)
        dav.state.withLock { $0.busy = "FREEBUSY;FBTYPE=BUSY:20260701T110000Z/20260701T121500Z,20260701T180000Z/PT1H" }
        let answer = try await Self.calendar(dav).ask(question)
        #expect(!answer.passes)
        #expect(answer.text?.contains("2026-07-01T12:15:00Z") == true)
        let error = await #expect(throws: DeliveryError.self) {
            try await Self.calendar(dav, refuses: true).deliver(Self.request())
        }
        #expect(error?.kind == .permanent)
        #expect(dav.event == nil)
        _ = try await Self.calendar(dav).deliver(Self.request())
        #expect(dav.event != nil)
    }

    @Test(
        "what makes no meeting is refused for good",
        arguments: [
            ["start": "tomorrow"], ["start": "2026-07-01T12:00:00Z", "duration": "long"],
            ["start": "2026-07-01T12:00:00Z", "to": "nobody"],
            ["start": "2026-07-01T12:00:00Z", "to": "a@b.test\r\nX:1"],
        ]
    )
    func odd(settings: [String: String]) async throws {
        let dav = FakeDAV()
        let error = await #expect(throws: DeliveryError.self) {
            try await Self.calendar(dav).deliver(Self.request("meet", settings))
        }
        #expect(error?.kind == .permanent)
        #expect(dav.event == nil)
    }

    @Test(
        "hostile answers about free and busy are no times",
        arguments: [
            "", "FREEBUSY:x/y", "FREEBUSY:20260701T110000Z", "FREEBUSY:20269901T110000Z/PT1H",
            "FREEBUSY:20260701T110000Z/PT999999999999H",
        ]
    )
    func hostile(text: String) { #expect(CalDAVEvent.busy(in: Array(text.utf8)).isEmpty) }

    @Test("settings that cannot be right are all told, without a secret")
    func settings() throws {
        let json = try JSON.parse("{\"calendar\":\"x\",\"login\":\"rep:plain\",\"organizer\":\"nobody\",\"odd\":1}")
        let error = #expect(throws: CalDAVSettingsError.self) { try CalDAVConfiguration(json) }
        for words in ["calendar: ", "never as it is", "organizer is no mail address", "odd is not known"] {
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
        #expect(error?.message.contains("plain") == false)
    }
}

extension String {
    /// How often a text stands in it.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
