import Synchronization
import Testing
import Turnpike
import TurnpikeNotifications
import TurnpikeRuntime
import TurnpikeTesting
import TurnpikeValues

@Suite("The desk of notifications")
struct DeskTests {
    private let start = Instant("2026-03-02T10:00:00Z") ?? .min
    private let digest = NotificationPreference(
        channel: "slack",
        ways: [.low: .digest("mail"), .normal: .now("slack")]
    )
    private let never = NotificationPreference(channel: "slack", ways: [.low: .never])

    private func item(_ key: String, _ person: String = "rep_1", _ urgency: Urgency = .normal, line: [String] = [])
        -> NotificationItem
    {
        NotificationItem(key: key, person: person, urgency: urgency, text: key, deal: "deal_1", escalation: line)
    }

    private func later(_ hours: Int64) -> Instant { start.adding(.seconds(hours * 3_600)) ?? .max }

    @Test("what is due comes once, and again until it went")
    func once() {
        var desk = NotificationDesk()
        let answer1 = desk.add(item("a"), digest, now: start)
        #expect(answer1)
        let answer2 = desk.add(item("a"), digest, now: start)
        #expect(!answer2, "the same key is known")
        let parcels = desk.due(now: start) { _ in digest }
        #expect(parcels.map(\.key) == ["a"])
        let answer4 = desk.due(now: start) { _ in digest }
        #expect(answer4 == parcels, "nothing said that it went")
        desk.sent(parcels[0], now: start)
        let answer5 = desk.due(now: later(100)) { _ in digest }
        #expect(answer5.isEmpty)
        let answer3 = desk.add(item("a"), digest, now: later(1))
        #expect(!answer3, "a key is known after it went")
        #expect(desk.next == nil)
    }

    @Test("a digest gathers one person's notices and nobody else's")
    func gathers() {
        var desk = NotificationDesk()
        for (key, person) in [("a", "rep_1"), ("b", "rep_2"), ("c", "rep_1")] {
            desk.add(item(key, person, .low), digest, now: start)
        }
        let answer6 = desk.due(now: start) { _ in digest }
        #expect(answer6.isEmpty)
        #expect(desk.next == Instant("2026-03-03T09:00:00Z"))
        let parcels = desk.due(now: later(23)) { _ in digest }
        #expect(parcels.map { $0.items.map(\.key) } == [["a", "c"], ["b"]])
        #expect(parcels[0].text == "2 notices:\n- a\n- c")
    }

    @Test("nobody reacts: the line is gone through, each after their time, and it ends")
    func escalates() {
        var desk = NotificationDesk()
        desk.add(item("a", "rep_1", .normal, line: ["manager_1", "boss_1"]), digest, now: start)
        var told: [String] = []
        for hour in Int64(0)...10 {
            for parcel in desk.due(now: later(hour), preference: { _ in digest }) {
                told.append("\(hour) \(parcel.person)")
                desk.sent(parcel, now: later(hour))
            }
        }
        #expect(told == ["0 rep_1", "1 manager_1", "2 boss_1"])
        #expect(desk.next == nil)
    }

    @Test("whoever reacts ends the line; another deal's goes on")
    func reacts() {
        var desk = NotificationDesk()
        var other = item("b", "rep_1", .normal, line: ["manager_1"])
        other.deal = "deal_2"
        desk.add(item("a", "rep_1", .normal, line: ["manager_1"]), digest, now: start)
        desk.add(other, digest, now: start)
        for parcel in desk.due(now: start, preference: { _ in digest }) { desk.sent(parcel, now: start) }
        desk.reacted(to: "deal_1", by: "somebody_else")
        let answer7 = desk.due(now: later(1)) { _ in digest }
        #expect(answer7.count == 2)
        desk = NotificationDesk()
        desk.add(item("a", "rep_1", .normal, line: ["manager_1"]), digest, now: start)
        desk.add(other, digest, now: start)
        for parcel in desk.due(now: start, preference: { _ in digest }) { desk.sent(parcel, now: start) }
        desk.reacted(to: "deal_1", by: "rep_1")
        let answer8 = desk.due(now: later(1)) { _ in digest }
        #expect(answer8.map { $0.items[0].deal } == ["deal_2"])
    }

    @Test("who never wants to be told is passed over, and the next in the line is told")
    func passedOver() {
        var desk = NotificationDesk()
        desk.add(item("a", "rep_1", .normal, line: ["manager_1"]), never, now: start)
        let parcels = desk.due(now: start) { _ in digest }
        #expect(parcels.map(\.person) == ["manager_1"])
    }

