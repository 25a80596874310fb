public import Turnpike
public import TurnpikeValues

/// A plug-in written in Swift that runs as a process of its own.
///
/// ```swift
/// let description = PluginDescription(name: "ledger", version: "1.0.0", plugins: ["notify"])
/// await PluginService(description) { request in
///     // … take it to the receiver …
///     return DeliveryReceipt(reference: request.key)
/// }.run()
/// ```
///
/// The service speaks the protocol; what it is given speaks to the receiver. A thrown `DeliveryError` reaches the
/// dispatcher as temporary or permanent; any other error counts as temporary.
public struct PluginService: Sendable {
    /// Takes the configuration.
    public typealias Configure = @Sendable (_ configuration: JSON) async throws -> Void
    /// Takes one delivery to the receiver.
    public typealias Deliver = @Sendable (_ request: DeliveryRequest) async throws -> DeliveryReceipt
    /// Answers a gate's question.
    public typealias Ask = @Sendable (_ question: PluginQuestion) async throws -> PluginAnswer
    /// Throws where the receiver cannot be reached.
    public typealias Health = @Sendable () async throws -> Void

    let description: PluginDescription
    let configure: Configure
    let deliver: Deliver
    let ask: Ask?
    let health: Health

    /// A service.
    ///
    /// - Parameters:
    ///   - description: Who it is; `asks` follows from `ask`.
    ///   - configure: Takes the configuration, which fits the schema already.
    ///   - ask: Answers a gate's question; nil where it answers none.
    ///   - health: Throws where the receiver cannot be reached.
    ///   - deliver: Takes one delivery to the receiver.
    public init(
        _ description: PluginDescription,
        configure: @escaping Configure = { _ in },
        ask: Ask? = nil,
        health: @escaping Health = {},
        deliver: @escaping Deliver
    ) {
        var description = description
        description.asks = ask != nil
        self.description = description
        self.configure = configure
        self.ask = ask
        self.health = health
        self.deliver = deliver
    }

    /// Answers calls on standard input until it ends or `shutdown` comes; finishes what is under way first.
    ///
    /// Standard output belongs to the protocol: write nothing else to it. What goes to standard error is logged.
    public func run() async {
        let output = StandardOutput()
        let session = PluginSession(self)
        await withTaskGroup(of: Void.self) { group in
            var splitter = LineSplitter()
            reading: for await bytes in StandardInput.bytes() {
                let lines: [[UInt8]]
                do throws(LineSplitter.TooLong) {
                    lines = try splitter.push(bytes)
                } catch {
                    let failure = PluginFailure(.parseError, "a line has at most \(error.longest) bytes")
                    output.write(PluginMessage.failure(id: nil, failure).line)
                    break reading
                }
                for line in lines {
                    let message: PluginMessage
                    switch PluginSession.read(line) {
                    case .success(let read): message = read
                    case .failure(let failure):
                        output.write(PluginMessage.failure(id: nil, failure).line)
                        continue
                    }
                    group.addTask {
                        if let answer = await session.answer(message) { output.write(answer.line) }
                    }
                    if case .request(_, PluginMethod.shutdown, _) = message { break reading }
                }
            }
            await group.waitForAll()
        }
    }

    /// Tells the host what was learned from outside; it may be lost if the host goes down, so whoever can tells it again
    /// under the same message id.
    public static func signal(_ signal: PluginSignal) {
        StandardOutput().write(PluginMessage.notification(method: PluginMethod.signal, params: signal.params).line)
    }

    /// Says something for the host's log; usable anywhere in the plug-in's process.
    public static func log(_ level: PluginLogLine.Level, _ message: String) {
        let line = PluginMessage.notification(method: PluginMethod.log, params: PluginLogLine(level, message).params)
            .line
        StandardOutput().write(line)
    }
}

/// The plug-in's side of one conversation.
actor PluginSession {
    private let service: PluginService
    private var isConfigured = false

    init(_ service: PluginService) { self.service = service }

    static func read(_ line: [UInt8]) -> Result<PluginMessage, PluginFailure> {
        do throws(PluginFailure) { return .success(try PluginMessage(line)) } catch { return .failure(error) }
    }

    /// The answer to a message; nil where it wants none.
    func answer(_ message: PluginMessage) async -> PluginMessage? {
        // Answers of the host have nobody waiting here, and an unknown notification is nobody's fault.
        guard case .request(let id, let method, let params) = message else { return nil }
        do {
            return .result(id: id, try await result(of: method, params))
        } catch let failure as PluginFailure {
            return .failure(id: id, failure)
        } catch let error as DeliveryError {
            let code: PluginFailure.Code = error.kind == .permanent ? .permanent : .temporary
            return .failure(id: id, PluginFailure(code, error.message, retryAfter: error.retryAfter))
        } catch {
            return .failure(id: id, PluginFailure(.internalError, "\(error)"))
        }
    }

    private func result(of method: String, _ params: JSON) async throws -> JSON {
        switch method {
        case PluginMethod.initialize: return service.description.json
        case PluginMethod.configure:
            let configuration = params["config"] ?? .object([])
            let findings = service.description.schema.findings(in: configuration)
            guard findings.isEmpty else {
                throw PluginFailure(.badConfiguration, findings.map(\.description).joined(separator: "; "))
            }
            try await service.configure(configuration)
            isConfigured = true
            return .object([])
        case PluginMethod.deliver:
            try needConfiguration()
            let receipt = try await service.deliver(try DeliveryRequest(params: params))
            return .object(receipt.reference.map { [("reference", .string($0))] } ?? [])
        case PluginMethod.ask:
            try needConfiguration()
            guard let ask = service.ask else {
                throw PluginFailure(.methodNotFound, "this plug-in answers no questions")
            }
            return try await ask(try PluginQuestion(params)).json
        case PluginMethod.health:
            try await service.health()
            return .object([("ok", true)])
        case PluginMethod.shutdown: return .object([])
        default: throw PluginFailure(.methodNotFound, "there is no method '\(method)'")
        }
    }

    private func needConfiguration() throws {
        guard isConfigured else { throw PluginFailure(.notConfigured, "'configure' comes first") }
    }
}
