public import TurnpikeValues

/// A file with its bytes.
public struct ImportFile: Sendable {
    /// The name that reports show.
    public var name: String
    /// Its content.
    public var bytes: [UInt8]

    /// A file.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// Reads a file, at most `limit` bytes of it.
    ///
    /// - Throws: `FileError`.
    public static func read(_ path: String, limit: Int = CSVReader.Options().maximumBytes) throws(FileError)
        -> ImportFile
    {
        ImportFile(name: path, bytes: try FileBytes.read(path, limit: limit))
    }

    /// Reads a look-up file as maps name it: in the folder of the main file first, then in that of the map.
    ///
    /// - Throws: `FileError`, of the first folder where the file is in none of them.
    public static func lookup(_ name: String, mainFile: String, map: String) throws(FileError) -> ImportFile {
        if name.hasPrefix("/") { return try read(name) }
        do {
            return try read(folder(of: mainFile) + name)
        } catch {
            // A file that is there and cannot be read is said so; another of its name would be a surprise.
            guard error.code == .missing else { throw error }
            do { return try read(folder(of: map) + name) } catch let second {
                throw second.code == .missing ? error : second
            }
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[...slash])
    }
}
