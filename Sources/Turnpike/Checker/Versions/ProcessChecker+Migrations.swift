extension ProcessChecker {
    /// Resolves what `migrate` says of this version; the names of earlier ones are compared where those are at hand.
    mutating func resolveMigrations() {
        var seen: [Int: SourceRange] = [:]
        for migration in definition.migrations {
            if migration.from.value >= parts.version {
                report(
                    .migratesForward,
                    "version \(migration.from.value) is none before this one, which is \(parts.version)",
                    at: migration.from.range,
                    notes: definition.version.map { [Diagnostic.Note("the version stands here", at: $0.range)] } ?? []
                )
            }
            if let first = seen.updateValue(migration.from.range, forKey: migration.from.value) {
                report(
                    .duplicateID,
                    "the migration from \(migration.from.value) is declared twice",
                    at: migration.from.range,
                    notes: [Diagnostic.Note("first declared here", at: first)]
                )
            }
            var stages: [String: Migration.Target] = [:]
            var fields: [String: FieldID] = [:]
            var places: [String: SourceRange] = [:]
            for mapping in migration.stages {
                places[mapping.old.value] = mapping.old.range
                switch mapping.target {
                case .ask: stages[mapping.old.value] = .ask
                case .stage(let name): stages[mapping.old.value] = stage(name).map { .stage($0) }
                }
            }
            var taken: [FieldID: SourceRange] = [:]
            for mapping in migration.fields {
                places[mapping.old.value] = mapping.old.range
                guard let field = field(mapping.new) else { continue }
                refuseComputed(field, mapping.new.range, "migrated to")
                if let first = taken.updateValue(mapping.new.range, forKey: field) {
                    report(
                        .migratesTwice,
                        "two fields cannot both become '\(mapping.new.value)'",
                        at: mapping.new.range,
                        notes: [Diagnostic.Note("the other one does here", at: first)]
                    )
                }
                fields[mapping.old.value] = field
            }
            parts.migrations.append(
                Migration(from: migration.from.value, stages: stages, fields: fields, places: places)
            )
        }
    }
}
