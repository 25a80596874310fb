#if CLI

    import Slack
    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeReceiver
    import TurnpikeRuntime
    import TurnpikeValues
    import TurnpikeWeb
    import Webhook

    /// What takes messages while `turnpike run` works (`receive:`).
    enum BuiltInRoutes: Sendable {
        /// All routes, behind their bounds.
        ///
        /// - Parameters:
        ///   - receive: What the configuration says of them.
        ///   - configuration: Plug-ins and people.
        ///   - pipeline: Where messages go.
        ///   - door: Holds the connections to CRMs.
        ///   - carrier: What makes the calls of a plug-in.
        /// - Throws: `Failure` with everything that is wrong.
        static func desk(
            _ receive: ReceiveSettings,
            _ configuration: HostConfiguration,
            _ pipeline: Pipeline,
            _ door: FrontDoor,
            carrier: (PluginSettings) -> any HTTPCarrier
        ) throws -> ReceiverDesk {
            var routes: [any InboundRoute] = []
            var problems: [String] = []
            for route in receive.routes {
                do {
                    routes.append(try make(route, configuration, pipeline, door, carrier))
                } catch {
                    problems.append("\(route.path): \(error.message)")
                }
            }
            guard problems.isEmpty else {
                var failure = Failure(.failed, "bad_routes", "what is to be received cannot be set up")
                failure.problems = problems
                throw failure
            }
            var bounds = ReceiverDesk.Bounds()
            bounds.concurrency = receive.concurrency ?? bounds.concurrency
            bounds.arrival = receive.timeout ?? bounds.arrival
            bounds.handling = receive.timeout ?? bounds.handling
            return ReceiverDesk(routes, bounds: bounds)
        }

        /// What is wrong with a route; never a secret.
        struct Problem: Error {
            let message: String
        }

        private static func make(
            _ route: ReceiveSettings.Route,
            _ configuration: HostConfiguration,
            _ pipeline: Pipeline,
            _ door: FrontDoor,
            _ carrier: (PluginSettings) -> any HTTPCarrier
        ) throws(Problem) -> any InboundRoute {
            var reader = SettingsReader(route.settings, folder: configuration.folder)
            let secrets = (reader.texts("secrets") ?? []).compactMap { reader.secret($0, of: "secrets") }
            let limit = reader.integer("body_limit", 1_024...16 << 20) ?? 256 * 1_024
            if route.settings["secrets"] == nil { reader.found("secrets is missing") }
            if route.uses == "slack" {
                return try slack(route, &reader, secrets, limit, configuration, pipeline, carrier)
            }
            if BuiltInPlugins.crms.contains(route.uses) {
                return try crm(route, &reader, secrets, limit, configuration, door, carrier)
            }
            let signals = reader.table("signals")
            let source = reader.text("source") ?? route.path.split(separator: "/").last.map(String.init) ?? "webhook"
            let minutes = reader.integer("window_minutes", 1...60) ?? 5
            if signals.isEmpty { reader.found("signals is missing: it says which type of event is which signal") }
            var keys: [WebhookSecret] = []
            for secret in secrets {
                do { keys.append(try WebhookSecret(secret.reveal())) } catch {
                    reader.found("secrets: \(error.message)")
                }
            }
            let findings = reader.finish()
            guard findings.isEmpty else { throw Problem(message: findings.joined(separator: "; ")) }
            return SignalDesk(source: source, roles: route.roles) { pipeline }.webhooks(
                at: route.path,
                WebhookVerifier(keys, window: ReplayWindow(.seconds(Int64(minutes) * 60))),
                signals: signals,
                bodyLimit: limit
            )
        }

        private static func slack(
            _ route: ReceiveSettings.Route,
            _ reader: inout SettingsReader,
            _ secrets: [Secret],
            _ limit: Int,
            _ configuration: HostConfiguration,
            _ pipeline: Pipeline,
            _ carrier: (PluginSettings) -> any HTTPCarrier
        ) throws(Problem) -> any InboundRoute {
            let team = reader.text("team")
            var client: SlackClient?
            if let plugin = configuration.plugins.first(where: { $0.name == route.plugin && $0.uses == "slack" }) {
                do {
                    let slack = try SlackConfiguration(plugin.settings, folder: configuration.folder)
                    if slack.token != nil { client = slack.client(carrier(plugin)) }
                } catch {
                    reader.found("plugin: \(error)")
                }
            } else if let name = route.plugin {
                reader.found("plugin: '\(name)' does not use slack")
            }
            if configuration.directory == nil {
                reader.found("without 'people' nobody who presses a button is known")
            }
            let findings = reader.finish()
            guard findings.isEmpty else { throw Problem(message: findings.joined(separator: "; ")) }
            let people = configuration.directory ?? People([])
            return SlackInteractions(
                route.path,
                secrets: secrets,
                team: team,
                client: client,
                bodyLimit: limit,
                people: { people },
                pipeline: { $0 == pipeline.tenant ? pipeline : nil }
            )
        }
    }

#endif
