#if Subprocess

    import Synchronization
    import Turnpike
    import TurnpikePlugins
    import TurnpikeTesting
    import TurnpikeValues

    /// One promise being tried on one process.
    struct PluginTrial: Sendable {
        let promise: String
        let command: PluginCommand
        private let given: HookSamples?
        private(set) var findings: [ContractFinding] = []
        private(set) var description: PluginDescription?
        private let opening: PluginOpening
        private var running: (process: any PluginConversation, end: Task<String, Never>)?
        private(set) var secrets: [String] = []
        private let log = TrialLog()
        private let said = TrialLog()

        struct Skipped: Error {
            let reason: String
        }

        init(promise: String, command: PluginCommand, samples: HookSamples?, opening: @escaping PluginOpening) {
            self.promise = promise
            self.opening = opening
            self.command = command
            given = samples
        }

        mutating func found(_ detail: String) { findings.append(ContractFinding(promise: promise, detail: detail)) }

        mutating func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
            if !holds { found(otherwise()) }
        }

        var samples: HookSamples { given ?? HookSamples(description?.plugins.first ?? "notify") }

        // MARK: Talking

        /// Starts a process and shakes hands.
        mutating func start() async throws {
            try await startBare()
            let hello: JSON = .object([("protocol", .int(PluginDescription.protocolVersions.upperBound))])
            description = try PluginDescription(try await call(PluginMethod.initialize, hello, command.limits.start))
        }

        /// Starts a process and says nothing.
        mutating func startBare() async throws {
            await end(.kill)
            let process = opening { [log] in log.add($0) }
            let command = self.command
            running = (process, Task { await process.run(command) })
        }

        /// Gives it the configuration.
        mutating func configure() async throws {
            guard let schema = description?.schema else { return }
            let configuration = try schema.replacingSecrets(in: command.configuration) {
                text throws(PluginStartError) in
                try SecretReference.resolve(text)
            }
            secrets = schema.secrets(in: configuration).filter { $0.utf8.count >= 4 }
            let findings = schema.findings(in: configuration)
            guard findings.isEmpty else {
                throw PluginFailure(
                    .badConfiguration,
                    "the configuration does not fit the plug-in's schema: "
                        + findings.map(\.description).joined(separator: "; ")
                )
            }
            _ = try await call(PluginMethod.configure, .object([("config", configuration)]), command.limits.start)
        }

        /// Starts a process that is ready for deliveries.
        mutating func startReady() async throws {
            try await start()
            try await configure()
        }

        func call(_ method: String, _ params: JSON, _ limit: Duration? = nil) async throws -> JSON {
            guard let peer = running?.process.peer else { throw PluginFailure(.internalError, "no process is running") }
            do {
                let answer = try await peer.call(method, params, within: limit ?? command.limits.call)
                said.add(PluginLogLine(.info, answer.description))
                return answer
            } catch let failure as PluginFailure {
                said.add(PluginLogLine(.error, failure.message))
                throw failure
            }
        }

        /// Delivers, and gives the reference of the answer: nil where it has none.
        func reference(_ request: DeliveryRequest) async throws -> String? {
            try await call(PluginMethod.deliver, request.params)["reference"]?.stringValue
        }

        /// The failure that a call is answered with.
        mutating func failure(_ method: String, _ params: JSON) async -> PluginFailure? {
            do {
                let result = try await call(method, params)
                found("'\(method)' was answered with \(result) where an error is due")
            } catch let failure as PluginFailure {
                if await isRunning { return failure }
                found("it ended: \(failure.message)")
            } catch {
                found(Self.words(error))
            }
            return nil
        }

        func say(_ line: String) async { await running?.process.peer.say(Array(line.utf8) + [UInt8(ascii: "\n")]) }

        /// Whether it still answers.
        mutating func expectAlive(_ after: String) async {
            do {
                _ = try await call(PluginMethod.health, .object([]), command.limits.health)
            } catch {
                // Its receiver may be down: an error is an answer.
                if error is PluginFailure, await isRunning { return }
                found("after \(after), it no longer answers: \(Self.words(error))")
            }
        }

        private var isRunning: Bool {
            get async { await running?.process.peer.isEnded == false }
        }

        // MARK: Ending

        /// Ends the process and says how it ended; nil where none was running.
        @discardableResult
        mutating func end(_ order: PluginOrder) async -> String? {
            guard let running else { return nil }
            running.process.order(order)
            let how = await running.end.value
            self.running = nil
            return how
        }

        mutating func finish() async {
            await end(.kill)
            let lines = log.lines
            for _ in secrets.filter({ secret in lines.contains { $0.message.contains(secret) } }) {
                found("a secret of the configuration stands in the log or on standard error")
            }
            let answers = said.lines
            for _ in secrets.filter({ secret in answers.contains { $0.message.contains(secret) } }) {
                found("a secret of the configuration stands in an answer or an error")
            }
            for line in lines where line.message.hasPrefix("a line on standard output is no message") {
                if promise != "message.not_json" { found(line.message) }
            }
        }

        static func words(_ error: any Error) -> String {
            switch error {
            case let failure as PluginFailure: failure.message
            case is PluginPeer.TimedOut: "no answer in time"
            default: "\(error)"
            }
        }
    }

    /// What a process said beside its answers.
    final class TrialLog: Sendable {
        private let kept = Mutex<[PluginLogLine]>([])

        func add(_ line: PluginLogLine) { kept.withLock { $0.append(line) } }
        var lines: [PluginLogLine] { kept.withLock { $0 } }
    }

#endif
