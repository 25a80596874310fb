#if SQLite

    import Turnpike

    extension Connection {
        /// Takes the values away and leaves their rows: a reader sees that there was one.
        func eraseSensitiveValues(of id: DealID, tenant: String) throws -> Int {
            let statement = try prepare(
                "UPDATE sensitive SET value = NULL WHERE tenant = ?1 AND deal = ?2 AND value IS NOT NULL"
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, id)
            _ = try statement.step()
            return Int(changes)
        }

        func party(_ kind: PartyKind, _ idOrKey: String, tenant: String) throws -> StoredParty? {
            let byID = try prepare(
                "SELECT id, revision, external_key, body FROM party WHERE tenant = ?1 AND kind = ?2 AND id = ?3"
            )
            if let record = try party(kind, idOrKey, tenant: tenant, by: byID) { return record }
            let byKey = try prepare(
                "SELECT id, revision, external_key, body FROM party WHERE tenant = ?1 AND kind = ?2 AND external_key = ?3"
            )
            return try party(kind, idOrKey, tenant: tenant, by: byKey)
        }

        private func party(
            _ kind: PartyKind,
            _ text: String,
            tenant: String,
            by statement: Statement
        ) throws -> StoredParty? {
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, kind.rawValue)
            statement.bind(3, text)
            guard try statement.step() else { return nil }
            return StoredParty(
                kind: kind,
                id: statement.text(0),
                revision: statement.int(1),
                externalKey: statement.optionalText(2),
                body: statement.bytes(3)
            )
        }

        func put(_ record: StoredParty, tenant: String) throws -> Bool {
            let isNew = record.revision == 1
            // A conflict, be it of the id or of the external key, changes no row.
            let statement =
                isNew
                ? try prepare(
                    """
                    INSERT OR IGNORE INTO party (tenant, kind, id, revision, external_key, body)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                    """
                )
                : try prepare(
                    """
                    UPDATE OR IGNORE party SET revision = ?4, external_key = ?5, body = ?6
                    WHERE tenant = ?1 AND kind = ?2 AND id = ?3 AND revision = ?4 - 1
                    """
                )
            guard record.revision > 0 else { return false }
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, record.kind.rawValue)
            statement.bind(3, record.id)
            statement.bind(4, record.revision)
            statement.bind(5, record.externalKey)
            statement.bind(6, record.body)
            _ = try statement.step()
            return changes == 1
        }
    }

#endif
