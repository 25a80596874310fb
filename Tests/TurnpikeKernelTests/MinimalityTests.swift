import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// Rule 2: with nothing else changed, meeting exactly the listed criteria makes the move succeed, and leaving any one of
/// them out does not.
@Suite struct MinimalityTests {
    /// Something a person can do, with the criteria that it meets.
    private enum Deed: Hashable {
        case set(String, Value)
        case complete(String, times: Int)
        case ask(String, Value)
        case reason(String)
        case confirm(String)
        case become(String)
        case move(String)
        case approve(String)
    }

    /// People of every role, one of each.
    private static let approvers = ["boss", "rep", "legal"].map { Actor.person("\($0)_of_them", roles: $0) }

    private static let start = Instant(milliseconds: 1_780_000_000_000)

    @Test(arguments: 0..<20)
    func meetingExactlyWhatIsListedIsEnoughAndNothingLessIs(batch: Int) throws {
        var refusals = 0
        var deals = 0
        for number in 0..<50 {
            var dice = Dice(UInt64(batch * 1_000 + number + 1))
            let random = RandomProcess(&dice)
            let process = try compile(random)
            for _ in 0..<10 {
                deals += 1
                let actor = Actor.person("rita", roles: dice.pick(["rep", "boss", "nobody"]))
                var state = try opened(process, random, &dice)
                state = try wander(process, random, state, &dice)
                for explanation in try process.explain(state, context(actor)) {
                    let isRefused = try judge(explanation.move, process, random, state, actor)
                    if isRefused { refusals += 1 }
                }
            }
        }
        #expect(deals == 500)
        #expect(refusals > 200, "the generator must make moves that are refused, or this proves nothing")
    }

    private func compile(_ random: RandomProcess) throws -> SalesProcess {
        let file = ProcessFile(text: random.text, name: "random.process.yaml")
        let definition = try #require(file.definition, "\(random.text)")
        let result = SalesProcess.compile(definition)
        return try #require(result.process, "\(result.diagnostics.map(\.message))\n\(random.text)")
    }

    private func context(_ actor: Actor) -> Context { Context(now: Self.start, actor: actor) }

    private func apply(_ command: Command.Action, _ process: SalesProcess, _ state: DealState, _ actor: Actor) throws
        -> DealState?
    {
        switch try process.decide(Command(command), state, context(actor)) {
        case .accepted(let acceptance):
            var replayed = state
            if acceptance.isChange { process.apply(acceptance.record, to: &replayed) }
            #expect(replayed == acceptance.state, "applying the record gives the state that was decided")
            return acceptance.state
        case .refused, .pending: return nil
        }
    }

    /// Asks for an approval and has it given by whoever may.
    private func approved(_ approval: String, _ process: SalesProcess, _ state: DealState) throws -> DealState {
        var state =
            try apply(.approval(ApprovalStep(approval, .request)), process, state, .system) ?? state
        for _ in 0..<2 {
            for actor in Self.approvers {
                state = try apply(.approval(ApprovalStep(approval, .approve)), process, state, actor) ?? state
            }
        }
        return state
    }

    private func opened(_ process: SalesProcess, _ random: RandomProcess, _ dice: inout Dice) throws -> DealState {
        var generator = SystemRandomNumberGenerator()
        let id = DealID(UUIDv7(milliseconds: 1, random: &generator))
        var fields: [FieldValue] = []
        for field in random.fields where dice.chance(60) {
            fields.append(FieldValue(field.id, dice.chance(50) ? field.good : field.bad))
        }
        if dice.chance(70) { fields.append(FieldValue("weighty", .bool(dice.chance(50)))) }
        let empty = DealState(id: id, fieldCount: process.fields.count)
        return try #require(
            try apply(.open(Opening(name: "deal", stage: random.stages[0], fields: fields)), process, empty, .system)
        )
    }

    /// A few steps through the process, overriding nothing.
    private func wander(
        _ process: SalesProcess,
        _ random: RandomProcess,
        _ state: DealState,
        _ dice: inout Dice
    ) throws -> DealState {
        var state = state
        for _ in 0..<dice.roll(5) {
            if dice.chance(30) {
                let approval = dice.pick(["consent", "deep"])
                state = try apply(.approval(ApprovalStep(approval, .request)), process, state, .system) ?? state
                if dice.chance(60) {
                    let step = ApprovalStep(approval, .approve)
                    state = try apply(.approval(step), process, state, Self.approvers[0]) ?? state
                }
            }
            let activity = dice.pick(random.activities)
            let step = ActivityStep(activity, outcome: dice.pick(["held", "missed"]))
            state = try apply(.activity(step), process, state, .system) ?? state
            let moves = try process.explain(state, context(.system)).filter { $0.status == .open && $0.asks.isEmpty }
            guard !moves.isEmpty else { continue }
            let move = dice.pick(moves)
            let request = MoveRequest(to: move.move, reason: move.reasons.first)
            state = try apply(.move(request), process, state, .system) ?? state
        }
        return state
    }

    /// Attempts a move; where it is refused, proves that its list is complete and minimal.
    private func judge(
        _ move: String,
        _ process: SalesProcess,
        _ random: RandomProcess,
        _ state: DealState,
        _ actor: Actor
    ) throws -> Bool {
        let decision = try process.decide(Command(.move(MoveRequest(to: move))), state, context(actor))
        let refusal: Refusal
        switch decision {
        case .accepted: return false
        case .refused(let said), .pending(let said, _): refusal = said
        }
        #expect(!refusal.unmet.isEmpty)
        #expect(Set(refusal.ids).count == refusal.ids.count, "each criterion is listed once: \(refusal.ids)")
        if refusal.unmet.contains(where: { $0.kind == .noMove || $0.kind == .state }) { return true }

        // In a hold no track can go on; the way is back, and then it is another question.
        if process[state.stage].isAside, let track = refusal.unmet.first(where: { $0.kind == .track }) {
            #expect(track.remedies == [.move("wake")] || process[state.stage].outcome == .lost)
            return true
        }
        var deeds: [Deed: [String]] = [:]
        collect(refusal.unmet, random, process, into: &deeds)
        let all = Array(deeds.keys)
        if let left = try refused(after: all, move, process, state, actor) {
            Issue.record("meeting all of \(refusal.ids) is not enough, there remains \(left)\n\(random.text)")
            return true
        }
        for deed in all {
            let others = all.filter { $0 != deed }
            if isMetOtherwise(refusal.unmet, by: others, instead: deed, random, process) { continue }
            let left = try refused(after: others, move, process, state, actor)
            if left == nil {
                Issue.record(
                    "\(deeds[deed] ?? []) is listed and not needed among \(refusal.ids) \(refusal.unmet.map { $0.alternatives.map { $0.map(\.id) } })\n\(random.text)"
                )
            }
        }
        return true
    }

    /// The deeds that meet criteria; for a group, those of its first alternative.
    private func collect(
        _ unmet: [UnmetCriterion],
        _ random: RandomProcess,
        _ process: SalesProcess,
        into deeds: inout [Deed: [String]]
    ) {
        for finding in unmet {
            var deed: Deed?
            switch finding.kind {
            case .needs, .check:
                let path = finding.missing.first ?? fieldRead(by: finding)
                if let field = random.fields.first(where: { "deal.\($0.id)" == path }) {
                    // Where a gate's `when` lacks the field, the promise speaks of values under which it does not apply.
                    let isWhen = finding.id.contains(".when.")
                    deed = .set(field.id, isWhen ? field.bad : field.good)
                }
            case .done:
                for case .complete(let activity, _, let times) in finding.remedies {
                    deed = .complete(activity, times: times)
                }
            case .ask:
                for case .ask(let name) in finding.remedies {
                    if let field = random.fields.first(where: { $0.id == name }) { deed = .set(field.id, field.good) }
                }
            case .reason: deed = .reason("price")
            case .confirm:
                // A field may be demanded beside its check; then giving it the good value meets both.
                let path = finding.missing.first ?? fieldRead(by: finding)
                if let field = random.fields.first(where: { "deal.\($0.id)" == path }) {
                    deed = .set(field.id, field.good)
                }
            case .by: deed = .become("boss")
            case .approval:
                for case .approve(let approval, by: _) in finding.remedies { deed = .approve(approval) }
            case .track:
                for case .move(let name) in finding.remedies { deed = .move(name) }
            case .any: collect(finding.alternatives.first ?? [], random, process, into: &deeds)
            case .when, .locked, .noMove, .target, .state, .external: break
            }
            guard let deed else { continue }
            add(deed, finding.id, to: &deeds)
        }
    }

    /// Whether a deed belongs only to groups of which another alternative is met by what else is done.
    private func isMetOtherwise(
        _ unmet: [UnmetCriterion],
        by others: [Deed],
        instead deed: Deed,
        _ random: RandomProcess,
        _ process: SalesProcess
    ) -> Bool {
        var outside: [Deed: [String]] = [:]
        collect(unmet.filter { $0.kind != .any }, random, process, into: &outside)
        if outside.keys.contains(where: { isSame($0, deed) }) { return false }
        return unmet.contains { $0.kind == .any && isMet($0, by: others, random, process) }
    }

    private func isMet(_ finding: UnmetCriterion, by done: [Deed], _ random: RandomProcess, _ process: SalesProcess)
        -> Bool
    {
        if finding.kind == .any {
            return finding.alternatives.contains { $0.allSatisfy { isMet($0, by: done, random, process) } }
        }
        var deeds: [Deed: [String]] = [:]
        collect([finding], random, process, into: &deeds)
        return deeds.keys.allSatisfy { wanted in done.contains { isSame($0, wanted) } }
    }

    private func isSame(_ a: Deed, _ b: Deed) -> Bool {
        switch (a, b) {
        case (.set(let a, _), .set(let b, _)): a == b
        case (.complete(let a, times: _), .complete(let b, times: _)): a == b
        default: a == b
        }
    }

    /// Two criteria may be met by one deed; of two counts of one activity the larger meets both.
    private func add(_ deed: Deed, _ id: String, to deeds: inout [Deed: [String]]) {
        switch deed {
        case .set(let field, let new):
            for case .set(field, let value) in deeds.keys {
                let ids = (deeds.removeValue(forKey: .set(field, value)) ?? []) + [id]
                // Where it decides whether a gate applies, the value is one under which the gate does not.
                deeds[.set(field, id.contains(".when.") ? new : value)] = ids
                return
            }
        case .complete(let activity, let times):
            for case .complete(activity, let known) in deeds.keys {
                let ids = (deeds.removeValue(forKey: .complete(activity, times: known)) ?? []) + [id]
                deeds[.complete(activity, times: max(times, known))] = ids
                return
            }
        case .ask, .reason, .confirm, .become, .move, .approve: break
        }
        deeds[deed, default: []].append(id)
    }

    private func fieldRead(by finding: UnmetCriterion) -> String? {
        for remedy in finding.remedies {
            switch remedy {
            case .set(let field): return "deal.\(field)"
            case .change(let fields): return fields.first.map { "deal.\($0)" }
            default: continue
            }
        }
        return nil
    }

    /// Does the deeds, then attempts the move: nil if it succeeds, else the criteria that remain.
    private func refused(
        after deeds: [Deed],
        _ move: String,
        _ process: SalesProcess,
        _ state: DealState,
        _ actor: Actor
    ) throws -> [String]? {
        var state = state
        var actor = actor
        var request = MoveRequest(to: move)
        func isApproval(_ deed: Deed) -> Bool { if case .approve = deed { true } else { false } }
        // What is approved is the deal as it then is: a later change may withdraw it.
        for deed in deeds.filter({ !isApproval($0) }) + deeds.filter(isApproval) {
            switch deed {
            case .set(let field, let value), .ask(let field, let value):
                state = try #require(try apply(.set([FieldValue(field, value)]), process, state, .system))
            case .complete(let activity, let times):
                for _ in 0..<times {
                    let step = ActivityStep(activity, outcome: "held")
                    state = try #require(try apply(.activity(step), process, state, .system))
                }
            case .reason(let reason): request.reason = reason
            case .confirm(let id): request.confirmed.append(id)
            case .become(let role): actor.roles = [role]
            case .approve(let approval): state = try approved(approval, process, state)
            case .move(let name):
                state = try #require(try apply(.move(MoveRequest(to: name)), process, state, .system))
            }
        }
        switch try process.decide(Command(.move(request)), state, context(actor)) {
        case .accepted: return nil
        case .refused(let refusal), .pending(let refusal, _): return refusal.ids
        }
    }
}
