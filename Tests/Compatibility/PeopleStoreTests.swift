import Foundation
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeSQLite
import TurnpikeValues
import TurnpikeYAML

/// What people wait for and are given is the same in every store, and is kept as it was decided.
@Suite struct PeopleStoreTests {
    enum Medium: CaseIterable, Sendable { case memory, file }

    private static let text = """
        turnpike: 1
        process: handed
        roles: [rep, closer, boss]
        permissions: {move: [rep, closer]}
        assignment: [{to: rep, pick: round_robin}]
        gates: {agreed: {approval: consent}}
        approvals: {consent: {steps: [boss], within: 10 days}}
        stages:
          open: {moves: [closing]}
          closing:
            assignment: [{to: closer, pick: least_load, capacity: 6, within: 1 hour}]
            moves: [offer]
          offer: {exit: [agreed], moves: [won]}
          won: {outcome: won}
          lost: {outcome: lost}
        anywhere: {moves: [lost]}

        """
    private static let desk = Actor(id: "web", kind: .plugin, roles: ["rep"], channel: "web")
    private static let boss = Actor.person("boss_1", roles: "boss")

    private static func people(reps: Int = 2, closers: Int = 4) -> People {
        People(
            (1...reps).map { Person("rep_\($0)", roles: ["rep"]) }
                + (0..<closers).map { Person("closer_\($0 + 1)", roles: ["closer"]) }
                + [Person("boss_1", roles: ["boss"])]
        )
    }

    private static func store(_ medium: Medium, in folder: URL) throws -> any DealStore {
        #if SQLite
            if medium == .file { return try SQLiteStore(folder.appending(path: "deals.db").path) }
        #endif
        return InMemoryStore()
    }

    /// Gives a body a store and a way to open pipelines on it, each with people of its own.
    private func withStore(
        _ medium: Medium,
        _ body: (SalesProcess, any DealStore, (People) async throws -> Pipeline) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "turnpike-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try Self.store(medium, in: folder)
        let process = try SalesProcess(yaml: Self.text, name: "handed.process.yaml")
        try await body(process, store) { people in
            try await Pipeline(processes: [process], store: store, directory: StaticDirectory(people))
        }
    }

    private func replayed(_ id: DealID, _ process: SalesProcess, _ pipeline: Pipeline) async throws -> DealState {
        var state = DealState(id: id, fieldCount: process.fields.count)
        for record in try await pipeline.history(id) { process.apply(record, to: &state) }
        return state
    }

    // MARK: Assignment in stages

    @Test(arguments: Medium.allCases)
    func whoAStageGaveADealToIsNeverDrawnAgain(_ medium: Medium) async throws {
        try await withStore(medium) { process, store, open in
            let first = try await open(Self.people())
            let deal = try await first.open("handed", name: "Deal", by: Self.desk)
            #expect(deal.owner == "rep_1")
            _ = try await first.move(deal.id, to: "closing", by: Self.desk)
            #expect(try await first.deal(deal.id)?.owner == "closer_1")
            let names = ["rep_1", "closer_1"].map { process.loadCounter($0) }
            #expect(try await store.counters(names, tenant: "").map(\.value) == [0, 1])
            let declined = try await first.decline(deal.id, by: .person("closer_1"))
            #expect(declined.deal?.owner == "closer_2", "the stage's rule chooses the next")
            #expect(try await store.counters(names, tenant: "").map(\.value) == [0, 0])

            // Other people, another order: what was decided stays, and the accepted state is the stored one.
            let later = try await open(People([Person("closer_9", roles: ["closer"]), Person("boss_1")]))
            let stored = try #require(try await later.deal(deal.id))
            #expect(stored.owner == "closer_2")
            #expect(stored.state.assignment?.declined == ["closer_1"])
            #expect(try await replayed(deal.id, process, later) == stored.state)
            let bytes = try #require(try await store.deal(deal.id, tenant: "")).state
            #expect(StateCoding.encode(stored.state, in: process) == bytes)
        }
    }

    @Test(arguments: Medium.allCases)
    func manyAtOnceEnterAStageAndNobodyIsGivenTooMany(_ medium: Medium) async throws {
        try await withStore(medium) { process, _, open in
            var pipelines: [Pipeline] = []
            for _ in 0..<4 { pipelines.append(try await open(Self.people())) }
            var deals: [DealID] = []
            for number in 0..<26 {
                deals.append(try await pipelines[0].open("handed", name: "Deal \(number)", by: Self.desk).id)
            }
            let owners = try await withThrowingTaskGroup(of: String?.self) { group in
                for (number, deal) in deals.enumerated() {
                    let pipeline = pipelines[number % pipelines.count]
                    group.addTask { try await Self.hand(deal, over: pipeline) }
                }
                return try await group.reduce(into: [String?]()) { $0.append($1) }
            }
            for number in 1...4 { #expect(owners.count { $0 == "closer_\(number)" } == 6) }
            // Where all have as many as they can have, the deal stays with whoever had it.
            #expect(owners.count { $0?.hasPrefix("rep_") == true } == 2)
            for deal in deals {
                let stored = try #require(try await pipelines[0].deal(deal))
                #expect(try await replayed(deal, process, pipelines[0]) == stored.state)
            }
        }
    }

    private static func hand(_ deal: DealID, over pipeline: Pipeline) async throws -> String? {
        while true {
            do {
                _ = try await pipeline.move(deal, to: "closing", by: desk)
                return try await pipeline.deal(deal)?.owner
            } catch let error as PipelineError where error.code == .contention {
                await Task.yield()
            }
        }
    }

    // MARK: The inbox

    @Test(arguments: Medium.allCases)
    func anInboxHoldsWhatWaitsAndNothingElse(_ medium: Medium) async throws {
        try await withStore(medium) { process, store, open in
            let pipeline = try await open(Self.people())
            var deals: [DealID] = []
            for number in 0..<4 {
                let deal = try await pipeline.open("handed", name: "Deal \(number)", by: Self.desk).id
                deals.append(deal)
                for stage in ["closing", "offer"] { _ = try await pipeline.move(deal, to: stage, by: Self.desk) }
            }
            // Requests of one millisecond stand in the order of the deals, so nothing is said of theirs.
            func waiting() async throws -> Set<DealID> {
                let entries = try await pipeline.inbox { _ in Self.boss }
                #expect(entries.map(\.item.approval).allSatisfy { $0 == "consent" })
                let index = Set(try await store.pendingApprovals(PendingApprovalQuery()).map(\.deal))
                #expect(index == Set(entries.map(\.deal.id)), "the index names what the states say")
                return index
            }
            #expect(try await waiting().isEmpty)
            _ = try await pipeline.move(deals[2], to: "won", by: Self.desk)
            _ = try await pipeline.requestApproval(deals[0], "consent", by: Self.desk)
            _ = try await pipeline.requestApproval(deals[1], "consent", by: Self.desk)
            #expect(try await waiting() == Set(deals[0...2]))
            _ = try await pipeline.approve(deals[0], "consent", by: Self.boss)
            _ = try await pipeline.reject(deals[1], "consent", by: Self.boss)
            #expect(try await waiting() == [deals[2]])
            _ = try await pipeline.comment(deals[2], "Soon.", by: Self.desk)
            #expect(try await waiting() == [deals[2]], "what changes nothing about it leaves it there")
            _ = try await pipeline.move(deals[2], to: "lost", by: Self.desk)
            #expect(try await waiting().isEmpty, "an outcome waits for nobody's word")
        }
    }
}
