import Foundation
import IntegrationSupport
import Matrix
import Synchronization
import Testing
import TurnpikeHTTP
import TurnpikeValues
import TurnpikeWeb

/// `turnpike run` from outside, built with the traits CLI and HTTP together: everything from `turnpike.yaml`, no code.
@Suite(
    .serialized,
    .oneAtATime,
    .enabled(
        if: Servers.variable("TURNPIKE_SLACK") != nil && Servers.variable("TURNPIKE_MATRIX") != nil,
        "no Slack or Synapse: run make test-plugins"
    )
)
struct ToolTests {
    private static let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent(".build/debug/turnpike")

    private static let process = """
        turnpike: 1
        process: office
        currency: EUR
        roles: {rep: Rep, manager: Manager}
        fields: {amount: {type: money, label: Amount}}
        signals: {paid: {sets: [amount]}}
        gates: {agreed: {label: Agreed, approval: discount}}
        approvals: {discount: {label: The discount, steps: [manager], not: requester}}
        stages:
          offer: {exit: [agreed], moves: [sold]}
          sold: {outcome: won}
        hooks:
          - event: approval.requested
            do:
              - notify: {to: manager, text: "Please look at ${deal.name}", urgency: high}
              - notify: {to: "#deals", text: "${deal.name} waits for a word"}
          - {event: approval.granted, do: [{notify: {to: owner, text: "${deal.name} may go on", urgency: low}}]}
        """

