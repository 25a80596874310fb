import Synchronization
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb

/// HubSpot in the process, as far as the plug-in uses it: it keeps state, checks what it is sent, and can fail.
final class FakeHubSpot: HTTPCarrier {
    struct Object {
        var type: String
        var properties: [String: String]
        var updated: Int64
        var links: [String: String] = [:]
    }
    struct State {
        var objects: [Int: Object] = [:]
        var next = 100
        var clock: Int64 = 1_780_308_000_000
        var effects: [String] = []
        var fault: HookContract.Fault?
        var calls: [String] = []
        /// What a person does in HubSpot right after the plug-in has read a deal for the given time.
        var betweenReadAndWrite: (@Sendable (inout Object) -> Void)?
        var isSearchLate = false
        var isLosingAnswers = false
    }
    let state = Mutex(State())
    static let token = "pat-secret-token"
    static let stages = ["appointmentscheduled", "qualifiedtobuy", "contractsent", "closedwon", "closedlost"]
    static let dealProperties: [(String, String, Bool)] = [
        ("dealname", "string", false), ("dealstage", "enumeration", false), ("pipeline", "enumeration", false),
        ("amount", "number", false), ("closedate", "date", false), ("hubspot_owner_id", "enumeration", false),
        ("closed_lost_reason", "string", false), ("deal_currency_code", "string", false),
        ("turnpike_deal", "string", false), ("turnpike_effect", "string", false),
        ("hs_deal_stage_probability", "number", true), ("region", "enumeration", false),
    ]

    func carry(_ call: HTTPCall) async throws -> HTTPAnswer {
        guard call.header("authorization") == "Bearer " + Self.token else {
            return Self.refuse(401, "Authentication credentials not found")
        }
        let fault = state.withLock { $0.fault }
        switch fault {
        case .temporary: return HTTPAnswer(429, headers: [.init("Retry-After", "7")], body: Array("{}".utf8))
        case .permanent: return Self.refuse(400, "Property values were not valid for \(Self.token)")
        case .malformed: return HTTPAnswer(200, body: Array("<html>".utf8))
        case .slow: try await Task.sleep(for: .milliseconds(20))
        case .hung, nil: break
        }
        let answer = answer(call)
        if fault == .hung {
            // It takes the request; the answer never comes.
            try await Task.sleep(for: .milliseconds(200))
            throw HTTPFailure(.timedOut, "no answer")
        }
        let isWrite = call.method != "GET" && !call.address.target.hasSuffix("/search")
        if isWrite, state.withLock({ $0.isLosingAnswers }) { throw HTTPFailure(.timedOut, "lost") }
        return answer
    }

    /// What a person does in HubSpot.
    func person(_ id: Int, _ change: (inout Object) -> Void) {
        state.withLock { state in
            state.clock += 1_000
            guard var object = state.objects[id] else { return }
            change(&object)
            object.updated = state.clock
            state.objects[id] = object
        }
    }

