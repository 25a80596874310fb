import Testing
import TurnpikeExpressions
import TurnpikeValues

/// What other implementations are known to get wrong, one table for each subject.
///
/// Every row runs as plain CEL through the checked program and through the dynamic one. The third word says what comes
/// out: `true`, or `error` for a failure at run time or of the checker.
@Suite("Corner cases of CEL")
struct CornerCaseTests {
    enum Outcome {
        case holds
        case fails
    }

    private static let variables: [String: Member] = [
        "i": Member(.int, slot: .field(0), mayBeMissing: false),
        "m": Member(.map(.string, .dyn), slot: .field(1), mayBeMissing: false),
        "x": Member(.dyn, slot: .field(2), mayBeMissing: false),
        "com.example.a": Member(.int, slot: .field(3), mayBeMissing: false),
        "a": Member(.int, slot: .field(4), mayBeMissing: false),
        "com.example.o": Member(.map(.string, .int), slot: .field(5), mayBeMissing: false),
        "com.example.o.p": Member(.int, slot: .field(6), mayBeMissing: false),
        "s": Member(.string, slot: .field(7), mayBeMissing: false),
        "t": Member(.instant, slot: .field(8), mayBeMissing: false),
        "lowest": Member(.int, slot: .field(9), mayBeMissing: false),
        "nan": Member(.double, slot: .field(10), mayBeMissing: false),
    ]
    private static let values: [Value] = [
        1, ["k": 1, "n": .null, "in": 5, "a-b/c d": 6, "if": 7], .null, 10, 20, ["p": 30], 40, "e\u{301}\u{1F600}",
        .instant("2009-02-13T23:31:30.123456789Z"), .int(.min), .double(.nan),
    ]

    private func check(_ text: String, _ outcome: Outcome, container: String = "") {
        for isChecked in [true, false] {
            let declarations = Declarations(
                variables: Self.variables,
                container: container,
                peopleRules: false,
                isChecked: isChecked
            )
            let result = CompiledExpression.compile(text, declarations: declarations)
            guard let program = result.program else {
                #expect(outcome == .fails, "\(text): \(result.diagnostics)")
                continue
            }
            let seen = program.evaluate(fields: Self.values)
            switch outcome {
            case .holds: #expect(seen == .value(true), "\(text): \(seen)")
            case .fails:
                if case .failed = seen { continue }
                Issue.record("\(text): \(seen)")
            }
        }
    }

