#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a file could not be read.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, for a program to branch on.
    public struct Code: Hashable, Sendable {
        /// The stable name.
        public let name: String
        /// There is no such file.
        public static let missing = Code(name: "missing")
        /// The path names a directory.
        public static let directory = Code(name: "directory")
        /// The file is larger than allowed.
        public static let tooLarge = Code(name: "too_large")
        /// The system refuses to open or read it.
        public static let unreadable = Code(name: "unreadable")
    }

    /// The kind of failure.
    public let code: Code
    /// The path as it was given.
    public let path: String
    /// What happened and what helps.
    public let message: String

    /// The message, which names the path.
    public var description: String { message }
}

/// Reads whole files without Foundation.
public enum FileBytes: Sendable {
    /// The bytes of a file. Pipes are read to their end; nothing beyond `limit` bytes is kept in memory.
    public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw FileError(code: .missing, path: path, message: "a path cannot be empty or contain a zero byte")
        }
        // Without O_NONBLOCK the opening of a pipe that nobody writes to would wait for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { _ = close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFDIR {
            throw FileError(code: .directory, path: path, message: "\(path) is a directory, not a file")
        }
        var expected = 0
        if kind == S_IFREG {
            expected = Int(status.st_size)
            if expected > limit { throw tooLarge(path, limit) }
        } else {
            _ = fcntl(descriptor, F_SETFL, O_RDONLY)
        }
        return try readAll(descriptor, path, expected: expected, limit: limit)
    }

    private static func readAll(
        _ descriptor: Int32,
        _ path: String,
        expected: Int,
        limit: Int
    ) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(expected, limit) + 1)
        var chunkSize = min(max(expected, 4096), 1 << 20)
        while true {
            // One byte past the limit tells a file that has grown from one that just fits.
            let wanted = min(chunkSize, limit - bytes.count + 1)
            var received = 0
            var problem: Int32 = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                received = systemRead(descriptor, buffer.baseAddress, wanted)
                problem = errno
                count = max(0, received)
            }
            if received < 0 {
                if problem == EINTR { continue }
                throw failure(path, problem)
            }
            if received == 0 { return bytes }
            if bytes.count + received > limit { throw tooLarge(path, limit) }
            bytes.append(contentsOf: chunk)
            chunkSize = min(chunkSize * 2, 1 << 20)
        }
    }

    private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
        // The method of this type has the same name as the call.
        #if canImport(Darwin)
            Darwin.read(descriptor, buffer, count)
        #elseif canImport(Glibc)
            Glibc.read(descriptor, buffer, count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer, count)
        #endif
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> FileError {
        FileError(code: .tooLarge, path: path, message: "\(path) is larger than the \(limit) bytes that are read")
    }

    private static func failure(_ path: String, _ problem: Int32) -> FileError {
        switch problem {
        case ENOENT, ENOTDIR:
            FileError(code: .missing, path: path, message: "there is no file \(path)")
        case EISDIR:
            FileError(code: .directory, path: path, message: "\(path) is a directory, not a file")
        case EACCES, EPERM:
            FileError(code: .unreadable, path: path, message: "\(path) may not be read by this user")
        default:
            FileError(
                code: .unreadable,
                path: path,
                message: "\(path) cannot be read: \(String(cString: strerror(problem)))"
            )
        }
    }
}
