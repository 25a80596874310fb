import Testing
import TurnpikeValues

@Suite struct JSONParserTests {
    static let documents: [(String, JSON)] = [
        ("null", JSON.null), (" true ", true), ("false", false), ("\"\"", ""), ("0", .number("0")),
        ("-0", .number("-0")),
        ("1.50e+10", .number("1.50e+10")),
        ("123456789012345678901234567890", .number("123456789012345678901234567890")),
        ("[]", []), ("{}", [:]), ("[1, [2], {}]", [1, [2], [:]]), (#"{"b":1,"a":[null]}"#, ["b": 1, "a": [nil]]),
        (#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00""#, .string("\"\\/\u{8}\u{c}\n\r\tAé😀")), (#""é😀""#, "é😀"),
        ("\t\r\n[ ]\n", []), (#"{"":""}"#, ["": ""]), (#""\u0000""#, .string("\0")), ("\"\u{7f}\"", "\u{7f}"),
    ]

    @Test(arguments: documents)
    func documentsAreRead(text: String, expected: JSON) throws {
        #expect(try JSON.parse(text) == expected)
    }

    @Test(arguments: [
        ("", JSONError.Code.truncated, 0), ("  ", .truncated, 2), ("tru", .syntax, 0), ("nul", .syntax, 0),
        ("True", .syntax, 0),
        ("01", .syntax, 0), ("-", .truncated, 1), ("+1", .syntax, 0), ("1.", .truncated, 2), (".5", .syntax, 0),
        ("1e", .truncated, 2), ("1e+", .truncated, 3), ("0x10", .trailingData, 1), ("NaN", .syntax, 0),
        ("-Infinity", .syntax, 1),
        ("\"abc", .truncated, 0), ("\"\\", .truncated, 2), ("\"\\x\"", .syntax, 1), ("\"\\u12\"", .syntax, 5),
        ("\"a\nb\"", .syntax, 2), ("\"\t\"", .syntax, 1), ("'a'", .syntax, 0), ("[1,]", .syntax, 3),
        ("[1 2]", .syntax, 3),
        ("[", .truncated, 1), ("{", .truncated, 1), ("{\"a\"}", .syntax, 4), ("{\"a\":}", .syntax, 5),
        ("{a:1}", .syntax, 1),
        ("{\"a\":1,}", .syntax, 7), ("{\"a\":1", .truncated, 6), ("[1]x", .trailingData, 3), ("1 2", .trailingData, 2),
        ("{\"a\":1,\"a\":2}", .duplicateKey, 7), ("{\"a\":1,\"\\u0061\":2}", .duplicateKey, 7),
        (#""\ud800""#, .invalidText, 1), (#""\udc00""#, .invalidText, 1), (#""\ud800\u0041""#, .invalidText, 1),
        (#""\ud800x""#, .invalidText, 1), ("\u{FEFF}1", .syntax, 0), ("// c", .syntax, 0), ("[1]]", .trailingData, 3),
        ("[}", .syntax, 1),
    ])
    func otherTextIsRefusedWhereItIsWrong(text: String, code: JSONError.Code, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
        #expect(error?.code == code, "\(text): \(String(describing: error))")
        #expect(error?.offset == offset, "\(text): \(String(describing: error))")
    }

    @Test func anErrorNamesLineAndColumn() {
        let error = #expect(throws: JSONError.self) { try JSON.parse("{\n  \"é\": 1,\n  \"é\" 2}") }
        #expect(error?.line == 3)
        #expect(error?.column == 3)
        #expect(error?.description.hasPrefix("line 3, column 3: ") == true)
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22], [0xFF], [0x00],
        ] as [[UInt8]]
    )
    func bytesThatAreNoTextAreRefused(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON.parse(bytes) }
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
    func nestingIsBounded(open: String, close: String) throws {
        func nested(_ count: Int) -> String {
            String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
        }
        _ = try JSON.parse(nested(128))
        #expect { try JSON.parse(nested(129)) } throws: { ($0 as? JSONError)?.code == .tooDeep }
        #expect { try JSON.parse(String(repeating: open, count: 100_000)) } throws: {
            ($0 as? JSONError)?.code == .tooDeep
        }
        #expect { try JSON.parse(String(repeating: open, count: 100_000), maximumDepth: .max) } throws: {
            ($0 as? JSONError)?.code == .tooDeep
        }
        #expect { try JSON.parse(nested(3), maximumDepth: 2) } throws: { ($0 as? JSONError)?.code == .tooDeep }
    }

    @Test func manyKeysAreCheckedQuickly() throws {
        let keys = (0..<50_000).map { "\"k\($0)\":\($0)" }
        let json = try JSON.parse("{" + keys.joined(separator: ",") + "}")
        #expect(json["k49999"]?.int64 == 49_999)
        #expect { try JSON.parse("{" + (keys + ["\"k7\":1"]).joined(separator: ",") + "}") } throws: {
            ($0 as? JSONError)?.code == .duplicateKey
        }
    }

