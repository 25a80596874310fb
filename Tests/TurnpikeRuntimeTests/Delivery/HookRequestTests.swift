import Foundation
import Synchronization
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

@Suite struct HookRequestTests {
    private static let body = #"""
        {"action":"close","deal":{"account":"acc_1","external_keys":["sf:1"],"fields":{"amount":{"$money":"50000 EUR"}},
        "id":"0199","name":"Größe","outcome":"won","owner":"rep_1","process":"b2b","revision":7,"stage":"won","version":3},
        "event":{"actor":"rep_1","at":"2026-11-21T09:30:00Z","from":"proposal","name":"deal.won","to":"won"},
        "format":1,"key":"0199/7/0/h/0","kind":"KIND","settings":{"body":"Hello","subject":"Hi","to":"a@b"}}
        """#

    private func request(_ kind: String, _ edit: (String) -> String = { $0 }) -> DeliveryRequest {
        let text = edit(Self.body.replacingOccurrences(of: "KIND", with: kind))
        var random = SystemRandomNumberGenerator()
        return DeliveryRequest(
            tenant: "t",
            deal: DealID(UUIDv7(milliseconds: 1, random: &random)),
            revision: 7,
            plugin: kind,
            key: "0199/7/0/h/0",
            attempt: 2,
            body: Array(text.utf8)
        )
    }

    @Test func readsWhatARequestSays() throws {
        let request = try HookRequest(request("crm").body)
        #expect(request.action == "close")
        #expect(request.deal.name == "Größe")
        #expect(request.deal.fields == ["amount": .money("50000 EUR")])
        #expect(request.deal.externalKeys == ["sf:1"])
        #expect(request.deal.contact == nil)
        #expect(request.event.at == Instant("2026-11-21T09:30:00Z"))
        #expect(request.event.details["to"] == "won")
        #expect(request.settings["subject"] == "Hi")
    }

    @Test(arguments: [
        (#""format":1"#, #""format":2"#, "update Turnpike"), (#""format":1,"#, "", "format"),
        (#""revision":7,"#, "", "deal.revision"), (#""kind":"crm""#, #""kind":5"#, "kind"),
        (#""subject":"Hi""#, #""subject":5"#, "settings.subject"),
        (#"{"$money":"50000 EUR"}"#, #"{"$money":"x"}"#, "amount"),
        (#"{"action""#, #"["action""#, "JSON"),
    ])
    func whatIsNoRequestFailsForGood(_ old: String, _ new: String, _ words: String) {
        let body = request("crm") { $0.replacingOccurrences(of: old, with: new) }.body
        let error = #expect(throws: DeliveryError.self) { try HookRequest(body) }
        #expect(error?.kind == .permanent)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func aCRMIsCalledByAction() async throws {
        let crm = CRM()
        _ = try await crm.deliver(request("crm"))
        _ = try await crm.deliver(request("crm") { $0.replacingOccurrences(of: "close", with: "upsert") })
        #expect(crm.calls.withLock { $0 } == ["close 0199/7/0/h/0", "upsert 0199/7/0/h/0"])
        let unknown = request("crm") { $0.replacingOccurrences(of: "\"close\"", with: "\"merge\"") }
        let error = await #expect(throws: DeliveryError.self) { try await crm.deliver(unknown) }
        #expect(error?.kind == .permanent)
    }

    @Test func aMailIsReadFromItsSettings() async throws {
        let mail = Mail()
        _ = try await mail.deliver(request("email"))
        let message = try #require(mail.sent.withLock { $0.first })
        #expect(message.to == "a@b")
        #expect(message.subject == "Hi")
        #expect(message.body == "Hello")
        #expect(message.key == "0199/7/0/h/0")
        let nobody = request("email") { $0.replacingOccurrences(of: #","to":"a@b""#, with: "") }
        let error = await #expect(throws: DeliveryError.self) { try await mail.deliver(nobody) }
        #expect(error?.kind == .permanent)
    }

    @Test func aNotificationWithoutTextSaysWhatHappened() async throws {
        let chat = Chat()
        _ = try await chat.deliver(request("notify"))
        _ = try await chat.deliver(
            request("notify") { $0.replacingOccurrences(of: #""body":"Hello","subject":"Hi","#, with: "") }
        )
        #expect(chat.texts.withLock { $0 } == ["Hello", "Größe: deal.won"])
    }

    // MARK: JSON lines

    @Test func requestsBecomeLinesOfJSON() async throws {
        let path = NSTemporaryDirectory() + "turnpike-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let deliverer = JSONLinesDeliverer(path, flushes: true)
        let request = request("crm") { $0.replacingOccurrences(of: "\n", with: "") }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try? await deliverer.deliver(request) } }
        }
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 50)
        for line in lines {
            let json = try JSON.parse(String(line))
            #expect(json["key"]?.stringValue == request.key)
            #expect(json["attempt"]?.int64 == 2)
            #expect(json["tenant"]?.stringValue == "t")
            #expect(json["request"]?["deal"]?["name"]?.stringValue == "Größe")
        }
    }

    @Test func aFileThatCannotBeWrittenIsTriedAgainLater() async {
        let deliverer = JSONLinesDeliverer("/nowhere/at/all.jsonl")
        let error = await #expect(throws: DeliveryError.self) { try await deliverer.deliver(self.request("crm")) }
        #expect(error?.kind == .temporary)
        #expect(error?.message.contains("/nowhere/at/all.jsonl") == true)
    }
}

private final class CRM: CRMHook {
    let calls = Mutex<[String]>([])

    func upsert(_ request: HookRequest, key: String) async throws -> DeliveryReceipt {
        calls.withLock { $0.append("upsert \(key)") }
        return DeliveryReceipt()
    }

    func close(_ request: HookRequest, key: String) async throws -> DeliveryReceipt {
        calls.withLock { $0.append("close \(key)") }
        return DeliveryReceipt()
    }
}

private final class Mail: EmailHook {
    let sent = Mutex<[EmailMessage]>([])

    func send(_ message: EmailMessage, for request: HookRequest) async throws -> DeliveryReceipt {
        sent.withLock { $0.append(message) }
        return DeliveryReceipt()
    }
}

private final class Chat: NotificationHook {
    let texts = Mutex<[String]>([])

    func notify(_ message: NotificationMessage, for request: HookRequest) async throws -> DeliveryReceipt {
        texts.withLock { $0.append(message.text) }
        return DeliveryReceipt()
    }
}
