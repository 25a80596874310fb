extension Diagnostic {
    /// The finding as one canonical JSON object: keys sorted, no white space, absent means none.
    ///
    /// Keys: `code`, `severity`, `message`, `title`; with a place `file`, `line`, `column`, `endLine`, `endColumn` (from
    /// 1, in Unicode scalars); `notes` (each with `message` and maybe a place), `repair` (`sentence`, `replacement`, its
    /// place and `text`, the repaired lines), `help`.
    public func json(in sources: SourceMap) -> String {
        var fields = Self.place(of: range, in: sources)
        fields.append(("code", DiagnosticJSON.string(code.id)))
        fields.append(("severity", DiagnosticJSON.string(severity.rawValue)))
        fields.append(("message", DiagnosticJSON.string(message)))
        fields.append(("title", DiagnosticJSON.string(code.title)))
        if !notes.isEmpty {
            let objects = notes.map { note in
                var fields = note.range.map { Self.place(of: $0, in: sources) } ?? []
                fields.append(("message", DiagnosticJSON.string(note.message)))
                return DiagnosticJSON.object(fields)
            }
            fields.append(("notes", "[" + objects.joined(separator: ",") + "]"))
        }
        if let repair {
            var inner = Self.place(of: repair.range, in: sources)
            inner.append(("sentence", DiagnosticJSON.string(repair.sentence)))
            inner.append(("replacement", DiagnosticJSON.string(repair.replacement)))
            if let lines = repair.repairedLines(in: sources) {
                inner.append(("text", DiagnosticJSON.string(lines.text)))
            }
            fields.append(("repair", DiagnosticJSON.object(inner)))
        }
        if let help { fields.append(("help", DiagnosticJSON.string(help))) }
        return DiagnosticJSON.object(fields)
    }

    private static func place(of range: SourceRange, in sources: SourceMap) -> [(String, String)] {
        guard let file = sources[range] else { return [] }
        let start = file.position(atOffset: Int(range.start))
        let end = file.position(atOffset: Int(range.end))
        return [
            ("file", DiagnosticJSON.string(file.name)), ("line", String(start.line)), ("column", String(start.column)),
            ("endLine", String(end.line)), ("endColumn", String(end.column)),
        ]
    }
}

extension Sequence where Element == Diagnostic {
    /// The findings as one canonical JSON array of the objects of ``Diagnostic/json(in:)``.
    public func json(in sources: SourceMap) -> String {
        "[" + map { $0.json(in: sources) }.joined(separator: ",") + "]"
    }
}

/// The few pieces of JSON that findings need.
enum DiagnosticJSON {
    static func object(_ fields: [(String, String)]) -> String {
        "{" + fields.sorted { $0.0 < $1.0 }.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
