import Testing
import Turnpike

@testable import TurnpikeScenarios

/// A scenario file in which « and » mark the words that a finding is expected about.
struct WrongFile: Sendable, CustomTestStringConvertible {
    var text: String
    var code: String
    var repair: String?

    init(_ text: String, _ code: String, repair: String? = nil) {
        self.text = text
        self.code = code
        self.repair = repair
    }

    var testDescription: String { "\(code): \(text)" }

    /// Scenarios that are right but for one thing.
    static let all: [WrongFile] = [
        // Keys.
        .init("«scenaros»: []", "TP1601", repair: "scenarios"),
        .init("scenarios: [{name: a, «expects»: {stage: open}, expect: {stage: open}}]", "TP1601", repair: "expect"),
        .init("scenarios: [{name: a, expect: {«stag»: open}}]", "TP1601", repair: "stage"),
        .init("scenarios: [{name: a, given: {«amont»: 5 EUR}, expect: {stage: open}}]", "TP1601", repair: "amount"),
        .init("scenarios: [{name: a, as: {«rols»: [rep]}, expect: {stage: open}}]", "TP1601", repair: "roles"),
        .init("scenarios: [{name: a, do: [{«mov»: offer}], expect: {stage: open}}]", "TP1601", repair: "move"),
        .init("scenarios: [{name: a, expect: {events: {«includ»: []}}}]", "TP1601", repair: "includes"),
        // What is missing.
        .init("«process»: sample", "TP1602"),
        .init("scenarios: [{«do»: [{comment: x}], expect: {stage: open}}]", "TP1602"),
        .init("scenarios: [{name: «a», do: [{comment: x}]}]", "TP1602"),
        .init("scenarios: [{name: a, do: [{override: «offer»}], expect: {stage: open}}]", "TP1602"),
        .init("scenarios: [{name: a, given: {done: [«call»]}, expect: {stage: open}}]", "TP1602"),
        .init("scenarios:\n  - name: a\n    given:\n      «budget»:\n    expect: {stage: open}", "TP1112"),
        // Kinds.
        .init("scenarios: «{name: a}»", "TP1603"),
        .init("«- a»", "TP1603"),
        .init("scenarios: [«a»]", "TP1603"),
        .init("scenarios: [{name: a, do: «{move: offer}», expect: {stage: open}}]", "TP1603"),
        .init(
            "scenarios: [{name: a, given: {done: [«{call: interested, review: x}»]}, expect: {stage: open}}]",
            "TP1603"
        ),
        // Values.
        .init("scenarios: [{name: a, given: {amount: «a lot»}, expect: {stage: open}}]", "TP1604"),
        .init("scenarios: [{name: a, given: {«expected»: 5 EUR}, expect: {stage: open}}]", "TP1604"),
        .init("scenarios: [{name: a, given: {now: «yesterday»}, expect: {stage: open}}]", "TP1604"),
        .init("scenarios: [{name: a, given: {opened_at: «2030-01-01»}, expect: {stage: open}}]", "TP1604"),
        .init("scenarios: [{name: a, given: {entered_at: «2025-01-01»}, expect: {stage: open}}]", "TP1604"),
        .init("scenarios: [{name: a, do: [{wait: «3 moons»}], expect: {stage: open}}]", "TP1604"),
        .init("scenarios: [{name: a, do: [{wait: «-3 days»}], expect: {stage: open}}]", "TP1604"),
        .init("scenarios: [{name: a, do: [{review: «false»}], expect: {stage: open}}]", "TP1604"),
        .init("scenarios: [{name: a, expect: {outcome: «maybe»}}]", "TP1604"),
        .init("scenarios: [{name: a, expect: {refused: «[]»}}]", "TP1604"),
        .init("scenarios: [{name: a, expect: {probability: «likely»}}]", "TP1604"),
        .init("scenarios: [{name: a, expect: {events: [«deal.moved open now»]}}]", "TP1604"),
        .init(
            "scenarios: [{name: a, given: {done: [{call: {outcome: interested, times: «0»}}]}, expect: {stage: open}}]",
            "TP1604"
        ),
        .init(
            "scenarios: [{name: a, expect: {stage: open}}]\naccepted_survivors: {delete move open/offer: «\" \"»}",
            "TP1604"
        ),
        // Names.
        .init("process: «sampel»\nscenarios: []", "TP1605", repair: "sample"),
        .init("scenarios: [{name: a, as: «reps», expect: {stage: open}}]", "TP1605", repair: "rep"),
        .init("scenarios: [{name: a, as: {kind: «plug_in»}, expect: {stage: open}}]", "TP1605", repair: "plugin"),
        .init("scenarios: [{name: a, given: {stage: «opn»}, expect: {stage: open}}]", "TP1605", repair: "open"),
        .init(
            "scenarios: [{name: a, given: {done: [{«cal»: interested}]}, expect: {stage: open}}]",
            "TP1605",
            repair: "call"
        ),
        .init(
            "scenarios: [{name: a, given: {done: [{call: «intersted»}]}, expect: {stage: open}}]",
            "TP1605",
            repair: "interested"
        ),
        .init(
            "scenarios: [{name: a, given: {obligations: [«known.need.need»]}, expect: {stage: open}}]",
            "TP1605",
            repair: "known.needs.need"
        ),
        .init("scenarios: [{name: a, do: [{move: «ofer»}], expect: {stage: open}}]", "TP1605", repair: "offer"),
        .init(
            "scenarios: [{name: a, do: [{move: lost, reason: «pric»}], expect: {stage: open}}]",
            "TP1605",
            repair: "price"
        ),
        .init(
            "scenarios: [{name: a, do: [{set: {«budgt»: 5 EUR}}], expect: {stage: open}}]",
            "TP1605",
            repair: "budget"
        ),
        .init(
            "scenarios: [{name: a, do: [{signal: «contract_sined»}], expect: {stage: open}}]",
            "TP1605",
            repair: "contract_signed"
        ),
        .init(
            "scenarios: [{name: a, do: [{signal: «contract_signed», with: {budget: 5 EUR}}], expect: {stage: open}}]",
            "TP1605"
        ),
        .init("scenarios: [{name: a, do: [{done: call, outcome: «maybe»}], expect: {stage: open}}]", "TP1605"),
        .init(
            "scenarios: [{name: a, do: [{done: review, evidence: x, with: {«page»: 1}}], expect: {stage: open}}]",
            "TP1605",
            repair: "pages"
        ),
        .init(
            "scenarios: [{name: a, do: [{move: offer}], expect: {refused: [«known.needs.budgt»]}}]",
            "TP1605",
            repair: "known.needs.budget"
        ),
        .init(
            "scenarios: [{name: a, do: [{set: {need: x}}], expect: {refused: [«offer.lock.amount»]}}]",
            "TP1605",
            repair: "offer.locks.amount"
        ),
        .init("scenarios: [{name: a, do: [{move: offer}], expect: {warned: [«nothing.at.all»]}}]", "TP1605"),
        .init("scenarios: [{name: a, expect: {events: [«deal.move»]}}]", "TP1605", repair: "deal.moved"),
        .init("scenarios: [{name: a, expect: {events: [«activity.done cal»]}}]", "TP1605", repair: "call"),
        .init("scenarios: [{name: a, expect: {hooks: [«crmm upsert»]}}]", "TP1605", repair: "crm"),
        .init("scenarios: [{name: a, expect: {forecast: «comit»}}]", "TP1605", repair: "commit"),
        .init("scenarios: [{name: a, expect: {reason: «lost/pric»}}]", "TP1605", repair: "lost/price"),
        .init("scenarios: [{name: a, expect: {fields: {«budgt»: 5 EUR}}}]", "TP1605", repair: "budget"),
        .init("scenarios: [{name: a, expect: {open: [«cal»]}}]", "TP1605", repair: "call"),
        // Steps.
        .init("scenarios: [{name: a, do: [«{as: rep}»], expect: {stage: open}}]", "TP1606"),
        .init("scenarios: [{name: a, do: [{move: offer, «set»: {budget: 5 EUR}}], expect: {stage: open}}]", "TP1606"),
        .init("scenarios: [{name: a, do: [{comment: x, «evidence»: y}], expect: {stage: open}}]", "TP1606"),
        .init("scenarios: [{name: a, do: [{comment: x}, {«open»: {stage: open}}], expect: {stage: open}}]", "TP1606"),
        .init(
            "scenarios: [{name: a, given: {stage: open}, do: [{«open»: {stage: open}}], expect: {stage: open}}]",
            "TP1606"
        ),
        .init("scenarios: [{name: a, do: [{relate: «{}»}], expect: {stage: open}}]", "TP1606"),
        // Two of one name.
        .init("scenarios: [{name: a, expect: {stage: open}}, {name: «a», expect: {stage: open}}]", "TP1607"),
        // Working time without a calendar.
        .init("scenarios: [{name: a, do: [{wait: «14 working days»}], expect: {stage: open}}]", "TP1604"),
    ]
}