    @Test(
        "Numbers of two types meet on one number line, near 2^53 and at both ends",
        arguments: [
            ("dyn(9007199254740993) > 9007199254740992.0", Outcome.holds),
            ("9007199254740993 > 9007199254740992.0", .holds), ("9007199254740992 == dyn(9007199254740992.0)", .holds),
            ("dyn(9007199254740993) != 9007199254740992.0", .holds), ("4503599627370495.5 < 4503599627370496", .holds),
            ("-9007199254740993 < -9007199254740992.0", .holds),
            ("9223372036854775807 < 9223372036854777856.0", .holds),
            ("-9223372036854775808 == dyn(-9223372036854775808.0)", .holds),
            ("-9223372036854775808 > -9223372036854777856.0", .holds), ("18446744073709551615u > -1", .holds),
            ("dyn(1u) == 1", .holds), ("dyn(1u) == 1.0 && 1 == dyn(1.0)", .holds), ("0u > -1.5 && 0u < 0.5", .holds),
            ("18446744073709551615u < 18446744073709555712.0", .holds), ("1 < 9223372036854775808u", .holds),
            ("1u in [1.0, 2]", .holds), ("{1: 2}[dyn(1.0)] == 2 && {1u: 2}[dyn(1)] == 2", .holds),
            ("!(dyn(1.5) in {1: 2})", .holds), ("[1, 2][dyn(1.0)] == 2", .holds),
            ("[1, 2][dyn(1.5)] == 2", .fails), ("dyn(1) != dyn('1')", .holds),
        ] as [(String, Outcome)]
    )
    func numbers(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "An error on one side is absorbed where the other side decides, but not by exists_one",
        arguments: [
            ("1 / 0 > 1 || true", Outcome.holds), ("true || 1 / 0 > 1", .holds), ("!(1 / 0 > 1 && false)", .holds),
            ("!(false && 1 / 0 > 1)", .holds), ("1 / 0 > 1 || false", .fails), ("false || 1 / 0 > 1", .fails),
            ("1 / 0 > 1 && true", .fails), ("true && 1 / 0 > 1", .fails), ("[0, 1].exists(e, 1 / e == 1)", .holds),
            ("[1, 0].exists(e, 1 / e == 1)", .holds), ("!([0, 2].all(e, 1 / e == 1))", .holds),
            ("[0, 2].exists(e, 1 / e == 1)", .fails), ("[0, 1].all(e, 1 / e == 1)", .fails),
            ("[0, 1].exists_one(e, 1 / e == 1)", .fails), ("[1, 0].exists_one(e, 1 / e == 1)", .fails),
            ("[1, 0].existsOne(j, e, 1 / e == 1)", .fails), ("{0: 1, 1: 1}.exists(k, 1 / k == 1)", .holds),
            ("[0, 1].map(e, 1 / e).size() == 2", .fails), ("[0, 1].filter(e, 1 / e == 1).size() == 1", .fails),
            ("dyn('x') || true", .holds), ("true || dyn('x')", .holds), ("dyn('x') || false", .fails),
            ("false && dyn(5) ? false : true", .holds), ("dyn(5) ? true : true", .fails),
            ("[1, 'a'].exists(e, e == 'a')", .holds), ("[dyn('a'), 1].all(e, e > 0)", .fails),
        ] as [(String, Outcome)]
    )
    func absorption(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "Integers say when they overflow",
        arguments: [
            ("-lowest == 0", Outcome.fails), ("lowest / -1 == 0", .fails), ("lowest % -1 == 0", .fails),
            ("lowest - 1 < 0", .fails), ("lowest * -1 == 0", .fails), ("9223372036854775807 + 1 > 0", .fails),
            ("-9223372036854775808 == lowest", .holds), ("-(-9223372036854775808) == 0", .fails),
            ("9223372036854775808 > 0", .fails), ("-9223372036854775809 < 0", .fails), ("0u - 1u == 0u", .fails),
            ("18446744073709551615u + 1u == 0u", .fails), ("18446744073709551616u == 0u", .fails),
            ("5 / 0 == 0", .fails), ("5 % 0 == 0", .fails), ("5u / 0u == 0u", .fails), ("5.0 / 0.0 > 1e308", .holds),
            ("-7 / 2 == -3 && -7 % 2 == -1 && 7 % -2 == 1", .holds), ("math.abs(lowest) == 0", .fails),
            ("5.0 % 2.0 == 1.0", .fails), ("-5u == 5u", .fails), ("0x7fffffffffffffff == 9223372036854775807", .holds),
            ("-0x8000000000000000 == lowest", .holds),
        ] as [(String, Outcome)]
    )
    func overflow(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "Conversions say when a value does not fit",
        arguments: [
            ("int(9.3e18) > 0", Outcome.fails), ("int(-9.3e18) < 0", .fails),
            ("int(1.9) == 1 && int(-1.9) == -1", .holds),
            ("int(nan) == 0", .fails), ("int(9223372036854775808u) > 0", .fails),
            ("int('9223372036854775808') > 0", .fails),
            ("int('-9223372036854775808') == lowest", .holds), ("int('1.5') == 1", .fails), ("int('') == 0", .fails),
            ("int(' 1') == 1", .fails), ("uint(-1) == 0u", .fails), ("uint(-0.5) == 0u", .fails),
            ("uint(1.9e19) > 0u", .fails), ("uint('18446744073709551615') == 18446744073709551615u", .holds),
            ("double('nope') > 0.0", .fails), ("double('1e3') == 1000.0", .holds), ("bool('yes')", .fails),
            ("bool('TRUE') && bool('t') && bool('1') && !bool('F' == 'x' ? 'true' : 'false')", .holds),
            ("string(b'\\xff') == ''", .fails), ("string(b'\\xc3\\xa9') == '\\u00e9'", .holds),
            ("bytes('\\u00e9') == b'\\xc3\\xa9'", .holds), ("int(timestamp('1969-12-31T23:59:59Z')) == -1", .holds),
            ("timestamp(253402300800) > t", .fails), ("timestamp(-62135596801) < t", .fails),
            ("duration('315576000001s') > duration('1s')", .fails), ("duration('1d') > duration('1s')", .fails),
        ] as [(String, Outcome)]
    )
    func conversions(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "Times lie in the years 0001 to 9999, keep nanoseconds, and know zones by name and offset",
        arguments: [
            ("timestamp('9999-12-31T23:59:59.999999999Z') + duration('1ns') > t", Outcome.fails),
            ("timestamp('0001-01-01T00:00:00Z') - duration('1ns') < t", .fails),
            ("timestamp('10000-01-01T00:00:00Z') > t", .fails), ("timestamp('0000-12-31T23:59:59Z') < t", .fails),
            ("timestamp('0001-01-01T00:00:00+01:00') < t", .fails), ("timestamp('2009-02-30T00:00:00Z') < t", .fails),
            ("t + duration('1ns') == timestamp('2009-02-13T23:31:30.123456790Z')", .holds),
            ("string(t) == '2009-02-13T23:31:30.123456789Z'", .holds),
            ("(t + duration('1ns')) - t == duration('1ns')", .holds), ("t.getMilliseconds() == 123", .holds),
            ("t.getHours('+05:30') == 5 && t.getMinutes('+05:30') == 1 && t.getDate('+05:30') == 14", .holds),
            ("t.getHours('-08:00') == 15", .holds), ("t.getHours('02:00') == 1", .holds),
            ("t.getHours('Europe/Berlin') == 0 && t.getDate('Europe/Berlin') == 14", .holds),
            ("t.getHours('America/St_Johns') == 20 && t.getMinutes('America/St_Johns') == 1", .holds),
            ("timestamp('2026-07-01T12:00:00Z').getHours('Europe/Berlin') == 14", .holds),
            ("t.getHours('Nowhere/Town') == 0", .fails), ("t.getHours('+25:00') == 0", .fails),
            ("t.getFullYear() == 2009 && t.getMonth() == 1", .holds),
            ("t.getDate() == 13 && t.getDayOfMonth() == 12", .holds),
            ("t.getDayOfWeek() == 5 && t.getDayOfYear() == 43", .holds),
            ("timestamp('2024-12-31T00:00:00Z').getDayOfYear() == 365", .holds),
            ("timestamp('2026-06-14T00:00:00Z').getDayOfWeek() == 0", .holds),
            ("duration('3730.5s').getHours() == 1 && duration('3730.5s').getMinutes() == 62", .holds),
            ("duration('3730.5s').getSeconds() == 3730 && duration('3730.5s').getMilliseconds() == 500", .holds),
            ("duration('-1.5s') + duration('1.5s') == duration('0s')", .holds),
            ("timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z') > duration('1s')", .fails),
        ] as [(String, Outcome)]
    )
    func times(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "has asks maps only, a null is there, and ?. goes through what is absent",
        arguments: [
            ("has(m.k) && has(m.n) && !has(m.z)", Outcome.holds), ("has(dyn(5).a)", .fails),
            ("has(dyn([1]).a)", .fails),
            ("has(x.a)", .fails), ("m.n == null", .holds), ("m.z == null", .fails), ("m['z'] == null", .fails),
            ("m.?n.hasValue() && m.?n.value() == null", .holds), ("!m.?z.hasValue()", .holds),
            ("!m.?z.?y.hasValue()", .holds), ("m.?z.?y.orValue(5) == 5", .holds), ("m[?'z'].orValue(5) == 5", .holds),
            ("!optional.none().?a.hasValue()", .holds), ("[1][?5].orValue(7) == 7 && [1][?0].orValue(7) == 1", .holds),
            ("optional.of(null).hasValue()", .holds), ("!optional.ofNonZeroValue(0).hasValue()", .holds),
            ("m.k.z == 1", .fails), ("optional.none().value() == 1", .fails),
            ("{?'a': optional.none(), 'b': 1} == {'b': 1}", .holds),
            ("[?optional.of(1), ?optional.none()] == [1]", .holds),
            ("{?'a': 5} == {}", .fails),
        ] as [(String, Outcome)]
    )
    func presence(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "A key stands once in a map, whatever number type it is written in, and doubles are no keys",
        arguments: [
            ("{'a': 1, 'a': 2}.a == 1", Outcome.fails), ("{1: 1, 1u: 2}[1] == 1", .fails),
            ("{1.0: 1}.size() == 1", .fails),
            ("{true: 1, 1: 2, 'true': 3}.size() == 3", .holds), ("{[1]: 1}.size() == 1", .fails),
            ("{null: 1}.size() == 1", .fails), ("{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", .holds),
            ("{1: 'a'} == dyn({1u: 'a'})", .holds), ("{'a': 1}['b'] == 1", .fails),
            ("{'e\\u0301': 1, '\\u00e9': 2}.size() == 2", .holds),
            ("['a', 'a'].transformMapEntry(j, e, {e: j}).size() == 1", .fails),
        ] as [(String, Outcome)]
    )
    func keys(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "Names are looked up in the container first, the longest declared one wins, variables of macros shadow",
        arguments: [
            ("a == 10", "com.example", Outcome.holds), (".a == 20", "com.example", .holds), ("a == 20", "", .holds),
            ("a == 20", "com", .holds), ("example.a == 10", "com", .holds), ("o.p == 40", "com.example", .holds),
            ("com.example.o.p == 40", "", .holds), (".com.example.o.p == 40", "com.example", .holds),
            ("com.example.o['p'] == 30", "", .holds), ("[1].exists(a, a == 1)", "com.example", .holds),
            ("[1].exists(a, .a == 20)", "com.example", .holds), ("cel.bind(a, 7, a == 7)", "", .holds),
            ("cel.bind(a, a + 1, a == 21)", "", .holds), ("[1].all(e, [2].all(e, e == 2) && e == 1)", "", .holds),
            ("[a].all(a, a == 20)", "", .holds), ("b == 1", "com.example", .fails),
            ("[1].all(e, true) && e == 1", "", .fails),
            ("type(int) == type && int == type(1)", "com.example", .holds),
        ] as [(String, String, Outcome)]
    )
    func lookup(_ text: String, _ container: String, _ outcome: Outcome) { check(text, outcome, container: container) }

