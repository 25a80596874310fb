#if CLI

    import CalDAV
    import HubSpotCRM
    import Matrix
    import PipedriveCRM
    import Slack
    import TrytonCRM
    import Turnpike
    import TurnpikeCRM
    import TurnpikeConfiguration
    import TurnpikeRuntime
    import TurnpikeValues
    import TurnpikeWeb
    import Webhook

    #if HTTP
        import TurnpikeHTTP
    #endif

    /// A CRM of the configuration, and how often its changes are read.
    struct CRMConnection: Sendable {
        let name: String
        let connector: CRMConnector
        let every: Duration
    }

    /// The plug-ins that are part of this program (`uses:`).
    enum BuiltInPlugins: Sendable {
        /// The names that `uses:` knows.
        static let names =
            (["caldav", "hubspot", "matrix", "pipedrive", "slack", "tryton", "webhook"] + MailPlugins.names).sorted()

        /// Those among them that are CRMs.
        static let crms: Set<String> = ["hubspot", "pipedrive", "tryton"]

        /// Who delivers what the configuration gives to a plug-in that is built in. One whose settings are wrong refuses each
        /// delivery with what is wrong, so that it stands where people look: beside the row in the outbox.
        static func deliverers(_ configuration: HostConfiguration, _ door: FrontDoor) -> [Plugins.Named] {
            configuration.plugins.compactMap { settings in
                guard let kind = settings.uses else { return nil }
                // It delivers nothing: it listens, while a worker works.
                if kind == "imap_replies" { return nil }
                return Plugins.Named(settings.name, deliverer(kind, settings, configuration, door))
            }
        }

        private static func deliverer(
            _ kind: String,
            _ settings: PluginSettings,
            _ configuration: HostConfiguration,
            _ door: FrontDoor
        ) -> any Deliverer {
            if kind == "smtp_email" { return MailPlugins.sender(settings, configuration) }
            guard names.contains(kind) else {
                let known = names.joined(separator: ", ")
                return Refusing(settings, "there is no built-in plug-in '\(kind)'; there are \(known)")
            }
            #if HTTP
                do {
                    return try make(kind, settings, configuration, door, carrier(settings))
                } catch {
                    return Refusing(settings, "its settings are wrong: \(error)")
                }
            #else
                return Refusing(settings, "this program was built without the HTTP trait, which '\(kind)' needs")
            #endif
        }

        #if HTTP
            /// What makes the calls of a plug-in, as far as its settings allow.
            static func carrier(_ settings: PluginSettings) -> any HTTPCarrier {
                AsyncCarrier(policy: AddressPolicy(settings: settings.settings))
            }
        #endif

        /// A plug-in over a carrier.
        static func make(
            _ kind: String,
            _ settings: PluginSettings,
            _ configuration: HostConfiguration,
            _ door: FrontDoor,
            _ carrier: any HTTPCarrier
        ) throws -> any Deliverer {
            let names = settings.names
            var people: (@Sendable () async throws -> People)?
            if let known = configuration.directory { people = { known } }
            switch kind {
            case _ where crms.contains(kind):
                return try door.connector(settings.name) {
                    try connector(kind, settings, configuration, door, carrier)
                }
            case "caldav":
                let calendar = try CalDAVConfiguration(settings.settings, folder: configuration.folder)
                return CalDAVCalendar(
                    calendar.calendar,
                    login: calendar.login,
                    settings: calendar.settings,
                    names: names,
                    carrier: carrier
                )
            case "slack":
                let slack = try SlackConfiguration(settings.settings, folder: configuration.folder)
                if let webhook = slack.webhook { return SlackIncomingWebhook(webhook, names: names, carrier: carrier) }
                let client = slack.client(carrier)
                return SlackNotifier(client, settings: slack.settings, names: names, people: people) { _, request in
                    guard let pipeline = door.opened else { return nil }
                    return try await SlackCard.standing(request.deal, in: pipeline)
                }
            case "matrix":
                let matrix = try MatrixConfiguration(settings.settings, folder: configuration.folder)
                return MatrixNotifier(matrix.client(carrier), settings: matrix.settings, names: names, people: people)
            default:
                let webhook = try WebhookDelivery.Settings(settings.settings, folder: configuration.folder)
                return WebhookDelivery(webhook, names: names, carrier: carrier)
            }
        }

        /// The connection to a CRM.
        static func connector(
            _ kind: String,
            _ settings: PluginSettings,
            _ configuration: HostConfiguration,
            _ door: FrontDoor,
            _ carrier: any HTTPCarrier
        ) throws -> CRMConnector {
            let folder = configuration.folder
            if kind == "hubspot" {
                return try HubSpotConfiguration(settings.settings, folder: folder)
                    .connector(names: settings.names, roles: settings.roles, carrier: carrier) { door.opened }
            }
            if kind == "tryton" {
                return try TrytonConfiguration(settings.settings, folder: folder)
                    .connector(names: settings.names, roles: settings.roles, carrier: carrier) { door.opened }
            }
            return try PipedriveConfiguration(settings.settings, folder: folder)
                .connector(names: settings.names, roles: settings.roles, carrier: carrier) { door.opened }
        }

        /// The CRMs of the configuration.
        ///
        /// - Throws: `Failure` where one's settings are wrong.
        static func connectors(_ configuration: HostConfiguration, _ door: FrontDoor) throws -> [CRMConnection] {
            try configuration.plugins.compactMap { settings -> CRMConnection? in
                guard let kind = settings.uses, crms.contains(kind) else { return nil }
                #if HTTP
                    let carrier = AsyncCarrier(policy: AddressPolicy(settings: settings.settings))
                    do {
                        let connector = try door.connector(settings.name) {
                            try Self.connector(kind, settings, configuration, door, carrier)
                        }
                        let seconds = settings.settings["poll_seconds"]?.int64 ?? 60
                        return CRMConnection(
                            name: settings.name,
                            connector: connector,
                            every: .seconds(min(max(seconds, 1), 86_400))
                        )
                    } catch {
                        throw Failure.wrongUse("bad_plugin", "\(settings.name): its settings are wrong: \(error)")
                    }
                #else
                    throw Failure(
                        .failed,
                        "no_http",
                        "this program was built without the HTTP trait, which '\(kind)' needs"
                    )
                #endif
            }
        }

        /// A plug-in that cannot work, and says why.
        private struct Refusing: Deliverer {
            let plugins: [String]?
            private let words: String

            init(_ settings: PluginSettings, _ words: String) {
                plugins = settings.names
                self.words = "\(settings.name): \(words)"
            }

            func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
                throw DeliveryError.temporary(words)
            }
        }
    }

#endif
