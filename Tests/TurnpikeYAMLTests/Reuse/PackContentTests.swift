import Testing
import Turnpike
import TurnpikeYAML

/// Approvals and rules of a score in packs, and what processes and overlays change in a pack.
@Suite struct PackContentTests {
    private static let pack = """
        turnpike: 1
        pack: desk
        roles: {pricer: Pricing}
        fields: {margin: {type: percent, label: Margin}}
        approvals:
          price: {steps: [pricer, {when: deal.margin < 5%, of: [boss]}], resets_on: [margin]}
        gates:
          agreed: {when: deal.margin < 20%, approval: price}
          asked: {check: {pending: {that: approvals.price.pending || deal.margin > 1%}}}
        score:
          healthy: {add: 10, when: deal.margin > 30%}

        """
    private static let main = """
        turnpike: 1
        process: shop
        uses: [packs/desk.yaml]
        roles: {boss: A boss}
        score: {min: 0, bands: {cold: 0, warm: 10}, own: {add: 1}}
        stages:
          open: {exit: [desk.agreed], moves: {won: {as_soon_as: approvals.desk.price.granted}, by_hand: {to: won}}}
          won: {outcome: won}
          lost: {outcome: lost}
        anywhere: {moves: [lost]}
        hooks: [{event: approval.granted desk.price, do: [{notify: {to: owner, text: "${deal.name}"}}]}]

        """

    private static func read(_ main: String, _ files: KeyValuePairs<String, String>) -> CompileResult {
        FileSet(main, files).read().result
    }

    @Test func aPackHoldsApprovalsAndRulesOfAScore() throws {
        let result = Self.read(Self.main, ["desk.yaml": Self.pack])
        let shown = DiagnosticRenderer().render(result.diagnostics, in: result.sources)
        let process = try #require(result.process, "\(shown)")
        #expect(result.diagnostics.isEmpty, "\(shown)")
        #expect(process.approvals.map(\.id) == ["desk.price"])
        #expect(process.approvals[0].steps.count == 2)
        #expect(process.approvals[0].resets.map { process[$0.field].id } == ["desk.margin"])
        #expect(process.score?.rules.map(\.id) == ["own", "desk.healthy"])
        let gate = process[try #require(process.gate("desk.agreed"))]
        #expect(gate.criteria.map(\.id) == ["desk.agreed.approval.price"])
    }

    @Test func whatThePointsMeanTheProcessSays() {
        let files = FileSet(
            Self.main,
            ["desk.yaml": Self.pack.replacingFirst("score:\n", "score:\n  1️⃣max: 50\n")],
            .init("1️⃣", "TP1773")
        )
        #expect(files.read().result.diagnostics.contains { $0.code == .reuseKind })
    }

    @Test func aProcessAndItsOverlaysRefineAPack() throws {
        let region = """
            turnpike: 1
            process: region
            extends: shop.process.yaml
            packs: {desk: {gates: {agreed: {needs: [margin]}}, fields: {margin: {max: 60%}}}}

            """
        let shop = Self.main + "packs: {desk: {gates: {asked: {label: Asked for}}}}\n"
        let files = FileSet(region, ["shop.process.yaml": shop, "desk.yaml": Self.pack]).read()
        let result = files.result
        let shown = DiagnosticRenderer().render(result.diagnostics, in: result.sources)
        let process = try #require(result.process, "\(shown)")
        #expect(result.diagnostics.isEmpty, "\(shown)")
        let gate = process[try #require(process.gate("desk.agreed"))]
        #expect(gate.criteria.map(\.id) == ["desk.agreed.needs.margin", "desk.agreed.approval.price"])
        #expect(process[try #require(process.gate("desk.asked"))].label == "Asked for")
        let margin = process[try #require(process.field("desk.margin"))]
        #expect(margin.limits.maximum != nil)
        let lines = files.file.effectiveLines
        let needs = try #require(lines.first { $0.text.contains("needs: [margin]") })
        #expect(result.sources[needs.origin]?.name == "t.process.yaml")
        #expect(
            lines.contains { $0.text.contains("desk.price:") } && lines.contains { $0.text.contains("desk.healthy:") }
        )
        #expect(!lines.contains { $0.text.hasPrefix("packs:") || $0.text.hasPrefix("uses:") })
    }

    @Test(arguments: [
        ("packs: {desk: {gates: {agreed: {when: deal.margin < 10%}}}}", "TP1775"),
        ("packs: {desk: {approvals: {price: {steps: [pricer]}}}}", "TP1775"),
        ("packs: {desk: {gates: {remove: [agred]}}}", "TP1777"),
        ("packs: {dsk: {gates: {agreed: {needs: [margin]}}}}", "TP1777"),
        ("packs: {desk: {gates: {agreed: {needs: [margn]}}}}", "TP1243"),
        ("packs: [desk]", "TP1203"), ("packs: {desk: {uses: [x.yaml]}}", "TP1201"),
    ])
    func aRefinementIsCheckedLikeAnOverlay(_ text: String, _ code: String) {
        let found = Self.read(Self.main + text + "\n", ["desk.yaml": Self.pack]).diagnostics
        #expect(found.map(\.code.id).contains(code), "\(found.map { "\($0.code.id) \($0.message)" })")
    }

    @Test func loosenIsSaidInARefinementToo() {
        let text = "packs: {desk: {gates: {agreed: {loosen: true, when: deal.margin < 10%}}}}\n"
        #expect(!Self.read(Self.main + text, ["desk.yaml": Self.pack]).diagnostics.hasErrors)
    }

    /// A pack that cannot be read hides what only it explains, and nothing else.
    @Test func aPackThatCannotBeReadHidesNothingElse() {
        let text = """
            turnpike: 1
            process: shop
            uses: [packs/none.yaml]
            roles: [rep]
            fields: {a: {type: text, label: A}}
            gates: {x: {needs: [b, none.c], check: {y: {that: deal.q == "x" && deal.none.z == "y"}}}}
            stages:
              open: {exit: [x, z, none.complete], moves: {won: {by: [rip, none.r]}}}
              won: {outcome: won}

            """
        let found = Self.read(text, [:]).diagnostics
        let messages = found.map(\.message)
        #expect(found.first?.code == .reuseUnreadable)
        for name in ["'b'", "'z'", "'rip'", "'q'"] {
            #expect(messages.contains { $0.contains(name) }, "\(name) in \(messages)")
        }
        #expect(!messages.contains { $0.contains("none.c") || $0.contains("none.r") || $0.contains("complete") })
    }

    @Test func aCircleNamesBothPlaces() {
        let own = Self.read("turnpike: 1\nprocess: t\nextends: t.process.yaml\n", ["t.process.yaml": ""]).diagnostics
        #expect(own.allSatisfy { $0.code != .reuseCycle || !$0.notes.isEmpty })
    }
}

extension String {
    fileprivate func replacingFirst(_ words: String, _ other: String) -> String {
        guard let range = firstRange(of: words) else { return self }
        return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
