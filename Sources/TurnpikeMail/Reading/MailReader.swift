#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads the parts of a mail, within limits, by their places.
struct MailReader {
    private(set) var findings: [MailFinding] = []
    private let bytes: [UInt8]
    private let limits: MailLimits
    private var parts = 0

    init(_ bytes: [UInt8], _ limits: MailLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func found(_ kind: MailFinding.Kind, _ offset: Int) {
        // One of a kind for each place is enough, and a mail of nothing but mistakes must not fill memory.
        if findings.count < limits.findings { findings.append(MailFinding(kind: kind, offset: offset)) }
    }

    /// The end of the line that begins here: behind its line feed, or the end of the range.
    private func lineEnd(_ start: Int, _ end: Int) -> Int {
        guard start < end else { return end }
        return bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress,
                let found = memchr(base + start, 10, end - start)
            else { return end }
            return UnsafeRawPointer(found) - base + 1
        }
    }

    /// Where a line's content ends, without CR LF.
    private func contentEnd(_ start: Int, _ end: Int) -> Int {
        var end = end
        if end > start, bytes[end - 1] == 10 { end -= 1 }
        if end > start, bytes[end - 1] == 13 { end -= 1 }
        return end
    }

    // MARK: Headers

    /// The headers at the beginning of a range, and where what follows them begins.
    mutating func headers(_ range: Range<Int>) -> (headers: [MailHeader], body: Int) {
        var headers: [MailHeader] = []
        var place = range.lowerBound
        var isTooMany = false
        while place < range.upperBound {
            let start = place
            var end = lineEnd(place, range.upperBound)
            if contentEnd(place, end) == place { return (headers, end) }
            // What begins with a space goes on with the header before.
            while end < range.upperBound, bytes[end] == 32 || bytes[end] == 9 {
                end = lineEnd(end, range.upperBound)
            }
            place = end
            guard headers.count < limits.headers else {
                if !isTooMany { found(.tooManyHeaders, start) }
                isTooMany = true
                continue
            }
            if let header = header(start..<end) { headers.append(header) }
        }
        return (headers, range.upperBound)
    }

    private mutating func header(_ range: Range<Int>) -> MailHeader? {
        var range = range
        if range.count > limits.headerBytes {
            found(.longHeader, range.lowerBound)
            range = range.lowerBound..<(range.lowerBound + limits.headerBytes)
        }
        let line = bytes[range]
        guard let colon = line.prefix(200).firstIndex(of: UInt8(ascii: ":")) else {
            // The mark that mailbox files put before each mail is no mistake.
            if !line.starts(with: "From ".utf8) { found(.brokenHeader, range.lowerBound) }
            return nil
        }
        let name = Bytes.trimmed(line[..<colon])
        guard !name.isEmpty, name.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            found(.brokenHeader, range.lowerBound)
            return nil
        }
        var value: [UInt8] = []
        value.reserveCapacity(line.count)
        for byte in line[(colon + 1)...] where byte != 13 && byte != 10 { value.append(byte) }
        let trimmed = Bytes.trimmed(value[...])
        let text: String
        if let valid = String(validating: trimmed, as: UTF8.self) {
            text = valid
        } else {
            // Headers with bytes beyond ASCII and no encoding are old Western mail more often than anything else.
            text = Charset.decode(trimmed, "windows-1252").text
        }
        return MailHeader(name: String(decoding: name.map(Bytes.lower), as: UTF8.self), value: text)
    }

    // MARK: Parts

    mutating func part(_ range: Range<Int>, depth: Int) -> MailPart {
        parts += 1
        let (headers, body) = headers(range)
        let type = headers.first { $0.name == "content-type" }.map { HeaderParameters($0.value) }
        let disposition = headers.first { $0.name == "content-disposition" }.map { HeaderParameters($0.value) }
        let name = disposition?.parameters["filename"] ?? type?.parameters["name"]
        var kind = type?.value ?? "text/plain"
        if !kind.contains("/") { kind = "text/plain" }
        let content = min(body, range.upperBound)..<range.upperBound
        var part = MailPart(
            headers: headers,
            type: kind,
            parameters: type?.parameters ?? [:],
            disposition: disposition?.value,
            fileName: name.map(Self.fileName),
            content: content
        )
        if kind.hasPrefix("multipart/") {
            part.parts = inner(of: content, boundary: type?.parameters["boundary"], depth: depth)
        } else if kind == "message/rfc822" || kind == "message/global", isReadable(headers) {
            if depth + 1 >= limits.depth {
                found(.tooDeep, range.lowerBound)
            } else if parts >= limits.parts {
                found(.tooManyParts, range.lowerBound)
            } else {
                part.parts = [self.part(content, depth: depth + 1)]
            }
        }
        return part
    }

    private func isReadable(_ headers: [MailHeader]) -> Bool {
        let encoding = headers.first { $0.name == "content-transfer-encoding" }.map { Bytes.lower($0.value) }
        return encoding == nil || ["7bit", "8bit", "binary"].contains(encoding)
    }

    private static func fileName(_ text: String) -> String {
        let last = text.split(omittingEmptySubsequences: true) { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let name = Bytes.trimmed(Bytes.oneLine(last))
        return name.isEmpty || name == "." || name == ".." ? "attachment" : Bytes.trimmed(name.prefix(200))
    }

    private mutating func inner(of range: Range<Int>, boundary: String?, depth: Int) -> [MailPart] {
        // RFC 2046 allows 70; some programs take more.
        guard let boundary, (1...200).contains(boundary.utf8.count) else {
            found(.noBoundary, range.lowerBound)
            return []
        }
        guard depth + 1 < limits.depth else {
            found(.tooDeep, range.lowerBound)
            return []
        }
        let mark = Array("--\(boundary)".utf8)
        var result: [MailPart] = []
        var start: Int?
        var hasEnded = false
        var place = range.lowerBound
        while place < range.upperBound {
            let end = lineEnd(place, range.upperBound)
            guard end - place >= mark.count, bytes[place] == 45, bytes[place..<(place + mark.count)].elementsEqual(mark)
            else {
                place = end
                continue
            }
            let rest = Bytes.trimmed(bytes[(place + mark.count)..<end])
            let isLast = rest.elementsEqual("--".utf8)
            guard rest.isEmpty || isLast else {
                place = end
                continue
            }
            if let begin = start {
                guard parts < limits.parts else {
                    found(.tooManyParts, begin)
                    return result
                }
                // The line end before the boundary belongs to the boundary.
                result.append(part(begin..<max(begin, contentEnd(begin, place)), depth: depth + 1))
            }
            start = isLast ? nil : end
            hasEnded = isLast
            place = end
            if isLast { break }
        }
        if !hasEnded {
            found(start == nil ? .noBoundary : .unfinished, range.lowerBound)
            if let begin = start, parts < limits.parts {
                result.append(part(begin..<range.upperBound, depth: depth + 1))
            }
        }
        return result
    }
}
