#if SQLite

    import Turnpike
    import TurnpikeValues

    extension Connection {
        func definition(_ process: String, _ version: Int, tenant: String) throws -> StoredDefinition? {
            let statement = try prepare(
                """
                SELECT process, version, digest, language, registered, registered_ns FROM definition
                WHERE tenant = ?1 AND process = ?2 AND version = ?3
                """
            )
            var found: StoredDefinition?
            do {
                defer { statement.reset() }
                statement.bind(1, tenant)
                statement.bind(2, process)
                statement.bind(3, version)
                found = try statement.step() ? try header(statement) : nil
            }
            found?.sources = try sources(process, version, tenant: tenant)
            return found
        }

        func definitions(tenant: String) throws -> [StoredDefinition] {
            let statement = try prepare(
                """
                SELECT process, version, digest, language, registered, registered_ns FROM definition
                WHERE tenant = ?1 ORDER BY process, version
                """
            )
            var found: [StoredDefinition] = []
            do {
                defer { statement.reset() }
                statement.bind(1, tenant)
                while try statement.step() { found.append(try header(statement)) }
            }
            for index in found.indices {
                found[index].sources = try sources(found[index].process, found[index].version, tenant: tenant)
            }
            return found
        }

        private func header(_ row: Statement) throws -> StoredDefinition {
            StoredDefinition(
                process: row.text(0),
                version: Int(row.int(1)),
                digest: try row.digest(2),
                language: Int(row.int(3)),
                sources: [],
                registered: try row.instant(4)
            )
        }

        private func sources(_ process: String, _ version: Int, tenant: String) throws -> [StoredDefinition.Source] {
            let statement = try prepare(
                """
                SELECT name, text FROM definition_source
                WHERE tenant = ?1 AND process = ?2 AND version = ?3 ORDER BY position
                """
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, process)
            statement.bind(3, version)
            var sources: [StoredDefinition.Source] = []
            while try statement.step() { sources.append(.init(name: statement.text(0), text: statement.bytes(1))) }
            return sources
        }

        func register(_ definition: StoredDefinition, replacing: Bool, tenant: String) throws {
            var kept = definition
            if let known = try self.definition(definition.process, definition.version, tenant: tenant) {
                if known.digest == definition.digest {
                    // Labels and comments may change at any time; the first registration stays on record.
                    kept.registered = known.registered
                } else if try isUsed(definition, tenant: tenant) {
                    guard replacing else { throw StoreError.definitionChanged(definition) }
                    try rebind(definition, tenant: tenant)
                }
            }
            try write(kept, tenant: tenant)
        }

        private func isUsed(_ definition: StoredDefinition, tenant: String) throws -> Bool {
            let statement = try prepare(
                "SELECT 1 FROM deal WHERE tenant = ?1 AND process = ?2 AND version = ?3 LIMIT 1"
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, definition.process)
            statement.bind(3, definition.version)
            return try statement.step()
        }

        private func rebind(_ definition: StoredDefinition, tenant: String) throws {
            let statement = try prepare(
                "UPDATE deal SET digest = ?4 WHERE tenant = ?1 AND process = ?2 AND version = ?3"
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, definition.process)
            statement.bind(3, definition.version)
            statement.bind(4, definition.digest)
            _ = try statement.step()
        }

        private func write(_ definition: StoredDefinition, tenant: String) throws {
            let insert = try prepare(
                """
                INSERT OR REPLACE INTO definition (tenant, process, version, digest, language, registered, registered_ns)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """
            )
            do {
                defer { insert.reset() }
                insert.bind(1, tenant)
                insert.bind(2, definition.process)
                insert.bind(3, definition.version)
                insert.bind(4, definition.digest)
                insert.bind(5, definition.language)
                insert.bind(6, definition.registered)
                _ = try insert.step()
            }
            let delete = try prepare(
                "DELETE FROM definition_source WHERE tenant = ?1 AND process = ?2 AND version = ?3"
            )
            do {
                defer { delete.reset() }
                delete.bind(1, tenant)
                delete.bind(2, definition.process)
                delete.bind(3, definition.version)
                _ = try delete.step()
            }
            let source = try prepare(
                """
                INSERT INTO definition_source (tenant, process, version, position, name, text)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """
            )
            for (position, file) in definition.sources.enumerated() {
                defer { source.reset() }
                source.bind(1, tenant)
                source.bind(2, definition.process)
                source.bind(3, definition.version)
                source.bind(4, position)
                source.bind(5, file.name)
                source.bind(6, file.text)
                _ = try source.step()
            }
        }
    }

#endif
