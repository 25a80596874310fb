import TurnpikeValues

/// A connection to a mail server, as bytes. The plug-ins bring one on swift-nio; tests bring scripts.
public protocol MailTransport: AnyObject, Sendable {
    /// The next bytes; empty where the server has closed the connection.
    ///
    /// - Throws: Whatever broke the connection; also where it was closed meanwhile.
    func read() async throws -> [UInt8]

    /// Sends bytes.
    ///
    /// - Parameter bytes: The bytes.
    /// - Throws: Whatever broke the connection.
    func write(_ bytes: [UInt8]) async throws

    /// Goes on encrypted, with the server's certificate verified.
    ///
    /// - Throws: Where the server's certificate is not good, or it cannot encrypt.
    func startTLS() async throws

    /// Closes it; whoever waits in `read()` gets an error or the end.
    func close() async
}

/// Opens connections to one server.
public protocol MailConnector: Sendable {
    /// What the server is called, in errors.
    var server: String { get }
    /// Whether a connection is encrypted from its first byte.
    var isImplicitTLS: Bool { get }

    /// Opens a connection.
    ///
    /// - Throws: Where the server cannot be reached, or its certificate is not good.
    func connect() async throws -> any MailTransport
}

/// How a session proves who it is.
public enum MailCredentials: Hashable, Sendable, CustomStringConvertible {
    /// It does not.
    case none
    /// A name and a password: PLAIN (RFC 4616), else LOGIN.
    case password(user: String, password: String)
    /// A name and a token of OAuth 2: XOAUTH2.
    case token(user: String, token: String)
    /// The same with the file that holds the token. It is read at each login: such tokens last an hour, and whoever renews
    /// them writes the file.
    case tokenFile(user: String, path: String)

    /// Who, never the secret.
    public var description: String {
        switch self {
        case .none: "nobody"
        case .password(let user, _): user
        case .token(let user, _), .tokenFile(let user, _): "\(user), by token"
        }
    }

    /// What is said at a login of now: a token out of its file.
    func current() throws(MailError) -> MailCredentials {
        guard case .tokenFile(let user, let path) = self else { return self }
        let bytes: [UInt8]
        do throws(FileError) { bytes = try FileBytes.read(path, limit: 65_536) } catch {
            throw MailError(.incomplete, "the file of the token of \(user) cannot be read: \(error)")
        }
        return .token(user: user, token: Bytes.trimmed(String(decoding: bytes, as: UTF8.self)))
    }
}

/// When a connection is encrypted.
public enum MailEncryption: String, Hashable, Sendable, CaseIterable {
    /// After STARTTLS, which the server must offer.
    case startTLS = "starttls"
    /// From the first byte.
    case implicit = "tls"
    /// Never: for tests and for servers on this machine.
    case none
}

/// The time for something was over.
public struct MailTimeout: Error, Hashable, Sendable, CustomStringConvertible {
    /// What it was.
    public let what: String

    /// The time was over.
    public var description: String { "no answer in time: \(what)" }
}

/// Lines and blocks out of a connection, each wait with its end.
final class MailStream {
    let transport: any MailTransport
    private var buffer: [UInt8] = []
    private var start = 0
    private let patience: Duration

    init(_ transport: any MailTransport, patience: Duration) {
        self.transport = transport
        self.patience = patience
    }

    /// Whether bytes are there that nobody has read.
    var hasRest: Bool { start < buffer.count }

    /// A line without its line end.
    ///
    /// - Throws: `MailError` where it is longer than the limit, `MailTimeout`, what the transport throws.
    func line(limit: Int, patience: Duration? = nil) async throws -> [UInt8] {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 10) {
                var line = Array(buffer[start..<end])
                start = end + 1
                if line.last == 13 { line.removeLast() }
                guard line.count <= limit else { throw MailError(.badAnswer, "the server's line is too long") }
                return line
            }
            guard buffer.count - start <= limit else { throw MailError(.badAnswer, "the server's line is too long") }
            let held = buffer.count - start
            try await more(patience)
            searched = start + held
        }
    }

    /// So many bytes.
    func bytes(_ count: Int) async throws -> [UInt8] {
        while buffer.count - start < count { try await more(nil) }
        let bytes = Array(buffer[start..<(start + count)])
        start += count
        return bytes
    }

    private func more(_ patience: Duration?) async throws {
        let bytes = try await limited(patience ?? self.patience, "the server says nothing") { try await $0.read() }
        guard !bytes.isEmpty else { throw MailError(.badAnswer, "the server has closed the connection") }
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer += bytes
    }

    func write(_ bytes: [UInt8]) async throws {
        try await limited(patience, "the server takes nothing") { try await $0.write(bytes) }
    }

    func startTLS() async throws {
        // What came before the encryption could come from anybody (CVE-2021-38370 and its kin).
        guard !hasRest else { throw MailError(.badAnswer, "the server has sent more than its answer before TLS") }
        try await limited(patience, "TLS") { try await $0.startTLS() }
    }

    /// Runs something with a time limit; when it is over, or the task is cancelled, the connection is closed, which ends
    /// whatever waits in it.
    private func limited<Result: Sendable>(
        _ patience: Duration,
        _ what: String,
        _ body: @escaping @Sendable (any MailTransport) async throws -> Result
    ) async throws -> Result {
        let transport = transport
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body(transport) }
            group.addTask {
                // Cancelled, it ends too: by the group when the work is done, or with the whole task.
                do { try await Task.sleep(for: patience) } catch { return nil }
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                await transport.close()
                if Task.isCancelled { throw CancellationError() }
                throw MailTimeout(what: what)
            }
            return result
        }
    }
}
