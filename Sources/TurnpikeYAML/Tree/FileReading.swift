public import Turnpike

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads files without ever holding more than the limit allows.
public enum FileReading: Sendable {
    /// The outcome: a file, or the finding that says why not.
    public enum Outcome: Sendable {
        /// The whole file.
        case file(SourceFile)
        /// Why it could not be read.
        case failed(Diagnostic)
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: The path; also the name shown in front of findings.
    ///   - limit: The largest size in bytes; a larger file is refused after that many at most.
    ///   - file: The number of the file in ranges.
    public static func read(_ path: String, limit: Int = YAMLLimits().bytes, file: UInt32 = 0) -> Outcome {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failed(unreadable(path, errno)) }
        defer { close(descriptor) }
        var status = stat()
        if fstat(descriptor, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { return .failed(unreadable(path, EISDIR)) }
            if status.st_mode & S_IFMT == S_IFREG, status.st_size > limit {
                return .failed(tooLarge(limit: limit, file: file, path: path))
            }
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { Self.readSome(descriptor, $0) }
            if count < 0 { return .failed(unreadable(path, errno)) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
            // Pipes and devices do not tell their size beforehand.
            if bytes.count > limit { return .failed(tooLarge(limit: limit, file: file, path: path)) }
        }
        return .file(SourceFile(name: path, bytes: bytes))
    }

    private static func readSome(_ descriptor: CInt, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = systemRead(descriptor, buffer)
            if count < 0, errno == EINTR { continue }
            return count
        }
    }

    private static func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func unreadable(_ path: String, _ code: CInt) -> Diagnostic {
        let reason =
            switch code {
            case ENOENT: "there is no such file"
            case EACCES, EPERM: "this user may not read it"
            case EISDIR: "it is a folder"
            default: String(cString: strerror(code))
            }
        return Diagnostic(.fileUnreadable, "cannot read '\(path)': \(reason)", at: .none)
    }

    static func tooLarge(limit: Int, file: UInt32, path: String? = nil) -> Diagnostic {
        let name = path.map { "'\($0)'" } ?? "the file"
        let size = limit % (1 << 20) == 0 ? "\(limit >> 20) MB" : "\(limit) bytes"
        return Diagnostic(
            .fileTooLarge,
            "\(name) is larger than the \(size) that a process may have",
            at: path == nil ? SourceRange(file: file, 0..<0) : .none
        )
    }
}
