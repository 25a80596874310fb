import TurnpikeValues

extension SalesProcess {
    /// Decides what a command does to a deal: the one road that every channel takes.
    ///
    /// It is pure: the same command, state and context give the same answer on every machine. Nothing is changed;
    /// `Acceptance.state` is what `apply(_:to:)` gives.
    ///
    /// - Throws: `CommandError` where the command makes no sense to this process, or an expression of the process failed.
    public func decide(
        _ command: Command,
        _ state: DealState,
        _ context: Context
    ) throws(CommandError) -> Decision {
        // Time never runs backwards for a deal, whatever the clocks of several machines say.
        let now = Instant(milliseconds: max(context.now.milliseconds, state.recordedMilliseconds))
        // Made in one piece, worked on through pointers that end with this call, and then moved into the answer: each
        // further place that it is copied through costs a twentieth of a move. The record is `blankRecord`, written out:
        // made by that function it costs a tenth.
        var acceptance = Acceptance(
            record: Record(
                revision: state.revision + 1,
                recorded: now,
                occurred: command.occurred,
                actor: context.actor,
                command: command.action.name,
                events: [],
                factsUsed: []
            ),
            state: state,
            effects: [],
            counters: []
        )
        let refusal = try withUnsafePointer(to: context) { (context) throws(CommandError) -> Refusal? in
            try withUnsafeMutablePointer(to: &acceptance) { (made) throws(CommandError) -> Refusal? in
                try work(
                    command,
                    &made.pointee.state,
                    &made.pointee.record,
                    &made.pointee.effects,
                    &made.pointee.counters,
                    context
                )
            }
        }
        guard var refusal else { return .accepted(consume acceptance) }
        refusal.command = command.action.phrase(in: self)
        // What was asked for on the way is kept, although the move is refused.
        guard refusal.requested.isEmpty else { return .pending(refusal, consume acceptance) }
        return .refused(refusal)
    }

    private func work(
        _ command: Command,
        _ state: UnsafeMutablePointer<DealState>,
        _ record: UnsafeMutablePointer<Record>,
        _ effects: UnsafeMutablePointer<[Effect]>,
        _ counters: UnsafeMutablePointer<[CounterChange]>,
        _ context: UnsafePointer<Context>
    ) throws(CommandError) -> Refusal? {
        let before = countsLoad ? (owner: state.pointee.owner, isOpen: state.pointee.isOpen) : nil
        let decider = Decider(self, state, record, counters, context)
        let refusal = try decider.perform(command)
        if let refusal, refusal.requested.isEmpty { return refusal }
        try decider.settle(isReview: command.action.isReview)
        if readsAccount || readsContact || namesOwnerManager || rates != nil { decider.noteFacts() }
        if !assignment.isEmpty {
            if let before { decider.countLoad(owner: before.owner, wasOpen: before.isOpen) }
        }
        var held: [HeldBack] = []
        if hasContactRules, context.pointee.effects, !decider.record.events.isEmpty {
            held = decider.keepMessagesBack()
        }
        if !hooks.isEmpty || !limits.isEmpty || !cadences.isEmpty || observed.writesBack, context.pointee.effects,
            !decider.record.events.isEmpty
        {
            effects.pointee = decider.effects(without: held)
        }
        if !externals.isEmpty, context.pointee.effects { effects.pointee += decider.questions() }
        return refusal
    }
}

/// One decision in the making: a working copy of the deal to which every event is applied as it arises.
///
/// The state and the record fill some hundred bytes and hold a dozen references. They stay where `decide` made them,
/// from where they are moved into the answer; a decider only points at them and never outlives the call. What it holds
/// itself never changes, so that none of its methods has to protect it, with a retain each, from another that might.
struct Decider: ~Copyable {
    let scope: Scope
    private let recordInMaking: UnsafeMutablePointer<Record>
    private let countersInMaking: UnsafeMutablePointer<[CounterChange]>
    /// What the deal was, as far as a decision asks for it: a copy of the state would retain all its parts.
    let before: (revision: Int64, stage: StageID, outcome: StageID?)

