public import TurnpikeMail
public import TurnpikePlugins
public import TurnpikeValues

/// Makes a signal of a mail that came in, if it is about a deal of ours.
public struct ReplyMatcher: Sendable {
    /// What becomes of a mail.
    public enum Result: Hashable, Sendable {
        /// It is about a deal.
        case signal(PluginSignal)
        /// It is about a deal, and nobody wants to know of such mails.
        case unwanted(kind: String)
        /// It is not about a deal of ours.
        case foreign
    }

    private let identity: MailIdentity
    private let signals: [String: IMAPRepliesConfiguration.Answer]

    /// A matcher.
    ///
    /// - Parameters:
    ///   - identity: How our ids look.
    ///   - signals: The signal for each kind of mail.
    public init(_ identity: MailIdentity, signals: [String: IMAPRepliesConfiguration.Answer]) {
        self.identity = identity
        self.signals = signals
    }

    /// What becomes of a mail.
    ///
    /// - Parameter mail: The mail.
    public func match(_ mail: ReceivedMail) -> Result {
        let meaning = MailMeaning(mail, identity: identity)
        guard let deal = deal(of: mail, meaning) else { return .foreign }
        guard let answer = signals[meaning.name] else { return .unwanted(kind: meaning.name) }
        let values = values(of: mail, meaning)
        var data: [(String, JSON)] = []
        for (name, field) in answer.data.sorted(by: { $0.value < $1.value }) {
            if let text = values[name], !text.isEmpty { data.append((field, .string(text))) }
        }
        return .signal(
            PluginSignal(
                deal: deal,
                signal: answer.signal,
                messageID: Self.key(mail),
                data: .object(data)
            )
        )
    }

    /// What makes a mail the same one when it is read again: its id, and what it holds, since a stranger may use an id twice.
    static func key(_ mail: ReceivedMail) -> String {
        let id = mail.id?.description ?? "<>"
        return "\(id)#\(Digest.sha256(mail.bytes).hex.prefix(16))"
    }

    private func deal(of mail: ReceivedMail, _ meaning: MailMeaning) -> String? {
        switch meaning {
        case .bounce(let bounce): first((bounce.original.map { [$0] } ?? []) + bounce.mentioned)
        case .meetingAnswer(let answer):
            (try? MessageID(answer.meeting)).flatMap { identity.origin(of: $0)?.deal } ?? first(mail.answered)
        case .unsubscribe(let token): identity.origin(ofToken: token)?.deal
        case .complaint, .receipt:
            // What was complained about stands inside the report, with its headers.
            first(
                mail.answered
                    + mail.root.all.dropFirst().flatMap { part in
                        MessageID.found(in: part.header("message-id") ?? "")
                    }
            )
        case .reply, .automatic: first(mail.answered)
        }
    }

    private func first(_ ids: [MessageID]) -> String? {
        for id in ids {
            if let deal = identity.origin(of: id)?.deal { return deal }
        }
        return nil
    }

    private func values(of mail: ReceivedMail, _ meaning: MailMeaning) -> [String: String] {
        var values: [String: String] = [:]
        values["from"] = mail.from?.address
        values["subject"] = mail.text("subject").map { String($0.prefix(500)) }
        values["text"] = ReplyText.new(in: mail.plainText)
        values["message_id"] = mail.id?.description
        switch meaning {
        case .bounce(let bounce):
            values["status"] = bounce.status
            values["recipient"] = bounce.recipients.first?.address
        case .meetingAnswer(let answer):
            values["status"] = answer.answer?.rawValue
            values["recipient"] = answer.attendee?.address
            values["comment"] = String(answer.comment.prefix(2_000))
        default: break
        }
        return values
    }
}
