import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

@Suite struct ReuseTests {
    private static let base = """
        turnpike: 1
        process: base
        version: 3
        currency: EUR
        roles: {rep: A rep, boss: A boss}
        fields: {budget: money, amount: {type: money, label: Amount}, vip: {type: bool, label: VIP}}
        reasons: {lost: [price, {other: Another reason}]}
        activities: {demo: {label: Demo, outcomes: [held, failed]}}
        gates:
          funded:
            needs: [budget]
            done: [{demo: {outcome: [held], at_least: 1, within: 30 days}}]
            check: {enough: {that: deal.budget >= 1000 EUR}}
        stages:
          open: {exit: [funded], moves: [offer]}
          offer: {moves: [won]}
          won: {outcome: won}
          lost: {outcome: lost, reason: lost}
        anywhere: {moves: [lost]}
        permissions: {move: [rep, boss]}

        """

    private func process(_ text: String, _ files: KeyValuePairs<String, String>) throws -> SalesProcess {
        let result = FileSet(text, files).read().result
        #expect(result.diagnostics.isEmpty, "\(DiagnosticRenderer().render(result.diagnostics, in: result.sources))")
        return try #require(result.process)
    }

    private func overlay(_ text: String) throws -> SalesProcess {
        try process(
            "turnpike: 1\nprocess: region\nextends: base.process.yaml\n" + text,
            ["base.process.yaml": Self.base]
        )
    }

    @Test func anOverlayThatSaysNothingMeansItsBase() throws {
        let region = try overlay("")
        #expect(region.id == "region")
        #expect(region.version == 3)
        #expect(region.stages.map(\.id) == ["open", "offer", "won", "lost"])
    }

