import Testing
import Turnpike
import TurnpikeYAML

/// Every code of packs and overlays has a text that triggers exactly it.
@Suite struct ReuseFixtureTests {
    private static let base = """
        turnpike: 1
        process: base
        currency: EUR
        roles: {rep: A rep, boss: A boss}
        fields: {budget: {type: money, label: Budget}, amount: {type: money, label: Amount}, vip: {type: bool, label: VIP}}
        activities: {demo: {label: Demo, outcomes: [held, failed]}}
        gates:
          funded:
            needs: [budget, amount]
            done: [{demo: {outcome: [held], at_least: 2, within: 30 days}}]
            check: {enough: {that: deal.budget >= 1000 EUR && deal.amount > 5 EUR}}
          known: {needs: [vip]}
        approvals: {discount: {steps: [boss]}}
        stages:
          open: {exit: [funded, known], moves: [offer]}
          offer: {moves: {won: {by: [boss]}}}
          won: {outcome: won}
          lost: {outcome: lost}
        anywhere: {moves: [lost]}
        permissions: {move: [rep, boss]}

        """
    private static let pack = "turnpike: 1\npack: extra\nfields: {budget: money}\ngates: {known: {needs: [budget]}}\n"
    private static let plain = "turnpike: 1\nprocess: p\nstages: {open: {moves: [won]}, won: {outcome: won}}\n"
    private static func overlay(_ text: String) -> String {
        "turnpike: 1\nprocess: region\nextends: base.process.yaml\n" + text
    }
    private static func loosening(_ text: String) -> FileSet {
        FileSet(overlay(text), ["base.process.yaml": base], .init("1️⃣", "TP1775"))
    }

    static let all: [FileSet] = [
        FileSet(plain + "uses: [1️⃣packs/none.yaml]\n", [:], .init("1️⃣", "TP1770")),
        FileSet(plain + "uses: [1️⃣../out.yaml]\n", ["out.yaml": pack], .init("1️⃣", "TP1770")),
        FileSet(plain + "uses: [1️⃣/etc/passwd.yaml]\n", [:], .init("1️⃣", "TP1770")),
        FileSet(plain + "uses: [1️⃣packs/bant.txt]\n", ["bant.txt": pack], .init("1️⃣", "TP1770")),
        FileSet(overlay(""), ["other.yaml": base], .init("1️⃣", "TP1770")).with("extends: base", "extends: 1️⃣base"),
        // Circles: of packs, of overlays, and of a file with itself.
        FileSet(
            plain + "uses: [a.yaml]\n",
            ["a.yaml": "turnpike: 1\npack: a\nuses: [b.yaml]\n", "b.yaml": "turnpike: 1\npack: b\nuses: [1️⃣a.yaml]\n"],
            .init("1️⃣", "TP1771")
        ),
        FileSet(plain + "uses: [1️⃣t.process.yaml]\n", [:], .init("1️⃣", "TP1771")),
        FileSet(
            overlay(""),
            ["base.process.yaml": "turnpike: 1\nprocess: base\nextends: 1️⃣t.process.yaml\n"],
            .init("1️⃣", "TP1771")
        ),
        FileSet(plain + "extends: 1️⃣t.process.yaml\n", [:], .init("1️⃣", "TP1771")),
        FileSet(
            plain + "uses: [a.yaml, b.yaml]\n",
            ["a.yaml": "turnpike: 1\npack: one\n", "b.yaml": "turnpike: 1\npack: 1️⃣one\n"],
            .init("1️⃣", "TP1772")
        ),
        FileSet(
            plain + "uses: [a.yaml]\nfields: {extra: {type: text, label: Extra}}\n",
            ["a.yaml": pack.replacing("pack: extra", with: "pack: 1️⃣extra")],
            .init("1️⃣", "TP1772")
        ),
        FileSet(plain + "uses: [1️⃣b.process.yaml]\n", ["b.process.yaml": base], .init("1️⃣", "TP1773")),
        FileSet(plain + "uses: [1️⃣b.yaml]\n", ["b.yaml": "fields: {}\n"], .init("1️⃣", "TP1773")),
        FileSet(overlay(""), ["base.process.yaml": "1️⃣pack: extra\n"], .init("1️⃣", "TP1773")),
        FileSet("turnpike: 1\n1️⃣pack: extra\nfields: {budget: money}\n", [:], .init("1️⃣", "TP1773")),
        // What an overlay may not do without saying so.
        loosening("gates: {funded: {needs: 1️⃣[budget]}}\n"),
        loosening("gates: {funded: {check: {enough: {that: \"1️⃣deal.budget >= 999 EUR && deal.amount > 5 EUR\"}}}}\n")
            .with("\"1️⃣deal", "1️⃣\"deal"),
        loosening("gates: {funded: {check: {enough: {severity: 1️⃣warn}}}}\n").with(
            "{severity: 1️⃣warn",
            "{1️⃣severity: warn"
        ),
        loosening("gates: {funded: {done: 1️⃣[{demo: {outcome: [held], at_least: 1, within: 30 days}}]}}\n"),
        loosening("gates: {funded: {done: 1️⃣[{demo: {outcome: [held], at_least: 2, within: 31 days}}]}}\n"),
        loosening("gates: {funded: {done: 1️⃣[{demo: {outcome: [held, failed], at_least: 2, within: 30 days}}]}}\n"),
        loosening("gates: {funded: {1️⃣when: deal.vip}}\n"),
        loosening("gates: {funded: {check: {remove: [1️⃣enough]}}}\n").with(
            "{check: {remove: [1️⃣enough]}}",
            "{1️⃣check: {remove: [enough]}}"
        )
        .with("1️⃣check: {remove: [enough]}", "check: {remove: [enough]}").with("{funded:", "{1️⃣funded:"),
        loosening("gates: {remove: [1️⃣known]}\nstages: {open: {loosen: true, exit: [funded]}}\n"),
        loosening("approvals: {discount: {steps: 1️⃣[rep]}}\n"),
        loosening("stages: {open: {exit: 1️⃣[funded]}}\n"),
        loosening("stages: {open: {remove: [exit]}}\n").with("{open:", "{1️⃣open:"),
        FileSet(
            overlay("stages: {1️⃣review: {moves: [won]}}\nstart: {open: {}, review: {loosen: true}}\n"),
            ["base.process.yaml": base],
            .init("1️⃣", "TP1776")
        ),
        FileSet(
            overlay("stages: {review: {after: 1️⃣ofer, moves: [won]}}\nstart: {open: {}, review: {loosen: true}}\n"),
            ["base.process.yaml": base],
            .init("1️⃣", "TP1776", repairedBy: "offer")
        ),
        FileSet(overlay("stages: {offer: {1️⃣after: won}}\n"), ["base.process.yaml": base], .init("1️⃣", "TP1776"))
            .with("stages: {offer: {1️⃣after: won}}", "stages: {won: {1️⃣after: open}}"),
        FileSet(
            overlay("fields: {remove: [1️⃣vipp]}\n"),
            ["base.process.yaml": base],
            .init("1️⃣", "TP1777", repairedBy: "vip")
        ),
        FileSet(
            overlay("roles: {remove: [1️⃣boss], boss: The boss}\nstages: {offer: {moves: {won: {by: [boss]}}}}\n"),
            ["base.process.yaml": base],
            .init("1️⃣", "TP1778")
        ),
        FileSet(
            plain.replacing("stages: {", with: "stages: {open: {moves: [won], 1️⃣before: won}, "),
            [:],
            .init("1️⃣", "TP1779")
        )
        .with(", open: {moves: [won]}", ""),
        FileSet(plain + "1️⃣loosen: true\n", [:], .init("1️⃣", "TP1779")),
    ]

