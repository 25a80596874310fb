#if SQLite

    import Turnpike
    import TurnpikeValues

    extension Connection {
        /// Leases the first timers that are due and held by nobody.
        func claimTimers(_ claim: TimerClaim) throws -> [TimerRow] {
            var claimed: [TimerRow] = []
            do {
                let statement = try prepare(
                    """
                    SELECT deal, name, due, due_ns FROM timer
                    WHERE tenant = ?1 AND (due, due_ns) <= (?2, ?3)
                        AND (lease_until IS NULL OR (lease_until, lease_until_ns) <= (?2, ?3))
                    ORDER BY due, due_ns, deal, name LIMIT ?4
                    """
                )
                defer { statement.reset() }
                statement.bind(1, claim.tenant)
                statement.bind(2, claim.now)
                statement.bind(4, claim.limit)
                while try statement.step() {
                    claimed.append(
                        TimerRow(
                            deal: try statement.dealID(0),
                            name: statement.text(1),
                            due: try statement.instant(2)
                        )
                    )
                }
            }
            let update = try prepare(
                """
                UPDATE timer SET lease_owner = ?4, lease_until = ?5, lease_until_ns = ?6
                WHERE tenant = ?1 AND deal = ?2 AND name = ?3
                """
            )
            for row in claimed {
                defer { update.reset() }
                update.bind(1, claim.tenant)
                update.bind(2, row.deal)
                update.bind(3, row.name)
                update.bind(4, claim.owner)
                update.bind(5, claim.until)
                _ = try update.step()
            }
            return claimed
        }

        func dropTimer(_ row: TimerRow, tenant: String) throws {
            let statement = try prepare(
                "DELETE FROM timer WHERE tenant = ?1 AND deal = ?2 AND name = ?3 AND due = ?4 AND due_ns = ?5"
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, row.deal)
            statement.bind(3, row.name)
            statement.bind(4, row.due)
            _ = try statement.step()
        }
    }

#endif