    /// A decider over `state`, `record` and `counters`, which must stay where they are while it lives.
    init(
        _ process: SalesProcess,
        _ state: UnsafeMutablePointer<DealState>,
        _ record: UnsafeMutablePointer<Record>,
        _ counters: UnsafeMutablePointer<[CounterChange]>,
        _ context: UnsafePointer<Context>
    ) {
        before = (state.pointee.revision, state.pointee.stage, state.pointee.outcome)
        scope = Scope(process: process, state: state, now: record.pointee.recorded, context: context)
        recordInMaking = record
        countersInMaking = counters
    }

    var process: SalesProcess { scope.process }

    /// The record as far as it is made.
    var record: Record {
        _read { yield recordInMaking.pointee }
        nonmutating _modify { yield &recordInMaking.pointee }
    }

    /// What it does to counters that deals share.
    var counters: [CounterChange] {
        _read { yield countersInMaking.pointee }
        nonmutating _modify { yield &countersInMaking.pointee }
    }

    /// Does what the command asks for, or says why not.
    func perform(_ command: Command) throws(CommandError) -> Refusal? {
        if case .at(let instant) = command.occurred, instant > record.recorded {
            throw CommandError(.invalidValue, "\(instant) lies in the future; what is recorded has happened")
        }
        if case .open(let opening) = command.action {
            guard before.revision == 0 else { throw CommandError(.wrongState, "the deal is opened already") }
            return try open(opening)
        }
        guard before.revision > 0 else { throw CommandError(.wrongState, "the deal is not opened yet") }
        return switch command.action {
        case .open: nil
        case .set(let values): try set(values)
        case .activity(let step): try activity(step)
        case .move(let request): try move(request, overriding: nil)
        case .override(let request, let because): try override(request, because: because)
        case .assign(let owner): assign(owner)
        case .relate(let kind, let id): relate(kind, id)
        case .comment(let text): try comment(text)
        case .approval(let step): try approval(step)
        case .assignment(let step): try assignment(step)
        case .answer(let answer): try self.answer(answer)
        case .signal(let signal, let data): try self.signal(signal, data)
        case .observe(let observation): try observe(observation)
        case .observation(let step): try observation(step)
        case .review: nil
        case .timer(let firing): try timer(firing)
        case .opening(let step): try hear(step)
        }
    }

    /// Adds an event and lets the working copy follow.
    func emit(_ event: __owned Event) {
        let stamp = record.stamp
        process.note(stamp, in: &scope.state)
        process.apply(event, of: stamp, by: record.actor.id, to: &scope.state)
        add(event)
    }

    /// `emit` for the commonest event, which is made into an enum only where it is kept; part of its caller, because an
    /// event handed to a function is copied.
    @inline(__always)
    func emit(_ moved: consuming Event.Moved) {
        let stamp = record.stamp
        process.note(stamp, in: &scope.state)
        process.apply(moved, of: stamp, by: record.actor.id, to: &scope.state)
        add(.moved(moved))
    }

    /// Most records hold one event; an array made for it costs less than one that grows by it.
    @inline(__always)
    private func add(_ event: consuming Event) {
        if record.events.isEmpty { record.events = [event] } else { record.events.append(event) }
    }

    /// A "no"; the caller of `perform` writes in what was commanded.
    ///
    /// - Parameter from: The stage that the move starts from, which may be one inside a phase or a track.
    func refusal(
        _ unmet: [UnmetCriterion],
        from: StageID? = nil,
        target: String? = nil,
        mayAlsoApply: [UnmetCriterion] = [],
        warnings: [UnmetCriterion] = [],
        overridableBy: [String] = [],
        requested: [String] = []
    ) -> Refusal {
        Refusal(
            command: "",
            stage: before.revision == 0 ? "" : process[from ?? before.stage].id,
            target: target,
            revision: before.revision,
            unmet: unmet.map { finding in
                var finding = finding
                if finding.place == nil { finding.place = process.place(of: finding.range) }
                return finding
            },
            mayAlsoApply: mayAlsoApply,
            warnings: warnings,
            overridableBy: overridableBy,
            requested: requested
        )
    }

    private func assign(_ owner: String?) -> Refusal? {
        if let refused = mayAssign() { return refusal([refused]) }
        let old = scope.state.owner
        if old != owner { emit(.assigned(from: old, to: owner)) }
        return nil
    }

