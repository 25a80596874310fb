import Turnpike

/// The files that a process file may name: those of its folder, or those that were handed over with it.
struct NeighbourFiles {
    enum Outcome {
        /// The number of the file among the sources.
        case found(UInt32)
        /// Why it cannot be read, and what helps.
        case refused(String, help: String?)
    }

    private enum Place {
        case folder(String)
        case given([SourceFile])
    }

    private static let maximumBytes = 4 << 20
    private static let maximumFiles = 50

    private var place: Place
    private var known: [String: UInt32] = [:]

    /// Files beside a process file.
    init(beside path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        place = .folder(folder)
    }

    /// Files in memory, in the order in which the process file names them first.
    init(given files: [SourceFile]) {
        place = .given(files)
    }

    /// Reads a file, once.
    mutating func number(of path: String, in sources: inout SourceMap) -> Outcome {
        if let number = known[path] { return .found(number) }
        if let why = Self.fault(in: path) {
            return .refused(
                why,
                help: "name a file such as holidays.ics, in the folder of the process file or below it"
            )
        }
        guard known.count < Self.maximumFiles else {
            return .refused("more than \(Self.maximumFiles) files are named", help: nil)
        }
        let file: SourceFile
        switch place {
        case .folder(let folder):
            switch FileReading.read(folder + path, limit: Self.maximumBytes) {
            case .file(let read): file = read
            case .failed(let diagnostic): return .refused(diagnostic.message, help: nil)
            }
        case .given(let files):
            // A store keeps names without their folders, in the order of the first mention.
            guard let index = files.firstIndex(where: { Self.last(of: $0.name) == Self.last(of: path) }) else {
                return .refused(
                    "the file '\(TreeBuilder.short(path))' cannot be found from a text in memory",
                    help:
                        "read the process from its file, hand the file over with the text, or list the days under 'closed'"
                )
            }
            file = files[index]
            var rest = files
            rest.remove(at: index)
            place = .given(rest)
        }
        let number = sources.add(file)
        known[path] = number
        return .found(number)
    }

    /// Why a path is none that a process file may name. It must not lead out of the folder.
    private static func fault(in path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let shown = TreeBuilder.short(path)
        guard path.utf8.count <= 256, !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x5C }),
            !parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") })
        else { return "'\(shown)' is no path below the folder of the process file" }
        return path.lowercased().hasSuffix(".ics") ? nil : "'\(shown)' is not called as an iCalendar file, .ics"
    }

    private static func last(of path: String) -> Substring { path.split(separator: "/").last ?? "" }
}
