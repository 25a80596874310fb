/// What a mail that came in is.
public enum MailMeaning: Hashable, Sendable {
    /// A person has written.
    case reply
    /// A server could not deliver a mail of ours.
    case bounce(Bounce)
    /// A machine answers that somebody is away, or that a mail has arrived.
    case automatic(Automatic)
    /// Somebody answers an invitation.
    case meetingAnswer(MeetingAnswer)
    /// Somebody asks for no more mail: a mail to the address for unsubscribing, with its token.
    case unsubscribe(token: String)
    /// A provider tells that somebody has called a mail of ours spam (RFC 5965).
    case complaint
    /// A mail program says that a mail was seen (RFC 8098).
    case receipt

    /// An answer by a machine.
    public enum Automatic: String, Hashable, Sendable {
        /// Somebody is away.
        case outOfOffice = "out_of_office"
        /// Any other.
        case other
    }

    /// The name of the case, such as `out_of_office`.
    public var name: String {
        switch self {
        case .reply: "reply"
        case .bounce(let bounce): bounce.isPermanent ? "bounce" : "delay"
        case .automatic(.outOfOffice): "out_of_office"
        case .automatic(.other): "automatic"
        case .meetingAnswer(let answer): answer.answer.map { "meeting_\($0.rawValue)" } ?? "meeting_other"
        case .unsubscribe: "unsubscribe"
        case .complaint: "complaint"
        case .receipt: "receipt"
        }
    }

    /// All names.
    public static let names = [
        "reply", "bounce", "delay", "out_of_office", "automatic", "meeting_accepted", "meeting_declined",
        "meeting_tentative", "meeting_other", "unsubscribe", "complaint", "receipt",
    ]

    /// What a mail is. The order matters: a bounce of an automatic answer is a bounce.
    ///
    /// - Parameters:
    ///   - mail: The mail.
    ///   - identity: How our ids look, for tokens; nil where nobody unsubscribes by mail.
    public init(_ mail: ReceivedMail, identity: MailIdentity? = nil) {
        let report = mail.root.parameters["report-type"].map(Bytes.lower)
        if mail.root.type == "multipart/report", report == "feedback-report" {
            self = .complaint
        } else if mail.root.type == "multipart/report", report == "disposition-notification" {
            self = .receipt
        } else if let bounce = Bounce(mail) {
            self = .bounce(bounce)
        } else if let answer = MeetingAnswer(mail) {
            self = .meetingAnswer(answer)
        } else if let token = Self.token(mail, identity) {
            self = .unsubscribe(token: token)
        } else if let automatic = AutomaticAnswer.read(mail) {
            self = .automatic(automatic)
        } else {
            self = .reply
        }
    }

    private static func token(_ mail: ReceivedMail, _ identity: MailIdentity?) -> String? {
        guard let identity, let subject = mail.text("subject").map(Bytes.trimmed),
            identity.origin(ofToken: subject)?.about == "unsubscribe"
        else { return nil }
        return Bytes.lower(subject)
    }
}

/// Which mails machines have written: RFC 3834, and what programs do that came before it.
enum AutomaticAnswer {
    static func read(_ mail: ReceivedMail) -> MailMeaning.Automatic? {
        let subject = Bytes.lower(Bytes.trimmed(mail.text("subject") ?? ""))
        let isAway = awaySubjects.contains { subject.hasPrefix($0) }
        let submitted = mail.root.header("auto-submitted").map { HeaderParameters($0).value }
        if let submitted, submitted != "no" {
            return isAway || submitted == "auto-replied" ? (isNotice(subject) ? .other : .outOfOffice) : .other
        }
        let marks = [
            "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-ms-exchange-inbox-rules-loop",
        ]
        if mail.root.headers.contains(where: { marks.contains($0.name) && Bytes.lower($0.value) != "no" }) {
            return .outOfOffice
        }
        let precedence = Bytes.lower(Bytes.trimmed(mail.root.header("precedence") ?? ""))
        if precedence == "auto_reply" || precedence == "auto-reply" { return .outOfOffice }
        if isAway { return .outOfOffice }
        if ["bulk", "junk", "list"].contains(precedence) || mail.root.header("list-id") != nil { return .other }
        // Servers and lists, never people: nobody reads there.
        let sender = mail.from.map { Bytes.lower($0.local) } ?? ""
        if ["mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "donotreply"].contains(sender) {
            return .other
        }
        if Bytes.trimmed(mail.root.header("return-path") ?? "") == "<>" { return .other }
        return mail.findings.contains { $0.kind == .loop } ? .other : nil
    }

    /// What programs write first, in the languages of the large ones.
    private static let awaySubjects = [
        "automatic reply", "auto reply", "auto-reply", "autoreply", "auto:", "out of office", "out of the office",
        "out-of-office", "ooo:", "abwesenheit", "abwesend", "automatische antwort", "réponse automatique",
        "reponse automatique", "absence du bureau", "absent du bureau", "respuesta automática", "respuesta automatica",
        "fuera de la oficina", "risposta automatica", "fuori sede", "automatisch antwoord", "afwezig", "autosvar",
        "resposta automática", "automatyczna odpowiedź", "automatiskt svar", "automaattinen vastaus",
    ]

    private static func isNotice(_ subject: String) -> Bool {
        ["ticket", "request received", "case #", "we have received", "wir haben ihre"].contains { subject.contains($0) }
    }
}
