import Synchronization
import Turnpike
import TurnpikeValues

/// The people of a scenario, and whoever acts in it without being one of them.
final class ScenarioDirectory: Directory {
    private let crew: Scenario.Crew
    private let known: People
    private let now: Mutex<People>

    init(_ crew: Scenario.Crew) {
        self.crew = crew
        known = People(crew.persons, fallback: crew.fallback)
        now = Mutex(known)
    }

    func people() async throws -> People { now.withLock { $0 } }

    func knows(_ actor: Actor) -> Bool { known[actor.id] != nil }

    /// Lets somebody act beside the people, in the roles they say; nil for nobody.
    func welcome(_ actor: Actor?) {
        var guests: [Person] = []
        if let actor {
            // Whoever acts for one of them is that person in every role.
            var guest = known[actor.id] ?? Person(actor.id)
            guest.roles = actor.roles
            guests = [guest]
        }
        let people = People(crew.persons, fallback: crew.fallback, guests: guests)
        now.withLock { $0 = people }
    }

    /// Who is meant: a person by id; the first of those in a role who is there; else somebody who is none of them.
    func actor(
        _ performer: Scenario.Performer,
        owner: String?,
        votes: Bool,
        everyRole: [String],
        on today: CalendarDate
    ) -> Actor {
        if let id = performer.id {
            return Actor(id: id, roles: performer.roles ?? [], channel: "scenario")
        }
        if performer.isOwner, let owner {
            return Actor(id: owner, roles: performer.roles ?? [], channel: "scenario")
        }
        guard let roles = performer.roles else {
            return Actor(id: owner ?? (votes ? "approver" : "tester"), roles: everyRole, channel: "scenario")
        }
        let holder = known.all.first { person in
            person.isPresent(on: today) && roles.allSatisfy { person.roles.contains($0) }
        }
        if let holder { return Actor(id: holder.id, channel: "scenario") }
        let id = roles.isEmpty ? "tester" : roles.joined(separator: "_")
        return Actor(id: id, roles: roles, channel: "scenario")
    }
}
