public import Turnpike
public import TurnpikeMail
public import TurnpikePlugins
import TurnpikeValues

/// Sends mails over SMTP (`email:` in a process file). All promises of `Deliverer` hold.
///
/// A key that was sent before is not sent again: the keys are kept in the file `sent`. A retry is the same bytes under the
/// same `Message-ID`.
public final class SMTPEmail: Deliverer {
    /// `email`, or the names that were given.
    public let plugins: [String]?

    private let configuration: SMTPEmailConfiguration
    private let composer: MailComposer
    private let pool: SMTPPool
    private let journal: SentJournal
    private let flights = Flights()

    /// A sender.
    ///
    /// - Parameters:
    ///   - configuration: The server, who writes, what ids look like.
    ///   - connector: Opens connections to the server; the target `TurnpikeMailConnection` has one on swift-nio.
    ///   - plugins: The names by which process files call it.
    public init(
        _ configuration: SMTPEmailConfiguration,
        connector: any MailConnector,
        plugins: [String] = ["email"]
    ) {
        self.configuration = configuration
        self.plugins = plugins
        composer = MailComposer(configuration)
        pool = SMTPPool(connector, configuration.session, limit: configuration.connections)
        journal = SentJournal(configuration.sentFile)
    }

    /// Who it is, for a host that runs it as a process.
    public static let description = PluginDescription(
        name: "smtp_email",
        version: "1.0.0",
        plugins: ["email"],
        concurrency: 8,
        schema: SMTPEmailConfiguration.schema
    )

    /// Sends one mail.
    ///
    /// - Parameter request: The delivery.
    /// - Returns: The mail's `Message-ID`.
    /// - Throws: `DeliveryError`: permanent where the request can never be a mail or the server refuses it for good (5xx),
    ///   temporary where trying again makes sense (4xx, no connection, no answer, a login that is refused).
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let mail = try await composer.mail(for: request)
        let id = mail.id.description
        // The same key at the same time waits for the first and finds it in the journal.
        return try await flights.alone(request.key) {
            do {
                if try await self.journal.reference(request.key) != nil { return DeliveryReceipt(reference: id) }
            } catch {
                throw DeliveryError.temporary("\(error)")
            }
            let reply = try await self.send(mail)
            do {
                try await self.journal.add(request.key, reference: "\(reply)", at: .now())
            } catch {
                // The mail is out. Saying that it failed would send it once more for certain.
                return DeliveryReceipt(reference: id)
            }
            return DeliveryReceipt(reference: id)
        }
    }

    private func send(_ mail: OutgoingMail) async throws -> SMTPReply {
        let encoded: EncodedMail
        do throws(MailError) { encoded = try mail.encoded() } catch { throw DeliveryError.permanent("\(error)") }
        do {
            return try await pool.send(encoded)
        } catch let failure as SMTPFailure {
            throw failure.isPermanent ? DeliveryError.permanent(failure.message) : Self.temporary(failure)
        }
    }

    /// Greylisting asks for minutes; anything else is left to the dispatcher's pauses.
    private static func temporary(_ failure: SMTPFailure) -> DeliveryError {
        let text = failure.message.lowercased()
        let isGreylisting =
            failure.reply?.status == "4.7.1" || text.contains("greylist") || text.contains("graylist")
        return .temporary(failure.message, retryAfter: isGreylisting ? .seconds(60) : nil)
    }

    /// Whether the server is there and lets us in.
    ///
    /// - Throws: `SMTPFailure`.
    public func check() async throws { try await pool.check() }

    /// Closes the connections that are kept.
    public func end() async { await pool.end() }
}

/// Lets only one at a time work on a key.
private actor Flights {
    private var tails: [String: (number: Int, task: Task<Void, Never>)] = [:]
    private var number = 0

    func alone<Result: Sendable>(
        _ key: String,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let before = tails[key]?.task
        number += 1
        let mine = number
        let work = Task<Result, any Error> {
            await before?.value
            try Task.checkCancellation()
            return try await body()
        }
        tails[key] = (mine, Task { _ = await work.result })
        defer { if tails[key]?.number == mine { tails[key] = nil } }
        return try await withTaskCancellationHandler {
            try await work.value
        } onCancel: {
            work.cancel()
        }
    }
}
