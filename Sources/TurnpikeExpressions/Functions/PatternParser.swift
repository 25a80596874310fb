/// A pattern as a tree.
indirect enum PatternNode {
    case empty
    case set(PatternProgram.Ranges)
    case any(includingNewline: Bool)
    case assertion(PatternProgram.Assertion)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repetition(PatternNode, least: Int, most: Int?)

    /// The text that the pattern spells, where it is nothing but text.
    var literal: String? {
        switch self {
        case .empty: return ""
        case .set(let ranges):
            guard ranges.count == 1, let range = ranges.first, range.lowerBound == range.upperBound,
                let scalar = Unicode.Scalar(range.lowerBound)
            else { return nil }
            return String(Character(scalar))
        case .sequence(let parts):
            var text = ""
            for part in parts {
                guard let piece = part.literal else { return nil }
                text.unicodeScalars.append(contentsOf: piece.unicodeScalars)
            }
            return text
        default: return nil
        }
    }
}

/// Reads RE2's syntax: no back references, no look-around, which could not run in linear time.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var depth = 0
    private var ignoresCase = false
    private var isMultiline = false
    private var dotMatchesNewline = false

    private static let deepest = 100
    private static let mostRepetitions = 1_000

    init(_ pattern: String) {
        scalars = Array(pattern.unicodeScalars)
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try alternatives()
        guard place == scalars.count else { throw PatternError(message: "')' without '('") }
        return node
    }

    private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        place += 1
        return true
    }

    private mutating func alternatives() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw PatternError(message: "it is nested too deep") }
        var parts = [try sequence()]
        while take("|") { parts.append(try sequence()) }
        return parts.count == 1 ? parts[0] : .alternatives(parts)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let atom = try atom()
            parts.append(try repeated(atom))
        }
        return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func repeated(_ atom: PatternNode) throws(PatternError) -> PatternNode {
        var node = atom
        var isRepeated = false
        while let scalar = next {
            let least: Int
            let most: Int?
            switch scalar {
            case "*": (least, most) = (0, nil)
            case "+": (least, most) = (1, nil)
            case "?": (least, most) = (0, 1)
            case "{":
                guard let bounds = try bounds() else { return node }
                (least, most) = bounds
                place -= 1
            default: return node
            }
            guard !isRepeated else { throw PatternError(message: "two repetitions stand one after the other") }
            isRepeated = true
            place += 1
            // Whether few or many repetitions are tried first says nothing about whether there is a match.
            _ = take("?")
            node = .repetition(node, least: least, most: most)
        }
        return node
    }

    /// `{2}`, `{2,}`, `{2,5}`; nil where the brace is plain text.
    private mutating func bounds() throws(PatternError) -> (least: Int, most: Int?)? {
        let start = place
        place += 1
        guard let least = number() else {
            place = start
            return nil
        }
        var most: Int? = least
        if take(",") {
            most = number()
        }
        guard take("}") else {
            place = start
            return nil
        }
        guard least <= Self.mostRepetitions, (most ?? 0) <= Self.mostRepetitions, (most ?? least) >= least else {
            throw PatternError(message: "this number of repetitions cannot be used")
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = next, scalar >= "0", scalar <= "9", (value ?? 0) < 100_000 {
            value = (value ?? 0) * 10 + Int(scalar.value - 0x30)
            place += 1
        }
        return value
    }

    // MARK: Atoms

    private mutating func atom() throws(PatternError) -> PatternNode {
        let scalar = scalars[place]
        place += 1
        switch scalar {
        case "(": return try group()
        case "[": return .set(try characterClass())
        case ".": return .any(includingNewline: dotMatchesNewline)
        case "^": return .assertion(isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(isMultiline ? .lineEnd : .textEnd)
        case "\\": return try escape()
        case "*", "+", "?": throw PatternError(message: "'\(scalar)' repeats nothing")
        case "{":
            // A brace that bounds nothing is text; one that does repeats nothing.
            place -= 1
            if try bounds() != nil { throw PatternError(message: "'{' repeats nothing") }
            place += 1
            return literal(scalar)
        default: return literal(scalar)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        .set(ignoresCase ? CharacterSets.foldingCase([scalar.value...scalar.value]) : [scalar.value...scalar.value])
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        let saved = (ignoresCase, isMultiline, dotMatchesNewline)
        if take("?") {
            if take("P") {
                guard take("<") else { throw PatternError(message: "this group cannot be used") }
                try groupName()
            } else if take("<") {
                if next == "=" || next == "!" { throw PatternError(message: "look-behind cannot be used") }
                try groupName()
            } else if next == "=" || next == "!" {
                throw PatternError(message: "look-ahead cannot be used")
            } else if try flags() {
                // Flags for the rest of the group around.
                return .empty
            }
        }
        let inner = try alternatives()
        guard take(")") else { throw PatternError(message: "'(' without ')'") }
        (ignoresCase, isMultiline, dotMatchesNewline) = saved
        return inner
    }

    private mutating func groupName() throws(PatternError) {
        let start = place
        while let scalar = next, scalar != ">" {
            guard scalar.isASCII, Lexer.isWordByte(UInt8(scalar.value)) else {
                throw PatternError(message: "a group has a bad name")
            }
            place += 1
        }
        guard place > start, take(">") else { throw PatternError(message: "a group has a bad name") }
    }

    /// `(?i)` and `(?i:`; true for the first form.
    private mutating func flags() throws(PatternError) -> Bool {
        var isOn = true
        while let scalar = next {
            place += 1
            switch scalar {
            case "i": ignoresCase = isOn
            case "m": isMultiline = isOn
            case "s": dotMatchesNewline = isOn
            case "U": break
            case "-": isOn = false
            case ":": return false
            case ")": return true
            default: throw PatternError(message: "'(?\(scalar)' cannot be used")
            }
        }
        throw PatternError(message: "'(' without ')'")
    }

    private mutating func escape() throws(PatternError) -> PatternNode {
        guard let scalar = next else { throw PatternError(message: "it ends with '\\'") }
        place += 1
        switch scalar {
        case "A": return .assertion(.textStart)
        case "z": return .assertion(.textEnd)
        case "b": return .assertion(.wordBoundary)
        case "B": return .assertion(.noWordBoundary)
        case "Q":
            var parts: [PatternNode] = []
            while place < scalars.count {
                if scalars[place] == "\\", place + 1 < scalars.count, scalars[place + 1] == "E" {
                    place += 2
                    break
                }
                parts.append(literal(scalars[place]))
                place += 1
            }
            return .sequence(parts)
        default:
            place -= 1
            let ranges = try escapedSet()
            return .set(ignoresCase ? CharacterSets.foldingCase(ranges) : ranges)
        }
    }

    /// The characters that an escape stands for, in a class or outside.
    private mutating func escapedSet() throws(PatternError) -> PatternProgram.Ranges {
        guard let scalar = next else { throw PatternError(message: "it ends with '\\'") }
        place += 1
        if let set = CharacterSets.perl(scalar) { return set }
        func one(_ value: UInt32) -> PatternProgram.Ranges { [value...value] }
        switch scalar {
        case "a": return one(0x07)
        case "f": return one(0x0C)
        case "n": return one(0x0A)
        case "r": return one(0x0D)
        case "t": return one(0x09)
        case "v": return one(0x0B)
        case "x": return one(try hexadecimal())
        case "0"..."7":
            // Octal; a single digit from 1 would be a back reference.
            var value = scalar.value - 0x30
            var digits = 1
            while digits < 3, let digit = next, digit >= "0", digit <= "7" {
                value = value * 8 + digit.value - 0x30
                place += 1
                digits += 1
            }
            guard scalar == "0" || digits > 1 else { throw PatternError(message: "back references cannot be used") }
            return one(value)
        case "p", "P": return try property(isNegated: scalar == "P")
        default:
            let isLetter = (scalar >= "a" && scalar <= "z") || (scalar >= "A" && scalar <= "Z")
            guard !isLetter, scalar != "8", scalar != "9" else {
                throw PatternError(message: "'\\\(scalar)' cannot be used")
            }
            return one(scalar.value)
        }
    }

    private mutating func hexadecimal() throws(PatternError) -> UInt32 {
        var digits: [Unicode.Scalar] = []
        if take("{") {
            while let scalar = next, scalar != "}", digits.count <= 8 {
                digits.append(scalar)
                place += 1
            }
            guard take("}") else { throw PatternError(message: "'\\x{' without '}'") }
        } else {
            while digits.count < 2, let scalar = next {
                digits.append(scalar)
                place += 1
            }
            guard digits.count == 2 else { throw PatternError(message: "'\\x' needs two digits") }
        }
        var value: UInt32 = 0
        for digit in digits {
            guard digit.isASCII, Lexer.isHexDigit(UInt8(digit.value)) else {
                throw PatternError(message: "'\\x' needs hexadecimal digits")
            }
            let byte = UInt8(digit.value)
            value = value &* 16 &+ UInt32(Lexer.isDigit(byte) ? byte - 0x30 : (byte | 0x20) - 0x57)
        }
        guard !digits.isEmpty, digits.count <= 6, value <= 0x10FFFF else {
            throw PatternError(message: "'\\x' names no character")
        }
        return value
    }

    private mutating func property(isNegated: Bool) throws(PatternError) -> PatternProgram.Ranges {
        var name = ""
        if take("{") {
            while let scalar = next, scalar != "}" {
                name.unicodeScalars.append(scalar)
                place += 1
            }
            guard take("}") else { throw PatternError(message: "'\\p{' without '}'") }
        } else if let scalar = next {
            name.unicodeScalars.append(scalar)
            place += 1
        }
        var negated = isNegated
        if name.hasPrefix("^") {
            name.removeFirst()
            negated.toggle()
        }
        guard let set = CharacterSets.property(name) else {
            throw PatternError(message: "'\\p{\(name)}' cannot be used")
        }
        return negated ? CharacterSets.inverted(set) : set
    }

    // MARK: Classes

    private mutating func characterClass() throws(PatternError) -> PatternProgram.Ranges {
        let isNegated = take("^")
        var ranges: PatternProgram.Ranges = []
        var isFirst = true
        while let scalar = next, scalar != "]" || isFirst {
            isFirst = false
            if scalar == "[", place + 1 < scalars.count, scalars[place + 1] == ":", let named = try namedClass() {
                ranges += named
                continue
            }
            place += 1
            var low: PatternProgram.Ranges = [scalar.value...scalar.value]
            if scalar == "\\" { low = try escapedSet() }
            guard low.count == 1, low[0].count == 1, next == "-", place + 1 < scalars.count, scalars[place + 1] != "]"
            else {
                ranges += low
                continue
            }
            place += 1
            let end = scalars[place]
            place += 1
            var high: PatternProgram.Ranges = [end.value...end.value]
            if end == "\\" { high = try escapedSet() }
            guard high.count == 1, high[0].count == 1, low[0].lowerBound <= high[0].upperBound else {
                throw PatternError(message: "a range of characters runs backwards")
            }
            ranges.append(low[0].lowerBound...high[0].upperBound)
        }
        guard take("]") else { throw PatternError(message: "'[' without ']'") }
        var set = CharacterSets.normalized(ranges)
        if ignoresCase { set = CharacterSets.foldingCase(set) }
        return isNegated ? CharacterSets.inverted(set) : set
    }

    /// `[:alpha:]` inside a class; nil where that is not what stands here.
    private mutating func namedClass() throws(PatternError) -> PatternProgram.Ranges? {
        var end = place + 2
        while end + 1 < scalars.count, !(scalars[end] == ":" && scalars[end + 1] == "]") {
            if scalars[end] == "]" { return nil }
            end += 1
        }
        guard end + 1 < scalars.count else { return nil }
        var name = ""
        name.unicodeScalars.append(contentsOf: scalars[(place + 2)..<end])
        var isNegated = false
        if name.hasPrefix("^") {
            name.removeFirst()
            isNegated = true
        }
        guard let set = CharacterSets.posix(name) else { throw PatternError(message: "'[:\(name):]' is no class") }
        place = end + 2
        return isNegated ? CharacterSets.inverted(set) : set
    }
}
