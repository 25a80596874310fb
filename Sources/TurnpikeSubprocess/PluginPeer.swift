#if Subprocess

    import Turnpike
    package import TurnpikePlugins
    package import TurnpikeValues

    /// The host's side of one conversation with one running process: who waits for which answer.
    package actor PluginPeer {
        private var waiting: [Int64: CheckedContinuation<JSON, any Error>] = [:]
        private var lastID: Int64 = 0
        private var ended: PluginFailure?
        private let send: @Sendable ([UInt8]) -> Void
        private let log: @Sendable (PluginLogLine) -> Void
        private let signal: PluginSignalHandler?

        package init(
            send: @escaping @Sendable ([UInt8]) -> Void,
            log: @escaping @Sendable (PluginLogLine) -> Void,
            signal: PluginSignalHandler? = nil
        ) {
            self.send = send
            self.log = log
            self.signal = signal
        }

        /// A call that nobody answered in time.
        package struct TimedOut: Error {}

        /// Calls a method and waits for its answer.
        ///
        /// - Throws: `PluginFailure` as answered or because the process ended, `TimedOut`, `CancellationError`.
        package func call(_ method: String, _ params: JSON, within limit: Duration) async throws -> JSON {
            if let ended { throw ended }
            try Task.checkCancellation()
            lastID += 1
            let id = lastID
            let line = PluginMessage.request(id: .number(id), method: method, params: params).line
            guard line.count <= PluginDescription.longestLine else {
                throw PluginFailure(.permanent, "the request has \(line.count) bytes, more than a line may have")
            }
            let alarm = Task { [weak self] in
                guard (try? await Task.sleep(for: limit)) != nil else { return }
                await self?.finish(id, .failure(TimedOut()))
            }
            defer { alarm.cancel() }
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    waiting[id] = continuation
                    send(line)
                }
            } onCancel: {
                Task { await self.finish(id, .failure(CancellationError())) }
            }
        }

        /// Whether the process has nothing more to say.
        package var isEnded: Bool { ended != nil }

        /// Sends a line as it is, whatever it says.
        package func say(_ line: [UInt8]) { send(line) }

        /// Takes one line of the process.
        package func received(_ line: [UInt8]) {
            let message: PluginMessage
            do throws(PluginFailure) { message = try PluginMessage(line) } catch {
                log(PluginLogLine(.error, "a line on standard output is no message: \(error.message)"))
                return
            }
            switch message {
            case .result(.number(let id), let result): finish(id, .success(result))
            case .failure(.number(let id)?, let failure): finish(id, .failure(failure))
            case .failure(nil, let failure):
                log(PluginLogLine(.error, "the plug-in could not read a message: \(failure.message)"))
            case .result(.text, _), .failure(.text?, _):
                log(PluginLogLine(.error, "an answer to a call that nobody made"))
            case .notification(PluginMethod.log, let params):
                if let line = PluginLogLine(params) { log(line) }
            case .notification(PluginMethod.signal, let params) where signal != nil: take(params, nil)
            case .request(let id, PluginMethod.signal, let params) where signal != nil: take(params, id)
            case .notification(let method, _), .request(_, let method, _):
                log(PluginLogLine(.warning, "the host knows no method '\(method)'"))
                if case .request(let id, _, _) = message {
                    send(PluginMessage.failure(id: id, PluginFailure(.methodNotFound, "no method '\(method)'")).line)
                }
            }
        }

        /// Something from outside: taken in beside the conversation, which goes on.
        private func take(_ params: JSON, _ id: PluginMessage.ID?) {
            guard let signal else { return }
            Task { [send, log] in
                do {
                    try await signal(try PluginSignal(params))
                    if let id { send(PluginMessage.result(id: id, .object([("stored", true)])).line) }
                } catch {
                    let failure = error as? PluginFailure ?? PluginFailure(.internalError, "\(error)")
                    log(PluginLogLine(.warning, "a signal was not taken: \(failure.message)"))
                    if let id { send(PluginMessage.failure(id: id, failure).line) }
                }
            }
        }

        /// Ends the conversation: whoever waits learns why.
        package func end(_ reason: PluginFailure) {
            guard ended == nil else { return }
            ended = reason
            let all = waiting
            waiting = [:]
            for continuation in all.values { continuation.resume(throwing: reason) }
        }

        // A late answer finds nobody waiting, and is nothing to speak of.
        private func finish(_ id: Int64, _ result: Result<JSON, any Error>) {
            waiting.removeValue(forKey: id)?.resume(with: result)
        }
    }

#endif
