import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why a folder of cases cannot be run.
public struct ConformanceFolderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, with the path.
    public let description: String
}

extension ConformanceSuite {
    /// Runs every JSON file of a folder, in the order of their names.
    public func run(folder: String) throws -> [(file: String, outcome: Outcome)] {
        guard let directory = opendir(folder) else {
            throw ConformanceFolderError(description: "\(folder) is no folder that can be read")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".json") { names.append(name) }
        }
        guard !names.isEmpty else { throw ConformanceFolderError(description: "\(folder) holds no JSON file") }
        names.sort()
        var results: [(file: String, outcome: Outcome)] = []
        for name in names {
            let bytes = try FileBytes.read("\(folder)/\(name)", limit: 100_000_000)
            results.append((name, run(bytes, name: String(name.dropLast(5)))))
        }
        return results
    }
}
