#if SQLite

    import Turnpike
    import TurnpikeValues

    extension Connection {
        /// A counter; nil for one that was never written.
        func counter(_ name: String, tenant: String) throws -> Counter? {
            let statement = try prepare("SELECT value, text, revision FROM counter WHERE tenant = ?1 AND name = ?2")
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, name)
            guard try statement.step() else { return nil }
            return Counter(name, value: statement.int(0), text: statement.text(1), revision: statement.int(2))
        }

        /// Whether every counter is at the revision that the decision read.
        func countersAreAsExpected(_ changes: [CounterChange], tenant: String) throws -> Bool {
            for change in changes {
                guard let expected = change.expectedRevision else { continue }
                if try (counter(change.name, tenant: tenant)?.revision ?? 0) != expected { return false }
            }
            return true
        }

        func write(_ change: CounterChange, tenant: String) throws {
            let next = change.applied(to: try counter(change.name, tenant: tenant) ?? Counter(change.name))
            let statement = try prepare(
                "INSERT OR REPLACE INTO counter (tenant, name, value, text, revision) VALUES (?1, ?2, ?3, ?4, ?5)"
            )
            defer { statement.reset() }
            statement.bind(1, tenant)
            statement.bind(2, next.name)
            statement.bind(3, next.value)
            statement.bind(4, next.text)
            statement.bind(5, next.revision)
            _ = try statement.step()
        }
    }

#endif
