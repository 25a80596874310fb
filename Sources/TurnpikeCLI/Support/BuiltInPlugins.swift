#if CLI

    import Matrix
    import Slack
    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeRuntime
    import TurnpikeValues
    import TurnpikeWeb
    import Webhook

    #if HTTP
        import TurnpikeHTTP
    #endif

    /// The plug-ins that are part of this program (`uses:`).
    enum BuiltInPlugins: Sendable {
        /// The names that `uses:` knows.
        static let names = (["matrix", "slack", "webhook"] + MailPlugins.names).sorted()

        /// Who delivers what the configuration gives to a plug-in that is built in. One whose settings are wrong refuses each
        /// delivery with what is wrong, so that it stands where people look: beside the row in the outbox.
        static func deliverers(_ configuration: HostConfiguration, _ door: FrontDoor) -> [any Deliverer] {
            configuration.plugins.compactMap { settings in
                guard let kind = settings.uses else { return nil }
                if kind == "smtp_email" { return MailPlugins.sender(settings, configuration) }
                // It delivers nothing: it listens, while a worker works.
                if kind == "imap_replies" { return nil }
                guard names.contains(kind) else {
                    let known = names.joined(separator: ", ")
                    return Refusing(settings, "there is no built-in plug-in '\(kind)'; there are \(known)")
                }
                #if HTTP
                    let carrier = AsyncCarrier(policy: AddressPolicy(settings: settings.settings))
                    do {
                        return try make(kind, settings, configuration, door, carrier)
                    } catch {
                        return Refusing(settings, "its settings are wrong: \(error)")
                    }
                #else
                    return Refusing(settings, "this program was built without the HTTP trait, which '\(kind)' needs")
                #endif
            }
        }

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
            case "slack":
                let slack = try SlackConfiguration(settings.settings, folder: configuration.folder)
                if let webhook = slack.webhook { return SlackIncomingWebhook(webhook, names: names, carrier: carrier) }
                let client = SlackClient(token: slack.token ?? Secret(""), base: slack.base, carrier: carrier)
                return SlackNotifier(client, settings: slack.settings, names: names, people: people) { _, request in
                    guard let pipeline = door.opened else { return nil }
                    return try await SlackCard.standing(request.deal, in: pipeline)
                }
            case "matrix":
                let matrix = try MatrixConfiguration(settings.settings, folder: configuration.folder)
                let client = MatrixClient(matrix.server, token: matrix.token, carrier: carrier)
                return MatrixNotifier(client, settings: matrix.settings, names: names, people: people)
            default:
                let webhook = try WebhookDelivery.Settings(settings.settings, folder: configuration.folder)
                return WebhookDelivery(webhook, names: names, carrier: carrier)
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
