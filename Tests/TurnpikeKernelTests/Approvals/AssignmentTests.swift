import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

@Suite struct AssignmentTests {
    private static func text(_ rules: String) -> String {
        """
        turnpike: 1
        process: given
        currency: EUR
        roles: [rep, senior]
        teams: [inbound]
        permissions: {move: [rep, senior]}
        fields:
          amount: {type: money, label: Amount}
          source: {type: text, label: Source}
        assignment:
          \(rules.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  "))
        stages:
          open: {moves: [won, lost]}
          won: {outcome: won}
          lost: {outcome: lost, moves: {reopen: {to: open}}}
        """
    }

    private static let day = CalendarDate(year: 2026, month: 1, day: 5)

    private static func team(_ names: String..., away: [String] = [], left: [String] = []) -> People {
        People(
            names.map { name in
                let absences = day.map { away.contains(name) ? [Person.Absence(from: $0, until: $0)] : [] } ?? []
                return Person(
                    name,
                    roles: name.hasPrefix("senior") ? ["senior", "rep"] : ["rep"],
                    teams: ["inbound"],
                    absences: absences,
                    hasLeft: left.contains(name)
                )
            }
        )
    }

    private static let desk = Actor(id: "web", kind: .plugin, roles: ["rep"], channel: "web")

