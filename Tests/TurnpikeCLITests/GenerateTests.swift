#if CLI

    import Foundation
    import Testing

    @Suite struct GenerateTests {
        @Test func typesAreWrittenAndComparedWithoutBeingTouched() async throws {
            let playground = try await Playground()
            let line = "generate shop.process.yaml --output Shop.swift --access public"
            var run = try await playground.run(line + " --check")
            #expect(run.status == 1 && run.errors.contains("there is no file 'Shop.swift'"), "\(run.errors)")
            #expect(!playground.exists("Shop.swift"))
            run = try await playground.run(line)
            #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
            let text = try playground.read("Shop.swift")
            #expect(text.contains("public enum Shop"))
            run = try await playground.run(line + " --check")
            #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
            // Other access is another text, and the help is the line that writes it.
            run = try await playground.run("generate shop.process.yaml --output Shop.swift --check")
            #expect(run.status == 1 && run.errors.contains("'Shop.swift' is not what 'shop.process.yaml' says now"))
            #expect(run.errors.contains("turnpike generate shop.process.yaml --output Shop.swift"), "\(run.errors)")
            try playground.write("shop.process.yaml", Playground.process.replacing("greet", with: "welcome"))
            run = try await playground.run(line + " --check")
            #expect(run.status == 1 && run.errors.contains("--access public"), "\(run.errors)")
            #expect(try playground.read("Shop.swift") == text, "--check writes nothing")
            let document = try await playground.json(line + " --check --format json", status: 1)
            #expect(document["code"] as? String == "out_of_date", "\(document)")
            run = try await playground.run(line)
            #expect(run.status == 0)
            #expect(try playground.read("Shop.swift") != text)
        }

        @Test func aFileThatSaysTheSameKeepsItsDate() async throws {
            let playground = try await Playground()
            let line = "generate shop.process.yaml --output Shop.swift"
            _ = try await playground.run(line)
            let path = playground.home.appendingPathComponent("Shop.swift").path
            let old = Date(timeIntervalSince1970: 1_000_000_000)
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
            #expect(try await playground.run(line).status == 0)
            let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
            #expect(date == old)
        }

        /// Nothing but generated types is ever replaced, least of all the process itself.
        @Test(arguments: [
            ("generate shop.process.yaml --output shop.process.yaml", 2, "is not overwritten"),
            ("generate shop.process.yaml --output mine.swift", 2, "is not overwritten"),
            ("generate shop.process.yaml --output .", 4, "cannot write '.'"),
            ("generate shop.process.yaml --output nowhere/Shop.swift", 4, "cannot write 'nowhere/Shop.swift'"),
            ("generate shop.process.yaml --check", 2, "--check needs the file, with --output."),
            ("generate shop.process.yaml --access private", 2, "private"),
            ("generate missing.yaml", 1, "there is no such file"),
            ("generate broken.process.yaml --output Shop.swift", 1, "broken.process.yaml:4:18"),
            ("generate broken.process.yaml --output mine.swift --check", 1, "TP1242"),
            ("generate folded.process.yaml --output Shop.swift", 1, "TP1850"),
        ])
        func whatCannotBeWrittenIsToldAndNothingChanges(line: String, status: Int32, words: String) async throws {
            let playground = try await Playground()
            try playground.write("mine.swift", "let mine = 1\n")
            try playground.write(
                "broken.process.yaml",
                "turnpike: 1\nprocess: p\nstages:\n  open: {moves: [wom]}\n  won: {outcome: won}\n"
            )
            try playground.write(
                "folded.process.yaml",
                "turnpike: 1\nprocess: p\nstages:\n  step_1: {moves: [step1]}\n  step1: {outcome: won}\n"
            )
            let files = playground.files
            let run = try await playground.run(line)
            #expect(run.status == status, "\(run.errors)")
            #expect(run.errors.contains(words), "\(run.errors)")
            #expect(playground.files == files)
            #expect(try playground.read("mine.swift") == "let mine = 1\n")
            #expect(try playground.read("shop.process.yaml") == Playground.process)
        }
    }

#endif
