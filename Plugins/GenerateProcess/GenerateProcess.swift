import Foundation
import PackagePlugin

/// Writes the Swift types of every `*.process.yaml` of a target, before the target is compiled.
@main
struct GenerateProcess: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        guard let module = target.sourceModule else { return [] }
        let files = try ProcessFiles(in: module.directoryURL)
        if files.processes.isEmpty {
            Diagnostics.warning("no '*.process.yaml' lies in the target '\(target.name)', so no types are generated")
            return []
        }
        for same in files.namesakes {
            let paths = same.map { "'\($0.path(percentEncoded: false))'" }.joined(separator: " and ")
            Diagnostics.error("files of one target need names of their own, because their types do: \(paths)")
        }
        guard files.namesakes.isEmpty else { return [] }
        let tool = try context.tool(named: "turnpike-generate")
        return files.processes.map { process in
            let output = context.pluginWorkDirectoryURL.appending(path: ProcessFiles.outputName(of: process))
            return .buildCommand(
                displayName: "Generating types from \(process.lastPathComponent)",
                executable: tool.url,
                arguments: [process.path(percentEncoded: false), output.path(percentEncoded: false)],
                // A process may name packs, overlays and calendars, so every such file of the target counts.
                inputFiles: files.all,
                outputFiles: [output]
            )
        }
    }
}
