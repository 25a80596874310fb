import TurnpikeExpressions
import TurnpikeValues

/// Writes random well-typed expressions over names of every type, and values within what is declared of them.
struct ExpressionGenerator {
    private var random: HostileInputTests.Random
    private var scopes: [(name: String, kind: Kind)] = []
    private var depth = 0
    private var loops = 0

    private enum Kind: CaseIterable {
        case int
        case bool
        case text
        case ints
        case texts
        case map
        case bytes
        case instant
    }

    private static let longest = 30

    static let record = ObjectType(
        name: "person",
        members: [
            "name": Member(.string, mayBeMissing: false, maximumSize: longest),
            "marks": Member(.list(.int), mayBeMissing: false, maximumSize: 4),
        ]
    )

    static let members: [(name: String, type: ExpressionType, size: Int?)] = [
        ("i", .int, nil), ("t", .bool, nil), ("s", .string, longest), ("u", .string, longest), ("l", .list(.int), 8),
        ("w", .list(.string), 6), ("m", .map(.string, .int), 5), ("b", .bytes, 20), ("n", .instant, nil),
        ("people", .list(.object(record)), 5), ("d", .double, nil),
    ]

    static func declarations(people: Bool, isChecked: Bool) -> Declarations {
        var variables: [String: Member] = [:]
        for (index, member) in members.enumerated() {
            variables[member.name] = Member(
                member.type,
                slot: .field(index),
                mayBeMissing: false,
                maximumSize: member.size
            )
        }
        return Declarations(
            variables: variables,
            peopleRules: people,
            isChecked: isChecked,
            limits: ExpressionLimits(cost: .max)
        )
    }

    init(seed: Int) {
        random = HostileInputTests.Random(state: UInt64(seed) &* 104_729 &+ 17)
        for _ in 0..<4 { _ = random.next() }
    }

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    // MARK: Values

    /// Values that use the declared sizes up to the end about as often as not.
    mutating func values() -> [Value] {
        return [
            .int(Int64(pick(20) - 10)), .bool(pick(2) == 0), text(Self.longest), text(Self.longest),
            .list((0..<size(8)).map { .int(Int64($0)) }), .list((0..<size(6)).map { _ in text(40) }),
            .map(ValueMap(Dictionary(uniqueKeysWithValues: (0..<size(5)).map { ("k\($0)", .int(Int64($0))) }))),
            .bytes(Array(repeating: 0x61, count: size(20))), .instant("2026-06-15T12:00:00Z"),
            .list(
                (0..<size(5)).map { _ in
                    ["name": text(Self.longest), "marks": .list((0..<size(4)).map { .int(Int64($0)) })]
                }
            ),
            .double(Double(pick(100)) / 7),
        ]
    }

    private mutating func size(_ most: Int) -> Int { pick(2) == 0 ? most : pick(most + 1) }

    private mutating func text(_ most: Int) -> Value {
        let letters = ["a", "aa", "b", "\u{E9}", "\u{1F600}", "ab"]
        let letter = letters[pick(letters.count)]
        let count = size(most) / letter.unicodeScalars.count
        return .string(String(repeating: letter, count: count))
    }

    // MARK: Expressions

    mutating func condition() -> String {
        scopes = []
        depth = 0
        loops = 0
        return expression(.bool)
    }

    mutating func anything() -> String {
        scopes = []
        depth = 0
        loops = 0
        return expression(Kind.allCases[pick(Kind.allCases.count)])
    }

    private mutating func expression(_ kind: Kind) -> String {
        depth += 1
        defer { depth -= 1 }
        let isLeaf = depth > 6
        if let local = scopes.last(where: { $0.kind == kind }), pick(3) == 0 { return local.name }
        switch kind {
        case .int: return isLeaf ? ["i", "3", "l.size()"][pick(3)] : int()
        case .bool: return isLeaf ? ["t", "(i > 1)", "has(m.k1)"][pick(3)] : bool()
        case .text: return isLeaf ? ["s", "u", "'aab'", "'x'"][pick(4)] : text()
        case .ints: return isLeaf ? ["l", "[1, 2, i]"][pick(2)] : ints()
        case .texts: return isLeaf ? ["w", "[s, 'a']"][pick(2)] : texts()
        case .map: return isLeaf ? "m" : map()
        case .bytes: return isLeaf ? "b" : ["b", "bytes(\(expression(.text)))", "(b + \(expression(.bytes)))"][pick(3)]
        case .instant: return isLeaf ? "n" : ["n", "(n + duration('1h'))", "timestamp(\(expression(.int)))"][pick(3)]
        }
    }

