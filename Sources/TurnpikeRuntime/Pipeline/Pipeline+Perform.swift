public import Turnpike
public import TurnpikeValues

/// How a command is to be taken.
public struct CommandOptions: Sendable {
    /// The revision that the caller has seen; another one makes the command stale.
    public var expectedRevision: Int64?
    /// The source and key under which the command may be repeated without effect.
    public var idempotency: (source: String, key: String)?
    /// Whether hooks act: false for imports and replays.
    public var effects: Bool

    /// Options; the defaults suit a person's command.
    public init(
        expectedRevision: Int64? = nil,
        idempotency: (source: String, key: String)? = nil,
        effects: Bool = true
    ) {
        self.expectedRevision = expectedRevision
        self.idempotency = idempotency
        self.effects = effects
    }
}

/// What became of a command.
///
/// It is held by reference: it passes through several tasks' frames, and a deal with its record is large.
public indirect enum Outcome: Sendable {
    /// It is stored.
    case changed(Deal, Record)
    /// There was nothing to change.
    case unchanged(Deal)
    /// It is refused, with all reasons; the deal stands as it is, except for approvals that the attempt has asked for
    /// (`Refusal.requested`).
    case refused(Refusal, Deal?)
    /// The same command was stored before, as this revision; the deal stands as of now.
    case repeated(Deal, revision: Int64)

    /// The deal as it stands; nil only for an opening that was refused.
    public var deal: Deal? {
        switch self {
        case .changed(let deal, _), .unchanged(let deal), .repeated(let deal, revision: _): deal
        case .refused(_, let deal): deal
        }
    }
}

