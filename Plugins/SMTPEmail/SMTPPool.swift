import TurnpikeMail

/// Sessions that are kept for the next mail.
actor SMTPPool {
    private struct Idle {
        let session: SMTPSession
        let since: ContinuousClock.Instant
    }

    private let connector: any MailConnector
    private let settings: SMTPSession.Settings
    private let limit: Int
    private var idle: [Idle] = []
    private var busy = 0
    private var waiting: [(id: Int, continuation: CheckedContinuation<Void, Never>)] = []
    private var number = 0

    init(_ connector: any MailConnector, _ settings: SMTPSession.Settings, limit: Int) {
        self.connector = connector
        self.settings = settings
        self.limit = limit
    }

    /// Sends a mail over a session that is free, or a new one.
    func send(_ mail: EncodedMail) async throws -> SMTPReply {
        try await acquire()
        defer { release() }
        let (session, isReused) = try await next()
        do {
            let reply = try await session.send(mail)
            await keep(session)
            return reply
        } catch let failure as SMTPFailure {
            await keep(session)
            // A kept connection may have died in the meantime; before any answer nothing was sent, so another may try.
            guard isReused, failure.reply == nil, !failure.isPermanent, await session.hasSentNothing else {
                throw failure
            }
            let fresh = try await SMTPSession.open(connector, settings)
            do {
                let reply = try await fresh.send(mail)
                await keep(fresh)
                return reply
            } catch {
                await keep(fresh)
                throw error
            }
        } catch {
            await session.end()
            throw error
        }
    }

    /// Opens a session and closes it: whether the server is there, and lets us in.
    func check() async throws {
        let session = try await SMTPSession.open(connector, settings)
        await session.end()
    }

    /// Closes what is kept.
    func end() async {
        let kept = idle
        idle = []
        for each in kept { await each.session.end() }
    }

    private func next() async throws -> (SMTPSession, isReused: Bool) {
        while let last = idle.popLast() {
            // Servers end a connection after five minutes; what was kept for long is asked first.
            let age = ContinuousClock.now - last.since
            if age < .seconds(5) { return (last.session, true) }
            if age < .seconds(240), await last.session.isAlive() { return (last.session, true) }
            await last.session.end()
        }
        return (try await SMTPSession.open(connector, settings), false)
    }

    private func keep(_ session: SMTPSession) async {
        if await session.isUsable { idle.append(Idle(session: session, since: .now)) } else { await session.end() }
    }

    private func acquire() async throws {
        if busy < limit {
            busy += 1
            return
        }
        number += 1
        let id = number
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiting.append((id, $0)) }
        } onCancel: {
            Task { await self.wake(id) }
        }
        if Task.isCancelled {
            release()
            throw CancellationError()
        }
    }

    private func wake(_ id: Int) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        busy += 1
        waiting.remove(at: index).continuation.resume()
    }

    private func release() {
        // The place goes to the next who waits, so that nobody who comes later takes it.
        if waiting.isEmpty { busy -= 1 } else { waiting.removeFirst().continuation.resume() }
    }
}
