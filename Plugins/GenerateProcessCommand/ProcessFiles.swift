import Foundation

/// The files of a target that types are generated from.
struct ProcessFiles {
    /// The process files.
    var processes: [URL] = []
    /// These, and all that they may read.
    var all: [URL] = []

    init(in directory: URL) throws {
        let keys: [URLResourceKey] = [.isRegularFileKey]
        let files = FileManager.default.enumerator(
            at: directory,
            includingPropertiesForKeys: keys,
            options: [.skipsHiddenFiles]
        )
        while let file = files?.nextObject() as? URL {
            guard ["yaml", "yml", "ics"].contains(file.pathExtension) else { continue }
            all.append(file)
            if file.lastPathComponent.hasSuffix(".process.yaml") { processes.append(file) }
        }
        // The order of a folder is nobody's promise.
        all.sort { $0.path < $1.path }
        processes.sort { $0.path < $1.path }
    }

    /// The process files whose types would be in files of one name, whatever case it is in.
    var namesakes: [[URL]] {
        Dictionary(grouping: processes) { Self.outputName(of: $0).lowercased() }.values.filter { $0.count > 1 }
            .sorted { $0[0].path < $1[0].path }
    }

    /// `b2b_software.process.yaml` becomes `b2b_software.process.swift`.
    static func outputName(of process: URL) -> String {
        process.deletingPathExtension().lastPathComponent + ".swift"
    }
}
