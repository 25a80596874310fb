#if CLI

    import IMAPReplies
    import SMTPEmail
    import Synchronization
    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeMail
    import TurnpikeMailConnection
    import TurnpikePlugins
    import TurnpikeValues

    /// The plug-ins of mail that are part of this program: `uses: smtp_email` delivers, `uses: imap_replies` listens while
    /// `turnpike run` works.
    enum MailPlugins: Sendable {
        /// The names that `uses:` knows.
        static let names = ["imap_replies", "smtp_email"]

        private static let senders = Mutex<[MailSender]>([])

        /// Who delivers for `uses: smtp_email`.
        static func sender(_ settings: PluginSettings, _ configuration: HostConfiguration) -> any Deliverer {
            let sender = MailSender(settings, configuration)
            senders.withLock { $0.append(sender) }
            return sender
        }

        /// Says goodbye to the mail servers that were spoken to.
        static func end() async { for sender in senders.withLock({ $0 }) { await sender.end() } }

        /// Those who listen for `uses: imap_replies`.
        ///
        /// - Throws: `Failure` where the settings of one are wrong.
        static func listeners(
            _ configuration: HostConfiguration,
            _ door: FrontDoor,
            _ log: @escaping @Sendable (_ plugin: String, PluginLogLine) -> Void
        ) throws -> [IMAPReplies] {
            try configuration.plugins.filter { $0.uses == "imap_replies" }.map { settings in
                do {
                    let mail = try IMAPRepliesConfiguration(settings.settings, folder: configuration.folder)
                    var source = settings
                    if settings.settings["source"] != nil { source.name = mail.source }
                    let connector = try connector(
                        mail.server,
                        mail.port,
                        mail.encryption,
                        mail.authorityFile,
                        mail.patience
                    )
                    return IMAPReplies(mail, connector: connector, log: { log(settings.name, $0) }) { [source] signal in
                        try await door.take(signal, from: source)
                        log(settings.name, PluginLogLine(.info, "'\(signal.signal)' for deal \(signal.deal)"))
                    }
                } catch let failure as Failure {
                    throw failure
                } catch {
                    throw Failure(
                        .fileHasErrors,
                        "bad_plugin",
                        "the settings of the plug-in '\(settings.name)' are wrong",
                        problems: problems(error)
                    )
                }
            }
        }

        static func problems(_ error: any Error) -> [String] {
            (error as? MailConfigurationError)?.findings.map(\.description) ?? ["\(error)"]
        }

        static func connector(
            _ server: String,
            _ port: Int,
            _ encryption: MailEncryption,
            _ authorityFile: String?,
            _ patience: Duration
        ) throws -> any MailConnector {
            #if Mail
                try MailConnection(
                    host: server,
                    port: port,
                    encryption: encryption,
                    authorityFile: authorityFile,
                    patience: patience
                )
            #else
                throw Failure(.failed, "no_mail", "this program was built without the Mail trait, which mail needs")
            #endif
        }
    }

    /// Sends mails; it is made at the first of them, so that a command that sends none reads no secret and no certificate.
    private final class MailSender: Deliverer {
        let plugins: [String]?

        private let settings: PluginSettings
        private let folder: String
        private let people: People?
        private let made = Mutex<SMTPEmail?>(nil)

        init(_ settings: PluginSettings, _ configuration: HostConfiguration) {
            self.settings = settings
            plugins = settings.names
            folder = configuration.folder
            people = configuration.directory
        }

        func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
            let sender: SMTPEmail
            do { sender = try email() } catch {
                // It stands where people look: beside the row in the outbox. Who repairs it finds the mail still waiting.
                if let failure = error as? Failure {
                    throw DeliveryError.temporary("\(settings.name): \(failure.message)")
                }
                let words = MailPlugins.problems(error).joined(separator: "; ")
                throw DeliveryError.temporary("\(settings.name): its settings are wrong: \(words)")
            }
            return try await sender.deliver(request)
        }

        func end() async {
            let known = made.withLock { $0 }
            await known?.end()
        }

        private func email() throws -> SMTPEmail {
            try made.withLock { made in
                if let made { return made }
                var mail = try SMTPEmailConfiguration(settings.settings, folder: folder)
                mail.add(people)
                let connector = try MailPlugins.connector(
                    mail.server,
                    mail.port,
                    mail.encryption,
                    mail.authorityFile,
                    mail.patience
                )
                let email = SMTPEmail(mail, connector: connector, plugins: settings.names)
                made = email
                return email
            }
        }
    }

    extension SMTPEmailConfiguration {
        /// Adds the addresses of everybody who is there, and of those who hold a role, by the names that process files use;
        /// what the settings name themselves stays.
        fileprivate mutating func add(_ directory: People?) {
            var known: [String: [MailAddress]] = [:]
            for person in directory?.all ?? [] where !person.hasLeft {
                guard let email = person.email, let bare = try? MailAddress(email) else { continue }
                let named = try? MailAddress(local: bare.local, domain: bare.domain, name: person.name ?? bare.name)
                let address = named ?? bare
                known[person.id] = [address]
                for role in person.roles { known[role, default: []].append(address) }
            }
            people.merge(known) { told, _ in told }
        }
    }

#endif
