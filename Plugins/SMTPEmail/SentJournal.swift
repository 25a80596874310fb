import Dispatch
import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Which keys were sent, in memory and in a file: SMTP has no memory of its own.
///
/// The file has a line for each mail: milliseconds since 1970, the digest of the key, what the server said. A line is on
/// disk before the mail counts as sent. Several workers may share it: each looks at what the others have added before it
/// sends.
final class SentJournal: @unchecked Sendable {  // safe: everything is touched on its queue only
    private let path: String?
    private let retention: Duration
    private let queue = DispatchQueue(label: "turnpike.mail.sent")
    private var sent: [Digest: String] = [:]
    private var offset = 0

    /// A journal.
    ///
    /// - Parameters:
    ///   - path: The file; nil keeps everything in memory.
    ///   - retention: How long a key is remembered at least.
    init(_ path: String?, retention: Duration = .seconds(60 * 86_400)) {
        self.path = path
        self.retention = retention
    }

    /// What the server said when a key was sent; nil where it was not.
    func reference(_ key: String) async throws -> String? {
        try await run { journal in
            try journal.catchUp()
            return journal.sent[Digest.sha256(utf8: key)]
        }
    }

    /// Keeps that a key was sent.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - reference: What the server said.
    ///   - now: When.
    func add(_ key: String, reference: String, at now: Instant) async throws {
        try await run { journal in
            let digest = Digest.sha256(utf8: key)
            journal.sent[digest] = reference
            guard let path = journal.path else { return }
            let words = reference.utf8.map { $0 < 32 || $0 == 127 ? 32 : $0 }
            let line = Array("\(now.milliseconds) \(digest.hex) ".utf8) + words + [10]
            let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw SentJournalError(path: path, number: errno) }
            defer { close(file) }
            // One write of one line: lines of two workers never mix.
            guard line.withUnsafeBytes({ write(file, $0.baseAddress, $0.count) }) == line.count, fsync(file) == 0 else {
                throw SentJournalError(path: path, number: errno)
            }
        }
    }

    private func run<Result: Sendable>(_ body: @escaping @Sendable (SentJournal) throws -> Result) async throws
        -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body(self) }) }
        }
    }

    /// Reads what was added since the last look.
    private func catchUp() throws {
        guard let path else { return }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return }
            throw SentJournalError(path: path, number: errno)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, Int(status.st_size) != offset else { return }
        // A file that became shorter was replaced.
        if Int(status.st_size) < offset { offset = 0 }
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var place = offset
        while true {
            let count = buffer.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, off_t(place)) }
            guard count > 0 else { break }
            place += count
            rest += buffer[..<count]
            var start = 0
            while let end = rest[start...].firstIndex(of: 10) {
                take(rest[start..<end])
                start = end + 1
            }
            offset += start
            rest.removeFirst(start)
        }
    }

    private func take(_ line: ArraySlice<UInt8>) {
        let parts = line.split(separator: 32, maxSplits: 2, omittingEmptySubsequences: false)
        // A line that a crash cut is no line: its mail is sent again, under the same id.
        guard parts.count == 3, let time = Int64(String(decoding: parts[0], as: UTF8.self)),
            let digest = Digest(hex: String(decoding: parts[1], as: UTF8.self)),
            Instant(milliseconds: time).duration(to: .now()) < retention
        else { return }
        sent[digest] = String(decoding: parts[2], as: UTF8.self)
    }
}

/// The journal's file cannot be used.
struct SentJournalError: Error, CustomStringConvertible {
    let path: String
    let number: Int32

    var description: String { "'\(path)' cannot be used: \(String(cString: strerror(number)))" }
}
