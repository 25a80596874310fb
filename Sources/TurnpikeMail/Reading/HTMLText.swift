/// The words of an HTML page, for matching and for people who read a reply in a deal; no more than that.
enum HTMLText {
    static func read(_ html: String) -> String {
        let bytes = Array(html.utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count / 2)
        var index = 0
        // What is not found once is not searched again, so that a page of openings takes no longer than another.
        var missing: Set<String> = []
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "<") {
                if bytes[index...].starts(with: "<!--".utf8) {
                    index = skip("-->", bytes, index + 4, &missing) ?? bytes.count
                    continue
                }
                guard let close = skip(">", bytes, index + 1, &missing) else { break }
                let name = Bytes.lower(
                    String(
                        decoding: bytes[(index + 1)..<close]
                            .prefix { Bytes.isAlphanumeric($0) || $0 == UInt8(ascii: "/") }.prefix(12),
                        as: UTF8.self
                    )
                )
                index = close
                switch name {
                case "script", "style", "head", "title":
                    guard let end = skip("</\(name)", bytes, index, &missing) else { break }
                    index = skip(">", bytes, end, &missing) ?? bytes.count
                case "br", "br/", "p", "/p", "div", "/div", "li", "tr", "/tr", "h1", "h2", "h3", "/h1", "/h2", "/h3",
                    "blockquote", "/blockquote":
                    if out.last != 10, !out.isEmpty { out.append(10) }
                default: break
                }
                continue
            }
            if byte == UInt8(ascii: "&"), let (text, end) = entity(bytes, index) {
                out += text
                index = end
                continue
            }
            if Bytes.isSpace(byte) {
                if let last = out.last, last != 32, last != 10 { out.append(32) }
            } else {
                out.append(byte)
            }
            index += 1
        }
        return Bytes.trimmed(String(decoding: out, as: UTF8.self))
    }

    private static func skip(_ text: String, _ bytes: [UInt8], _ start: Int, _ missing: inout Set<String>) -> Int? {
        guard start <= bytes.count, !missing.contains(text) else { return nil }
        guard let found = Bytes.find(text, in: bytes[start...]) else {
            missing.insert(text)
            return nil
        }
        return found + text.utf8.count
    }

    private static func entity(_ bytes: [UInt8], _ start: Int) -> ([UInt8], Int)? {
        let known: [String: String] = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "auml": "ä", "ouml": "ö",
            "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß", "eacute": "é", "euro": "€", "ndash": "–",
            "mdash": "—", "hellip": "…", "rsquo": "’", "lsquo": "‘", "ldquo": "“", "rdquo": "”",
        ]
        guard let end = bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
        if let text = known[name] { return (Array(text.utf8), end + 1) }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let number = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let number, let scalar = Unicode.Scalar(number), number >= 32 else { return nil }
        return (Array(String(scalar).utf8), end + 1)
    }
}
