import Synchronization

/// Sets of code points for patterns.
enum CharacterSets {
    typealias Ranges = PatternProgram.Ranges

    private static func range(_ low: Unicode.Scalar, _ high: Unicode.Scalar) -> ClosedRange<UInt32> {
        low.value...high.value
    }

    /// Sorted, without overlaps.
    static func normalized(_ ranges: Ranges) -> Ranges {
        let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
        var result: Ranges = []
        for range in sorted {
            if let last = result.last, range.lowerBound <= last.upperBound &+ 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    static func inverted(_ ranges: Ranges) -> Ranges {
        var result: Ranges = []
        var start: UInt32 = 0
        for range in normalized(ranges) {
            if range.lowerBound > start { result.append(start...range.lowerBound - 1) }
            start = range.upperBound + 1
        }
        if start <= 0x10FFFF { result.append(start...0x10FFFF) }
        return result
    }

    /// The set with the other case of each of its letters; beyond 3,000 characters only ASCII letters are folded.
    static func foldingCase(_ ranges: Ranges) -> Ranges {
        var result = ranges
        var size = 0
        for range in ranges { size += range.count }
        for range in ranges {
            let members: ClosedRange<UInt32>
            if size <= 3_000 {
                members = range
            } else {
                guard range.lowerBound < 128 else { continue }
                members = range.lowerBound...min(range.upperBound, 127)
            }
            for value in members {
                guard let scalar = Unicode.Scalar(value) else { continue }
                for mapped in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
                    let other = mapped.unicodeScalars
                    if other.count == 1, let folded = other.first, folded != scalar {
                        result.append(folded.value...folded.value)
                    }
                }
            }
        }
        return normalized(result)
    }

    static let digit: Ranges = [range("0", "9")]
    static let word: Ranges = [range("0", "9"), range("A", "Z"), range("_", "_"), range("a", "z")]
    static let space: Ranges = [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]

    /// `\d`, `\w`, `\s` and their opposites, which RE2 defines over ASCII.
    static func perl(_ letter: Unicode.Scalar) -> Ranges? {
        switch letter {
        case "d": digit
        case "D": inverted(digit)
        case "w": word
        case "W": inverted(word)
        case "s": space
        case "S": inverted(space)
        default: nil
        }
    }

    static func posix(_ name: String) -> Ranges? {
        switch name {
        case "alnum": [range("0", "9"), range("A", "Z"), range("a", "z")]
        case "alpha": [range("A", "Z"), range("a", "z")]
        case "ascii": [0...0x7F]
        case "blank": [0x09...0x09, 0x20...0x20]
        case "cntrl": [0...0x1F, 0x7F...0x7F]
        case "digit": digit
        case "graph": [0x21...0x7E]
        case "lower": [range("a", "z")]
        case "print": [0x20...0x7E]
        case "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
        case "space": [0x09...0x0D, 0x20...0x20]
        case "upper": [range("A", "Z")]
        case "word": word
        case "xdigit": [range("0", "9"), range("A", "F"), range("a", "f")]
        default: nil
        }
    }

    /// A general category of Unicode, by one or two letters, or one of the common scripts.
    static func property(_ name: String) -> Ranges? {
        switch name {
        case "Any": return [0...0x10FFFF]
        case "Latin":
            return [
                0x41...0x5A, 0x61...0x7A, 0xAA...0xAA, 0xBA...0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2B8,
                0x1E00...0x1EFF,
                0x2C60...0x2C7F, 0xA722...0xA787, 0xFF21...0xFF3A, 0xFF41...0xFF5A,
            ]
        case "Greek":
            return [
                0x370...0x373, 0x375...0x377, 0x37A...0x37D, 0x37F...0x37F, 0x384...0x384, 0x386...0x386, 0x388...0x3E1,
                0x3F0...0x3FF, 0x1F00...0x1FFE,
            ]
        case "Cyrillic": return [0x400...0x52F, 0x1C80...0x1C88, 0x2DE0...0x2DFF, 0xA640...0xA69F]
        case "Han":
            return [
                0x2E80...0x2FD5, 0x3005...0x3007, 0x3021...0x3029, 0x3038...0x303B, 0x3400...0x4DBF, 0x4E00...0x9FFF,
                0xF900...0xFAD9, 0x20000...0x323AF,
            ]
        case "Hiragana": return [0x3041...0x3096, 0x309D...0x309F]
        case "Katakana": return [0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF6F, 0xFF71...0xFF9D]
        default: break
        }
        guard (1...2).contains(name.utf8.count), categories.contains(where: { $0.hasPrefix(name) }) else { return nil }
        // Looking at every code point takes a while: it is done once for each category.
        if let known = collected.withLock({ $0[name] }) { return known }
        let found = collect { properties, _ in abbreviation(properties.generalCategory).hasPrefix(name) }
        collected.withLock { $0[name] = found }
        return found
    }

    private static let collected = Mutex<[String: Ranges]>([:])

    private static func collect(_ isMember: (Unicode.Scalar.Properties, UInt32) -> Bool) -> Ranges {
        var result: Ranges = []
        var start: UInt32?
        var value: UInt32 = 0
        while value <= 0x10FFFF {
            // Planes that hold nothing, or nothing but private use, are of one category throughout.
            let isEmptyPlane = (value >= 0x40000 && value < 0xE0000) || value >= 0xF0000
            let isIn = Unicode.Scalar(value).map { isMember($0.properties, value) } ?? false
            if isIn {
                if start == nil { start = value }
            } else if let first = start {
                result.append(first...value - 1)
                start = nil
            }
            // The last two of each plane are no characters.
            value += isEmptyPlane && value & 0xFFFF == 0 ? 0xFFFE : 1
        }
        if let first = start { result.append(first...0x10FFFF) }
        return result
    }

    private static let categories = [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm",
        "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
    ]

    private static func abbreviation(_ category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}
