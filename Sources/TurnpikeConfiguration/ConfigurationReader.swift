import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// Reads the tree of a configuration; what is missing, wrong or unknown becomes a finding, and reading goes on.
struct ConfigurationReader {
    var nodes = NodeReader()
    var configuration: HostConfiguration
    /// The channels that are named, and the people of whom something is said, with their places.
    var channelPlaces: [(String, SourceRange)] = []
    var noticePlaces: [(String, SourceRange)] = []
    var routePlugins: [(String, SourceRange)] = []

    init(folder: String) { configuration = HostConfiguration(folder: folder) }

    mutating func read(_ root: YAMLNode) {
        settings(
            root,
            of: "the configuration",
            keys: [
                "store", "tenant", "processes", "outbox_file", "people", "delivery", "rates", "plugins",
                "notifications", "receive",
            ]
        ) { reader, name, value in
            switch name {
            case "store": reader.configuration.store = reader.path(value)
            case "tenant": reader.configuration.tenant = reader.text(value)
            case "processes":
                reader.configuration.processes = reader.texts(value, of: "process files").map {
                    reader.configuration.path($0)
                }
            case "outbox_file": reader.configuration.outboxFile = reader.path(value)
            case "people": reader.people(value)
            case "delivery": reader.delivery(value)
            case "rates": reader.rates(value)
            case "notifications": reader.notifications(value)
            case "receive": reader.receiving(value)
            default: reader.plugins(value)
            }
        }
        checkNotifications()
        checkRoutes()
    }

    private mutating func rates(_ node: YAMLNode) {
        var base: Currency?
        var file: String?
        settings(node, of: "'rates'", keys: ["base", "file"]) { reader, name, value in
            if name == "file" {
                file = reader.path(value)
            } else if let code = reader.text(value) {
                base = Currency(code)
                guard base?.isKnown != true else { return }
                base = nil
                reader.report(.configurationBadValue, "'\(code)' is no currency of ISO 4217", at: value.range)
            }
        }
        guard node.kind == .mapping else { return }
        for key in ["base", "file"] where !node.entries.contains(where: { $0.key.text == key }) {
            report(
                .configurationMissing,
                "'rates' has no '\(key)'",
                at: node.range,
                help: "write `rates: {base: EUR, file: rates.csv}`"
            )
        }
        if let base, let file { configuration.rates = HostConfiguration.Rates(base: base, file: file) }
    }

    private mutating func delivery(_ node: YAMLNode) {
        settings(
            node,
            of: "'delivery'",
            keys: ["lease", "attempts", "first_pause", "longest_pause", "concurrency"]
        ) { reader, name, value in
            switch name {
            case "lease": reader.configuration.delivery.lease = reader.duration(value)
            case "attempts": reader.configuration.delivery.attempts = reader.integer(value, 1...1_000)
            case "first_pause": reader.configuration.delivery.firstPause = reader.duration(value)
            case "longest_pause": reader.configuration.delivery.longestPause = reader.duration(value)
            default: reader.configuration.delivery.concurrency = reader.integer(value, 1...1_024)
            }
        }
    }

    // MARK: Plug-ins

    private mutating func plugins(_ node: YAMLNode) {
        guard nodes.accepts(node) else { return }
        guard node.kind == .mapping else {
            return report(
                .configurationWrongKind,
                "plug-ins are written as `name: {command: …}`",
                at: node.range
            )
        }
        for (key, value) in node.entries {
            guard let name = self.name(key), let plugin = plugin(name, at: key.range, value) else { continue }
            for other in configuration.plugins {
                for shared in other.names where plugin.names.contains(shared) {
                    nodes.report(
                        Diagnostic(
                            .configurationDuplicate,
                            "'\(other.name)' delivers for '\(shared)' already",
                            at: plugin.range,
                            notes: [Diagnostic.Note("here", at: other.range)]
                        )
                    )
                }
            }
            configuration.plugins.append(plugin)
        }
    }

    private mutating func plugin(_ name: String, at range: SourceRange, _ node: YAMLNode) -> PluginSettings? {
        var plugin = PluginSettings(name: name, command: [], range: range)
        // The short form is the program alone.
        if node.kind == .scalar, !node.isNothing {
            guard let program = text(node) else { return nil }
            plugin.command = [configuration.program(program)]
            return plugin
        }
        var hasCommand = false
        settings(
            node,
            of: "a plug-in",
            keys: [
                "command", "uses", "for", "folder", "environment", "settings", "limits", "concurrency", "rate",
                "after_dead_letter", "roles",
            ]
        ) { reader, name, value in
            switch name {
            case "command":
                hasCommand = true
                plugin.command = reader.texts(value, of: "the program and its arguments")
                if let first = plugin.command.first { plugin.command[0] = reader.configuration.program(first) }
            case "uses": plugin.uses = reader.name(value)
            case "for": plugin.names = reader.texts(value, of: "names")
            case "folder": plugin.folder = reader.path(value)
            case "environment": plugin.environment = reader.variables(value)
            case "settings":
                let json = reader.json(value)
                if json.members == nil {
                    reader.report(.configurationWrongKind, "settings are written as `name: value`", at: value.range)
                }
                plugin.settings = json
            case "limits": reader.limits(value, &plugin)
            case "concurrency": plugin.concurrency = reader.integer(value, 1...1_024)
            case "rate": plugin.rate = reader.rate(value)
            case "after_dead_letter": plugin.afterDeadLetter = reader.choice(value)
            default: plugin.roles = reader.texts(value, of: "roles")
            }
        }
        guard node.kind == .mapping else { return nil }
        if plugin.uses != nil {
            if hasCommand {
                report(
                    .configurationBadValue,
                    "the plug-in '\(name)' is either built in ('uses') or a program ('command')",
                    at: range
                )
            }
            return plugin
        }
        if !hasCommand || plugin.command.isEmpty {
            if !hasCommand {
                report(
                    .configurationMissing,
                    "the plug-in '\(name)' has no 'command'",
                    at: range,
                    help: "it is the program that is started: `command: [python3, ledger.py]`; or say `uses: webhook`"
                )
            }
            return nil
        }
        return plugin
    }

    private mutating func limits(_ node: YAMLNode, _ plugin: inout PluginSettings) {
        var limits = plugin
        settings(node, of: "'limits'", keys: ["start", "call", "health", "stop", "memory"]) { reader, name, value in
            switch name {
            case "start": limits.start = reader.duration(value)
            case "call": limits.call = reader.duration(value)
            case "health": limits.health = reader.duration(value)
            case "stop": limits.stop = reader.duration(value)
            default: limits.memory = reader.size(value)
            }
        }
        plugin = limits
    }
}

extension HostConfiguration {
    /// A program that is named by a path starts from the configuration's folder; a bare name is looked up in `PATH`.
    fileprivate func program(_ text: String) -> String { text.contains("/") ? path(text) : text }
}
