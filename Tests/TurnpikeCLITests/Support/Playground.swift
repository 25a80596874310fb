#if CLI

    import Foundation

    /// A folder for one test with the fixture's process in it; it goes when the test ends.
    final class Playground: Sendable {
        let home: URL
        let program: Program

        /// A folder; `opening` opens the deal `lemon` in a store there.
        init(opening: Bool = false, environment: [String: String] = [:]) async throws {
            home = FileManager.default.temporaryDirectory.appendingPathComponent("turnpike-cli-\(UUID())")
            try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
            program = Program(home: home, environment: environment)
            try write("shop.process.yaml", Self.process)
            if opening {
                let run = try await run("open shop.process.yaml --name Lemonade --key lemon --set amount=40 --as rep_1")
                guard run.status == 0 else { throw Program.Failure(description: run.errors) }
            }
        }

        deinit {
            try? FileManager.default.removeItem(at: home)
        }

        /// Runs a command line; words are parted at spaces, `_` in `'a b'` holds them together.
        func run(_ line: String) async throws -> Program.Run {
            try await program.run(Self.words(line))
        }

        func run(_ arguments: [String]) async throws -> Program.Run { try await program.run(arguments) }

        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: home.appendingPathComponent(name))
        }

        func write(_ name: String, bytes: [UInt8]) throws {
            try Data(bytes).write(to: home.appendingPathComponent(name))
        }

        func read(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: home.appendingPathComponent(name)), as: UTF8.self)
        }

        func exists(_ name: String) -> Bool {
            FileManager.default.fileExists(atPath: home.appendingPathComponent(name).path)
        }

        var files: [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? [])
                .filter { !$0.hasPrefix(".") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
                .sorted()
        }

        static func words(_ line: String) -> [String] {
            var words: [String] = []
            var word: String?
            var isQuoted = false
            for character in line {
                if character == "'" {
                    isQuoted.toggle()
                    word = word ?? ""
                } else if character == " ", !isQuoted {
                    if let finished = word { words.append(finished) }
                    word = nil
                } else {
                    word = (word ?? "") + String(character)
                }
            }
            return words + (word.map { [$0] } ?? [])
        }

        /// A small process with a gate of each kind.
        static let process = """
            turnpike: 1
            process: shop
            label: Sale at the stand
            currency: EUR
            roles: {rep: Seller, boss: Stand owner, cashier: Till}
            fields:
              amount: {type: money, label: Deal value}
              budget: money
              phone: {type: phone, sensitive: true}
              taste: {type: choice, options: [sweet, sour]}
              closed_on: date
            reasons:
              lost: {price: Too expensive, thirst: No longer thirsty}
            signals:
              paid: {sets: [closed_on]}
            activities:
              chat: {kind: call, by: rep, outcomes: [keen, {away: {again: true}}], captures: [taste]}
            gates:
              known:
                label: We know what they want
                needs: [taste]
                done: [{chat: {outcome: [keen]}}]
                check:
                  affordable:
                    that: deal.budget >= deal.amount
                    else: They cannot pay for it.
                  small_glass:
                    that: deal.amount <= 100 EUR
                    else: That is a very large glass.
                    severity: warn
            stages:
              greet: {goal: Learn what they want., probability: 20%, activities: [chat], exit: [known], moves: [sell]}
              sell:
                probability: 60%
                locks: [amount]
                moves: {sold: {by: [cashier]}, paid_up: {to: sold, signal: paid}}
              sold: {outcome: won, probability: 100%}
              gone: {outcome: lost, reason: lost, probability: 0%}
            anywhere:
              moves: {gone: {}}
            permissions: {override: [boss]}
            hooks:
              - {event: deal.won, do: [{notify: {to: "#wins", template: won}}]}
            templates:
              won: {text: "Won: ${deal.name}, ${deal.amount}"}

            """
    }

#endif
