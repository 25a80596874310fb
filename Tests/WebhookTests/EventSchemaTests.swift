import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb

@testable import Webhook

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Schemas of events")
struct EventSchemaTests {
    private static let folder =
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Plugins/Webhook/Schemas"

    @Test("the schemas that are shipped are those that the events are held against", arguments: EventSchema.names)
    func shipped(name: String) throws {
        let text = pretty(try #require(EventSchema.schema(for: name))) + "\n"
        let path = "\(Self.folder)/\(name).schema.json"
        if getenv("TURNPIKE_RECORD") != nil {
            let file = try #require(fopen(path, "w"))
            fputs(text, file)
            fclose(file)
        }
        let bytes = try FileBytes.read(path, limit: 1 << 20)
        #expect(String(decoding: bytes, as: UTF8.self) == text, "TURNPIKE_RECORD=1 writes them anew")
    }

    /// What deals of every example process have told, each event once with each set of members that it had.
    private static let told = Task { try await World.told() }

    @Test("every event that deals of the examples cause fits its closed schema")
    func examples() async throws {
        let told = try await Self.told.value
        #expect(told.count > 60)
        for (name, event) in told {
            let schema = try #require(EventSchema.schema(for: name, isClosed: true), "no schema for \(name)")
            #expect(SchemaCheck(root: schema).findings(in: event.data).isEmpty, "\(name)")
            let open = try #require(EventSchema.schema(for: name))
            #expect(SchemaCheck(root: open).findings(in: event.data).isEmpty, "\(name)")
        }
    }

    @Test("every event that has a schema is caused by some deal")
    func coverage() async throws {
        let names = Set(try await Self.told.value.map(\.0))
        let missing = Set(EventSchema.names).subtracting(names).sorted()
        #expect(missing.isEmpty, "never caused: \(missing)")
    }

    @Test("the events that another implementation checks are of every name, and fit")
    func recorded() async throws {
        let path = Self.folder.replacing("Plugins/Webhook/Schemas", with: "Tests/Servers/webhook/events.jsonl")
        if getenv("TURNPIKE_RECORD") != nil {
            var names: Set<String> = []
            let file = try #require(fopen(path, "w"))
            for (name, event) in try await Self.told.value where names.insert(name).inserted {
                fputs(String(decoding: event.encoded(), as: UTF8.self) + "\n", file)
            }
            fclose(file)
        }
        let lines = try FileBytes.read(path, limit: 4 << 20).split(separator: UInt8(ascii: "\n"))
        var names: Set<String> = []
        for line in lines {
            let event = try CloudEvent(Array(line))
            let name = String(event.type.dropFirst("turnpike.".count))
            let schema = try #require(
                EventSchema.schema(for: name, isClosed: true),
                "TURNPIKE_RECORD=1 writes them anew"
            )
            #expect(SchemaCheck(root: schema).findings(in: event.data).isEmpty, "\(name)")
            names.insert(name)
        }
        #expect(names == Set(EventSchema.names), "TURNPIKE_RECORD=1 writes them anew")
    }

    @Test("every event that hooks can wait for has a schema")
    func complete() async throws {
        let missing = try await World.hookEvents().subtracting(EventSchema.names).sorted()
        #expect(missing.isEmpty, "no schema for \(missing): Plugins/Webhook/EventSchema.swift")
    }

    @Test(
        "a schema refuses what is not so",
        arguments: [
            ("deal.opened", "event.to", nil), ("deal.opened", "event.name", "deal.moved"),
            ("deal.opened", "deal.id", "42"), ("deal.opened", "deal.revision", "x"), ("deal.opened", "deal", nil),
            ("field.changed", "event.changes", nil), ("deal.opened", "deal.outcome", "maybe"),
        ] as [(String, String, String?)]
    )
    func refuses(name: String, path: String, value: String?) async throws {
        let event = try #require(try await Self.told.value.first { $0.0 == name }).1
        let changed = event.data.replacing(path.split(separator: ".").map(String.init), with: value.map { .string($0) })
        let schema = try #require(EventSchema.schema(for: name))
        #expect(!SchemaCheck(root: schema).findings(in: changed).isEmpty)
    }

    private func pretty(_ json: JSON, _ indent: String = "") -> String {
        let inner = indent + "  "
        switch json {
        case .object(let members) where !members.isEmpty:
            let lines = members.map { "\(inner)\(JSON.string($0.0)): \(pretty($0.1, inner))" }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        default: return json.description
        }
    }
}

extension JSON {
    /// The document with one member replaced or removed.
    fileprivate func replacing(_ path: [String], with value: JSON?) -> JSON {
        guard let first = path.first, let members else { return self }
        if path.count == 1 {
            return .object(members.filter { $0.0 != first } + (value.map { [(first, $0)] } ?? []))
        }
        return .object(
            members.map { ($0.0, $0.0 == first ? $0.1.replacing(Array(path.dropFirst()), with: value) : $0.1) }
        )
    }
}
