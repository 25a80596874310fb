internal import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Finds the system's zone files, and keeps the zones that were read.
enum ZoneDatabase {
    /// A zone's file has a few kilobytes; a hundred times that is no zone.
    private static let maximumFileSize = 512 << 10

    private static let cache = Mutex<[String: ZoneRules]>([:])

    /// Where zone files may be, the first that has the zone wins. `TZDIR` replaces the system's places.
    static func directories() -> [String] {
        if let path = getenv("TZDIR"), path.pointee != 0 { return [String(cString: path)] }
        return systemDirectories
    }

    private static let systemDirectories = [
        "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
        "/var/db/timezone/zoneinfo",
    ]

    static func rules(named name: String) throws(ZoneError) -> ZoneRules {
        // What is known is found without putting the places together again.
        if getenv("TZDIR") == nil, let known = cache.withLock({ $0[name] }) { return known }
        return try rules(named: name, in: directories())
    }

    static func rules(named name: String, in directories: [String]) throws(ZoneError) -> ZoneRules {
        guard isName(name) else {
            throw ZoneError(
                .invalidName,
                "\(Value.string(name)) cannot be a time zone; write a name such as Europe/Berlin"
            )
        }
        let key = directories == systemDirectories ? name : directories.joined(separator: ":") + ":" + name
        if let known = cache.withLock({ $0[key] }) { return known }
        var hasDatabase = false
        for directory in directories {
            let path = directory + "/" + name
            let bytes: [UInt8]
            do throws(FileError) {
                bytes = try FileBytes.read(path, limit: maximumFileSize)
            } catch {
                if error.code == .unreadable || error.code == .tooLarge {
                    throw ZoneError(.damaged, "the zone \(name) cannot be read: \(error.message)")
                }
                // A folder that lost its files is no database; every database has a zone for the time of all zones.
                if isDirectory(directory), isDirectory(directory + "/Etc") || !names(in: [directory]).isEmpty {
                    hasDatabase = true
                }
                continue
            }
            let rules: ZoneRules
            do throws(TZif.Problem) {
                rules = try bytes.withUnsafeBufferPointer { bytes throws(TZif.Problem) in
                    try TZif.rules(named: name, from: bytes)
                }
            } catch {
                throw ZoneError(.damaged, "\(path) is no usable zone file: \(error.message)")
            }
            cache.withLock { $0[key] = rules }
            return rules
        }
        guard hasDatabase else {
            throw ZoneError(
                .noDatabase,
                "no time zone files in \(directories[0]); install the package tzdata, or set TZDIR"
            )
        }
        let nearest = EditDistance.nearest(to: name, in: names(in: directories))
        let hint = nearest.map { "; did you mean \($0)?" } ?? ""
        throw ZoneError(.notFound, "there is no time zone called \(name)\(hint)", nearest: nearest)
    }

    /// Whether a name stays inside the folder and could be a zone: parts of letters, digits, `_`, `+` and `-` between
    /// single slashes.
    private static func isName(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count) else { return false }
        return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { byte in
                    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
                        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                }
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        do throws(FileError) {
            _ = try FileBytes.read(path, limit: 0)
            return false
        } catch {
            return error.code == .directory
        }
    }

    /// The names of all zones, from the lists that lie beside the files.
    static func names(in directories: [String]) -> [String] {
        for directory in directories {
            // tzdata.zi has zones as "Z name ..." and links as "L target name"; the tables have names in the third column.
            let compact = lines(of: directory + "/tzdata.zi").compactMap { line -> String? in
                let words = line.split(separator: " ", maxSplits: 3)
                if words.count >= 2, words[0] == "Z" { return String(words[1]) }
                if words.count >= 3, words[0] == "L" { return String(words[2]) }
                return nil
            }
            if !compact.isEmpty { return compact }
            let table = lines(of: directory + "/zone.tab").compactMap { line -> String? in
                let words = line.split(separator: "\t")
                return line.hasPrefix("#") || words.count < 3 ? nil : String(words[2])
            }
            if !table.isEmpty { return table }
        }
        return []
    }

    private static func lines(of path: String) -> [Substring] {
        guard let bytes = try? FileBytes.read(path, limit: 4 << 20) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}
