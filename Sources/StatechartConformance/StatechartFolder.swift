import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why a folder of cases cannot be run.
public struct StatechartFolderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, with the path.
    public let description: String
}

extension StatechartSuite {
    /// Runs every JSON file of a folder and of the folders in it, in the order of their paths.
    ///
    /// - Throws: `StatechartFolderError` where the folder cannot be read or holds no case.
    public func run(folder: String) throws(StatechartFolderError) -> Outcome {
        let files = try Self.files(in: folder, depth: 0).sorted()
        guard !files.isEmpty else { throw StatechartFolderError(description: "\(folder) holds no JSON file") }
        var outcome = Outcome()
        for file in files {
            let name = String(file.dropFirst(folder.count).drop { $0 == "/" }.dropLast(5))
            do {
                run(try FileBytes.read(file, limit: 10_000_000), name: name, into: &outcome)
            } catch {
                outcome.failures.append("\(name): \(error)")
            }
        }
        return outcome
    }

    private static func files(in folder: String, depth: Int) throws(StatechartFolderError) -> [String] {
        guard let directory = opendir(folder) else {
            throw StatechartFolderError(description: "\(folder) is no folder that can be read")
        }
        defer { closedir(directory) }
        var files: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let path = "\(folder)/\(name)"
            if name.hasSuffix(".json") {
                files.append(path)
            } else if !name.hasPrefix("."), depth < 8, isFolder(path) {
                files += try Self.files(in: path, depth: depth + 1)
            }
        }
        return files
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
