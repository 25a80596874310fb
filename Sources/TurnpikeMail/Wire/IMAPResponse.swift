/// A piece of what an IMAP server says (RFC 3501, section 4).
enum IMAPValue: Hashable, Sendable {
    /// An atom or a number.
    case atom(String)
    /// A quoted text or a literal.
    case text([UInt8])
    /// A list in parentheses.
    case list([IMAPValue])

    var atom: String? { if case .atom(let atom) = self { atom } else { nil } }
    var number: UInt64? { atom.flatMap { UInt64($0) } }
    var list: [IMAPValue]? { if case .list(let list) = self { list } else { nil } }

    /// The bytes of a text; nothing for NIL.
    var bytes: [UInt8]? {
        switch self {
        case .text(let bytes): bytes
        case .atom(let atom): atom.uppercased() == "NIL" ? [] : Array(atom.utf8)
        case .list: nil
        }
    }
}

/// One response of an IMAP server: a line, with the literals inside it.
struct IMAPResponse: Hashable, Sendable {
    /// `*`, `+` or the tag of a command.
    let tag: String
    /// What follows.
    let values: [IMAPValue]
    /// The line as text, without literals, for errors.
    let words: String
    /// What stands in brackets after OK, NO or BAD, such as `UIDVALIDITY 7`.
    let code: String

    /// OK, NO, BAD, BYE, PREAUTH, in capitals; the first atom.
    var status: String { values.first?.atom?.uppercased() ?? "" }

    /// Reads a response with its literals.
    ///
    /// - Parameters:
    ///   - stream: The connection.
    ///   - literalLimit: How long a literal may be, in bytes.
    ///   - patience: How long the server may take.
    static func read(_ stream: MailStream, literalLimit: Int, patience: Duration? = nil) async throws -> IMAPResponse {
        var pieces: [Piece] = []
        var lineBytes = 0
        var literals = 0
        while true {
            let line = try await stream.line(limit: 4_194_304, patience: pieces.isEmpty ? patience : nil)
            lineBytes += line.count
            guard lineBytes <= 4_194_304, pieces.count < 2_000 else {
                throw MailError(.badAnswer, "the server's response has no end")
            }
            pieces.append(.line(line))
            guard let count = literalLength(line) else { break }
            literals += count
            guard count <= literalLimit, literals <= literalLimit * 2 else {
                throw MailError(.badAnswer, "the server sends \(count) bytes at once, more than was asked for")
            }
            pieces.append(.literal(try await stream.bytes(count)))
        }
        return try IMAPResponse(pieces)
    }

    enum Piece: Hashable, Sendable {
        case line([UInt8])
        case literal([UInt8])
    }

    /// `{123}` at the end of a line.
    static func literalLength(_ line: [UInt8]) -> Int? {
        guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")) else { return nil }
        var digits = line[(open + 1)...].dropLast()
        if digits.last == UInt8(ascii: "+") { digits.removeLast() }
        guard (1...10).contains(digits.count), digits.allSatisfy(Bytes.isDigit) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    init(_ pieces: [Piece]) throws {
        guard case .line(let first) = pieces.first else { throw MailError(.badAnswer, "an empty response") }
        let tagEnd = first.firstIndex(of: 32) ?? first.count
        tag = String(decoding: first[..<tagEnd], as: UTF8.self)
        words = Bytes.oneLine(String(decoding: first.dropFirst(tagEnd).prefix(300), as: UTF8.self))
        // The text after a status is for people, with quotes and brackets as they come: only its code is read.
        let rest = Array(first.dropFirst(tagEnd + 1))
        let word = rest.prefix { $0 != 32 }
        let status = String(decoding: word, as: UTF8.self).uppercased()
        if tag == "+" || ["OK", "NO", "BAD", "BYE", "PREAUTH"].contains(status) {
            values = [.atom(status)]
            let text = rest.dropFirst(word.count + 1)
            if text.first == UInt8(ascii: "["), let end = text.firstIndex(of: UInt8(ascii: "]")) {
                code = String(decoding: text[(text.startIndex + 1)..<end], as: UTF8.self)
            } else {
                code = ""
            }
            return
        }
        code = ""
        var parser = Parser(pieces, start: min(tagEnd + 1, first.count))
        values = try parser.values()
    }

    private struct Parser {
        private let pieces: [Piece]
        private var piece = 0
        private var index: Int

        init(_ pieces: [Piece], start: Int) {
            self.pieces = pieces
            index = start
        }

        private var line: [UInt8] { if piece < pieces.count, case .line(let line) = pieces[piece] { line } else { [] } }

        mutating func values() throws -> [IMAPValue] {
            var stack: [[IMAPValue]] = [[]]
            var count = 0
            while true {
                let line = line
                guard index < line.count else { break }
                count += 1
                guard count < 1_000_000 else { throw MailError(.badAnswer, "the server's response has no end") }
                let byte = line[index]
                switch byte {
                case 32: index += 1
                case UInt8(ascii: "("):
                    guard stack.count < 50 else { throw MailError(.badAnswer, "the server's response is too deep") }
                    stack.append([])
                    index += 1
                case UInt8(ascii: ")"):
                    guard stack.count > 1, let list = stack.popLast() else {
                        throw MailError(.badAnswer, "the server's response makes no sense")
                    }
                    stack[stack.count - 1].append(.list(list))
                    index += 1
                case UInt8(ascii: "\""): stack[stack.count - 1].append(.text(quoted(line)))
                case UInt8(ascii: "{") where IMAPResponse.literalLength(Array(line[index...])) != nil:
                    if piece + 1 < pieces.count, case .literal(let bytes) = pieces[piece + 1] {
                        stack[stack.count - 1].append(.text(bytes))
                        piece += 2
                        index = 0
                    } else {
                        throw MailError(.badAnswer, "the server's response makes no sense")
                    }
                default: stack[stack.count - 1].append(.atom(atom(line)))
                }
            }
            guard stack.count == 1 else { throw MailError(.badAnswer, "the server's response ends too early") }
            return stack[0]
        }

        private mutating func quoted(_ line: [UInt8]) -> [UInt8] {
            var bytes: [UInt8] = []
            index += 1
            while index < line.count, line[index] != UInt8(ascii: "\"") {
                if line[index] == UInt8(ascii: "\\"), index + 1 < line.count { index += 1 }
                bytes.append(line[index])
                index += 1
            }
            index += 1
            return bytes
        }

        /// An atom; what stands in brackets belongs to it, as in `BODY[HEADER.FIELDS (SUBJECT)]<0>`.
        private mutating func atom(_ line: [UInt8]) -> String {
            let start = index
            var depth = 0
            while index < line.count {
                let byte = line[index]
                if byte == UInt8(ascii: "[") { depth += 1 }
                if byte == UInt8(ascii: "]"), depth > 0 { depth -= 1 }
                if depth == 0, byte == 32 || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") { break }
                index += 1
            }
            return String(decoding: line[start..<index], as: UTF8.self)
        }
    }
}
