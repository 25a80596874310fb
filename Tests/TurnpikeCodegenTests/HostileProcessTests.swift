import Foundation
import Testing
import Turnpike
import TurnpikeCodegen
import TurnpikeYAML

/// Whatever people write into a process file, its types compile.
@Suite("Hostile processes", .serialized)
struct HostileProcessTests {
    /// Texts in every place that has one: what would end a comment or a literal, act on an editor or mean something else.
    @Test func textsByChanceDoNotBreakTheTypes() async throws {
        var texts: [(name: String, text: String)] = []
        for seed in 1...10 {
            var random = RandomProcess(seed: UInt64(seed), id: "p_\(seed)")
            let source = random.yaml()
            let file = ProcessFile(text: source, name: "p.process.yaml")
            let result = SwiftGenerator(access: seed % 2 == 0 ? .public : .internal).generate(
                file,
                named: "p*/\n\".yaml"
            )
            let text = try #require(result.text, "\(result.diagnostics.map(\.message))\n\(source)")
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .format })
            texts.append(("p_\(seed).swift", text))
        }
        let run = try await SwiftCompiler.run([], texts: texts, ["-typecheck", "-swift-version", "6"])
        #expect(run.isSilent, "\(run.output.prefix(4_000))")
    }

    /// Words that mean something to Swift, or to the generated code, as the ids of everything, of the process too.
    @Test func wordsOfSwiftAsIdsDoNotBreakTheTypes() async throws {
        var texts: [(name: String, text: String)] = []
        for seed in 1...20 {
            let id = RandomProcess.words[seed * 17 % RandomProcess.words.count]
            var random = RandomProcess(seed: UInt64(100 + seed), id: id)
            random.ids = RandomProcess.words
            let source = random.yaml()
            let result = SwiftGenerator().generate(ProcessFile(text: source, name: "q.process.yaml"), named: "q")
            let text = try #require(result.text, "\(result.diagnostics.map(\.message))\n\(source)")
            texts.append(("q_\(seed).swift", text))
        }
        let run = try await SwiftCompiler.run(
            [],
            texts: texts,
            ["-typecheck", "-swift-version", "6", "-default-isolation", "MainActor"]
        )
        #expect(run.isSilent, "\(run.output.prefix(4_000))")
    }

    /// A process, and what its ids would hide from the generated code.
    struct Shadow: Sendable, CustomTestStringConvertible {
        var hidden: String
        var text: String

        var testDescription: String { hidden }
    }

    static let shadows: [Shadow] = [
        Shadow(
            hidden: "the namespace, by a stage and a list of reasons",
            text: """
                process: legal
                fields: {amount: {type: choice, label: A, options: [only]}}
                reasons: {legal: {why: {label: Why, ask: [amount]}}}
                stages:
                  legal: {moves: {won: {}}}
                  won: {outcome: won}
                  lost: {outcome: lost, reason: legal, moves: {again: {to: legal}}}
                anywhere: {moves: {lost: {}}}
                """
        ),
        Shadow(
            hidden: "the namespace, by a track",
            text: """
                process: paper
                stages:
                  work:
                    tracks: {paper: {stages: {sent: {moves: [signed]}, signed: {final: true}}}}
                    moves: [won]
                  won: {outcome: won}
                """
        ),
        Shadow(
            hidden: "what the library calls the ends of a move",
            text: "process: source\nstages:\n  source: {moves: [destination]}\n  destination: {outcome: won}"
        ),
        Shadow(
            hidden: "what the library calls the ends of a move, and the other way round",
            text: "process: destination\nstages:\n  a: {moves: [source]}\n  source: {outcome: won}"
        ),
        Shadow(
            hidden: "the protocol for the stages that share moves, by a stage, and the namespace by that protocol",
            text: """
                process: may_drop
                stages:
                  in_sale: {moves: {sale: {skips: all}}}
                  side: {moves: {in_sale: {}}}
                  sale:
                    stages: {one: {moves: [two]}, two: {moves: [won]}}
                    moves: {drop: {to: side}}
                  won: {outcome: won}
                """
        ),
        Shadow(
            hidden: "a parameter of the function by a field that is called like its way out",
            text: """
                process: parameters
                fields:
                  reason: {type: text, label: R}
                  reason_value: {type: text, label: RV}
                  evidence_value: {type: text, label: EV}
                reasons: {lost: {x: {label: X, ask: [reason, reason_value]}}}
                signals: {told: {sets: [reason, reason_value]}}
                activities:
                  talk: {label: T, captures: [reason, reason_value], fields: {evidence: text, stage: text, stage_value: text}}
                stages:
                  a: {activities: [talk], moves: {won: {ask: [reason, reason_value, evidence_value]}}}
                  won: {outcome: won}
                  lost: {outcome: lost, reason: lost}
                anywhere: {moves: {lost: {ask: [reason]}}}
                """
        ),
        Shadow(
            hidden: "types of the library, by stages, records and choices",
            text: """
                process: all_types
                currency: EUR
                records:
                  string: {id: text, stage: integer, description: {type: choice, options: [one]}}
                  optional: {string: string, list_of: {type: list, of: string}, deal_x: bool}
                  swift: {a: optional}
                fields:
                  revision: {type: integer, label: B}
                  description: {type: text, label: D}
                  init: {type: swift, label: S}
                  self: {type: optional, label: S}
                  money_x: {type: money, label: M}
                  percent_x: {type: percent, label: P}
                  date_x: {type: date, label: D}
                  time_x: {type: time, label: T}
                  duration_x: {type: duration, label: D}
                  file_x: {type: file, label: F}
                  email_x: {type: email, label: E}
                  phone_x: {type: phone, label: P}
                  url_x: {type: url, label: U}
                  contact_x: {type: contact, label: C}
                  account_x: {type: account, label: A}
                  person_x: {type: person, label: P}
                  number_x: {type: number, label: N}
                  choices_x: {type: choices, label: C, options: [only, more]}
                  list_x: {type: list, of: string, label: L}
                  list_y: {type: list, of: money, label: L}
                  int: {type: choice, options: [x, y], label: I}
                  field_value: {type: choice, options: [x, y], label: I}
                  equatable: {type: choice, options: [x, y], label: I}
                  fields: {type: choice, options: [x, y], label: I}
                  hasher: {type: choice, options: [only], label: I}
                  typed_fields: {type: choice, options: [x, y], label: I}
                stages:
                  string: {moves: [optional]}
                  optional: {moves: [deal]}
                  deal: {moves: [result]}
                  result: {moves: [swift]}
                  swift: {moves: [turnpike]}
                  turnpike: {moves: [pipeline]}
                  pipeline: {moves: [actor]}
                  actor: {moves: [place]}
                  place: {moves: [namespace_]}
                  namespace_: {moves: [won]}
                  won: {outcome: won}
                """
        ),
        Shadow(
            hidden: "nothing: no move is made by a person",
            text: """
                process: by_themselves
                fields: {done_x: {type: bool, label: D}}
                signals: {go: {}}
                stages:
                  a: {moves: {b: {to: b, signal: go}}}
                  b: {moves: {on: {to: won, as_soon_as: deal.done_x}}}
                  won: {outcome: won}
                """
        ),
    ]

    /// Ids whose types or names would hide what the generated code means, in one module.
    @Test func whatHidesAnotherNameDoesNotBreakTheTypes() async throws {
        var texts: [(name: String, text: String)] = []
        for (index, shadow) in Self.shadows.enumerated() {
            let file = ProcessFile(text: "turnpike: 1\n" + shadow.text, name: "p.process.yaml")
            let result = SwiftGenerator(access: index % 2 == 0 ? .public : .internal).generate(file, named: "p")
            let text = try #require(result.text, "\(shadow.hidden): \(result.diagnostics.map(\.message))")
            texts.append(("s_\(index).swift", text))
        }
        let run = try await SwiftCompiler.run(
            [],
            texts: texts,
            ["-emit-sil", "-o", "/dev/null", "-swift-version", "6"]
        )
        #expect(run.isSilent, "\(run.output.prefix(4_000))")
    }

    /// Everything that the language has: each whole process of the language's reference, as one module.
    @Test func everyProcessOfTheReferenceCompiles() async throws {
        let folder = Files.root + "/Sources/Turnpike/Turnpike.docc"
        var texts: [String: String] = [:]
        for article in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        where article.hasSuffix(".md") {
            let page = try Files.text("\(folder)/\(article)")
            for block in page.components(separatedBy: "```yaml\n").dropFirst() {
                let source = block.components(separatedBy: "```").first ?? ""
                guard source.contains("process: ") else { continue }
                let file = ProcessFile(text: source, name: "p.process.yaml")
                guard let process = SalesProcess.compile(file).process, texts[process.id] == nil else { continue }
                let result = SwiftGenerator().generate(process, named: article)
                let text: String = try #require(result.text, "\(article): \(result.diagnostics.map(\.message))")
                texts[process.id] = text
            }
        }
        #expect(texts.count > 15, "\(texts.keys.sorted())")
        let files = texts.sorted { $0.key < $1.key }.map { (name: $0.key + ".swift", text: $0.value) }
        let run = try await SwiftCompiler.run([], texts: files, ["-typecheck", "-swift-version", "6"])
        #expect(run.isSilent, "\(run.output.prefix(4_000))")
    }

    /// A process that is put together from a base, an overlay and packs has their types too.
    @Test func aProcessOfManyFilesCompiles() async throws {
        let folder = try Files.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ name: String, _ text: String) throws {
            try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        for pack in ["bant", "meddicc", "gdpr_consent", "spiced"] {
            try write("\(pack).yaml", try Files.text("\(Files.root)/Examples/packs/\(pack).yaml"))
        }
        try write(
            "base.process.yaml",
            """
            turnpike: 1
            process: machines
            currency: EUR
            uses: [bant.yaml, meddicc.yaml]
            stages:
              talk: {exit: [bant.complete], moves: [won]}
              won: {outcome: won}
            """
        )
        try write(
            "machines_fr.process.yaml",
            """
            turnpike: 1
            process: machines_fr
            extends: base.process.yaml
            uses: [bant.yaml, meddicc.yaml, gdpr_consent.yaml, spiced.yaml]
            stages:
              talk: {label: Parler}
            """
        )
        let path = folder.appendingPathComponent("machines_fr.process.yaml").path
        let result = SwiftGenerator().generate(contentsOf: path)
        let text = try #require(result.text, "\(result.diagnostics.map(\.message))")
        #expect(text.contains("enum MachinesFr"))
        let run = try await SwiftCompiler.run(
            [],
            texts: [("machines_fr.swift", text)],
            ["-typecheck", "-swift-version", "5"]
        )
        #expect(run.isSilent, "\(run.output)")
    }
}
