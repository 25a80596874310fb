import TurnpikeValues

/// Makes the ids of our mails and reads them back, so that an answer finds its deal without any table.
///
/// An id says the deal and the digest of the effect's key, and with a secret also a code (HMAC-SHA-256) that nobody else
/// can make: a stranger who guesses a deal's id cannot speak for it.
public struct MailIdentity: Hashable, Sendable {
    /// What an id of ours says.
    public struct Origin: Hashable, Sendable {
        /// The deal's id, in its text form.
        public let deal: String
        /// What the mail was about, such as the digest of its key; `thread` for the id that holds a thread together.
        public let about: String
    }

    /// What stands behind the `@` of each id.
    public let domain: String
    private let secret: [UInt8]

    /// An identity.
    ///
    /// - Parameters:
    ///   - domain: What stands behind the `@`: a name that is yours.
    ///   - secret: What the codes are made with; empty where ids carry none. Whoever changes it no longer knows the ids of
    ///     mails sent before.
    /// - Throws: `MailError`, `badMessageID`.
    public init(domain: String, secret: String = "") throws(MailError) {
        let lowered = Bytes.lower(domain)
        _ = try MessageID("a@\(lowered)")
        guard lowered.utf8.allSatisfy({ Bytes.isAlphanumeric($0) || $0 == 45 || $0 == 46 }) else {
            throw MailError(.badMessageID, "the domain of message ids has letters, digits, '-' and '.'")
        }
        self.domain = lowered
        self.secret = Array(secret.utf8)
    }

    /// The id of the mail for an effect: the same key gives the same id at every attempt.
    ///
    /// - Parameters:
    ///   - key: The key of the effect.
    ///   - deal: The deal's id, in its text form.
    public func message(key: String, deal: String) -> MessageID? {
        id(deal: deal, about: String(Digest.sha256(utf8: key).hex.prefix(24)))
    }

    /// The id that all mails of a conversation refer to, so that they stand together; no mail has it itself.
    ///
    /// - Parameters:
    ///   - deal: The deal's id, in its text form.
    ///   - name: Which of the deal's conversations; empty for the one that needs no name.
    public func thread(deal: String, name: String = "") -> MessageID? {
        id(deal: deal, about: "thread" + (name.isEmpty ? "" : Digest.sha256(utf8: name).hex.prefix(16)))
    }

    /// The id of a meeting of a deal, also the `UID` of its invitations.
    ///
    /// - Parameters:
    ///   - deal: The deal's id, in its text form.
    ///   - name: Which of the deal's meetings.
    public func meeting(deal: String, name: String) -> MessageID? {
        id(deal: deal, about: "m" + String(Digest.sha256(utf8: name).hex.prefix(23)))
    }

    /// What a link or a mail for unsubscribing says.
    ///
    /// - Parameter deal: The deal's id, in its text form.
    public func unsubscribeToken(deal: String) -> String { left(deal: deal, about: "unsubscribe") }

    /// What an id says, if it is ours.
    ///
    /// - Parameter id: An id that came in.
    public func origin(of id: MessageID) -> Origin? {
        Bytes.lower(id.right) == domain ? origin(ofToken: id.left) : nil
    }

    /// What a token says, if it is ours.
    ///
    /// - Parameter token: What stands before the `@`, or what a link for unsubscribing says.
    public func origin(ofToken token: String) -> Origin? {
        let parts = Bytes.lower(token).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == (secret.isEmpty ? 3 : 4), parts[0] == "t1", parts[1].utf8.count == 32,
            parts[1].utf8.allSatisfy({ Bytes.hexValue($0) != nil }), (1...40).contains(parts[2].utf8.count),
            parts[2].utf8.allSatisfy(Bytes.isAlphanumeric)
        else { return nil }
        if !secret.isEmpty {
            // Compared without an early end, so that the time tells nothing.
            let wanted = code(parts[1], parts[2])
            guard parts[3].utf8.count == wanted.utf8.count,
                zip(parts[3].utf8, wanted.utf8).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0
            else { return nil }
        }
        let hex = Array(parts[1])
        let deal = [hex[0..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20..<32]].map { String($0) }
            .joined(separator: "-")
        return Origin(deal: deal, about: parts[2])
    }

    private func id(deal: String, about: String) -> MessageID? {
        try? MessageID("\(left(deal: deal, about: about))@\(domain)")
    }

    private func left(deal: String, about: String) -> String {
        let bare = Bytes.lower(deal.filter { $0 != "-" })
        return "t1.\(bare).\(about)" + (secret.isEmpty ? "" : ".\(code(bare, about))")
    }

    private func code(_ deal: String, _ about: String) -> String {
        String(HMAC.sha256(key: secret, Array("\(deal).\(about)".utf8)).hex.prefix(24))
    }
}

/// Keyed digests (RFC 2104).
enum HMAC {
    static func sha256(key: [UInt8], _ message: [UInt8]) -> Digest {
        var block = key.count > 64 ? Digest.sha256(key).bytes : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        let inner = Digest.sha256(block.map { $0 ^ 0x36 } + message)
        return Digest.sha256(block.map { $0 ^ 0x5C } + inner.bytes)
    }
}
