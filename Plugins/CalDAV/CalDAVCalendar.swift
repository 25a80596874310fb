public import Turnpike
import TurnpikeMail
public import TurnpikeValues
public import TurnpikeWeb

/// A calendar on a CalDAV server (RFC 4791): meetings of deals as events with attendees, their changes and their end, and
/// whether a time is free.
///
/// An event has one address, made from deal and meeting, and carries the key of the effect that wrote it: a repetition finds
/// what is there. It is written only over what was read (`If-Match`), so what people changed meanwhile is looked at first.
public final class CalDAVCalendar: Deliverer, GateAsker {
    /// How events are written.
    public struct Settings: Sendable {
        /// Whose calendar it is: the organizer of its meetings.
        public var organizer: String
        /// Whether a meeting at a time that is taken is refused.
        public var refusesTakenTimes: Bool
        /// The field of a gate's question that has the time of the meeting.
        public var startField: String
        /// How long a meeting is about which a gate asks.
        public var length: Duration

        /// Settings.
        ///
        /// - Parameters:
        ///   - organizer: Whose calendar it is, a mail address.
        ///   - refusesTakenTimes: Whether a meeting at a time that is taken is refused.
        ///   - startField: The field of a gate's question that has the time of the meeting.
        ///   - length: How long a meeting is about which a gate asks.
        public init(
            organizer: String,
            refusesTakenTimes: Bool = false,
            startField: String = "start",
            length: Duration = .seconds(1_800)
        ) {
            self.organizer = organizer
            self.refusesTakenTimes = refusesTakenTimes
            self.startField = startField
            self.length = length
        }
    }

    /// The names by which process files call it.
    public let plugins: [String]?
    /// `calendar_free`: whether a time is free.
    public var asks: [String] { ["calendar_free"] }
    private let collection: WebAddress
    private let login: Secret
    private let settings: Settings
    private let carrier: any HTTPCarrier
    private let timeout: Duration
    private let now: @Sendable () -> Instant
    private let memory = OnceMemory<DeliveryReceipt>()

    /// A calendar.
    ///
    /// - Parameters:
    ///   - collection: The address of the calendar, such as `https://dav.example.org/rep/deals/`.
    ///   - login: Name and password, `rep:secret`.
    ///   - settings: How events are written.
    ///   - names: The names by which process files call it.
    ///   - carrier: What makes the calls.
    ///   - timeout: How long a call may take.
    ///   - now: Where the time comes from.
    public init(
        _ collection: WebAddress,
        login: Secret,
        settings: Settings,
        names: [String] = ["calendar"],
        carrier: any HTTPCarrier,
        timeout: Duration = .seconds(15),
        now: @escaping @Sendable () -> Instant = { Instant.now() }
    ) {
        self.collection = collection
        self.login = login
        self.settings = settings
        plugins = names
        self.carrier = carrier
        self.timeout = timeout
        self.now = now
    }

    // MARK: Deliveries

