import Dispatch
import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where a desk is kept, so that nothing on it is lost. Several distributors, in several processes, may share one.
public protocol NotificationStore: Sendable {
    /// What was saved last; nil for nothing.
    func load() async throws -> [UInt8]?

    /// Keeps a desk, unless somebody else has kept another one meanwhile; it returns once that is durable.
    ///
    /// - Parameters:
    ///   - bytes: The desk.
    ///   - before: What was loaded before it was changed.
    /// - Returns: false where something else is kept by now than `before`: it is loaded and changed anew.
    func save(_ bytes: [UInt8], replacing before: [UInt8]?) async throws -> Bool
}

/// Keeps a desk in memory, for tests and for apps that may lose what waits.
public actor InMemoryNotificationStore: NotificationStore {
    private var bytes: [UInt8]?

    /// An empty one.
    public init() {}

    /// What was saved last.
    public func load() async throws -> [UInt8]? { bytes }

    /// Keeps a desk.
    ///
    /// - Parameters:
    ///   - bytes: The desk.
    ///   - before: What was loaded before it was changed.
    public func save(_ bytes: [UInt8], replacing before: [UInt8]?) async throws -> Bool {
        guard self.bytes == before else { return false }
        self.bytes = bytes
        return true
    }
}

/// Keeps a desk in a file, which several processes of one machine may share.
///
/// A new file is written beside it, flushed and put into its place, under a lock on a file `….lock`: whoever is killed at any
/// instant leaves the old one or the new one. The folder must exist and be local.
public final class NotificationFile: NotificationStore {
    /// The longest desk that is read, in bytes.
    public static let limit = 256 << 20

    private let path: String
    // File input and output may block, and must not do so on a thread of the cooperative pool.
    private let queue = DispatchQueue(label: "turnpike.notifications")

    /// A desk in a file.
    ///
    /// - Parameter path: The file; it is made when something is saved, readable by its owner alone.
    public init(_ path: String) { self.path = path }

    /// What was saved last; nil where there is no file.
    ///
    /// - Throws: `NotificationFileError`.
    public func load() async throws -> [UInt8]? {
        try await onQueue { [path] in try Self.read(path) }
    }

    /// Keeps a desk.
    ///
    /// - Parameters:
    ///   - bytes: The desk.
    ///   - before: What was loaded before it was changed.
    /// - Throws: `NotificationFileError`.
    public func save(_ bytes: [UInt8], replacing before: [UInt8]?) async throws -> Bool {
        try await onQueue { [path] in
            let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard lock >= 0 else { throw NotificationFileError("opened for locking", path + ".lock") }
            defer { close(lock) }
            while flock(lock, LOCK_EX) != 0 {
                guard errno == EINTR else { throw NotificationFileError("locked", path + ".lock") }
            }
            guard try Self.read(path) == before else { return false }
            try Self.write(bytes, to: path)
            return true
        }
    }

    private func onQueue<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }

    private static func read(_ path: String) throws -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw NotificationFileError("opened", path)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = systemRead(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0, bytes.count + count <= limit else { throw NotificationFileError("read", path) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let new = path + ".new"
        let file = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw NotificationFileError("made", new) }
        var isOpen = true
        defer { if isOpen { close(file) } }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw NotificationFileError("written", new) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw NotificationFileError("flushed", new) }
        isOpen = false
        guard close(file) == 0, rename(new, path) == 0 else { throw NotificationFileError("put into its place", path) }
        // The name is durable once its folder is.
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let directory = open(folder, O_RDONLY | O_CLOEXEC)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
    }
}

// The methods above have the same names.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(file, buffer, count)
}
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }

/// A desk's file that cannot be read or written.
public struct NotificationFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and where.
    public let message: String

    init(_ what: String, _ path: String) {
        message = "the notices that wait: \(path) cannot be \(what): \(String(cString: strerror(errno)))"
    }

    /// The message.
    public var description: String { message }
}
