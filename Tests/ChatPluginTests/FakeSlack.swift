import Synchronization
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb

@testable import Slack

/// Slack in the process, as far as the plug-in uses it: channels with messages, metadata and threads.
final class FakeSlack: HTTPCarrier {
    struct Message {
        var channel: String
        var ts: String
        var thread: String?
        var content: JSON
    }
    struct State {
        var messages: [Message] = []
        var whispers: [JSON] = []
        var fault: HookContract.Fault?
        var isLosing = false
        var calls = 0
    }
    let state = Mutex(State())
    static let token = "xoxb-secret-token"

    func carry(_ call: HTTPCall) async throws -> HTTPAnswer {
        guard call.header("authorization") == "Bearer " + Self.token else { return Self.refuse("not_authed") }
        switch state.withLock({ $0.fault }) {
        case .temporary: return HTTPAnswer(429, headers: [.init("Retry-After", "3")])
        case .permanent: return Self.refuse("channel_not_found")
        case .malformed: return HTTPAnswer(200, body: Array("<html>".utf8))
        case .hung:
            try await Task.sleep(for: .milliseconds(200))
            throw HTTPFailure(.timedOut, "no answer")
        case .slow: try await Task.sleep(for: .milliseconds(20))
        case nil: break
        }
        let method = call.address.target.split(separator: "/").last.map(String.init) ?? ""
        let answer = try answer(method, call)
        if state.withLock({ $0.isLosing }) { throw HTTPFailure(.timedOut, "the answer was lost") }
        return answer
    }

    private func answer(_ method: String, _ call: HTTPCall) throws -> HTTPAnswer {
        if method.hasPrefix("conversations.") {
            let form = Dictionary(
                (FormText.read(call.body) ?? []).map { ($0.name, $0.value) },
                uniquingKeysWith: { a, _ in a }
            )
            let found = state.withLock { state in
                state.messages.filter { message in
                    message.channel == form["channel"]
                        && (method == "conversations.history" ? message.thread == nil : message.thread == form["ts"])
                }
            }
            let messages = found.reversed().map { message in
                JSON.object([("ts", .string(message.ts)), ("metadata", message.content["metadata"] ?? .null)])
            }
            return HTTPAnswer(200, body: JSON.object([("ok", true), ("messages", .array(messages))]).canonical())
        }
        let json = try JSON.parse(call.body)
        guard let channel = json["channel"]?.stringValue, json["text"]?.stringValue?.isEmpty == false else {
            return Self.refuse("no_text")
        }
        return state.withLock { state in
            state.calls += 1
            switch method {
            case "chat.postMessage":
                let ts = "17000000\(10 + state.messages.count).000100"
                let room = channel.hasPrefix("U") ? "D" + channel.dropFirst() : channel
                state.messages.append(
                    Message(channel: room, ts: ts, thread: json["thread_ts"]?.stringValue, content: json)
                )
                return Self.accept([("channel", .string(room)), ("ts", .string(ts))])
            case "chat.update":
                guard let place = state.messages.firstIndex(where: { $0.ts == json["ts"]?.stringValue }) else {
                    return Self.refuse("message_not_found")
                }
                state.messages[place].content = json
                return Self.accept([("ts", json["ts"] ?? .null)])
            case "chat.postEphemeral":
                state.whispers.append(json)
                return Self.accept([])
            default: return Self.refuse("unknown_method")
            }
        }
    }

    private static func accept(_ members: [(String, JSON)]) -> HTTPAnswer {
        HTTPAnswer(200, body: JSON.object([("ok", true)] + members).canonical())
    }

    private static func refuse(_ error: String) -> HTTPAnswer {
        HTTPAnswer(200, body: JSON.object([("ok", false), ("error", .string(error))]).canonical())
    }

    var client: SlackClient {
        get throws {
            SlackClient(token: Secret(Self.token), base: try WebAddress("https://slack.com/api"), carrier: self)
        }
    }
}
