#if CLI

    import Foundation
    import Testing

    /// Time as it is seen from outside: `tick`, `run`, and several at once on one store.
    @Suite struct TimeRoadTests {
        private static func process(late: String = "once", every: String = "coalesce") -> String {
            """
            turnpike: 1
            process: clocked
            observed: adopt
            activities: {check_in: {kind: call, label: Check-in}}
            reasons: {lost: [silence]}
            stages:
              talk: {moves: [wait]}
              wait:
                activities: [{check_in: {every: 1 day, late: \(every)}}]
                limits:
                  quiet:
                    within: 2 days
                    late: \(late)
                    then: [{notify: "#first"}, {after: 1 day, notify: "#second"}, {after: 2 days, notify: "#third"}]
                moves: {sold: {}, given_up: {to: lost, after: 30 days, because: silence}}
              sold: {outcome: won}
              lost: {outcome: lost, reason: lost}

            """
        }

        private static func ago(days: Int) -> String {
            Date(timeIntervalSinceNow: Double(-days) * 86_400).ISO8601Format()
        }

        private static func ahead(days: Int) -> String {
            Date(timeIntervalSinceNow: Double(days) * 86_400).ISO8601Format()
        }

        /// A store whose deals have been in `wait` for so many days, and nobody has worked since.
        private static func stopped(
            for days: Int,
            deals: Int = 1,
            _ process: String = process()
        ) async throws -> Playground {
            let playground = try await Playground()
            try playground.write("clocked.process.yaml", process)
            for number in 1...deals {
                let opened = try await playground.run(
                    "open clocked.process.yaml --name Deal --key d\(number) --as rep_1"
                )
                #expect(opened.status == 0, "\(opened.errors)")
                let seen = try await playground.run("observe d\(number) wait --source crm --at \(ago(days: days))")
                #expect(seen.status == 0, "\(seen.errors)")
            }
            return playground
        }

        /// The events of a deal by type.
        private static func events(_ deal: String, _ type: String, _ playground: Playground) async throws -> Int {
            let run = try await playground.run("history \(deal) --format json")
            return run.output.components(separatedBy: "\"type\":\"\(type)\"").count - 1
        }

        private static func sent(_ playground: Playground) throws -> [String] {
            guard playground.exists("outbox.jsonl") else { return [] }
            let text = try playground.read("outbox.jsonl")
            return ["#first", "#second", "#third"].filter { text.contains("\"to\":\"\($0)\"") }
        }

        @Test(arguments: [
            ("once", ["#first", "#second", "#third"]), ("coalesce", ["#third"]), ("skip", []),
        ])
        func aWeekWithoutAWorkerEndsAsThePolicySays(late: String, expected: [String]) async throws {
            let playground = try await Self.stopped(for: 7, Self.process(late: late))
            let run = try await playground.run("run --once")
            #expect(run.status == 0, "\(run.errors)")
            #expect(try Self.sent(playground) == expected)
            // What is done is done: neither a second worker nor a tick does it again.
            #expect(try await playground.run("run --once").output == "0 timers fired, 0 delivered\n")
            #expect(try await playground.run("tick").output.hasPrefix("0 timers fired"))
        }

        @Test(arguments: [("coalesce", 1), ("once", 7)])
        func whatWasMissedSevenTimesHappensAsOftenAsItsPolicySays(every: String, times: Int) async throws {
            let playground = try await Self.stopped(for: 7, Self.process(late: "skip", every: every))
            _ = try await playground.run("run --once")
            // Three steps of the limit were passed over.
            let fired = try await Self.events("d1", "timer.fired", playground)
            #expect(fired >= times && fired <= times + 3, "\(fired)")
            let timers = try await playground.run("timers --deal d1 --format json").output
            #expect(timers.contains("every/wait/check_in") && !timers.contains("\"overdue\":true"), "\(timers)")
        }

        @Test func tickLetsTimePassAsIfAWorkerHadBeenThere() async throws {
            let playground = try await Self.stopped(for: 0)
            let run = try await playground.run("tick --until \(Self.ahead(days: 8)) --format json")
            #expect(run.status == 0, "\(run.errors)")
            #expect(try await Self.events("d1", "limit.escalated", playground) == 2)
            #expect(try await Self.events("d1", "limit.breached", playground) == 1)
            #expect(try await Self.events("d1", "deal.moved", playground) == 1)
            let end = try await playground.run("tick --until \(Self.ahead(days: 31))")
            #expect(end.status == 0, "\(end.errors)")
            #expect(try await playground.run("show d1 --format json").output.contains("\"stage\":\"lost\""))
            #expect(try await playground.run("timers --format json").output.contains("\"timers\":[]"))
        }

        @Test func twoWorkersFireEachTimerOnce() async throws {
            let deals = 6
            let playground = try await Self.stopped(for: 40, deals: deals)
            async let first = playground.run("run --once --format json")
            async let second = playground.run("run --once --format json")
            let runs = try await [first, second]
            for run in runs { #expect(run.status == 0, "\(run.errors)") }
            // Whoever has come too late for a lease leaves the rest to the next.
            _ = try await playground.run("run --once")
            for number in 1...deals {
                #expect(try await Self.events("d\(number)", "deal.moved", playground) == 2)
                #expect(try await playground.run("show d\(number) --format json").output.contains("\"stage\":\"lost\""))
            }
        }

        // MARK: Deals of other processes

        private static let sale = """
            turnpike: 1
            process: sale
            currency: EUR
            fields: {amount: {type: money, label: Amount}, seats: {type: integer, label: Seats}}
            stages:
              talk: {moves: [customer]}
              customer:
                outcome: won
                opens: {renewal: {copy: [name, owner, amount], back: [renewed]}}
                moves: {again: {to: customer_again, signal: renewed}}
              customer_again: {}

            """

        private static let renewal = """
            turnpike: 1
            process: renewal
            currency: EUR
            fields: {amount: {type: money, label: Amount}}
            stages: {offer: {moves: [renewed]}, renewed: {outcome: won}}

            """

        @Test func dealOfAProcessThatLiesBesideIsOpenedAndBothEndsAreNamed() async throws {
            let playground = try await Playground()
            try playground.write("sale.process.yaml", Self.sale)
            try playground.write("renewal.process.yaml", Self.renewal)
            _ = try await playground.run("open sale.process.yaml --name Acme --key acme --set amount=5 --as rep_1")
            let moved = try await playground.run("move acme customer --as rep_1")
            #expect(moved.status == 0, "\(moved.errors)")
            let show = try await playground.run("show acme")
            #expect(show.output.contains("customer/renewal"), "\(show.output)")
            let document = try JSONSerialization.jsonObject(
                with: Data(try await playground.run("show acme --format json").output.utf8)
            )
            let deal = (document as? [String: Any])?["deal"] as? [String: Any] ?? document as? [String: Any]
            let openings = deal?["openings"] as? [[String: Any]]
            let child = (openings?.first?["deals"] as? [[String: Any]])?.first?["deal"] as? String
            let id = try #require(child, "\(document)")
            let card = try await playground.run("show \(id)")
            #expect(card.output.contains("opened by") && card.output.contains("(customer/renewal)"), "\(card.output)")
            _ = try await playground.run("move \(id) renewed --as rep_1")
            let history = try await playground.run("history acme").output
            #expect(history.contains("opened a deal of renewal: \(id)") && history.contains("reached renewed"))
            #expect(try await playground.run("show acme --format json").output.contains("\"stage\":\"customer_again\""))
        }

        @Test func filesBesideAreComparedByCheck() async throws {
            let playground = try await Playground()
            try playground.write(
                "sale.process.yaml",
                Self.sale.replacing("owner, amount]", with: "owner, amount, seats]")
            )
            let alone = try await playground.run("check sale.process.yaml")
            #expect(alone.status == 0 && alone.output.contains("TP1800"), "\(alone.output)")
            try playground.write("renewal.process.yaml", Self.renewal)
            let both = try await playground.run("check sale.process.yaml")
            #expect(both.status == 1 && both.output.contains("TP1801"), "\(both.output)")
        }
    }

#endif
