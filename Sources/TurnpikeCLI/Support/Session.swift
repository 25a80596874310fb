#if CLI

    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeNotifications
    import TurnpikeRuntime
    import TurnpikeSQLite
    import TurnpikeValues
    import TurnpikeYAML

    /// A store with the pipeline over it, for the length of one command.
    struct Session: Sendable {
        let pipeline: Pipeline
        /// The store's file.
        let path: String
        /// The file to which deliveries are appended that no plug-in takes.
        let outboxFile: String
        /// What `turnpike.yaml` says.
        let configuration: HostConfiguration
        /// Takes what plug-ins learn from outside.
        let door: FrontDoor
        /// Tells people, each in the way they want; nil where the configuration says nothing of it.
        let notices: NotificationDistributor?

        /// Opens a store.
        ///
        /// - Parameters:
        ///   - path: its file.
        ///   - tenant: whose deals.
        ///   - outboxFile: where deliveries go that no plug-in takes; by default a file beside the store.
        ///   - configuration: the plug-ins, and how patient deliveries are.
        ///   - processes: processes to register.
        ///   - draft: whether a process may have changed under its version.
        ///   - creates: whether a store that is not there is created; else that is a failure.
        ///   - onlyLooks: whether nothing is to be changed, so that a read-only store will do.
        init(
            _ path: String,
            tenant: String,
            outboxFile: String? = nil,
            configuration: HostConfiguration = HostConfiguration(),
            processes: [SalesProcess] = [],
            draft: Bool = false,
            clock: any PipelineClock = SystemClock(),
            creates: Bool,
            onlyLooks: Bool = false
        ) async throws {
            if !creates, System.kind(of: path) == .nothing {
                var failure = Failure(.failed, "no_store", "there is no store '\(path)'")
                failure.help = "'turnpike open PROCESS --name NAME' creates it; --store or TURNPIKE_STORE names another"
                throw failure
            }
            self.path = path
            self.outboxFile = outboxFile ?? configuration.outboxFile ?? Delivery.defaultFile(beside: path)
            self.configuration = configuration
            let door = FrontDoor()
            self.door = door
            let plugins = Plugins.deliverers(configuration, door)
            notices = Notices.distributor(configuration, plugins, door, store: path, tenant: tenant, clock: clock)
            let deliverers =
                plugins.map(\.deliverer) + (notices.map { [$0] } ?? []) + [JSONLinesDeliverer(self.outboxFile)]
            #if SQLite
                let store = try Self.store(path, onlyLooks: onlyLooks)
                OpenStores.add(store)
                pipeline = try await Pipeline(
                    processes: processes,
                    store: store,
                    hooks: deliverers,
                    clock: clock,
                    tenant: tenant,
                    directory: configuration.directory.map { StaticDirectory($0) },
                    policy: Self.policy(configuration),
                    parking: Self.parking(configuration),
                    rates: try Self.rates(configuration),
                    draft: draft,
                    compile: { try SalesProcess($0) }
                )
                door.open(pipeline)
            #else
                throw Failure(.failed, "no_store", "this program was built without the SQLite trait and has no store")
            #endif
        }

        #if SQLite
            private static func store(_ path: String, onlyLooks: Bool) throws -> SQLiteStore {
                do {
                    return try SQLiteStore(path)
                } catch let error as StoreError where onlyLooks && error.code == .readOnly {
                    return try SQLiteStore.reading(path)
                }
            }
        #endif

        /// Opens the store that the options name, only to look at it.
        static func look(_ common: CommonOptions) async throws -> Session {
            try await open(common.work.storage)
        }

        /// The rates of exchange of the file that the configuration names.
        private static func rates(_ configuration: HostConfiguration) throws -> RateTable? {
            guard let rates = configuration.rates else { return nil }
            guard let bytes = System.read(rates.file) else {
                throw Failure(.failed, "no_rates", "the file of rates '\(rates.file)' cannot be read")
            }
            do {
                return try RateTable(csv: bytes, base: rates.base)
            } catch {
                throw Failure(.fileHasErrors, "bad_rates", "\(rates.file): \(error)")
            }
        }

        /// Opens the store that the options name.
        static func open(
            _ common: CommonOptions,
            processes: [SalesProcess] = [],
            clock: any PipelineClock = SystemClock(),
            creates: Bool = false
        ) async throws -> Session {
            try await open(common.work, processes: processes, clock: clock, creates: creates)
        }

        /// Opens the store that the options name.
        static func open(
            _ work: Work,
            processes: [SalesProcess] = [],
            clock: any PipelineClock = SystemClock(),
            creates: Bool = false
        ) async throws -> Session {
            let place = try StorePlace(work.storage)
            return try await Session(
                place.path,
                tenant: place.tenant,
                outboxFile: work.delivery.outboxFile,
                configuration: place.configuration,
                processes: processes,
                draft: work.delivery.draft,
                clock: clock,
                creates: creates
            )
        }

        /// Opens the store that the options name, only to look at it.
        static func open(_ storage: StoreOptions) async throws -> Session {
            let place = try StorePlace(storage)
            return try await Session(
                place.path,
                tenant: place.tenant,
                configuration: place.configuration,
                creates: false,
                onlyLooks: true
            )
        }

        /// Which plug-ins' lanes wait behind a request that was given up, where the configuration says.
        private static func parking(_ configuration: HostConfiguration) -> [String: Bool] {
            var parking: [String: Bool] = [:]
            for plugin in configuration.plugins {
                guard let choice = plugin.afterDeadLetter else { continue }
                for name in plugin.names { parking[name] = choice == .park }
            }
            return parking
        }

        /// How patient deliveries are, as the configuration says.
        static func policy(_ configuration: HostConfiguration, lease: Duration? = nil) -> DispatchPolicy {
            let settings = configuration.delivery
            var policy = DispatchPolicy()
            policy.lease = lease ?? settings.lease ?? policy.lease
            policy.attempts = settings.attempts ?? policy.attempts
            policy.firstPause = settings.firstPause ?? policy.firstPause
            policy.longestPause = settings.longestPause ?? policy.longestPause
            policy.concurrency = settings.concurrency ?? policy.concurrency
            for plugin in configuration.plugins {
                let limits = PluginPolicy(
                    concurrency: plugin.concurrency,
                    rate: plugin.rate.map { PluginPolicy.Rate($0.count, per: $0.period) }
                )
                for name in plugin.names { policy.plugins[name] = limits }
            }
            return policy
        }

        /// The deal that a person's words mean.
        ///
        /// - Throws: `Failure` where they mean none or several.
        func deal(_ words: String) async throws -> Deal {
            guard !words.isEmpty else { throw Failure.wrongUse("missing", "name the deal: its id, key or name") }
            let found = try await pipeline.find(words, limit: 21)
            guard let first = found.first else {
                throw Failure.wrongUse(
                    "unknown_deal",
                    "no deal is called '\(words)' in \(path)",
                    help: "give its id, the first characters of it (at least 4), its key, or its whole name; "
                        + "'turnpike board' lists the deals"
                )
            }
            guard found.count == 1 else {
                var failure = Failure.wrongUse("ambiguous_deal", "'\(words)' means several deals")
                failure.problems = found.prefix(20).map { "\($0.id)  \($0.name), \($0.process) in \($0.stage)" }
                if found.count > 20 { failure.problems.append("and more") }
                failure.help = "name one of them by its id"
                throw failure
            }
            guard let deal = try await pipeline.deal(first.id) else {
                throw Failure.wrongUse("unknown_deal", "the deal \(first.id) is gone")
            }
            return deal
        }

        /// An outcome as somebody may see it.
        func seen(_ outcome: Outcome, by actor: Actor) async throws -> Outcome {
            switch outcome {
            case .changed(let deal, let record):
                let records = try await pipeline.seen([record], of: deal, by: actor)
                return .changed(try await pipeline.seen(deal, by: actor), records.first ?? record)
            case .unchanged(let deal): return .unchanged(try await pipeline.seen(deal, by: actor))
            case .repeated(let deal, let revision):
                return .repeated(try await pipeline.seen(deal, by: actor), revision: revision)
            case .refused(let refusal, let deal):
                guard let deal else { return outcome }
                return .refused(refusal, try await pipeline.seen(deal, by: actor))
            }
        }

        /// All deals that a query wants, page by page.
        func deals(_ query: DealQuery) async throws -> [DealSummary] {
            var query = query
            var result: [DealSummary] = []
            while true {
                let page = try await pipeline.deals(query)
                result += page
                guard page.count == query.limit, let last = page.last else { return result }
                query.after = last.id
            }
        }
    }

#endif
