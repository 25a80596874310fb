#if CLI

    import Foundation
    import Testing

    /// Whole sessions, compared with what is kept under `Golden`. `TURNPIKE_RECORD=1` records them anew, and fails.
    @Suite struct GoldenTests {
        @Test(arguments: Self.sessions.keys.sorted())
        func aSessionReadsAsItDid(name: String) async throws {
            let playground = try await Playground()
            try playground.write("wrong.process.yaml", Self.wrong)
            try playground.write("warned.process.yaml", Self.warned)
            try playground.write("deals.process.yaml", Self.nested)
            try playground.write("failing.scenarios.yaml", Self.failing)
            try playground.write("misspelt.scenarios.yaml", Self.misspelt)
            var transcript = ""
            for line in Self.sessions[name, default: []] {
                let run = try await playground.run(line)
                transcript += "$ turnpike \(line.replacing("\u{1B}", with: "\\e"))\n\(run.output)"
                if !run.errors.isEmpty { transcript += "(standard error)\n\(run.errors)" }
                if run.status != 0 { transcript += "(exit status \(run.status))\n" }
            }
            let seen = Self.normalized(transcript)
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Golden/\(name).txt")
            if ProcessInfo.processInfo.environment["TURNPIKE_RECORD"] != nil {
                try Data(seen.utf8).write(to: file)
                Issue.record("recorded \(name)")
                return
            }
            let kept = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            let (seenLines, keptLines) = (seen.components(separatedBy: "\n"), kept.components(separatedBy: "\n"))
            for (number, (seen, kept)) in zip(seenLines, keptLines).enumerated() where seen != kept {
                Issue.record("line \(number + 1) reads\n\(seen)\nand not\n\(kept)")
                return
            }
            #expect(seenLines.count == keptLines.count)
        }

        /// Ids, times and digests are new in each run.
        static func normalized(_ text: String) -> String {
            let patterns = [
                (#"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"#, "<id>"),
                (#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"#, "<time>"), (#"\d{4}-\d\d-\d\d \d\d:\d\d"#, "<time>"),
                (#"for \d+ seconds?"#, "for <age>"), (#""digest":"[0-9a-f]{64}""#, #""digest":"<digest>""#),
            ]
            return patterns.reduce(text) { text, pattern in
                text.replacingOccurrences(of: pattern.0, with: pattern.1, options: .regularExpression)
            }
        }

        static let failing = """
            scenarios:
              - {name: Anything can be sold, do: [{move: sell}], expect: {stage: sell}}
            """
        static let misspelt = """
            scenarios:
              - {name: Anything can be sold, do: [{mov: sell}], expect: {stge: sell}}
            """

        static let sessions: [String: [String]] = [
            "help": ["", "--help", "move --help", "do --help", "observe --help", "outbox --help", "--version"],
            "test": [
                "new crm_import", "test crm_import.process.yaml --mutate",
                "test crm_import.process.yaml --filter nothing",
                "test crm_import.process.yaml --filter 'won deal' --coverage",
                "test shop.process.yaml misspelt.scenarios.yaml",
                "test shop.process.yaml failing.scenarios.yaml --mutate",
                "test none.process.yaml",
                "test shop.process.yaml --filter x --mutate",
            ],
            "new": ["new", "new retail", "new retail", "new --format json"],
            "check": [
                "check shop.process.yaml", "check wrong.process.yaml shop.process.yaml", "check warned.process.yaml",
                "check warned.process.yaml --strict", "check wrong.process.yaml --format json",
                "check --explain tp1015",
            ],
            "deal": [
                "open shop.process.yaml --name Lemonade --key lemon --set amount=40 --set phone='+49 30 5550100' --as rep_1",
                "explain lemon --as rep_1 --role rep", "move lemon sell --as rep_1 --role rep",
                "do lemon chat --outcome away --as rep_1 --role rep",
                "do lemon chat --outcome keen --capture taste=sour --as rep_1 --role rep",
                "set lemon budget='30 EUR' --as rep_1 --role rep", "move lemon sell --as rep_1 --role rep",
                "override lemon sell --because 'A good customer.' --as rep_1 --role rep",
                "override lemon sell --because 'A good customer.' --as boss_1 --role boss",
                "show lemon --as rep_1 --role rep", "set lemon amount=35 --as rep_1 --role rep",
                "set lemon budget=50 --as rep_1 --role rep", "set lemon budget=50 --as rep_1 --role rep",
                "comment lemon 'Back in \u{1B}[31ma minute.' --as rep_1", "assign lemon rep_2 --as boss_1",
                "account stand sector=drinks seats=4", "relate lemon --account stand --as rep_1",
                "signal lemon paid closed_on=2026-07-01 --as rep_2", "show lemon --reveal --as rep_1",
                "history lemon", "board", "outbox list", "outbox show 1", "outbox retry 1", "processes",
            ],
            // Phases and tracks: each look at a deal and at the board says where it stands in all of them.
            "nested": [
                "open deals.process.yaml --name Acme --key acme --set amount='200000 EUR' --as rep_1",
                "open deals.process.yaml --name Bolt --key bolt --set amount='5000 EUR' --as rep_1",
                "explain acme --as rep_1 --role rep", "move acme offered --as rep_1 --role rep",
                "move acme closing --as rep_1 --role rep", "explain acme --as rep_1 --role rep",
                "move acme done --as rep_1 --role rep", "move acme drafting/done --as rep_1 --role rep",
                "move acme won --as rep_1 --role rep", "show acme --as rep_1 --role rep",
                "move bolt offered --as rep_1 --role rep", "move bolt closing --as rep_1 --role rep",
                "show bolt --as rep_1 --role rep", "board", "board --format json",
                "move acme paused --as rep_1 --role rep", "move acme resume --as rep_1 --role rep",
                "move acme done --as rep_1 --role rep", "history acme", "show bolt --format json",
                "diagram --process deals --deals",
            ],
            "documents": [
                "open shop.process.yaml --name Lemonade --key lemon --set amount=40 --set phone='+49 30 5550100' --as rep_1 --format json",
                "explain lemon sell --as rep_1 --role rep --format json",
                "move lemon sell --as rep_1 --role rep --format json",
                "set lemon amount=40 --as rep_1 --format json",
                "move lemon gone --reason price --as rep_1 --format json",
                "show lemon --format json", "history lemon --format json", "board --format json",
                "outbox list --format json", "outbox deliver --format json", "account stand seats=4 --format json",
                "processes --format json", "show nobody --format json",
            ],
        ]

        static let wrong = """
            turnpike: 1
            process: stand
            fields: {amount: money}
            stages:
              greet:
                exit: [paid]
                moves: [sel]
              sell: {outcome: won}
            gates:
              paid: {needs: [amuont]}

            """

        static let warned = """
            turnpike: 1
            process: stand
            fields: {amount: money}
            gates:
              paid: {needs: [amount]}
            stages:
              greet: {moves: [sell]}
              sell: {outcome: won}

            """

        static let nested = """
            turnpike: 1
            process: deals
            label: Deals
            currency: EUR
            roles: {rep: Rep}
            fields: {amount: money}
            permissions: {move: [rep]}
            stages:
              sale:
                label: Sale
                probability: 30%
                stages:
                  scoping: {moves: [offered]}
                  offered: {probability: 50%, moves: [closing]}
              closing:
                probability: 80%
                tracks:
                  legal: {stages: {drafting: {moves: {done: {to: signed}}}, signed: {final: true}}}
                  security:
                    when: deal.amount > 100000 EUR
                    stages: {questionnaire: {moves: {done: {to: cleared}}}, cleared: {final: true}}
                moves: {won: {}, finished: {to: won, complete: true}}
              won: {outcome: won, probability: 100%}
              paused: {hold: true, moves: {resume: {to: came_from}}}
            anywhere: {moves: {paused: {}}}

            """
    }

#endif