    @Test(
        "Texts are counted in code points",
        arguments: [
            ("size(s) == 3 && s.size() == 3", Outcome.holds), ("size('\\U0001F600') == 1", .holds),
            ("'\\u00e9' != 'e\\u0301'", .holds), ("size(b'\\xf0\\x9f\\x98\\x80') == 4", .holds),
            ("s.charAt(2) == '\\U0001F600' && s.charAt(3) == ''", .holds), ("s.charAt(4) == ''", .fails),
            ("s.substring(0, 1) == 'e' && s.indexOf('\\U0001F600') == 2", .holds), ("s.substring(2, 1) == ''", .fails),
            ("s.reverse() == '\\U0001F600\\u0301e'", .holds), ("'\\r\\n'.size() == 2", .holds),
            ("'a\\U0001F600b'.split('').size() == 3", .holds), ("'abc'.substring(-1) == ''", .fails),
            ("'\\U0001F600' > '\\uffff'", .holds),
        ] as [(String, Outcome)]
    )
    func codePoints(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "Escapes, raw and triple-quoted texts, bytes that are no UTF-8",
        arguments: [
            (#"'\a\b\f\n\r\t\v\\\'\"\`\?'.size() == 12"#, Outcome.holds),
            (#"'\x41\101\u0041\U00000041' == 'AAAA'"#, .holds),
            (#"'\X41' == 'A'"#, .holds), (#"r'\n'.size() == 2 && R"\x" == '\\x'"#, .holds), (#"'\s' == 's'"#, .fails),
            (#"'\08' == ''"#, .fails), (#"'\x4' == ''"#, .fails), (#"'\ud800' == ''"#, .fails),
            (#"'\U00110000' == ''"#, .fails), (#"'\400' == ''"#, .fails), (#"b'\400' == b''"#, .fails),
            (#"b'\u00e9' == b''"#, .fails), (#"b'\xff\377'.size() == 2"#, .holds), (#"'\xff' == '\u00ff'"#, .holds),
            (#"b'\xff'.size() == 1 && '\xff'.size() == 1 && bytes('\xff').size() == 2"#, .holds),
            ("'''a'b\"c\nd''' == 'a\\'b\"c\\nd'", .holds), ("\"\"\"a\"b'c\"\"\" == 'a\"b\\'c'", .holds),
            ("r'''\\'''.size() == 1", .holds), ("'a\nb' == ''", .fails), ("'abc", .fails), ("\"abc'", .fails),
            ("br'\\xff'.size() == 4 && bR\"\\\".size() == 1", .holds), ("'''''' == ''", .holds),
            ("'a' 'b' == 'ab'", .fails), ("'a' // said\n == 'a'", .holds),
        ] as [(String, Outcome)]
    )
    func escapes(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "Reserved words are fields but no names, and names in backticks may hold more",
        arguments: [
            ("m.if == 7", Outcome.holds), ("has(m.if)", .holds), ("if == 7", .fails), ("m.`in` == 5", .holds),
            ("m.in == 5", .fails), ("m.`a-b/c d` == 6", .holds), ("m.`` == 6", .fails), ("m.`a\\nb` == 6", .fails),
            ("`i` == 1", .fails), ("m.true == 1", .fails), ("{'while': 1}.while == 1", .holds),
            ("[1].all(for, true)", .fails), ("m.`if` == 7", .holds), ("has(m.`a-b/c d`) && !has(m.`x.y`)", .holds),
        ] as [(String, Outcome)]
    )
    func words(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "Types are values",
        arguments: [
            ("type(1) == int && type(1u) == uint && type(1.0) == double", Outcome.holds),
            ("type(true) == bool && type('') == string && type(b'') == bytes", .holds),
            ("type([]) == list && type({}) == map && type(null) == null_type", .holds),
            ("type(type(1)) == type && type(int) == type", .holds), ("type(t) == google.protobuf.Timestamp", .holds),
            ("type(t - t) == google.protobuf.Duration", .holds), ("type(1) != uint", .holds),
            ("type(optional.none()) == optional_type", .holds), ("type(dyn(1)) == int", .holds),
        ] as [(String, Outcome)]
    )
    func types(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "Doubles are written with the fewest digits that read back, and format rounds half to even on the exact value",
        arguments: [
            ("string(0.1) == '0.1' && string(1.0) == '1' && string(-0.0) == '-0'", Outcome.holds),
            ("string(0.1 + 0.2) == '0.30000000000000004'", .holds), ("string(1e21) == '1e+21'", .holds),
            ("string(1e20) == '100000000000000000000'", .holds), ("string(0.0001) == '0.0001'", .holds),
            ("string(0.00001) == '1e-05'", .holds), ("string(5e-324) == '5e-324'", .holds),
            ("string(1.7976931348623157e308) == '1.7976931348623157e+308'", .holds),
            ("double(string(0.1 + 0.2)) == 0.1 + 0.2", .holds), ("'%.0f'.format([2.5]) == '2'", .holds),
            ("'%.0f'.format([3.5]) == '4' && '%.0f'.format([0.5]) == '0'", .holds),
            ("'%.2f'.format([2.345]) == '2.35'", .holds), ("'%.2f'.format([1.005]) == '1.00'", .holds),
            ("'%.1f'.format([0.25]) == '0.2' && '%.1f'.format([0.35]) == '0.3'", .holds),
            ("'%f'.format([1.0]) == '1.000000' && '%e'.format([12345.678]) == '1.234568e+04'", .holds),
            ("'%.3f'.format([-0.0]) == '-0.000' && '%.20f'.format([0.1]) == '0.10000000000000000555'", .holds),
            ("'%s %s %s'.format([nan, 1.0 / 0.0, -1.0 / 0.0]) == 'NaN Infinity -Infinity'", .holds),
            ("'%b %o %x %X'.format([5, 8, 255, 255]) == '101 10 ff FF'", .holds),
            ("'%x'.format(['a\\xff']) == '61c3bf'", .holds),
            ("'%d'.format([1.5]) == '1.5'", .holds),
            ("'%s'.format([{'b': 1, 'a': [2.0, null]}]) == '{a: [2, null], b: 1}'", .holds),
            ("'%d'.format(['x']) == ''", .fails), ("'%s'.format([]) == ''", .fails), ("'%'.format([]) == ''", .fails),
            ("'%z'.format([1]) == ''", .fails), ("'%%'.format([]) == '%'", .holds),
        ] as [(String, Outcome)]
    )
    func doubles(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test(
        "NaN equals nothing, and minus zero equals zero",
        arguments: [
            ("!(nan == nan) && nan != nan", Outcome.holds), ("!(nan < 1.0) && !(nan >= 1.0) && !(1.0 < nan)", .holds),
            ("!(nan in [nan])", .holds), ("[nan] != [nan]", .holds), ("0.0 == -0.0 && !(-0.0 < 0.0)", .holds),
            ("-0.0 == dyn(0) && dyn(0u) == -0.0", .holds), ("1.0 / -0.0 == -1.0 / 0.0", .holds),
            ("math.isNaN(nan) && !math.isInf(nan)", .holds), ("{'a': nan} != {'a': nan}", .holds),
            ("dyn(nan) != 1 && dyn(1u) != nan", .holds), ("math.isInf(1.0 / 0.0) && math.isFinite(-0.0)", .holds),
        ] as [(String, Outcome)]
    )
    func notANumber(_ text: String, _ outcome: Outcome) { check(text, outcome) }

    @Test("Maps are walked in one order, however they were written")
    func order() {
        for text in ["{'b': 1, 'a': 2, 3: 4, true: 5, 1u: 6}", "{true: 5, 1u: 6, 3: 4, 'a': 2, 'b': 1}"] {
            check("\(text).map(k, k) == [true, 3, 1u, 'a', 'b']", .holds)
            check("'%s'.format([\(text)]) == '{1: 6, 3: 4, a: 2, b: 1, true: 5}'", .holds)
        }
    }

    @Test(
        "The same text gives the same program, cost and answer on every run, and under other locales and zones of the process"
    )
    func determinism() throws {
        let texts = [
            "m.exists(k, k == 'in') && s.size() == 3", "'%.3f'.format([1234.5678]) == '1234.568'", "t.getHours() == 23",
        ]
        for text in texts {
            let declarations = Declarations(variables: Self.variables, peopleRules: false)
            let program = try #require(CompiledExpression.compile(text, declarations: declarations).program)
            let first = program.evaluate(fields: Self.values)
            #expect(first == .value(true), "\(text)")
            for _ in 0..<50 {
                let again = try #require(CompiledExpression.compile(text, declarations: declarations).program)
                #expect(again.worstCaseCost == program.worstCaseCost && again.reads == program.reads)
                #expect(again.evaluate(fields: Self.values) == first)
            }
        }
    }
}