    /// Delivers one request: `meet` makes or changes a meeting, `cancel` calls it off.
    ///
    /// - Parameter request: The request.
    /// - Throws: `DeliveryError`; `CancellationError`.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let body = try HookRequest(request.body)
        return try await memory.once("\(request.tenant)\u{0}\(request.key)") {
            try await self.write(body, tenant: request.tenant)
        }
    }

    private func write(_ request: HookRequest, tenant: String) async throws -> DeliveryReceipt {
        guard ["meet", "cancel", "run", "send"].contains(request.action) else {
            throw DeliveryError.permanent("a calendar has no action '\(request.action)'; there are meet and cancel")
        }
        let name = request.settings["meeting"] ?? "meeting"
        let id = Digest.sha256(utf8: "\(tenant)\u{0}\(request.deal.id)\u{0}\(name)").hex
        let place = collection.appending("/\(id.prefix(40)).ics")
        // Whoever changed it between our look and our write is looked at again.
        for _ in 1...4 {
            let known = try await read(place)
            if let event = known?.event, event.property("X-TURNPIKE-KEY")?.text == request.key {
                return DeliveryReceipt(reference: place.target)
            }
            if request.action == "cancel", known == nil { return DeliveryReceipt(reference: "nothing to call off") }
            let event = try CalDAVEvent(
                request,
                id: String(id.prefix(40)),
                over: known?.event,
                known?.bytes ?? [],
                settings,
                at: now()
            )
            if settings.refusesTakenTimes, request.action != "cancel", event.start != known?.event.start,
                let taken = try await busy(from: event.start, to: event.end, except: known?.event).first
            {
                throw DeliveryError.permanent("the time is taken from \(taken.start) to \(taken.end)")
            }
            let condition = known.map { HTTPCall.Header("If-Match", $0.tag) } ?? HTTPCall.Header("If-None-Match", "*")
            let headers = [condition, .init("Content-Type", "text/calendar; charset=utf-8")]
            let answer = try await call("PUT", place, headers, event.bytes, allowing: [412])
            if answer.status != 412 { return DeliveryReceipt(reference: place.target) }
        }
        throw DeliveryError.temporary("the event is changed by others all the time")
    }

    private func read(_ place: WebAddress) async throws -> (event: CalendarObject, bytes: [UInt8], tag: String)? {
        let answer = try await call("GET", place, [], [], allowing: [404, 410])
        guard (200...299).contains(answer.status) else { return nil }
        guard let event = CalendarObject(answer.body), let tag = answer.header("etag"), !tag.isEmpty else {
            throw DeliveryError.temporary("the calendar answered with something that makes no sense")
        }
        return (event, answer.body, tag)
    }

    private func call(
        _ method: String,
        _ place: WebAddress,
        _ headers: [HTTPCall.Header],
        _ body: [UInt8],
        allowing: Set<Int>
    ) async throws -> HTTPAnswer {
        let code = "Basic " + Base64.encode(Array(login.reveal().utf8))
        let call = HTTPCall(
            method,
            place,
            headers: headers + [.init("Authorization", code)],
            body: body,
            timeout: timeout,
            answerLimit: 4 << 20
        )
        let answer: HTTPAnswer
        do { answer = try await carrier.carry(call) } catch let failure as HTTPFailure { throw failure.deliveryError }
        if allowing.contains(answer.status) { return answer }
        if answer.status == 401 { throw DeliveryError.temporary("the calendar does not accept the login") }
        if let error = answer.deliveryError(from: "the calendar", now: now()) { throw error }
        return answer
    }

    // MARK: Free and busy

    /// A time that is taken.
    public struct Busy: Hashable, Sendable {
        /// When it begins.
        public var start: Instant
        /// When it ends.
        public var end: Instant
    }

    /// The times between two moments that are taken (RFC 4791, section 7.10), in their order.
    ///
    /// - Parameters:
    ///   - start: From when.
    ///   - end: Until when.
    /// - Throws: `DeliveryError`; `CancellationError`.
    public func busy(from start: Instant, to end: Instant) async throws -> [Busy] {
        let range = "start=\"\(CalDAVEvent.time(start))\" end=\"\(CalDAVEvent.time(end))\""
        let body =
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
            + "<C:free-busy-query xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><C:time-range \(range)/></C:free-busy-query>"
        let headers: [HTTPCall.Header] = [.init("Content-Type", "application/xml; charset=utf-8"), .init("Depth", "1")]
        let answer = try await call("REPORT", collection, headers, Array(body.utf8), allowing: [])
        return CalDAVEvent.busy(in: answer.body).filter { $0.start < end && $0.end > start }
    }

    /// Without the meeting itself, which may be moved within its own time.
    private func busy(from start: Instant, to end: Instant, except own: CalendarObject?) async throws -> [Busy] {
        try await busy(from: start, to: end).filter { taken in
            guard let own, let begin = own.start, let finish = own.end else { return true }
            return !(taken.start >= begin && taken.end <= finish)
        }
    }

    /// Answers a gate: whether the time in the question is free.
    ///
    /// - Parameter question: The question.
    public func ask(_ question: GateQuestion) async throws -> GateAnswer {
        guard let json = question.values[settings.startField], case .instant(let start)? = try? ValueCoding.read(json),
            let end = start.adding(settings.length)
        else {
            throw DeliveryError.permanent("the question has no time in '\(settings.startField)'")
        }
        guard let taken = try await busy(from: start, to: end).first else { return GateAnswer(passes: true) }
        return GateAnswer(passes: false, text: "taken from \(taken.start) to \(taken.end)")
    }
}
