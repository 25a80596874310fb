#if SQLite

    import Dispatch
    import GRDB
    import Synchronization
    public import Turnpike
    public import TurnpikeValues

    /// The embedded default store: one SQLite file, written by one thread, read by others.
    ///
    /// Every commit is flushed to the disk before it is acknowledged (`synchronous=FULL`, read back on every connection).
    /// Commits that arrive while another is being flushed share the next transaction, so many callers at once cost few
    /// flushes. Several processes may use one file on a local disk; a writer waits for another process's transaction.
    ///
    /// No thread of Swift's cooperative pool ever waits for the disk, except in the initializer.
    public final class SQLiteStore: DealStore {
        private let file: StoreFile
        private let own = StoreExecutor()
        private let reads: ReaderPool
        private let writerEnded: DispatchGroup

        /// Opens a store's file; creates it where it does not exist yet. Blocks for some milliseconds.
        ///
        /// - Parameters:
        ///   - path: The file. Its folder must exist, and hold the files with the endings `-wal` and `-shm` beside it.
        ///   - busyTimeout: How long a writer waits for other processes before it fails with `StoreError.Code.busy`.
        /// - Throws: `StoreError` where the file is no store, cannot be written, is newer than this library or damaged.
        ///   Nothing is written then.
        public convenience init(_ path: String, busyTimeout: Duration = .seconds(10)) throws {
            let milliseconds = busyTimeout.components.seconds * 1_000
            try self.init(
                file: StoreFile(path: path, options: .init(busyMilliseconds: Int(clamping: max(1, milliseconds))))
            )
        }

        /// Opens a store that is only looked at: nothing is written, the file and its folder may be read-only. Blocks for some
        /// milliseconds.
        ///
        /// Everything that would write throws `StoreError.Code.readOnly`; a purge finds nothing.
        /// - Throws: `StoreError` where the file is no store, is missing, newer than this library or damaged, or so old that it
        ///   would have to be brought up to date first.
        public static func reading(_ path: String) throws -> SQLiteStore {
            try SQLiteStore(readOnly: StoreFile(path: path, options: .init()).reading())
        }

        private init(readOnly file: StoreFile) {
            self.file = file
            reads = ReaderPool(file: file)
            writerEnded = DispatchGroup()
            own.queue.close()
        }

        init(file: StoreFile) throws {
            self.file = file
            let database = try file.openWriter()
            let ended = DispatchGroup()
            self.reads = ReaderPool(file: file)
            writerEnded = ended
            ended.enter()
            let own = self.own
            Worker.start("turnpike.store.writer", opening: { database }) { opened in
                do {
                    try Writer(opened.get(), of: file, executor: own).run()
                } catch {
                    own.queue.failAll(StoreError.wrapping(error).at(file.path))
                }
            } atEnd: {
                ended.leave()
            }
        }

        private var writes: JobQueue<WriteJob> { own.queue }

        /// The thread that writes the store: callers on it need no change of threads for a command, which costs about as much as
        /// deciding it. It suits one whose commands follow one another, such as an import or a command line, and many at once
        /// on a machine of few cores.
        ///
        ///     try await withTaskExecutorPreference(store.executor) {
        ///         for line in lines { try await pipeline.move(line.deal, to: line.move, by: importer) }
        ///     }
        ///
        /// Many callers get a second thread: half of them decide while the commits of the others are written and flushed.
        /// Nothing on it may block, or all of them wait. Once the store is closed, tasks go on where all others run.
        public var executor: any TaskExecutor { own }

        deinit {
            writes.close()
            reads.close()
        }

        /// Writes what waits, then closes the file. Later calls throw. A store that is released closes by itself, a little
        /// later.
        public func close() async {
            // The connection that closes last moves the log into the file, and only the writer's may.
            reads.close()
            await reached(reads.ended)
            writes.close()
            await reached(writerEnded)
        }

        private func reached(_ group: DispatchGroup) async {
            await withCheckedContinuation { continuation in
                group.notify(queue: .global()) { continuation.resume() }
            }
        }

        // MARK: DealStore

        /// Stores each commit whole or not at all, and answers after the flush.
        public func commit(_ batch: [Commit]) async throws -> [CommitResult] {
            guard !batch.isEmpty else { return [] }
            if let writer = own.idleWriter { return try writer.writeAtOnce(batch) }
            // Each job is answered once, by `acknowledge` or `fail`; a checked continuation costs an allocation a commit.
            return try await withUnsafeThrowingContinuation { continuation in
                if let writer = own.writerHere {
                    writer.takeUp(.commits(batch, continuation))
                } else if !writes.add(.commits(batch, continuation)) {
                    continuation.resume(throwing: notWriting)
                }
            }
        }

        /// The deal as of now, or nil.
        public func deal(_ id: DealID, tenant: String) async throws -> StoredDeal? {
            try await read(short: true) { try $0.deal(id, tenant: tenant) }
        }

        /// Those of some deals that there are: one errand to a reader, where each alone would cost a change of threads.
        public func deals(withIDs ids: [DealID], tenant: String) async throws -> [StoredDeal] {
            guard !ids.isEmpty else { return [] }
            // In the order of the tree, so that neighbours are found on the page that was read last.
            let ids = ids.sorted()
            return try await read { connection in try ids.compactMap { try connection.deal($0, tenant: tenant) } }
        }

        /// Every value that the deal's sensitive fields ever had, ordered by field and revision.
        public func sensitiveValues(of id: DealID, tenant: String) async throws -> [SensitiveValue] {
            try await read(short: true) { try $0.sensitiveValues(of: id, tenant: tenant) }
        }

        /// The records of a deal after revision `after`, ascending, at most `limit`.
        public func records(of id: DealID, tenant: String, after: Int64, limit: Int) async throws -> [StoredRecord] {
            try await read { try $0.records(of: id, tenant: tenant, after: after, limit: limit) }
        }

        /// The deals that match, ordered by id, at most `query.limit`.
        public func deals(_ query: DealQuery) async throws -> [DealSummary] {
            try await read { try $0.deals(query) }
        }

        /// The deals that match, each with its state and all its records.
        public func histories(_ query: DealQuery) async throws -> [DealHistory] {
            try await read { try $0.histories(query) }
        }

        /// The deals that a person's words may mean.
        public func find(_ words: String, tenant: String, limit: Int) async throws -> [DealSummary] {
            try await read { try $0.find(words, tenant: tenant, limit: limit) }
        }

        /// What an idempotency key was used for, or nil.
        public func acceptance(source: String, key: String, tenant: String) async throws -> StoredAcceptance? {
            try await read(short: true) { try $0.acceptance(source: source, key: key, tenant: tenant) }
        }

        /// Keeps a definition.
        public func register(_ definition: StoredDefinition, replacing: Bool, tenant: String) async throws {
            // Every start of a program registers its processes; only a change costs a flush.
            if try await read(
                short: true,
                { try $0.definition(definition.process, definition.version, tenant: tenant) }
            )?
            .saysTheSame(as: definition) == true {
                return
            }
            try await write { try $0.register(definition, replacing: replacing, tenant: tenant) }
        }

        /// The definitions kept, ordered by process and version.
        public func definitions(tenant: String) async throws -> [StoredDefinition] {
            try await read { try $0.definitions(tenant: tenant) }
        }

        /// Keeps an account's or a contact's record if its revision follows the stored one; false on a conflict.
        public func put(_ record: StoredParty, tenant: String) async throws -> Bool {
            try await write { try $0.put(record, tenant: tenant) }
        }

        /// An account's or a contact's record, by id or by external key.
        public func party(_ kind: PartyKind, _ idOrKey: String, tenant: String) async throws -> StoredParty? {
            try await read(short: true) { try $0.party(kind, idOrKey, tenant: tenant) }
        }

        /// The counters of these names, as far as they were ever written.
        public func counters(_ names: [String], tenant: String) async throws -> [Counter] {
            guard !names.isEmpty else { return [] }
            return try await read(short: true) { connection in
                var found: [Counter] = []
                for name in names {
                    if let counter = try connection.counter(name, tenant: tenant) { found.append(counter) }
                }
                return found
            }
        }

        /// The approvals that wait for somebody's word, the oldest request first.
        public func pendingApprovals(_ query: PendingApprovalQuery) async throws -> [PendingApproval] {
            try await read { try $0.pendingApprovals(query) }
        }

        /// Leases rows that are due.
        public func claimOutbox(_ claim: OutboxClaim) async throws -> [OutboxRow] {
            guard claim.limit > 0 else { return [] }
            // Between the steps of a long taking in, others write.
            while true {
                if let rows = try await write({ try $0.takeInRequests() ? $0.claimOutbox(claim) : nil }) { return rows }
            }
        }

        /// Stores how deliveries ended.
        public func settle(_ settlements: [OutboxSettlement], tenant: String) async throws {
            guard !settlements.isEmpty else { return }
            // A person may decide about a row that nobody has taken in yet.
            if settlements.contains(where: { $0.owner == nil }) {
                while try await !write({ try $0.takeInRequests() }) {}
            }
            try await write { connection in
                for settlement in settlements { try connection.settle(settlement, tenant: tenant) }
            }
        }

        /// Rows of the outbox for people to look at, in order.
        public func outbox(_ query: OutboxQuery) async throws -> [OutboxRow] {
            try await read { try $0.outbox(query) }
        }

        /// The armed timers that are due, oldest first.
        public func dueTimers(at instant: Instant, tenant: String, limit: Int) async throws -> [TimerRow] {
            try await read { try $0.dueTimers(at: instant, tenant: tenant, limit: limit) }
        }

        /// Leases timers that are due.
        public func claimTimers(_ claim: TimerClaim) async throws -> [TimerRow] {
            // A worker asks every second; only something to claim costs a flush.
            guard claim.limit > 0,
                try await !read({ try $0.dueTimers(at: claim.now, tenant: claim.tenant, limit: 1) }).isEmpty
            else { return [] }
            return try await write { try $0.claimTimers(claim) }
        }

        /// Takes rows out of the index.
        public func dropTimers(_ rows: [TimerRow], tenant: String) async throws {
            guard !rows.isEmpty else { return }
            try await write { connection in
                for row in rows { try connection.dropTimer(row, tenant: tenant) }
            }
        }

        /// Forgets every value that the deal's sensitive fields ever had, in the file and in its log.
        public func eraseSensitiveValues(of id: DealID, tenant: String) async throws -> Int {
            try await write { try $0.eraseSensitiveValues(of: id, tenant: tenant) }
        }

        /// Forgets what was kept for a time only.
        public func purge(_ purge: StorePurge) async throws -> Int {
            // Every start of a program asks; only something to forget costs a flush.
            guard purge.limit > 0, !file.options.isReadOnly, try await read({ try $0.hasSomething(for: purge) }) else {
                return 0
            }
            return try await write { try $0.purge(purge) }
        }

        // MARK: Hand-over

        private var closed: StoreError { StoreError(.failed, "\(file.path): the store is closed") }

        private var notWriting: StoreError {
            guard file.options.isReadOnly else { return closed }
            return StoreError(.readOnly, "\(file.path): the store was opened to be read only")
        }

        /// Reads where it does not keep others from writing; what is `short` is read on the writer's thread for a task that
        /// runs there anyway.
        private func read<Answer: Sendable>(
            short isShort: Bool = false,
            _ body: @escaping @Sendable (Connection) throws -> Answer
        ) async throws -> Answer {
            if isShort {
                if let writer = own.writerHere { return try writer.readAtOnce(body) }
                if let side = try? own.readerHere?.connection() { return try SideReader.read(from: side, body) }
            }
            return try await withCheckedThrowingContinuation { continuation in
                let job = ReadJob(
                    run: { connection in continuation.resume(returning: try body(connection)) },
                    fail: { continuation.resume(throwing: $0) }
                )
                if !reads.add(job) { continuation.resume(throwing: closed) }
            }
        }

        private func write<Answer: Sendable>(
            _ body: @escaping @Sendable (Connection) throws -> Answer
        ) async throws -> Answer {
            try await withCheckedThrowingContinuation { continuation in
                let accepted = writes.add(
                    .other(
                        run: { connection in
                            let answer = try body(connection)
                            return { continuation.resume(returning: answer) }
                        },
                        fail: { continuation.resume(throwing: $0) }
                    )
                )
                if !accepted { continuation.resume(throwing: notWriting) }
            }
        }
    }

    extension JobQueue where Job == WriteJob {
        /// Answers everything with a failure until the queue is closed, where the writer could not start.
        func failAll(_ error: StoreError) {
            while true {
                let jobs = take(atMost: .max)
                guard !jobs.isEmpty else { return }
                for job in jobs { job.fail(error) }
            }
        }
    }

    extension StoredDefinition {
        /// Whether registering `other` over this one would change nothing.
        fileprivate func saysTheSame(as other: StoredDefinition) -> Bool {
            digest == other.digest && language == other.language && sources == other.sources
        }
    }

#endif
