import Dispatch
import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Remembers in a folder: one small file for each deal, one for each record of the CRM, and one for the cursor. Each is
/// replaced whole and is on disk before it counts, so that a crash leaves the old one or the new one. Several processes may
/// share it: a lock, which ends with its process, lets one at a time work on a deal.
public final class FileLedger: CRMLedger {
    private let folder: String
    private let queue = DispatchQueue(label: "turnpike.crm.ledger")

    /// A ledger.
    ///
    /// - Parameter folder: The folder; it is made where it is not there.
    public init(_ folder: String) { self.folder = folder.hasSuffix("/") ? folder : folder + "/" }

    /// What is remembered of a deal.
    ///
    /// - Parameter deal: The deal's id.
    public func entry(_ deal: String) async throws -> CRMEntry? {
        guard let bytes = try await read(name("deal", deal)) else { return nil }
        guard let json = try? JSON.parse(bytes), let entry = CRMEntry(json: json) else {
            throw CRMLedgerError(
                "'\(folder)\(name("deal", deal))' is damaged; without it the deal is looked up in the CRM"
            )
        }
        return entry
    }

    /// Remembers.
    ///
    /// - Parameters:
    ///   - entry: What is remembered.
    ///   - deal: The deal's id.
    public func save(_ entry: CRMEntry, for deal: String) async throws {
        let known = try await self.deal(of: entry.id)
        if known != deal, !entry.id.isEmpty { try await write(name("record", entry.id), Array(deal.utf8)) }
        try await write(name("deal", deal), entry.json.canonical())
    }

    /// The deal that a record stands for.
    ///
    /// - Parameter id: The CRM's id.
    public func deal(of id: String) async throws -> String? {
        try await read(name("record", id)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Where the CRM's changes were read to.
    public func cursor() async throws -> String? {
        try await read("cursor").map { String(decoding: $0, as: UTF8.self) }
    }

    /// Remembers where the CRM's changes were read to.
    ///
    /// - Parameter cursor: Where.
    public func save(cursor: String) async throws { try await write("cursor", Array(cursor.utf8)) }

    /// Does something for a deal while no other process does.
    ///
    /// - Parameters:
    ///   - deal: The deal's id, or a kind, a slash and the id of a party.
    ///   - work: What is done.
    public func exclusively<Result: Sendable>(_ deal: String, _ work: @Sendable () async throws -> Result) async throws
        -> Result
    {
        // One of 256 files stands for the deal: as many as there are deals would never be cleared away. Parties have files
        // of their own: who holds a deal's and waits for a party's never waits for one who waits for the deal's.
        let kind = deal.firstIndex(of: "/").map { deal[..<$0] } ?? "deal"
        let path = folder + "lock-\(kind)-" + Digest.sha256(utf8: deal).hex.prefix(2)
        let folder = folder
        let file = try await onQueue { () -> Int32 in
            if mkdir(folder, 0o700) != 0, errno != EEXIST { throw CRMLedgerError(folder, errno) }
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw CRMLedgerError(path, errno) }
            return file
        }
        defer { close(file) }
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw CRMLedgerError(path, errno) }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await work()
    }

    /// Ids come from outside: their digests are names that no file system minds.
    private func name(_ kind: String, _ id: String) -> String { "\(kind)-\(Digest.sha256(utf8: id).hex)" }

    private func read(_ name: String) async throws -> [UInt8]? {
        let path = folder + name
        return try await onQueue {
            do throws(FileError) { return try FileBytes.read(path, limit: 1 << 20) } catch {
                if error.code == .missing { return nil }
                throw error
            }
        }
    }

    private func write(_ name: String, _ bytes: [UInt8]) async throws {
        let path = folder + name
        let folder = folder
        try await onQueue {
            if mkdir(folder, 0o700) != 0, errno != EEXIST { throw CRMLedgerError(folder, errno) }
            // Another process may write the same file: each has a name of its own until it is whole.
            let other = "\(path).\(getpid()).new"
            let file = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw CRMLedgerError(other, errno) }
            let isWritten =
                bytes.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) } == bytes.count && fsync(file) == 0
            let number = errno
            close(file)
            guard isWritten else { throw CRMLedgerError(other, number) }
            guard rename(other, path) == 0 else { throw CRMLedgerError(path, errno) }
            let directory = open(folder, O_RDONLY | O_CLOEXEC)
            guard directory >= 0 else { throw CRMLedgerError(folder, errno) }
            fsync(directory)
            close(directory)
        }
    }

    private func onQueue<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}

/// What is remembered cannot be read or kept.
struct CRMLedgerError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    init(_ path: String, _ number: Int32) {
        description = "'\(path)' cannot be written: \(String(cString: strerror(number)))"
    }
}

// Inside the type the name would be its own method's.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }
