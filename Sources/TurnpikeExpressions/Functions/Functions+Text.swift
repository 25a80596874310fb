import TurnpikeValues

extension Functions {
    func text(of value: Value, _ name: String) throws(Fault) -> String {
        guard case .string(let text) = value else { throw Fault.noOverload(name, [value]) }
        return text
    }

    func int(of value: Value, _ name: String) throws(Fault) -> Int {
        guard case .int(let number) = value else { throw Fault.noOverload(name, [value]) }
        return Int(clamping: number)
    }

    mutating func text(_ builtin: Builtin, _ arguments: [Value]) throws(Fault) -> Value {
        if builtin == .join { return try join(arguments) }
        guard case .string(let subject) = arguments.first else { throw Fault.noOverload("\(builtin)", arguments) }
        try charge(bytes: subject.utf8.count)
        switch builtin {
        case .contains, .startsWith, .endsWith:
            let part = try text(of: arguments[1], "\(builtin)")
            return .bool(try contains(part, in: subject, builtin))
        case .matches:
            let source = try text(of: arguments[1], "matches")
            try charge(min(source.utf8.count, 10_000))
            let pattern: PatternProgram
            do throws(PatternError) {
                pattern = try PatternProgram(source)
            } catch {
                throw Fault("invalid pattern: \(error.message)")
            }
            try charge(pattern.cost(of: subject))
            return .bool(pattern.matches(subject))
        case .lowerAscii:
            return .string(Self.mapBytes(subject) { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
        case .upperAscii:
            return .string(Self.mapBytes(subject) { $0 >= 0x61 && $0 <= 0x7A ? $0 & 0xDF : $0 })
        case .trim:
            return .string(Self.trim(subject))
        case .reverse:
            return .string(Self.string(subject.unicodeScalars.reversed()))
        case .quote:
            return .string(Self.quote(subject))
        case .charAt:
            let place = try int(of: arguments[1], "charAt")
            let scalars = Array(subject.unicodeScalars)
            guard place >= 0, place <= scalars.count else { throw Fault("index out of range: \(place)") }
            return .string(place == scalars.count ? "" : String(Character(scalars[place])))
        case .indexOf, .lastIndexOf:
            return try index(builtin, subject, arguments)
        case .substring:
            return try substring(subject, arguments)
        case .replace:
            return try replace(subject, arguments)
        case .split:
            return try split(subject, arguments)
        case .format:
            guard case .list(let values) = arguments[1] else { throw Fault.noOverload("format", arguments) }
            return .string(try format(subject, values))
        default:
            throw Fault.noOverload("\(builtin)", arguments)
        }
    }

    // MARK: Parts

    /// Whether a part stands in a text: anywhere, at its beginning or at its end; charged beside reading the text.
    mutating func contains(_ part: String, in subject: String, _ builtin: Builtin) throws(Fault) -> Bool {
        var part = part
        var subject = subject
        try charge(TextSearchCost.plain(subject.utf8.count, part.utf8.count))
        let answer = subject.withUTF8 { text in
            part.withUTF8 { part -> TextSearch<UInt8>.Answer in
                if part.isEmpty { return .found(0) }
                if builtin == .contains { return TextSearch.plain(part, in: text) }
                let start = builtin == .endsWith ? text.count - part.count : 0
                guard part.count <= text.count else { return .absent }
                for place in part.indices where text[start + place] != part[place] { return .absent }
                return .found(start)
            }
        }
        switch answer {
        case .found: return true
        case .absent: return false
        case .hard:
            try charge(TextSearchCost.hard(subject.utf8.count, part.utf8.count))
            var search = TextSearch(Array(part.utf8), in: Array(subject.utf8))
            search.searchOn()
            if case .found = search.next() { return true }
            return false
        }
    }

    /// The next place that a search finds; a hard one is paid for first.
    private mutating func next<Element>(_ search: inout TextSearch<Element>, _ text: Int, _ part: Int) throws(Fault)
        -> Int?
    {
        while true {
            switch search.next() {
            case .found(let place): return place
            case .absent: return nil
            case .hard:
                try charge(TextSearchCost.hard(text, part))
                search.searchOn()
            }
        }
    }

    private static func mapBytes(_ text: String, _ transform: (UInt8) -> UInt8) -> String {
        String(decoding: text.utf8.map(transform), as: UTF8.self)
    }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Without the white space of Unicode around it.
    private static func trim(_ text: String) -> String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
            default: false
            }
        }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }) else { return "" }
        guard let last = scalars.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(scalars[first...last])
    }

    private static func quote(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0B}": result += "\\v"
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Places in code points, as CEL counts them.
    private mutating func index(_ builtin: Builtin, _ subject: String, _ arguments: [Value]) throws(Fault) -> Value {
        let name = builtin == .indexOf ? "indexOf" : "lastIndexOf"
        let isForward = builtin == .indexOf
        let words = try text(of: arguments[1], name)
        try charge(TextSearchCost.plain(subject.utf8.count, words.utf8.count))
        var part = Array(words.unicodeScalars)
        var scalars = Array(subject.unicodeScalars)
        var start = isForward ? 0 : scalars.count
        if arguments.count > 2 {
            start = try int(of: arguments[2], name)
            guard start >= 0, start <= scalars.count else { throw Fault("index out of range: \(start)") }
        }
        if part.isEmpty { return .int(Int64(start)) }
        // The last place is the first one from behind.
        let last = min(start, scalars.count - part.count)
        guard last >= 0 else { return .int(-1) }
        if !isForward {
            part.reverse()
            scalars.reverse()
            start = scalars.count - part.count - last
        }
        var search = TextSearch(part, in: scalars, from: start)
        guard let place = try next(&search, scalars.count, part.count) else { return .int(-1) }
        return .int(Int64(isForward ? place : scalars.count - part.count - place))
    }

    private mutating func substring(_ subject: String, _ arguments: [Value]) throws(Fault) -> Value {
        let scalars = Array(subject.unicodeScalars)
        let start = try int(of: arguments[1], "substring")
        let end = arguments.count > 2 ? try int(of: arguments[2], "substring") : scalars.count
        guard start >= 0, start <= scalars.count else { throw Fault("index out of range: \(start)") }
        guard end >= start, end <= scalars.count else { throw Fault("index out of range: \(end)") }
        return .string(Self.string(scalars[start..<end]))
    }

    private mutating func replace(_ subject: String, _ arguments: [Value]) throws(Fault) -> Value {
        let old = Array(try text(of: arguments[1], "replace").utf8)
        let new = Array(try text(of: arguments[2], "replace").utf8)
        var left = arguments.count > 3 ? try int(of: arguments[3], "replace") : -1
        if left < 0 { left = Int.max }
        let bytes = Array(subject.utf8)
        var result: [UInt8] = []
        if old.isEmpty {
            // Between all code points, as Go does it.
            for scalar in subject.unicodeScalars {
                if left > 0 {
                    try charge(bytes: new.count)
                    result += new
                    left -= 1
                }
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
            if left > 0 {
                try charge(bytes: new.count)
                result += new
            }
            return .string(String(decoding: result, as: UTF8.self))
        }
        try charge(TextSearchCost.plain(bytes.count, old.count))
        var search = TextSearch(old, in: bytes)
        var place = 0
        while left > 0, let found = try next(&search, bytes.count, old.count) {
            try charge(bytes: new.count + found - place)
            result += bytes[place..<found]
            result += new
            place = found + old.count
            left -= 1
        }
        result += bytes[place...]
        return .string(String(decoding: result, as: UTF8.self))
    }

    private mutating func split(_ subject: String, _ arguments: [Value]) throws(Fault) -> Value {
        let separator = Array(try text(of: arguments[1], "split").utf8)
        let limit = arguments.count > 2 ? try int(of: arguments[2], "split") : -1
        if limit == 0 { return .list([]) }
        if limit == 1 { return .list([.string(subject)]) }
        var parts: [Value] = []
        if separator.isEmpty {
            let scalars = Array(subject.unicodeScalars)
            try charge(scalars.count)
            for (place, scalar) in scalars.enumerated() {
                if limit > 0, parts.count == limit - 1 {
                    parts.append(.string(Self.string(scalars[place...])))
                    return .list(parts)
                }
                parts.append(.string(String(Character(scalar))))
            }
            return .list(parts)
        }
        let bytes = Array(subject.utf8)
        try charge(TextSearchCost.plain(bytes.count, separator.count))
        var search = TextSearch(separator, in: bytes)
        var place = 0
        while limit < 0 || parts.count < limit - 1,
            let found = try next(&search, bytes.count, separator.count)
        {
            try charge(1)
            parts.append(.string(String(decoding: bytes[place..<found], as: UTF8.self)))
            place = found + separator.count
        }
        parts.append(.string(String(decoding: bytes[place...], as: UTF8.self)))
        return .list(parts)
    }

    private mutating func join(_ arguments: [Value]) throws(Fault) -> Value {
        guard case .list(let elements) = arguments.first else { throw Fault.noOverload("join", arguments) }
        let separator = arguments.count > 1 ? try text(of: arguments[1], "join") : ""
        var result = ""
        for (place, element) in elements.enumerated() {
            let part = try text(of: element, "join")
            try charge(bytes: part.utf8.count + separator.utf8.count)
            if place > 0 { result += separator }
            result += part
        }
        return .string(result)
    }
}
