#if SQLite

    import Turnpike
    import TurnpikeValues

    extension Connection {
        /// Says which approvals of a deal wait from now on.
        func write(_ pending: [PendingApproval], of deal: DealID, tenant: String) throws {
            let delete = try prepare("DELETE FROM pending_approval WHERE tenant = ?1 AND deal = ?2")
            do {
                defer { delete.reset() }
                delete.bind(1, tenant)
                delete.bind(2, deal)
                _ = try delete.step()
            }
            guard !pending.isEmpty else { return }
            let insert = try prepare(
                """
                INSERT OR REPLACE INTO pending_approval (tenant, deal, approval, requested, requested_ns)
                VALUES (?1, ?2, ?3, ?4, ?5)
                """
            )
            for row in pending {
                defer { insert.reset() }
                insert.bind(1, tenant)
                insert.bind(2, deal)
                insert.bind(3, row.approval)
                insert.bind(4, row.requested)
                _ = try insert.step()
            }
        }

        /// A page of the approvals that wait.
        func pendingApprovals(_ query: PendingApprovalQuery) throws -> [PendingApproval] {
            let statement = try prepare(
                query.after == nil
                    ? """
                    SELECT deal, approval, requested, requested_ns FROM pending_approval
                    WHERE tenant = ?1 ORDER BY requested, requested_ns, deal, approval LIMIT ?2
                    """
                    : """
                    SELECT deal, approval, requested, requested_ns FROM pending_approval
                    WHERE tenant = ?1 AND (requested, requested_ns, deal, approval) > (?3, ?4, ?5, ?6)
                    ORDER BY requested, requested_ns, deal, approval LIMIT ?2
                    """
            )
            defer { statement.reset() }
            statement.bind(1, query.tenant)
            statement.bind(2, max(0, query.limit))
            if let after = query.after {
                statement.bind(3, after.requested)
                statement.bind(5, after.deal)
                statement.bind(6, after.approval)
            }
            var rows: [PendingApproval] = []
            while try statement.step() {
                rows.append(
                    PendingApproval(
                        deal: try statement.dealID(0),
                        approval: statement.text(1),
                        requested: try statement.instant(2)
                    )
                )
            }
            return rows
        }
    }

#endif
