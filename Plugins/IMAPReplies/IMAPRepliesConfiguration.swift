public import TurnpikeMail
public import TurnpikeMailConnection
public import TurnpikePlugins
public import TurnpikeValues

/// Which mailbox is watched, and which signals come of what arrives.
public struct IMAPRepliesConfiguration: Hashable, Sendable {
    /// A signal for one kind of mail.
    public struct Answer: Hashable, Sendable {
        /// The signal's id, as the process declares it.
        public var signal: String
        /// What it brings: the process's field for each of our values (`from`, `subject`, `text`, `status`, `recipient`,
        /// `message_id`, `comment`; `back_on`, a date; `sequence`, a number).
        public var data: [String: String]

        /// A signal.
        ///
        /// - Parameters:
        ///   - signal: The signal's id.
        ///   - data: The process's field for each value that it wants.
        public init(signal: String, data: [String: String] = [:]) {
            self.signal = signal
            self.data = data
        }
    }

    /// The server's name.
    public var server: String
    /// Its port.
    public var port: Int
    /// When the connection is encrypted.
    public var encryption: MailEncryption
    /// A file of certificates (PEM) that are trusted instead of the system's; nil for the system's.
    public var authorityFile: String?
    /// Who we are.
    public var credentials: MailCredentials
    /// The mailbox.
    public var mailbox: String
    /// How ids look: the same as of the mails that are sent.
    public var identity: MailIdentity
    /// The signal for each kind of mail (`MailMeaning.names`); a kind without one is passed over.
    public var signals: [String: Answer]
    /// The file that keeps how far the mailbox was read.
    public var positionFile: String
    /// The source under which signals come in.
    public var source: String
    /// Addresses of our own side, or `@` and a domain, whose mails are no answers.
    public var own: [String]
    /// How many days somebody is taken to be away who does not say until when.
    public var awayDays: Int
    /// How long the server may take to answer.
    public var patience: Duration
    /// How long one wait for news lasts.
    public var wait: Duration

    /// What a configuration must look like.
    public static let schema = ConfigurationSchema(
        (try? JSON.parse(
            """
            {"type":"object","additionalProperties":false,"required":["server","user","message_ids","signals","position"],
            "properties":{"server":{"type":"string","minLength":1},
            "port":{"type":"integer","minimum":1,"maximum":65535},"encryption":{"enum":["starttls","tls","none"]},
            "ca_file":{"type":"string","minLength":1},"user":{"type":"string","minLength":1},
            "password":{"type":"string","writeOnly":true},"token":{"type":"string","writeOnly":true},
            "mailbox":{"type":"string","minLength":1},"message_ids":{"type":"object","additionalProperties":false,
            "required":["domain"],"properties":{"domain":{"type":"string","minLength":3},
            "secret":{"type":"string","writeOnly":true}}},"signals":{"type":"object"},
            "position":{"type":"string","minLength":1},"source":{"type":"string","minLength":1},
            "own":{"type":"array","items":{"type":"string","minLength":3}},
            "away_days":{"type":"integer","minimum":1,"maximum":365},
            "patience":{"type":"string"},"wait":{"type":"string"}}}
            """
        )) ?? .object([])
    )

    /// The values that a signal may bring.
    public static let values = [
        "back_on", "comment", "from", "message_id", "recipient", "sequence", "status", "subject", "text",
    ]

    /// Reads a configuration, and names everything that is wrong with it.
    ///
    /// - Parameters:
    ///   - json: The configuration: see the plug-in's README.
    ///   - readsSecrets: Whether `env:NAME` and `file:PATH` are read here; false where the host has done it.
    ///   - folder: What paths start from that are not absolute; empty or with a slash at its end.
    /// - Throws: `MailConfigurationError` with all findings; never with a secret.
    public init(_ json: JSON, readsSecrets: Bool = true, folder: String = "") throws(MailConfigurationError) {
        var reader = MailSettingsReader(json, Self.schema, readsSecrets: readsSecrets, folder: folder)
        server = reader.text("server") ?? ""
        encryption = reader.choice("encryption") ?? .implicit
        port = reader.integer("port") ?? (encryption == .implicit ? 993 : 143)
        authorityFile = reader.path("ca_file")
        credentials = reader.credentials(server: server, encryption: encryption)
        mailbox = reader.text("mailbox") ?? "INBOX"
        identity = reader.identity()
        signals = [:]
        for (kind, value) in json["signals"]?.members ?? [] {
            guard MailMeaning.names.contains(kind) else {
                reader.found(
                    "signals.\(kind)",
                    "is no kind of mail; there is \(MailMeaning.names.joined(separator: ", "))"
                )
                continue
            }
            if let signal = value.stringValue, !signal.isEmpty {
                signals[kind] = Answer(signal: signal)
            } else if let signal = value["signal"]?.stringValue, !signal.isEmpty {
                var data: [String: String] = [:]
                for (name, field) in value["data"]?.members ?? [] {
                    if Self.values.contains(name), let field = field.stringValue {
                        data[name] = field
                    } else {
                        let known = Self.values.joined(separator: ", ")
                        reader.found("signals.\(kind).data.\(name)", "is none of \(known), with a field of the process")
                    }
                }
                signals[kind] = Answer(signal: signal, data: data)
            } else {
                reader.found("signals.\(kind)", "is a signal's id, or {signal: …, data: {…}}")
            }
        }
        positionFile = reader.path("position") ?? ""
        source = reader.text("source") ?? "mail"
        own = (json["own"]?.elements ?? []).compactMap(\.stringValue)
        for (index, text) in own.enumerated() where (try? MailAddress(text.hasPrefix("@") ? "a\(text)" : text)) == nil {
            reader.found("own.\(index)", "is an address, or '@' and a domain")
        }
        awayDays = reader.integer("away_days") ?? 7
        patience = reader.duration("patience") ?? .seconds(30)
        wait = reader.duration("wait") ?? .seconds(600)
        if !reader.findings.isEmpty { throw MailConfigurationError(findings: reader.findings) }
    }

    /// What a session of IMAP needs.
    var session: IMAPSession.Settings {
        IMAPSession.Settings(encryption: encryption, credentials: credentials, patience: patience)
    }
}
