#if Subprocess

    import Turnpike
    import TurnpikePlugins
    import TurnpikeTesting
    import TurnpikeValues

    extension PluginVerification {
        /// What several deals, slow peers and secrets ask of it.
        static let laneCases: [Case] = [
            Case(promise: "deliver.twice_at_once", words: "The same key twice at the same time has one reference.") {
                try await $0.startReady()
                let trial = $0
                let request = trial.samples.delivery(revision: 4)
                // Calls at the same time are allowed from two on; whoever takes one at a time gets the second later.
                async let first = trial.reference(request)
                async let second = trial.reference(trial.samples.delivery(revision: 4, attempt: 2))
                let both = try await (first, second)
                $0.expect(both.0 == both.1, twice(both.0, both.1))
            },
            Case(
                promise: "deliver.lanes",
                words: "Deals come in any order among themselves; each delivery is answered for its own deal."
            ) {
                try await $0.startReady()
                var byDeal: [Int: Set<String>] = [:]
                var references: [String: String?] = [:]
                for (deal, revision) in [(1, 5), (2, 3), (3, 1), (1, 6), (3, 2), (2, 4)] as [(Int, Int64)] {
                    let request = $0.samples.delivery(deal: deal, revision: revision)
                    let reference = try await $0.reference(request)
                    if let reference { byDeal[deal, default: []].insert(reference) }
                    references[request.key] = reference
                }
                for deal in 1...3 {
                    for other in 1...3 where other > deal {
                        let shared = (byDeal[deal] ?? []).intersection(byDeal[other] ?? [])
                        $0.expect(shared.isEmpty, "two deals have one reference: \(shared.sorted().first ?? "")")
                    }
                }
                let with = references.values.filter { $0 != nil }.count
                $0.expect(
                    with == 0 || with == references.count,
                    "\(references.count - with) of \(references.count) deliveries have no reference, so they may be lost"
                )
            },
            Case(promise: "deliver.given_up", words: "A delivery that nobody waits for any more harms no other one.") {
                try await $0.startReady()
                let request = $0.samples.delivery(revision: 9)
                // The host's patience is over at once; the answer comes when it comes.
                _ = try? await $0.call(PluginMethod.deliver, request.params, .zero)
                let other = try await $0.reference($0.samples.delivery(deal: 2, revision: 9))
                let second = try await $0.reference($0.samples.delivery(revision: 9, attempt: 2))
                let third = try await $0.reference($0.samples.delivery(revision: 9, attempt: 3))
                $0.expect(second == third, twice(second, third))
                $0.expect(second == nil || second != other, "it is answered with another delivery's reference")
            },
            Case(promise: "health.answered", words: "Asked whether it is well, it answers in time.") {
                try await $0.startReady()
                await $0.expectAlive("its configuration")
            },
            Case(promise: "health.busy", words: "While deliveries are under way it still says that it lives, in time.")
            {
                try await $0.startReady()
                let trial = $0
                let most = min(16, max(1, $0.description?.concurrency ?? 1))
                let work = Task {
                    await withTaskGroup(of: Void.self) { group in
                        for deal in 1...most {
                            group.addTask {
                                let request = trial.samples.delivery(deal: deal, revision: 3)
                                _ = try? await trial.call(PluginMethod.deliver, request.params)
                            }
                        }
                    }
                }
                // Time for them to be under way; whoever has answered them by then is asked again below.
                try await Task.sleep(for: .milliseconds(20))
                await $0.expectAlive("\(most) deliveries that are under way")
                await work.value
                await $0.expectAlive("\(most) deliveries")
            },
            Case(
                promise: "secrets.untold",
                words: "Neither answers nor errors nor log lines tell a secret of its configuration."
            ) {
                try await $0.startReady()
                guard !$0.secrets.isEmpty else {
                    throw PluginTrial.Skipped(reason: "its configuration has no secret of four characters or more")
                }
                // Whatever goes wrong, what it says about it is looked at when the case is over.
                _ = try? await $0.call(PluginMethod.deliver, $0.samples.delivery().params)
                _ = try? await $0.call(PluginMethod.deliver, .object([]))
                _ = try? await $0.call(PluginMethod.deliver, $0.samples.delivery(format: 1_000).params)
                _ = try? await $0.call("no_such_method", .object([]))
                _ = try? await $0.call(PluginMethod.health, .object([]), $0.command.limits.health)
                _ = try? await $0.call(PluginMethod.configure, .object([("config", .array([]))]))
            },
        ]

        static func twice(_ first: String?, _ second: String?) -> String {
            "the references differ, so something was made twice: \(first ?? "none") and \(second ?? "none")"
        }
    }

#endif