    private static func configuration() throws -> String {
        let slack = try #require(Servers.variable("TURNPIKE_SLACK"))
        let matrix = try #require(Servers.variable("TURNPIKE_MATRIX"))
        // Half a day away: what waits for it is looked at while it waits.
        let hour = (Instant.now().milliseconds / 3_600_000 + 12) % 24
        let digest = (hour < 10 ? "0" : "") + "\(hour):00"
        return """
            people:
              rep_1: {roles: [rep], keys: ["slack:U0000000001", "matrix:@rep:localhost"]}
              boss_1: {roles: [manager], keys: ["slack:U0000000002", "matrix:@boss:localhost"]}
            delivery: {first_pause: 1 seconds, longest_pause: 2 seconds}
            plugins:
              slack:
                uses: slack
                settings:
                  token: env:TURNPIKE_SLACK_TOKEN
                  api: \(slack)/api
                  channels: {"#deals": C0000000001}
                  allow_http: true
                  allow_private: true
              matrix:
                uses: matrix
                settings:
                  server: \(matrix)
                  token: env:TURNPIKE_MATRIX_BOT
                  team_prefix: tool_
                  commands: true
                  allow_http: true
                  allow_private: true
            notifications:
              default: {channel: slack, low: digest matrix, digests: ["\(digest)"]}
              people: {boss_1: {channel: matrix}}
            receive:
              port: 0
              routes:
                /slack/interactions:
                  uses: slack
                  plugin: slack
                  settings: {secrets: ["env:TURNPIKE_SLACK_SIGNING"], team: T0000000001}
                /hooks/billing:
                  uses: webhook
                  roles: [rep]
                  settings: {secrets: ["env:TURNPIKE_TOOL_SECRET"], signals: {invoice.paid: paid}}
            """
    }

    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("turnpike-tool-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.process.write(
            to: folder.appendingPathComponent("office.process.yaml"),
            atomically: true,
            encoding: .utf8
        )
        try Self.configuration().write(
            to: folder.appendingPathComponent("turnpike.yaml"),
            atomically: true,
            encoding: .utf8
        )
    }

    private static let secret = "whsec_" + Base64.encode(Array(1...32))

    private func start(_ arguments: [String], errors: URL? = nil) throws -> (
        process: Process, ending: Task<Int32, Never>, output: Pipe
    ) {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["TURNPIKE_TOOL_SECRET"] = Self.secret
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        if let errors {
            try Data().write(to: errors)
            process.standardError = try FileHandle(forWritingTo: errors)
        } else {
            process.standardError = output
        }
        return (process, try process.startedToItsEnd(), output)
    }

    /// Runs a command to its end.
    private func run(_ arguments: String...) async throws -> String {
        let (_, ending, output) = try start(arguments)
        // What it says is far less than a pipe holds.
        let status = await ending.value
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(status == 0, "\(arguments): \(text)")
        return text
    }

    private func wait(_ what: String, _ condition: () async throws -> Bool) async throws {
        for _ in 0..<600 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("never came: \(what)")
    }

    private func approvals(_ deal: String) async throws -> String {
        try await run("history", deal, "--format", "json")
    }

    @Test("people are told by Slack and Matrix, and what they press and write there comes back as their word")
    func whole() async throws {
        let log = folder.appendingPathComponent("run.log")
        for key in ["crm:77", "crm:78"] {
            _ = try await run(
                "open",
                "office.process.yaml",
                "--name",
                "Deal \(key)",
                "--key",
                key,
                "--as",
                "rep_1",
                "--owner",
                "rep_1"
            )
        }
        let (process, ending, _) = try start(["run"], errors: log)
        defer { if process.isRunning { process.terminate() } }
        func said() -> String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
        try await wait("that it listens") { said().contains("listening at 127.0.0.1:") }
        // What was written before it has its place in Matrix is none of its business.
        let place = folder.appendingPathComponent("matrix.place").path
        try await wait("that it reads Matrix") { FileManager.default.fileExists(atPath: place) }
        let port = try #require(
            said().components(separatedBy: "listening at 127.0.0.1:").last?.prefix { $0.isNumber }
        )
        // Asked for by another program; the one that runs sends what that one did not.
        _ = try await run("request", "crm:77", "discount", "--as", "rep_1", "--role", "rep")
        _ = try await run("request", "crm:78", "discount", "--as", "rep_1", "--role", "rep")

        // The manager reads Matrix in a room of their own.
        let bot = try MatrixServerTests.client("BOT")
        let boss = try MatrixServerTests.client("BOSS")
        var room = ""
        try await wait("the manager's room") {
            let path = "/directory/room/\(PercentText.escaped("#tool_boss_1:localhost"))"
            guard let answer = try? await bot.call("GET", path) else { return false }
            room = answer["room_id"]?.stringValue ?? ""
            return !room.isEmpty
        }
        try await wait("what the manager is told") {
            try await MatrixServerTests.texts(room).contains("Please look at Deal crm:77")
        }
        _ = try await boss.call("POST", "/rooms/\(PercentText.escaped(room))/join", [:])
        _ = try await boss.send("!approve crm:77 fine with me", to: room, key: "tool-\(UUID())")
        try await wait("the manager's word by Matrix") { try await approvals("crm:77").contains("granted") }
        let first = try await approvals("crm:77")
        #expect(first.contains("boss_1") && first.contains("matrix"))
        try await wait("the answer in the room") {
            try await MatrixServerTests.texts(room).contains { $0.contains("has approved discount") }
        }

        // Everybody reads the channel in Slack, and the manager presses.
        var card: JSON?
        try await wait("the card of the second deal") {
            card = try await SlackServerTests.messages().last { message in
                message["channel"] == "C0000000001" && message["thread_ts"]?.isNull == true
                    && message["blocks"]?.description.contains("Deal crm:78") == true
                    && message["blocks"]?.description.contains("turnpike.approve") == true
            }
            return card != nil
        }
        let pressed = try await SlackServerTests.control(
            "POST",
            "press",
            .object([
                ("action_id", "turnpike.reject"), ("channel", "C0000000001"), ("forged", false),
                ("to", .string("http://127.0.0.1:\(port)/slack/interactions")), ("ts", card?["ts"] ?? .null),
                ("user", "U0000000002"),
            ])
        )
        #expect(pressed["statuses"] == [200, 200])
        let second = try await approvals("crm:78")
        #expect(second.contains("rejected") && second.contains("boss_1") && second.contains("slack"))

        // A webhook becomes a signal.
        let body = Array(
            #"{"specversion":"1.0","id":"e","source":"/b","type":"invoice.paid","subject":"crm:78","data":{"fields":{"amount":"5 EUR"}}}"#
                .utf8
        )
        var call = try ReceiverServerTests.call(Int(port) ?? 0, id: "tool", body: body, path: "/hooks/billing")
        #expect(try await Sink.carrier.carry(call).status == 200)
        #expect(try await Sink.carrier.carry(call).status == 200)
        call.body.append(0x20)
        #expect(try await Sink.carrier.carry(call).status == 401)
        #expect(try await run("show", "crm:78", "--format", "json").contains("5.00 EUR"))

        // The rep's notice waits for the digest, in a file that outlives everybody.
        let notices = folder.appendingPathComponent("notices.json")
        try await wait("the rep's notice") {
            // The file is made with the first notice that waits.
            (try? String(contentsOf: notices, encoding: .utf8))?.contains("Deal crm:77 may go on") == true
        }
        process.terminate()
        #expect(await ending.value == 0, "\(said())")
        for name in ["TURNPIKE_SLACK_TOKEN", "TURNPIKE_SLACK_SIGNING", "TURNPIKE_MATRIX_BOT"] {
            let secret = try #require(Servers.variable(name))
            #expect(!said().contains(secret))
        }
        #expect(!said().contains("cannot be read"), "\(said())")

        // What was written while nobody listened is read afterwards, once.
        _ = try await boss.send("!approve crm:78", to: room, key: "tool-\(UUID())")
        let again = try start(["run"], errors: log)
        defer { if again.process.isRunning { again.process.terminate() } }
        try await wait("an answer to what was written meanwhile") {
            try await MatrixServerTests.texts(room).last?.hasPrefix("Nothing of Deal crm:78") == true
        }
        let answers = try await MatrixServerTests.texts(room).filter { $0.contains("has approved discount") }
        #expect(answers.count == 1, "nothing is done again")
        again.process.terminate()
        #expect(await again.ending.value == 0)
        try? FileManager.default.removeItem(at: folder)
    }

    @Test("a port that is taken ends the program with words, and not with a worker that hears nothing")
    func taken() async throws {
        let counter = ReceiverServerTests.Counter()
        _ = try await run("open", "office.process.yaml", "--name", "One", "--as", "rep_1")
        try await ReceiverServerTests.serving(try ReceiverServerTests.desk(counter)) { port in
            let text = try Self.configuration().replacingOccurrences(of: "port: 0", with: "port: \(port)")
            try text.write(to: folder.appendingPathComponent("turnpike.yaml"), atomically: true, encoding: .utf8)
            let (_, ending, output) = try start(["run"])
            let status = await ending.value
            let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            #expect(status != 0)
            #expect(said.contains("cannot listen at 127.0.0.1:\(port)"), "\(said)")
        }
        try? FileManager.default.removeItem(at: folder)
    }
}
