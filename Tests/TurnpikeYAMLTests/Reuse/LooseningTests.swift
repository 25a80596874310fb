import Testing
import Turnpike
import TurnpikeYAML

/// What an overlay changes beside gates: more deals may pass only where it says `loosen: true`.
@Suite struct LooseningTests {
    private static let base = """
        turnpike: 1
        process: base
        currency: EUR
        observed: adopt_with_obligations
        roles: {rep: A rep, boss: A boss, legal: Counsel}
        fields:
          budget: {type: money, label: Budget, min: 10 EUR, max: 1000 EUR}
          share: {type: percent, label: Share, max: 40%}
          code: {type: text, label: Code, pattern: "[A-Z]+", max_length: 8}
          secret: {type: text, label: Secret, sensitive: true}
          double: {type: money, label: Double, compute: deal.budget * 2}
          until: {type: date, label: Until, max: 2026-12-31}
          tier: {type: choice, label: Tier, options: {gold: Gold, silver: Silver}}
        reasons: {lost: {price: Too expensive}}
        activities: {demo: {by: [boss], evidence: true, captures: [{code: required}], outcomes: [held, {failed: {again: true}}], label: Demo, fields: {size: {type: choice, label: Size, options: [s, m]}}}}
        gates: {known: {needs: [code]}}
        stages:
          open: {exit: [known], locks: [code], permissions: {edit: [boss]}, moves: {offer: {by: [boss], ask: [code], at_most: 3}}}
          offer:
            tracks: {legal_track: {stages: {reading: {moves: [agreed]}, agreed: {final: true}}}}
            moves: {won: {when: deal.budget > 50 EUR}}
          parked: {hold: true, moves: {wake: {to: came_from, after: 30 days}}}
          won: {outcome: won, moves: {back: {to: open, within: 30 days}}}
          lost: {outcome: lost, reason: lost}
        anywhere: {moves: [lost, parked]}
        start: {open: {when: deal.budget > 20 EUR}}
        permissions: {move: [rep, boss], override: [boss], edit: {budget: [boss]}, see: {share: [boss]}, assign: [boss]}

        """

    private static func findings(_ overlay: String) -> [Diagnostic] {
        let text = "turnpike: 1\nprocess: region\nextends: base.process.yaml\n\(overlay)\n"
        return FileSet(text, ["base.process.yaml": base]).read().result.diagnostics
    }

