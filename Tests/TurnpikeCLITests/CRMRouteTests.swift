#if CLI

    import Testing
    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeReceiver
    import TurnpikeRuntime
    import TurnpikeValues
    import TurnpikeWeb
    import TurnpikeYAML

    @testable import TurnpikeCLI

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Darwin)
        import Darwin
    #endif

    /// What `receive:` makes of the callbacks of CRMs.
    @Suite struct CRMRouteTests {
        private struct Nowhere: HTTPCarrier {
            func carry(_ call: HTTPCall) async throws -> HTTPAnswer { HTTPAnswer(503) }
        }

        private static let office = """
            turnpike: 1
            process: office
            stages:
              offer: {moves: [sold]}
              sold: {outcome: won}
            """

        private static func configuration(_ text: String) throws -> HostConfiguration {
            let file = ConfigurationFile(text: text)
            return try #require(file.configuration, "\(file.diagnostics.map(\.message))")
        }

        @Test(
            "a route of a CRM whose settings are wrong says what is wrong, and never a secret",
            arguments: [
                (
                    "uses: hubspot, settings: {secrets: [\"env:HOOK_9\"], address: \"https://a.example\"}",
                    "plugin is missing"
                ),
                ("uses: hubspot, plugin: crm, settings: {secrets: [\"env:HOOK_9\"]}", "address is missing"),
                (
                    "uses: hubspot, plugin: crm, settings: {secrets: [\"env:HOOK_9\"], address: \"https://a.example/\"}",
                    "address is scheme and host"
                ),
                (
                    "uses: hubspot, plugin: crm, settings: {secrets: [\"env:HOOK_9\"], address: a.example}",
                    "address is scheme and host"
                ),
                ("uses: hubspot, plugin: crm, settings: {address: \"https://a.example\"}", "secrets is missing"),
                (
                    "uses: hubspot, plugin: crm, settings: {secrets: [plain-secret], address: \"https://a.example\"}",
                    "secrets: "
                ),
                (
                    "uses: hubspot, plugin: other, settings: {secrets: [\"env:HOOK_9\"], address: \"https://a.example\"}",
                    "'other' does not use hubspot"
                ),
                (
                    "uses: pipedrive, plugin: crm, settings: {secrets: [\"env:HOOK_9\"], user: pd}",
                    "'crm' does not use pipedrive"
                ),
                ("uses: pipedrive, plugin: other, settings: {secrets: [\"env:HOOK_9\"]}", "user is missing"),
                (
                    "uses: pipedrive, plugin: other, settings: {secrets: [\"env:HOOK_9\"], user: pd, address: x}",
                    "address is not known"
                ),
                (
                    "uses: pipedrive, plugin: other, roles: [rep], settings: {secrets: [\"env:HOOK_9\"], user: pd}",
                    "roles: "
                ),
                (
                    "uses: pipedrive, plugin: other, settings: {secrets: [\"env:HOOK_9\"], user: pd}",
                    "key_field is missing"
                ),
            ]
        )
        func wrongCRMRoutes(route: String, words: String) async throws {
            setenv("HOOK_9", "hook-secret", 1)
            let configuration = try Self.configuration(
                """
                plugins:
                  crm:
                    uses: hubspot
                    settings: {token: "env:HOOK_9", state: crm/, stages: {offer: contractsent}}
                  other: {uses: pipedrive, settings: {token: "env:HOOK_9", state: crm/, pipeline: 1, stages: {offer: "1"}}}
                receive:
                  routes:
                    /hooks/crm: {\(route)}
                """
            )
            let pipeline = try await Pipeline(processes: [try SalesProcess(yaml: Self.office)])
            let receive = try #require(configuration.receive)
            let failure = #expect(throws: Failure.self) {
                try BuiltInRoutes.desk(receive, configuration, pipeline, FrontDoor()) { _ in Nowhere() }
            }
            let problems = failure?.problems.joined() ?? ""
            #expect(problems.contains(words), "\(problems)")
            #expect(!problems.contains("plain-secret") && !problems.contains("hook-secret"))
        }

        @Test("deliveries, what is read and what is received share one connection to a CRM")
        func oneConnection() async throws {
            setenv("HOOK_9", "hook-secret", 1)
            let configuration = try Self.configuration(
                """
                plugins:
                  crm:
                    uses: hubspot
                    settings: {token: "env:HOOK_9", state: crm/, stages: {offer: contractsent}}
                receive:
                  routes:
                    /hooks/crm:
                      uses: hubspot
                      plugin: crm
                      settings: {secrets: ["env:HOOK_9"], address: "https://a.example"}
                """
            )
            let door = FrontDoor()
            let plugin = try #require(configuration.plugins.first)
            let made = try BuiltInPlugins.make("hubspot", plugin, configuration, door, Nowhere())
            let pipeline = try await Pipeline(processes: [try SalesProcess(yaml: Self.office)])
            let receive = try #require(configuration.receive)
            let desk = try BuiltInRoutes.desk(receive, configuration, pipeline, door) { _ in Nowhere() }
            #expect(desk.paths == ["/hooks/crm"])
            let known = try door.connector("crm") {
                Issue.record("there is one already")
                throw Failure(.failed, "twice", "it is made twice")
            }
            #expect(known === made as AnyObject)
        }
    }

#endif