@Suite struct ReaderTests {
    @Test(arguments: WrongFile.all)
    func aFindingStandsWhereItsCauseIs(_ wrong: WrongFile) throws {
        let parts = wrong.text.split(omittingEmptySubsequences: false) { $0 == "«" || $0 == "»" }
        try #require(parts.count == 3)
        let start = parts[0].utf8.count
        let file = ScenarioFile(text: parts.joined(), for: try process())
        let report = Comment(rawValue: DiagnosticRenderer().render(file.diagnostics, in: file.sources))
        #expect(file.diagnostics.map(\.code.id) == [wrong.code], report)
        let finding = try #require(file.diagnostics.first)
        if wrong.repair != nil || wrong.code != "TP1605" {
            #expect(finding.range.offsets == start..<start + parts[1].utf8.count, report)
        }
        #expect(finding.repair?.replacement == wrong.repair, report)
    }

    @Test func everyCodeHasAFileThatTriggersIt() {
        let codes = DiagnosticCode.all.map(\.id).filter { ("TP1601"..."TP1629").contains($0) }
        #expect(Set(codes).subtracting(WrongFile.all.map(\.code)).isEmpty)
        #expect(codes.count == 7)
    }

    @Test func allFindingsOfAFileAreToldAtOnce() throws {
        let text = """
            scenarios:
              - {name: a, given: {stage: opn}, do: [{move: ofer}, {set: {budgt: 5 EUR}}], expect: {refused: [x.y]}}
              - {name: b, expect: {stage: won}}
            """
        let file = ScenarioFile(text: text, for: try process())
        #expect(file.diagnostics.map(\.code.id) == ["TP1605", "TP1605", "TP1605", "TP1605"])
        // What is right in the file can still be looked at.
        #expect(file.scenarios.map(\.name) == ["b"])
    }

