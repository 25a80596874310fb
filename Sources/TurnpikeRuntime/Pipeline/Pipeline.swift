public import Turnpike
public import TurnpikeValues

/// The front door: every command of every channel goes through it, is decided by the kernel and stored in one commit.
///
/// It is a `Sendable` value holder without a lock across I/O: commands for different deals never wait for each other,
/// those for one deal run one at a time. A conflict with another process is decided again on what the store has.
public final class Pipeline: Sendable {
    /// The store.
    public let store: any DealStore
    /// Whose deals these are.
    public let tenant: String
    /// Where the time comes from.
    public let clock: any PipelineClock

    /// Takes the outbox to the hooks that the pipeline was given.
    public let dispatcher: Dispatcher

    let ids: IDSource
    let parking: [String: Bool]
    private let hooks: [any Deliverer]
    private let desk: QuestionDesk
    let commands: (any CommandObserver)?
    /// Whether there is somebody who watches commands: asked with each of them.
    let observesCommands: Bool
    let registry: ProcessRegistry
    let compile: (@Sendable (StoredDefinition) throws -> SalesProcess)?
    let live = LiveDeals(limit: 16_384)
    let housekeeping: Housekeeping
    let rates: RateTable?
    /// Whether deals of other processes are taken for opened without being opened: a scenario knows one process only.
    let simulatesOpenings: Bool
    /// Where people are looked up; nil takes each actor at their word.
    let directory: (any Directory)?
    /// The name on this pipeline's leases of timers.
    let workerName = "worker-" + String(UInt64.random(in: .min ... .max), radix: 36)

    /// How often a command is decided again after a conflict before the caller is told.
    static let attempts = 16

    /// A pipeline over a store.
    ///
    /// - Parameters:
    ///   - processes: the processes whose deals may be opened; each is registered with the store.
    ///   - store: where deals live.
    ///   - hooks: who delivers what the process's hooks ask for; see `deliver(for:)`.
    ///   - askers: who answers gates' questions (`external:`), beside the hooks that do.
    ///   - clock: where the time comes from.
    ///   - ids: where ids of new deals come from.
    ///   - tenant: whose deals these are.
    ///   - directory: where people are looked up with each command; without one an actor is taken at their word.
    ///   - policy: how patient deliveries are.
    ///   - observer: who watches deliveries.
    ///   - commands: who watches commands.
    ///   - parking: whether a plug-in's lane waits behind a request that was given up, where that is not what the plug-in's
    ///     kind suggests.
    ///   - retention: how long idempotency keys and delivered outbox rows are kept; what is older is purged now and then.
    ///   - rates: the rates by which processes with `rates` convert amounts.
    ///   - simulatesOpenings: whether deals of other processes (`opens:`) are only noted as opened, and never opened.
    ///   - draft: whether a process may change under the same version (`--draft`); its deals are bound to the new text.
    ///   - compile: reads a definition that the store keeps and that was not given, so that its deals can go on.
    /// - Throws: `PipelineError` (`processChanged`) where a version's text was changed while deals use it; `StoreError`.
    public init(
        processes: [SalesProcess] = [],
        store: any DealStore = InMemoryStore(),
        hooks: [any Deliverer] = [],
        askers: [any GateAsker] = [],
        clock: any PipelineClock = SystemClock(),
        ids: IDSource = .random,
        tenant: String = "",
        directory: (any Directory)? = nil,
        policy: DispatchPolicy = DispatchPolicy(),
        observer: (any DispatchObserver)? = nil,
        commands: (any CommandObserver)? = nil,
        parking: [String: Bool] = [:],
        retention: StoreRetention = StoreRetention(),
        rates: RateTable? = nil,
        simulatesOpenings: Bool = false,
        draft: Bool = false,
        compile: (@Sendable (StoredDefinition) throws -> SalesProcess)? = nil
    ) async throws {
        self.store = store
        self.tenant = tenant
        self.clock = clock
        self.ids = ids
        self.directory = directory
        self.compile = compile
        self.rates = rates
        self.simulatesOpenings = simulatesOpenings
        housekeeping = Housekeeping(retention)
        registry = ProcessRegistry(processes)
        self.parking = parking
        self.commands = commands
        observesCommands = commands != nil
        self.hooks = hooks
        desk = QuestionDesk(hooks, askers)
        dispatcher = Dispatcher(
            store: store,
            deliverers: hooks,
            questions: desk,
            tenant: tenant,
            clock: clock,
            policy: policy,
            observer: observer
        )
        for process in processes {
            try await store.register(
                StoredDefinition(process, registered: clock.now()),
                replacing: draft,
                tenant: tenant
            )
        }
        desk.open(for: self)
        _ = try await purge(atMost: 1)
    }

    /// Another dispatcher to the same hooks, with a patience of its own.
    public func makeDispatcher(_ policy: DispatchPolicy, observer: (any DispatchObserver)? = nil) -> Dispatcher {
        Dispatcher(
            store: store,
            deliverers: hooks,
            questions: desk,
            tenant: tenant,
            clock: clock,
            policy: policy,
            observer: observer
        )
    }

    /// The processes known so far.
    public var processes: [SalesProcess] { registry.all }

