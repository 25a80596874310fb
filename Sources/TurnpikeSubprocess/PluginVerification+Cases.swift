#if Subprocess

    import Turnpike
    import TurnpikePlugins
    import TurnpikeTesting
    import TurnpikeValues

    extension PluginVerification {
        /// How it comes up.
        static let startCases: [Case] = [
            Case(promise: "start.handshake", words: "It starts and says who it is, in the form of the protocol.") {
                try await $0.start()
                $0.expect($0.description?.plugins.isEmpty == false, "it names no hook that it delivers for")
            },
            Case(promise: "start.configuration", words: "It takes the configuration that it is given.") {
                try await $0.startReady()
            },
            Case(promise: "start.bad_configuration", words: "It refuses a configuration that its own schema refuses.") {
                try await $0.start()
                let empty: JSON = .object([])
                guard let schema = $0.description?.schema, !schema.findings(in: empty).isEmpty else {
                    throw PluginTrial.Skipped(reason: "its schema takes an empty configuration")
                }
                _ = await $0.failure(PluginMethod.configure, .object([("config", empty)]))
                await $0.expectAlive("a wrong configuration")
            },
            Case(promise: "start.order", words: "It takes no delivery before its configuration.") {
                try await $0.start()
                guard let schema = $0.description?.schema, !schema.findings(in: .object([])).isEmpty else {
                    throw PluginTrial.Skipped(reason: "it needs no configuration")
                }
                _ = await $0.failure(PluginMethod.deliver, $0.samples.delivery().params)
            },
        ]

        /// How it reads messages.
        static let messageCases: [Case] = [
            Case(promise: "message.unknown_method", words: "An unknown method is answered with error -32601.") {
                try await $0.startReady()
                let failure = await $0.failure("no_such_method", .object([]))
                $0.expect(failure.map { $0.code == .methodNotFound } ?? true, "it is answered with \(failure as Any)")
                await $0.expectAlive("an unknown method")
            },
            Case(promise: "message.unknown_notification", words: "An unknown notification is passed over.") {
                try await $0.startReady()
                await $0.say("{\"jsonrpc\":\"2.0\",\"method\":\"no_such_thing\",\"params\":{}}")
                await $0.expectAlive("an unknown notification")
            },
            Case(promise: "message.not_json", words: "A line that is not JSON harms nothing that follows.") {
                try await $0.startReady()
                await $0.say("{\"jsonrpc\":\"2.0\",\"id\":")
                await $0.say("")
                await $0.expectAlive("a line that is not JSON")
            },
            Case(promise: "message.bad_params", words: "A delivery that lacks its members is an error, for good.") {
                try await $0.startReady()
                let failure = await $0.failure(PluginMethod.deliver, .object([]))
                if let failure {
                    $0.expect(
                        failure.deliveryError.kind == .permanent,
                        "it counts as temporary, so that it would be tried again and again: \(failure)"
                    )
                }
                await $0.expectAlive("a delivery without members")
            },
            Case(promise: "message.extra_members", words: "Members that it does not know are passed over.") {
                try await $0.startReady()
                let params = $0.samples.delivery().params
                let more: JSON = .object((params.members ?? []) + [("zz_later", .object([("version", 9)]))])
                _ = try await $0.call(PluginMethod.deliver, more)
            },
        ]

        /// How it delivers.
        static let deliveryCases: [Case] = [
            Case(promise: "deliver.answered", words: "A delivery is answered with an object.") {
                try await $0.startReady()
                let answer = try await $0.call(PluginMethod.deliver, $0.samples.delivery().params)
                $0.expect(answer.members != nil, "the answer is \(answer)")
            },
            Case(promise: "deliver.twice", words: "The same key again is no error, and has the same reference.") {
                try await $0.startReady()
                let first = try await $0.call(PluginMethod.deliver, $0.samples.delivery().params)
                let second = try await $0.call(PluginMethod.deliver, $0.samples.delivery(attempt: 2).params)
                $0.expect(
                    first["reference"] == second["reference"],
                    "the references differ, so something was made twice: \(first) and \(second)"
                )
            },
            Case(promise: "deliver.at_once", words: "Calls at the same time are answered each under its own id.") {
                try await $0.startReady()
                let trial = $0
                let most = max(2, $0.description?.concurrency ?? 1)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for deal in 1...min(16, most * 2) {
                        group.addTask {
                            _ = try await trial.call(PluginMethod.deliver, trial.samples.delivery(deal: deal).params)
                        }
                    }
                    try await group.waitForAll()
                }
            },
            Case(promise: "deliver.odd_text", words: "Quotes, line ends, markup and rare characters are answered.") {
                try await $0.startReady()
                let request = $0.samples.delivery(name: HookSamples.oddText, text: HookSamples.oddText)
                do {
                    _ = try await $0.call(PluginMethod.deliver, request.params)
                } catch let failure as PluginFailure where failure.deliveryError.kind == .permanent {
                    // To refuse it for good is an answer.
                }
                await $0.expectAlive("a text with odd characters")
            },
            Case(promise: "deliver.huge", words: "A text of a megabyte is taken, or refused for good.") {
                try await $0.startReady()
                let huge = String(repeating: "A long text. ", count: 80_000)
                do {
                    _ = try await $0.call(PluginMethod.deliver, $0.samples.delivery(text: huge).params)
                } catch let failure as PluginFailure where failure.deliveryError.kind == .permanent {
                    // To refuse it for good is an answer.
                }
                await $0.expectAlive("a text of a megabyte")
            },
            Case(promise: "deliver.newer", words: "A request of a newer format is refused for good.") {
                try await $0.startReady()
                let request = $0.samples.delivery(format: HookRequest.format + 1)
                let failure = await $0.failure(PluginMethod.deliver, request.params)
                if let failure {
                    $0.expect(failure.deliveryError.kind == .permanent, "it counts as temporary: \(failure)")
                }
            },
            Case(promise: "ask.answered", words: "A plug-in that answers questions answers with pass, true or false.") {
                try await $0.startReady()
                guard $0.description?.asks == true else { throw PluginTrial.Skipped(reason: "it answers no questions") }
                let question = PluginQuestion(
                    gate: "sample_gate",
                    deal: HookSamples.deal(1).description,
                    values: .object([("amount", 100)]),
                    key: "sample"
                )
                _ = try PluginAnswer(try await $0.call(PluginMethod.ask, question.json))
            },
        ]

        /// How it ends.
        static let endCases: [Case] = [
            Case(promise: "end.killed", words: "Killed in the middle and started again, it takes the same key again.") {
                try await $0.startReady()
                let params = $0.samples.delivery(revision: 7).params
                let trial = $0
                let unanswered = Task { try await trial.call(PluginMethod.deliver, params) }
                await $0.end(.kill)
                _ = try? await unanswered.value
                try await $0.startReady()
                _ = try await $0.call(PluginMethod.deliver, $0.samples.delivery(revision: 7, attempt: 2).params)
            },
            Case(promise: "end.remembers", words: "Ended and started again, the same key has the same reference.") {
                try await $0.startReady()
                let first = try await $0.reference($0.samples.delivery(revision: 8))
                await $0.end(.kill)
                try await $0.startReady()
                let second = try await $0.reference($0.samples.delivery(revision: 8, attempt: 2))
                $0.expect(first == second, Self.twice(first, second))
            },
            Case(promise: "end.shutdown", words: "It answers 'shutdown' and ends by itself in time, with status 0.") {
                try await $0.startReady()
                _ = try await $0.call(PluginMethod.shutdown, .object([]), $0.command.limits.stop)
                let how = await $0.end(.stop)
                $0.expect(how?.contains("exited(0)") == true, "\(how ?? "it was not running")")
            },
            Case(promise: "end.input_closed", words: "It ends by itself in time when its input is closed.") {
                try await $0.startReady()
                let how = await $0.end(.stop)
                $0.expect(how?.contains("exited") == true, "\(how ?? "it was not running")")
            },
        ]
    }

#endif
