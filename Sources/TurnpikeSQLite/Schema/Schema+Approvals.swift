#if SQLite

    extension Schema {
        /// From version 6 to 7: which approvals wait for somebody's word, so that an inbox reads no deal without one.
        ///
        /// What older deals wait for is taken from their states. A state that is no JSON is left to whoever reads it.
        static let pendingApprovals: StaticString = """
            CREATE TABLE pending_approval (
                tenant TEXT NOT NULL,
                deal BLOB NOT NULL,
                approval TEXT NOT NULL,
                requested INTEGER NOT NULL,
                requested_ns INTEGER NOT NULL,
                PRIMARY KEY (tenant, deal, approval)
            ) WITHOUT ROWID;
            INSERT OR IGNORE INTO pending_approval
            SELECT deal.tenant, deal.id, json_extract(entry.value, '$.approval'),
                coalesce(unixepoch(json_extract(entry.value, '$.requested')), deal.updated), 0
            FROM deal CROSS JOIN json_each(
                CASE
                    WHEN instr(deal.state, CAST('"approvals":[' AS BLOB)) = 0 THEN '[]'
                    WHEN json_valid(CAST(deal.state AS TEXT)) = 0 THEN '[]'
                    ELSE coalesce(json_extract(CAST(deal.state AS TEXT), '$.approvals'), '[]')
                END
            ) AS entry
            WHERE entry.type = 'object' AND json_extract(entry.value, '$.status') = 'pending'
                AND json_type(entry.value, '$.approval') = 'text';
            CREATE INDEX pending_approval_requested
                ON pending_approval (tenant, requested, requested_ns, deal, approval);
            """
    }

#endif
