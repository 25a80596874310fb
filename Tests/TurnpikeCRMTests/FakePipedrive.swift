import Synchronization
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb

/// Pipedrive in the process, as far as the plug-in uses it: it keeps state, checks what it is sent, and can fail.
final class FakePipedrive: HTTPCarrier {
    struct Item {
        var path: String
        var values: [String: JSON]
        var updated: Int64
    }
    struct State {
        var items: [Int64: Item] = [:]
        var next: Int64 = 500
        var clock: Int64 = 1_780_308_000_000
        var effects: [String] = []
        var fault: HookContract.Fault?
        var bodies: [(call: String, body: JSON)] = []
        var isLosingAnswers = false
        var isSearchLate = false
    }
    let state = Mutex(State())
    static let token = "pd-secret-token"
    static let key = String(repeating: "a", count: 40)
    static let effect = String(repeating: "b", count: 40)
    static let custom = String(repeating: "c", count: 40)
    static let budget = String(repeating: "d", count: 40)
    static let place = String(repeating: "e", count: 40)

    func carry(_ call: HTTPCall) async throws -> HTTPAnswer {
        guard call.header("x-api-token") == Self.token else { return Self.refuse(401, "unauthorized access") }
        let fault = state.withLock { $0.fault }
        switch fault {
        case .temporary: return HTTPAnswer(429, headers: [.init("Retry-After", "5")], body: Array("{}".utf8))
        case .permanent: return Self.refuse(400, "validation failed for \(Self.token)")
        case .malformed: return HTTPAnswer(200, body: Array("{\"data\":1}".utf8))
        case .slow: try await Task.sleep(for: .milliseconds(20))
        case .hung, nil: break
        }
        let answer = answer(call)
        if fault == .hung {
            try await Task.sleep(for: .milliseconds(200))
            throw HTTPFailure(.timedOut, "no answer")
        }
        if call.method != "GET", state.withLock({ $0.isLosingAnswers }) { throw HTTPFailure(.timedOut, "lost") }
        return answer
    }

    func person(_ id: Int64, _ change: (inout [String: JSON]) -> Void) {
        state.withLock { state in
            state.clock += 1_000
            guard var item = state.items[id] else { return }
            change(&item.values)
            item.updated = state.clock
            state.items[id] = item
        }
    }

    func deals() -> [(id: Int64, values: [String: JSON])] {
        state.withLock {
            $0.items.filter { $0.value.path == "deals" }.sorted { $0.key < $1.key }.map { ($0.key, $0.value.values) }
        }
    }

    static func refuse(_ status: Int, _ message: String) -> HTTPAnswer {
        HTTPAnswer(status, body: JSON.object([("error", .string(message)), ("success", false)]).canonical())
    }

    private static func answer(_ data: JSON, _ more: [(String, JSON)] = [], status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(status, body: JSON.object([("success", true), ("data", data)] + more).canonical())
    }

