import Dispatch
import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How far a mailbox was read: a line with the server's numbering, the last number, and the numbers that were set aside,
/// replaced whole.
struct MailboxPosition: Hashable, Sendable {
    /// The numbering (UIDVALIDITY).
    var validity: UInt64
    /// The last number that was read.
    var uid: UInt64
    /// Mails before it whose signals could not be stored yet.
    var aside: [UInt64] = []

    /// How many mails may be set aside; with more, the mailbox waits.
    static let mostAside = 1_000

    /// Reads the file; nil where there is none.
    ///
    /// - Throws: Where the file is there and cannot be read, or is no position: reading from the start would be wrong.
    static func read(_ path: String) async throws -> MailboxPosition? {
        try await onQueue {
            let bytes: [UInt8]
            do throws(FileError) { bytes = try FileBytes.read(path, limit: 65_536) } catch {
                if error.code == .missing { return nil }
                throw error
            }
            let parts = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            let numbers = parts.compactMap { UInt64($0) }
            guard numbers.count == parts.count, numbers.count >= 2 else {
                throw PositionError(message: "'\(path)' is no position of a mailbox; delete it to read from the start")
            }
            return MailboxPosition(validity: numbers[0], uid: numbers[1], aside: Array(numbers[2...]))
        }
    }

    /// Replaces the file: whoever reads it sees the old line or the new one, also after a crash.
    func write(_ path: String) async throws {
        let line = Array((([validity, uid] + aside).map(String.init).joined(separator: " ") + "\n").utf8)
        try await Self.onQueue {
            let other = path + ".new"
            let file = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw PositionError(path, errno) }
            let isWritten =
                line.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) } == line.count && fsync(file) == 0
            let number = errno
            close(file)
            guard isWritten else { throw PositionError(path, number) }
            guard rename(other, path) == 0 else { throw PositionError(path, errno) }
        }
    }

    private static let queue = DispatchQueue(label: "turnpike.mail.position")

    private static func onQueue<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws
        -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}

/// The position cannot be kept.
struct PositionError: Error, CustomStringConvertible {
    let message: String

    init(message: String) { self.message = message }

    init(_ path: String, _ number: Int32) {
        message = "'\(path)' cannot be written: \(String(cString: strerror(number)))"
    }

    var description: String { message }
}

// Inside the type the name would be its own method's.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }
