import Foundation
import Testing
import Turnpike
import TurnpikeYAML

/// From the tree to a definition: everything is read, nothing is ignored.
@Suite struct ReaderTests {
    private static let head = "turnpike: 1\nprocess: p\n"
    private static let tail = "stages:\n  open: {moves: [sold]}\n  sold: {outcome: won}\n"

    private func report(_ file: ProcessFile) -> Comment {
        Comment(rawValue: DiagnosticRenderer().render(file.diagnostics, in: file.sources))
    }

    @Test func theSmallestProcessIsRead() throws {
        let file = ProcessFile(
            text: """
                turnpike: 1
                process: lemonade
                stages:
                  greet: {moves: [sell]}
                  sell: {moves: [sold, walked_away]}
                  sold: {outcome: won}
                  walked_away: {outcome: lost}
                """
        )
        #expect(file.diagnostics.isEmpty, report(file))
        #expect(file.hasAllNames)
        let definition = try #require(file.definition)
        #expect(definition.process.value == "lemonade")
        #expect(definition.stages.map(\.id.value) == ["greet", "sell", "sold", "walked_away"])
        #expect(definition.stages[1].moves.map(\.id.value) == ["sold", "walked_away"])
        #expect(definition.stages[2].outcome?.value == .won)
    }

    @Test func everyPartOfTheLanguageIsRead() throws {
        let file = ProcessFile(text: Self.everything)
        #expect(file.diagnostics.isEmpty, report(file))
        let it = try #require(file.definition)
        #expect(it.version?.value == 3 && it.label?.value == "All of it" && it.currency?.value == "EUR")
        #expect(it.zone?.value == "Europe/Berlin" && it.observed?.value == .adoptWithObligations)
        #expect(it.roles.map(\.id.value) == ["rep", "boss"] && it.roles[1].label?.value == "The boss")
        #expect(it.records[0].fields.map(\.id.value) == ["name", "role"])
        #expect(it.fields.map(\.type.name.value) == ["money", "text", "percent", "choice", "list", "money"])
        #expect(
            it.fields[2].maximum == .scalar(Located("40%", at: it.fields[2].maximum?.range ?? .none), quoted: false)
        )
        #expect(it.fields[3].type.options.map(\.id.value) == ["inbound", "other"])
        #expect(it.fields[3].type.options[1].label?.value == "Something else")
        #expect(it.fields[4].type.itemName?.value == "stakeholder" && it.fields[4].maximumItems?.value == 9)
        #expect(it.fields[5].compute?.text == "deal.amount * stage.probability")
        #expect(
            it.fields[1].isSensitive && it.fields[1].maximumLength?.value == 20
                && it.fields[1].pattern?.value == "[a-z]+"
        )
        #expect(
            it.reasons.map(\.id.value) == ["lost", "back"] && it.reasons[0].reasons[1].ask.map(\.value) == ["need"]
        )
        #expect(it.signals[0].sets.map(\.value) == ["need"])
        let call = it.activities[0]
        #expect(call.kind?.value == "call" && call.by.map(\.value) == ["rep"] && call.repetitions?.value == 3)
        #expect(call.outcomes.map(\.id.value) == ["yes", "no", "no_answer"] && call.outcomes[2].again)
        #expect(call.captures.map(\.isRequired) == [false, true] && call.checklist.count == 2)
        #expect(call.evidence?.value == true && call.fields.count == 1 && call.guide?.value == "Ask first.\n")
        #expect(it.activities[1].id.value == "demo" && it.activities[1].kind == nil)
        let gate = it.gates[0]
        #expect(gate.needs.map(\.value) == ["amount", "need"] && gate.neverOverridden?.value == true)
        #expect(gate.done[1].outcomes.map(\.value) == ["yes"] && gate.done[1].atLeast?.value == 2)
        #expect(gate.done[1].within?.value == "30 days" && gate.done[1].sinceStage?.value == true)
        #expect(gate.checks[0].severity?.value == .warn && gate.checks[0].that.text == "deal.amount > 5 EUR")
        #expect(gate.checks[0].otherwise?.source.text == "Only ${deal.amount}.")
        guard case .inline(let inline) = it.gates[1].any[1], case .inline(let named) = it.gates[1].any[2] else {
            Issue.record("the gates are written in place")
            return
        }
        #expect(inline.id == nil && inline.needs.count == 1 && named.id?.value == "extra")
        #expect(
            it.start.map(\.stage.value) == ["open", "late"] && it.start[0].when?.text == "deal.source == \"inbound\""
        )
        let open = it.stages[0]
        #expect(open.activities.map(\.keep) == [false, true] && open.locks.count == 1 && open.exit.count == 1)
        #expect(open.goal?.value == "Begin." && open.probability?.value == "5%" && open.forecast?.value == "pipeline")
        let move = open.moves[1]
        #expect(move.id.value == "fast" && move.by?.map(\.value) == ["boss"] && move.ask.count == 1)
        guard case .stage(let target) = move.target, case .all? = move.through,
            case .stages(let skipped)? = open.moves[2].skips
        else {
            Issue.record("targets and passed stages are read")
            return
        }
        #expect(target.value == "sold" && skipped.map(\.value) == ["late"])
        #expect(move.when?.text == "!deal.open" && move.because?.value == "price")
        #expect(open.moves[2].signal?.value == "signed" && open.moves[3].asSoonAs?.text == "deal.amount > 5 EUR")
        #expect(it.stages[2].hold?.value == true && it.stages[4].reason?.value == "lost")
        guard case .cameFrom = it.stages[2].moves[0].target, case .earlier = it.anywhere[1].target else {
            Issue.record("came_from and earlier are targets of their own")
            return
        }
        #expect(it.permissions?.move?.count == 2 && it.permissions?.edit[0].field.value == "amount")
        #expect(
            it.templates[0].subject?.source.text == "Hello"
                && it.templates[1].text?.source.text == "${deal.name}: ${deal.amount}"
        )
        #expect(it.hooks[0].actions[0].word?.value == "upsert" && it.hooks[1].when?.text == "deal.amount > 5 EUR")
        #expect(it.hooks[1].actions[1].settings.map(\.source.text) == ["#wins", "won"])
        #expect(it.hooks[1].actions[1].settings.map(\.isQuoted) == [true, false])
    }

    @Test func anExpressionKeepsThePlacesOfItsWords() throws {
        let text = Self.head + "gates:\n  g: {check: {c: {that: 'deal.x == \"it''s\" && deal.budgt'}}}\n" + Self.tail
        let file = ProcessFile(text: text)
        let that = try #require(file.definition?.gates[0].checks[0].that)
        #expect(that.text == "deal.x == \"it's\" && deal.budgt")
        let offset = that.text.utf8.count - 5
        #expect(file.sources.text(of: that.range(of: offset..<offset + 5)) == "budgt")
    }

    @Test(arguments: [
        ("stages: []\n", "TP1202", "1:1"), ("turnpike: 1\nprocess: p\nstages: [a]\n", "TP1203", "3:9"),
        ("- a\n", "TP1203", "1:1"), ("hello\n", "TP1203", "1:1"),
        ("turnpike: 2\nprocess: p\nstages: {}\n", "TP1208", "1:11"),
        ("turnpike: \"1\"\nprocess: p\nstages: {}\n", "TP1205", "1:11"),
        ("turnpike: 1\nprocess: P\nstages: {}\n", "TP1204", "2:10"),
        (head + "stagse: {}\n" + tail, "TP1201", "3:1"), (head + "fields: {in: text}\n" + tail, "TP1204", "3:10"),
        (head + "fields: {a: {label: x}}\n" + tail, "TP1202", "3:10"),
        (head + "fields: {a: {type: [text]}}\n" + tail, "TP1113", "3:20"),
        (head + "fields: {a: {type: text, max_length: 1_000}}\n" + tail, "TP1205", "3:38"),
        (head + "fields: {a: {type: text, sensitive: yes}}\n" + tail, "TP1206", "3:37"),
        (head + "fields: [a]\n" + tail, "TP1203", "3:9"),
        (head + "fields: {a: text, a: money}\n" + tail, "TP1015", "3:19"),
        (head + "observed: maybe\n" + tail, "TP1207", "3:11"),
        (head + "roles: {Sales Rep: x}\n" + tail, "TP1204", "3:9"),
        (head + "gates: {g: {needs: {a: b}}}\n" + tail, "TP1203", "3:20"),
        (head + "gates: {g: {check: {c: {else: x}}}}\n" + tail, "TP1202", "3:21"),
        (head + "gates: {g: {check: [a]}}\n" + tail, "TP1203", "3:20"),
        (head + "gates: {g: {overide: never}}\n" + tail, "TP1201", "3:13"),
        (head + "gates: {g: {override: sometimes}}\n" + tail, "TP1207", "3:23"),
        (head + "hooks: [{event: deal.won}]\n" + tail, "TP1202", "3:9"),
        (head + "hooks: {a: b}\n" + tail, "TP1203", "3:8"),
        (head + "activities: {a: {captures: [{b: always}]}}\n" + tail, "TP1207", "3:33"),
        (head + "activities: {a: {repeat: 0}}\n" + tail, "TP1205", "3:26"),
        (head + "stages: {a: {moves: {b: c}}}\n", "TP1203", "3:25"),
        (head + "stages: {a: {on: x}}\n", "TP1201", "3:14"), (head + "stages: {a: }\n", "TP1112", "3:10"),
        (head + "stages:\n  a:\n    moves:\n      - b: {}\n        c: {}\n", "TP1209", "7:9"),
        (head + "stages: {a: {stages: {}, moves: [b]}, b: {outcome: won}}\n", "TP1112", "3:22"),
        (head + "stages: {a: {tracks: {}, moves: [b]}, b: {outcome: won}}\n", "TP1112", "3:22"),
        (head + "label: [a]\n" + tail, "TP1108", "3:8"), (head + "label: !x y\n" + tail, "TP1101", "3:8"),
        (head + "stages: !map {a: {}}\n", "TP1018", "3:9"), (head + "stages: *s\n", "TP1019", "3:9"),
    ])
    func eachFaultHasItsCodeAndPlace(_ text: String, _ code: String, _ place: String) {
        let file = ProcessFile(text: text)
        let first = file.diagnostics.first { $0.code.id == code }
        #expect(first.flatMap { file.sources.position(of: $0.range) }?.description == place, report(file))
        if !["TP1202", "TP1208"].contains(code) { #expect(file.diagnostics.count == 1, report(file)) }
    }

    @Test(arguments: [
        ("activities: {t: {at: deal.day}}", "at"),
        ("hooks: [{event: deal.won, after: 3 days, do: [{crm: close}]}]", "after"),
    ])
    func whatComesLaterIsRefusedAtItsPlace(_ line: String, _ words: String) {
        let file = ProcessFile(text: Self.head + line + "\n" + Self.tail)
        #expect(file.diagnostics.map(\.code.id) == ["TP1901"], report(file))
        #expect(file.diagnostics.first.flatMap { file.sources.text(of: $0.range) } == words)
    }

    @Test func aMisspeltKeyIsRepaired() {
        let file = ProcessFile(
            text: Self.head + "stages:\n  open: {lable: Open, moves: [sold]}\n  sold: {outcom: won}\n"
        )
        #expect(file.diagnostics.map(\.repair?.replacement) == ["label", "outcome"])
    }

    @Test func findingsOfYAMLAndLanguageComeTogether() {
        let file = ProcessFile(
            text: Self.head
                + "fields: {a: text, a: money}\ngates:\n  g: {when: f(a, b)}\n  h: {wen: x}\nlabel: a: b\ncurency: EUR\n"
                + Self.tail
        )
        #expect(file.diagnostics.map(\.code.id) == ["TP1015", "TP1105", "TP1201", "TP1106", "TP1201"], report(file))
        #expect(file.definition != nil && !file.hasAllNames)
    }

    static let examples =
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/Examples/processes")) ?? [])
        .filter { !$0.contains(".") }.sorted()

    @Test(arguments: examples)
    func theExamplesAreReadWithoutFindings(_ name: String) throws {
        let folder = "\(Self.root)/Examples/processes/\(name)"
        let file = ProcessFile(path: "\(folder)/\(name).process.yaml")
        #expect(file.diagnostics.isEmpty, report(file))
        #expect((file.definition?.stages.count ?? 0) > 2)
    }

    @Test func aFileThatIsNotThereIsAFinding() {
        #expect(ProcessFile(path: "/no/such/file.yaml").diagnostics.map(\.code.id) == ["TP1001"])
        #expect(ProcessFile(path: "/").diagnostics.map(\.code.id) == ["TP1001"])
        #expect(ProcessFile(path: "/dev/zero").diagnostics.map(\.code.id) == ["TP1002"])
    }

    @Test func mutatedProcessesNeverTrap() {
        var random = SplitMix(seed: 7)
        let words = [
            "{}", "[]", "x", "&a", "*a", "!t", "\"", "- ", "- a", "{a: b}", "[[a]]", "\n", ": ", "#", "|", "&a {b: *a}",
            "{", "]",
        ]
        let seed = Array(Self.everything.utf8)
        for _ in 0..<1500 {
            var bytes = seed
            for _ in 0...Int(random.next() % 4) {
                let at = Int(random.next() % UInt64(bytes.count))
                let end = min(bytes.count, at + Int(random.next() % 12))
                bytes.replaceSubrange(at..<end, with: Array(words[Int(random.next() % UInt64(words.count))].utf8))
            }
            let file = ProcessFile(SourceFile(name: "m", bytes: bytes))
            #expect(file.definition != nil || file.diagnostics.hasErrors)
            _ = DiagnosticRenderer().render(file.diagnostics, in: file.sources)
        }
    }

    /// The codes of text, structure, traps and form: the catalogue's own examples show them.
    @Test(arguments: DiagnosticCode.all.filter { $0.id < "TP1240" || $0.id == "TP1901" }.map(\.id))
    func theExampleOfEachCodeShowsIt(_ id: String) throws {
        let code = try #require(DiagnosticCode.named(id))
        // Those that depend on the size or the bytes of a file have tests of their own.
        if ["TP1001", "TP1002", "TP1003", "TP1004", "TP1005", "TP1006", "TP1020", "TP1022", "TP1023", "TP1024"]
            .contains(id)
        {
            return
        }
        if id < "TP1200" {
            #expect(Miniature(code.wrong).codes == [id])
            #expect(Miniature(code.right).codes.isEmpty)
        } else if id != "TP1901" {
            #expect(ProcessFile(text: code.wrong).diagnostics.map(\.code.id) == [id])
            #expect(ProcessFile(text: code.right).diagnostics.isEmpty)
        }
    }

    static var root: String {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        while let last = parts.last, last != "Tests" { parts.removeLast() }
        return parts.dropLast().joined(separator: "/")
    }

    static let everything = """
        turnpike: 1
        process: all_of_it
        version: 3
        label: All of it
        currency: EUR
        zone: Europe/Berlin
        observed: adopt_with_obligations
        roles: {rep: Account executive, boss: {label: The boss}}
        records:
          stakeholder:
            name: text
            role: {type: choice, options: [buyer, user]}
        fields:
          amount: {type: money, label: Deal value, min: 0 EUR}
          need: {type: text, sensitive: true, max_length: 20, pattern: "[a-z]+"}
          discount: {type: percent, max: 40%, default: 0%}
          source: {type: choice, options: [inbound, {other: Something else}]}
          people: {type: list, of: stakeholder, max_items: 9}
          expected: {type: money, compute: deal.amount * stage.probability}
        reasons:
          lost:
            price: Too expensive
            competitor: {label: Chose a competitor, ask: [need]}
          back: [scope]
        signals:
          signed: {sets: [need]}
        activities:
          call:
            kind: call
            by: rep
            outcomes: [yes, no, {no_answer: {again: true}}]
            captures: [amount, {need: required}]
            checklist: [Confirm the tool, Ask who signs]
            repeat: 3
            fields: {price: money}
            evidence: true
            guide: |
              Ask first.
          demo: {}
        gates:
          bant:
            label: "Budget, need"
            needs: [amount, need]
            done: [demo, {call: {outcome: [yes], at_least: 2, within: 30 days, since: stage}}]
            override: never
            check:
              enough:
                that: deal.amount > 5 EUR
                else: "Only ${deal.amount}."
                severity: warn
          either: {any: [bant, {needs: [need]}, {extra: {needs: [amount]}}]}
        start:
          open:
            when: deal.source == "inbound"
          late: {}
        stages:
          open:
            goal: Begin.
            probability: 5%
            forecast: pipeline
            activities: [call, {demo: {keep: true}}]
            enter: [bant]
            exit: bant
            locks: [source]
            moves:
              late: {}
              fast: {to: sold, through: all, by: [boss], ask: [need], gates: [bant], when: !deal.open , because: price}
              auto: {to: sold, signal: signed, skips: [late]}
              soon: {to: sold, as_soon_as: deal.amount > 5 EUR, skips: all}
          late: {moves: [sold]}
          pause: {hold: true, moves: {wake: {to: came_from}}}
          sold: {outcome: won}
          lost: {outcome: lost, reason: lost}
        anywhere:
          moves: {lost: {}, back: {to: earlier, reason: back}}
        permissions: {move: [rep, boss], override: [boss], edit: {amount: [rep]}}
        templates:
          mail: {subject: Hello, body: "Dear ${deal.name}"}
          won: {text: "${deal.name}: ${deal.amount}"}
        hooks:
          - {event: deal.opened, do: [{crm: upsert}]}
          - event: deal.won
            when: deal.amount > 5 EUR
            do:
              - email: {template: mail, to: deal.contact_email}
              - notify: {to: "#wins", template: won}
        """
}
