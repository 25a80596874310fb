#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The Swift files of this package.
enum SourceFiles {
    struct Unreadable: Error {
        let folder: String
    }

    /// The paths of all Swift files in a folder and those in it.
    static func swift(under folder: String) throws -> [String] {
        guard let directory = opendir(folder) else { throw Unreadable(folder: folder) }
        defer { closedir(directory) }
        var files: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            if name.hasSuffix(".swift") {
                files.append("\(folder)/\(name)")
            } else if !name.contains(".") {
                var status = stat()
                if stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                    files += try swift(under: "\(folder)/\(name)")
                }
            }
        }
        return files.sorted()
    }
}
