#if CLI

    import Synchronization
    import Turnpike
    import TurnpikeConfiguration
    import TurnpikePlugins
    import TurnpikeSubprocess

    /// The plug-ins of the configuration, as far as this command has started them; they are stopped before it ends.
    enum Plugins: Sendable {
        /// A plug-in, and what the configuration calls it.
        struct Named: Sendable {
            let name: String
            let deliverer: any Deliverer

            init(_ name: String, _ deliverer: any Deliverer) {
                self.name = name
                self.deliverer = deliverer
            }
        }

        #if Subprocess
            private static let started = Mutex<[PluginOnDemand]>([])

            /// Who delivers what process files name; each program starts at its first delivery.
            static func deliverers(_ configuration: HostConfiguration, _ door: FrontDoor) -> [Named] {
                let programs = configuration.plugins.filter { $0.uses == nil }
                let plugins = programs.map { settings in
                    PluginOnDemand(
                        settings.name,
                        names: settings.names,
                        command: command(settings, configuration),
                        log: { line in
                            guard line.level == .warning || line.level == .error else { return }
                            Console.writeError("\(settings.name): \(SafeText.line(line.message))\n")
                        },
                        signal: { try await door.take($0, from: settings) }
                    )
                }
                started.withLock { $0 += plugins }
                return zip(programs, plugins).map { Named($0.name, $1) }
                    + BuiltInPlugins.deliverers(configuration, door)
            }

            /// Starts them all and keeps them running, for a worker that stays.
            static func keepAlive() { for plugin in started.withLock({ $0 }) { plugin.keepAlive() } }

            /// Stops them all, side by side: each may take its time. Told again it does nothing more.
            static func stop() async {
                await withTaskGroup { group in
                    for plugin in started.withLock({ $0 }) { group.addTask { await plugin.stop() } }
                    group.addTask { await MailPlugins.end() }
                }
            }

            /// Ends them all at once, also those that are being stopped.
            static func abandon() async {
                await withTaskGroup { group in
                    for plugin in started.withLock({ $0 }) { group.addTask { await plugin.abandon() } }
                }
            }

            /// How those stand that somebody has needed.
            static func standings() async -> [PluginOnDemand.Standing] {
                var result: [PluginOnDemand.Standing] = []
                for plugin in started.withLock({ $0 }) {
                    if let standing = await plugin.standing() { result.append(standing) }
                }
                return result
            }

            private static func command(_ settings: PluginSettings, _ configuration: HostConfiguration) -> PluginCommand
            {
                var limits = PluginLimits()
                limits.start = settings.start ?? limits.start
                limits.call = settings.call ?? limits.call
                limits.health = settings.health ?? limits.health
                limits.stop = settings.stop ?? limits.stop
                limits.memory = settings.memory
                return PluginCommand(
                    settings.command.first ?? "",
                    arguments: Array(settings.command.dropFirst()),
                    environment: settings.environment,
                    folder: settings.folder ?? (configuration.folder.isEmpty ? nil : configuration.folder),
                    configuration: settings.settings,
                    limits: limits
                )
            }
        #else
            static func deliverers(_ configuration: HostConfiguration, _ door: FrontDoor) -> [Named] {
                BuiltInPlugins.deliverers(configuration, door)
            }
            static func keepAlive() {}
            static func stop() async { await MailPlugins.end() }
            static func abandon() async {}
        #endif
    }

#endif
