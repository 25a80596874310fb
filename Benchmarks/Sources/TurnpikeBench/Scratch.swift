import Workload

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Files of a run; no Foundation, so that the figures' program is linked like an embedding app.
enum Scratch {
    /// A folder, made where it is missing.
    static func makeFolder(_ path: String) {
        mkdir(path, 0o755)
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw WorkloadError("cannot write \(path)") }
        defer { fclose(file) }
        var text = text
        let written = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
        guard written == text.utf8.count else { throw WorkloadError("cannot write \(path)") }
    }

    static func removeDatabase(_ path: String) {
        for end in ["", "-wal", "-shm"] { unlink(path + end) }
    }

    /// The folder that a path lies in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return String(path[..<slash])
    }

    /// What else the machine does: the load average of the last minute.
    static func load() -> Double {
        var load = 0.0
        return getloadavg(&load, 1) == 1 ? load : 0
    }
}
