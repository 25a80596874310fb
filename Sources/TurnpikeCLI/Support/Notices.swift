#if CLI

    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeNotifications
    import TurnpikeRuntime
    import TurnpikeValues
    import TurnpikeWeb

    /// People are told as `notifications:` says: what stands in front of the channels, and where it keeps what waits.
    enum Notices: Sendable {
        /// The file for what waits, in the folder of the store; tenants have one each, because each asks its own deals.
        static func defaultFile(beside store: String, tenant: String) -> String {
            let folder = store.lastIndex(of: "/").map { String(store[...$0]) } ?? ""
            return folder + (tenant.isEmpty ? "notices.json" : "notices-\(PercentText.escaped(tenant)).json")
        }

        /// Tells people in the way they want; nil where the configuration says nothing of it.
        static func distributor(
            _ configuration: HostConfiguration,
            _ channels: [Plugins.Named],
            _ door: FrontDoor,
            store: String,
            tenant: String,
            clock: any PipelineClock
        ) -> NotificationDistributor? {
            guard let settings = configuration.notifications else { return nil }
            let people = configuration.directory
            return NotificationDistributor(
                channels: Dictionary(channels.map { ($0.name, $0.deliverer) }, uniquingKeysWith: { first, _ in first }),
                names: settings.names,
                store: NotificationFile(settings.file ?? defaultFile(beside: store, tenant: tenant)),
                clock: clock,
                resolve: { to, request in
                    let today = Zone.utc.date(of: clock.now())
                    return NotificationReactions.persons(to, request, among: people, today: today)
                },
                preference: { settings.preference(of: $0) },
                hasReacted: { watch in
                    guard let pipeline = door.opened else { return false }
                    return try await NotificationReactions.isSettled(watch, in: pipeline)
                }
            )
        }
    }

#endif
