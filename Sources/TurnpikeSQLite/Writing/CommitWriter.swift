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
        private let insertRow: Statement
        private var places = PlaceCache()

        /// Where a deal stands in its table, and which is its newest record.
        struct Place {
            var number: Int64
            var revision: Int64
            var lastRecord: Int64
        }

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
        func write(_ commit: borrowing Commit) throws -> CommitResult {
            if let key = commit.idempotency, let known = try acceptance(key, tenant: commit.tenant) {
                return known.commandDigest == key.commandDigest ? .duplicate(known) : .keyReused(known)
            }
            let place = try place(of: commit.deal, tenant: commit.tenant)
            let actual = place?.revision ?? 0
            guard actual == commit.expectedRevision else { return .conflict(actual: actual) }
            if let taken = try takenKey(commit) { return taken }
            if !commit.counters.isEmpty, try !connection.countersAreAsExpected(commit.counters, tenant: commit.tenant) {
                return .conflict(actual: actual)
            }
            let revision = actual + 1
            let deal = try place?.number ?? nextNumber()
            let record = try writeRecord(commit, revision: revision, of: deal, after: place?.lastRecord ?? 0)
            try writeDeal(commit, revision: revision, number: deal, isNew: place == nil, record: record)
            places.keep(Place(number: deal, revision: revision, lastRecord: record), of: commit.deal, commit.tenant)
            for row in commit.outbox { try writeRow(row, of: deal) }
            if commit.hasSideTables { try writeSideTables(commit, revision: revision) }
            return .stored(revision: revision)
        }

        /// Writes the deal's row: the one of that number, or a new one.
        private func writeDeal(
            _ commit: borrowing Commit,
            revision: Int64,
            number: Int64,
            isNew: Bool,
            record: Int64
        ) throws {
            let statement = isNew ? insertDeal : updateDeal
            defer { statement.reset() }
            statement.bind(1, number)
            if isNew {
                statement.bind(2, commit.deal)
                statement.bind(18, commit.tenant)
            }
            statement.bind(3, revision)
            statement.bind(4, commit.summary.process)
            statement.bind(5, commit.summary.version)
            statement.bind(6, commit.summary.digest)
            statement.bind(7, commit.summary.stage)
            statement.bind(8, commit.summary.outcome)
            statement.bind(9, commit.summary.name)
            statement.bind(10, commit.summary.owner)
            statement.bind(11, commit.summary.account)
            statement.bind(12, commit.summary.opened)
            statement.bind(14, commit.summary.updated)
            statement.bind(16, commit.state)
            statement.bind(17, record)
            _ = try statement.step()
        }

        /// Appends the record to the journal, behind the deal's last one; gives its number.
        private func writeRecord(
            _ commit: borrowing Commit,
            revision: Int64,
            of deal: Int64,
            after previous: Int64
        ) throws -> Int64 {
            defer { insertRecord.reset() }
            insertRecord.bind(1, deal)
            insertRecord.bind(2, previous)
            insertRecord.bind(3, revision)
            insertRecord.bind(4, commit.recorded)
            insertRecord.bind(6, commit.record)
            _ = try insertRecord.step()
            return connection.lastRow
        }

        /// Appends a request to the journal, from where those who deliver take it into the outbox.
        private func writeRow(_ row: borrowing OutboxRow, of deal: Int64) throws {
            defer { insertRow.reset() }
            insertRow.bind(1, deal)
            insertRow.bind(2, row.revision)
            insertRow.bind(3, row.nextAttempt)
            insertRow.bind(5, row.hook)
            insertRow.bind(6, row.key)
            insertRow.bind(7, row.parksLane)
            insertRow.bind(8, row.request)
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
        private func place(of deal: DealID, tenant: String) throws -> Place? {
            if let known = places.place(of: deal, tenant) { return known }
            defer { findDeal.reset() }
            findDeal.bind(1, tenant)
            findDeal.bind(2, deal)
            guard try findDeal.step() else { return nil }
            return Place(number: findDeal.int(0), revision: findDeal.int(1), lastRecord: findDeal.int(2))
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
        fileprivate var hasSideTables: Bool {
            !sensitive.isEmpty || !externalKeys.isEmpty || timers != nil || idempotency != nil || !counters.isEmpty
                || pendingApprovals != nil
        }
    }

#endif
