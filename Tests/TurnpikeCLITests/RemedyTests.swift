#if CLI

    import Testing

    /// What a refusal or an explanation tells people to type does what it says.
    @Suite struct RemedyTests {
        static let process = """
            turnpike: 1
            process: garage
            currency: EUR
            roles: {desk: Desk, chief: Chief}
            fields:
              plate: text
              price: {type: money, label: Price}
              budget: money
              margin: percent
              tongues: {type: choices, options: [de, fr]}
              rival: {type: text, label: Rival}
            reasons: {lost: {beaten: {label: Beaten, ask: [rival]}, gone: Gone}}
            activities:
              test_drive: {kind: visit, outcomes: [fine, noisy], evidence: true, fields: {score: integer, place: text}}
            gates:
              plated: {needs: [plate]}
              driven: {check: {smooth: {that: activities.test_drive.last.score >= 7}}}
              paid_for: {check: {enough: {that: deal.budget >= deal.price}}}
              spoken: {check: {german: {that: "'de' in deal.tongues"}}}
            stages:
              intake: {enter: [plated], exit: [driven, spoken], moves: [repair]}
              repair: {locks: [price], exit: [paid_for, {check: {lean: {that: deal.margin <= 40%}}}], moves: [done]}
              done: {outcome: won, moves: {upsell: {to: care, as_soon_as: deal.budget > 900 EUR}}}
              care: {}
              lost: {outcome: lost, reason: lost}
            anywhere: {moves: {lost: {}}}
            permissions: {edit: {margin: [chief]}}

            """

        static func garage() async throws -> Playground {
            let playground = try await Playground()
            try playground.write("garage.process.yaml", process)
            return playground
        }

        static let opened = "open garage.process.yaml --name Car --key car --set plate=B1 --set price=500"

        @Test func aDealThatIsNotOpenedIsOpenedWithWhatItLacks() async throws {
            let playground = try await Self.garage()
            let run = try await playground.run(
                "open garage.process.yaml --name Car --key car --set price=5 --stage intake"
            )
            #expect(run.status == 3)
            #expect(run.output.contains("refused: open in intake; one thing"))
            let line =
                "turnpike open garage.process.yaml --name Car --key car --set price=5 --stage intake --set plate="
            #expect(run.output.contains(line))
            let elsewhere = try await playground.run(
                "open garage.process.yaml --name Car --set plate=B1 --stage repair"
            )
            #expect(
                elsewhere.output.contains(
                    "turnpike open garage.process.yaml --name Car --set plate=B1 --stage intake\n"
                )
            )
        }

        @Test(arguments: [
            ("set car margin=30% --role desk", "turnpike set car margin=30% --as … --role chief"),
            (
                "do car test_drive --outcome fine --capture score=8",
                "turnpike do car test_drive --outcome fine --capture score=8 --evidence …"
            ),
            ("move car repair", "turnpike do car test_drive --outcome fine --capture score=… --evidence …\n"),
            ("move car repair", "needed   \"de\" in deal.tongues"),
            ("explain car lost", "turnpike move car lost --reason beaten --ask rival="),
        ])
        func eachRemedyIsAWholeCommand(line: String, says: String) async throws {
            let playground = try await Self.garage()
            #expect(try await playground.run(Self.opened).status == 0)
            let run = try await playground.run(line)
            #expect(run.output.contains(says), "\(run.output)")
        }

        @Test func aLockedFieldIsNoRemedy() async throws {
            let playground = try await Self.garage()
            for line in [
                Self.opened, "set car tongues=de budget=400",
                "do car test_drive --outcome fine --capture score=8 --evidence file:a", "move car repair",
            ] {
                #expect(try await playground.run(line).status == 0, "\(line)")
            }
            let run = try await playground.run("move car done")
            #expect(run.output.contains("turnpike set car budget="))
            #expect(!run.output.contains("turnpike set car price="), "\(run.output)")
        }

        @Test func movesByThemselvesAreNotCalledNone() async throws {
            let playground = try await Self.garage()
            for line in [
                Self.opened, "set car tongues=de budget=600 margin=10%",
                "do car test_drive --outcome fine --capture score=8 --evidence file:a", "move car repair",
                "move car done",
            ] {
                #expect(try await playground.run(line).status == 0, "\(line)")
            }
            let run = try await playground.run("move car lost")
            #expect(run.output.contains("what leads on from here happens by itself"), "\(run.output)")
        }

        @Test func aConditionThatFailsHidesNeitherTheDealNorItsOtherMoves() async throws {
            let playground = try await Playground()
            try playground.write("ratio.process.yaml", Self.ratio)
            #expect(try await playground.run("open ratio.process.yaml --name R --key ratio --set n=0").status == 0)
            let show = try await playground.run("show ratio")
            #expect(show.status == 0)
            let explain = try await playground.run("explain ratio")
            #expect(explain.status == 0)
            #expect(
                explain.output.contains("ratio.process.yaml:5:40: '10 / deal.n > 3': divide by zero"),
                "\(explain.output)"
            )
            #expect(explain.output.contains("turnpike move ratio away"))
            // The move itself is still an error with its place, and no refusal.
            #expect(try await playground.run("move ratio won").status == 1)
            #expect(try await playground.run("move ratio away").status == 0)
        }

        static let signed = """
            turnpike: 1
            process: signed
            roles: {rep: Rep}
            fields:
              blocker: {type: text, label: Blocker}
              paper: {type: file, label: Paper}
            signals: {contract_signed: {sets: [paper]}}
            gates: {free: {check: {clear: {that: "!has(deal.blocker)", else: Something is in the way.}}}}
            stages:
              talk: {exit: [free], moves: [offer]}
              offer: {moves: {won: {signal: contract_signed}, away: {}}}
              won: {outcome: won}
              away: {outcome: lost}

            """

        /// What must go is removed, and what somebody else must send is sent: the command that is told does it.
        @Test func aFieldIsClearedAndASignalIsSentAsTold() async throws {
            let playground = try await Playground()
            try playground.write("signed.process.yaml", Self.signed)
            #expect(try await playground.run("open signed.process.yaml --name D --key d --set blocker=x").status == 0)
            let blocked = try await playground.run("move d offer")
            #expect(blocked.status == 3)
            #expect(blocked.output.contains("turnpike set d blocker=\n"), "\(blocked.output)")
            #expect(try await playground.run("move d offer --format json").output.contains(#""kind":"clear""#))
            #expect(try await playground.run("set d blocker=").status == 0)
            #expect(try await playground.run("move d offer").status == 0)
            let waiting = try await playground.run("move d won")
            #expect(waiting.status == 3)
            #expect(waiting.output.contains("turnpike signal d contract_signed"), "\(waiting.output)")
            #expect(try await playground.run("move d won --format json").output.contains(#""kind":"signal""#))
            #expect(try await playground.run("signal d contract_signed").status == 0)
            #expect(try await playground.run("show d --format json").output.contains(#""stage":"won""#))
        }

        static let ratio = """
            turnpike: 1
            process: ratio
            fields: {n: integer}
            stages:
              here: {exit: [{check: {ratio: {that: 10 / deal.n > 3}}}], moves: [won]}
              won: {outcome: won}
              away: {outcome: lost}
            anywhere: {moves: {away: {}}}

            """

        @Test(arguments: ["[1,2", "[a]"]) func brokenJSONIsNoList(text: String) async throws {
            let playground = try await Playground()
            try playground.write("lists.process.yaml", Self.lists)
            let run = try await playground.run(["open", "lists.process.yaml", "--name", "L", "--set", "tags=\(text)"])
            #expect(run.status == 2)
            #expect(run.errors.contains("tags holds a list"), "\(run.errors)")
        }

        static let lists = """
            turnpike: 1
            process: lists
            fields: {tags: {type: list, of: text, label: Tags}}
            stages:
              here: {moves: [won, away]}
              won: {outcome: won}
              away: {outcome: lost}

            """

        @Test func aStoreIsOneFileOnceTheCommandHasEnded() async throws {
            let playground = try await Playground(opening: true)
            #expect(playground.files.filter { $0.hasPrefix("deals.db") } == ["deals.db"])
        }
    }

#endif
