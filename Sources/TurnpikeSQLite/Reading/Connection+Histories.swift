#if SQLite

    import Turnpike
    import TurnpikeValues

    extension Connection {
        /// A page of deals with all their records.
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

            var lastRecords = [Int64](repeating: 0, count: summaries.count)

            // A page is a range of ids; what a filter left out in between is read past.
            try each(
                "SELECT id, state, last_record FROM deal WHERE tenant = ?1 AND id >= ?2 AND id <= ?3 ORDER BY id",
                query.tenant,
                first...last
            ) { row in
                guard let position = index[try row.dealID(0)] else { return }
                histories[position].deal.state = row.bytes(1)
                lastRecords[position] = row.int(2)
            }
            for position in histories.indices {
                histories[position].records = try records(endingAt: lastRecords[position])
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
                histories[position].sensitive.append(
                    SensitiveValue(field: row.text(1), revision: row.int(2), value: row.optionalBytes(3))
                )
            }
            // Only the newest value of a field counts for the deal, as in one read by itself.
            for position in histories.indices where !histories[position].sensitive.isEmpty {
                histories[position].deal.sensitive = histories[position].sensitive.newestOfEachField
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
