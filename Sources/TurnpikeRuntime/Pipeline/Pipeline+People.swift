public import Turnpike
import TurnpikeValues

/// Who somebody is, by the directory.
extension Pipeline {
    /// What the kernel may know of people and counters, and the actor with the roles that they hold now.
    ///
    /// - Throws: `PipelineError` (`unknownPerson`, `notDeputy`), or what the directory throws.
    func resolve(_ actor: Actor, _ process: SalesProcess, into facts: inout Facts) async throws -> Actor {
        guard let directory else { return actor }
        let people = try await directory.people()
        facts.people = people
        if process.assigns {
            facts.counters += try await store.counters(process.countersToRead(people), tenant: tenant)
        }
        guard actor.kind == .person else { return actor }
        guard let person = people[actor.id], !person.hasLeft else {
            throw PipelineError(
                .unknownPerson,
                people[actor.id] == nil
                    ? "nobody called '\(actor.id)' is in the directory" : "\(actor.id) has left and may do nothing"
            )
        }
        var roles = person.roles
        if let principal = actor.onBehalfOf {
            let today = process.zone.date(of: clock.now())
            guard let other = people[principal], people.deputy(of: principal, on: today) == actor.id else {
                throw PipelineError(.notDeputy, "\(actor.id) does not act for \(principal) now")
            }
            roles = other.roles
        }
        // Whoever acts in some of their roles only says so; nobody acts in roles that they do not hold.
        if !actor.roles.isEmpty { roles = roles.filter { actor.roles.contains($0) } }
        var resolved = actor
        resolved.roles = roles
        return resolved
    }

    /// The context of a command. Somebody who votes and may not do so for themselves votes for whom they act for now.
    func context(
        for command: Command,
        _ state: DealState,
        _ process: SalesProcess,
        _ actor: Actor
    ) async throws -> Context {
        let context = try await context(for: state, process, actor)
        guard case .approval(let step) = command.action, step.kind == .approve || step.kind == .reject,
            let people = context.facts.people, actor.kind == .person, actor.onBehalfOf == nil
        else { return context }
        func mayVote(_ context: Context) -> Bool {
            process.inbox(state, context).contains { $0.approval == step.approval }
        }
        if mayVote(context) { return context }
        return deputyContexts(context, people, process).first(where: mayVote) ?? context
    }

    /// The same context, acting for each of those whose deputy the actor is now.
    func deputyContexts(_ context: Context, _ people: People, _ process: SalesProcess) -> [Context] {
        let today = process.zone.date(of: context.now)
        return people.principals(of: context.actor.id, on: today).map { principal in
            var other = context
            other.actor = Actor(
                id: context.actor.id,
                roles: principal.roles,
                channel: context.actor.channel,
                onBehalfOf: principal.id
            )
            return other
        }
    }

    /// What somebody may see of a deal: fields hidden from them are masked. For showing only.
    public func seen(_ deal: Deal, by actor: Actor) async throws -> Deal {
        guard !deal.process.permissions.see.isEmpty else { return deal }
        let context = try await context(for: deal.state, deal.process, actor)
        return Deal(process: deal.process, state: deal.process.seen(deal.state, by: context))
    }

    /// What somebody may see of a deal's history. For showing only.
    public func seen(_ records: [Record], of deal: Deal, by actor: Actor) async throws -> [Record] {
        guard !deal.process.permissions.see.isEmpty else { return records }
        let context = try await context(for: deal.state, deal.process, actor)
        return records.map { deal.process.seen($0, of: deal.state, by: context) }
    }

    /// Has the rules of the process choose the owner.
    public func assignByRules(_ id: DealID, by actor: Actor) async throws -> Outcome {
        try await perform(Command(.assignment(AssignmentStep(.byRules))), on: id, by: actor)
    }

    /// The owner takes a deal that the rules gave them.
    public func accept(_ id: DealID, by actor: Actor) async throws -> Outcome {
        try await perform(Command(.assignment(AssignmentStep(.accept))), on: id, by: actor)
    }

    /// The owner does not take it; the rules choose somebody else.
    public func decline(_ id: DealID, note: String? = nil, by actor: Actor) async throws -> Outcome {
        try await perform(Command(.assignment(AssignmentStep(.decline, note: note))), on: id, by: actor)
    }
}
