#if SQLite

    import Turnpike
    import TurnpikeValues

    extension Connection {
        /// Whose turn it is: a deal's rows for one plug-in.
        private struct Lane: Hashable {
            var deal: DealID
            var hook: Int
        }

        func outbox(_ query: OutboxQuery) throws -> [OutboxRow] {
            // Rows that nobody has taken in yet come behind all others; the two reads must see one state of the file.
            try run("SAVEPOINT outbox")
            defer { try? run("RELEASE outbox") }
            var rows = try outbox(query, from: takenRows(), limit: query.limit)
            guard rows.count < query.limit, query.status ?? .pending == .pending else { return rows }
            // Numbered as they will be when they are taken in.
            let waiting = try prepare(
                """
                SELECT waiting.sequence, deal.tenant, deal.id, journal.revision, journal.hook, journal.key, journal.parks,
                    0, 0, journal.time, journal.time_ns, NULL, NULL, NULL, NULL, coalesce(journal.request, journal.body)
                FROM (
                    SELECT number, (SELECT coalesce(max(sequence), 0) FROM outbox) + row_number() OVER (ORDER BY number) AS sequence
                    FROM journal
                    WHERE number > (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'outbox_taken')
                        AND hook IS NOT NULL
                ) AS waiting
                CROSS JOIN journal ON journal.number = waiting.number
                CROSS JOIN deal ON deal.number = journal.deal
                WHERE waiting.sequence BETWEEN ?1 AND ?2 AND deal.tenant = ?3 AND (?4 IS NULL OR deal.id = ?4)
                    AND (?5 IS NULL OR ?5 = 0)
                ORDER BY waiting.sequence LIMIT ?6
                """
            )
            rows += try outbox(query, from: waiting, limit: query.limit - rows.count)
            return rows
        }

        /// The rows that were taken in.
        private func takenRows() throws -> Statement {
            try prepare(
                """
                SELECT outbox.sequence, outbox.tenant, outbox.deal, journal.revision, outbox.hook, journal.key,
                    journal.parks, outbox.status, outbox.attempts, outbox.next, outbox.next_ns, outbox.lease_owner,
                    outbox.lease_until, outbox.lease_until_ns, outbox.last_error, coalesce(journal.request, journal.body)
                FROM outbox CROSS JOIN journal ON journal.number = outbox.journal_row
                WHERE outbox.sequence BETWEEN ?1 AND ?2 AND outbox.tenant = ?3 AND (?4 IS NULL OR outbox.deal = ?4)
                    AND (?5 IS NULL OR outbox.status = ?5)
                ORDER BY outbox.sequence LIMIT ?6
                """
            )
        }

        private func outbox(_ query: OutboxQuery, from statement: Statement, limit: Int) throws -> [OutboxRow] {
            defer { statement.reset() }
            let first = query.after == .max ? .max : query.after + 1
            statement.bind(1, max(first, query.sequence ?? first))
            statement.bind(2, query.sequence ?? .max)
            statement.bind(3, query.tenant)
            statement.bind(4, query.deal)
            if let status = query.status { statement.bind(5, status.stored) } else { statement.bindNull(5) }
            statement.bind(6, max(0, limit))
            var rows: [OutboxRow] = []
            while try statement.step() { rows.append(try outboxRow(statement)) }
            // Few rows have failed, and only those have a story.
            for (index, row) in rows.enumerated() {
                guard row.attempts > (row.status == .delivered ? 1 : 0) || row.lastError != nil else { continue }
                rows[index].story = try story(of: row.sequence)
            }
            return rows
        }

        func claimOutbox(_ claim: OutboxClaim) throws -> [OutboxRow] {
            var claimed: [OutboxRow] = []
            for sequence in try dueHeads(claim) where claimed.count < claim.limit {
                guard var row = try outboxRow(sequence, tenant: claim.tenant), row.isClaimable(at: claim.now) else {
                    continue
                }
                row.lease(to: claim.owner, until: claim.until)
                try update(row)
                claimed.append(row)
            }
            return claimed
        }

        /// The rows that are the first of their lane and due, whether leased or not, in order.
        ///
        /// The walk over the index of open rows stops early only when it has found enough rows that nobody holds, so leased
        /// rows, of which there are few, are counted out here.
        private func dueHeads(_ claim: OutboxClaim) throws -> [Int64] {
            let statement = try prepare(
                """
                SELECT sequence, deal, hook, status, next, next_ns FROM outbox INDEXED BY outbox_open
                WHERE tenant = ?1 AND open = 1 AND (?2 IS NULL OR deal = ?2) ORDER BY sequence
                """
            )
            let leased = try leasedRows(claim)
            defer { statement.reset() }
            statement.bind(1, claim.tenant)
            statement.bind(2, claim.deal)
            var hooks = HookNames(wanted: claim.hooks, except: claim.except)
            var seen: Set<Lane> = []
            var heads: [Int64] = []
            while heads.count < claim.limit, try statement.step() {
                let hook = hooks.number(of: statement.buffer(2))
                guard hooks.isWanted(hook) else { continue }
                guard seen.insert(Lane(deal: try statement.dealID(1), hook: hook)).inserted else { continue }
                guard statement.int(3) == OutboxRow.Status.pending.stored, try statement.instant(4) <= claim.now else {
                    continue
                }
                let sequence = statement.int(0)
                if !leased.contains(sequence) { heads.append(sequence) }
            }
            return heads
        }

        private func leasedRows(_ claim: OutboxClaim) throws -> Set<Int64> {
            let statement = try prepare(
                """
                SELECT sequence FROM outbox INDEXED BY outbox_leased
                WHERE tenant = ?1 AND lease_owner IS NOT NULL AND (lease_until, lease_until_ns) > (?2, ?3)
                """
            )
            defer { statement.reset() }
            statement.bind(1, claim.tenant)
            statement.bind(2, claim.now)
            var leased: Set<Int64> = []
            while try statement.step() { leased.insert(statement.int(0)) }
            return leased
        }

        func settle(_ settlement: OutboxSettlement, tenant: String) throws {
            guard var row = try outboxRow(settlement.sequence, tenant: tenant), row.settle(settlement) else { return }
            try update(row)
        }

        private func outboxRow(_ sequence: Int64, tenant: String) throws -> OutboxRow? {
            var query = OutboxQuery(tenant: tenant, limit: 1)
            query.sequence = sequence
            return try outbox(query, from: takenRows(), limit: 1).first
        }

        /// Stores what a lease or a settlement changed.
        private func update(_ row: OutboxRow) throws {
            let statement = try prepare(
                """
                UPDATE outbox SET open = ?2, status = ?3, attempts = ?4, next = ?5, next_ns = ?6, lease_owner = ?7,
                    lease_until = ?8, lease_until_ns = ?9, last_error = ?10
                WHERE sequence = ?1
                """
            )
            defer { statement.reset() }
            statement.bind(1, row.sequence)
            statement.bind(2, !row.letsLanePass)
            statement.bind(3, row.status.stored)
            statement.bind(4, row.attempts)
            statement.bind(5, row.nextAttempt)
            statement.bind(7, row.leaseOwner)
            statement.bind(8, row.leaseUntil)
            statement.bind(10, row.lastError)
            _ = try statement.step()
            if let story = row.storedStory { try write(story, of: row.sequence) }
        }

        // The story stands in a table of its own: the outbox is walked at every claim, and few rows have one.
        private func story(of sequence: Int64) throws -> [OutboxRow.Attempt] {
            let statement = try prepare("SELECT attempts FROM outbox_story WHERE sequence = ?1")
            defer { statement.reset() }
            statement.bind(1, sequence)
            return try statement.step() ? OutboxRow.story(statement.text(0)) : []
        }

        private func write(_ story: String, of sequence: Int64) throws {
            let statement = try prepare("INSERT OR REPLACE INTO outbox_story (sequence, attempts) VALUES (?1, ?2)")
            defer { statement.reset() }
            statement.bind(1, sequence)
            statement.bind(2, story)
            _ = try statement.step()
        }

        private func outboxRow(_ row: Statement) throws -> OutboxRow {
            guard let status = OutboxRow.Status(stored: row.int(7)) else { throw StoreError.damaged("an outbox row") }
            var read = OutboxRow(
                tenant: row.text(1),
                deal: try row.dealID(2),
                revision: row.int(3),
                hook: row.text(4),
                key: row.text(5),
                request: row.bytes(15),
                parksLane: row.int(6) != 0,
                nextAttempt: try row.instant(9)
            )
            read.sequence = row.int(0)
            read.status = status
            read.attempts = Int(row.int(8))
            read.leaseOwner = row.optionalText(11)
            read.leaseUntil = try row.optionalInstant(12)
            read.lastError = row.optionalText(14)
            return read
        }
    }

    /// The names of plug-ins as small numbers, so that a walk over many rows makes no strings.
    private struct HookNames {
        private var names: [[UInt8]]
        private let wanted: Int?
        private let unwanted: Int

        init(wanted: [String]?, except: [String]) {
            names = (wanted ?? except).map { Array($0.utf8) }
            self.wanted = wanted?.count
            unwanted = wanted == nil ? except.count : 0
        }

        mutating func number(of name: UnsafeRawBufferPointer) -> Int {
            if let known = names.firstIndex(where: { $0.elementsEqual(name) }) { return known }
            // What nobody wants needs no number of its own.
            if let wanted { return wanted }
            names.append(Array(name))
            return names.count - 1
        }

        func isWanted(_ number: Int) -> Bool { wanted.map { number < $0 } ?? (number >= unwanted) }
    }

    extension OutboxRow.Status {
        /// The number that stands for it in the table; never changed.
        fileprivate var stored: Int64 {
            switch self {
            case .pending: 0
            case .delivered: 1
            case .dead: 2
            case .dropped: 3
            }
        }

        fileprivate init?(stored: Int64) {
            switch stored {
            case 0: self = .pending
            case 1: self = .delivered
            case 2: self = .dead
            case 3: self = .dropped
            default: return nil
            }
        }
    }

#endif
