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
        for seed in 1...6 {
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

    /// Words that mean something to Swift, or to the generated code, as the ids of everything.
    @Test func wordsOfSwiftAsIdsDoNotBreakTheTypes() async throws {
        var texts: [(name: String, text: String)] = []
        for seed in 1...6 {
            var random = RandomProcess(seed: UInt64(100 + seed), id: "q_\(seed)")
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
