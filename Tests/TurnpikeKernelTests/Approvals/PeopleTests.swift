import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

@Suite struct PeopleTests {
    private static let day = CalendarDate(year: 2026, month: 1, day: 5)

    private static func away(_ from: Int = 1, _ until: Int = 31) -> [Person.Absence] {
        guard let first = CalendarDate(year: 2026, month: 1, day: from),
            let last = CalendarDate(year: 2026, month: 1, day: until)
        else { return [] }
        return [Person.Absence(from: first, until: last)]
    }

    private static let people = People(
        [
            Person("rep_1", roles: ["rep"], manager: "manager_1"),
            Person("rep_2", roles: ["rep"], manager: "manager_2"),
            Person("manager_1", roles: ["sales_manager"], manager: "head_1", delegate: "manager_3", absences: away()),
            Person("manager_2", roles: ["sales_manager"], manager: "head_1", hasLeft: true),
            Person("manager_3", roles: ["sales_manager"], manager: "head_1"),
            Person("head_1", roles: ["vp_sales"], manager: "head_2"),
            Person("head_2", manager: "head_1", delegate: "head_2", absences: away(5, 5)),
            Person("last_one"),
        ],
        fallback: ["manager_2", "last_one"]
    )

    @Test(
        arguments: [
            ("rep_1", "manager_3"), ("rep_2", "head_1"), ("manager_3", "head_1"), ("head_1", "last_one"),
            ("last_one", nil), ("nobody", "last_one"),
        ] as [(String, String?)]
    )
    func theManagerIsTheFirstOfTheLineWhoIsThere(_ owner: String, _ manager: String?) throws {
        #expect(Self.people.manager(of: owner, on: try #require(Self.day)) == manager)
    }

    @Test func whoActsForWhom() throws {
        let day = try #require(Self.day)
        #expect(Self.people.deputy(of: "manager_1", on: day) == "manager_3")
        #expect(Self.people.deputy(of: "manager_2", on: day) == nil, "who has left has no deputy")
        #expect(Self.people.deputy(of: "head_2", on: day) == nil, "a circle ends")
        #expect(Self.people.principals(of: "manager_3", on: day).map(\.id) == ["manager_1"])
        let later = try #require(CalendarDate(year: 2026, month: 2, day: 1))
        #expect(Self.people.principals(of: "manager_3", on: later).isEmpty)
    }

    // MARK: Through the pipeline

    private static func pipeline(_ people: People = people) async throws -> (Pipeline, ManualClock) {
        let clock = ManualClock(try #require(Instant("2026-01-05T09:00:00Z")))
        let process = try compiled(ApprovalProcess.text(ApprovalProcess.full))
        let directory = StaticDirectory(people)
        return (try await Pipeline(processes: [process], clock: clock, directory: directory), clock)
    }

    private static func compiled(_ text: String) throws -> SalesProcess { try TurnpikeKernelTests.process(text) }

    @Test func rolesAreThoseOfTheDirectory() async throws {
        let (pipeline, _) = try await Self.pipeline()
        let deal = try await pipeline.open("b2b", name: "Deal", fields: ["discount": "20%"], by: .person("rep_1"))
        let boaster = Actor.person("rep_1", roles: "sales_manager")
        guard case .refused(let refusal) = try await pipeline.move(deal.id, to: "negotiation", by: boaster) else {
            Issue.record("nobody acts in a role that they do not hold")
            return
        }
        #expect(refusal.ids == ["negotiation.by"])
        _ = try await pipeline.move(deal.id, to: "negotiation", by: .person("rep_1"))
        #expect(try await pipeline.history(deal.id).last?.actor.roles == ["rep"])
        for id in ["stranger", "manager_2"] {
            await #expect(throws: PipelineError.self) {
                try await pipeline.comment(deal.id, "hello", by: .person(id))
            }
        }
    }

    @Test func whoActsForSomebodyAwayApprovesInTheirPlace() async throws {
        let (pipeline, clock) = try await Self.pipeline(
            People([
                Person("rep_1", roles: ["rep"]),
                Person("manager_1", roles: ["sales_manager"], delegate: "office_1", absences: Self.away()),
                Person("office_1"),
            ])
        )
        let deal = try await pipeline.open("b2b", name: "Deal", fields: ["discount": "20%"], by: .person("rep_1"))
        _ = try await pipeline.move(deal.id, to: "negotiation", by: .person("rep_1"))
        _ = try await pipeline.move(deal.id, to: "won", by: .person("rep_1"))
        let office = Actor.person("office_1")
        #expect(try await pipeline.inbox { _ in office }.map(\.onBehalfOf) == ["manager_1"])
        let outcome = try await pipeline.approve(deal.id, "discount", by: office)
        #expect(outcome.deal?.state.approvals.map(\.status) == [.granted])
        let record = try #require(try await pipeline.history(deal.id).last)
        #expect(record.actor.id == "office_1" && record.actor.onBehalfOf == "manager_1")
        clock.set(try #require(Instant("2026-02-05T09:00:00Z")))
        #expect(try await pipeline.inbox { _ in office }.isEmpty)
        var pretender = office
        pretender.onBehalfOf = "manager_1"
        let asDeputy = pretender
        await #expect(throws: PipelineError.self) { try await pipeline.comment(deal.id, "hello", by: asDeputy) }
    }

    // MARK: Head counts

    @Test(arguments: [
        (["rep", "sales_manager", "sales_manager", "legal", "finance"], [String]()),
        (["rep", "sales_manager", "legal", "finance"], ["TP1711"]),
        (["rep", "legal", "finance"], ["TP1710"]),
        (["rep+sales_manager", "legal", "finance"], ["TP1711"]),
        (["rep+sales_manager", "sales_manager", "legal"], ["TP1710"]),
        (["rep", "sales_manager", "legal+finance"], ["TP1711", "TP1710"]),
        (["rep", "sales_manager", "legal+finance", "legal"], ["TP1711"]),
    ])
    func theDirectoryHasEnoughForEachStep(_ roles: [String], _ codes: [String]) throws {
        let process = try Self.compiled(ApprovalProcess.text(ApprovalProcess.full))
        let people = People(
            roles.enumerated().map { Person("p\($0)", roles: $1.split(separator: "+").map(String.init)) }
        )
        // With finance, legal and vp_sales two of three must agree.
        #expect(process.staffing(people).map(\.code.id) == codes)
    }
}
