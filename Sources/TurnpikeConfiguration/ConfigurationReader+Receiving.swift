import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// Reads `receive:`.
extension ConfigurationReader {
    static let routeKinds = ["hubspot", "pipedrive", "slack", "webhook"]

    mutating func receiving(_ node: YAMLNode) {
        var receive = ReceiveSettings()
        settings(node, of: "'receive'", keys: ["host", "port", "concurrency", "timeout", "routes"]) {
            reader,
            name,
            value in
            switch name {
            case "host": receive.host = reader.text(value) ?? receive.host
            case "port": receive.port = reader.integer(value, 0...65_535) ?? receive.port
            case "concurrency": receive.concurrency = reader.integer(value, 1...10_000)
            case "timeout": receive.timeout = reader.duration(value)
            default: receive.routes = reader.routes(value)
            }
        }
        guard node.kind == .mapping else { return }
        if receive.routes.isEmpty, !nodes.diagnostics.hasErrors {
            report(
                .configurationMissing,
                "'receive' has no 'routes'",
                at: node.range,
                help: "write `routes: {/hooks/billing: {uses: webhook, settings: {…}}}`"
            )
        }
        configuration.receive = receive
    }

    private mutating func routes(_ node: YAMLNode) -> [ReceiveSettings.Route] {
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .mapping else {
            report(.configurationWrongKind, "routes are written as `/path: {uses: webhook}`", at: node.range)
            return []
        }
        return node.entries.compactMap { key, value in
            guard let path = nodes.text(key) else { return nil }
            let isPath =
                path.text.hasPrefix("/")
                && path.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3F && $0 != 0x23 }
            guard isPath else {
                report(
                    .configurationBadValue,
                    "'\(path.text)' is no path",
                    at: key.range,
                    help: "write one like `/hooks/billing`, without a query"
                )
                return nil
            }
            return route(path.text, at: key.range, value)
        }
    }

    private mutating func route(_ path: String, at range: SourceRange, _ node: YAMLNode) -> ReceiveSettings.Route? {
        var route = ReceiveSettings.Route(path: path, uses: "", range: range)
        settings(node, of: "a route", keys: ["uses", "plugin", "settings", "roles"]) { reader, name, value in
            switch name {
            case "uses":
                guard let kind = reader.name(value) else { return }
                route.uses = kind
                guard !Self.routeKinds.contains(kind) else { return }
                let near = NearestName.find(kind, among: Self.routeKinds)
                reader.nodes.report(
                    Diagnostic(
                        .configurationBadValue,
                        "'\(kind)' is not one of \(Self.routeKinds.joined(separator: ", "))",
                        at: value.range,
                        repair: near.map { .didYouMean($0, replacing: value.range) }
                    )
                )
            case "plugin":
                guard let plugin = reader.name(value) else { return }
                route.plugin = plugin
                reader.routePlugins.append((plugin, value.range))
            case "settings":
                route.settings = reader.json(value)
                if route.settings.members == nil {
                    reader.report(.configurationWrongKind, "settings are written as `name: value`", at: value.range)
                }
            default: route.roles = reader.texts(value, of: "roles")
            }
        }
        guard node.kind == .mapping else { return nil }
        if route.uses.isEmpty, !node.entries.contains(where: { $0.key.text == "uses" }) {
            report(
                .configurationMissing,
                "the route '\(path)' has no 'uses'",
                at: range,
                help: "it says what takes the messages: \(Self.routeKinds.joined(separator: ", "))"
            )
        }
        return route
    }

    /// That the plug-ins which routes name are there.
    mutating func checkRoutes() {
        let plugins = configuration.plugins.map(\.name)
        for (plugin, range) in routePlugins where !plugins.contains(plugin) {
            let near = NearestName.find(plugin, among: plugins)
            nodes.report(
                Diagnostic(
                    .configurationBadValue,
                    "'\(plugin)' is none of the plug-ins",
                    at: range,
                    repair: near.map { .didYouMean($0, replacing: range) }
                )
            )
        }
    }
}