    @Test(arguments: all) func aFindingStandsInTheFileOfItsCause(_ files: FileSet) {
        files.check()
    }

    /// The codes of the fixtures, and that of a test of its own below.
    static let covered = Set(all.flatMap(\.expected).map { String($0.description.prefix(6)) }).union(["TP1774"])

    @Test func everyCodeHasAFixture() {
        let covered = Self.covered
        let codes = DiagnosticCode.all.map(\.id).filter { "TP1770" <= $0 && $0 < "TP1780" }
        #expect(codes.filter { !covered.contains($0) }.isEmpty)
        #expect(codes.count == 10)
    }

    @Test func aRowOfFilesEnds() {
        var packs: [SourceFile] = []
        var bases: [SourceFile] = []
        for index in 1...12 {
            packs.append(
                SourceFile(name: "p\(index).yaml", text: "turnpike: 1\npack: p\(index)\nuses: [p\(index + 1).yaml]\n")
            )
            bases.append(
                SourceFile(
                    name: "b\(index).yaml",
                    text: "turnpike: 1\nprocess: b\(index)\nextends: b\(index + 1).yaml\n"
                )
            )
        }
        for (line, files) in [("uses: [p1.yaml]", packs), ("extends: b1.yaml", bases)] {
            let file = ProcessFile(SourceFile(name: "t.process.yaml", text: Self.plain + line + "\n"), with: files)
            #expect(file.diagnostics.map(\.code.id) == ["TP1774"])
        }
    }
}

extension FileSet {
    /// The same with other words in the process file.
    func with(_ old: String, _ new: String) -> FileSet {
        var copy = self
        copy.main = copy.main.replacing(old, with: new)
        return copy
    }
}
