import Foundation
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeSQLite
import TurnpikeValues
import TurnpikeYAML

/// However many vote at once, through however many pipelines, a person has one voice and a seat is taken once.
@Suite struct ConcurrentApprovalTests {
    private static let text = """
        turnpike: 1
        process: voted
        roles: [rep, partner]
        permissions: {move: [rep]}
        gates: {agreed: {approval: consent}}
        approvals:
          consent: {steps: [{of: [{partner: 3}], quorum: all}]}
        stages:
          open: {moves: [offer]}
          offer: {exit: [agreed], moves: [won]}
          won: {outcome: won}

        """
    private static let rep = Actor.person("rep_1", roles: "rep")

    enum Medium: CaseIterable, Sendable { case memory, file }

    private static func store(_ medium: Medium, in folder: URL) throws -> any DealStore {
        #if SQLite
            if medium == .file { return try SQLiteStore(folder.appending(path: "deals.db").path) }
        #endif
        return InMemoryStore()
    }

    @Test(arguments: Medium.allCases)
    func nobodyVotesTwiceAmongManyWriters(_ medium: Medium) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "turnpike-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try Self.store(medium, in: folder)
        let process = try SalesProcess(yaml: Self.text, name: "voted.process.yaml")
        var pipelines: [Pipeline] = []
        for _ in 0..<8 { pipelines.append(try await Pipeline(processes: [process], store: store)) }
        let first = pipelines[0]
        let id = try await first.open("voted", name: "Deal", by: Self.rep).id
        _ = try await first.move(id, to: "offer", by: Self.rep)
        _ = try await first.requestApproval(id, "consent", by: Self.rep)

        // 64 writers: the same person on all pipelines at once, then 64 people for what seats are left.
        for people in [1, 64] {
            let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for writer in 0..<64 {
                    let pipeline = pipelines[writer % pipelines.count]
                    let person = Actor.person("partner_\(people)_\(writer % people)", roles: "partner")
                    group.addTask { try await Self.votes(pipeline, id, person) }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(accepted == (people == 1 ? 1 : 2), "one voice, then the two seats that are left")
        }
        let deal = try #require(try await first.deal(id))
        #expect(deal.state.approvals.map(\.status) == [.granted])
        #expect(deal.state.approvals[0].votes.count == 3)
        #expect(Set(deal.state.approvals[0].votes.map(\.by)).count == 3)
        var replayed = DealState(id: id, fieldCount: process.fields.count)
        for record in try await first.history(id) { process.apply(record, to: &replayed) }
        #expect(replayed == deal.state)
    }

    private static func votes(_ pipeline: Pipeline, _ id: DealID, _ person: Actor) async throws -> Bool {
        while true {
            do {
                if case .changed = try await pipeline.approve(id, "consent", by: person) { return true }
                return false
            } catch let error as PipelineError where error.code == .contention {
                await Task.yield()
            }
        }
    }
}