    private func answer(_ call: HTTPCall) -> HTTPAnswer {
        let parts = call.address.target.split(separator: "?", maxSplits: 1)
        let path = parts[0].split(separator: "/").map(String.init)
        let query = Dictionary(
            (FormText.read(parts.count > 1 ? Array(parts[1].utf8) : []) ?? []).map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
        let body = (try? JSON.parse(call.body)) ?? .null
        return state.withLock { state in
            if call.method != "GET" { state.bodies.append((call: "\(call.method) \(parts[0])", body: body)) }
            switch (call.method, path.dropFirst(2).joined(separator: "/")) {
            case ("GET", "stages"): return Self.stages(query)
            case ("GET", "dealFields"): return Self.dealFields(query)
            case ("GET", "personFields"), ("GET", "organizationFields"):
                return Self.answer([
                    ["key": "name", "field_type": "varchar"], ["key": "email", "field_type": "varchar"],
                ])
            case ("GET", "users"): return Self.answer([["id": 11], ["id": 12]])
            case ("GET", let rest) where rest.hasSuffix("/search"): return Self.search(path[2], query, state)
            case ("GET", "deals"): return Self.list(query, state)
            case ("GET", "notes"), ("GET", "activities"):
                let found = state.items.values.filter { $0.path == path[2] }.map {
                    JSON.object($0.values.map { ($0, $1) })
                }
                return Self.answer(.array(found))
            case ("GET", _):
                guard let id = Int64(path.last ?? ""), let item = state.items[id], item.path == path[2] else {
                    return Self.refuse(404, "not found")
                }
                return Self.answer(Self.json(id, item))
            case ("POST", let kind): return Self.create(kind, body, &state)
            case ("PATCH", _): return Self.update(Int64(path.last ?? "") ?? 0, body, &state)
            default: return Self.refuse(404, "not found")
            }
        }
    }

    private static func json(_ id: Int64, _ item: Item) -> JSON {
        let time = Instant(milliseconds: item.updated).description
        return .object(
            item.values.map { ($0, $1) } + [
                ("id", .int(id)), ("add_time", .string(time)), ("update_time", .string(time)),
            ]
        )
    }

    private static func stages(_ query: [String: String]) -> HTTPAnswer {
        // Two pages.
        let first = query["cursor"] == nil
        let data: JSON =
            first
            ? [["id": 1, "name": "Lead"], ["id": 2, "name": "Qualified"]] : [["id": 3, "name": "Offer"]]
        return answer(data, [("additional_data", ["next_cursor": first ? "more" : .null])])
    }

    private static func dealFields(_ query: [String: String]) -> HTTPAnswer {
        guard query["start"] == "0" else {
            return answer([
                ["key": .string(key), "field_type": "varchar"], ["key": .string(effect), "field_type": "varchar"],
                [
                    "key": .string(custom), "field_type": "enum",
                    "options": [["id": 31, "label": "North"], ["id": 32, "label": "South"]],
                ], ["key": .string(budget), "field_type": "monetary"],
                ["key": .string(place), "field_type": "address"],
            ])
        }
        let names = [
            ("title", "varchar"), ("value", "double"), ("probability", "int"), ("expected_close_date", "date"),
            ("update_time", "date"),
        ]
        return answer(
            .array(names.map { ["key": .string($0.0), "field_type": .string($0.1)] }),
            [("additional_data", ["pagination": ["more_items_in_collection": true, "next_start": 500]])]
        )
    }

    private static func search(_ path: String, _ query: [String: String], _ state: State) -> HTTPAnswer {
        guard !state.isSearchLate else { return answer(["items": []]) }
        let term = JSON.string(query["term"] ?? "")
        let found = state.items.filter { _, item in
            guard item.path == path else { return false }
            if path == "deals" { return item.values["custom_fields"]?.members?.contains { $0.1 == term } ?? false }
            return item.values["name"] == term || item.values["emails"]?[0]?["value"] == term
        }
        let items = found.keys.sorted().map { JSON.object([("item", ["id": .int($0)])]) }
        return answer(["items": .array(items)])
    }

    private static func list(_ query: [String: String], _ state: State) -> HTTPAnswer {
        let since = query["updated_since"].flatMap { Instant($0) }?.milliseconds ?? 0
        let found = state.items.filter { $0.value.path == "deals" && $0.value.updated >= since }
            .sorted { ($0.value.updated, $0.key) < ($1.value.updated, $1.key) }
        guard let start = Int(query["cursor"] ?? "0") else { return refuse(400, "cursor is not valid") }
        let page = found.dropFirst(start).prefix(2)
        let next: JSON = start + page.count < found.count ? .string(String(start + page.count)) : .null
        return answer(.array(page.map { json($0.key, $0.value) }), [("additional_data", ["next_cursor": next])])
    }

    private static func objection(_ path: String, _ body: JSON) -> String? {
        guard let members = body.members else { return "no body" }
        guard path == "deals" else { return nil }
        let known: Set<String> = [
            "title", "owner_id", "person_id", "org_id", "pipeline_id", "stage_id", "value", "currency", "status",
            "probability", "lost_reason", "expected_close_date", "custom_fields",
        ]
        for (name, value) in members {
            guard known.contains(name) else { return "unknown field \(name)" }
            if ["owner_id", "person_id", "org_id", "pipeline_id", "stage_id"].contains(name), value.int64 == nil {
                return "\(name) is a number"
            }
            if name == "stage_id", ![1, 2, 3].contains(value.int64) { return "stage_id: no such stage" }
            if name == "status", !["open", "won", "lost"].contains(value.stringValue) { return "status" }
            if name == "value", value.decimalValue == nil, !value.isNull { return "value is a number" }
        }
        return nil
    }

    private static func create(_ path: String, _ body: JSON, _ state: inout State) -> HTTPAnswer {
        if let words = objection(path, body) { return refuse(400, words) }
        if path == "deals", body["title"] == nil { return refuse(400, "title is required") }
        state.clock += 1_000
        state.next += 1
        var values = Dictionary((body.members ?? []).map { ($0.0, $0.1) }, uniquingKeysWith: { $1 })
        if path == "deals" {
            values["status"] = values["status"] ?? "open"
            values["stage_id"] = values["stage_id"] ?? 1
            values["owner_id"] = values["owner_id"] ?? 11
        }
        state.items[state.next] = Item(path: path, values: values, updated: state.clock)
        note(body, &state)
        return state.items[state.next].map { answer(json(state.next, $0), status: 201) } ?? refuse(500, "gone")
    }

    private static func update(_ id: Int64, _ body: JSON, _ state: inout State) -> HTTPAnswer {
        guard var item = state.items[id] else { return refuse(404, "not found") }
        if let words = objection(item.path, body) { return refuse(400, words) }
        state.clock += 1_000
        for (name, value) in body.members ?? [] {
            if name == "custom_fields" {
                var custom = Dictionary(
                    (item.values[name]?.members ?? []).map { ($0.0, $0.1) },
                    uniquingKeysWith: { $1 }
                )
                for (key, value) in value.members ?? [] { custom[key] = value }
                item.values[name] = .object(custom.map { ($0, $1) })
            } else {
                item.values[name] = value
            }
        }
        item.updated = state.clock
        state.items[id] = item
        note(body, &state)
        return answer(json(id, item))
    }

    private static func note(_ body: JSON, _ state: inout State) {
        if let key = body["custom_fields"]?[effect]?.stringValue {
            state.effects.append(key)
        }
    }
}
