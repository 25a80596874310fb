#if SQLite

    import Turnpike
    import TurnpikeValues

    extension Connection {
        /// The columns of a summary, in the order that `summary` reads them.
        private func summary(_ row: Statement) throws -> DealSummary {
            var summary = DealSummary(
                id: try row.dealID(0),
                revision: row.int(1),
                process: row.text(2),
                version: Int(row.int(3)),
                digest: try row.digest(4),
                stage: row.text(5),
                name: row.text(7),
                updated: try row.instant(12)
            )
            summary.outcome = row.optionalText(6)
            summary.owner = row.optionalText(8)
            summary.account = row.optionalText(9)
            summary.opened = try row.optionalInstant(10)
            return summary
        }

        private func summaries(_ statement: Statement) throws -> [DealSummary] {
            var found: [DealSummary] = []
            while try statement.step() { found.append(try summary(statement)) }
            return found
        }

        func deal(_ id: DealID, tenant: String) throws -> StoredDeal? {
            // Both tables as of one moment, and the read lock is taken once.
            try snapshot { try row(of: id, tenant: tenant) }
        }

        private func row(of id: DealID, tenant: String) throws -> StoredDeal? {
            let statement = try prepare(
                """
                SELECT id, revision, process, version, digest, stage, outcome, name, owner, account, opened, opened_ns,
                    updated, updated_ns, state
                FROM deal WHERE tenant = ?1 AND id = ?2
                """
            )
            let stored: (DealSummary, [UInt8])?
            do {
                defer { statement.reset() }
                statement.bind(1, tenant)
                statement.bind(2, id)
                stored = try statement.step() ? (try summary(statement), statement.bytes(14)) : nil
            }
            guard let (summary, state) = stored else { return nil }
            return StoredDeal(summary: summary, state: state, sensitive: try sensitive(of: id, tenant: tenant))
        }

        /// The newest value of each field, ordered by field.
        private func sensitive(of id: DealID, tenant: String) throws -> [SensitiveValue] {
            try sensitiveValues(of: id, tenant: tenant).newestOfEachField
        }

        /// All values that were ever set, ordered by field and revision.
        func sensitiveValues(of id: DealID, tenant: String) throws -> [SensitiveValue] {
            let statement = try prepare(
                "SELECT field, revision, value FROM sensitive WHERE tenant = ?1 AND deal = ?2 ORDER BY field, revision"
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, id)
            var values: [SensitiveValue] = []
            while try statement.step() {
                values.append(
                    SensitiveValue(
                        field: statement.text(0),
                        revision: statement.int(1),
                        value: statement.optionalBytes(2)
                    )
                )
            }
            return values
        }

        func deals(_ query: DealQuery) throws -> [DealSummary] {
            let statement = try prepare(
                """
                SELECT id, revision, process, version, digest, stage, outcome, name, owner, account, opened, opened_ns,
                    updated, updated_ns
                FROM deal
                WHERE tenant = ?1 AND id > ?2 AND (?3 IS NULL OR process = ?3) AND (?4 IS NULL OR version = ?4)
                    AND (?5 IS NULL OR stage = ?5) AND (?6 IS NULL OR owner = ?6)
                ORDER BY id LIMIT ?7
                """
            )
            defer { statement.reset() }
            statement.bind(1, query.tenant)
            if let after = query.after { statement.bind(2, after) } else { statement.bind(2, [UInt8]()) }
            statement.bind(3, query.process)
            if let version = query.version { statement.bind(4, version) } else { statement.bindNull(4) }
            statement.bind(5, query.stage)
            statement.bind(6, query.owner)
            statement.bind(7, max(0, query.limit))
            return try summaries(statement)
        }

        func find(_ words: String, tenant: String, limit: Int) throws -> [DealSummary] {
            guard limit > 0 else { return [] }
            if let id = DealID(words), let found = try deal(id, tenant: tenant) { return [found.summary] }
            if let prefix = DealIDPrefix(words) {
                let found = try deals(startingWith: prefix, tenant: tenant, limit: limit)
                if !found.isEmpty { return found }
            }
            if let holder = try holder(ofKey: words, tenant: tenant), let found = try deal(holder, tenant: tenant) {
                return [found.summary]
            }
            let statement = try prepare(
                """
                SELECT id, revision, process, version, digest, stage, outcome, name, owner, account, opened, opened_ns,
                    updated, updated_ns
                FROM deal WHERE tenant = ?1 AND name = ?2 COLLATE NOCASE ORDER BY id LIMIT ?3
                """
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, words)
            statement.bind(3, limit)
            return try summaries(statement)
        }

        private func deals(startingWith prefix: DealIDPrefix, tenant: String, limit: Int) throws -> [DealSummary] {
            let statement = try prepare(
                """
                SELECT id, revision, process, version, digest, stage, outcome, name, owner, account, opened, opened_ns,
                    updated, updated_ns
                FROM deal WHERE tenant = ?1 AND id BETWEEN ?2 AND ?3 ORDER BY id LIMIT ?4
                """
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, prefix.bytes(filledWith: 0x0))
            statement.bind(3, prefix.bytes(filledWith: 0xF))
            statement.bind(4, limit)
            return try summaries(statement)
        }

        private func holder(ofKey key: String, tenant: String) throws -> DealID? {
            let statement = try prepare("SELECT deal FROM external_key WHERE tenant = ?1 AND key = ?2")
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, key)
            return try statement.step() ? statement.dealID(0) : nil
        }

        func acceptance(source: String, key: String, tenant: String) throws -> StoredAcceptance? {
            let statement = try prepare(
                "SELECT digest, deal, revision FROM idempotency WHERE tenant = ?1 AND source = ?2 AND key = ?3"
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, source)
            statement.bind(3, key)
            guard try statement.step() else { return nil }
            return StoredAcceptance(
                commandDigest: try statement.digest(0),
                deal: try statement.dealID(1),
                revision: statement.int(2)
            )
        }

        func dueTimers(at instant: Instant, tenant: String, limit: Int) throws -> [TimerRow] {
            let statement = try prepare(
                """
                SELECT deal, name, due, due_ns FROM timer
                WHERE tenant = ?1 AND (due, due_ns) <= (?2, ?3) ORDER BY due, due_ns, deal, name LIMIT ?4
                """
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, instant)
            statement.bind(4, max(0, limit))
            var timers: [TimerRow] = []
            while try statement.step() {
                timers.append(
                    TimerRow(deal: try statement.dealID(0), name: statement.text(1), due: try statement.instant(2))
                )
            }
            return timers
        }
    }

    extension [SensitiveValue] {
        /// The last value of each field, of values ordered by field and revision.
        var newestOfEachField: [SensitiveValue] {
            var newest: [SensitiveValue] = []
            for value in self {
                if let last = newest.last, last.field.utf8.elementsEqual(value.field.utf8) { newest.removeLast() }
                newest.append(value)
            }
            return newest
        }
    }

    extension DealIDPrefix {
        /// The 16 bytes of the first or the last id that begins so.
        fileprivate func bytes(filledWith digit: UInt8) -> [UInt8] {
            var digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
                .map { $0 <= UInt8(ascii: "9") ? $0 - UInt8(ascii: "0") : $0 - UInt8(ascii: "a") + 10 }
            while digits.count < 32 { digits.append(digit) }
            return stride(from: 0, to: 32, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        }
    }

#endif