    @Test func mapsMergeByIdInShortAndLongForm() throws {
        let region = try overlay(
            """
            version: 4
            roles: {rep: Vendeur, legal: {label: Legal}}
            fields: {amount: {max: 500 EUR}, budget: {label: Budget}, vip: {type: bool}}
            reasons: {lost: {price: {label: Trop cher}, rival: {ask: [vip]}}}
            stages: {offer: {moves: {won: {by: [legal], loosen: true}}}}

            """
        )
        #expect(region.version == 4)
        #expect(region.roles.map(\.label) == ["Vendeur", "A boss", "Legal"])
        let amount = region[try #require(region.field("amount"))]
        #expect(amount.label == "Amount")
        #expect(amount.limits.maximum == Money("500 EUR").map { .money($0) })
        #expect(region[try #require(region.field("budget"))].label == "Budget")
        #expect(region.reasonLists[0].reasons.map(\.label) == ["Trop cher", "Another reason", "rival"])
        #expect(region.moves.contains { $0.id == "won" && $0.by != nil })
    }

    @Test func newStagesStandWhereTheySay() throws {
        let region = try overlay(
            """
            stages:
              legal: {after: open, exit: [{needs: [vip]}], moves: {offer: {skips: [security]}}}
              security: {after: open, moves: [offer]}
              talk: {before: won, moves: [won]}
              open: {loosen: true, moves: {legal: {}, security: {skips: [legal]}, offer: {skips: [legal, security]}}}
              offer: {moves: {talk: {}, won: {skips: [talk]}}}

            """
        )
        #expect(region.stages.map(\.id) == ["open", "legal", "security", "offer", "talk", "won", "lost"])
    }

    @Test func removingTakesAwayByIdAndListsReplace() throws {
        let region = try overlay(
            """
            roles: {remove: [boss]}
            permissions: {move: [rep]}
            reasons: {lost: [too_late]}
            anywhere: {moves: {remove: [lost]}}
            stages: {open: {moves: [offer, lost]}}

            """
        )
        #expect(region.roles.map(\.id) == ["rep"])
        #expect(region.reasonLists[0].reasons.map(\.id) == ["too_late"])
    }

    /// What tightens needs no word; the fixtures show what loosens.
    @Test(arguments: [
        "gates: {funded: {needs: [budget, amount]}}",
        "gates: {funded: {needs: [amount, budget], all: [more]}, more: {needs: [vip]}}",
        "gates: {funded: {done: [{demo: {outcome: [held], at_least: 2, within: 20 days}}, {demo: {}}]}}",
        "gates: {funded: {check: {enough: {that: deal.budget >= 1000.01 EUR}}}}",
        "gates: {funded: {check: {enough: {that: deal.budget >= 1000 EUR, else: Mehr Budget.}}}}",
        "gates: {funded: {check: {known: {that: deal.vip}}}}",
        "gates: {funded: {label: Funded, override: never}}",
        "gates: {funded: {loosen: true, needs: [vip]}}",
        "gates: {funded: {loosen: true, check: {remove: [enough]}}}",
        "gates: {loosen: true, remove: [funded]}\nstages: {loosen: true, open: {remove: [exit]}}",
        "stages: {open: {exit: [funded, {needs: [vip]}]}}",
        "stages: {open: {exit: [{needs: [vip]}], loosen: true}}\ngates: {loosen: true, remove: [funded]}",
    ])
    func whatTightensNeedsNoWord(_ text: String) throws {
        // A field that the gate no longer reads is unused, which is a warning.
        let files = FileSet(
            "turnpike: 1\nprocess: region\nextends: base.process.yaml\n" + text + "\n",
            ["base.process.yaml": Self.base]
        )
        let result = files.read().result
        let shown = DiagnosticRenderer().render(result.diagnostics, in: result.sources)
        #expect(!result.diagnostics.hasErrors && result.process != nil, "\(shown)")
    }

    @Test(arguments: [
        ("deal.a > 6", "deal.a > 5", true), ("deal.a > 4", "deal.a > 5", false), ("5 < deal.a", "4 < deal.a", true),
        ("deal.a < 5", "deal.a < 6", true), ("deal.a <= 7", "deal.a <= 6", false), ("6 > deal.a", "7 > deal.a", true),
        ("!(deal.a < 6)", "!(deal.a < 5)", true), ("!(deal.a < 4)", "!(deal.a < 5)", false),
        ("deal.a > 6 && deal.b", "deal.a > 5 && deal.b", true), ("deal.a > 6 || deal.b", "deal.a > 5 || deal.b", true),
        ("deal.a  >  5", "deal.a > 5", true), ("deal.a >= 5", "deal.a > 5", false),
        ("deal.a > 5 && deal.b", "deal.a > 5", false),
        ("deal.a == 6", "deal.a == 5", false), ("deal.a > deal.b * 2", "deal.a > deal.b * 1", false),
        ("deal.a > 6 EUR", "deal.a > 5 EUR", true), ("deal.a > 6 EUR", "deal.a > 5 USD", false),
        ("deal.a < 10%", "deal.a < 15%", true),
        ("deal.b ? deal.a > 6 : deal.a > 2", "deal.b ? deal.a > 5 : deal.a > 2", true),
        ("deal.l.exists(x, x > 6)", "deal.l.exists(x, x > 5)", false), ("deal.a > 5 +", "deal.a > 5", false),
    ])
    func aBoundThatMovesTightensOneWay(new: String, old: String, isTight: Bool) {
        #expect(ConditionComparison.isAsTight(new, as: old) == isTight)
    }

    @Test func overlaysLieOverOneAnother() throws {
        let region = try process(
            "turnpike: 1\nprocess: city\nextends: regions/region.process.yaml\nfields: {vip: {label: Very important}}\n",
            [
                "region.process.yaml":
                    "turnpike: 1\nprocess: region\nextends: base.process.yaml\nstages: {talk: {after: open, moves: [offer]}, open: {moves: {offer: {skips: [talk]}, talk: {}}}}\n",
                "base.process.yaml": Self.base,
            ]
        )
        #expect(region.stages.map(\.id) == ["open", "talk", "offer", "won", "lost"])
        #expect(region[try #require(region.field("vip"))].label == "Very important")
    }

    private static let packed = """
        turnpike: 1
        process: packed
        currency: EUR
        uses: [packs/money.yaml]
        fields: {amount: money, budget: {type: text, label: "The process's own"}}
        gates: {own: {needs: [money.budget], check: {far: {that: deal.money.budget > 5 EUR && activities.money.ask.done}}}}
        stages:
          open: {activities: [money.ask], exit: [money.enough, own], moves: [won]}
          won: {outcome: won}
        hooks: [{event: activity.done money.ask, do: [{notify: {to: owner, text: "${deal.money.budget}"}}]}]

        """
    private static let money = """
        turnpike: 1
        pack: money
        records: {line: {price: money}}
        fields: {budget: money, lines: {type: list, of: line}}
        activities: {ask: {captures: [budget]}}
        signals: {paid: {sets: [budget]}}
        gates:
          enough:
            needs: [budget, amount]
            done: [ask]
            check: {covers: {that: deal.budget >= deal.amount, else: "Only ${deal.budget}."}}
          never_used: {all: [enough]}

        """

    @Test func aPackSeesItsOwnNamesFirst() throws {
        let process = try process(Self.packed, ["money.yaml": Self.money])
        #expect(process.fields.map(\.id) == ["amount", "budget", "money.budget", "money.lines"])
        let gate = process[try #require(process.gate("money.enough"))]
        #expect(
            gate.criteria.map(\.id) == [
                "money.enough.needs.budget", "money.enough.needs.amount", "money.enough.done.ask",
                "money.enough.check.covers",
            ]
        )
        guard case .needs(.field(let field)) = gate.criteria[0].kind else {
            Issue.record("the first criterion is a field")
            return
        }
        #expect(process[field].id == "money.budget")
        guard case .list(.record(let record)) = process[try #require(process.field("money.lines"))].type else {
            Issue.record("the lines are records")
            return
        }
        #expect(record.id == "money.line")
    }

    @Test func aMistakeInAPackIsShownInItsFile() {
        FileSet(
            Self.packed,
            ["money.yaml": Self.money.replacing("needs: [budget, amount]", with: "needs: [1️⃣budgt, amount]")],
            .init("1️⃣", "TP1243", repairedBy: "budget")
        ).check()
        FileSet(
            Self.packed,
            ["money.yaml": Self.money.replacing("that: deal.budget", with: "that: deal.1️⃣budgett")],
            .init("1️⃣", "TP1303", repairedBy: "budget")
        ).check()
        FileSet(
            Self.packed.replacing("needs: [money.budget]", with: "needs: [1️⃣money.budgt]"),
            ["money.yaml": Self.money],
            .init("1️⃣", "TP1243", repairedBy: "money.budget")
        ).check()
        FileSet(
            Self.packed,
            ["money.yaml": Self.money + "1️⃣stages: {}\n"],
            .init("1️⃣", "TP1201")
        ).check()
    }

    @Test func theDigestCoversWhatIsPutTogether() throws {
        let first = try process(Self.packed, ["money.yaml": Self.money]).digest
        let same = try process(Self.packed, ["money.yaml": "# A remark\n" + Self.money]).digest
        let other = try process(
            Self.packed,
            ["money.yaml": Self.money.replacing(">= deal.amount", with: "> deal.amount")]
        )
        #expect(first == same)
        #expect(first != other.digest)
        let region = try overlay("").digest
        #expect(try overlay("gates: {funded: {check: {enough: {that: deal.budget >= 2000 EUR}}}}\n").digest != region)
    }

    /// A store keeps all files, and compiles them again to the same process.
    @Test func allFilesAreKeptAndReadAgain() throws {
        let process = try process(
            "turnpike: 1\nprocess: region\nextends: base.process.yaml\nuses: [a/x.yaml, b/x.yaml]\n",
            [
                "base.process.yaml": Self.base, "x.yaml": "turnpike: 1\npack: one\n",
                "b/x.yaml": "turnpike: 1\npack: two\nfields: {f: {type: text, label: F}}\n",
            ]
        )
        #expect(process.sources.files.count == 4)
        let stored = StoredDefinition(
            process: process.id,
            version: process.version,
            digest: process.digest,
            language: 1,
            sources: process.sources.files.map { file in
                .init(name: file.name.split(separator: "/").last.map(String.init) ?? "", text: file.bytes)
            },
            registered: .min
        )
        #expect(try SalesProcess(stored).digest == process.digest)
    }

    // MARK: The whole as one file

    @Test func theEffectiveTextMeansTheSameAndKnowsItsOrigin() throws {
        let (file, result) = FileSet(
            "turnpike: 1\nprocess: region\nextends: base.process.yaml\nroles: {rep: Vendeur}\nstages:\n  talk: {after: open, moves: [offer]}\n  open: {moves: {offer: {skips: [talk]}, talk: {}}}\n",
            ["base.process.yaml": Self.base]
        ).read()
        let text = file.effectiveLines.map(\.text).joined(separator: "\n") + "\n"
        let whole = try SalesProcess(yaml: text)
        #expect(whole.digest == result.process?.digest, "\(text)")
        func origin(_ words: String) -> String? {
            file.effectiveLines.first {
                $0.text.hasPrefix("  " + words) || $0.text.hasPrefix("roles:") && $0.text.contains(words)
            }.flatMap { file.sources.place(of: $0.origin) }
        }
        #expect(origin("rep: Vendeur")?.hasPrefix("t.process.yaml:4") == true)
        #expect(origin("boss: A boss")?.hasPrefix("base.process.yaml:5") == true)
        #expect(origin("talk:")?.hasPrefix("t.process.yaml:6") == true)
    }

    /// A list stands in the place of the base's: its line is where the overlay wrote it.
    @Test func aListOfTheOverlayIsShownWithItsPlace() {
        let base = """
            turnpike: 1
            process: base
            fields: {a: {type: text, label: A}, b: {type: text, label: B}}
            gates: {known: {label: Known, needs: [a]}}
            stages: {open: {exit: [known], moves: [won]}, won: {outcome: won}}
            """
        let overlay = "turnpike: 1\nprocess: region\nextends: base.process.yaml\ngates:\n  known:\n    needs: [a, b]\n"
        let file = FileSet(overlay, ["base.process.yaml": base]).read().file
        func place(_ words: String) -> String? {
            file.effectiveLines.first { $0.text.contains(words) }.flatMap { file.sources.place(of: $0.origin) }
        }
        #expect(place("needs: [a, b]")?.hasPrefix("t.process.yaml:6") == true)
        #expect(place("label: Known")?.hasPrefix("base.process.yaml:4") == true)
    }

    @Test(arguments: ExampleTests.files) func theEffectiveTextOfAnExampleMeansTheSame(path: String) throws {
        let file = ProcessFile(path: path)
        guard file.diagnostics.isEmpty, try SalesProcess(contentsOf: path).sources.files.count == 1 else { return }
        let text = file.effectiveLines.map(\.text).joined(separator: "\n") + "\n"
        #expect(try SalesProcess(yaml: text).digest == SalesProcess(contentsOf: path).digest)
    }

    @Test func theEffectiveTextShowsPacksUnderTheirIds() {
        let file = FileSet(Self.packed, ["money.yaml": Self.money]).read().file
        let lines = file.effectiveLines
        #expect(lines.contains { $0.text == "  money.budget: money" && file.sources[$0.origin]?.name == "money.yaml" })
        #expect(!lines.contains { $0.text.hasPrefix("uses") })
    }
}
