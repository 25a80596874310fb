#if CLI

    import HubSpotCRM
    import PipedriveCRM
    import TurnpikeConfiguration
    import TurnpikeCRM
    import TurnpikeValues
    import TurnpikeWeb

    extension BuiltInRoutes {
        /// A route for what a CRM sends when people change something there. The CRM is one of the plug-ins: what the message
        /// says is not believed, the deals that it names are read.
        static func crm(
            _ route: ReceiveSettings.Route,
            _ reader: inout SettingsReader,
            _ secrets: [Secret],
            _ limit: Int,
            _ configuration: HostConfiguration,
            _ door: FrontDoor,
            _ carrier: (PluginSettings) -> any HTTPCarrier
        ) throws(Problem) -> any InboundRoute {
            let isHubSpot = route.uses == "hubspot"
            let address = isHubSpot ? reader.text("address") : nil
            let user = isHubSpot ? nil : reader.text("user")
            if isHubSpot {
                if address == nil { reader.found("address is missing: scheme and host by which HubSpot calls") }
                if let address,
                    !address.hasPrefix("https://") && !address.hasPrefix("http://") || address.hasSuffix("/")
                {
                    reader.found("address is scheme and host, such as https://hooks.example.com")
                }
            } else if user == nil {
                reader.found("user is missing: the name that the webhook in Pipedrive was given")
            }
            if !route.roles.isEmpty { reader.found("roles: the CRM acts in the roles of its plug-in; name them there") }
            let connector = connector(route, &reader, configuration, door, carrier)
            let findings = reader.finish()
            guard findings.isEmpty, let connector else { throw Problem(message: findings.joined(separator: "; ")) }
            if let address {
                return HubSpotCRM.webhook(
                    route.path,
                    secrets: secrets,
                    address: address,
                    bodyLimit: limit,
                    connector: connector
                )
            }
            return PipedriveCRM.webhook(
                route.path,
                user: user ?? "",
                passwords: secrets,
                bodyLimit: limit,
                connector: connector
            )
        }

        /// The connection that the route's plug-in has.
        private static func connector(
            _ route: ReceiveSettings.Route,
            _ reader: inout SettingsReader,
            _ configuration: HostConfiguration,
            _ door: FrontDoor,
            _ carrier: (PluginSettings) -> any HTTPCarrier
        ) -> CRMConnector? {
            guard let name = route.plugin else {
                reader.found("plugin is missing: it names the CRM among the plug-ins")
                return nil
            }
            guard let plugin = configuration.plugins.first(where: { $0.name == name && $0.uses == route.uses }) else {
                reader.found("plugin: '\(name)' does not use \(route.uses)")
                return nil
            }
            do {
                return try door.connector(name) {
                    try BuiltInPlugins.connector(route.uses, plugin, configuration, door, carrier(plugin))
                }
            } catch {
                reader.found("plugin: \(error)")
                return nil
            }
        }
    }

#endif
