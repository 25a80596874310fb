#if CLI && SQLite

    import Foundation
    import Testing

    /// What a sales team looks up and takes away: points, versions, erased values, rates.
    @Suite(.timeLimit(.minutes(20))) struct DataCommandTests {
        private static let scored = """
            turnpike: 1
            process: scored
            version: 2
            currency: EUR
            rates: {on: today}
            fields:
              seats: {type: integer, label: Seats}
              source: {type: choice, label: Source, options: [referral, list]}
              phone: {type: phone, label: Phone, sensitive: true}
              amount: {type: money, label: Amount}
              in_euros: {type: money, label: In euros, compute: "convert(deal.amount, 'EUR', rates)"}
            score:
              max: 50
              bands: {cold: 0, warm: {from: 20, label: Warm}}
              referral: {add: 25, when: deal.source == "referral", label: Somebody sent them}
              size: {add: 2, each: deal.seats, at_most: 40}
            stages:
              open: {moves: [won]}
              won: {outcome: won}
              lost: {outcome: lost}
            anywhere: {moves: [lost]}

            """

        private func playground() async throws -> Playground {
            let playground = try await Playground()
            try playground.write("scored.process.yaml", Self.scored)
            try playground.write("rates.csv", "date,currency,rate\n2020-01-01,USD,1.25\n")
            try playground.write("turnpike.yaml", "store: deals.db\nrates: {base: EUR, file: rates.csv}\n")
            let open = "open scored.process.yaml --name Acme --key acme --as rep_1 --set seats=3 --set amount='125 USD'"
            let run = try await playground.run(open + " --set phone=+49301234567")
            try #require(run.status == 0, "\(run.errors)")
            return playground
        }

        @Test func eachPointIsExplained() async throws {
            let playground = try await playground()
            let text = try await playground.run("explain acme --score")
            #expect(text.status == 0, "\(text.errors)")
            for words in ["score 6", "size", "Somebody sent them", "source"] {
                #expect(text.output.contains(words), "\(words) in \(text.output)")
            }
            let json = try await playground.run("explain acme --score --format json")
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            )
            #expect(document["kind"] as? String == "score")
            #expect(((document["score"] as? [String: Any])?["points"] as? Int) == 6)
            try playground.write(
                "plain.process.yaml",
                "turnpike: 1\nprocess: plain\nstages: {a: {moves: [b]}, b: {outcome: won}}\n"
            )
            #expect(try await playground.run("open plain.process.yaml --name B --key b --as rep_1").status == 0)
            #expect(try await playground.run("explain b --score").status == 2)
        }

        @Test func versionsAreListedWithTheirDeals() async throws {
            let playground = try await playground()
            try playground.write(
                "scored.process.yaml",
                Self.scored.replacingOccurrences(of: "version: 2", with: "version: 3")
            )
            let open = "open scored.process.yaml --name Beta --key beta --as rep_1"
            #expect(try await playground.run(open).status == 0)
            #expect(try await playground.run("move beta lost --as rep_1").status == 0)
            let run = try await playground.run("versions --format json")
            #expect(run.status == 0, "\(run.errors)")
            let text = run.output.filter { !$0.isWhitespace }
            #expect(text.contains("\"version\":2") && text.contains("\"version\":3"), "\(run.output)")
            #expect(text.contains("\"open\":1") && text.contains("\"closed\":1"), "\(run.output)")
        }

        @Test func anErasedValueIsGoneAndHistoryReplays() async throws {
            let playground = try await playground()
            #expect(try await playground.run("erase acme").output.contains("--yes does it"), "only looking")
            #expect(try await playground.run("show acme --reveal").output.contains("+49301234567"))
            let run = try await playground.run("erase acme --yes")
            #expect(run.status == 0, "\(run.errors)")
            let shown = try await playground.run("show acme --reveal")
            #expect(!shown.output.contains("+49301234567") && shown.output.contains("[erased]"), "\(shown.output)")
            #expect(try await playground.run("history acme").status == 0)
        }

        @Test func amountsAreConvertedByTheRatesOfTheConfiguration() async throws {
            let playground = try await playground()
            let shown = try await playground.run("show acme --format json")
            #expect(shown.output.filter { !$0.isWhitespace }.contains("100.00EUR"), "\(shown.output)")
            try playground.write("turnpike.yaml", "store: other.db\nrates: {base: EUR, file: none.csv}\n")
            let run = try await playground.run("open scored.process.yaml --name C --key c --as rep_1")
            #expect(run.status != 0 && run.errors.contains("none.csv"), "\(run.errors)")
        }
    }

#endif