    /// A process: that version, or the highest one known here or kept by the store.
    ///
    /// - Throws: `PipelineError` (`noSuchProcess`), `StoreError`, or what compiling a kept definition throws.
    public func process(_ id: String, version: Int? = nil) async throws -> SalesProcess {
        if let version, let process = registry.process(id, version: version) { return process }
        let kept = try await store.definitions(tenant: tenant)
        let known = kept.filter { $0.process == id }
        if version == nil, let newest = registry.newest(id), newest.version >= known.map(\.version).max() ?? 0 {
            return newest
        }
        let wanted =
            version.map { version in known.first { $0.version == version } } ?? known.max { $0.version < $1.version }
        guard let definition = wanted else {
            let names = Set(kept.map(\.process) + registry.all.map(\.id)).sorted()
            var message = "no process is called '\(id)'\(version.map { " in version \($0)" } ?? "")"
            if let near = EditDistance.nearest(to: id, in: names), near != id {
                message += "; did you mean '\(near)'?"
            } else if !names.isEmpty {
                message += "; there is \(names.joined(separator: ", "))"
            }
            throw PipelineError(.noSuchProcess, message)
        }
        if let process = registry.process(id, version: definition.version) { return process }
        guard let compile else {
            throw PipelineError(
                .noSuchProcess,
                "\(id) \(definition.version) is kept by the store, and this pipeline was given no way to read it"
            )
        }
        let process = try compile(definition)
        registry.add(process)
        return process
    }

    /// A deal as of now, or nil.
    public func deal(_ id: DealID) async throws -> Deal? {
        guard let stored = try await store.deal(id, tenant: tenant) else { return nil }
        let process = try await process(of: stored.summary)
        return Deal(process: process, state: try decode(stored, process))
    }

    /// The deals that a person's words may mean: an id or a prefix of one, an external key, a name.
    public func find(_ words: String, limit: Int = 20) async throws -> [DealSummary] {
        try await store.find(words, tenant: tenant, limit: limit)
    }

    /// A page of deals in the order in which they were opened.
    public func deals(_ query: DealQuery) async throws -> [DealSummary] {
        var query = query
        query.tenant = tenant
        return try await store.deals(query)
    }

    /// Everything that happened to a deal, oldest first.
    public func history(_ id: DealID) async throws -> [Record] {
        guard let stored = try await store.deal(id, tenant: tenant) else { throw noSuchDeal(id) }
        let process = try await process(of: stored.summary)
        // The records of all revisions refer to values that the deal itself may no longer have.
        let values = try await store.sensitiveValues(of: id, tenant: tenant)
        var result: [Record] = []
        while true {
            let page = try await store.records(of: id, tenant: tenant, after: result.last?.revision ?? 0, limit: 500)
            if page.isEmpty { return result }
            for record in page {
                do {
                    result.append(try RecordCoding.decode(record.body, in: process, sensitive: values))
                } catch {
                    throw PipelineError(
                        .damaged,
                        "revision \(record.revision) of \(id) cannot be read: \(error.message)"
                    )
                }
            }
        }
    }

    /// What every move from the deal's stage would do now, without attempting one.
    public func explain(_ id: DealID, by actor: Actor) async throws -> [MoveExplanation] {
        guard let deal = try await deal(id) else { throw noSuchDeal(id) }
        let context = try await context(for: deal.state, deal.process, actor)
        return try deal.process.explain(deal.state, context)
    }

    func noSuchDeal(_ id: DealID) -> PipelineError {
        PipelineError(.noSuchDeal, "there is no deal \(id)")
    }

    func process(of summary: DealSummary) async throws -> SalesProcess {
        let process = try await process(summary.process, version: summary.version)
        guard process.digest == summary.digest else {
            throw PipelineError(
                .processChanged,
                "the deal is bound to another text of \(process.id) \(process.version); raise `version`, or bind it with --draft"
            )
        }
        return process
    }

    func decode(_ stored: StoredDeal, _ process: SalesProcess) throws -> DealState {
        do {
            return try StateCoding.decode(stored, in: process)
        } catch {
            throw PipelineError(.damaged, "the deal \(stored.summary.id) cannot be read: \(error.message)")
        }
    }

    /// What the kernel may know: the time, who asks, and the records that the process reads.
    func context(for state: DealState, _ process: SalesProcess, _ actor: Actor) async throws -> Context {
        var facts = Facts()
        if process.usesRates { facts.rates = rates }
        if process.usesAccount, let id = state.details.account {
            facts.account = try await party(.account, id)
        }
        if process.usesContact, let id = state.details.contact {
            facts.contact = try await party(.contact, id)
            facts.readContactZone(for: process)
        }
        if let owner = state.owner { try await readMessageCounter(of: owner, process, into: &facts) }
        let actor = try await resolve(actor, process, into: &facts)
        return Context(now: clock.now(), actor: actor, facts: facts)
    }

    /// Reads how many messages have gone out for an owner, where the process counts them.
    func readMessageCounter(of owner: String, _ process: SalesProcess, into facts: inout Facts) async throws {
        guard process.countsMessagesOfOwner else { return }
        let name = process.messageCounter(owner)
        facts.counters = [try await store.counters([name], tenant: tenant).first ?? Counter(name)]
    }

    func party(_ kind: PartyKind, _ id: String) async throws -> Facts.Record? {
        guard let stored = try await store.party(kind, id, tenant: tenant) else { return nil }
        guard case .map(let values) = try ValueCoding.value(from: stored.body) else { return nil }
        return Facts.Record(id: stored.id, revision: stored.revision, values: values)
    }
}

extension StoredDefinition {
    /// A process as a store keeps it.
    init(_ process: SalesProcess, registered: Instant) {
        self.init(
            process: process.id,
            version: process.version,
            digest: process.digest,
            language: process.language,
            sources: process.sources.files.map { file in
                let name = file.name.split(separator: "/").last.map(String.init) ?? file.name
                return Source(name: name, text: file.bytes)
            },
            registered: registered
        )
    }
}
