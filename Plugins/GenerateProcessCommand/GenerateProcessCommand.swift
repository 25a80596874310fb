import Foundation
import PackagePlugin

/// `swift package --allow-writing-to-package-directory generate-process [--target NAME] [--access public|package|internal]`
///
/// For those who want the generated types in the repository, where they are read and reviewed.
@main
struct GenerateProcessCommand: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) async throws {
        var extractor = ArgumentExtractor(arguments)
        let names = extractor.extractOption(named: "target")
        let access = extractor.extractOption(named: "access").last
        let tool = try context.tool(named: "turnpike-generate")
        let targets =
            names.isEmpty ? context.package.targets : try context.package.targets(named: names)
        var hasFiles = false
        for case let target as any SourceModuleTarget in targets {
            for process in try ProcessFiles(in: target.directoryURL).processes {
                hasFiles = true
                let output = process.deletingLastPathComponent().appending(path: ProcessFiles.outputName(of: process))
                let run = Process()
                run.executableURL = tool.url
                run.arguments =
                    [process.path(percentEncoded: false), output.path(percentEncoded: false)]
                    + (access.map { ["--access", $0] } ?? [])
                try run.run()
                run.waitUntilExit()
                // The tool has printed what is wrong, with its place.
                guard run.terminationReason == .exit, run.terminationStatus == 0 else {
                    Diagnostics.error("no types were generated from \(process.lastPathComponent)")
                    continue
                }
                print(output.path(percentEncoded: false))
            }
        }
        if !hasFiles { Diagnostics.warning("no '*.process.yaml' was found in \(targets.map(\.name))") }
    }
}