extension Pipeline {
    /// Decides a command for a deal and stores what follows from it.
    ///
    /// - Throws: `CommandError` where the command makes no sense to the process, `PipelineError`, `StoreError`.
    public func perform(
        _ command: Command,
        on id: DealID,
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> Outcome {
        if observesCommands, let commands {
            let outcome = try await commands.performing(command.action.name, deal: id) { trace in
                try await CommandTrace.$current.withValue(trace) {
                    try await decideAndStore(command, on: id, by: actor, options: options).outcome
                }
            }
            return outcome.hasBusinessElsewhere ? await followUp(outcome) : outcome
        }
        let performed = try await decideAndStore(command, on: id, by: actor, options: options)
        return performed.hasBusinessElsewhere ? await followUp(performed.outcome) : performed.outcome
    }

    /// An outcome, and whether something is to be done in other deals now: who looks for that in the outcome copies all of it.
    private struct Performed: Sendable {
        let outcome: Outcome
        var hasBusinessElsewhere = false
    }

    private func decideAndStore(
        _ command: Command,
        on id: DealID,
        by actor: Actor,
        options: CommandOptions
    ) async throws -> Performed {
        try await live.run(id) { turn in
            if options.idempotency != nil, let repeated = try await repetition(of: command, for: id, options) {
                return Performed(outcome: repeated)
            }
            var cached = turn.entry
            var lost = 0
            for _ in 0..<Self.attempts {
                if lost > 0 { try await Self.giveWay(lost) }
                let entry: LiveDeals.Entry
                if let cached { entry = cached } else { entry = try await stored(id) }
                let context: Context?
                if isSelfContained(entry.process) {
                    context = nil
                } else {
                    context = try await self.context(for: command, entry.state, entry.process, actor)
                }
                let known = cached != nil
                cached = nil
                switch try decide(command, entry, isFresh: !known, context, actor, options) {
                case .ended(let outcome): return Performed(outcome: outcome)
                case .readAnew: continue
                case .commit(let commits, let outcome, let entry):
                    if let stored = try await store(commits, outcome, leaving: entry, turn) {
                        return Performed(outcome: stored, hasBusinessElsewhere: entry.state.hasBusinessElsewhere)
                    }
                    turn.keep(nil)
                    lost += 1
                }
            }
            throw PipelineError(
                .contention,
                "the deal \(id) was changed by others \(Self.attempts) times in a row; try again"
            )
        }
    }

    /// What one attempt at a command has come to, all of it small: it is held while the store works.
    private enum Attempted {
        case ended(Outcome)
        /// It was decided on a state that may be old, and nothing is said on such.
        case readAnew
        /// The commit, by itself in its batch, and what to answer and to keep once it is stored.
        case commit([Commit], Outcome, LiveDeals.Entry)
    }

    /// Decides a command on a deal's state. No task waits within it, so that what is large stays on its stack.
    ///
    /// - Parameters:
    ///   - isFresh: whether the state was read from the store just now; else another process may have changed the deal since.
    ///   - context: nil where it is only the actor and the time.
    private func decide(
        _ command: Command,
        _ entry: LiveDeals.Entry,
        isFresh: Bool,
        _ context: Context?,
        _ actor: Actor,
        _ options: CommandOptions
    ) throws -> Attempted {
        let process = entry.process
        if let expected = options.expectedRevision, expected != entry.state.revision {
            if isFresh { throw stale(entry.state.id, expected: expected, actual: entry.state.revision) }
            return .readAnew
        }
        let decision: Decision
        do {
            decision = try process.decide(command, entry.state, context ?? Context(now: clock.now(), actor: actor))
        } catch {
            guard isFresh else { return .readAnew }
            throw error
        }
        switch decision {
        case .refused(let refusal):
            // A "no" is said only to what is stored.
            return isFresh ? .ended(.refused(refusal, entry.deal)) : .readAnew
        case .pending(let refusal, let acceptance):
            let commit = commit(acceptance, process, command, deal: entry.state.id, options, isPending: true)
            let left = LiveDeals.Entry(acceptance.state, of: process)
            return .commit([commit], .refused(refusal, left.deal), left)
        case .accepted(let acceptance):
            guard acceptance.isChange else { return isFresh ? .ended(.unchanged(entry.deal)) : .readAnew }
            let commit = commit(acceptance, process, command, deal: entry.state.id, options)
            let left = LiveDeals.Entry(acceptance.state, of: process)
            return .commit([commit], .changed(left.deal, acceptance.record), left)
        }
    }

    /// Whether a decision needs nothing but the deal, the actor and the time, so that nobody has to be asked for facts.
    private func isSelfContained(_ process: SalesProcess) -> Bool {
        directory == nil && !process.usesRates && !process.usesAccount && !process.usesContact
            && !process.countsMessagesOfOwner
    }

    /// Opens a deal of the newest version of a process.
    ///
    /// - Throws: `RefusedError` where it is refused; `CommandError`, `PipelineError`, `StoreError`.
    public func open(
        _ processID: String,
        name: String,
        stage: String? = nil,
        owner: String? = nil,
        account: String? = nil,
        contact: String? = nil,
        externalKeys: [String] = [],
        fields: [String: Value] = [:],
        by actor: Actor,
        occurred: Occurrence = .now,
        options: CommandOptions = CommandOptions()
    ) async throws -> Deal {
        let opening = Opening(
            name: name,
            stage: stage,
            owner: owner,
            account: account,
            contact: contact,
            externalKeys: externalKeys,
            fields: fields.sorted { $0.key < $1.key }.map { FieldValue($0.key, $0.value) }
        )
        let outcome = try await open(processID, opening, by: actor, occurred: occurred, options: options)
        switch outcome {
        case .refused(let refusal, _): throw RefusedError(refusal: refusal)
        case .changed(let deal, _), .unchanged(let deal), .repeated(let deal, revision: _): return deal
        }
    }

    /// Opens a deal of the newest version of a process, a refusal being an outcome.
    ///
    /// - Throws: `CommandError`, `PipelineError`, `StoreError`.
    public func open(
        _ processID: String,
        _ opening: Opening,
        by actor: Actor,
        occurred: Occurrence = .now,
        options: CommandOptions = CommandOptions()
    ) async throws -> Outcome {
        try await open(processID, opening, as: nil, by: actor, occurred: occurred, options: options)
    }

    /// The same, with the id that the deal is to have: one that is there already is not opened again.
    func open(
        _ processID: String,
        _ opening: Opening,
        as id: DealID?,
        by actor: Actor,
        occurred: Occurrence = .now,
        options: CommandOptions = CommandOptions()
    ) async throws -> Outcome {
        let outcome: Outcome
        if observesCommands, let commands {
            outcome = try await commands.performing("open", deal: nil) { trace in
                try await CommandTrace.$current.withValue(trace) {
                    try await decideAndStore(
                        processID,
                        opening,
                        as: id,
                        by: actor,
                        occurred: occurred,
                        options: options
                    )
                }
            }
        } else {
            outcome = try await decideAndStore(
                processID,
                opening,
                as: id,
                by: actor,
                occurred: occurred,
                options: options
            )
        }
        return outcome.hasBusinessElsewhere ? await followUp(outcome) : outcome
    }

    private func decideAndStore(
        _ processID: String,
        _ opening: Opening,
        as given: DealID?,
        by actor: Actor,
        occurred: Occurrence,
        options: CommandOptions
    ) async throws -> Outcome {
        let process = try await process(processID)
        let command = Command(.open(opening), occurred: occurred)
        if let repeated = try await repetition(of: command, for: nil, options) { return repeated }
        for lost in 0..<Self.attempts {
            try await Self.giveWay(lost)
            if let given, let deal = try await deal(given) { return .repeated(deal, revision: 1) }
            let id = given ?? ids.next(clock.now())
            let state = DealState(id: id, fieldCount: process.fields.count)
            let context = try await openingContext(opening, process, actor)
            switch try process.decide(command, state, context) {
            case .refused(let refusal), .pending(let refusal, _): return .refused(refusal, nil)
            case .accepted(let acceptance):
                let commit = commit(acceptance, process, command, deal: nil, options)
                let left = LiveDeals.Entry(acceptance.state, of: process)
                let opened = Outcome.changed(left.deal, acceptance.record)
                // Where rules chose the owner, another deal may have been given to them meanwhile: they choose again.
                if let outcome = try await store([commit], opened, leaving: left) { return outcome }
            }
        }
        throw PipelineError(.contention, "the new deal could not be given to anybody; try again")
    }

    func openingContext(_ opening: Opening, _ process: SalesProcess, _ actor: Actor) async throws -> Context {
        var facts = Facts()
        if process.usesRates { facts.rates = rates }
        if process.usesAccount, let id = opening.account { facts.account = try await party(.account, id) }
        if process.usesContact, let id = opening.contact {
            facts.contact = try await party(.contact, id)
            facts.readContactZone(for: process)
        }
        if let owner = opening.owner { try await readMessageCounter(of: owner, process, into: &facts) }
        let actor = try await resolve(actor, process, into: &facts)
        return Context(now: clock.now(), actor: actor, facts: facts)
    }

    /// Waits a little where others were faster, longer each time and by chance: writers in several processes that all try
    /// again at once would take the deal from each other for ever.
    private static func giveWay(_ lost: Int) async throws {
        guard lost > 1 else { return }
        try await Task.sleep(for: .microseconds(Int64.random(in: 0...(500 << min(lost, 7)))))
    }

    /// The deal as the store has it now.
    private func stored(_ id: DealID) async throws -> LiveDeals.Entry {
        guard let stored = try await store.deal(id, tenant: tenant) else { throw noSuchDeal(id) }
        let process = try await process(of: stored.summary)
        return LiveDeals.Entry(try decode(stored, process), of: process)
    }

    private func stale(_ id: DealID, expected: Int64, actual: Int64) -> PipelineError {
        PipelineError(.stale, "the deal \(id) is at revision \(actual), not \(expected): somebody else changed it")
    }

    private func repetition(of command: Command, for id: DealID?, _ options: CommandOptions) async throws -> Outcome? {
        guard let (source, key) = options.idempotency else { return nil }
        guard let acceptance = try await store.acceptance(source: source, key: key, tenant: tenant) else { return nil }
        return try await repeated(acceptance, command.digest(for: id), source: source, key: key)
    }

    private func repeated(
        _ acceptance: StoredAcceptance,
        _ digest: Digest,
        source: String,
        key: String
    ) async throws -> Outcome {
        guard acceptance.commandDigest == digest else {
            throw PipelineError(.keyReused, "the key '\(key)' of \(source) was used for another command")
        }
        guard let deal = try await deal(acceptance.deal) else { throw noSuchDeal(acceptance.deal) }
        return .repeated(deal, revision: acceptance.revision)
    }

    /// - Parameter isPending: Whether the command itself was refused and only its request is stored: its key is not used
    ///   up, because the command is to be given again.
    func commit(
        _ acceptance: Acceptance,
        _ process: SalesProcess,
        _ command: Command,
        deal id: DealID?,
        _ options: CommandOptions,
        isPending: Bool = false
    ) -> Commit {
        let deal = Deal(process: process, state: acceptance.state)
        var commit = Commit(
            tenant: tenant,
            deal: acceptance.state.id,
            expectedRevision: acceptance.record.revision - 1,
            state: StateCoding.encode(acceptance.state, in: process),
            record: RecordCoding.encode(acceptance.record, in: process),
            recorded: acceptance.record.recorded,
            summary: deal.summary
        )
        commit.sensitive = acceptance.sensitiveValues(in: process)
        commit.counters = acceptance.counters
        commit.timers = acceptance.timerRows(in: process)
        commit.pendingApprovals = acceptance.pendingApprovals(in: process)
        if case .open(let opening) = command.action { commit.externalKeys = opening.externalKeys }
        if options.effects {
            let trace = observesCommands ? CommandTrace.current : nil
            commit.outbox = acceptance.effects.map { effect in
                OutboxRow(
                    tenant: tenant,
                    deal: acceptance.state.id,
                    revision: acceptance.record.revision,
                    hook: effect.plugin,
                    key: effect.key,
                    request: trace.map { CommandTrace.adding($0, to: effect.request) } ?? effect.request,
                    parksLane: parking[effect.plugin] ?? effect.parksLane,
                    nextAttempt: acceptance.record.recorded
                )
            }
        }
        if !isPending, let (source, key) = options.idempotency {
            commit.idempotency = IdempotencyKey(source: source, key: key, commandDigest: command.digest(for: id))
        }
        return commit
    }

    /// Stores a commit, which is by itself in its batch; nil where another writer was first.
    ///
    /// - Parameters:
    ///   - outcome: the answer once it is stored.
    ///   - entry: the deal as it stands then.
    ///   - turn: the command's turn with it; nil for an opening.
    private func store(
        _ commits: consuming [Commit],
        _ outcome: Outcome,
        leaving entry: LiveDeals.Entry,
        _ turn: LiveDeals.Turn? = nil
    ) async throws -> Outcome? {
        let recorded = commits[0].recorded
        let idempotency = commits[0].idempotency
        guard let result = try await store.commit(commits).first else {
            throw StoreError(.failed, "the store answered a commit with nothing")
        }
        switch result {
        case .stored:
            if let turn { turn.keep(entry) } else { live.keep(entry) }
            if housekeeping.isDue(at: recorded) {
                // Beside the commands, which never wait for it; a store that fails here fails the next command too.
                Task { try? await self.purge() }
            }
            return outcome
        case .conflict: return nil
        case .duplicate(let stored), .keyReused(let stored):
            guard let key = idempotency else { return nil }
            return try await repeated(stored, key.commandDigest, source: key.source, key: key.key)
        case .keyTaken(let key, let other):
            throw PipelineError(.keyTaken, "the external key '\(key)' belongs to the deal \(other)")
        }
    }
}
