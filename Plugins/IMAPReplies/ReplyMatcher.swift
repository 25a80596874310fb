public import TurnpikeMail
public import TurnpikePlugins
public import TurnpikeValues

/// Makes a signal of a mail that came in, if it is about a deal of ours.
public struct ReplyMatcher: Sendable {
    /// What becomes of a mail.
    public enum Result: Hashable, Sendable {
        /// It is about a deal.
        case signal(PluginSignal)
        /// It is about a deal, and nobody wants to know of such mails. `own` is a mail of our own side's.
        case unwanted(kind: String)
        /// It is not about a deal of ours.
        case foreign
    }

    private let identity: MailIdentity
    private let signals: [String: IMAPRepliesConfiguration.Answer]
    private let own: [String]
    private let awayDays: Int

    /// A matcher.
    ///
    /// - Parameters:
    ///   - identity: How our ids look.
    ///   - signals: The signal for each kind of mail.
    ///   - own: Addresses of our own side, or `@` and a domain: what they write in a thread is no answer of a customer's.
    ///   - awayDays: How many days somebody is taken to be away who does not say until when.
    public init(
        _ identity: MailIdentity,
        signals: [String: IMAPRepliesConfiguration.Answer],
        own: [String] = [],
        awayDays: Int = 7
    ) {
        self.identity = identity
        self.signals = signals
        self.own = own.map { $0.lowercased() }
        self.awayDays = awayDays
    }

    /// What becomes of a mail.
    ///
    /// - Parameters:
    ///   - mail: The mail.
    ///   - now: When it is looked at, for a mail that does not say when it was written.
    public func match(_ mail: ReceivedMail, now: Instant = .now()) -> Result {
        let meaning = MailMeaning(mail, identity: identity)
        guard let deal = deal(of: mail, meaning) else { return .foreign }
        if isOwn(mail, meaning) { return .unwanted(kind: "own") }
        guard let answer = signals[meaning.name] else { return .unwanted(kind: meaning.name) }
        let values = values(of: mail, meaning, now)
        var data: [(String, JSON)] = []
        for (name, field) in answer.data.sorted(by: { $0.value < $1.value }) {
            if let value = values[name], value != .string("") { data.append((field, value)) }
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

    /// A copy of a mail that we sent (to ourselves, by a rule, by a list) names our thread like any answer, and a rep who
    /// writes in the thread does too: neither is a word of the customer's.
    private func isOwn(_ mail: ReceivedMail, _ meaning: MailMeaning) -> Bool {
        switch meaning {
        case .reply, .automatic: break
        default: return false
        }
        if let id = mail.id, identity.origin(of: id) != nil { return true }
        guard let from = mail.from else { return false }
        let address = from.address.lowercased()
        return own.contains { $0.hasPrefix("@") ? address.hasSuffix($0) : address == $0 }
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

    private func values(of mail: ReceivedMail, _ meaning: MailMeaning, _ now: Instant) -> [String: JSON] {
        let text = ReplyText.new(in: mail.plainText)
        let subject = mail.text("subject").map { String($0.prefix(500)) }
        var texts: [String: String] = ["text": text]
        texts["from"] = mail.from?.address
        texts["subject"] = subject
        texts["message_id"] = mail.id?.description
        var values: [String: JSON] = [:]
        switch meaning {
        case .bounce(let bounce):
            texts["status"] = bounce.status
            texts["recipient"] = bounce.recipients.first?.address
        case .meetingAnswer(let answer):
            texts["status"] = answer.answer?.rawValue
            texts["recipient"] = answer.attendee?.address
            texts["comment"] = String(answer.comment.prefix(2_000))
            values["sequence"] = .int(Int64(answer.sequence))
        case .automatic(.outOfOffice):
            if let day = back(mail, "\(subject ?? "") \(text)", now) {
                values["back_on"] = .object([("$date", .string(day.description))])
            }
        default: break
        }
        for (name, text) in texts { values[name] = .string(text) }
        return values
    }

    /// The day on which somebody is back: as their answer says, else after as many days as the settings say.
    private func back(_ mail: ReceivedMail, _ text: String, _ now: Instant) -> CalendarDate? {
        // A date of tomorrow or later is a wrong clock.
        let written = mail.date.flatMap { $0 < now ? $0 : nil } ?? now
        let day = Zone.utc.localDateTime(of: written).date
        return ReturnDay.found(in: text, after: day) ?? day.adding(days: awayDays)
    }
}