    @Test(arguments: [
        "permissions: {move: [rep, boss, legal]}", "permissions: {remove: [move]}",
        "permissions: {override: [boss, rep]}",
        "permissions: {edit: {budget: [boss, rep]}}", "permissions: {edit: {remove: [budget]}}",
        "permissions: {see: {share: [boss, rep]}}", "permissions: {remove: [assign]}", "observed: adopt",
        "stages: {open: {permissions: {edit: [rep]}}}", "stages: {open: {remove: [permissions]}}",
        "stages: {offer: {permissions: {override: [rep]}}}",
        "fields: {budget: {max: 1001 EUR}}", "fields: {budget: {remove: [max]}}", "fields: {budget: {min: 9 EUR}}",
        "fields: {share: {max: 41%}}", "fields: {code: {pattern: \"[A-Z]*\"}}", "fields: {code: {max_length: 9}}",
        "fields: {secret: {sensitive: false}}", "fields: {double: {compute: deal.budget * 3}}",
        "fields: {code: {default: AA}}", "fields: {until: {max: 2027-01-01}}",
        "activities: {demo: {by: [boss, rep]}}", "activities: {demo: {remove: [by]}}",
        "activities: {demo: {evidence: false}}",
        "activities: {demo: {captures: [code]}}", "activities: {demo: {outcomes: {failed: {again: false}}}}",
        "stages: {open: {locks: []}}", "stages: {open: {moves: {offer: {by: [boss, rep]}}}}",
        "stages: {open: {moves: {offer: {ask: []}}}}", "stages: {open: {moves: {offer: {at_most: 4}}}}",
        "stages: {open: {moves: {offer: {remove: [by]}}}}",
        "stages: {offer: {moves: {won: {when: deal.budget > 49 EUR}}}}",
        "stages: {offer: {moves: {won: {remove: [when]}}}}",
        "stages: {won: {moves: {back: {within: 31 days}}}}", "stages: {lost: {remove: [reason]}}",
        "stages: {open: {moves: {fast: {to: won, skips: [offer]}}}}",
        "stages: {open: {moves: {fast: {to: won, skips: all}}}}",
        "fields: {tier: {options: {bronze: Bronze}}}", "fields: {tier: {options: [bronze]}}",
        "activities: {demo: {outcomes: {sent: {}}}}", "activities: {demo: {outcomes: [sent]}}",
        "activities: {demo: {fields: {size: {options: [l]}}}}",
        "start: {offer: {}}", "start: {open: {when: deal.budget > 19 EUR}}", "start: {open: {remove: [when]}}",
        "stages: {open: {moves: {offer: {to: won, skips: [], through: [offer]}}}}",
        "stages: {won: {moves: {back: {to: offer}}}}", "stages: {parked: {moves: {wake: {after: 29 days}}}}",
        "stages: {parked: {moves: {wake: {remove: [after]}}}}",
        "stages: {open: {moves: {offer: {as_soon_as: deal.budget > 5 EUR}}}}",
        "stages: {open: {moves: {quick: {to: offer}}}}", "stages: {open: {moves: {quick: {to: offer, by: [boss]}}}}",
        "stages: {offer: {moves: {sure: {to: won, by: [boss]}}}}",
        "stages: {offer: {outcome: lost}}", "stages: {parked: {remove: [hold]}}",
        "stages: {offer: {tracks: {legal_track: {stages: {reading: {final: true}}}}}}",
        "stages: {offer: {remove: [tracks]}}", "stages: {offer: {tracks: {legal_track: {when: deal.share > 5%}}}}",
    ])
    func whatLetsMorePassSaysSo(_ overlay: String) {
        let found = Self.findings(overlay).filter { $0.code == .overlayLoosens }
        #expect(found.count == 1, "\(Self.findings(overlay).map(\.message))")
        #expect(found.allSatisfy { !$0.notes.isEmpty }, "both places are named")
        let allowed = "loosen: true, "
        guard let brace = overlay.firstIndex(of: "{") else { return }
        // `loosen` in the outermost map is enough for everything inside.
        let loosened = overlay[...brace] + allowed + overlay[overlay.index(after: brace)...]
        #expect(!Self.findings(String(loosened)).contains { $0.code == .overlayLoosens }, "\(loosened)")
    }

    @Test(arguments: [
        "permissions: {move: [rep]}", "permissions: {remove: [override]}",
        "permissions: {edit: {budget: [boss], code: [boss]}}",
        "observed: refuse", "stages: {offer: {permissions: {move: [boss]}}}",
        "fields: {budget: {max: 999 EUR, min: 11 EUR}}", "fields: {share: {max: 39%}}",
        "fields: {code: {max_length: 7}}",
        "fields: {until: {max: 2026-12-30}}", "fields: {budget: {label: Etat}}", "fields: {code: {sensitive: true}}",
        "activities: {demo: {label: Vorführung}}", "stages: {open: {locks: [code, budget]}}",
        "stages: {open: {moves: {offer: {ask: [code, budget], at_most: 2}}}}",
        "stages: {offer: {moves: {won: {when: deal.budget > 51 EUR, by: [boss]}}}}",
        "stages: {won: {moves: {back: {within: 29 days}}}}",
        "fields: {tier: {options: {gold: Best}}}", "activities: {demo: {outcomes: {no_show: {again: true}}}}",
        "start: {open: {when: deal.budget > 21 EUR}}", "stages: {parked: {moves: {wake: {after: 31 days}}}}",
        "stages: {talk: {before: open, moves: [open]}}\nstart: {talk: {}}",
        "stages: {open: {moves: {strict: {to: offer, by: [boss], ask: [code, budget], at_most: 1}}}}",
        "stages: {offer: {moves: {rich: {to: won, when: deal.budget > 500 EUR}}}}",
        "stages: {offer: {moves: {again: {to: open}}}}",
        "stages: {talk: {after: open, moves: [offer]}, open: {moves: {talk: {}, offer: {skips: [talk]}}}}",
    ])
    func whatLetsFewerPassNeedsNoWord(_ overlay: String) {
        let found = Self.findings(overlay)
        #expect(!found.hasErrors, "\(found.map(\.message))")
    }
}
