import CalDAV
import Testing
import Turnpike
import TurnpikeHTTP
import TurnpikeMail
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb

/// Meetings on a real Radicale.
@Suite(.enabled(if: CRMWorld.variable("TURNPIKE_CALDAV") != nil), .serialized) struct CalDAVServerTests {
    private let address = CRMWorld.variable("TURNPIKE_CALDAV") ?? ""
    private let login = CRMWorld.variable("TURNPIKE_CALDAV_LOGIN") ?? ""

    private func calendar(refuses: Bool = false) throws -> CalDAVCalendar {
        CalDAVCalendar(
            try WebAddress(address),
            login: Secret(login),
            settings: CalDAVCalendar.Settings(organizer: "rep@acme.test", refusesTakenTimes: refuses),
            carrier: CRMWorld.carrier
        )
    }

    private func request(_ deal: Int, _ settings: [String: String], action: String = "meet", revision: Int64 = 1)
        -> DeliveryRequest
    {
        HookSamples("calendar", action: action, settings: settings).delivery(deal: deal, revision: revision)
    }

    private func call(_ method: String, _ target: String, _ headers: [HTTPCall.Header] = [], _ body: [UInt8] = [])
        async throws
        -> HTTPAnswer
    {
        let place = try WebAddress(
            String(address.prefix { $0 != "/" }) + "//" + (try WebAddress(address)).authority + target
        )
        let code = HTTPCall.Header("Authorization", "Basic " + Base64.encode(Array(login.utf8)))
        return try await CRMWorld.carrier.carry(HTTPCall(method, place, headers: headers + [code], body: body))
    }

    @Test("a meeting is made once, changed with what people said, and called off")
    func life() async throws {
        let settings = [
            "start": "2027-03-01T12:00:00Z", "subject": "Demo", "to": "buyer@acme.test", "duration": "45 minutes",
        ]
        let made = try await calendar().deliver(request(1, settings))
        let again = try await calendar().deliver(request(1, settings))
        #expect(made == again, "another process finds what is there")
        let target = try #require(made.reference)
        var answer = try await call("GET", target)
        var event = try #require(CalendarObject(answer.body))
        #expect(event.sequence == 0)
        #expect(event.end == Instant("2027-03-01T12:45:00Z"))
        // The buyer accepts, by a client of their own.
        let said = String(decoding: answer.body, as: UTF8.self).replacing("\r\n ", with: "")
            .replacing("PARTSTAT=NEEDS-ACTION", with: "PARTSTAT=ACCEPTED")
        let tag = try #require(answer.header("etag"))
        let headers: [HTTPCall.Header] = [.init("If-Match", tag), .init("Content-Type", "text/calendar")]
        #expect(try await call("PUT", target, headers, Array(said.utf8)).status < 300)
        var changed = settings
        changed["place"] = "Room 3"
        _ = try await calendar().deliver(request(1, changed, revision: 2))
        answer = try await call("GET", target)
        event = try #require(CalendarObject(answer.body))
        #expect(event.sequence == 1)
        #expect(event.property("LOCATION")?.text == "Room 3")
        #expect(event.event.contains { $0.parameters["PARTSTAT"] == "ACCEPTED" })
        #expect(
            try await call("PUT", target, headers, Array(said.utf8)).status == 412,
            "an old tag is refused by the server"
        )
        _ = try await calendar().deliver(request(1, [:], action: "cancel", revision: 3))
        event = try #require(CalendarObject(try await call("GET", target).body))
        #expect(event.property("STATUS")?.text == "CANCELLED")
    }

    @Test("free and busy come from the server: a taken time is refused, a free one is not")
    func freeBusy() async throws {
        let settings = ["start": "2027-04-01T09:00:00Z", "subject": "Kickoff", "to": "buyer@acme.test"]
        _ = try await calendar(refuses: true).deliver(request(2, settings))
        let start = try #require(Instant("2027-04-01T08:00:00Z"))
        let end = try #require(Instant("2027-04-01T12:00:00Z"))
        let taken = try await calendar().busy(from: start, to: end)
        #expect(taken.map(\.start) == [Instant("2027-04-01T09:00:00Z")])
        let error = await #expect(throws: DeliveryError.self) {
            try await calendar(refuses: true).deliver(request(3, settings))
        }
        #expect(error?.kind == .permanent)
        var later = settings
        later["start"] = "2027-04-01T10:00:00Z"
        _ = try await calendar(refuses: true).deliver(request(3, later))
        // Within its own time a meeting may be moved.
        later["start"] = "2027-04-01T10:10:00Z"
        _ = try await calendar(refuses: true).deliver(request(3, later, revision: 2))
    }

    @Test("a wrong login waits, and is not told")
    func login() async throws {
        let wrong = CalDAVCalendar(
            try WebAddress(address),
            login: Secret("rep:wrong-password"),
            settings: CalDAVCalendar.Settings(organizer: "rep@acme.test"),
            carrier: CRMWorld.carrier
        )
        let error = await #expect(throws: DeliveryError.self) {
            try await wrong.deliver(request(4, ["start": "2027-05-01T12:00:00Z"]))
        }
        #expect(error?.kind == .temporary)
        #expect(error?.message.contains("wrong-password") == false)
    }
}
