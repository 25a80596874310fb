import TurnpikeExpressions
import TurnpikeValues

/// Who gets a deal: the first rule that holds and finds somebody.
struct AssignmentChoice {
    var rule: Int
    var person: String
    var among: Int
}

extension Scope {
    /// What the rules choose; nil where none does, or nobody is known.
    ///
    /// - Parameters:
    ///   - excluding: who is not chosen.
    ///   - stage: whose rules; nil for those of the process.
    ///   - owner: who keeps the deal, where the rule that holds would choose among others and them.
    func choose(excluding: [String], in stage: StageID? = nil, keeping owner: String? = nil) -> AssignmentChoice? {
        guard let people = facts.people, !process.assignment.isEmpty else { return nil }
        let today = process.zone.date(of: now)
        for (index, rule) in process.assignment.enumerated() where rule.stage == stage {
            if let when = rule.when, verdict(when) != .yes { continue }
            let group = people.all.filter {
                process.isMember($0, of: rule.group) && $0.isPresent(on: today) && !excluding.contains($0.id)
            }
            if let owner, group.contains(where: { $0.id == owner }) { return nil }
            let able = group.filter { hasRoom($0, rule) }
            guard let person = pick(rule, index, able) else { continue }
            return AssignmentChoice(rule: index, person: person, among: able.count)
        }
        return nil
    }

    /// What the rules of the innermost of some stages that has any choose.
    func choose(onEntering stages: [StageID], keeping owner: String? = nil) -> AssignmentChoice? {
        guard process.assignsInStages else { return nil }
        let stage = stages.last { stage in process.assignment.contains { $0.stage == stage } }
        return stage.flatMap { choose(excluding: [], in: $0, keeping: owner) }
    }

    private func hasRoom(_ person: Person, _ rule: AssignmentRule) -> Bool {
        guard let capacity = person.capacity ?? rule.capacity, process.tracksLoad else { return true }
        return load(of: person.id) < Int64(capacity)
    }

    private func load(of person: String) -> Int64 {
        facts.counter(process.loadCounter(person)).value
    }

    private func pick(_ rule: AssignmentRule, _ index: Int, _ able: [Person]) -> String? {
        switch rule.pick {
        case .fixed: return able.first?.id
        case .roundRobin:
            let last = facts.counter(process.cursorCounter(index)).text
            guard let people = facts.people, !last.isEmpty,
                let place = people.all.firstIndex(where: { $0.id == last })
            else { return able.first?.id }
            // Whoever follows in the directory, whether or not the last one still can be chosen.
            let following = people.all[(place + 1)...].map(\.id)
            return able.first { following.contains($0.id) }?.id ?? able.first?.id
        case .leastLoad:
            var best: (person: String, load: Int64)?
            for person in able {
                let load = load(of: person.id)
                if best.map({ load < $0.load }) ?? true { best = (person.id, load) }
            }
            return best?.person
        case .accountOwner:
            guard let account = facts.account, account.id == state.shared.account,
                case .string(let owner)? = account.values[.string("owner")]
            else { return nil }
            return able.contains { $0.id == owner } ? owner : nil
        }
    }
}

extension SalesProcess {
    /// Whether a deal may get its owner by a rule, so that a decision needs people and counters.
    public var assigns: Bool { !assignment.isEmpty }
    /// Whether the open deals of each person are counted.
    var tracksLoad: Bool { countsLoad }

    func isMember(_ person: Person, of group: AssignmentRule.Group) -> Bool {
        switch group {
        case .role(let role): person.roles.contains(roles[role.index].id)
        case .team(let team): person.teams.contains(teams[team].id)
        }
    }

    /// The counter of a person's open deals.
    public func loadCounter(_ person: String) -> String { "load/\(id)/\(person)" }

    /// The counter that keeps who was chosen last by a rule.
    public func cursorCounter(_ rule: Int) -> String { "cursor/\(id)/\(rule)" }

    /// The counters that choosing reads.
    public func countersToRead(_ people: People) -> [String] {
        guard assigns else { return [] }
        var names = assignment.indices.filter { assignment[$0].pick == .roundRobin }.map { cursorCounter($0) }
        if tracksLoad {
            for person in people.all where assignment.contains(where: { isMember(person, of: $0.group) }) {
                names.append(loadCounter(person.id))
            }
        }
        return names
    }
}

extension Decider {
    /// Notes a choice: the event, and what keeps the next choice right.
    func note(_ choice: AssignmentChoice) {
        emit(.assignment(.made(rule: choice.rule, to: choice.person, among: choice.among)))
        let rule = process.assignment[choice.rule]
        if rule.pick == .roundRobin {
            let counter = scope.facts.counter(process.cursorCounter(choice.rule))
            counters.append(
                CounterChange(counter.name, text: choice.person, expectedRevision: counter.revision)
            )
        }
    }

    func assignment(_ step: AssignmentStep) throws(CommandError) -> Refusal? {
        guard !process.assignment.isEmpty else {
            throw CommandError(.wrongState, "the process has no rules of assignment")
        }
        if let note = step.note, note.utf8.count > 65_536 {
            throw CommandError(.invalidValue, "a note holds at most 65,536 bytes, not \(note.utf8.count)")
        }
        switch step.kind {
        case .byRules: return assignByRules()
        case .accept, .decline: return answer(step)
        }
    }

