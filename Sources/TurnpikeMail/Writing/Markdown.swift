/// The part of Markdown that mails need, as text and as HTML.
///
/// Paragraphs, headings (`#`), lists (`-`, `1.`), quotes (`>`), code (indented by fences), rules (`---`), `**strong**`,
/// `*emphasis*`, `` `code` ``, `[links](https://…)`, `![pictures](cid:name)`. Everything else is text, HTML included: what
/// stands in a field of a deal cannot become markup of the mail beyond these.
public struct Markdown: Hashable, Sendable {
    private enum Block: Hashable, Sendable {
        case heading(Int, String)
        case paragraph([String])
        case list(isNumbered: Bool, items: [String])
        case quote([String])
        case code([String])
        case rule
    }

    private var blocks: [Block] = []

    /// Reads a text.
    ///
    /// - Parameter text: The Markdown.
    public init(_ text: String) {
        let lines = String(decoding: Bytes.lineFeeds(text), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var code: [String]?
        for line in lines {
            let trimmed = Bytes.trimmed(line)
            if trimmed.hasPrefix("```") {
                if let lines = code {
                    blocks.append(.code(lines))
                    code = nil
                } else {
                    code = []
                }
                continue
            }
            if code != nil {
                code?.append(line)
                continue
            }
            add(line, trimmed)
        }
        if let code { blocks.append(.code(code)) }
        blocks.removeAll { $0 == .paragraph([]) }
    }

    private mutating func add(_ line: String, _ trimmed: String) {
        if trimmed.isEmpty {
            if blocks.last != .paragraph([]) { blocks.append(.paragraph([])) }
            return
        }
        let hashes = trimmed.prefix { $0 == "#" }.count
        if (1...6).contains(hashes), trimmed.dropFirst(hashes).first == " " {
            blocks.append(.heading(hashes, Bytes.trimmed(trimmed.dropFirst(hashes))))
            blocks.append(.paragraph([]))
            return
        }
        if trimmed.utf8.count >= 3, trimmed.allSatisfy({ $0 == "-" }) || trimmed.allSatisfy({ $0 == "*" }) {
            blocks.append(.rule)
            blocks.append(.paragraph([]))
            return
        }
        if trimmed.hasPrefix(">") {
            let text = Bytes.trimmed(trimmed.dropFirst())
            if case .quote(let lines) = blocks.last {
                blocks[blocks.count - 1] = .quote(lines + [text])
            } else {
                blocks.append(.quote([text]))
            }
            return
        }
        if let (isNumbered, item) = Self.item(trimmed) {
            if case .list(isNumbered, let items) = blocks.last {
                blocks[blocks.count - 1] = .list(isNumbered: isNumbered, items: items + [item])
            } else {
                blocks.append(.list(isNumbered: isNumbered, items: [item]))
            }
            return
        }
        switch blocks.last {
        case .paragraph(let lines):
            // Two spaces or a backslash at the end keep the line's end.
            blocks[blocks.count - 1] = .paragraph(lines + [line.hasSuffix("  ") ? trimmed + "\\" : trimmed])
        case .list(let isNumbered, var items) where line.first == " ":
            items[items.count - 1] += " " + trimmed
            blocks[blocks.count - 1] = .list(isNumbered: isNumbered, items: items)
        default: blocks.append(.paragraph([line.hasSuffix("  ") ? trimmed + "\\" : trimmed]))
        }
    }

    private static func item(_ line: String) -> (isNumbered: Bool, text: String)? {
        if line.hasPrefix("- ") || line.hasPrefix("* ") || line.hasPrefix("+ ") {
            return (false, Bytes.trimmed(line.dropFirst(2)))
        }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        guard (1...3).contains(digits.count), line.dropFirst(digits.count).hasPrefix(". ") else { return nil }
        return (true, Bytes.trimmed(line.dropFirst(digits.count + 2)))
    }

    // MARK: Text

    /// The text without marks: links as `words (address)`, lists and quotes as people type them.
    public var plainText: String {
        var parts: [String] = []
        for block in blocks {
            switch block {
            case .heading(_, let text): parts.append(Self.plain(text))
            case .paragraph(let lines):
                parts.append(Self.joined(lines).map(Self.plain).joined(separator: "\n"))
            case .list(let isNumbered, let items):
                parts.append(
                    items.enumerated()
                        .map { (isNumbered ? "\($0.offset + 1). " : "- ") + Self.plain($0.element) }
                        .joined(separator: "\n")
                )
            case .quote(let lines): parts.append(lines.map { "> " + Self.plain($0) }.joined(separator: "\n"))
            case .code(let lines): parts.append(lines.map { "    " + $0 }.joined(separator: "\n"))
            case .rule: parts.append("---")
            }
        }
        return parts.isEmpty ? "" : parts.joined(separator: "\n\n") + "\n"
    }

    /// The lines of a paragraph as they read: joined by spaces unless a line's end is kept.
    private static func joined(_ lines: [String]) -> [String] {
        var result: [String] = [""]
        for line in lines {
            let isKept = line.hasSuffix("\\")
            let text = isKept ? String(line.dropLast()) : line
            let last = result[result.count - 1]
            result[result.count - 1] = last.isEmpty ? text : last + " " + text
            if isKept { result.append("") }
        }
        if result.last == "", result.count > 1 { result.removeLast() }
        return result
    }

    // MARK: HTML

    /// A page for mail programs; every text is escaped, and links go nowhere but to the web and to mail.
    public var html: String {
        var out =
            "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head>"
            + "<body style=\"font-family:sans-serif;font-size:14px;line-height:1.5\">\n"
        for block in blocks {
            switch block {
            case .heading(let level, let text): out += "<h\(level)>\(Self.markup(text))</h\(level)>\n"
            case .paragraph(let lines):
                out += "<p>\(Self.joined(lines).map(Self.markup).joined(separator: "<br>\n"))</p>\n"
            case .list(let isNumbered, let items):
                let tag = isNumbered ? "ol" : "ul"
                out += "<\(tag)>\n" + items.map { "<li>\(Self.markup($0))</li>\n" }.joined() + "</\(tag)>\n"
            case .quote(let lines):
                out += "<blockquote>\(lines.map(Self.markup).joined(separator: "<br>\n"))</blockquote>\n"
            case .code(let lines): out += "<pre>\(lines.map(Self.escaped).joined(separator: "\n"))</pre>\n"
            case .rule: out += "<hr>\n"
            }
        }
        return out + "</body></html>\n"
    }

    /// Plain text as HTML, for mails whose body is no Markdown.
    ///
    /// - Parameter text: The text.
    public static func escapedPage(_ text: String) -> String {
        let lines = String(decoding: Bytes.lineFeeds(text), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        return "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n"
            + lines.map { escaped(String($0)) }.joined(separator: "<br>\n") + "\n</body></html>\n"
    }

    /// The text with what HTML would take for markup written out; controls that no page may have are gone.
    ///
    /// - Parameter text: The text.
    public static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case "\t": out += "\t"
            case _ where scalar.value < 32 || scalar.value == 127: continue
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    // MARK: Spans

    private indirect enum Span {
        case text(String)
        case code(String)
        case strong([Span])
        case emphasis([Span])
        case link(words: String, address: String)
        case picture(words: String, address: String)
    }

    private static func plain(_ text: String) -> String { plain(spans(Array(text.unicodeScalars)[...], depth: 0)) }

    private static func plain(_ spans: [Span]) -> String {
        spans.map { span in
            switch span {
            case .text(let text), .code(let text): text
            case .strong(let inner), .emphasis(let inner): plain(inner)
            case .link(let words, let address): words == address ? words : "\(words) (\(address))"
            case .picture(let words, _): words
            }
        }.joined()
    }

    private static func markup(_ text: String) -> String { markup(spans(Array(text.unicodeScalars)[...], depth: 0)) }

    private static func markup(_ spans: [Span]) -> String {
        spans.map { span in
            switch span {
            case .text(let text): escaped(text)
            case .code(let text): "<code>\(escaped(text))</code>"
            case .strong(let inner): "<strong>\(markup(inner))</strong>"
            case .emphasis(let inner): "<em>\(markup(inner))</em>"
            case .link(let words, let address): "<a href=\"\(escaped(address))\">\(escaped(words))</a>"
            case .picture(let words, let address): "<img src=\"\(escaped(address))\" alt=\"\(escaped(words))\">"
            }
        }.joined()
    }

    // Each mark looks ahead at most so far, so that a text of marks takes no more than its length times this.
    private static let reach = 2_000

    private static func spans(_ text: ArraySlice<Unicode.Scalar>, depth: Int) -> [Span] {
        var result: [Span] = []
        var plain = String.UnicodeScalarView()
        var index = text.startIndex
        // What has no end from one place on has none from a later one, within reach.
        var openless: Set<String> = []
        func flush() {
            if !plain.isEmpty { result.append(.text(String(plain))) }
            plain = String.UnicodeScalarView()
        }
        func end(of mark: [Unicode.Scalar], from start: Int) -> Int? {
            let limit = min(text.endIndex, start + reach)
            var place = start
            while place + mark.count <= limit {
                if text[place] == "\\" {
                    place += 2
                    continue
                }
                if text[place] == mark[0], text[place..<(place + mark.count)].elementsEqual(mark) { return place }
                place += 1
            }
            return nil
        }
        while index < text.endIndex {
            let scalar = text[index]
            let next = index + 1 < text.endIndex ? text[index + 1] : " "
            switch scalar {
            case "\\" where next.isASCII && !next.properties.isAlphabetic && next != " ":
                plain.append(next)
                index += 2
                continue
            case "`":
                if let close = end(of: ["`"], from: index + 1), close > index + 1 {
                    flush()
                    result.append(.code(string(text[(index + 1)..<close])))
                    index = close + 1
                    continue
                }
            case "*" where next == "*" && depth < 4 && !openless.contains("**"):
                if let close = end(of: ["*", "*"], from: index + 2), close > index + 2, text[index + 2] != " " {
                    flush()
                    result.append(.strong(spans(text[(index + 2)..<close], depth: depth + 1)))
                    index = close + 2
                    continue
                }
                if text.endIndex - index < reach { openless.insert("**") }
            case "*" where next != " " && next != "*" && depth < 4 && !openless.contains("*"):
                if let close = end(of: ["*"], from: index + 1), close > index + 1, text[close - 1] != " " {
                    flush()
                    result.append(.emphasis(spans(text[(index + 1)..<close], depth: depth + 1)))
                    index = close + 1
                    continue
                }
                if text.endIndex - index < reach { openless.insert("*") }
            case "[", "!":
                let open = scalar == "!" ? index + 1 : index
                if scalar == "[" || next == "[", let middle = end(of: ["]", "("], from: open + 1),
                    let close = end(of: [")"], from: middle + 2)
                {
                    let address = string(text[(middle + 2)..<close])
                    let words = unescaped(text[(open + 1)..<middle])
                    let isPicture = scalar == "!"
                    if isAllowed(address, isPicture: isPicture) {
                        flush()
                        let shown = words.isEmpty ? address : words
                        result.append(
                            isPicture
                                ? .picture(words: words, address: address) : .link(words: shown, address: address)
                        )
                        index = close + 1
                        continue
                    }
                }
            default: break
            }
            plain.append(scalar)
            index += 1
        }
        flush()
        return result
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func unescaped(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in scalars {
            if scalar == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            isEscaped = false
            view.append(scalar)
        }
        return String(view)
    }

    private static func isAllowed(_ address: String, isPicture: Bool) -> Bool {
        let schemes = isPicture ? ["cid:", "https://"] : ["https://", "http://", "mailto:", "tel:"]
        let lowered = Bytes.lower(address)
        return schemes.contains { lowered.hasPrefix($0) && lowered.utf8.count > $0.utf8.count }
            && address.utf8.count <= 2_000 && address.utf8.allSatisfy { $0 > 32 && $0 != 127 }
    }
}
