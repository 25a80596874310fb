#if SQLite

    extension Schema {
        /// From version 3 to 4: records and requests move into one table, the journal.
        ///
        /// A commit then touches two trees, the deal's row and the end of the journal, where each tree more costs a page of
        /// the log and its flush. `outbox` becomes what its rows go through afterwards (who holds them, how often they were
        /// tried): it is filled by those who deliver, from the journal behind `outbox_taken`, many rows at a time.
        ///
        /// Rows of the outbox are numbered as they are taken in, in the journal's order. Those of the old one keep their
        /// numbers, which people may have seen; in the journal they come before all records.
        static let journal: StaticString = """
            CREATE TABLE journal (
                number INTEGER PRIMARY KEY,
                deal INTEGER NOT NULL,
                previous INTEGER,
                revision INTEGER NOT NULL,
                time INTEGER NOT NULL,
                time_ns INTEGER NOT NULL,
                hook TEXT,
                key TEXT,
                parks INTEGER,
                body BLOB NOT NULL
            );
            CREATE TABLE new_deal (
                number INTEGER PRIMARY KEY,
                tenant TEXT NOT NULL,
                id BLOB NOT NULL,
                revision INTEGER NOT NULL,
                last_record INTEGER NOT NULL,
                process TEXT NOT NULL,
                version INTEGER NOT NULL,
                digest BLOB NOT NULL,
                stage TEXT NOT NULL,
                outcome TEXT,
                name TEXT NOT NULL,
                owner TEXT,
                account TEXT,
                opened INTEGER,
                opened_ns INTEGER,
                updated INTEGER NOT NULL,
                updated_ns INTEGER NOT NULL,
                state BLOB NOT NULL
            );
            INSERT INTO meta (key, value)
            SELECT 'outbox_rows', coalesce(max(sequence), 0) FROM outbox;
            INSERT INTO new_deal
            SELECT rowid, tenant, id, revision,
                CASE last_record
                    WHEN 0 THEN 0
                    ELSE last_record + (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'outbox_rows')
                END,
                process, version, digest, stage, outcome, name, owner, account, opened, opened_ns, updated, updated_ns,
                state
            FROM deal ORDER BY rowid;
            INSERT INTO journal
            SELECT outbox.sequence, deal.rowid, NULL, outbox.revision, outbox.next, outbox.next_ns, outbox.hook,
                outbox.key, outbox.parks, outbox.request
            FROM outbox CROSS JOIN deal ON deal.tenant = outbox.tenant AND deal.id = outbox.deal
            ORDER BY outbox.sequence;
            INSERT INTO journal
            SELECT record.number + first.number, deal.rowid,
                CASE record.previous WHEN 0 THEN 0 ELSE record.previous + first.number END,
                record.revision, record.recorded, record.recorded_ns, NULL, NULL, NULL, record.body
            FROM (SELECT CAST(value AS INTEGER) AS number FROM meta WHERE key = 'outbox_rows') AS first
            CROSS JOIN record CROSS JOIN deal ON deal.tenant = record.tenant AND deal.id = record.deal
            ORDER BY record.number;
            CREATE TABLE new_outbox (
                sequence INTEGER PRIMARY KEY,
                entry INTEGER NOT NULL,
                tenant TEXT NOT NULL,
                deal BLOB NOT NULL,
                hook TEXT NOT NULL,
                open INTEGER NOT NULL,
                status INTEGER NOT NULL,
                attempts INTEGER NOT NULL,
                next INTEGER NOT NULL,
                next_ns INTEGER NOT NULL,
                lease_owner TEXT,
                lease_until INTEGER,
                lease_until_ns INTEGER,
                last_error TEXT
            );
            INSERT INTO new_outbox
            SELECT sequence, sequence, tenant, deal, hook, open, status, attempts, next, next_ns, lease_owner, lease_until,
                lease_until_ns, last_error
            FROM outbox ORDER BY sequence;
            DROP TABLE outbox;
            DROP TABLE record;
            DROP TABLE deal;
            ALTER TABLE new_deal RENAME TO deal;
            ALTER TABLE new_outbox RENAME TO outbox;
            CREATE UNIQUE INDEX deal_id ON deal (tenant, id);
            CREATE INDEX outbox_open ON outbox (tenant, sequence, deal, hook, status, next, next_ns) WHERE open = 1;
            CREATE INDEX outbox_leased ON outbox (tenant, sequence, lease_until, lease_until_ns)
                WHERE lease_owner IS NOT NULL;
            CREATE INDEX outbox_done ON outbox (next, sequence) WHERE status IN (1, 3);
            DELETE FROM meta WHERE key = 'outbox_rows';
            INSERT INTO meta (key, value) SELECT 'outbox_taken', coalesce(max(number), 0) FROM journal;
            """
    }

#endif