    private func assignByRules() -> Refusal? {
        if let refused = mayAssign() { return refusal([refused]) }
        let declined = scope.state.assignment?.declined ?? []
        // The rules of the stage in which it is go before those of the process.
        let stage = scope.state.activeStages.last { stage in process.assignment.contains { $0.stage == stage } }
        let ofStage = stage.flatMap { scope.choose(excluding: declined, in: $0) }
        guard let choice = ofStage ?? scope.choose(excluding: declined) else { return refusal([nobody()]) }
        give(choice)
        return nil
    }

    private func give(_ choice: AssignmentChoice) {
        let old = scope.state.owner
        if old != choice.person { emit(.assigned(from: old, to: choice.person)) }
        note(choice)
    }

    private func nobody() -> UnmetCriterion {
        var finding = UnmetCriterion(
            "assignment.nobody",
            .state,
            scope.facts.people == nil
                ? "no directory of people is given, so no rule can choose"
                : "no rule holds and finds somebody who is there and has room",
            range: process.assignment.first?.range ?? .none
        )
        finding.isOverridable = false
        return finding
    }

    private func answer(_ step: AssignmentStep) -> Refusal? {
        let actor = scope.actor
        func refused(_ part: String, _ kind: UnmetCriterion.Kind, _ message: String) -> Refusal {
            var finding = UnmetCriterion("assignment.\(part)", kind, message, range: .none)
            finding.who = scope.state.owner.map { [$0] } ?? []
            finding.isOverridable = false
            return refusal([finding])
        }
        guard let owner = scope.state.owner, let known = scope.state.assignment, known.rule != nil else {
            return refused("made", .state, "the deal's owner was not chosen by a rule")
        }
        guard actor.id == owner || actor.onBehalfOf == owner else {
            return refused("by", .by, "only \(owner) can \(step.kind.rawValue) it")
        }
        guard !known.isAccepted else { return refused("accepted", .state, "\(owner) has accepted it already") }
        guard step.kind == .decline else {
            emit(.assignment(.accepted(by: owner)))
            return nil
        }
        emit(.assignment(.declined(by: owner, note: step.note)))
        let declined = (scope.state.assignment?.declined ?? []) + [owner]
        if let choice = scope.choose(excluding: declined, in: rule(known)?.stage) {
            give(choice)
        } else {
            emit(.assigned(from: owner, to: nil))
        }
        return nil
    }

    private func rule(_ known: AssignmentState) -> AssignmentRule? {
        known.rule.flatMap { process.assignment.indices.contains($0) ? process.assignment[$0] : nil }
    }

    /// The time to accept is over: the next one is asked. Where there is nobody else, it stays with whoever has it.
    func lapse() {
        guard let owner = scope.state.owner, let known = scope.state.assignment, !known.isAccepted,
            let rule = rule(known)
        else { return }
        emit(.assignment(.lapsed(by: owner)))
        let declined = scope.state.assignment?.declined ?? []
        if let choice = scope.choose(excluding: declined, in: rule.stage) { give(choice) }
    }

    /// Keeps the time in which an owner accepts; in a hold it stands still.
    func keepAcceptance(_ inForce: inout Set<TimerKey>) {
        guard let known = scope.state.assignment, !known.isAccepted, scope.state.owner != nil,
            scope.state.outcome == nil, let rule = known.rule, let within = self.rule(known)?.within
        else { return }
        let key = TimerKey(.accept, rule)
        let span = TimedSpan(within)
        inForce.insert(key)
        let isMade = record.events.contains { event in
            if case .assignment(.made) = event { true } else { false }
        }
        if isMade {
            guard let due = process.end(of: span, from: record.recorded) else { return }
            return arm(DealTimer(key, since: record.recorded, due: due, fires: due))
        }
        guard let timer = scope.state.timer(key) else { return }
        let isHeld = scope.state.activeStages.contains { process.stages[$0.index].isHold }
        if isHeld, let fires = timer.fires {
            emit(.time(.stopped(key, left: process.left(of: span, from: scope.now, until: fires))))
        } else if !isHeld, let left = timer.left {
            let due = process.due(of: span, from: scope.now, left: max(0, left))
            arm(DealTimer(key, since: timer.since, due: due, fires: due))
        }
    }

    /// A deal that has entered a stage with rules gets its owner by them, unless its owner is one of those already.
    func assignWhereEntered() {
        guard record.actor.kind != .import else { return }
        var entered: [StageID] = []
        var hasMoved = false
        for event in record.events {
            switch event {
            case .moved(let moved):
                hasMoved = true
                if !process.isNested { entered = [moved.to] }
            case .stagesChanged(let change) where hasMoved:
                entered = entered.filter { !change.left.contains($0) } + change.entered
            default: break
            }
        }
        guard !entered.isEmpty, let choice = scope.choose(onEntering: entered, keeping: scope.state.owner) else {
            return
        }
        give(choice)
    }

    /// The counters of open deals that this command changes.
    ///
    /// - Parameters:
    ///   - owner: Who owned it before.
    ///   - wasOpen: Whether it was open before.
    func countLoad(owner: String?, wasOpen: Bool) {
        let isOpen = scope.state.revision > 0 && scope.state.outcome == nil
        let before = wasOpen ? owner : nil
        let after = isOpen ? scope.state.owner : nil
        guard before != after else { return }
        if let before { counters.append(CounterChange(process.loadCounter(before), delta: -1)) }
        if let after {
            let counter = scope.facts.counter(process.loadCounter(after))
            // Whoever was chosen by a rule was chosen for the load that was read.
            let isChosen = record.events.contains { event in
                if case .assignment(.made(rule: _, to: after, among: _)) = event { true } else { false }
            }
            counters.append(
                CounterChange(counter.name, delta: 1, expectedRevision: isChosen ? counter.revision : nil)
            )
        }
    }
}
