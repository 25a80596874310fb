#if CLI

    import Testing
    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeValues
    import TurnpikeWeb

    @testable import TurnpikeCLI

    /// Plug-ins that are part of the program (`uses:`).
    @Suite struct BuiltInPluginTests {
        /// Takes every call and answers nothing in particular.
        private struct Nowhere: HTTPCarrier {
            func carry(_ call: HTTPCall) async throws -> HTTPAnswer { HTTPAnswer(503) }
        }

        @Test(
            "settings of a built-in plug-in that are wrong are told, and a secret stands never in them",
            arguments: [
                ("webhook", ["url": "https://example.com/", "secrets": ["whsec_plain"]]), ("webhook", [:]),
                ("slack", ["token": "xoxb-plain"]), ("slack", [:]), ("slack", ["token": "env:A", "webhook": "env:B"]),
                ("matrix", ["server": "https://example.com/", "token": "plain"]), ("matrix", ["typo": true]),
                ("hubspot", ["token": "plain", "stages": ["a": "b"]]), ("pipedrive", [:]),
                ("tryton", ["password": "plain"]),
                ("caldav", ["login": "rep:plain"]),
            ] as [(String, JSON)]
        )
        func wrong(kind: String, settings: JSON) throws {
            var plugin = PluginSettings(name: "it", command: [])
            plugin.uses = kind
            plugin.settings = settings
            let error = #expect(throws: (any Error).self) {
                try BuiltInPlugins.make(kind, plugin, HostConfiguration(), FrontDoor(), Nowhere())
            }
            #expect(error.map { !"\($0)".contains("plain") } ?? false)
        }

        @Test("one that is not there, or cannot work, says so with each delivery and is tried again") func refusing()
            async throws
        {
            var configuration = HostConfiguration()
            var plugin = PluginSettings(name: "it", command: [])
            plugin.uses = "telegraph"
            configuration.plugins = [plugin]
            let deliverers = BuiltInPlugins.deliverers(configuration, FrontDoor())
            #expect(deliverers.map(\.deliverer.plugins) == [["it"]])
            let request = DeliveryRequest(
                tenant: "",
                deal: DealID(UUIDv7(milliseconds: 1, random: &Self.random)),
                revision: 1,
                plugin: "it",
                key: "k",
                attempt: 1,
                body: []
            )
            let error = await #expect(throws: DeliveryError.self) { try await deliverers[0].deliverer.deliver(request) }
            #expect(error?.kind == .temporary)
            #expect(error?.message.contains("telegraph") == true)
        }

        private static func mail(_ kind: String, _ settings: JSON) -> HostConfiguration {
            var configuration = HostConfiguration()
            var plugin = PluginSettings(name: "post", command: [])
            plugin.uses = kind
            plugin.settings = settings
            configuration.plugins = [plugin]
            return configuration
        }

        @Test(
            "a sender of mail with wrong settings refuses each mail with what is wrong, and without a secret",
            arguments: [
                (["from": "nobody"], "server"), (["server": "s", "from": "a@b.test", "typo": "plain"], "typo"),
                (
                    [
                        "server": "s", "from": "a@b.test", "user": "u", "password": "env:TURNPIKE_IS_NOT_THERE",
                        "message_ids": ["domain": "b.test"],
                    ], "TURNPIKE_IS_NOT_THERE"
                ),
            ] as [(JSON, String)]
        )
        func wrongSender(settings: JSON, word: String) async throws {
            let deliverers = BuiltInPlugins.deliverers(Self.mail("smtp_email", settings), FrontDoor())
            #expect(deliverers.map(\.deliverer.plugins) == [["post"]])
            let error = await #expect(throws: DeliveryError.self) {
                try await deliverers[0].deliverer.deliver(
                    DeliveryRequest(
                        tenant: "",
                        deal: DealID(UUIDv7(milliseconds: 1, random: &Self.random)),
                        revision: 1,
                        plugin: "post",
                        key: "k",
                        attempt: 1,
                        body: []
                    )
                )
            }
            #expect(error?.kind == .temporary)
            #expect(error?.message.contains(word) == true && error?.message.contains("plain") == false)
        }

        @Test(
            "a mailbox delivers nothing, and its settings are wrong before a worker begins",
            arguments: [
                (["server": "s"], "position"), (["server": "s", "signals": ["replies": "x"]], "signals.replies"),
            ] as [(JSON, String)]
        )
        func wrongListener(settings: JSON, path: String) throws {
            let configuration = Self.mail("imap_replies", settings)
            #expect(BuiltInPlugins.deliverers(configuration, FrontDoor()).isEmpty)
            let failure = #expect(throws: Failure.self) {
                try MailPlugins.listeners(configuration, FrontDoor()) { _, _ in }
            }
            #expect(failure?.status == .fileHasErrors)
            #expect(failure?.problems.contains { $0.hasPrefix(path) } == true, "\(failure?.problems ?? [])")
        }

        private static var random: SystemRandomNumberGenerator {
            get { SystemRandomNumberGenerator() }
            set { _ = newValue }
        }
    }

#endif
