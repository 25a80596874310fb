/// A header's value with parameters, such as `text/plain; charset=utf-8` (RFC 2045 and RFC 2231).
struct HeaderParameters: Hashable, Sendable {
    /// What stands before the parameters, in lower case.
    var value: String
    /// The parameters, names in lower case.
    var parameters: [String: String] = [:]

    /// The parameters as a header writes them, each a token for the fold.
    static func encode(_ parameters: [(name: String, value: String)]) -> [String] {
        var pieces: [String] = []
        for (name, value) in parameters {
            let value = Bytes.oneLine(value)
            // What looks like an encoded word would be read as one: many programs do so here too.
            if value.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }), value.utf8.count <= 60, !value.contains("=?") {
                let isToken = !value.isEmpty && value.utf8.allSatisfy(Bytes.isToken)
                pieces.append("\(name)=\(isToken ? value : quoted(value))")
                continue
            }
            var parts: [String] = []
            var part = ""
            for scalar in value.unicodeScalars {
                let next = String(scalar).utf8.map(percent).joined()
                if part.utf8.count + next.utf8.count > 50 {
                    parts.append(part)
                    part = ""
                }
                part += next
            }
            parts.append(part)
            if parts.count == 1 {
                pieces.append("\(name)*=UTF-8''\(parts[0])")
            } else {
                for (index, part) in parts.enumerated() {
                    pieces.append("\(name)*\(index)*=\(index == 0 ? "UTF-8''" : "")\(part)")
                }
            }
        }
        return pieces
    }

    static func quoted(_ text: String) -> String {
        var out = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { out += "\\" }
            out.unicodeScalars.append(character)
        }
        return out + "\""
    }

    // attribute-char of RFC 2231, section 7.
    private static func percent(_ byte: UInt8) -> String {
        let isPlain = Bytes.isToken(byte) && byte != UInt8(ascii: "*") && byte != UInt8(ascii: "'") && byte != 37
        return String(decoding: isPlain ? [byte] : [37] + Bytes.hex(byte), as: UTF8.self)
    }

    /// Reads a header of a stranger: at most a hundred parameters, pieces put together, sets of characters read.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        var pieces: [[UInt8]] = [[]]
        var isQuoted = false
        var depth = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if isQuoted || depth > 0, byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                if depth == 0 { pieces[pieces.count - 1] += [byte, bytes[index + 1]] }
                index += 2
                continue
            }
            if depth == 0, byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted {
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")"), depth > 0 {
                    depth -= 1
                    index += 1
                    continue
                }
                if depth == 0, byte == UInt8(ascii: ";") {
                    guard pieces.count <= 100 else { break }
                    pieces.append([])
                    index += 1
                    continue
                }
            }
            if depth == 0 { pieces[pieces.count - 1].append(byte) }
            index += 1
        }
        value = Bytes.lower(Bytes.trimmed(String(decoding: pieces[0], as: UTF8.self)))
        var continued: [String: [Int: (text: String, isEncoded: Bool)]] = [:]
        for piece in pieces.dropFirst() {
            guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = Bytes.lower(Bytes.trimmed(String(decoding: piece[..<equals], as: UTF8.self)))
            let text = Self.unquoted(Bytes.trimmed(piece[(equals + 1)...]))
            let steps = name.split(separator: "*", omittingEmptySubsequences: false)
            guard let base = steps.first.map(String.init), !base.isEmpty else { continue }
            if steps.count == 1 {
                // An encoded word is not allowed here, and sent all the same.
                if parameters[base] == nil { parameters[base] = EncodedWord.decode(text) }
            } else if steps.count == 2, steps[1].isEmpty {
                continued[base, default: [:]][0] = (text, true)
            } else if let number = Int(steps[1]), (0..<100).contains(number) {
                continued[base, default: [:]][number] = (text, steps.count > 2)
            }
        }
        for (name, parts) in continued {
            var bytes: [UInt8] = []
            var charset: String?
            var number = 0
            while let part = parts[number] {
                var text = part.text[...]
                if number == 0, part.isEncoded {
                    let marks = text.indices.filter { text[$0] == "'" }.prefix(2)
                    if marks.count == 2 {
                        charset = String(text[..<marks[0]])
                        text = text[text.index(after: marks[1])...]
                    }
                }
                bytes += part.isEncoded ? Bytes.percentDecoded(Array(text.utf8)) : Array(text.utf8)
                number += 1
            }
            if number > 0 {
                parameters[name] = Charset.decode(bytes[...], charset?.isEmpty == false ? charset : nil).text
            }
        }
    }

    private static func unquoted(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.count >= 2, bytes.first == 34, bytes.last == 34 else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var out: [UInt8] = []
        var isEscaped = false
        for byte in bytes.dropFirst().dropLast() {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
                continue
            }
            isEscaped = false
            out.append(byte)
        }
        return String(decoding: out, as: UTF8.self)
    }
}