    private func relate(_ kind: PartyKind, _ id: String?) -> Refusal? {
        let old = kind == .account ? scope.state.shared.account : scope.state.shared.contact
        if old != id { emit(.related(kind, id: id)) }
        return nil
    }

    private func comment(_ text: String) throws(CommandError) -> Refusal? {
        guard !text.isEmpty else { throw CommandError(.missing, "a comment needs a text") }
        guard text.utf8.count <= 65_536 else {
            throw CommandError(.invalidValue, "a comment holds at most 65,536 bytes, not \(text.utf8.count)")
        }
        emit(.commented(text))
        return nil
    }

    func noteFacts() {
        guard !record.events.isEmpty else { return }
        if process.namesOwnerManager, let people = scope.facts.people, let owner = scope.state.owner {
            let manager = people.manager(of: owner, on: process.zone.date(of: scope.now))
            record.factsUsed.append(
                .init(kind: .people, id: "owner_manager:\(manager ?? "nobody")", revision: people.revision)
            )
        }
        if let account = scope.facts.account, account.id == scope.state.shared.account, process.readsAccount {
            record.factsUsed.append(.init(kind: .account, id: account.id, revision: account.revision))
        }
        if let contact = scope.facts.contact, contact.id == scope.state.shared.contact, process.readsContact {
            record.factsUsed.append(.init(kind: .contact, id: contact.id, revision: contact.revision))
        }
        if process.readsRates, let rates = scope.facts.rates, let day = scope.rateDay(in: rates) {
            record.factsUsed.append(.init(kind: .rates, id: day.description, revision: rates.revision))
        }
    }
}

extension Command.Action {
    /// The kind's stable name, as records keep it.
    public var name: String {
        switch self {
        case .open: "open"
        case .set: "set"
        case .activity(let step): step.kind.rawValue
        case .move: "move"
        case .override: "override"
        case .assign: "assign"
        case .relate: "relate"
        case .comment: "comment"
        case .approval(let step): step.kind.rawValue
        case .assignment(let step): step.kind.rawValue
        case .answer: "answer"
        case .signal: "signal"
        case .observe: "observe"
        case .observation: "observation"
        case .review: "review"
        case .timer: "timer"
        case .opening: "opening"
        }
    }

    /// The command in a few words, as refusals name it.
    func phrase(in process: SalesProcess) -> String {
        switch self {
        case .open(let opening): opening.stage.map { "open in \($0)" } ?? "open"
        case .set(let values): "set \(values.map(\.field).joined(separator: ", "))"
        case .activity(let step): "\(step.kind.rawValue) \(step.activity)"
        case .move(let request): "move \(request.move.words(in: process))"
        case .override(let request, because: _): "override \(request.move.words(in: process))"
        case .assign(let owner): "assign \(owner ?? "nobody")"
        case .relate(let kind, let id): "relate \(kind.rawValue) \(id ?? "none")"
        case .comment: "comment"
        case .answer(let answer): "answer \(answer.gate)"
        case .approval(let step): "\(step.kind.rawValue) \(step.approval)"
        case .assignment(let step): step.kind == .byRules ? "assign by the rules" : step.kind.rawValue
        case .signal(let signal, data: _): "signal \(signal)"
        case .observe(let observation): "observe \(observation.stage)"
        case .observation(let step): "\(step.kind.rawValue) what was observed"
        case .review: "review"
        case .timer(let firing): "timer \(firing.name)"
        case .opening(let step): "opening \(step.opening)"
        }
    }
}

extension MoveRequest.Name {
    /// The move as refusals name it.
    func words(in process: SalesProcess) -> String {
        if case .id(let id) = self, id.index < process.moves.count { process[id].id } else { phrase }
    }

    var phrase: String {
        switch self {
        case .id(let id): "#\(id.index)"
        case .named(let words): words
        }
    }
}

extension CommandError {
    /// An unknown name with the nearest known one.
    static func unknown(_ kind: String, _ name: String, among known: [String]) -> CommandError {
        var sentence = "no \(kind) is called '\(name)'"
        if let near = EditDistance.nearest(to: name, in: known) {
            sentence += "; did you mean '\(near)'?"
        } else if !known.isEmpty, known.count <= 12 {
            sentence += "; there is \(known.joined(separator: ", "))"
        }
        return CommandError(.unknownName, sentence)
    }
}
