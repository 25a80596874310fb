#if SQLite

    import Turnpike
    import TurnpikeValues

    /// Records are a chain: a deal names its newest one, each record the one before it.
    extension Connection {
        func records(of id: DealID, tenant: String, after: Int64, limit: Int) throws -> [StoredRecord] {
            let statement = try prepare("SELECT last_record FROM deal WHERE tenant = ?1 AND id = ?2")
            let last: Int64
            do {
                defer { statement.reset() }
                statement.bind(1, tenant)
                statement.bind(2, id)
                guard try statement.step() else { return [] }
                last = statement.int(0)
            }
            return try records(endingAt: last, after: after, limit: limit)
        }

        /// The records of a chain after a revision, ascending, at most `limit`.
        func records(endingAt last: Int64, after: Int64 = 0, limit: Int = .max) throws -> [StoredRecord] {
            guard limit > 0 else { return [] }
            var numbers: [Int64] = []
            let link = try prepare("SELECT previous, revision FROM journal WHERE number = ?1")
            var number = last
            var newer = Int64.max
            while number != 0 {
                defer { link.reset() }
                link.bind(1, number)
                guard try link.step(), !link.isNull(0) else { throw StoreError.damaged("a deal's history") }
                let revision = link.int(1)
                // A chain that turned in a circle would never end.
                guard revision < newer else { throw StoreError.damaged("a deal's history") }
                if revision <= after { break }
                newer = revision
                numbers.append(number)
                number = link.int(0)
            }
            let record = try prepare("SELECT revision, time, time_ns, body FROM journal WHERE number = ?1")
            return try numbers.reversed().prefix(limit).map { number in
                defer { record.reset() }
                record.bind(1, number)
                guard try record.step() else { throw StoreError.damaged("a deal's history") }
                return StoredRecord(
                    revision: record.int(0),
                    recorded: try record.instant(1),
                    body: record.bytes(3)
                )
            }
        }
    }

#endif
