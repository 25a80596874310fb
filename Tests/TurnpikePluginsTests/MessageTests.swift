import Testing
import TurnpikePlugins
import TurnpikeValues

@Suite struct MessageTests {
    @Test(arguments: [
        "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"health\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":{\"level\":\"info\",\"message\":\"hello\"}}",
        "{\"id\":\"a\",\"jsonrpc\":\"2.0\",\"result\":{}}",
        "{\"error\":{\"code\":-32010,\"data\":{\"retry_after\":1.5},\"message\":\"busy\"},\"id\":7,\"jsonrpc\":\"2.0\"}",
        "{\"error\":{\"code\":-32700,\"message\":\"no\"},\"id\":null,\"jsonrpc\":\"2.0\"}",
    ])
    func aMessageSurvivesTheWire(_ line: String) throws {
        let message = try PluginMessage(Array(line.utf8))
        #expect(String(decoding: message.line, as: UTF8.self) == line + "\n")
    }

    @Test(arguments: [
        ("", -32_700), ("{", -32_700), ("[]", -32_600), ("{\"jsonrpc\":\"1.0\",\"method\":\"x\"}", -32_600),
        ("{\"jsonrpc\":\"2.0\"}", -32_600), ("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"x\"}", -32_600),
        ("{\"jsonrpc\":\"2.0\",\"method\":3}", -32_600),
        ("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":[1]}", -32_600),
        ("{\"jsonrpc\":\"2.0\",\"result\":{}}", -32_600), ("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{}}", -32_600),
    ])
    func whatIsNoMessageIsNamed(_ line: String, _ code: Int64) {
        #expect(throws: PluginFailure.self) { try PluginMessage(Array(line.utf8)) }
        do throws(PluginFailure) { _ = try PluginMessage(Array(line.utf8)) } catch {
            #expect(error.code.number == code)
        }
    }

    @Test func linesAreCutWhereverTheyArrive() throws {
        let text = Array("one\ntwo\r\n\nthree\nrest".utf8)
        for size in 1...text.count {
            var splitter = LineSplitter()
            var lines: [String] = []
            for start in stride(from: 0, to: text.count, by: size) {
                let piece = Array(text[start..<min(start + size, text.count)])
                let new = try piece.withUnsafeBytes { try splitter.push($0) }
                lines += new.map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(lines == ["one", "two", "three"])
        }
    }

    @Test func aLineWithoutEndIsRefused() {
        var splitter = LineSplitter(longest: 10)
        #expect(throws: LineSplitter.TooLong.self) {
            for _ in 0..<3 { _ = try Array("12345".utf8).withUnsafeBytes { try splitter.push($0) } }
        }
    }
}

@Suite struct ConfigurationSchemaTests {
    static let schema = ConfigurationSchema([
        "type": "object",
        "required": ["url", "retries"],
        "additionalProperties": false,
        "properties": [
            "url": ["type": "string", "minLength": 1],
            "retries": ["type": "integer", "minimum": 0, "maximum": 5],
            "mode": ["enum": ["live", "test"]],
            "auth": ["type": "object", "properties": ["token": ["type": "string", "writeOnly": true]]],
            "tags": ["type": "array", "items": ["type": "string"]],
        ],
    ])

    static let samples: [(JSON, [String])] = [
        (["url": "u", "retries": 1], []),
        ([], ["array stands where object is needed"]),
        (["url": ""], ["retries: is missing", "url: is empty"]),
        (["url": 3, "retries": 9], ["retries: is at most 5.0", "url: number stands where string is needed"]),
        (["url": "u", "retries": 1, "mode": "x"], ["mode: is one of \"live\", \"test\""]),
        (["url": "u", "retries": 1, "tags": ["a", 1]], ["tags[1]: number stands where string is needed"]),
        (["url": "u", "retries": 1, "ulr": 1], ["ulr: is not known; there are auth, mode, retries, tags, url"]),
    ]

    @Test(arguments: samples)
    func everythingThatDoesNotFitIsFound(_ configuration: JSON, _ wanted: [String]) {
        #expect(Self.schema.findings(in: configuration).map(\.description).sorted() == wanted)
    }

    @Test func secretsAreFoundAndReplaced() {
        let configuration: JSON = ["auth": ["token": "env:T"], "url": "u"]
        #expect(Self.schema.secrets(in: configuration) == ["env:T"])
        let replaced = Self.schema.replacingSecrets(in: configuration) { (text) throws(Never) in text + "!" }
        #expect(replaced["auth"]?["token"]?.stringValue == "env:T!")
        #expect(replaced["url"]?.stringValue == "u")
    }
}
