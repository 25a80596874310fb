#if SQLite

    import Turnpike
    import TurnpikeValues

    extension Connection {
        /// A page of deals with all their records, in four statements whatever the number of deals.
        func histories(_ query: DealQuery) throws -> [DealHistory] {
            // The statements must see one state of the file.
            try run("SAVEPOINT histories")
            defer { try? run("RELEASE histories") }
            return try readHistories(query)
        }

        private func readHistories(_ query: DealQuery) throws -> [DealHistory] {
            let summaries = try deals(query)
            guard let first = summaries.first?.id, let last = summaries.last?.id else { return [] }
            var index: [DealID: Int] = [:]
            index.reserveCapacity(summaries.count)
            for (position, summary) in summaries.enumerated() { index[summary.id] = position }
            var histories = summaries.map {
                DealHistory(deal: StoredDeal(summary: $0, state: [], sensitive: []), records: [])
            }

            // A page is a range of ids; what a filter left out in between is read past.
            try each(
                "SELECT id, state FROM deal WHERE tenant = ?1 AND id >= ?2 AND id <= ?3 ORDER BY id",
                query.tenant,
                first...last
            ) { row in
                guard let position = index[try row.dealID(0)] else { return }
                histories[position].deal.state = row.bytes(1)
            }
            try each(
                """
                SELECT deal, revision, recorded, recorded_ns, body FROM record
                WHERE tenant = ?1 AND deal >= ?2 AND deal <= ?3 ORDER BY deal, revision
                """,
                query.tenant,
                first...last
            ) { row in
                guard let position = index[try row.dealID(0)] else { return }
                histories[position].records.append(
                    StoredRecord(revision: row.int(1), recorded: try row.instant(2), body: row.bytes(4))
                )
            }
            try each(
                """
                SELECT deal, field, revision, value FROM sensitive
                WHERE tenant = ?1 AND deal >= ?2 AND deal <= ?3 ORDER BY deal, field, revision
                """,
                query.tenant,
                first...last
            ) { row in
                guard let position = index[try row.dealID(0)] else { return }
                let value = SensitiveValue(field: row.text(1), revision: row.int(2), value: row.optionalBytes(3))
                // Only the newest value of a field counts, as in a deal read by itself.
                if histories[position].deal.sensitive.last?.field.utf8.elementsEqual(value.field.utf8) == true {
                    histories[position].deal.sensitive.removeLast()
                }
                histories[position].deal.sensitive.append(value)
            }
            return histories
        }

        private func each(
            _ sql: StaticString,
            _ tenant: String,
            _ range: ClosedRange<DealID>,
            _ body: (Statement) throws -> Void
        ) throws {
            let statement = try prepare(sql)
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, range.lowerBound)
            statement.bind(3, range.upperBound)
            while try statement.step() { try body(statement) }
        }
    }

#endif
