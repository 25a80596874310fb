import Synchronization
import TurnpikeMail

/// A connection to a server that answers by a script: a function from what came to what goes back.
final class ScriptedTransport: MailTransport {
    struct Closed: Error {}

    private struct State {
        var output: [[UInt8]]
        var isClosed = false
        var waiting: CheckedContinuation<[UInt8], any Error>?
        var input: [UInt8] = []
        var isEncrypted = false
    }

    private let state: Mutex<State>
    private let answer: @Sendable ([UInt8], Bool) -> [String?]

    /// A connection.
    ///
    /// - Parameters:
    ///   - greeting: What the server says first.
    ///   - answer: What it says to each line (and whether the connection is encrypted); nil closes.
    init(greeting: String, answer: @escaping @Sendable (String, Bool) -> [String?]) {
        state = Mutex(State(output: [Array(greeting.utf8)]))
        self.answer = { answer(String(decoding: $0, as: UTF8.self), $1) }
    }

    var isEncrypted: Bool { state.withLock { $0.isEncrypted } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func read() async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            let ready: Result<[UInt8], any Error>? = state.withLock { state in
                if !state.output.isEmpty { return .success(state.output.removeFirst()) }
                if state.isClosed { return .failure(Closed()) }
                state.waiting = continuation
                return nil
            }
            if let ready { continuation.resume(with: ready) }
        }
    }

    func write(_ bytes: [UInt8]) async throws {
        let lines: [[UInt8]] = try state.withLock { state in
            guard !state.isClosed else { throw Closed() }
            state.input += bytes
            var lines: [[UInt8]] = []
            var start = 0
            while let end = state.input[start...].firstIndex(of: 10) {
                lines.append(Array(state.input[start..<end].filter { $0 != 13 }))
                start = end + 1
            }
            state.input.removeFirst(start)
            return lines
        }
        for line in lines {
            for said in answer(line, isEncrypted) {
                guard let said else { return await close() }
                push(Array(said.utf8))
            }
        }
    }

    func push(_ bytes: [UInt8]) {
        let waiting = state.withLock { state in
            if let waiting = state.waiting {
                state.waiting = nil
                return Optional(waiting)
            }
            state.output.append(bytes)
            return nil
        }
        waiting?.resume(returning: bytes)
    }

    func startTLS() async throws { state.withLock { $0.isEncrypted = true } }

    func close() async {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(throwing: Closed())
    }
}

/// Opens scripted connections, one after the other.
struct ScriptedConnector: MailConnector {
    let server = "mail.example.org"
    let isImplicitTLS = false
    let make: @Sendable () throws -> ScriptedTransport

    func connect() async throws -> any MailTransport { try make() }
}
