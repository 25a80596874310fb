#if CLI && SQLite && Subprocess

    import Foundation
    import Testing

    /// `turnpike run` from outside: processes that share a store, crash, hang, find it locked or the disk full.
    @Suite(.serialized, .timeLimit(.minutes(20))) struct WorkerTests {
        static let process = """
            turnpike: 1
            process: ring
            stages:
              talk: {moves: [won]}
              won: {outcome: won}
            hooks:
              - {event: deal.opened, do: [{notify: {to: "desk", text: "${deal.name} is new"}}]}

            """

        /// A plug-in that does as a file tells it: `die` once, `hang`, or deliver; it notes its process and each key.
        static let plugin = """
            import json, os, sys, time

            def say(id, result):
                sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": id, "result": result}) + "\\n")
                sys.stdout.flush()

            for line in sys.stdin:
                message = json.loads(line)
                method, params = message["method"], message.get("params", {})
                if method == "initialize":
                    say(message["id"], {"protocol": 1, "name": "odd", "version": "1", "plugins": ["notify"],
                                        "capabilities": {"concurrency": 4}, "config_schema": {"type": "object"}})
                    continue
                if method == "configure":
                    open("pids", "a").write(str(os.getpid()) + "\\n")
                if method == "deliver":
                    open("begun", "a").write(params["key"] + "\\n")
                    mode = open("mode").read().strip() if os.path.exists("mode") else ""
                    if mode == "die":
                        os.remove("mode")
                        os._exit(1)
                    if mode == "hang":
                        time.sleep(3600)
                    open("done", "a").write(params["key"] + "\\n")
                say(message["id"], {})
                if method == "shutdown":
                    break

            """

        static let configuration = """
            delivery: {first_pause: 1 seconds, longest_pause: 1 seconds}
            plugins:
              odd:
                command: [python3, odd.py]
                for: [notify]
                limits: {start: 10 minutes, call: 10 minutes, health: 10 minutes, stop: 1 seconds}

            """

        /// A store with so many deals, each with a row that waits.
        func world(_ deals: Int, plugin: Bool = false) async throws -> Playground {
            let playground = try await Playground()
            try playground.write("ring.process.yaml", Self.process)
            if plugin {
                try playground.write("odd.py", Self.plugin)
                try playground.write("turnpike.yaml", Self.configuration)
            }
            for number in 0..<deals {
                let run = try await playground.run(
                    "open ring.process.yaml --name Deal\(number) --key d\(number) --no-deliver"
                )
                try #require(run.status == 0, "\(run.errors)")
            }
            return playground
        }

        func lines(_ name: String, _ playground: Playground) -> [String] {
            ((try? playground.read(name)) ?? "").split(separator: "\n").map(String.init)
        }

        func rows(_ status: String, _ playground: Playground) async throws -> [[String: Any]] {
            let document = try await playground.json("outbox list --status \(status) --format json", status: 0)
            return document["rows"] as? [[String: Any]] ?? []
        }

        func isAlive(_ pid: String) -> Bool { Int32(pid).map { kill($0, 0) == 0 } ?? false }

        @Test func itWorksUntilItIsTold() async throws {
            let playground = try await world(2)
            let worker = try RunningProgram("run --health 1", of: playground)
            try await worker.until { lines("outbox.jsonl", playground).count == 2 }
            // What comes while it works is delivered too, by whoever of the two is first.
            try #require(try await playground.run("open ring.process.yaml --name Late --no-deliver").status == 0)
            try await worker.until { lines("outbox.jsonl", playground).count == 3 }
            try await worker.until { worker.errors.contains("3 delivered, nothing waits") }
            worker.tell(SIGTERM)
            #expect(await worker.end() == 0)
            #expect(worker.output == "0 timers fired, 3 delivered\n")
        }

        @Test func itTellsItsHealthInJSON() async throws {
            let playground = try await world(1)
            let worker = try RunningProgram("run --health 1 --format json", of: playground)
            try await worker.until { worker.errors.contains("\"kind\":\"health\"") }
            worker.tell(SIGINT)
            #expect(await worker.end() == 0)
            for line in worker.errors.split(separator: "\n") {
                #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
            }
            #expect(worker.output.contains("\"kind\":\"run\""))
        }

        @Test func untilIdleItWaitsForWhatIsTriedAgain() async throws {
            let playground = try await world(2)
            // The folder is not there at first, so that nothing can be delivered.
            try playground.write(
                "turnpike.yaml",
                "outbox_file: later/sent.jsonl\ndelivery: {first_pause: 1 seconds, longest_pause: 1 seconds}\n"
            )
            let worker = try RunningProgram("run --until idle", of: playground)
            try await worker.until { worker.errors.contains("cannot be written") }
            try FileManager.default.createDirectory(
                at: playground.home.appendingPathComponent("later"),
                withIntermediateDirectories: false
            )
            #expect(await worker.end() == 0, "\(worker.errors)")
            #expect(lines("later/sent.jsonl", playground).count == 2)
        }

        @Test func twoOfThemShareAStore() async throws {
            let playground = try await world(30)
            let workers = try (0..<2).map { _ in try RunningProgram("run --until idle", of: playground) }
            for worker in workers { #expect(await worker.end() == 0, "\(worker.errors)") }
            let keys = try lines("outbox.jsonl", playground).map { line in
                try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["key"] as? String
            }
            #expect(keys.count == 30)
            #expect(Set(keys).count == 30, "a key was delivered twice")
        }

        @Test(.enabled(if: hasPython, "python3 is not installed"))
        func aPluginThatDiesInTheMiddleIsStartedAgain() async throws {
            let playground = try await world(3, plugin: true)
            try playground.write("mode", "die")
            let worker = try RunningProgram("run --until idle", of: playground)
            #expect(await worker.end() == 0, "\(worker.errors)")
            #expect(Set(lines("done", playground)).count == 3)
            #expect(lines("pids", playground).count == 2, "one process, and another after its death")
            #expect(worker.errors.contains("the process ended"), "\(worker.errors)")
            #expect(try await rows("delivered", playground).count == 3)
        }

        @Test(.enabled(if: hasPython, "python3 is not installed"))
        func aPluginIsThereBeforeAnybodyCallsItAndAgainAfterItsEnd() async throws {
            let playground = try await world(0, plugin: true)
            try #require(
                try await playground.run("open shop.process.yaml --name B --set amount=40 --no-deliver").status == 0
            )
            let worker = try RunningProgram("run", of: playground)
            try await worker.until { lines("pids", playground).count == 1 }
            kill(try #require(lines("pids", playground).first.flatMap { Int32($0) }), SIGKILL)
            try await worker.until { lines("pids", playground).count == 2 }
            worker.tell(SIGTERM)
            #expect(await worker.end() == 0)
            #expect(lines("pids", playground).allSatisfy { !isAlive($0) }, "a plug-in outlives the worker")
        }

        @Test(.enabled(if: hasPython, "python3 is not installed"))
        func toldToEndItHandsBackWhatHangsAndEndsItsPlugins() async throws {
            let playground = try await world(2, plugin: true)
            try playground.write("mode", "hang")
            let worker = try RunningProgram("run --grace 1", of: playground)
            try await worker.until { !lines("begun", playground).isEmpty }
            worker.tell(SIGTERM)
            #expect(await worker.end() == 0, "\(worker.errors)")
            let left = try await rows("pending", playground)
            #expect(left.count == 2)
            #expect(left.allSatisfy { $0["lease_owner"] == nil && $0["attempts"] as? Int == 0 }, "\(left)")
            #expect(lines("pids", playground).allSatisfy { !isAlive($0) }, "a plug-in outlives the worker")
        }

        @Test(.enabled(if: hasPython, "python3 is not installed"))
        func toldTwiceItEndsAtOnce() async throws {
            let playground = try await world(1, plugin: true)
            try playground.write("mode", "hang")
            let worker = try RunningProgram("run --grace 3600", of: playground)
            try await worker.until { !lines("begun", playground).isEmpty }
            worker.tell(SIGTERM)
            try await worker.until { worker.errors.contains("ending") }
            worker.tell(SIGTERM)
            #expect(await worker.end() == 128 + SIGTERM)
            #expect(lines("pids", playground).allSatisfy { !isAlive($0) }, "a plug-in outlives the worker")
            // What it held comes again under its key: soon, or when its lease has run out.
            #expect(try await rows("pending", playground).count == 1)
        }

        @Test(.enabled(if: hasPython, "python3 is not installed"))
        func aLockedStoreIsWaitedFor() async throws {
            let playground = try await world(2)
            try playground.write(
                "lock.py",
                """
                import os, sqlite3, time
                store = sqlite3.connect("deals.db", timeout=60, isolation_level=None)
                store.execute("BEGIN IMMEDIATE")
                open("locked", "w").write("now")
                while not os.path.exists("free"):
                    time.sleep(0.02)
                store.execute("ROLLBACK")
                """
            )
            try playground.write("turnpike.yaml", "outbox_file: none/sent.jsonl\ndelivery: {first_pause: 1 seconds}\n")
            // It has opened the store before somebody else takes it.
            let worker = try RunningProgram("run", of: playground)
            try await worker.until { worker.errors.contains("cannot be written") }
            let locker = try RunningProgram(
                URL(fileURLWithPath: "/usr/bin/env"),
                ["python3", "lock.py"],
                of: playground
            )
            try await locker.until { playground.exists("locked") }
            try await worker.until { worker.errors.contains("the store failed and is asked again") }
            try playground.write("free", "now")
            #expect(await locker.end() == 0, "\(locker.errors)")
            try FileManager.default.createDirectory(
                at: playground.home.appendingPathComponent("none"),
                withIntermediateDirectories: false
            )
            try await worker.until { try await rows("delivered", playground).count == 2 }
            worker.tell(SIGTERM)
            #expect(await worker.end() == 0)
        }

        #if os(Linux)
            @Test(.enabled(if: hasPython, "python3 is not installed"))
            func aFullDiskLosesNothing() async throws {
                let playground = try await world(30)
                // No file may grow beyond 48 KiB, until the limit is taken away again: the store's log is soon full.
                let script = "trap '' XFSZ; ulimit -S -f 48; exec \"$0\" run"
                let worker = try RunningProgram(
                    URL(fileURLWithPath: "/bin/bash"),
                    ["-c", script, Program.folder.appendingPathComponent("turnpike").path],
                    of: playground
                )
                try await worker.until { worker.errors.contains("the store failed and is asked again") }
                let raise =
                    "import resource; u = resource.RLIM_INFINITY; "
                    + "resource.prlimit(\(worker.pid), resource.RLIMIT_FSIZE, (u, u))"
                let raised = try await playground.program.launch(
                    URL(fileURLWithPath: "/usr/bin/env"),
                    ["python3", "-c", raise]
                )
                try #require(raised.status == 0, "\(raised.errors)")
                try await worker.until { try await rows("delivered", playground).count == 30 }
                worker.tell(SIGTERM)
                #expect(await worker.end() == 0)
                // What was delivered and could not be noted comes again, under the same key.
                let keys = lines("outbox.jsonl", playground).compactMap { line in
                    (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["key"] as? String
                }
                #expect(Set(keys).count == 30)
            }
        #endif

        static let hasPython = ["/usr/bin/python3", "/bin/python3"].contains {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

#endif
