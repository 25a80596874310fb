#if CLI

    import Turnpike
    import TurnpikeConfiguration

    /// Which store a command works on, and what the configuration beside it says: a flag goes before the environment, the
    /// environment before the file, the file before the default.
    struct StorePlace: Sendable {
        /// The store's file.
        let path: String
        /// Whose deals.
        let tenant: String
        /// What `turnpike.yaml` says; empty where there is none.
        let configuration: HostConfiguration

        init(_ options: StoreOptions) throws {
            try self.init(store: options.store, tenant: options.tenant, config: options.config)
        }

        init(store: String?, tenant: String?, config: String?) throws {
            let environment = System.environment("TURNPIKE_STORE")
            let named = store ?? environment
            if let file = config ?? System.environment("TURNPIKE_CONFIG") {
                configuration = try ConfigurationFile.load(file)
            } else if let file = HostConfiguration.places(beside: named).first(where: { System.kind(of: $0) == .file })
            {
                configuration = try ConfigurationFile.load(file)
            } else {
                configuration = HostConfiguration()
            }
            path = HostConfiguration.choose(store, environment, configuration.store, default: "deals.db")
            self.tenant = HostConfiguration.choose(
                tenant,
                System.environment("TURNPIKE_TENANT"),
                configuration.tenant,
                default: ""
            )
        }
    }

#endif
