import TurnpikeValues

/// Writes headers: every value goes through a function that cannot let a line end through, and every line is folded.
struct HeaderWriter {
    private(set) var bytes: [UInt8] = []

    /// A header of pieces, broken only between them. A piece has no spaces or line ends that a stranger could have put there.
    mutating func add(_ name: StaticString, _ pieces: [String]) {
        let start = "\(name):"
        var column = start.utf8.count
        bytes += Array(start.utf8)
        for piece in pieces {
            let length = piece.utf8.count
            if column + 1 + length > 76, column > start.utf8.count {
                bytes += Bytes.crlf
                column = 0
            }
            bytes.append(32)
            // The last guard: whatever came here, no control character leaves.
            bytes += piece.utf8.map { $0 < 32 || $0 == 127 ? 32 : $0 }
            column += 1 + length
        }
        bytes += Bytes.crlf
    }

    /// A header of text for people.
    mutating func add(_ name: StaticString, text: String) {
        let line = Bytes.oneLine(text)
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        // Only what a fold gives back exactly may stand as it is.
        let isPlain =
            line.utf8.allSatisfy { $0 >= 32 && $0 < 127 } && !line.contains("=?")
            && words.allSatisfy { !$0.isEmpty && $0.utf8.count <= 70 }
        if line.isEmpty { return }
        add(name, isPlain ? words : EncodedWord.encode(line, after: Self.column(name)))
    }

    /// A header of addresses.
    mutating func add(_ name: StaticString, addresses: [MailAddress]) {
        if addresses.isEmpty { return }
        var pieces: [String] = []
        for (index, address) in addresses.enumerated() {
            pieces += Self.pieces(address, after: Self.column(name))
            if index + 1 < addresses.count { pieces[pieces.count - 1] += "," }
        }
        add(name, pieces)
    }

    /// Where the first piece of a header stands.
    private static func column(_ name: StaticString) -> Int { "\(name): ".utf8.count }

    private static func pieces(_ address: MailAddress, after column: Int) -> [String] {
        if address.name.isEmpty { return [address.address] }
        let spec = "<\(address.address)>"
        let words = address.name.split(separator: " ", omittingEmptySubsequences: false)
        let isASCII = address.name.utf8.allSatisfy { $0 >= 32 && $0 < 127 } && !address.name.contains("=?")
        if isASCII, words.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Bytes.isAtom) }), address.name.utf8.count < 60
        {
            return words.map(String.init) + [spec]
        }
        if isASCII, address.name.utf8.count < 60 { return [HeaderParameters.quoted(address.name), spec] }
        return EncodedWord.encode(address.name, after: column) + [spec]
    }

    /// A header of a value and its parameters.
    mutating func add(_ name: StaticString, _ value: String, _ parameters: [(name: String, value: String)] = []) {
        var pieces = [value] + HeaderParameters.encode(parameters)
        for index in pieces.indices.dropLast() { pieces[index] += ";" }
        add(name, pieces)
    }

    /// A time as RFC 5322 writes it, in UTC.
    static func date(_ instant: Instant) -> String {
        let local = Zone.utc.localDateTime(of: instant)
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        // 1970-01-01 was a Thursday.
        let weekday = weekdays[((Int(local.date.daysSince1970) + 3) % 7 + 7) % 7]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = local.date.parts
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let year = String(repeating: "0", count: max(0, 4 - String(parts.year).count)) + String(parts.year)
        return "\(weekday), \(two(parts.day)) \(months[parts.month - 1]) \(year) "
            + "\(two(local.hour)):\(two(local.minute)):\(two(local.second)) +0000"
    }
}
