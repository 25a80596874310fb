package import TurnpikeMail
package import TurnpikePlugins
package import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Everything that is wrong with a configuration.
public struct MailConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Something that is wrong.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// Where, such as `unsubscribe.web`; empty for the whole.
        public let path: String
        /// What is wrong and what would fit.
        public let message: String

        /// The place and what is wrong there.
        public var description: String { path.isEmpty ? message : "\(path): \(message)" }
    }

    /// What is wrong, each with its place.
    public let findings: [Finding]

    package init(findings: [Finding]) { self.findings = findings }

    /// The findings, one after the other.
    public var description: String { findings.map(\.description).joined(separator: "; ") }
}

/// Reads the settings that both mail plug-ins share.
package struct MailSettingsReader {
    /// What is wrong so far.
    package private(set) var findings: [MailConfigurationError.Finding]
    private let json: JSON
    private let readsSecrets: Bool
    private let folder: String

    /// Stands where an address is missing, until the findings are thrown.
    package static var nobody: MailAddress {
        try! MailAddress(local: "nobody", domain: "localhost")  // safe: a constant that is an address
    }

    /// A reader.
    package init(_ json: JSON, _ schema: ConfigurationSchema, readsSecrets: Bool, folder: String) {
        self.json = json
        self.readsSecrets = readsSecrets
        self.folder = folder
        findings =
            json.members == nil
            ? [.init(path: "", message: "settings are needed")]
            : schema.findings(in: json).map { .init(path: $0.path, message: $0.message) }
    }

    /// Adds a finding.
    package mutating func found(_ path: String, _ message: String) {
        if !findings.contains(where: { $0.path == path }) { findings.append(.init(path: path, message: message)) }
    }

    /// A text.
    package func text(_ key: String) -> String? { json[key]?.stringValue }

    /// A path; one that is not absolute starts from the folder of the settings.
    package func path(_ key: String) -> String? { text(key).map(path(from:)) }

    private func path(from text: String) -> String { text.hasPrefix("/") ? text : folder + text }

    /// A number.
    package func integer(_ key: String) -> Int? { json[key]?.int64.map { Int($0) } }

    /// One of the words of a type; the schema reports any other.
    package func choice<Word: RawRepresentable>(_ key: String) -> Word? where Word.RawValue == String {
        text(key).flatMap { Word(rawValue: $0) }
    }

    /// A span of time, such as `30 seconds`.
    package mutating func duration(_ key: String) -> Duration? {
        guard let text = text(key) else { return nil }
        if let duration = Duration(turnpikeText: text), duration > .zero { return duration }
        found(key, "is a span of time, such as `30 seconds`")
        return nil
    }

    /// An address, at a key or at one inside it.
    package mutating func address(_ key: String, _ inner: String? = nil) -> MailAddress? {
        let place = inner.map { "\(key).\($0)" } ?? key
        guard let text = (inner.map { json[key]?[$0] } ?? json[key])?.stringValue else { return nil }
        if let address = try? MailAddress(text) { return address }
        found(place, "is an address, such as 'A rep <rep@example.org>'")
        return nil
    }

    /// `message_ids`.
    package mutating func identity() -> MailIdentity {
        let domain = json["message_ids"]?["domain"]?.stringValue ?? ""
        let secret = self.secret("message_ids.secret", json["message_ids"]?["secret"]?.stringValue) ?? ""
        if let identity = try? MailIdentity(domain: domain, secret: secret) { return identity }
        found("message_ids.domain", "is a name of the web that is yours, such as mail.example.org")
        return (try? MailIdentity(domain: "localhost")) ?? Self.localIdentity
    }

    private static var localIdentity: MailIdentity {
        try! MailIdentity(domain: "localhost")  // safe: a constant that is a domain
    }

    /// `user` with `password` or `token`.
    package mutating func credentials(server: String, encryption: MailEncryption) -> MailCredentials {
        let user = text("user")
        let password = secret("password", text("password"))
        let token = secret("token", text("token"))
        if password != nil, token != nil { found("token", "stands beside a password; only one of them is used") }
        if user == nil, password != nil || token != nil { found("user", "is missing beside the password") }
        if user != nil, password == nil, token == nil, json["password"] == nil, json["token"] == nil {
            found("password", "is missing beside the user")
        }
        // A password in the clear may go nowhere but to this machine.
        let isHere = ["localhost", "127.0.0.1", "::1"].contains(server)
        if user != nil, encryption == .none, !isHere {
            found("encryption", "is 'none', and a password goes over the network only encrypted")
        }
        guard let user else { return .none }
        if readsSecrets, let place = text("token"), place.hasPrefix("file:"), token != nil {
            return .tokenFile(user: user, path: path(from: String(place.dropFirst(5))))
        }
        if let token { return .token(user: user, token: token) }
        return password.map { .password(user: user, password: $0) } ?? .none
    }

    /// A secret that may be named instead of said: `env:NAME`, `file:PATH`.
    private mutating func secret(_ path: String, _ text: String?) -> String? {
        guard let text, readsSecrets else { return text }
        if text.hasPrefix("env:") {
            let name = String(text.dropFirst(4))
            guard let value = getenv(name) else {
                found(path, "names the variable '\(name)', which the environment does not have")
                return nil
            }
            return String(cString: value)
        }
        guard text.hasPrefix("file:") else { return text }
        let name = self.path(from: String(text.dropFirst(5)))
        do throws(FileError) {
            var bytes = try FileBytes.read(name, limit: 65_536)
            // The line feed at the end is the editor's, not the secret's.
            while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            found(path, "names a file that cannot be read: \(error)")
            return nil
        }
    }
}
