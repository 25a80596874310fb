#if CLI

    import Foundation
    import Testing

    /// `Scripts/setup.sh` on machines that are made up: programs of the system are replaced by scripts that note how they
    /// were called.
    @Suite struct SetupScriptTests {
        /// A machine.
        struct Machine: Sendable {
            var user = 0
            var missing: [String] = []
            var hasSudo = true
            var sudoWorks = true
            /// How many of the first installations fail.
            var failures = 0
            var system = "Linux"
            var hasDpkg = true
            var hasSwift = true

            func run() async throws -> (run: Program.Run, calls: [String]) {
                let playground = try await Playground()
                let folder = playground.home.appendingPathComponent("bin")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
                for tool in ["sh", "grep", "sed", "cat", "wc"] {
                    for place in ["/bin", "/usr/bin"] where FileManager.default.fileExists(atPath: "\(place)/\(tool)") {
                        try? FileManager.default.createSymbolicLink(
                            atPath: folder.appendingPathComponent(tool).path,
                            withDestinationPath: "\(place)/\(tool)"
                        )
                    }
                }
                try playground.write("missing", missing.map { $0 + "\n" }.joined())
                try playground.write("calls", "")
                try playground.write("installs", "")
                var tools = [
                    "uname": "echo \(system)",
                    "id": "echo \(user)",
                    "apt-get": """
                    echo "apt-get $*" >> calls
                    [ "$1" = update ] && exit 0
                    echo once >> installs
                    if [ "$(wc -l < installs)" -le \(failures) ]; then echo "E: unable to locate" >&2; exit 100; fi
                    """,
                ]
                if hasDpkg {
                    tools["dpkg-query"] = """
                        for package; do :; done
                        grep -qx "$package" missing && exit 1
                        echo "install ok installed"
                        """
                }
                if hasSwift { tools["swift"] = "exit 0" }
                if hasSudo {
                    tools["sudo"] =
                        sudoWorks
                        ? "echo sudo >> calls; \"$@\"" : "echo 'sudo: a terminal is required' >&2; exit 1"
                }
                // Written by a shell: a file that this process has just written may still be open for writing in a process
                // that another test is starting, and could not be run then.
                var making = "set -eu\n"
                for (name, text) in tools {
                    making += "cat > bin/\(name) <<'END_OF_TOOL'\n#!/bin/sh\n\(text)\nEND_OF_TOOL\n"
                    making += "chmod 755 bin/\(name)\n"
                }
                try playground.write("make.sh", making)
                let made = try await playground.program.launch(URL(fileURLWithPath: "/bin/sh"), ["make.sh"])
                try #require(made.status == 0, "\(made.errors)")
                var program = playground.program
                program.environment["PATH"] = folder.path
                let script = Program.root.appendingPathComponent("Scripts/setup.sh")
                let run = try await program.launch(URL(fileURLWithPath: "/bin/sh"), [script.path])
                return (run, try playground.read("calls").components(separatedBy: "\n").filter { !$0.isEmpty })
            }
        }

        static let install = "apt-get install -y --no-install-recommends"

        @Test func whereNothingIsMissingNothingIsDone() async throws {
            let (run, calls) = try await Machine().run()
            #expect(run.status == 0)
            #expect(run.output.isEmpty && run.errors.isEmpty)
            #expect(calls.isEmpty)
        }

        @Test func rootInstallsWithoutSudo() async throws {
            let (run, calls) = try await Machine(missing: ["libyaml-dev", "tzdata"]).run()
            #expect(run.status == 0, "\(run.errors)")
            #expect(calls == ["\(Self.install) libyaml-dev tzdata"])
            #expect(run.output.contains("setup: missing: libyaml-dev tzdata"))
            #expect(run.output.contains("setup: running: \(Self.install) libyaml-dev tzdata"))
        }

        @Test func othersInstallWithSudoAndAreTold() async throws {
            let (run, calls) = try await Machine(user: 1000, missing: ["libyaml-dev"]).run()
            #expect(run.status == 0, "\(run.errors)")
            #expect(calls == ["sudo", "\(Self.install) libyaml-dev"])
            #expect(run.output.contains("setup: running: sudo \(Self.install) libyaml-dev"))
        }

        @Test func aFreshImageGetsItsListsFirst() async throws {
            let (run, calls) = try await Machine(missing: ["libsqlite3-dev"], failures: 1).run()
            #expect(run.status == 0, "\(run.errors)")
            let line = "\(Self.install) libsqlite3-dev"
            #expect(calls == [line, "apt-get update -qq", line])
            #expect(run.output.contains("setup: running: apt-get update, and the same again"))
        }

        @Test(arguments: [
            (
                Machine(user: 1000, missing: ["tzdata"], hasSudo: false),
                "there is no sudo, so ask somebody who is root for: apt-get install tzdata"
            ),
            (Machine(user: 1000, missing: ["tzdata"], sudoWorks: false), "could not install tzdata"),
            (Machine(missing: ["tzdata"], failures: 2), "could not install tzdata"),
            (Machine(hasSwift: false), "install a Swift 6.3 toolchain first"),
        ])
        func whatCannotBeDoneIsSaid(machine: Machine, words: String) async throws {
            let (run, _) = try await machine.run()
            #expect(run.status == 1)
            #expect(run.errors.contains("setup: ") && run.errors.contains(words), "\(run.errors)")
        }

        @Test(arguments: [
            (Machine(missing: ["tzdata"], system: "Darwin"), "brew install libyaml"),
            (Machine(missing: ["tzdata"], hasDpkg: false), "no Debian packages here"),
        ])
        func otherSystemsAreToldWhatIsNeeded(machine: Machine, words: String) async throws {
            let (run, calls) = try await machine.run()
            #expect(run.status == 0)
            #expect(run.output.contains(words))
            #expect(calls.isEmpty)
        }
    }

#endif