    @Test("a desk that was stored goes on as it would have")
    func stored() throws {
        var desk = NotificationDesk()
        desk.add(item("a", "rep_1", .low, line: ["manager_1"]), digest, now: start)
        desk.add(item("b", "rep_1", .normal, line: ["manager_1"]), digest, now: start)
        for parcel in desk.due(now: start, preference: { _ in digest }) { desk.sent(parcel, now: start) }
        var read = try NotificationDesk(desk.encoded())
        #expect(read == desk)
        let ours = desk.due(now: later(48)) { _ in digest }
        let theirs = read.due(now: later(48)) { _ in digest }
        #expect(ours == theirs)
        #expect(throws: NotificationCodingError.self) { try NotificationDesk(Array("{}".utf8)) }
        let newer = Array(#"{"format":2,"kind":"notification.desk"}"#.utf8)
        #expect(throws: NotificationCodingError.self) { try NotificationDesk(newer) }
    }

    // MARK: In front of channels

    private final class Channel: Deliverer {
        let taken = Mutex<[HookRequest]>([])
        let isDown = Mutex(false)
        var plugins: [String]? { [] }

        func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
            if isDown.withLock({ $0 }) { throw DeliveryError.temporary("down") }
            let body = try HookRequest(request.body)
            taken.withLock { if !$0.map(\.key).contains(body.key) { $0.append(body) } }
            return DeliveryReceipt()
        }

        var texts: [String] { taken.withLock { $0.map { "\($0.settings["to"] ?? ""): \($0.settings["text"] ?? "")" } } }
    }

    private func distributor(
        _ slack: Channel,
        _ mail: Channel,
        _ store: InMemoryNotificationStore,
        _ clock: ManualClock
    )
        -> NotificationDistributor
    {
        NotificationDistributor(
            channels: ["slack": slack, "mail": mail],
            store: store,
            clock: clock,
            resolve: { to, _ in to == "nobody" ? [] : to.split(separator: "+").map(String.init) },
            preference: { [digest] _ in digest }
        )
    }

    private func request(_ settings: [String: String], revision: Int64 = 1) -> DeliveryRequest {
        HookSamples("notify", settings: settings).delivery(revision: revision)
    }

    @Test("hooks reach people by the channel for what presses so much, and what waits outlives a crash")
    func distributes() async throws {
        let (slack, mail, store, clock) = (Channel(), Channel(), InMemoryNotificationStore(), ManualClock(start))
        let first = distributor(slack, mail, store, clock)
        _ = try await first.deliver(request(["to": "rep_1+rep_2", "text": "Now"]))
        #expect(slack.texts == ["rep_1: Now", "rep_2: Now"])
        _ = try await first.deliver(request(["to": "rep_1", "text": "Later", "urgency": "low"], revision: 2))
        _ = try await first.deliver(
            request(["to": "rep_1", "text": "Answer", "escalate": "boss_1, ", "after": "2 hours"], revision: 3)
        )
        #expect(mail.texts.isEmpty)
        let second = distributor(slack, mail, store, clock)
        _ = try await second.deliver(request(["to": "rep_1", "text": "Later", "urgency": "low"], revision: 2))
        clock.advance(by: .seconds(2 * 3_600))
        #expect(try await second.flush().sent == 1)
        #expect(slack.texts.last == "boss_1: rep_1 has not reacted: Answer")
        clock.advance(by: .seconds(24 * 3_600))
        #expect(try await second.flush().sent == 1)
        #expect(mail.texts == ["rep_1: 1 notice:\n- Later"])
        #expect(try await second.next() == nil)
    }

    @Test("a channel that is down is the dispatcher's to try again, and tells nobody twice")
    func down() async throws {
        let (slack, mail, clock) = (Channel(), Channel(), ManualClock(start))
        let distributor = distributor(slack, mail, InMemoryNotificationStore(), clock)
        slack.isDown.withLock { $0 = true }
        await #expect(throws: DeliveryError.self) {
            try await distributor.deliver(request(["to": "rep_1", "text": "x"]))
        }
        slack.isDown.withLock { $0 = false }
        _ = try await distributor.deliver(request(["to": "rep_1", "text": "x"]))
        _ = try await distributor.deliver(request(["to": "rep_1", "text": "x"]))
        #expect(slack.texts == ["rep_1: x"])
    }

    @Test(
        "what cannot be meant is given up",
        arguments: [
            ["text": "x"], ["to": "nobody"], ["to": "rep_1", "urgency": "very"],
            ["to": "rep_1", "after": "soon"], ["to": "rep_1", "after": "0 hours"],
        ]
    )
    func givenUp(settings: [String: String]) async {
        let distributor = distributor(Channel(), Channel(), InMemoryNotificationStore(), ManualClock(start))
        let error = await #expect(throws: DeliveryError.self) { try await distributor.deliver(request(settings)) }
        #expect(error?.kind == .permanent)
    }
}
