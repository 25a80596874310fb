#if Subprocess

    import Turnpike
    import TurnpikePlugins
    import TurnpikeSubprocess
    import TurnpikeValues

    /// Plays a plug-in with one flaw, without a process: each flaw is one that the verification must find.
    final class FlawedConversation: PluginConversation {
        let peer: PluginPeer
        private let flaw: String
        private let log: @Sendable (PluginLogLine) -> Void
        private let events: AsyncStream<Event>
        private let eventsIn: AsyncStream<Event>.Continuation

        private enum Event: Sendable {
            case line([UInt8])
            case order(PluginOrder)
        }

        init(_ flaw: String, log: @escaping @Sendable (PluginLogLine) -> Void) {
            self.flaw = flaw
            self.log = log
            (events, eventsIn) = AsyncStream.makeStream()
            peer = PluginPeer(send: { [eventsIn] in eventsIn.yield(.line($0)) }, log: log)
        }

        func order(_ order: PluginOrder) { eventsIn.yield(.order(order)) }

        func run(_ command: PluginCommand) async -> String {
            let how = await converse()
            await peer.end(PluginFailure(.internalError, how))
            return how
        }

        private func converse() async -> String {
            var service = FlawedService(flaw: flaw)
            if flaw == "chatty" { await peer.received(Array("starting up…".utf8)) }
            for await event in events {
                switch event {
                case .order(.kill): return "the process ended: signaled(9)"
                case .order(.stop):
                    return service.isHung ? "the process ended: signaled(9)" : "the process ended: exited(0)"
                case .line(let line):
                    let answer = service.take(line)
                    for text in answer.errors { log(PluginLogLine(.info, text)) }
                    for message in answer.says { await peer.received(message.canonical()) }
                    if let status = answer.exit { return "the process ended: exited(\(status))" }
                }
            }
            return "nobody speaks"
        }
    }

    /// What the plug-in with a flaw does with each line.
    private struct FlawedService {
        struct Answer {
            var says: [JSON] = []
            var errors: [String] = []
            var exit: Int?
        }

        let flaw: String
        private(set) var isHung = false
        private var isConfigured = false
        private var deliveries = 0
        private var isBusy = false
        private var newest: Int64 = 0
        private var token = ""
        private var last: JSON = .null
        private let instance = UInt64.random(in: .min ... .max)

        init(flaw: String) { self.flaw = flaw }

        mutating func take(_ line: [UInt8]) -> Answer {
            var answer = Answer()
            guard !isHung, line.contains(where: { $0 != UInt8(ascii: "\n") }) else { return answer }
            guard let message = try? JSON.parse(String(decoding: line, as: UTF8.self)) else {
                if flaw == "dies_of_not_json" { answer.exit = 1 }
                answer.says = [Self.failure(.null, -32_700, "not JSON")]
                return answer
            }
            guard var id = message["id"] else {
                if flaw == "answers_notifications" { answer.exit = 1 }
                return answer
            }
            if flaw == "wrong_ids" { id = 1 }
            switch message["method"]?.stringValue {
            case "initialize": answer.says = [Self.result(id, hello)]
            case "configure": configure(id, message["params"]?["config"] ?? .null, &answer)
            case "deliver": deliver(id, message["params"] ?? .null, line, &answer)
            case "ask": answer.says = [Self.result(id, flaw == "answers_nothing" ? .object([]) : ["pass": true])]
            case "health":
                if flaw != "hangs_at_health", !isBusy { answer.says = [Self.result(id, ["ok": true])] }
            case "shutdown":
                answer.says = [Self.result(id, .object([]))]
                if flaw == "never_ends" { isHung = true } else { answer.exit = flaw == "ends_badly" ? 9 : 0 }
            default:
                answer.says =
                    flaw == "knows_everything"
                    ? [Self.result(id, .object([]))] : [Self.failure(id, -32_601, "unknown method")]
            }
            return answer
        }

        private var hello: JSON {
            guard flaw != "no_name" else { return ["protocol": 1] }
            return [
                "protocol": flaw == "other_protocol" ? 7 : 1, "name": "flawed", "version": "1", "plugins": ["notify"],
                "capabilities": ["ask": true, "concurrency": 2],
                "config_schema": [
                    "type": "object", "required": ["token"],
                    "properties": ["token": ["type": "string", "writeOnly": true]],
                ],
            ]
        }

        private mutating func configure(_ id: JSON, _ configuration: JSON, _ answer: inout Answer) {
            let token = configuration["token"]?.stringValue
            self.token = token ?? self.token
            guard token != nil || flaw == "takes_any_configuration" else {
                answer.says = [Self.failure(id, -32_001, "token is missing")]
                return
            }
            isConfigured = true
            if flaw == "tells_secrets" { answer.errors = ["using \(token ?? "")"] }
            answer.says = [Self.result(id, .object([]))]
        }

        private mutating func deliver(_ id: JSON, _ params: JSON, _ line: [UInt8], _ answer: inout Answer) {
            let request = params["request"]
            switch flaw {
            case "needs_no_configuration": break
            case _ where !isConfigured:
                answer.says = [Self.failure(id, -32_002, "configure first")]
                return
            case "dies_of_bad_params" where request == nil:
                answer.exit = 1
                return
            case "bad_params_temporary" where request == nil:
                answer.says = [Self.failure(id, -32_603, "no request")]
                return
            case "strict" where params["zz_later"] != nil:
                answer.says = [Self.failure(id, -32_602, "unknown member")]
                return
            case "hangs",
                "hangs_on_huge" where line.count > 100_000:
                isHung = true
                return
            case "hangs_when_busy":
                isBusy = true
            case "dies_of_odd_text" where String(decoding: line, as: UTF8.self).contains("\u{202E}"):
                answer.exit = 1
                return
            case "forgets_after_kill" where params["attempt"]?.int64 == 2 && params["revision"]?.int64 == 7:
                answer.says = [Self.failure(id, -32_011, "seen before")]
                return
            default: break
            }
            guard let request else {
                answer.says = [Self.failure(id, -32_602, "no request")]
                return
            }
            guard request["format"]?.int64 == 1 || flaw == "takes_newer" else {
                let words = flaw == "tells_secrets_in_errors" ? "newer format, \(token)" : "newer format"
                answer.says = [Self.failure(id, -32_011, words)]
                return
            }
            deliveries += 1
            let key = params["key"] ?? .null
            let revision = params["revision"]?.int64 ?? 0
            defer {
                last = key
                newest = max(newest, revision)
            }
            if flaw == "watermark", revision < newest {
                answer.says = [Self.result(id, .object([]))]
                return
            }
            let reference: JSON =
                switch flaw {
                case "makes_two": .string("\(deliveries)")
                case "one_reference": "done"
                case "shifts_answers": last
                case "forgets_references": .string("\(key)@\(instance)")
                default: key
                }
            answer.says = [Self.result(id, flaw == "answers_a_list" ? .array([]) : ["reference": reference])]
        }

        private static func result(_ id: JSON, _ result: JSON) -> JSON {
            ["jsonrpc": "2.0", "id": id, "result": result]
        }

        private static func failure(_ id: JSON, _ code: Int64, _ message: String) -> JSON {
            ["jsonrpc": "2.0", "id": id, "error": ["code": .int(code), "message": .string(message)]]
        }
    }

#endif
