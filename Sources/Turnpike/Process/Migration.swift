/// How deals of an earlier version are taken over, checked against this version.
public struct Migration: Hashable, Sendable {
    /// Where the deals of a stage go.
    public enum Target: Hashable, Sendable {
        /// To a stage of this version.
        case stage(StageID)
        /// A person chooses.
        case ask
    }

    /// The earlier version.
    public let from: Int
    /// The stages that are called otherwise now or are gone, by their old ids.
    public let stages: [String: Target]
    /// The fields that are called otherwise now, by their old ids.
    public let fields: [String: FieldID]
    /// Where each old id is written.
    let places: [String: SourceRange]
}

extension SalesProcess {
    /// Compares the migration from an earlier version with that version.
    ///
    /// - Parameter old: The process as the deals that are to be taken over know it.
    /// - Returns: Old ids that the earlier version does not have, and stages of it that are gone and named nowhere.
    public func checkMigration(from old: SalesProcess) -> [Diagnostic] {
        let migration = migrations.first { $0.from == old.version }
        var findings: [Diagnostic] = []
        for (id, place) in (migration?.places ?? [:]).sorted(by: { SourceRange.isBefore($0.value, $1.value) }) {
            let isStage = migration?.stages[id] != nil
            let known = isStage ? old.stages.map(\.id) : old.fields.map(\.id)
            guard !known.contains(id) else { continue }
            findings.append(
                Diagnostic(
                    .migratesUnknown,
                    "version \(old.version) of \(old.id) has no \(isStage ? "stage" : "field") '\(id)'",
                    at: place,
                    repair: NearestName.find(id, among: known).map { .didYouMean($0, replacing: place) }
                )
            )
        }
        for stage in old.stages where self.stage(stage.id) == nil && migration?.stages[stage.id] == nil {
            findings.append(
                Diagnostic(
                    .migratesNowhere,
                    "the stage '\(stage.id)' of version \(old.version) is gone, and 'migrate' does not say where its deals go",
                    at: .none,
                    help: "write migrate: {from: {\(old.version): {stages: {\(stage.id): …}}}}, with a stage or 'ask'"
                )
            )
        }
        return findings
    }
}
