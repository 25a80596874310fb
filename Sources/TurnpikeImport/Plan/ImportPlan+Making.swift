public import Turnpike
import TurnpikeValues

extension ImportPlan {
    /// Binds a map to a process and to files; reports everything that does not fit, and writes nothing.
    ///
    /// - Parameters:
    ///   - map: the map.
    ///   - process: the process that deals are imported into.
    ///   - file: the main file.
    ///   - lookup: reads a look-up file of the map by its name; see ``ImportFile/lookup(_:mainFile:map:)``.
    public static func make(
        map: ImportMap,
        process: SalesProcess,
        file: ImportFile,
        lookup: (String) throws -> ImportFile
    ) -> ImportPlanResult {
        var builder = PlanBuilder(map: map, process: process, file: file)
        let plan = builder.build(lookup)
        let findings = builder.diagnostics.inFileOrder()
        return ImportPlanResult(
            plan: findings.hasErrors ? nil : plan,
            diagnostics: findings,
            sources: SourceMap([map.source])
        )
    }
}
