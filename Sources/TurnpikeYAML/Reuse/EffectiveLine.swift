public import Turnpike

/// A line of a process as it is with its base and its packs, and where it was written.
public struct EffectiveLine: Hashable, Sendable {
    /// The line, without a line break.
    public var text: String
    /// The words it was made from.
    public var origin: SourceRange
}

extension ProcessFile {
    /// The whole process as one file: the base with its overlays over it, then what packs declare under their full ids.
    ///
    /// Without packs the lines are a process file that means the same. Empty where the file could not be read.
    public var effectiveLines: [EffectiveLine] {
        guard let parts else { return [] }
        var writer = EffectiveWriter()
        var sections: [(key: YAMLNode, parts: [(prefix: String, value: YAMLNode)])] = []
        func add(_ key: YAMLNode, _ value: YAMLNode, _ prefix: String) {
            if let index = sections.firstIndex(where: { $0.key.text == key.text }) {
                sections[index].parts.append((prefix, value))
            } else {
                sections.append((key, [(prefix, value)]))
            }
        }
        for (key, value) in parts.root.entries where !key.isText("extends") {
            if key.isText("uses"), !parts.packs.isEmpty { continue }
            add(key, value, "")
        }
        for pack in parts.packs {
            for (key, value) in pack.root.entries
            where !["turnpike", "pack", "label", "uses"].contains(key.text) { add(key, value, pack.id + ".") }
        }
        for section in sections {
            if section.parts.count == 1, section.parts[0].prefix.isEmpty {
                writer.entry(section.key, section.parts[0].value, indent: 0)
                continue
            }
            writer.head(section.key, indent: 0)
            for part in section.parts {
                if part.value.kind != .mapping {
                    writer.names(part.value, isList: section.key.isText("hooks"), prefix: part.prefix, indent: 1)
                    continue
                }
                for (key, value) in part.value.entries { writer.entry(key, value, prefix: part.prefix, indent: 1) }
            }
        }
        return writer.lines
    }
}

/// Writes values as YAML, each line with its origin.
struct EffectiveWriter {
    private static let width = 110

    private(set) var lines: [EffectiveLine] = []

    mutating func head(_ key: YAMLNode, prefix: String = "", indent: Int) {
        line(indent, prefix + Self.scalar(key, isInFlow: false) + ":", key.range)
    }

    mutating func entry(_ key: YAMLNode, _ value: YAMLNode, prefix: String = "", indent: Int) {
        let name = prefix + Self.scalar(key, isInFlow: false)
        if value.madeUp?.isAbsent == true { return line(indent, "\(name): {}", key.range) }
        switch value.kind {
        case .scalar, .alias: line(indent, "\(name): " + Self.scalar(value, isInFlow: false), value.range)
        case .sequence, .mapping:
            // What an overlay puts in the place of the base's is the overlay's, whoever named it first.
            let isReplaced = value.madeUp == nil && value.range.file != key.range.file
            let origin = isReplaced ? value.range : key.range
            // A merged value comes from several places, which stand on lines of their own.
            if value.madeUp == nil || value.count == 0 {
                let flow = Self.flow(value)
                if flow.utf8.count + name.utf8.count + indent * 2 < Self.width {
                    return line(indent, "\(name): \(flow)", origin)
                }
            }
            line(indent, "\(name):", origin)
            if value.kind == .sequence { return items(value, indent: indent + 1) }
            for (key, value) in value.entries { entry(key, value, indent: indent + 1) }
        }
    }

    /// What a pack, or the process beside it, writes as a list or as one word: names, or items without names.
    mutating func names(_ list: YAMLNode, isList: Bool, prefix: String, indent: Int) {
        guard !isList else { return items(list, indent: indent) }
        for item in list.kind == .sequence ? Array(list.items) : [list] {
            if item.kind == .mapping {
                for (key, value) in item.entries { entry(key, value, prefix: prefix, indent: indent) }
            } else {
                line(indent, "\(prefix)\(Self.scalar(item, isInFlow: false)): {}", item.range)
            }
        }
    }

    mutating func items(_ list: YAMLNode, indent: Int) {
        for item in list.items {
            let flow = Self.flow(item)
            if item.kind != .mapping || item.count == 0 || flow.utf8.count + indent * 2 < Self.width {
                line(indent, "- \(flow)", item.range)
                continue
            }
            let start = lines.count
            for (key, value) in item.entries { entry(key, value, indent: indent + 1) }
            // The first key stands behind the dash.
            let text = lines[start].text
            lines[start].text = String(repeating: "  ", count: indent) + "- " + text.dropFirst((indent + 1) * 2)
        }
    }

    private mutating func line(_ indent: Int, _ text: String, _ origin: SourceRange) {
        lines.append(EffectiveLine(text: String(repeating: "  ", count: indent) + text, origin: origin))
    }

    // MARK: Values on one line

    static func flow(_ node: YAMLNode) -> String {
        switch node.kind {
        case .scalar, .alias: scalar(node, isInFlow: true)
        case .sequence: "[" + node.items.map(flow).joined(separator: ", ") + "]"
        case .mapping:
            "{"
                + node.entries.map { key, value in
                    scalar(key, isInFlow: true) + ": " + (value.madeUp?.isAbsent == true ? "{}" : flow(value))
                }.joined(separator: ", ") + "}"
        }
    }

    /// A text as it may stand without quotes, else in double quotes: what JSON writes, YAML reads.
    private static func scalar(_ node: YAMLNode, isInFlow: Bool) -> String {
        let text = node.hasTag ? node.sourceText.text : node.text
        let isPlain = node.style == .plain && !node.hasTag && isSafe(text, isInFlow: isInFlow)
        return isPlain ? text : quoted(text)
    }

    private static func isSafe(_ text: String, isInFlow: Bool) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20, last != UInt8(ascii: ":")
        else {
            return false
        }
        if "!&*-?|>%@`\"'#,[]{}:".utf8.contains(first),
            !(first == UInt8(ascii: "-") && bytes.count > 1 && bytes[1] > 0x20)
        {
            return false
        }
        for (index, byte) in bytes.enumerated() {
            if byte < 0x20 || byte == 0x7F { return false }
            if isInFlow, ",[]{}".utf8.contains(byte) { return false }
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0x20
            if byte == UInt8(ascii: ":"), next == 0x20 || isInFlow { return false }
            if byte == 0x20, next == UInt8(ascii: "#") { return false }
        }
        return true
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case let scalar
            where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x85
                || scalar.value == 0x2028 || scalar.value == 0x2029 || scalar.value == 0xFEFF:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
