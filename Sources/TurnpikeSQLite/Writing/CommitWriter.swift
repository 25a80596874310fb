#if SQLite

    import GRDBSQLite
    import Turnpike
    import TurnpikeValues

    /// Writes commits within the open transaction, with statements that stay prepared: the hottest path of the store.
    ///
    /// Nothing is written before every check of a commit has passed, so a commit that fails needs no savepoint.
    final class CommitWriter {
        private let connection: Connection
        private let findDeal: Statement
        private let updateDeal: Statement
        private let insertDeal: Statement
        private let insertRecord: Statement
        private let insertShared: Statement
        private let insertRow: Statement
        private var places = PlaceCache()

        init(_ connection: Connection) throws {
            self.connection = connection
            findDeal = try connection.prepare(
                "SELECT number, revision, last_record FROM deal WHERE tenant = ?1 AND id = ?2"
            )
            updateDeal = try connection.prepare(
                """
                UPDATE deal SET revision = ?3, process = ?4, version = ?5, digest = ?6, stage = ?7, outcome = ?8,
                    name = ?9, owner = ?10, account = ?11, opened = ?12, opened_ns = ?13, updated = ?14, updated_ns = ?15,
                    state = ?16, last_record = ?17
                WHERE number = ?1
                """
            )
            insertDeal = try connection.prepare(
                """
                INSERT INTO deal (number, tenant, id, revision, process, version, digest, stage, outcome, name, owner, account,
                    opened, opened_ns, updated, updated_ns, state, last_record)
                VALUES (?1, ?18, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
                """
            )
            insertRecord = try connection.prepare(
                """
                INSERT INTO journal (deal, previous, revision, time, time_ns, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """
            )
            insertShared = try connection.prepare(
                """
                INSERT INTO journal (deal, previous, revision, time, time_ns, body, hook, key, parks, request)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """
            )
            insertRow = try connection.prepare(
                """
                INSERT INTO journal (deal, revision, time, time_ns, hook, key, parks, body)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                """
            )
        }

        /// To be called when a transaction has begun: what was known of the deals still holds unless another process wrote.
        func transactionBegan() {
            places.isAsOf(connection.dataVersion)
        }

        /// To be called when a transaction was committed, and before anything else is asked of the connection.
        func transactionEnded() {
            places.isLearnt(of: connection.dataVersion)
        }

        /// To be called when a transaction was taken back.
        func transactionFailed() {
            places.removeAll()
        }

        /// Writes one commit, or says why not; throws where the store fails.
        ///
        /// It is lent by its address, as what it holds is: an element of an array that is handed over is copied, all of it.
        func write(_ commit: UnsafePointer<Commit>) throws -> CommitResult {
            if let key = commit.pointee.idempotency, let known = try acceptance(key, tenant: commit.pointee.tenant) {
                return known.commandDigest == key.commandDigest ? .duplicate(known) : .keyReused(known)
            }
            let known = try place(of: commit.pointee.deal, tenant: commit.pointee.tenant)
            let actual = known?.revision ?? 0
            guard actual == commit.pointee.expectedRevision else { return .conflict(actual: actual) }
            if commit.pointee.hasConditions, let refusal = try refusal(commit.pointee, actual: actual) {
                return refusal
            }
            let place = try known ?? PlaceCache.Place(number: nextNumber())
            place.revision = actual + 1
            try commit.pointee.outbox.withUnsafeBufferPointer { rows in
                guard let first = rows.baseAddress, !rows.isEmpty else {
                    return place.lastRecord = try writeRecord(commit, at: place)
                }
                // One row has one revision and one time.
                let isShared =
                    first.pointee.revision == place.revision && first.pointee.nextAttempt == commit.pointee.recorded
                place.lastRecord = try writeRecord(commit, at: place, with: isShared ? first : nil)
                for index in (isShared ? 1 : 0)..<rows.count { try writeRow(first + index, of: place.number) }
            }
            try writeDeal(commit, at: place, isNew: known == nil)
            if known == nil { places.keep(place, of: commit.pointee.deal, commit.pointee.tenant) }
            if commit.pointee.hasSideTables { try writeSideTables(commit.pointee, revision: place.revision) }
            return .stored(revision: place.revision)
        }

        /// Why a commit that comes in its turn is not written, if that is so.
        private func refusal(_ commit: borrowing Commit, actual: Int64) throws -> CommitResult? {
            if let taken = try takenKey(commit) { return taken }
            guard try connection.countersAreAsExpected(commit.counters, tenant: commit.tenant) else {
                return .conflict(actual: actual)
            }
            return nil
        }

        /// Writes the deal's row: the one of that number, or a new one.
        private func writeDeal(
            _ commit: UnsafePointer<Commit>,
            at place: PlaceCache.Place,
            isNew: Bool
        ) throws {
            let statement = isNew ? insertDeal : updateDeal
            defer { statement.reset() }
            statement.bind(1, place.number)
            if isNew {
                statement.bind(2, commit.pointee.deal)
                statement.bind(18, commit.pointee.tenant)
            }
            statement.bind(3, place.revision)
            statement.bind(4, commit.pointee.summary.process)
            statement.bind(5, commit.pointee.summary.version)
            statement.bind(6, commit.pointee.summary.digest)
            statement.bind(7, commit.pointee.summary.stage)
            statement.bind(8, commit.pointee.summary.outcome)
            statement.bind(9, commit.pointee.summary.name)
            statement.bind(10, commit.pointee.summary.owner)
            statement.bind(11, commit.pointee.summary.account)
            statement.bind(12, commit.pointee.summary.opened)
            statement.bind(14, commit.pointee.summary.updated)
            statement.bind(16, commit.pointee.state)
            statement.bind(17, place.lastRecord)
            _ = try statement.step()
        }

        /// Appends the record to the journal, behind the deal's last one; gives its number.
        ///
        /// - Parameter request: The request that shares its row.
        private func writeRecord(
            _ commit: UnsafePointer<Commit>,
            at place: PlaceCache.Place,
            with request: UnsafePointer<OutboxRow>? = nil
        ) throws -> Int64 {
            let statement = request == nil ? insertRecord : insertShared
            defer { statement.reset() }
            statement.bind(1, place.number)
            statement.bind(2, place.lastRecord)
            statement.bind(3, place.revision)
            statement.bind(4, commit.pointee.recorded)
            statement.bind(6, commit.pointee.record)
            if let request {
                statement.bind(7, request.pointee.hook)
                statement.bind(8, request.pointee.key)
                statement.bind(9, request.pointee.parksLane)
                statement.bind(10, request.pointee.request)
            }
            _ = try statement.step()
            return connection.lastRow
        }

        /// Appends a request to the journal, from where those who deliver take it into the outbox.
        private func writeRow(_ row: UnsafePointer<OutboxRow>, of deal: Int64) throws {
            defer { insertRow.reset() }
            insertRow.bind(1, deal)
            insertRow.bind(2, row.pointee.revision)
            insertRow.bind(3, row.pointee.nextAttempt)
            insertRow.bind(5, row.pointee.hook)
            insertRow.bind(6, row.pointee.key)
            insertRow.bind(7, row.pointee.parksLane)
            insertRow.bind(8, row.pointee.request)
            _ = try insertRow.step()
        }

        /// The number of a new deal.
        private func nextNumber() throws -> Int64 {
            let statement = try connection.prepare("SELECT coalesce(max(number), 0) + 1 FROM deal")
            defer { statement.reset() }
            _ = try statement.step()
            return statement.int(0)
        }

        // MARK: Checks

        private func acceptance(_ key: IdempotencyKey, tenant: String) throws -> StoredAcceptance? {
            try connection.acceptance(source: key.source, key: key.key, tenant: tenant)
        }

        /// Nil where the deal does not exist.
        private func place(of deal: DealID, tenant: String) throws -> PlaceCache.Place? {
            if let known = places.place(of: deal, tenant) { return known }
            defer { findDeal.reset() }
            findDeal.bind(1, tenant)
            findDeal.bind(2, deal)
            guard try findDeal.step() else { return nil }
            let place = PlaceCache.Place(number: findDeal.int(0))
            place.revision = findDeal.int(1)
            place.lastRecord = findDeal.int(2)
            places.keep(place, of: deal, tenant)
            return place
        }

        private func takenKey(_ commit: borrowing Commit) throws -> CommitResult? {
            guard !commit.externalKeys.isEmpty else { return nil }
            let statement = try connection.prepare("SELECT deal FROM external_key WHERE tenant = ?1 AND key = ?2")
            for key in commit.externalKeys {
                defer { statement.reset() }
                statement.bind(1, commit.tenant)
                statement.bind(2, key)
                if try statement.step() {
                    let holder = try statement.dealID(0)
                    if holder != commit.deal { return .keyTaken(key: key, by: holder) }
                }
            }
            return nil
        }

        // MARK: Side tables

        private func writeSideTables(_ commit: borrowing Commit, revision: Int64) throws {
            for change in commit.counters { try connection.write(change, tenant: commit.tenant) }
            for value in commit.sensitive { try writeSensitive(value, of: commit) }
            for key in commit.externalKeys { try writeExternalKey(key, of: commit) }
            if let timers = commit.timers { try writeTimers(timers, of: commit) }
            if let pending = commit.pendingApprovals {
                try connection.write(pending, of: commit.deal, tenant: commit.tenant)
            }
            if let key = commit.idempotency { try writeIdempotency(key, of: commit, revision: revision) }
        }

        private func writeSensitive(_ value: borrowing SensitiveValue, of commit: borrowing Commit) throws {
            let statement = try connection.prepare(
                "INSERT OR REPLACE INTO sensitive (tenant, deal, field, revision, value) VALUES (?1, ?2, ?3, ?4, ?5)"
            )
            defer { statement.reset() }
            statement.bind(1, commit.tenant)
            statement.bind(2, commit.deal)
            statement.bind(3, value.field)
            statement.bind(4, value.revision)
            statement.bind(5, value.value)
            _ = try statement.step()
        }

        private func writeExternalKey(_ key: String, of commit: borrowing Commit) throws {
            let statement = try connection.prepare(
                "INSERT INTO external_key (tenant, key, deal) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
            )
            defer { statement.reset() }
            statement.bind(1, commit.tenant)
            statement.bind(2, key)
            statement.bind(3, commit.deal)
            _ = try statement.step()
        }

        /// Brings the index in line with the deal: of a deal's timers a command changes one or two, and each row costs two
        /// trees. What stays is held by nobody afterwards.
        private func writeTimers(_ timers: [TimerRow], of commit: borrowing Commit) throws {
            var wanted: [String: TimerRow] = [:]
            for timer in timers { wanted[timer.name] = timer }
            var gone: [String] = []
            var held: [String] = []
            if commit.expectedRevision > 0 {
                let known = try connection.prepare(
                    """
                    SELECT name, due, due_ns, lease_until IS NOT NULL FROM timer WHERE tenant = ?1 AND deal = ?2
                    """
                )
                defer { known.reset() }
                known.bind(1, commit.tenant)
                known.bind(2, commit.deal)
                while try known.step() {
                    let name = known.text(0)
                    if let timer = wanted[name], timer.due == (try known.instant(1)) {
                        wanted[name] = nil
                        if known.int(3) != 0 { held.append(name) }
                    } else if wanted[name] == nil {
                        gone.append(name)
                    }
                }
            }
            if !gone.isEmpty {
                let delete = try connection.prepare("DELETE FROM timer WHERE tenant = ?1 AND deal = ?2 AND name = ?3")
                for name in gone { try run(delete, commit, name) }
            }
            if !held.isEmpty {
                let free = try connection.prepare(
                    """
                    UPDATE timer SET lease_owner = NULL, lease_until = NULL, lease_until_ns = NULL
                    WHERE tenant = ?1 AND deal = ?2 AND name = ?3
                    """
                )
                for name in held { try run(free, commit, name) }
            }
            guard !wanted.isEmpty else { return }
            let insert = try connection.prepare(
                "INSERT OR REPLACE INTO timer (tenant, deal, name, due, due_ns) VALUES (?1, ?2, ?3, ?4, ?5)"
            )
            for timer in timers where wanted[timer.name] != nil {
                defer { insert.reset() }
                insert.bind(1, commit.tenant)
                insert.bind(2, commit.deal)
                insert.bind(3, timer.name)
                insert.bind(4, timer.due)
                _ = try insert.step()
            }
        }

        private func run(_ statement: Statement, _ commit: borrowing Commit, _ timer: String) throws {
            defer { statement.reset() }
            statement.bind(1, commit.tenant)
            statement.bind(2, commit.deal)
            statement.bind(3, timer)
            _ = try statement.step()
        }

        private func writeIdempotency(_ key: IdempotencyKey, of commit: borrowing Commit, revision: Int64) throws {
            let statement = try connection.prepare(
                """
                INSERT INTO idempotency (tenant, source, key, digest, deal, revision, recorded)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """
            )
            defer { statement.reset() }
            statement.bind(1, commit.tenant)
            statement.bind(2, key.source)
            statement.bind(3, key.key)
            statement.bind(4, key.commandDigest)
            statement.bind(5, commit.deal)
            statement.bind(6, revision)
            statement.bind(7, commit.recorded.seconds)
            _ = try statement.step()
        }
    }

    extension Commit {
        /// Whether more than its revision decides whether it is written.
        fileprivate var hasConditions: Bool { !externalKeys.isEmpty || !counters.isEmpty }

        fileprivate var hasSideTables: Bool {
            !sensitive.isEmpty || !externalKeys.isEmpty || timers != nil || idempotency != nil || !counters.isEmpty
                || pendingApprovals != nil
        }
    }

#endif
