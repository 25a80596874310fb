#if SQLite

    /// The tables of a store and how older ones become newer.
    ///
    /// Every table starts with the tenant. Instants are two integers, seconds and nanoseconds, because no 64 bits hold
    /// the years 1 to 9999 to the nanosecond. Ids are their 16 bytes. Large rows stand in tables with row ids, which keep
    /// their inner pages small; small ones in tables without.
    enum Schema {
        /// Marks a SQLite file as a store of this library: the letters `TPKE`.
        static let applicationID: Int32 = 0x5450_4B45

        /// The newest schema that this library knows.
        static var version: Int32 { Int32(steps.count) }

        /// The steps: the one at index `n` takes a file from version `n` to `n + 1`. A step that was released never changes.
        static let steps: [StaticString] = [
            """
            CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

            CREATE TABLE deal (
                tenant TEXT NOT NULL,
                id BLOB NOT NULL,
                revision INTEGER NOT NULL,
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
            CREATE UNIQUE INDEX deal_id ON deal (tenant, id);

            CREATE TABLE record (
                tenant TEXT NOT NULL,
                deal BLOB NOT NULL,
                revision INTEGER NOT NULL,
                recorded INTEGER NOT NULL,
                recorded_ns INTEGER NOT NULL,
                body BLOB NOT NULL
            );
            CREATE UNIQUE INDEX record_revision ON record (tenant, deal, revision);

            CREATE TABLE outbox (
                sequence INTEGER PRIMARY KEY,
                tenant TEXT NOT NULL,
                deal BLOB NOT NULL,
                revision INTEGER NOT NULL,
                hook TEXT NOT NULL,
                key TEXT NOT NULL,
                parks INTEGER NOT NULL,
                open INTEGER NOT NULL,
                status INTEGER NOT NULL,
                attempts INTEGER NOT NULL,
                next INTEGER NOT NULL,
                next_ns INTEGER NOT NULL,
                lease_owner TEXT,
                lease_until INTEGER,
                lease_until_ns INTEGER,
                last_error TEXT,
                request BLOB NOT NULL
            );
            CREATE INDEX outbox_open ON outbox (tenant, sequence, deal, hook, status, next, next_ns) WHERE open = 1;
            CREATE INDEX outbox_leased ON outbox (tenant, sequence, lease_until, lease_until_ns)
                WHERE lease_owner IS NOT NULL;

            CREATE TABLE timer (
                tenant TEXT NOT NULL,
                deal BLOB NOT NULL,
                name TEXT NOT NULL,
                due INTEGER NOT NULL,
                due_ns INTEGER NOT NULL,
                PRIMARY KEY (tenant, deal, name)
            ) WITHOUT ROWID;
            CREATE INDEX timer_due ON timer (tenant, due, due_ns, deal, name);

            CREATE TABLE definition (
                tenant TEXT NOT NULL,
                process TEXT NOT NULL,
                version INTEGER NOT NULL,
                digest BLOB NOT NULL,
                language INTEGER NOT NULL,
                registered INTEGER NOT NULL,
                registered_ns INTEGER NOT NULL,
                PRIMARY KEY (tenant, process, version)
            ) WITHOUT ROWID;
            CREATE TABLE definition_source (
                tenant TEXT NOT NULL,
                process TEXT NOT NULL,
                version INTEGER NOT NULL,
                position INTEGER NOT NULL,
                name TEXT NOT NULL,
                text BLOB NOT NULL,
                PRIMARY KEY (tenant, process, version, position)
            ) WITHOUT ROWID;

            CREATE TABLE idempotency (
                tenant TEXT NOT NULL,
                source TEXT NOT NULL,
                key TEXT NOT NULL,
                digest BLOB NOT NULL,
                deal BLOB NOT NULL,
                revision INTEGER NOT NULL,
                recorded INTEGER NOT NULL,
                PRIMARY KEY (tenant, source, key)
            ) WITHOUT ROWID;

            CREATE TABLE external_key (
                tenant TEXT NOT NULL,
                key TEXT NOT NULL,
                deal BLOB NOT NULL,
                PRIMARY KEY (tenant, key)
            ) WITHOUT ROWID;

            CREATE TABLE sensitive (
                tenant TEXT NOT NULL,
                deal BLOB NOT NULL,
                field TEXT NOT NULL,
                revision INTEGER NOT NULL,
                value BLOB,
                PRIMARY KEY (tenant, deal, field, revision)
            ) WITHOUT ROWID;

            CREATE TABLE party (
                tenant TEXT NOT NULL,
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                revision INTEGER NOT NULL,
                external_key TEXT,
                body BLOB NOT NULL,
                PRIMARY KEY (tenant, kind, id)
            ) WITHOUT ROWID;
            CREATE UNIQUE INDEX party_external_key ON party (tenant, kind, external_key) WHERE external_key IS NOT NULL;
            """,
            // A deal names its newest record and each record the one before it: an index over records would be the most
            // scattered thing that a commit writes. The other two are what a purge looks for.
            """
            CREATE TABLE new_deal (
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
            INSERT INTO new_deal
            SELECT tenant, id, revision, coalesce(
                    (
                        SELECT record.rowid FROM record
                        WHERE record.tenant = deal.tenant AND record.deal = deal.id
                        ORDER BY record.revision DESC LIMIT 1
                    ), 0),
                process, version, digest, stage, outcome, name, owner, account, opened, opened_ns, updated, updated_ns,
                state
            FROM deal ORDER BY rowid;
            CREATE TABLE new_record (
                number INTEGER PRIMARY KEY,
                previous INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                tenant TEXT NOT NULL,
                deal BLOB NOT NULL,
                recorded INTEGER NOT NULL,
                recorded_ns INTEGER NOT NULL,
                body BLOB NOT NULL
            );
            INSERT INTO new_record
            SELECT rowid, coalesce(lag(rowid) OVER (PARTITION BY tenant, deal ORDER BY revision), 0),
                revision, tenant, deal, recorded, recorded_ns, body
            FROM record;
            DROP TABLE record;
            DROP TABLE deal;
            ALTER TABLE new_record RENAME TO record;
            ALTER TABLE new_deal RENAME TO deal;
            CREATE UNIQUE INDEX deal_id ON deal (tenant, id);

            CREATE INDEX idempotency_recorded ON idempotency (recorded);
            CREATE INDEX outbox_done ON outbox (next, sequence) WHERE status IN (1, 3);
            """,
            // Workers hold the timers that they are about to fire.
            """
            ALTER TABLE timer ADD COLUMN lease_owner TEXT;
            ALTER TABLE timer ADD COLUMN lease_until INTEGER;
            ALTER TABLE timer ADD COLUMN lease_until_ns INTEGER;
            """,
            Schema.journal,
            // What was said at each failed attempt of a row.
            """
            CREATE TABLE outbox_story (sequence INTEGER PRIMARY KEY, attempts TEXT NOT NULL);
            """,
            // Counters that commands of several deals share.
            """
            CREATE TABLE counter (
                tenant TEXT NOT NULL,
                name TEXT NOT NULL,
                value INTEGER NOT NULL,
                text TEXT NOT NULL,
                revision INTEGER NOT NULL,
                PRIMARY KEY (tenant, name)
            ) WITHOUT ROWID;
            """,
            Schema.pendingApprovals,
            Schema.sharedRows,
        ]
    }

#endif