    private mutating func int() -> String {
        switch pick(12) {
        case 0: return "(\(expression(.int)) + \(expression(.int)))"
        case 1: return "\(expression(.text)).size()"
        case 2: return "size(\(expression(.ints)))"
        case 3: return "\(expression(.text)).indexOf(\(expression(.text)))"
        case 4: return "\(expression(.text)).lastIndexOf(\(expression(.text)))"
        case 5: return "\(expression(.ints))[0]"
        case 6: return "(\(expression(.bool)) ? \(expression(.int)) : \(expression(.int)))"
        case 7: return "math.greatest(\(expression(.ints)))"
        case 8: return "\(expression(.instant)).getHours(\(pick(2) == 0 ? "'+02:00'" : expression(.text)))"
        case 9: return "optional.of(\(expression(.int))).optMap(o, o + 1).orValue(\(expression(.int)))"
        case 10: return "(\(expression(.map))[?\(expression(.text))].orValue(i))"
        default: return "cel.bind(c, \(expression(.text)), c.size() + c.size())"
        }
    }

    private mutating func bool() -> String {
        switch pick(14) {
        case 0: return "(\(expression(.bool)) && \(expression(.bool)) && t)"
        case 1: return "(\(expression(.bool)) || \(expression(.bool)))"
        case 2: return "!(\(expression(.bool)))"
        case 3: return "(\(expression(.text)) \(["==", "<", "!="][pick(3)]) \(expression(.text)))"
        case 4: return "(\(expression(.texts)) == \(expression(.texts)))"
        case 5: return "(\(expression(.ints)) == \(expression(.ints)))"
        case 6: return "(\(expression(.text)) in \(expression(.texts)))"
        case 7: return "\(expression(.text)).contains(\(expression(.text)))"
        case 8: return "\(expression(.text)).matches(\(pick(2) == 0 ? "'(a|b)*c+'" : expression(.text)))"
        case 9: return "(\(expression(.map)) == \(expression(.map)))"
        case 10: return "(\(expression(.text)) in \(expression(.map)))"
        case 11: return loop(["all", "exists", "exists_one"][pick(3)], over: .ints, .int, .bool, gives: .bool)
        case 12: return loop(["all", "exists"][pick(2)], over: .texts, .text, .bool, gives: .bool)
        default: return "people.exists(p, p.name == \(expression(.text)) && p.marks.all(q, q < i))"
        }
    }

    private mutating func text() -> String {
        switch pick(14) {
        case 0: return "(\(expression(.text)) + \(expression(.text)))"
        case 1: return "\(expression(.text)).replace(\(expression(.text)), \(expression(.text)))"
        case 2: return "\(expression(.texts)).join(\(expression(.text)))"
        case 3: return "\(expression(.text)).lowerAscii()"
        case 4: return "\(expression(.text)).substring(1)"
        case 5: return "strings.quote(\(expression(.text)))"
        case 6:
            let values = "[\(expression(.text)), \(expression(.ints)), \(expression(.map)), \(expression(.int)), d]"
            return "'%s %s %s %d %.\(pick(40))f'.format(\(values))"
        case 7: return "'%x'.format([\(expression(pick(2) == 0 ? .text : .bytes))])"
        case 8: return "string(\(expression(pick(2) == 0 ? .int : .bytes)))"
        case 9: return "\(expression(.text)).reverse()"
        case 10: return "base64.encode(\(expression(.bytes)))"
        case 11: return "(\(expression(.bool)) ? \(expression(.text)) : \(expression(.text)))"
        case 12: return "w[0]"
        default: return "\(expression(.text)).charAt(0)"
        }
    }

    private mutating func ints() -> String {
        switch pick(6) {
        case 0: return "(\(expression(.ints)) + \(expression(.ints)))"
        case 1: return loop("map", over: .ints, .int, .int, gives: .ints)
        case 2: return loop("filter", over: .ints, .int, .bool, gives: .ints)
        case 3: return "[\(expression(.int)), \(expression(.int))]"
        case 4: return loop("map", over: .texts, .text, .int, gives: .ints)
        default: return "\(expression(.ints)).transformList(a, e, a < i, e + a)"
        }
    }

    private mutating func texts() -> String {
        switch pick(6) {
        case 0: return "(\(expression(.texts)) + \(expression(.texts)))"
        case 1: return loop("map", over: .texts, .text, .text, gives: .texts)
        case 2: return "\(expression(.text)).split(\(expression(.text)))"
        case 3: return "[\(expression(.text)), \(expression(.text))]"
        case 4: return "people.map(p, p.name)"
        default: return loop("filter", over: .texts, .text, .bool, gives: .texts)
        }
    }

    private mutating func map() -> String {
        switch pick(4) {
        case 0: return "{\(expression(.text)): \(expression(.int)), 'z': i}"
        case 1: return "\(expression(.map)).transformMap(k, v, v + \(expression(.int)))"
        case 2: return "\(expression(.texts)).transformMapEntry(a, e, {e: a})"
        default: return "m"
        }
    }

    private mutating func loop(
        _ name: String,
        over range: Kind,
        _ element: Kind,
        _ body: Kind,
        gives result: Kind
    ) -> String {
        guard loops < 3 else { return expression(result) }
        let list = expression(range)
        loops += 1
        let variable = "x\(loops)"
        scopes.append((variable, element))
        defer {
            scopes.removeLast()
            loops -= 1
        }
        return "\(list).\(name)(\(variable), \(expression(body)))"
    }
}
