public import TurnpikeMail
public import TurnpikeMailConnection
public import TurnpikePlugins
public import TurnpikeValues

/// How mails are sent: the server, who writes, what the ids look like.
public struct SMTPEmailConfiguration: Hashable, Sendable {
    /// What the body of a mail is, where the action does not say it.
    public enum Body: String, Hashable, Sendable, CaseIterable {
        /// Markdown: sent as text and as HTML.
        case markdown
        /// Text: sent as it is.
        case text
        /// HTML alone, made by templates that you trust: what stands in a deal's fields is not escaped in it.
        case html
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
    /// What we call ourselves in EHLO.
    public var name: String
    /// Who writes, where the action does not say it.
    public var from: MailAddress
    /// Where answers go; nil means to `from`.
    public var replyTo: MailAddress?
    /// Where servers report to what they cannot deliver, and where machines answer; nil means to the sender.
    public var bounces: MailAddress?
    /// How ids look.
    public var identity: MailIdentity
    /// An address of the web for unsubscribing, with `{token}` in it.
    public var unsubscribeWeb: String?
    /// An address for unsubscribing by mail.
    public var unsubscribeMail: MailAddress?
    /// What the body is.
    public var body: Body
    /// The addresses of what process files name instead: owners, roles.
    public var people: [String: [MailAddress]]
    /// The file that keeps which keys were sent; nil keeps them in memory only.
    public var sentFile: String?
    /// The folder in which files to attach lie; nil where nothing is attached.
    public var filesFolder: String?
    /// How long the server may take to say something.
    public var patience: Duration
    /// How many connections at the same time.
    public var connections: Int

    /// What a configuration must look like.
    public static let schema = ConfigurationSchema(
        (try? JSON.parse(
            """
            {"type":"object","additionalProperties":false,"required":["server","from","message_ids"],"properties":{
            "server":{"type":"string","minLength":1},"port":{"type":"integer","minimum":1,"maximum":65535},
            "encryption":{"enum":["starttls","tls","none"]},"ca_file":{"type":"string","minLength":1},
            "user":{"type":"string","minLength":1},"password":{"type":"string","writeOnly":true},
            "token":{"type":"string","writeOnly":true},"name":{"type":"string","minLength":1},
            "from":{"type":"string","minLength":3},"reply_to":{"type":"string","minLength":3},
            "bounces":{"type":"string","minLength":3},
            "message_ids":{"type":"object","additionalProperties":false,"required":["domain"],"properties":{
            "domain":{"type":"string","minLength":3},"secret":{"type":"string","writeOnly":true}}},
            "unsubscribe":{"type":"object","additionalProperties":false,"properties":{
            "web":{"type":"string"},"mail":{"type":"string"}}},
            "body":{"enum":["markdown","text","html"]},"people":{"type":"object"},
            "sent":{"type":"string","minLength":1},"files":{"type":"string","minLength":1},
            "patience":{"type":"string"},"connections":{"type":"integer","minimum":1,"maximum":64}}}
            """
        )) ?? .object([])
    )

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
        encryption = reader.choice("encryption") ?? .startTLS
        port = reader.integer("port") ?? (encryption == .implicit ? 465 : encryption == .startTLS ? 587 : 25)
        authorityFile = reader.path("ca_file")
        credentials = reader.credentials(server: server, encryption: encryption)
        from = reader.address("from") ?? MailSettingsReader.nobody
        replyTo = reader.address("reply_to")
        bounces = reader.address("bounces")
        name = reader.text("name") ?? "localhost"
        if !name.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) { reader.found("name", "is a host's name") }
        identity = reader.identity()
        let unsubscribe = json["unsubscribe"]
        unsubscribeWeb = unsubscribe?["web"]?.stringValue
        if let web = unsubscribeWeb {
            let sample = web.replacing("{token}", with: "t1")
            if sample == web { reader.found("unsubscribe.web", "has no '{token}', which says who unsubscribes") }
            if (try? UnsubscribeLinks(web: sample, mail: nil, token: "t1")) == nil {
                reader.found("unsubscribe.web", "is an https address")
            }
        }
        unsubscribeMail = reader.address("unsubscribe", "mail")
        body = reader.choice("body") ?? .markdown
        people = [:]
        for (name, value) in json["people"]?.members ?? [] {
            let texts = value.elements?.compactMap(\.stringValue) ?? value.stringValue.map { [$0] } ?? []
            let addresses = texts.compactMap { try? MailAddress($0) }
            people[name] = addresses
            if addresses.isEmpty || addresses.count != max(texts.count, value.elements?.count ?? 1) {
                reader.found("people.\(name)", "is an address, or a list of them")
            }
        }
        sentFile = reader.path("sent")
        filesFolder = reader.path("files")
        patience = reader.duration("patience") ?? .seconds(30)
        connections = reader.integer("connections") ?? 4
        if !reader.findings.isEmpty { throw MailConfigurationError(findings: reader.findings) }
    }

    /// What a session of SMTP needs.
    var session: SMTPSession.Settings {
        SMTPSession.Settings(name: name, encryption: encryption, credentials: credentials, patience: patience)
    }
}