    @Test(arguments: [
        "", "\u{0}", "a: &a [*a]", "scenarios: !!binary x", "scenarios: [{name: [a]}]", "{", "scenarios: [[[[[]]]]]",
        "scenarios: {<<: {a: b}}", "%YAML 9", "scenarios:\n\t- x", "- - - -", "scenarios: [{name: a, do: [null]}]",
        "scenarios: [{name: a, expect: {refused: {a: b}}}]", "scenarios: [{name: a, given: [], do: x, expect: y}]",
        "scenarios: [{name: a, expect: {hooks: {includes: {a: b}}}}]", "scenarios: [{name: a, as: {roles: {}}}]",
        "scenarios: [{name: a, given: {accounts: {a: [b]}}, expect: {stage: [open]}}]",
        "scenarios: [{name: a, do: [{done: {call: x}}, {open: []}, {relate: 5}, {wait: {}}], expect: {error: {}}}]",
    ])
    func whateverIsNoScenarioFileIsAFindingAndNeverACrash(_ text: String) throws {
        let file = ScenarioFile(text: text, for: try process())
        #expect(file.diagnostics.hasErrors)
    }

    @Test func bytesThatAreNoTextAreFindings() throws {
        let process = try process()
        var generator = SplitMix(state: 7)
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            _ = ScenarioFile(SourceFile(name: "x", bytes: bytes), for: process)
        }
        // A right file with one byte changed is read or refused, and what is read can be run.
        let right = Array(Self.right.utf8)
        for index in right.indices {
            var bytes = right
            bytes[index] = UInt8.random(in: 0...127, using: &generator)
            let file = ScenarioFile(SourceFile(name: "x", bytes: bytes), for: process)
            #expect(!file.diagnostics.isEmpty || file.scenarios.count <= 1)
        }
    }

    static let right = """
        process: sample
        scenarios:
          - name: All the way
            as: [rep, manager]
            given: {stage: open, amount: 5 EUR, done: [{call: {outcome: interested, ago: 3 days}}]}
            do: [{set: {need: x}}, {move: offer, expect: {refused: [known.needs.budget]}}, {wait: 2 days}]
            expect: {stage: open, events: {includes: [fields.set need]}}
        accepted_survivors: {delete lock offer/amount: it is looked at elsewhere}
        """

    @Test func aFileThatCannotBeReadSaysWhy() throws {
        let file = ScenarioFile(path: "/no/such/file", for: try process())
        #expect(file.diagnostics.map(\.code.id) == ["TP1001"])
    }

    @Test func everyCriterionThatTheKernelNamesIsKnown() throws {
        let names = ScenarioNames(try process())
        for id in [
            "known.needs.budget", "known.done.call", "known.check.covers", "discounted.when.discount", "won.by",
            "lost.reason", "back.to", "signed.when", "offer.locks.amount", "open.moves.won", "start",
            "start.offer", "start.lead.when", "permissions.override", "permissions.edit.discount", "call.captures.need",
            "review.evidence", "call.by", "call.repeat", "call.open", "call.started", "observe.by", "observed.reason",
            "won.ask.contract",
        ] {
            #expect(names.hasCriterion(id), "\(id)")
        }
        for id in [
            "", ".", "known", "known.needs", "known.needs.amount", "nobody.by", "offer.locks.x", "start.x", "a.b.c",
        ] {
            #expect(!names.hasCriterion(id), "\(id)")
        }
    }

    @Test func tracksBoundsAndCompletionAreCriteriaToo() throws {
        let names = ScenarioNames(try process(twins))
        for id in [
            "checks.tracks.price", "checks.tracks.terms", "again.at_most", "agree.at_most", "agree.track",
            "reopen.within",
            "won.complete",
        ] {
            #expect(names.hasCriterion(id), "\(id)")
        }
        for id in [
            "checks.tracks.x", "quoting.tracks.price", "won.at_most", "won.within", "agree.complete", "nobody.track",
        ] {
            #expect(!names.hasCriterion(id), "\(id)")
        }
        #expect(Set(names.criteria).count == names.criteria.count, "a name that is suggested is suggested once")
        for move in ["agree", "quoting/agree", "drafting/agree", "quoted"] { #expect(names.hasMove(move), "\(move)") }
        for move in ["", "/", "quoting/", "/agree", "quoting/won", "a/b/c", "checks/quoted"] {
            #expect(!names.hasMove(move), "\(move)")
        }
    }
}

/// SplitMix64, so that a failure can be run again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