    private static func pipeline(_ rules: String, _ people: People, store: any DealStore = InMemoryStore())
        async throws -> Pipeline
    {
        let process = try compiled(text(rules))
        let clock = ManualClock(try #require(Instant("2026-01-05T09:00:00Z")))
        return try await Pipeline(
            processes: [process],
            store: store,
            clock: clock,
            directory: StaticDirectory(people)
        )
    }

    private static func compiled(_ text: String) throws -> SalesProcess { try TurnpikeKernelTests.process(text) }

    private func owners(_ pipeline: Pipeline, _ count: Int, amount: String = "5 EUR") async throws -> [String?] {
        var owners: [String?] = []
        for number in 0..<count {
            let deal = try await pipeline.open(
                "given",
                name: "Deal \(number)",
                fields: ["amount": .string(amount)],
                by: Self.desk
            )
            owners.append(deal.owner)
        }
        return owners
    }

    @Test func oneAfterTheOtherPastThoseWhoAreNotThere() async throws {
        let people = Self.team("a", "b", "c", "d", away: ["b"], left: ["d"])
        let pipeline = try await Self.pipeline("- {to: inbound, pick: round_robin}", people)
        #expect(try await owners(pipeline, 5) == ["a", "c", "a", "c", "a"])
    }

    @Test func theFirstRuleThatHoldsAndFindsSomebodyChooses() async throws {
        let rules = """
            - {when: deal.amount > 100 EUR, to: senior}
            - {when: 'deal.source == "web"', to: senior}
            - {to: rep}
            """
        let pipeline = try await Self.pipeline(rules, Self.team("a", "senior_1"))
        #expect(try await owners(pipeline, 1) == ["a"], "an unknown condition is not taken")
        #expect(try await owners(pipeline, 1, amount: "500 EUR") == ["senior_1"])
        let alone = try await Self.pipeline(rules, Self.team("a", "senior_1", away: ["senior_1"]))
        #expect(try await owners(alone, 1, amount: "500 EUR") == ["a"])
        let nobody = try await Self.pipeline(rules, Self.team("a", left: ["a"]))
        #expect(try await owners(nobody, 1) == [nil])
    }

    @Test func whoHasTheFewestOpenDealsUpToACapacity() async throws {
        let pipeline = try await Self.pipeline("- {to: rep, pick: least_load, capacity: 2}", Self.team("a", "b"))
        #expect(try await owners(pipeline, 5) == ["a", "b", "a", "b", nil])
        let deals = try await pipeline.deals(DealQuery())
        let first = try #require(deals.first { $0.owner == "b" })
        _ = try await pipeline.move(first.id, to: "won", by: Self.desk)
        #expect(try await owners(pipeline, 2) == ["b", nil], "what is won counts no more")
        let second = try #require(deals.first { $0.owner == "a" })
        _ = try await pipeline.move(second.id, to: "lost", by: Self.desk)
        _ = try await pipeline.move(second.id, to: "reopen", by: Self.desk)
        #expect(try await owners(pipeline, 1) == [nil], "what is reopened counts again")
        _ = try await pipeline.assign(second.id, to: nil, by: Self.desk)
        #expect(try await owners(pipeline, 1) == ["a"])
    }

    @Test func whoeverOwnsTheAccount() async throws {
        let rules = "- {to: rep, pick: account_owner}\n- {to: rep}"
        let pipeline = try await Self.pipeline(rules, Self.team("a", "b", "c", away: ["c"]))
        for (account, owner) in [("one", "b"), ("two", "c"), ("three", "x")] {
            try await pipeline.put(.account, account, values: ["owner": .string(owner)])
        }
        var owners: [String?] = []
        for account in ["one", "two", "three", nil] {
            owners.append(try await pipeline.open("given", name: "Deal", account: account, by: Self.desk).owner)
        }
        #expect(owners == ["b", "a", "a", "a"])
    }

    @Test func anOwnerWhoIsNamedIsNotChosen() async throws {
        let pipeline = try await Self.pipeline("- {to: rep}", Self.team("a", "b"))
        let deal = try await pipeline.open("given", name: "Deal", owner: "b", by: Self.desk)
        #expect(deal.owner == "b")
        #expect(deal.state.assignment == nil)
        let given = try await pipeline.assignByRules(deal.id, by: Self.desk)
        #expect(given.deal?.owner == "a")
    }

    @Test func whoDeclinesIsNotAskedAgain() async throws {
        let pipeline = try await Self.pipeline("- {to: rep, pick: round_robin}", Self.team("a", "b", "c"))
        let deal = try await pipeline.open("given", name: "Deal", by: Self.desk)
        #expect(deal.owner == "a")
        guard case .refused(let refusal, _) = try await pipeline.decline(deal.id, by: .person("b")) else {
            Issue.record("only the owner declines")
            return
        }
        #expect(refusal.ids == ["assignment.by"])
        #expect(try await pipeline.decline(deal.id, by: .person("a")).deal?.owner == "b")
        #expect(try await pipeline.decline(deal.id, by: .person("b")).deal?.owner == "c")
        #expect(try await pipeline.accept(deal.id, by: .person("c")).deal?.state.assignment?.isAccepted == true)
        let process = deal.process
        var state = DealState(id: deal.id, fieldCount: process.fields.count)
        for record in try await pipeline.history(deal.id) {
            let bytes = RecordCoding.encode(record, in: process)
            #expect(try RecordCoding.decode(bytes, in: process) == record)
            process.apply(record, to: &state)
        }
        let stored = try #require(try await pipeline.deal(deal.id))
        #expect(state == stored.state, "replay draws nothing again")
        let read = try StateCoding.decode(StoredDeal(Deal(process: process, state: state)), in: process)
        #expect(read == state)
    }

    @Test func manyAtOnceShareEvenlyAndNobodyIsGivenTooMany() async throws {
        let store = InMemoryStore()
        let people = Self.team("a", "b", "c", "d")
        let turns = try await Self.pipeline("- {to: rep, pick: round_robin}", people)
        let loads = try await Self.pipeline("- {to: rep, pick: least_load, capacity: 3}", people, store: store)
        for (pipeline, most) in [(turns, 4), (loads, 3)] {
            let owners = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        for _ in 0..<50 {
                            do {
                                return try await pipeline.open("given", name: "Deal \(number)", by: Self.desk).owner
                            } catch let error as PipelineError where error.code == .contention {
                                continue
                            }
                        }
                        return nil
                    }
                }
                return try await group.reduce(into: [String?]()) { $0.append($1) }
            }
            for name in ["a", "b", "c", "d"] { #expect(owners.count { $0 == name } == most) }
        }
    }
}