    func deals() -> [(id: Int, object: Object)] {
        state.withLock {
            $0.objects.filter { $0.value.type == "deals" }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    static func refuse(_ status: Int, _ message: String) -> HTTPAnswer {
        HTTPAnswer(
            status,
            body: JSON.object([
                ("category", "VALIDATION_ERROR"), ("correlationId", "c"), ("message", .string(message)),
            ]).canonical()
        )
    }

    private func answer(_ call: HTTPCall) -> HTTPAnswer {
        let parts = call.address.target.split(separator: "?", maxSplits: 1)
        let path = parts[0].split(separator: "/").map(String.init)
        let query = FormText.read(parts.count > 1 ? Array(parts[1].utf8) : []) ?? []
        let body = (try? JSON.parse(call.body)) ?? .null
        return state.withLock { state in
            state.calls.append("\(call.method) \(parts[0])")
            switch (call.method, path.dropFirst(2).first ?? "") {
            case ("GET", "pipelines"): return Self.pipelines
            case ("GET", "properties"): return Self.properties(path.last ?? "")
            case ("GET", "owners"): return Self.owners(query.first { $0.name == "after" }?.value)
            case ("GET", "objects") where path[1] == "v4": return Self.linked(path[4], path[6], query, state)
            case ("POST", "objects") where path.last == "read": return Self.readAll(body, state)
            case (_, "objects") where path.first == "crm" && path[1] == "v4":
                guard let id = Int(path[4]), state.objects[id] != nil else { return Self.refuse(404, "not found") }
                state.objects[id]?.links[path[7]] = path[8]
                return HTTPAnswer(200, body: JSON.object([("status", "COMPLETE")]).canonical())
            case ("GET", "objects"): return Self.read(path[3], path[4], query, &state)
            case ("POST", "objects") where path.last == "search": return Self.search(path[3], body, &state)
            case ("POST", "objects"): return Self.create(path[3], body, &state)
            case ("PATCH", "objects"): return Self.update(path[4], body, &state)
            default: return Self.refuse(404, "no such path")
            }
        }
    }

    private static func json(_ id: Int, _ object: Object) -> JSON {
        let updated = Instant(milliseconds: object.updated).description
        return .object([
            ("id", .string(String(id))), ("archived", false), ("createdAt", .string(updated)),
            ("properties", .object(object.properties.map { ($0.key, JSON.string($0.value)) })),
            ("updatedAt", .string(updated)),
        ])
    }

    private static func read(
        _ type: String,
        _ id: String,
        _ query: [(name: String, value: String)],
        _ state: inout State
    ) -> HTTPAnswer {
        let property = query.first { $0.name == "idProperty" }?.value
        let found = state.objects.first { key, object in
            guard object.type == type else { return false }
            return property.map { object.properties[$0] == id } ?? (String(key) == id)
        }
        guard let (key, object) = found else { return refuse(404, "resource not found") }
        defer {
            // The second read is the one right before the write: what comes after it cannot be seen.
            if let change = state.betweenReadAndWrite, var object = state.objects[key] {
                state.betweenReadAndWrite = nil
                state.clock += 1_000
                change(&object)
                object.updated = state.clock
                state.objects[key] = object
            }
        }
        return HTTPAnswer(200, body: json(key, object).canonical())
    }

    /// What is linked to a deal, two at a time.
    private static func linked(_ id: String, _ type: String, _ query: [(name: String, value: String)], _ state: State)
        -> HTTPAnswer
    {
        let found = state.objects.filter { $0.value.type == type && $0.value.links["deals"] == id }.keys.sorted()
        let start = query.first { $0.name == "after" }.flatMap { Int($0.value) } ?? 0
        let page = found.dropFirst(start).prefix(2)
        var answer: [(String, JSON)] = [("results", .array(page.map { ["toObjectId": .int(Int64($0))] }))]
        if start + page.count < found.count {
            answer.append(("paging", ["next": ["after": .string(String(start + page.count))]]))
        }
        return HTTPAnswer(200, body: JSON.object(answer).canonical())
    }

    private static func readAll(_ body: JSON, _ state: State) -> HTTPAnswer {
        let ids = (body["inputs"]?.elements ?? []).compactMap { $0["id"]?.stringValue.flatMap { Int($0) } }
        let found = ids.compactMap { id in state.objects[id].map { json(id, $0) } }
        return HTTPAnswer(200, body: JSON.object([("results", .array(found))]).canonical())
    }

    private static func objection(_ type: String, _ properties: [String: String]) -> String? {
        guard type == "deals" else { return nil }
        for (name, value) in properties {
            guard let known = dealProperties.first(where: { $0.0 == name }) else {
                return "Property \"\(name)\" does not exist"
            }
            if known.2 { return "Property \"\(name)\" is read only" }
            if known.1 == "number", !value.isEmpty, ExactDecimal(value) == nil {
                return "\(value) was not a valid number."
            }
            if name == "dealstage", !stages.contains(value) { return "\(value) was not one of the allowed options" }
        }
        return nil
    }

    private static func texts(_ body: JSON) -> [String: String]? {
        guard let members = body["properties"]?.members else { return nil }
        var result: [String: String] = [:]
        for (name, value) in members {
            guard let text = value.stringValue else { return nil }
            result[name] = text
        }
        return result
    }

    private static func create(_ type: String, _ body: JSON, _ state: inout State) -> HTTPAnswer {
        guard let properties = texts(body) else { return refuse(400, "properties are texts") }
        if let words = objection(type, properties) { return refuse(400, words) }
        if let key = properties["turnpike_deal"],
            state.objects.values.contains(where: { $0.properties["turnpike_deal"] == key })
        {
            return refuse(409, "A deal with that value exists already")
        }
        state.clock += 1_000
        state.next += 1
        var object = Object(type: type, properties: properties, updated: state.clock)
        object.links["deals"] = body["associations"]?[0]?["to"]?["id"]?.stringValue
        if type == "deals", object.properties["deal_currency_code"] == nil {
            object.properties["deal_currency_code"] = "EUR"
        }
        state.objects[state.next] = object
        if let effect = properties["turnpike_effect"] { state.effects.append(effect) }
        return HTTPAnswer(201, body: json(state.next, object).canonical())
    }

    private static func update(_ id: String, _ body: JSON, _ state: inout State) -> HTTPAnswer {
        guard let key = Int(id), var object = state.objects[key] else { return refuse(404, "resource not found") }
        guard let properties = texts(body) else { return refuse(400, "properties are texts") }
        if let words = objection(object.type, properties) { return refuse(400, words) }
        state.clock += 1_000
        object.properties.merge(properties) { $1 }
        object.updated = state.clock
        state.objects[key] = object
        if let effect = properties["turnpike_effect"] { state.effects.append(effect) }
        return HTTPAnswer(200, body: json(key, object).canonical())
    }

    private static func search(_ type: String, _ body: JSON, _ state: inout State) -> HTTPAnswer {
        let filters = body["filterGroups"]?[0]?["filters"]?.elements ?? []
        func matches(_ object: Object) -> Bool {
            filters.allSatisfy { filter in
                let name = filter["propertyName"]?.stringValue ?? ""
                let value = filter["value"]?.stringValue ?? ""
                switch filter["operator"]?.stringValue {
                case "EQ": return object.properties[name] == value
                case "HAS_PROPERTY": return object.properties[name] != nil
                case "GTE": return object.updated >= Int64(value) ?? .max
                case "CONTAINS_TOKEN":
                    return object.properties[name]?.split { !$0.isLetter && !$0.isNumber }.contains { $0 == value }
                        ?? false
                default: return false
                }
            }
        }
        guard !state.isSearchLate else {
            return HTTPAnswer(200, body: JSON.object([("results", []), ("total", 0)]).canonical())
        }
        let found = state.objects.filter { $0.value.type == type && matches($0.value) }
            .sorted { ($0.value.updated, $0.key) < ($1.value.updated, $1.key) }
        let start = body["after"]?.stringValue.flatMap { Int($0) } ?? 0
        // Small pages, so that they are gone through.
        let page = found.dropFirst(start).prefix(2)
        var answer: [(String, JSON)] = [
            ("results", .array(page.map { json($0.key, $0.value) })), ("total", .int(Int64(found.count))),
        ]
        if start + page.count < found.count {
            answer.append(("paging", ["next": ["after": .string(String(start + page.count))]]))
        }
        return HTTPAnswer(200, body: JSON.object(answer).canonical())
    }

    private static var pipelines: HTTPAnswer {
        let stages = Self.stages.map { id in JSON.object([("id", .string(id)), ("label", .string("The " + id))]) }
        return HTTPAnswer(
            200,
            body: JSON.object([
                ("results", [["id": "default", "label": "Sales", "stages": .array(stages)]])
            ]).canonical()
        )
    }

    private static func properties(_ type: String) -> HTTPAnswer {
        let names =
            type == "deals" ? dealProperties : ["email", "lastname", "name", "domain"].map { ($0, "string", false) }
        let results = names.map { name, kind, isReadOnly in
            JSON.object([
                ("name", .string(name)), ("type", .string(kind)), ("fieldType", "text"),
                ("modificationMetadata", ["readOnlyValue": .bool(isReadOnly)]),
            ])
        }
        return HTTPAnswer(200, body: JSON.object([("results", .array(results))]).canonical())
    }

    private static func owners(_ after: String?) -> HTTPAnswer {
        // Two pages.
        let page: JSON =
            after == nil
            ? ["paging": ["next": ["after": "1"]], "results": [["id": "11"]]] : ["results": [["id": "12"]]]
        return HTTPAnswer(200, body: page.canonical())
    }
}
