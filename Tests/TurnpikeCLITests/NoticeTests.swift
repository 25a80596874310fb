#if CLI

    import Synchronization
    import Testing
    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeNotifications
    import TurnpikeReceiver
    import TurnpikeRuntime
    import TurnpikeTesting
    import TurnpikeValues
    import TurnpikeWeb
    import TurnpikeYAML

    @testable import TurnpikeCLI

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Darwin)
        import Darwin
    #endif

    /// What `notifications:` and `receive:` of a configuration make the program do.
    @Suite struct NoticeTests {
        private final class Channel: Deliverer {
            let told = Mutex<[String]>([])
            let plugins: [String]?
            init(_ name: String) { plugins = [name] }

            func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
                let body = try HookRequest(request.body)
                told.withLock { $0.append("\(body.settings["to"] ?? ""): \(body.settings["text"] ?? "")") }
                return DeliveryReceipt()
            }
        }

        private struct Nowhere: HTTPCarrier {
            func carry(_ call: HTTPCall) async throws -> HTTPAnswer { HTTPAnswer(503) }
        }

        private func configuration(_ text: String) throws -> HostConfiguration {
            let file = ConfigurationFile(text: text)
            return try #require(file.configuration, "\(file.diagnostics.map(\.message))")
        }

        @Test("people are told as the file says: by their channel, at once, in a digest, or the next in the line")
        func told() async throws {
            let folder = try System.makeTemporaryFolder()
            defer { System.remove(folder: folder, files: ["notices-a%2Fb.json", "notices-a%2Fb.json.lock"]) }
            let configuration = try configuration(
                """
                people:
                  rep_1: {roles: [rep], manager: boss_1}
                  rep_2: {roles: [rep]}
                  boss_1: {roles: [manager]}
                plugins: {slack: {uses: slack}, mail: ./mail}
                notifications:
                  default: {channel: slack, low: digest mail, digests: ["15:00"]}
                  people: {rep_2: {channel: mail}}
                """
            )
            let (slack, mail) = (Channel("slack"), Channel("mail"))
            let clock = ManualClock(try #require(Instant("2026-03-02T10:00:00Z")))
            func make() throws -> any Deliverer {
                try #require(
                    Notices.distributor(
                        configuration,
                        [Plugins.Named("slack", slack), Plugins.Named("mail", mail)],
                        FrontDoor(),
                        store: folder + "/deals.db",
                        tenant: "a/b",
                        clock: clock
                    )
                )
            }
            let first = try make()
            #expect(first.plugins == ["notify"])
            let settings = ["to": "rep", "text": "Now", "escalate": "owner_manager", "after": "1 hour"]
            _ = try await first.deliver(HookSamples("notify", settings: settings).delivery())
            #expect(slack.told.withLock { $0 } == ["rep_1: Now"])
            #expect(mail.told.withLock { $0 } == ["rep_2: Now"])
            let low = HookSamples("notify", settings: ["to": "owner", "text": "Later", "urgency": "low"])
            _ = try await first.deliver(low.delivery(revision: 2))
            // Another program, later: what waits is in the file.
            let second = try #require(
                Notices.distributor(
                    configuration,
                    [Plugins.Named("slack", slack), Plugins.Named("mail", mail)],
                    FrontDoor(),
                    store: folder + "/deals.db",
                    tenant: "a/b",
                    clock: clock
                )
            )
            clock.advance(by: .seconds(5 * 3_600))
            #expect(try await second.flush().sent == 3)
            #expect(slack.told.withLock { $0.dropFirst().map { $0 } }.allSatisfy { $0.hasPrefix("boss_1: rep_") })
            #expect(mail.told.withLock { $0.last } == "rep_1: 1 notice:\n- Later")
        }

        @Test("routes whose settings are wrong are told all at once, and a secret stands in no message")
        func wrongRoutes() async throws {
            let configuration = try configuration(
                """
                plugins: {hooks: {uses: webhook}}
                receive:
                  routes:
                    /a: {uses: webhook, settings: {secrets: [plain-secret], tpyo: 1}}
                    /b: {uses: slack, settings: {}}
                    /c: {uses: slack, plugin: hooks, settings: {secrets: ["env:NO_SUCH_VARIABLE_9"]}}
                """
            )
            let pipeline = try await Pipeline(processes: [try SalesProcess(yaml: Self.office)])
            let receive = try #require(configuration.receive)
            let failure = #expect(throws: Failure.self) {
                try BuiltInRoutes.desk(receive, configuration, pipeline, FrontDoor()) { _ in Nowhere() }
            }
            let problems = failure?.problems ?? []
            #expect(problems.count == 3)
            #expect(problems.first?.contains("tpyo") == true && problems.first?.contains("signals") == true)
            #expect(!problems.joined().contains("plain-secret"))
            #expect(problems.last?.contains("does not use slack") == true)
        }

        private static let office = """
            turnpike: 1
            process: office
            currency: EUR
            roles: {rep: Rep, manager: Manager}
            fields: {amount: {type: money, label: Amount}}
            signals: {paid: {sets: [amount]}}
            gates: {agreed: {label: Agreed, approval: discount}}
            approvals: {discount: {label: The discount, steps: [manager], not: requester}}
            stages:
              offer: {exit: [agreed], moves: [sold]}
              sold: {outcome: won}
            """

        @Test("what the file says is received: a press in Slack as that person's word, a webhook as a signal")
        func received() async throws {
            setenv("TURNPIKE_TEST_SLACK", "slack-signing-key", 1)
            setenv("TURNPIKE_TEST_HOOK", "whsec_" + Base64.encode(Array(1...32)), 1)
            let configuration = try configuration(
                """
                people:
                  rep_1: {roles: [rep]}
                  boss_1: {roles: [manager], keys: ["slack:U0000000002"]}
                receive:
                  routes:
                    /slack: {uses: slack, settings: {secrets: ["env:TURNPIKE_TEST_SLACK"], team: T1}}
                    /hooks/billing:
                      uses: webhook
                      roles: [rep]
                      settings: {secrets: ["env:TURNPIKE_TEST_HOOK"], signals: {invoice.paid: paid}}
                """
            )
            let pipeline = try await Pipeline(
                processes: [try SalesProcess(yaml: Self.office)],
                tenant: "north",
                directory: configuration.directory.map { StaticDirectory($0) }
            )
            let deal = try await pipeline.open("office", name: "A", externalKeys: ["crm:1"], by: .person("rep_1")).id
            _ = try await pipeline.requestApproval(deal, "discount", by: .person("rep_1"))
            let receive = try #require(configuration.receive)
            let desk = try BuiltInRoutes.desk(receive, configuration, pipeline, FrontDoor()) { _ in Nowhere() }
            #expect(desk.paths == ["/hooks/billing", "/slack"])

            let value = JSON.object([
                ("approval", "discount"), ("deal", .string(deal.description)), ("tenant", "north"),
            ]).description
            let payload: JSON = [
                "type": "block_actions", "user": ["id": "U0000000002"], "team": ["id": "T1"],
                "actions": [["action_id": "turnpike.approve", "value": .string(value), "action_ts": "1.1"]],
            ]
            let form = FormText.write([(name: "payload", value: payload.description)])
            let time = String(Instant.now().seconds)
            let code = HMACSHA256.code(for: Array("v0:\(time):".utf8) + form, key: Array("slack-signing-key".utf8))
            var press = InboundCall(
                "POST",
                "/slack",
                headers: [.init("X-Slack-Signature", "v0=\(code.hex)"), .init("X-Slack-Request-Timestamp", time)],
                body: form,
                received: .now()
            )
            #expect(await desk.answer(press).status == 200)
            #expect(try await pipeline.deal(deal)?.state.approvals.first?.status == .granted)
            press.headers[0].value = "v0=" + String(repeating: "0", count: 64)
            #expect(await desk.answer(press).status == 401)

            let event = Array(
                #"{"specversion":"1.0","id":"e","source":"/b","type":"invoice.paid","subject":"crm:1","data":{"fields":{"amount":"5 EUR"}}}"#
                    .utf8
            )
            let key = Array(1...32).map { UInt8($0) }
            let signed = HMACSHA256.code(for: Array("m.\(time).".utf8) + event, key: key)
            let hook = InboundCall(
                "POST",
                "/hooks/billing",
                headers: [
                    .init("webhook-id", "m"), .init("webhook-timestamp", time),
                    .init("webhook-signature", "v1," + Base64.encode(signed.bytes)),
                ],
                body: event,
                received: .now()
            )
            #expect(await desk.answer(hook).status == 200)
            #expect(try await pipeline.deal(deal)?["amount"]?.moneyValue == Money("5 EUR"))
            #expect(try await pipeline.history(deal).last?.actor.id == "billing")
        }
    }

#endif
