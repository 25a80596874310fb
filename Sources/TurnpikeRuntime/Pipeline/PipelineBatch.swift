public import Turnpike
public import TurnpikeValues

/// Many commands decided in memory and stored together: for imports and bulk work.
///
/// The same kernel decides each command, in order, on the deal as the commands before it left it. `flush` stores what
/// was decided in one call, durable when it returns. A batch is used by one task at a time.
public struct PipelineBatch: Sendable {
    /// A stored result that was not what was decided: another writer was first.
    public struct Conflict: Hashable, Sendable {
        /// The deal.
        public var deal: DealID
        /// What the store said.
        public var result: CommitResult
    }

    private let pipeline: Pipeline
    private var states: [DealID: (state: DealState, process: SalesProcess)] = [:]
    private var commits: [Commit] = []
    /// Counters as the commands of this batch left them.
    private var counters: [String: Counter] = [:]

    /// How many commits wait to be stored.
    public var count: Int { commits.count }

    init(_ pipeline: Pipeline) {
        self.pipeline = pipeline
    }

    /// Decides the opening of a deal.
    ///
    /// - Throws: `CommandError`, `PipelineError`, `StoreError`.
    public mutating func open(
        _ process: SalesProcess,
        _ opening: Opening,
        by actor: Actor,
        occurred: Occurrence = .now,
        options: CommandOptions = CommandOptions()
    ) async throws -> (DealID, Decision) {
        let id = pipeline.ids.next(pipeline.clock.now())
        let state = DealState(id: id, fieldCount: process.fields.count)
        let command = Command(.open(opening), occurred: occurred)
        let context = try await pipeline.openingContext(opening, process, actor)
        return (id, try decide(command, state, process, context, nil, options))
    }

    /// Decides a command for a deal of the store, or one that this batch opened.
    ///
    /// - Throws: `CommandError`, `PipelineError`, `StoreError`.
    public mutating func perform(
        _ command: Command,
        on id: DealID,
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> Decision {
        if states[id] == nil {
            guard let stored = try await pipeline.store.deal(id, tenant: pipeline.tenant) else {
                throw pipeline.noSuchDeal(id)
            }
            let process = try await pipeline.process(of: stored.summary)
            states[id] = (try pipeline.decode(stored, process), process)
        }
        guard let (state, process) = states[id] else { throw pipeline.noSuchDeal(id) }
        let context = try await pipeline.context(for: state, process, actor)
        return try decide(command, state, process, context, id, options)
    }

    private mutating func decide(
        _ command: Command,
        _ state: DealState,
        _ process: SalesProcess,
        _ context: Context,
        _ id: DealID?,
        _ options: CommandOptions
    ) throws -> Decision {
        var context = context
        context.effects = options.effects
        if !counters.isEmpty {
            context.facts.counters = context.facts.counters.map { counters[$0.name] ?? $0 } + counters.values
        }
        let decision = try process.decide(command, state, context)
        switch decision {
        case .accepted(let acceptance) where acceptance.isChange:
            states[state.id] = (acceptance.state, process)
            for change in acceptance.counters {
                let known = context.facts.counters.first { $0.name == change.name } ?? Counter(change.name)
                counters[change.name] = change.applied(to: known)
            }
            commits.append(pipeline.commit(acceptance, process, command, deal: id, options))
        case .pending(_, let acceptance):
            states[state.id] = (acceptance.state, process)
            commits.append(pipeline.commit(acceptance, process, command, deal: id, options, isPending: true))
        case .accepted, .refused: break
        }
        return decision
    }

    /// The deal as the commands of this batch left it.
    public func deal(_ id: DealID) -> Deal? {
        states[id].map { Deal(process: $0.process, state: $0.state) }
    }

    /// Takes back what was decided for a deal since the last flush, where a later command for it failed.
    public mutating func discard(_ id: DealID) {
        commits.removeAll { $0.deal == id }
        states[id] = nil
    }

    /// Stores what was decided, durable on return. Deals of other processes that it has to do with (`opens`) are then
    /// opened and told, as after any command; what fails of that is left to a worker.
    ///
    /// - Returns: the commits that another writer made impossible; empty as a rule.
    /// - Throws: `StoreError`; then nothing of this flush is stored.
    public mutating func flush() async throws -> [Conflict] {
        guard !commits.isEmpty else { return [] }
        let results = try await pipeline.store.commit(commits)
        var conflicts: [Conflict] = []
        let elsewhere = states.values.filter { $0.state.hasBusinessElsewhere }
        for (commit, result) in zip(commits, results) {
            if case .stored = result { continue }
            conflicts.append(Conflict(deal: commit.deal, result: result))
        }
        for id in states.keys { pipeline.live.forget(id) }
        counters.removeAll()
        commits.removeAll(keepingCapacity: true)
        states.removeAll(keepingCapacity: true)
        let failed = Set(conflicts.map(\.deal))
        for (state, process) in elsewhere where !failed.contains(state.id) {
            _ = await pipeline.carryOutNow(Deal(process: process, state: state))
        }
        return conflicts
    }
}

extension Pipeline {
    /// An empty batch.
    public func batch() -> PipelineBatch { PipelineBatch(self) }

    /// Keeps an account's or a contact's record: a new one, or the next revision of the stored one with these values
    /// added to or put in place of what it holds.
    ///
    /// - Throws: `PipelineError` (`contention`) where others keep changing it, `StoreError`.
    public func put(
        _ kind: PartyKind,
        _ id: String,
        values: [String: Value],
        externalKey: String? = nil
    ) async throws {
        for _ in 0..<Self.attempts {
            let stored = try await store.party(kind, id, tenant: tenant)
            var merged: [String: Value] = [:]
            if let stored, case .map(let old) = try ValueCoding.value(from: stored.body) {
                for case (.string(let key), let value) in old { merged[key] = value }
            }
            for (key, value) in values { merged[key] = value == .null ? Optional.none : value }
            let entries = merged.map { (Value.string($0.key), $0.value) }
            let body = ValueCoding.bytes(of: .map(try ValueMap(entries)))
            let key = externalKey ?? stored?.externalKey
            if let stored, stored.body == body, stored.externalKey == key { return }
            let next = StoredParty(
                kind: kind,
                id: stored?.id ?? id,
                revision: (stored?.revision ?? 0) + 1,
                externalKey: key,
                body: body
            )
            if try await store.put(next, tenant: tenant) { return }
        }
        throw PipelineError(
            .contention,
            "the \(kind.rawValue) \(id) was changed by others \(Self.attempts) times in a row"
        )
    }
}
