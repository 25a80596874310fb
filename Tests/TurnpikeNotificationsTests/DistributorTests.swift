import Synchronization
import Testing
import Turnpike
import TurnpikeNotifications
import TurnpikeRuntime
import TurnpikeTesting
import TurnpikeValues
import TurnpikeYAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What goes wrong between a desk and its channels, and who else is told.
@Suite("Distributing notifications")
struct DistributorTests {
    private static let start = Instant("2026-03-02T10:00:00Z") ?? .min

    /// Counts every delivery, repetitions among them, and fails as it is told.
    private final class Channel: Deliverer {
        let taken = Mutex<[(to: String, text: String, key: String, attempt: Int)]>([])
        let fault = Mutex<DeliveryError?>(nil)
        var plugins: [String]? { [] }

        func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
            let body = try HookRequest(request.body)
            let (to, text) = (body.settings["to"] ?? "", body.settings["text"] ?? "")
            taken.withLock { $0.append((to, text, request.key, request.attempt)) }
            if let fault = fault.withLock({ $0 }) { throw fault }
            await Task.yield()
            return DeliveryReceipt()
        }

        var told: [String] { taken.withLock { $0.map { "\($0.to): \($0.text)" } } }
    }

    private func distributor(
        _ channel: Channel,
        _ store: any NotificationStore,
        _ clock: ManualClock,
        digest: Bool = false
    ) -> NotificationDistributor {
        NotificationDistributor(
            channels: ["slack": channel],
            store: store,
            clock: clock,
            resolve: { to, _ in to.split(separator: "+").map(String.init) },
            preference: { _ in
                NotificationPreference(channel: "slack", ways: digest ? [.low: .digest("slack")] : [:])
            }
        )
    }

    private func request(_ settings: [String: String], revision: Int64 = 1) -> DeliveryRequest {
        HookSamples("notify", settings: settings).delivery(revision: revision)
    }

    private func after(_ seconds: Int64) -> Instant { Self.start.adding(.seconds(seconds)) ?? .max }

    @Test("several that share a store send each notice once")
    func shared() async throws {
        let (channel, store, clock) = (Channel(), InMemoryNotificationStore(), ManualClock(Self.start))
        let ours = distributor(channel, store, clock, digest: true)
        for revision in Int64(1)...5 {
            let person = "rep_\(revision)"
            _ = try await ours.deliver(request(["to": person, "text": "x", "urgency": "low"], revision: revision))
        }
        clock.advance(by: .seconds(24 * 3_600))
        let sent = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                let one = distributor(channel, store, clock, digest: true)
                group.addTask { try await one.flush().sent }
            }
            return try await group.reduce(0, +)
        }
        #expect(sent == 5)
        #expect(channel.told.count == 5)
    }

    @Test("what somebody was sending who was killed is sent again under its key, not before their time is over")
    func killed() throws {
        var desk = NotificationDesk()
        let preference = NotificationPreference(channel: "slack", ways: [.low: .digest("slack")])
        func item(_ key: String) -> NotificationItem {
            NotificationItem(key: key, person: "rep_1", urgency: .low, text: key, deal: "d")
        }
        desk.add(item("a"), preference, now: Self.start)
        desk.add(item("b"), preference, now: Self.start)
        let morning = after(23 * 3_600)
        let first = desk.due(now: morning, lease: .seconds(120)) { _ in preference }
        #expect(first.map { $0.items.map(\.key) } == [["a", "b"]])
        let second = desk.due(now: morning, lease: .seconds(120)) { _ in preference }
        #expect(second.isEmpty, "somebody is at it")
        desk.add(item("c"), NotificationPreference(channel: "slack", digests: []), now: morning)
        var read = try NotificationDesk(desk.encoded())
        #expect(read == desk, "a lease outlives a crash")
        let later = after(23 * 3_600 + 121)
        let again = read.due(now: later, lease: .seconds(120)) { _ in preference }
        #expect(again.map(\.key) == ["a", "c"], "a digest that is tried again takes nothing new in")
        #expect(again.first?.items.map(\.key) == ["a", "b"])
        #expect(again.map(\.attempt) == [2, 1])
    }

    @Test("a channel that asks for rest is left alone for so long, and then told")
    func rests() async throws {
        let (channel, store, clock) = (Channel(), InMemoryNotificationStore(), ManualClock(Self.start))
        let ours = distributor(channel, store, clock)
        channel.fault.withLock { $0 = .temporary("429", retryAfter: .seconds(600)) }
        let error = await #expect(throws: DeliveryError.self) {
            try await ours.deliver(request(["to": "rep_1", "text": "x"]))
        }
        #expect(error?.retryAfter == .seconds(600))
        channel.fault.withLock { $0 = nil }
        clock.advance(by: .seconds(599))
        #expect(try await ours.flush().sent == 0)
        clock.advance(by: .seconds(1))
        #expect(try await ours.flush().sent == 1)
        #expect(channel.taken.withLock { $0.map(\.attempt) } == [1, 2])
        _ = try await ours.deliver(request(["to": "rep_1", "text": "x"]))
        #expect(channel.told.count == 2, "the dispatcher's own repetition finds it sent")
    }

    @Test("who cannot be reached is told of, and the next in the line comes at once; it ends after so many attempts")
    func unreachable() async throws {
        let (channel, store, clock) = (Channel(), InMemoryNotificationStore(), ManualClock(Self.start))
        let ours = distributor(channel, store, clock)
        channel.fault.withLock { $0 = .permanent("channel_not_found") }
        let error = await #expect(throws: DeliveryError.self) {
            try await ours.deliver(request(["to": "rep_1", "text": "x", "escalate": "boss_1"]))
        }
        #expect(error?.kind == .permanent)
        channel.fault.withLock { $0 = .temporary("down") }
        var rounds = 0
        while try await ours.next() != nil, rounds < 100 {
            _ = try await ours.flush()
            clock.advance(by: .seconds(2 * 3_600))
            rounds += 1
        }
        let told = channel.told
        #expect(told.first == "rep_1: x")
        #expect(told.dropFirst().allSatisfy { $0 == "boss_1: rep_1 has not reacted: x" })
        #expect(told.count == 1 + NotificationDistributor.attempts)
    }

    @Test("remarks do not heap up along a line, and whoever was told before counts")
    func line() async throws {
        let (channel, store, clock) = (Channel(), InMemoryNotificationStore(), ManualClock(Self.start))
        let ours = distributor(channel, store, clock)
        _ = try await ours.deliver(
            request(["to": "a_1", "text": "Look", "escalate": "b_1, c_1+d_1", "after": "30 minutes"])
        )
        for _ in 0..<6 {
            clock.advance(by: .seconds(1_800))
            _ = try await ours.flush()
        }
        #expect(
            channel.told == [
                "a_1: Look", "b_1: a_1 has not reacted: Look", "c_1: b_1 has not reacted: Look",
                "d_1: c_1 has not reacted: Look",
            ]
        )
        _ = try await ours.deliver(request(["to": "a_1", "text": "Two", "escalate": "b_1,c_1"], revision: 2))
        clock.advance(by: .seconds(3_600))
        _ = try await ours.flush()
        let deal = HookSamples("notify").delivery().deal.description
        try await ours.reacted(to: deal, by: "a_1")
        clock.advance(by: .seconds(3_600))
        _ = try await ours.flush()
        #expect(channel.told.last == "b_1: a_1 has not reacted: Two")
    }

    // MARK: Reactions in a pipeline

    private static let text = """
        turnpike: 1
        process: office
        currency: EUR
        roles: {rep: Rep, manager: Manager}
        fields: {amount: {type: money, label: Amount}}
        gates: {agreed: {label: Agreed, approval: discount}}
        approvals: {discount: {label: The discount, steps: [manager], not: requester}}
        stages:
          offer: {exit: [agreed], moves: [sold]}
          sold: {outcome: won}
        hooks:
          - event: approval.requested
            do: [{notify: {to: manager, text: "Please look", urgency: high, escalate: "owner_manager", after: "2 hours"}}]
          - event: comment.added
            do: [{notify: {to: owner, text: "A comment", escalate: boss_2, after: "2 hours"}}]
        """

    private static let people = People(
        [
            Person("rep_1", roles: ["rep"], manager: "boss_2"), Person("boss_1", roles: ["manager"]),
            Person("boss_2", roles: ["manager"]), Person("gone_1", roles: ["manager"], hasLeft: true),
        ]
    )

    private func office(_ channel: Channel, _ clock: ManualClock) async throws -> (
        pipeline: Pipeline, notices: NotificationDistributor, deal: DealID
    ) {
        final class Door: Sendable { let pipeline = Mutex<Pipeline?>(nil) }
        let door = Door()
        let notices = NotificationDistributor(
            channels: ["slack": channel],
            store: InMemoryNotificationStore(),
            clock: clock,
            resolve: { to, request in
                let today = Zone.utc.date(of: clock.now())
                return NotificationReactions.persons(to, request, among: Self.people, today: today)
            },
            preference: { _ in NotificationPreference(channel: "slack") },
            hasReacted: { watch in
                guard let pipeline = door.pipeline.withLock({ $0 }) else { return false }
                return try await NotificationReactions.isSettled(watch, in: pipeline)
            }
        )
        let pipeline = try await Pipeline(
            processes: [try SalesProcess(yaml: Self.text)],
            hooks: [notices],
            clock: clock,
            ids: .seeded(3),
            directory: StaticDirectory(Self.people)
        )
        door.pipeline.withLock { $0 = pipeline }
        let deal = try await pipeline.open("office", name: "Acme", owner: "rep_1", by: .person("rep_1")).id
        return (pipeline, notices, deal)
    }

    @Test("an approval that nobody gives goes up the line; one that somebody gives does not", arguments: [true, false])
    func approvals(isGiven: Bool) async throws {
        let (channel, clock) = (Channel(), ManualClock(Self.start))
        let (pipeline, notices, deal) = try await office(channel, clock)
        _ = try await pipeline.requestApproval(deal, "discount", by: .person("rep_1"))
        #expect(try await pipeline.deliver().isClean)
        #expect(channel.told == ["boss_1: Please look", "boss_2: Please look"])
        clock.advance(by: .seconds(3_600))
        if isGiven { _ = try await pipeline.approve(deal, "discount", by: .person("boss_2")) }
        clock.advance(by: .seconds(3_600))
        _ = try await notices.flush()
        #expect(channel.told.dropFirst(2) == (isGiven ? [] : ["boss_2: boss_1 has not reacted: Please look"]))
    }

    @Test(
        "what somebody who was told does with the deal is a reaction; what others do, or did before, is none",
        arguments: [("rep_1", true), ("boss_1", false)]
    )
    func reactions(who: String, counts: Bool) async throws {
        let (channel, clock) = (Channel(), ManualClock(Self.start))
        let (pipeline, notices, deal) = try await office(channel, clock)
        _ = try await pipeline.comment(deal, "first", by: .person("rep_1"))
        clock.advance(by: .seconds(60))
        #expect(try await pipeline.deliver().isClean)
        #expect(channel.told == ["rep_1: A comment"])
        clock.advance(by: .seconds(60))
        _ = try await pipeline.set(deal, ["amount": .string("5 EUR")], by: .person(who))
        clock.advance(by: .seconds(2 * 3_600))
        _ = try await notices.flush()
        #expect(channel.told.count == (counts ? 1 : 2))
        #expect(try await notices.next() == nil)
    }

    @Test(
        "names mean persons, roles and teams; what is none of them is for the channel to know",
        arguments: [
            ("owner", ["rep_1"]), ("owner_manager", ["boss_2"]), ("manager", ["boss_1", "boss_2"]),
            ("boss_1", ["boss_1"]), ("#wins", ["#wins"]), ("director", ["director"]),
        ]
    )
    func names(to: String, persons: [String]) throws {
        let request = try HookRequest(HookSamples("notify").delivery().body)
        let today = try #require(CalendarDate("2026-03-02"))
        #expect(request.deal.owner == "rep_1")
        #expect(NotificationReactions.persons(to, request, among: Self.people, today: today) == persons)
    }

    // MARK: A file

    @Test("a file is kept whole by many writers, and whoever was slower is told so")
    func file() async throws {
        let folder = try #require(Self.folder())
        let path = folder + "/notices.json"
        let file = NotificationFile(path)
        #expect(try await file.load() == nil)
        #expect(try await file.save([1], replacing: nil))
        #expect(try await file.save([2], replacing: nil) == false)
        #expect(try await file.save([2], replacing: [1]))
        let writers = 12
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    let own = NotificationFile(path)
                    while true {
                        let before = try await own.load() ?? []
                        if try await own.save(before + [UInt8(writer + 10)], replacing: before) { return }
                    }
                }
            }
            try await group.waitForAll()
        }
        let all = try #require(try await file.load())
        #expect(Set(all) == Set([2] + (0..<writers).map { UInt8($0 + 10) }))
        #expect(all.count == writers + 1)
        await #expect(throws: NotificationFileError.self) {
            try await NotificationFile(folder + "/no/such.json").save([], replacing: nil)
        }
        for name in ["notices.json", "notices.json.lock"] { unlink(folder + "/" + name) }
        rmdir(folder)
    }

    private static func folder() -> String? {
        var template = Array("/tmp/turnpike-notices-XXXXXX".utf8CString)
        return template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
    }
}
