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

    /// The user and system time that this process has taken so far, in seconds.
    static func processorSeconds() -> Double {
        var usage = rusage()
        // RUSAGE_SELF, which each C library gives another type.
        guard getrusage(0, &usage) == 0 else { return 0 }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// The first of some folders, and of those above each, below which a file lies; nil where none has it.
    static func find(_ path: String, from folders: [String]) -> String? {
        for folder in folders {
            var folder = folder
            for _ in 0..<12 {
                if access(folder + "/" + path, R_OK) == 0 { return folder + "/" + path }
                folder += "/.."
            }
        }
        return nil
    }

    static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw WorkloadError("cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    /// What else the machine does: the load average of the last minute.
    static func load() -> Double {
        var load = 0.0
        return getloadavg(&load, 1) == 1 ? load : 0
    }
}
