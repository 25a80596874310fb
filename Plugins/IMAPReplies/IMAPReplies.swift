public import TurnpikeMail
public import TurnpikePlugins

/// Watches a mailbox and tells what comes in about deals.
///
/// How far it has read is kept in a file and moves on only after a mail's signal is stored: what is read twice, after a crash
/// or when the server numbers its mails anew, is a signal under the same key, which takes effect once.
public struct IMAPReplies: Sendable {
    /// Takes a signal; returns once it is stored.
    ///
    /// It throws a `PluginFailure`: `permanent` or `invalidParams` for a signal that can never be stored, any other for one that
    /// is told again later while the mails behind it go on. Any other error stops reading for a while.
    public typealias Take = @Sendable (_ signal: PluginSignal) async throws -> Void

    private let configuration: IMAPRepliesConfiguration
    private let connector: any MailConnector
    private let matcher: ReplyMatcher
    private let log: @Sendable (PluginLogLine) -> Void
    private let take: Take

    /// A watcher.
    ///
    /// - Parameters:
    ///   - configuration: The mailbox and the signals.
    ///   - connector: Opens connections to the server; the target `TurnpikeMailConnection` has one on swift-nio.
    ///   - log: Where it says what happens; without what mails say.
    ///   - take: Takes a signal.
    public init(
        _ configuration: IMAPRepliesConfiguration,
        connector: any MailConnector,
        log: @escaping @Sendable (PluginLogLine) -> Void = { _ in },
        take: @escaping Take
    ) {
        self.configuration = configuration
        self.connector = connector
        self.log = log
        self.take = take
        matcher = ReplyMatcher(
            configuration.identity,
            signals: configuration.signals,
            own: configuration.own,
            awayDays: configuration.awayDays
        )
    }

    /// Watches until the task is cancelled. A connection that breaks is opened again, after a pause that grows to a minute.
    public func run() async {
        var pause = Duration.milliseconds(500)
        while !Task.isCancelled {
            do {
                let session = try await IMAPSession.open(connector, configuration.session)
                do {
                    while true {
                        let hasWaiting = try await read(session).hasWaiting
                        pause = .milliseconds(500)
                        try await session.wait(hasWaiting ? min(configuration.wait, .seconds(60)) : configuration.wait)
                    }
                } catch {
                    await session.end()
                    throw error
                }
            } catch {
                if Task.isCancelled { return }
                log(PluginLogLine(.warning, "\(error); again in \(pause)"))
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(60))
            }
        }
    }

    /// Reads what is new and ends.
    ///
    /// - Returns: How many signals were sent.
    /// - Throws: Where the server cannot be reached, a signal cannot be stored now, or the position cannot be kept.
    public func readOnce() async throws -> Int {
        let session = try await IMAPSession.open(connector, configuration.session)
        do {
            let count = try await read(session).count
            await session.end()
            return count
        } catch {
            await session.end()
            throw error
        }
    }

    private func read(_ session: IMAPSession) async throws -> (count: Int, hasWaiting: Bool) {
        let mailbox = try await session.select(configuration.mailbox)
        let stored = try await MailboxPosition.read(configuration.positionFile)
        var position = MailboxPosition(validity: mailbox.uidValidity, uid: 0)
        if let stored {
            if stored.validity == mailbox.uidValidity {
                position = stored
            } else {
                log(PluginLogLine(.warning, "the server has numbered its mails anew; all are looked at again"))
            }
        }
        var count = 0
        for uid in position.aside {
            if try await tell(uid, session, &count) {
                position.aside.removeAll { $0 == uid }
                try await position.write(configuration.positionFile)
            }
        }
        for uid in try await session.mails(after: position.uid) {
            try Task.checkCancellation()
            if try await !tell(uid, session, &count) {
                guard position.aside.count < MailboxPosition.mostAside else {
                    throw PositionError(
                        message: "\(position.aside.count) signals cannot be stored; no more mail is read"
                    )
                }
                position.aside.append(uid)
            }
            position.uid = uid
            try await position.write(configuration.positionFile)
        }
        return (count, !position.aside.isEmpty)
    }

    /// Tells what a mail is; false where its signal cannot be stored now, and must be told again.
    private func tell(_ uid: UInt64, _ session: IMAPSession, _ count: inout Int) async throws -> Bool {
        let mail: IMAPSession.Mail
        do {
            guard let fetched = try await session.fetch(uid) else { return true }
            mail = fetched
        } catch let error as MailError where error.code == .refused {
            // One mail that the server cannot read must not stand before all others.
            log(PluginLogLine(.warning, "mail \(uid) waits: \(error)"))
            return false
        }
        let received = ReceivedMail(mail.bytes)
        if !received.findings.isEmpty {
            let kinds = Set(received.findings.map(\.kind.rawValue)).sorted().joined(separator: ", ")
            log(PluginLogLine(.info, "mail \(uid) is odd: \(kinds)"))
        }
        guard case .signal(let signal) = matcher.match(received) else { return true }
        do {
            try await take(signal)
            count += 1
            return true
        } catch let failure as PluginFailure where failure.code == .permanent || failure.code == .invalidParams {
            // One mail that can never be a signal must not stand before all others.
            log(PluginLogLine(.error, "mail \(uid) for deal \(signal.deal) is passed over: \(failure.message)"))
            return true
        } catch let failure as PluginFailure {
            log(PluginLogLine(.warning, "mail \(uid) for deal \(signal.deal) waits: \(failure.message)"))
            return false
        }
    }
}
