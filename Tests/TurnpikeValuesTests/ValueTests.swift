import Testing

@testable import TurnpikeValues

@Suite struct ValueTests {
    @Test func aValueTakesThreeWords() {
        #expect(MemoryLayout<Value>.stride == 24)
        #expect(MemoryLayout<ExactDecimal>.size == 17)
        #expect(MemoryLayout<Money>.size == 20)
        #expect(MemoryLayout<Zone>.size == 8)
    }

    @Test func literalsSayWhatTheyAre() throws {
        let value: Value = ["amount": .money("50000 EUR"), "list": [1, true, nil, "x", 1.5], "share": .percent("15%")]
        let map = try #require(value.mapValue)
        #expect(map["amount"] == .money(Money(50_000, .eur)))
        #expect(map["list"] == .list([.int(1), .bool(true), .null, .string("x"), .double(1.5)]))
        #expect(map["missing"] == nil)
        let decimal = try #require(ExactDecimal("0.8"))
        #expect(Value.decimal("0.8") == .decimal(decimal))
        if case .money(let money) = Value.money("1 EUR") { #expect(money == Money(1, .eur)) } else { Issue.record() }
    }

    @Test func equalityIsStructural() {
        #expect(Value.int(1) != .uint(1))
        #expect(Value.int(1) != .double(1))
        #expect(Value.decimal("1.0") == .decimal("1.00"))
        #expect(Value.string("\u{e9}") != .string("e\u{301}"))
        #expect(Value.double(.nan) == .double(.nan))
        #expect(Value.double(0) != .double(-0.0))
        #expect(Value.list([1]) != .optional([1]))
        #expect(Value.string("int") != .type("int"))
        #expect(Set<Value>([.double(.nan), .double(.nan), 1, 1, .uint(1), "a", "a"]).count == 4)
    }

    @Test(
        arguments: [
            (.null, "no value"), (true, "true"), (.int(-3), "-3"), (.uint(.max), "18446744073709551615"),
            (.double(1.5), "1.5"),
            (.decimal("12.50"), "12.50"), (.money("50000 EUR"), "50000 EUR"), (.percent("15%"), "15%"),
            ("a \"b\"\n\u{1b}", #""a \"b\"\n\u{1b}""#), (.bytes([1, 2]), "2 bytes"),
            (.date("2026-12-01"), "2026-12-01"),
            (.instant("2026-12-01T00:00:00Z"), "2026-12-01T00:00:00Z"), (.duration("48 hours"), "48 hours"),
            (.period("2 weeks"), "14 days"), (.working("2 working days"), "2 working days"), ([1, "x"], #"[1, "x"]"#),
            (["b": 1, "a": [2]], #"{"a": [2], "b": 1}"#), (.type("int"), "int"), (.optional([]), "no value"),
            (.optional([1]), "optional of 1"), ([], "[]"), ([:], "{}"),
        ] as [(Value, String)]
    )
    func valuesAreShownAsPeopleReadThem(value: Value, expected: String) {
        #expect(value.description == expected)
        #expect(!value.kindName.isEmpty)
    }

    @Test func aWrongLiteralEndsTheProgramWithItsText() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Value.money("50000 euros")
        }
        #expect(String(decoding: try #require(result).standardErrorContent, as: UTF8.self).contains("50000 euros"))
    }
}

@Suite struct ValueMapTests {
    @Test func entriesStandInOneOrder() throws {
        let pairs: [(Value, Value)] = [
            ("b", 1), (.uint(2), 2), (.int(5), 3), (true, 4), ("a", 5), (.int(-1), 6), (false, 7), (.uint(1), 8),
            ("é", 9),
            ("", 10),
        ]
        let map = try ValueMap(pairs)
        #expect(map.keys == [false, true, -1, 5, .uint(1), .uint(2), "", "a", "b", "é"])
        #expect(try ValueMap(pairs.reversed()) == map)
        for (key, value) in pairs { #expect(map[key] == value) }
        #expect(map["b"] == 1)
        #expect(map[.int(1)] == nil)
        #expect(map[.null] == nil)
        #expect(map["zz"] == nil)
        #expect(!map.hasOnlyStringKeys)
        #expect(map.count == 10)
    }

    @Test func duplicateAndUnfitKeysAreRefused() throws {
        #expect(throws: ValueMapError.duplicateKey("a")) { try ValueMap([("a", 1), ("b", 2), ("a", 3)]) }
        #expect(throws: ValueMapError.unsupportedKey(1.5)) { try ValueMap([(1.5, 1)]) }
        #expect(try ValueMap([("\u{e9}", 1), ("e\u{301}", 2)]).count == 2)
        #expect(try ValueMap([(1, 1), (.uint(1), 2)]).count == 2)
    }

    @Test func oneEntryMayBeSet() {
        let map = ValueMap(["a": 1, "c": 3])
        #expect(map.setting("b", to: 2) == ValueMap(["a": 1, "b": 2, "c": 3]))
        #expect(map.setting("a", to: 9)["a"] == 9)
        #expect(map.setting("a", to: nil) == ValueMap(["c": 3]))
        #expect(map.hasOnlyStringKeys && ValueMap().hasOnlyStringKeys)
    }
}

@Suite struct ValueCodingTests {
    static let cases: [(Value, String)] = [
        (.null, "null"), (true, "true"), (false, "false"), ("x\"é", #""x\"é""#), (.int(5), "5"),
        (.int(.min), "-9223372036854775808"),
        ([1, [nil]], "[1,[null]]"), (["b": 1, "a": [:]], #"{"a":{},"b":1}"#),
        (.money("50000 EUR"), #"{"$money":"50000.00 EUR"}"#), (.money("1.005 EUR"), #"{"$money":"1.005 EUR"}"#),
        (.money("7 JPY"), #"{"$money":"7 JPY"}"#), (.money("1.50 KWD"), #"{"$money":"1.500 KWD"}"#),
        (.decimal("0.80"), #"{"$decimal":"0.80"}"#), (.percent("15%"), #"{"$percent":"15%"}"#),
        (.date("2026-12-01"), #"{"$date":"2026-12-01"}"#),
        (.instant("2026-12-01T01:02:03.5Z"), #"{"$instant":"2026-12-01T01:02:03.5Z"}"#),
        (.duration("1.5 seconds"), #"{"$duration":"1.5s"}"#), (.period("1 month 14 days"), #"{"$period":"P1M14D"}"#),
        (.working("2 working days"), #"{"$working":"2 days"}"#), (.uint(5), #"{"$uint":"5"}"#),
        (.double(1.5), #"{"$double":"1.5"}"#),
        (.double(.infinity), #"{"$double":"inf"}"#), (.double(-0.0), #"{"$double":"-0.0"}"#),
        (.double(1e300), #"{"$double":"1e+300"}"#),
        (.double(.leastNonzeroMagnitude), #"{"$double":"5e-324"}"#), (.double(.nan), #"{"$double":"nan"}"#),
        (.bytes([0, 255]), #"{"$bytes":"AP8="}"#), (.bytes([]), #"{"$bytes":""}"#), (.type("int"), #"{"$type":"int"}"#),
        (.optional([]), #"{"$optional":[]}"#), (.optional([.optional([1])]), #"{"$optional":[{"$optional":[1]}]}"#),
        (["$a": 1], #"{"$map":[["$a",1]]}"#), (["a": ["$money": "5 EUR"]], #"{"a":{"$map":[["$money","5 EUR"]]}}"#),
        ([:], "{}"), (["": 1], #"{"":1}"#),
    ]

    @Test(arguments: cases)
    func everyKindIsWrittenInItsForm(value: Value, text: String) throws {
        let bytes = ValueCoding.bytes(of: value)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        let back = try ValueCoding.value(from: bytes)
        #expect(back == value)
        #expect(ValueCoding.bytes(of: back) == bytes)
        #expect(try JSON.parse(bytes).canonical() == bytes)
    }

    @Test func mapsWithOtherKeysAreWrittenAsPairs() throws {
        let value = Value.map(try ValueMap([(1, "a"), (true, "b"), (.uint(1), "c"), ("d", nil)]))
        let bytes = ValueCoding.bytes(of: value)
        #expect(
            String(decoding: bytes, as: UTF8.self) == #"{"$map":[[true,"b"],[1,"a"],[{"$uint":"1"},"c"],["d",null]]}"#
        )
        #expect(try ValueCoding.value(from: bytes) == value)
    }

    /// The writer gives each of these a fixed room, and debug builds check that it is enough.
    @Test func theLongestNotationsFitTheirRoom() throws {
        let digits = "-170141183460469231731687303715884105727"
        for scale in 0...38 {
            let decimal = try #require(ExactDecimal(coefficient: -Int128.max, scale: scale))
            let tiny = try #require(ExactDecimal(coefficient: Int128(-1), scale: scale))
            for value: Value in [
                .decimal(decimal), .decimal(tiny), .percent(Percent(ratio: decimal)), .percent(Percent(ratio: tiny)),
                .money(Money(decimal, .eur)), .money(Money(tiny, .jpy)),
            ] {
                let bytes = ValueCoding.bytes(of: value)
                #expect(try ValueCoding.value(from: bytes) == value)
                #expect(!value.description.isEmpty)
            }
            #expect(decimal.description.filter { $0 != "." }.hasSuffix(digits.dropFirst()))
        }
        for value: Value in [
            .duration(Duration(attoseconds: Int128(Int64.min + 1) * 1_000_000_000_000_000_000 + 1)),
            .period(CalendarPeriod(months: .min, days: .min)), .working(WorkingDuration(.min + 1, .minutes)),
            .instant(.max), .instant(.min), .date(.max), .uint(.max), .int(.min),
        ] {
            #expect(try ValueCoding.value(from: ValueCoding.bytes(of: value)) == value, "\(value)")
        }
    }

    @Test(arguments: [
        "1.5", "1e3", "9223372036854775808", #"{"$money":"5"}"#, #"{"$money":5}"#, #"{"$nothing":"x"}"#,
        #"{"$date":"2026-02-30"}"#,
        #"{"$money":"5 EUR","a":1}"#, #"{"a":1,"$money":"5 EUR"}"#, #"{"$optional":[1,2]}"#, #"{"$optional":1}"#,
        #"{"$map":{}}"#,
        #"{"$map":[[1]]}"#, #"{"$map":[[1,2],[1,3]]}"#, #"{"$map":[[[],2]]}"#, #"{"$double":"0x1p3"}"#,
        #"{"$double":"1.50"}"#,
        #"{"$uint":"-1"}"#, #"{"$uint":"+1"}"#, #"{"$bytes":"Zg"}"#, #"{"$duration":"1.5"}"#, #"{"$period":"14 days"}"#,
        #"{"$working":"2 working days"}"#, #"{"$type":1}"#, #"{"$instant":"2026"}"#, #"{"$decimal":"1e3"}"#,
        #"{"$":"x"}"#, "[", "",
    ])
    func otherDocumentsAreRefused(text: String) {
        #expect(throws: ValueCodingError.self) { try ValueCoding.value(from: Array(text.utf8)) }
    }

    @Test func randomValuesComeBackByteForByte() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<5_000 {
            let value = Self.sample(depth: 0, &random)
            let bytes = ValueCoding.bytes(of: value)
            let back = try ValueCoding.value(from: bytes)
            #expect(back == value)
            #expect(back.hashValue == value.hashValue)
            #expect(ValueCoding.bytes(of: back) == bytes)
        }
    }

    static func sample(depth: Int, _ random: inout SeededRandom) -> Value {
        let words = [
            "", "a", "$", "$money", "é", "e\u{301}", "😀", "\"\\\n", "long enough to leave the small form of strings",
        ]
        let word = words.randomElement(using: &random) ?? ""
        let decimal = ExactDecimal(ExactDecimalTests.sample(&random)) ?? .zero
        let number = Int64.random(in: .min ... .max, using: &random)
        switch Int.random(in: 0..<(depth < 4 ? 19 : 15), using: &random) {
        case 0: return .null
        case 1: return .bool(number > 0)
        case 2: return .int(number)
        case 3: return .uint(UInt64(bitPattern: number))
        case 4:
            return .double(
                Double(bitPattern: UInt64(bitPattern: number)).isNaN
                    ? 0.1 : Double(bitPattern: UInt64(bitPattern: number))
            )
        case 5: return .decimal(decimal)
        case 6: return .money(Money(decimal, [.eur, .jpy, .chf].randomElement(using: &random) ?? .eur))
        case 7: return .percent(Percent(ratio: decimal))
        case 8: return .string(word)
        case 9:
            return .bytes(
                (0..<Int.random(in: 0..<9, using: &random)).map { UInt8(truncatingIfNeeded: number >> Int64($0)) }
            )
        case 10: return .date(CalendarDate(daysSince1970: Int(number % 700_000)) ?? .min)
        case 11: return .instant(Instant(milliseconds: number))
        case 12:
            return .duration(Duration(attoseconds: Int128(number) * Int128(Int.random(in: 1..<1000, using: &random))))
        case 13:
            return .period(
                CalendarPeriod(months: Int32(truncatingIfNeeded: number), days: Int32(truncatingIfNeeded: number >> 32))
            )
        case 14: return .working(WorkingDuration(number / 2, .hours))
        case 15:
            return .list((0..<Int.random(in: 0..<4, using: &random)).map { _ in sample(depth: depth + 1, &random) })
        case 16:
            return .optional((0..<Int.random(in: 0..<2, using: &random)).map { _ in sample(depth: depth + 1, &random) })
        case 17: return .type(word)
        default:
            var pairs: [Value: Value] = [:]
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                let key: Value =
                    [.int(number % 3), .bool(number > 0), .string(words.randomElement(using: &random) ?? "")]
                    .randomElement(using: &random) ?? 1
                pairs[key] = sample(depth: depth + 1, &random)
            }
            return (try? ValueMap(pairs.map { ($0.key, $0.value) })).map { .map($0) } ?? .null
        }
    }
}