    @Test func canonicallyEquivalentKeysAreDifferent() throws {
        let json = try JSON.parse("{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(json["\u{e9}"] == 1)
        #expect(json["e\u{301}"] == 2)
    }

    @Test func damagedDocumentsNeverCrash() throws {
        let document = Array(#"{"a":[1,-2.5e3,"x\u00e9\n"],"b":{"c":null,"d":true},"é":"\ud83d\ude00"}"#.utf8)
        _ = try JSON.parse(document)
        var random = SeededRandom(seed: 3)
        for _ in 0..<20_000 {
            var damaged = document
            for _ in 0...Int.random(in: 0...3, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: damaged[index] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged.remove(at: index)
                default: damaged.insert(document.randomElement(using: &random) ?? 0, at: index)
                }
            }
            guard let json = try? JSON.parse(damaged) else { continue }
            #expect(try JSON.parse(json.canonical()).canonical() == json.canonical())
        }
    }

    @Test func accessorsReadWhatIsThere() throws {
        let json = try JSON.parse(#"{"i":-5,"d":1.25,"s":"x","b":true,"a":[1],"n":null}"#)
        #expect(json["i"]?.int64 == -5)
        #expect(json["d"]?.int64 == nil)
        #expect(json["d"]?.decimalValue == ExactDecimal("1.25"))
        #expect(json["d"]?.doubleValue == 1.25)
        #expect(json["s"]?.stringValue == "x")
        #expect(json["b"]?.boolValue == true)
        #expect(json["a"]?[0] == 1)
        #expect(json["a"]?[1] == nil)
        #expect(json["n"]?.isNull == true)
        #expect(json["missing"] == nil)
        #expect(json.members?.map(\.0) == ["i", "d", "s", "b", "a", "n"])
    }
}

@Suite struct JSONWriterTests {
    @Test func documentsAreWrittenWithTheirCommas() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.int(-5)
        writer.key("b")
        writer.beginArray()
        writer.string("x\"\\\n\u{1}é😀/")
        writer.null()
        writer.bool(true)
        writer.bool(false)
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.endArray()
        writer.key("c" as String)
        writer.raw(Array("[1]".utf8))
        writer.endObject()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"a":-5,"b":["x\"\\\n\u0001é😀/",null,true,false,{},[]],"c":[1]}"#
        )
        let bytes = writer.bytes
        writer.removeAll()
        #expect(writer.bytes.isEmpty)
        writer.int(1)
        #expect(writer.bytes == [UInt8(ascii: "1")])
        writer.removeAll()
        writer.raw(bytes)
        #expect(writer.bytes == bytes)
    }

    @Test(arguments: [0, 5, -5, 10, 99, 100, 1_234_567_890, .max, .min, -10] as [Int64])
    func integersAreWrittenAsTheyAre(number: Int64) {
        var writer = JSONWriter()
        writer.int(number)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == String(number))
    }

    @Test func everyScalarOfAStringComesBack() throws {
        let scalars = (UInt32(0)...0x2FF).compactMap(UnicodeScalar.init) + ["\u{2028}", "\u{FFFF}", "\u{10FFFF}", "😀"]
        for scalar in scalars {
            var writer = JSONWriter()
            let text = "a" + String(Character(scalar)) + "z"
            writer.string(text)
            #expect(try JSON.parse(writer.bytes) == .string(text))
        }
    }

    @Test(arguments: 1...200)
    func theWriterGrowsWithWhatIsWritten(length: Int) throws {
        for capacity in [0, 64, 100] {
            var writer = JSONWriter(reservingCapacity: capacity)
            let text = String(repeating: "x", count: length)
            let escaped = String(repeating: "\u{1}", count: length)
            writer.beginArray()
            for _ in 0..<3 {
                writer.string(text)
                writer.int(Int64.min)
                writer.string(escaped)
                writer.instant(.max)
                writer.raw(Array("[]".utf8))
            }
            writer.endArray()
            let one: [JSON] = [
                .string(text), .int(.min), .string(escaped), .string(Instant.max.description), .array([]),
            ]
            #expect(try JSON.parse(writer.bytes) == .array(one + one + one))
            let inPlace = writer.withBytes { Array($0) }
            #expect(inPlace == writer.bytes)
            #expect(writer.count == writer.bytes.count)
        }
    }

    @Test func momentsAndIdsAreStrings() throws {
        var writer = JSONWriter()
        writer.beginArray()
        writer.instant(try #require(Instant("2026-11-21T00:00:00.25Z")))
        writer.uuid(try #require(UUIDv7("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")))
        writer.endArray()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"["2026-11-21T00:00:00.25Z","017f22e2-79b0-7cc3-98c4-dc0c0c07398f"]"#
        )
    }

    @Test func theCanonicalFormSortsKeysByTheirBytes() throws {
        let json = try JSON.parse(#"{ "b":1, "a":{"z":1.0,"Z":2,"":3}, "é":4, "ab":5, "\u0001":6, "￿":7, "😀":8 }"#)
        #expect(
            json.description == #"{"\u0001":6,"a":{"":3,"Z":2,"z":1.0},"ab":5,"b":1,"é":4,"￿":7,"😀":8}"#
        )
        #expect(try JSON.parse(json.canonical()).canonical() == json.canonical())
    }

    /// Every byte at every place of a text: what needs an escape gets it, and nothing else does.
    @Test func charactersAreEscapedWhereverTheyStand() throws {
        let characters = (0..<0x100).compactMap { UnicodeScalar($0) } + ["\u{2028}", "\u{FFFD}", "\u{1F600}"]
        for scalar in characters {
            for place in 0..<19 {
                var text = String(repeating: "a", count: place)
                text.unicodeScalars.append(scalar)
                text += String(repeating: "z", count: 18 - place)
                var writer = JSONWriter()
                writer.string(text)
                let needsEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
                #expect(writer.bytes.contains(UInt8(ascii: "\\")) == needsEscape, "U+\(scalar.value) at \(place)")
                #expect(try JSON.parse(writer.bytes) == .string(text))
                if !needsEscape { #expect(writer.bytes == Array("\"\(text)\"".utf8)) }
            }
        }
    }
}
