/// A report that a mail was not delivered (RFC 3464), or a text that says so.
public struct Bounce: Hashable, Sendable {
    /// What became of one receiver.
    public struct Recipient: Hashable, Sendable {
        /// The address, as far as it is one.
        public let address: String
        /// `failed`, `delayed`, `delivered`, `relayed` or `expanded`.
        public let action: String
        /// The enhanced status, such as `5.1.1` (RFC 3463); empty where there is none.
        public let status: String
        /// What the other server said.
        public let diagnostic: String
    }

    /// What became of each receiver, as far as told.
    public let recipients: [Recipient]
    /// The id of our mail, where the report says it.
    public let original: MessageID?
    /// Ids that stand in the report beside it, for reports that are not made by the rules.
    public let mentioned: [MessageID]

    /// Whether a receiver will never get it.
    public var isPermanent: Bool {
        recipients.contains { $0.action == "failed" || ($0.action.isEmpty && $0.status.hasPrefix("5")) }
    }

    /// The status that says most, such as `5.1.1`.
    public var status: String {
        recipients.first { $0.status.hasPrefix("5") }?.status ?? recipients.first { !$0.status.isEmpty }?.status ?? ""
    }

    /// Reads a report; nil where the mail is none, or tells of success only.
    ///
    /// - Parameter mail: A mail that came in.
    public init?(_ mail: ReceivedMail) {
        let parts = mail.root.all
        let statusPart = parts.first {
            $0.type == "message/delivery-status" || $0.type == "message/global-delivery-status"
        }
        let ids = Self.ids(mail, parts)
        if let statusPart, mail.root.type == "multipart/report" || Self.isFromServer(mail) {
            let recipients = Self.recipients(mail.bytes(of: statusPart))
            guard recipients.contains(where: { $0.action == "failed" || $0.action == "delayed" || $0.action.isEmpty })
            else { return nil }
            self.recipients = recipients
            original = ids.original
            mentioned = ids.mentioned
            return
        }
        guard Self.isFromServer(mail), Self.isFailure(mail) else { return nil }
        let text = mail.plainText
        let status = Self.status(in: text)
        let address = mail.root.header("x-failed-recipients") ?? ""
        recipients = [
            Recipient(
                address: MailAddress.found(in: address, limit: 1).first?.address ?? "",
                action: status.hasPrefix("4") ? "delayed" : "failed",
                status: status,
                diagnostic: ""
            )
        ]
        original = ids.original
        mentioned = ids.mentioned + MessageID.found(in: String(text.prefix(100_000)), limit: 20)
    }

    private static func isFromServer(_ mail: ReceivedMail) -> Bool {
        if Bytes.trimmed(mail.root.header("return-path") ?? "") == "<>" { return true }
        let sender = mail.from.map { Bytes.lower($0.local) } ?? ""
        return sender == "mailer-daemon" || sender == "postmaster"
    }

    private static func isFailure(_ mail: ReceivedMail) -> Bool {
        if mail.root.header("x-failed-recipients") != nil { return true }
        let subject = Bytes.lower(mail.text("subject") ?? "")
        return [
            "undeliver", "delivery status", "delivery fail", "failure notice", "mail delivery", "returned mail",
            "unzustellbar", "non remis", "could not be delivered", "delivery has failed", "message not delivered",
        ].contains { subject.contains($0) }
    }

    private static func ids(
        _ mail: ReceivedMail,
        _ parts: [MailPart]
    ) -> (original: MessageID?, mentioned: [MessageID]) {
        var mentioned: [MessageID] = []
        var original: MessageID?
        for part in parts {
            let headers: [MailHeader]
            if part.type == "message/rfc822" || part.type == "message/global", let inner = part.parts.first {
                headers = inner.headers
            } else if ["text/rfc822-headers", "message/rfc822", "message/global-headers"].contains(part.type) {
                let bytes = mail.bytes(of: part)
                var reader = MailReader(bytes, mail.limits)
                headers = reader.headers(0..<bytes.count).headers
            } else {
                continue
            }
            for header in headers where header.name == "message-id" {
                if original == nil { original = MessageID.found(in: header.value, limit: 1).first }
            }
            for header in headers where header.name == "references" || header.name == "in-reply-to" {
                mentioned += MessageID.found(in: header.value, limit: 20)
            }
        }
        return (original, mentioned + mail.answered)
    }

    /// The groups of a delivery status: the first is about the mail, each other about a receiver.
    private static func recipients(_ bytes: [UInt8]) -> [Recipient] {
        var reader = MailReader(bytes, .standard)
        var recipients: [Recipient] = []
        var place = 0
        var groups = 0
        while place < bytes.count, recipients.count < 100, groups < 1_000 {
            let (headers, next) = reader.headers(place..<bytes.count)
            place = max(next, place + 1)
            groups += 1
            func value(_ name: String) -> String? { headers.first { $0.name == name }?.value }
            guard let action = value("action") ?? value("status") else { continue }
            let address = value("final-recipient") ?? value("original-recipient") ?? ""
            let isAction = value("action") != nil
            recipients.append(
                Recipient(
                    address: typed(address),
                    action: isAction ? HeaderParameters(action).value : "",
                    status: status(in: value("status") ?? ""),
                    diagnostic: String(typed(value("diagnostic-code") ?? "").prefix(500))
                )
            )
        }
        return recipients
    }

    /// What follows the type of an address or a code: `rfc822; a@example.org`.
    private static func typed(_ text: String) -> String {
        let parts = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        return Bytes.trimmed(Bytes.oneLine(String(parts.count > 1 ? parts[1] : parts.first ?? "")))
    }

    /// The first enhanced status in a text (RFC 3463): class 2, 4 or 5, subject and detail of up to three digits.
    static func status(in text: String) -> String {
        let bytes = Array(text.utf8.prefix(100_000))
        for start in bytes.indices where [50, 52, 53].contains(bytes[start]) {
            if start > 0, Bytes.isAlphanumeric(bytes[start - 1]) || bytes[start - 1] == 46 { continue }
            var index = start + 1
            var numbers = 0
            while numbers < 2, index < bytes.count, bytes[index] == 46 {
                let digits = bytes[(index + 1)...].prefix(4).prefix(while: Bytes.isDigit)
                guard (1...3).contains(digits.count) else { break }
                index += 1 + digits.count
                numbers += 1
            }
            let isEnd = index == bytes.count || !(Bytes.isAlphanumeric(bytes[index]) || bytes[index] == 46)
            let isDot = index < bytes.count && bytes[index] == 46
            let isSentence = isDot && (index + 1 == bytes.count || !Bytes.isDigit(bytes[index + 1]))
            if numbers == 2, isEnd || isSentence { return String(decoding: bytes[start..<index], as: UTF8.self) }
        }
        return ""
    }
}
