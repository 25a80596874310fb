import Turnpike

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The files that a process file may name: those of its folder, or those that were handed over with it.
///
/// Paths are taken from the folder of the file that names them. None leads out of the folder of the process file, not by
/// a link either: a process that somebody sends brings nothing to light that lies elsewhere on the machine.
struct NeighbourFiles {
    enum Outcome {
        /// The number of the file among the sources.
        case found(UInt32)
        /// Why it cannot be read, and what helps.
        case refused(String, help: String?)
    }

    /// What kind of file is named.
    enum Kind {
        case holidays
        case process
        case template

        fileprivate var limit: Int {
            switch self {
            case .holidays: 4 << 20
            case .process: YAMLLimits().bytes
            case .template: 256 << 10
            }
        }

        fileprivate var help: String {
            switch self {
            case .holidays: "name a file such as holidays.ics, in the folder of the process file or below it"
            case .process: "name a file such as packs/bant.yaml, in the folder of the process file or below it"
            case .template: "name a file such as templates/intro.md, in the folder of the process file or below it"
            }
        }
    }

    private enum Place {
        case folder(String)
        case given([SourceFile])
    }

    private static let maximumFiles = 50
    private static let maximumBytes = 16 << 20

    private var place: Place
    private var known: [String: UInt32] = [:]
    /// The folder of each file, from that of the process file; empty for that one itself.
    private var folders: [UInt32: String] = [:]
    private var bytesLeft = maximumBytes

    /// Files beside a process file.
    init(beside path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        place = .folder(folder)
        known[String(Self.last(of: path))] = 0
    }

    /// Files in memory, in the order in which the process file names them first.
    init(given files: [SourceFile], for name: String = "") {
        place = .given(files)
        known[String(Self.last(of: name))] = 0
    }

    /// The path of a file from the folder of the process file.
    ///
    /// - Parameters:
    ///   - path: As a file names it.
    ///   - file: The file that names it.
    func path(_ path: String, from file: UInt32) -> String { (folders[file] ?? "") + path }

    /// Reads a file, once.
    ///
    /// - Parameters:
    ///   - path: As a file names it.
    ///   - file: The file that names it.
    mutating func number(
        of path: String,
        from file: UInt32,
        _ kind: Kind,
        in sources: inout SourceMap
    ) -> Outcome {
        if let why = Self.fault(in: path, kind) { return .refused(why, help: kind.help) }
        let whole = self.path(path, from: file)
        if let number = known[whole] { return .found(number) }
        guard known.count <= Self.maximumFiles else {
            return .refused("more than \(Self.maximumFiles) files are named", help: nil)
        }
        guard whole.utf8.count <= 1024 else { return .refused("the path is longer than 1024 bytes", help: kind.help) }
        let source: SourceFile
        switch place {
        case .folder(let folder):
            if let why = Self.isElsewhere(folder + whole, folder: folder) {
                return .refused("cannot read '\(TreeBuilder.short(whole))': \(why)", help: kind.help)
            }
            switch FileReading.read(folder + whole, limit: kind.limit) {
            case .file(let read): source = read
            case .failed(let diagnostic): return .refused(diagnostic.message, help: nil)
            }
        case .given(let files):
            // A store keeps names without their folders, in the order of the first mention.
            guard let index = files.firstIndex(where: { Self.last(of: $0.name) == Self.last(of: path) }) else {
                return .refused(
                    "the file '\(TreeBuilder.short(path))' cannot be found from a text in memory",
                    help: kind == .holidays
                        ? "read the process from its file, hand the file over with the text, or list the days under 'closed'"
                        : "read the process from its file, or hand the file over with the text"
                )
            }
            source = files[index]
            var rest = files
            rest.remove(at: index)
            place = .given(rest)
        }
        bytesLeft -= source.bytes.count
        guard bytesLeft >= 0 else {
            return .refused("the files that are named have more than \(Self.maximumBytes >> 20) MB together", help: nil)
        }
        let number = sources.add(source)
        known[whole] = number
        folders[number] = whole.lastIndex(of: "/").map { String(whole[...$0]) } ?? ""
        return .found(number)
    }

    /// Why a path is none that a process file may name.
    private static func fault(in path: String, _ kind: Kind) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let shown = TreeBuilder.short(path)
        guard path.utf8.count <= 256, !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x5C }),
            !parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") })
        else { return "'\(shown)' is no path below the folder of the process file" }
        let name = path.lowercased()
        switch kind {
        case .holidays: return name.hasSuffix(".ics") ? nil : "'\(shown)' is not called as an iCalendar file, .ics"
        case .template:
            return name.hasSuffix(".md") || name.hasSuffix(".txt")
                ? nil : "'\(shown)' is not called as a text, .md or .txt"
        case .process:
            return name.hasSuffix(".yaml") || name.hasSuffix(".yml")
                ? nil : "'\(shown)' is not called as a YAML file, .yaml"
        }
    }

    /// Why what a path leads to, through links, is no file of the folder; nil for one that is, or that cannot be opened.
    private static func isElsewhere(_ path: String, folder: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        // A pipe would be waited for, and a device may never end.
        if status.st_mode & S_IFMT == S_IFDIR { return "it is a folder" }
        guard status.st_mode & S_IFMT == S_IFREG else { return "it is no file" }
        guard let root = real(folder.isEmpty ? "." : folder), let target = real(path) else { return nil }
        let inside = root == "/" || target.hasPrefix(root + "/")
        return inside ? nil : "a link leads out of the folder of the process file"
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func last(of path: String) -> Substring { path.split(separator: "/").last ?? "" }
}
