public import TurnpikeValues

/// The day on which somebody who is away says to be back.
public enum ReturnDay: Sendable {
    /// The day that a text names: the last one behind words such as `back` or `until`, else the last one at all. Only what
    /// can be read in one way counts: `05/06/2026` is two days, `2026-06-05`, `5.6.2026` and `5 June` are one.
    ///
    /// - Parameters:
    ///   - text: What the answer says; the first 20,000 bytes of it are read.
    ///   - day: The day of the answer. Days up to it, and more than a year after it, are passed over.
    public static func found(in text: String, after day: CalendarDate) -> CalendarDate? {
        var reader = Reader(Array(Bytes.lower(text).utf8.prefix(20_000)), day)
        return reader.read()
    }

    private enum Token: Hashable {
        case number(value: Int, digits: Int)
        case word(String)
        case mark(UInt8)

        var number: Int? { if case .number(let value, _) = self { value } else { nil } }
    }

    private static let months: [String: Int] = {
        let names = [
            ["january", "jan", "januar", "janvier", "enero", "gennaio", "januari", "jänner"],
            ["february", "feb", "februar", "février", "febrero", "febbraio", "februari"],
            ["march", "mar", "märz", "mars", "marzo", "maart", "mrz"],
            ["april", "apr", "avril", "abril", "aprile"],
            ["may", "mai", "mayo", "maggio", "mei"],
            ["june", "jun", "juni", "juin", "junio", "giugno"],
            ["july", "jul", "juli", "juillet", "julio", "luglio"],
            ["august", "aug", "août", "agosto", "augustus"],
            ["september", "sep", "sept", "septembre", "septiembre", "settembre"],
            ["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre"],
            ["november", "nov", "novembre", "noviembre"],
            ["december", "dec", "dezember", "dez", "décembre", "diciembre", "dicembre"],
        ]
        var months: [String: Int] = [:]
        for (index, known) in names.enumerated() { for name in known { months[name] = index + 1 } }
        return months
    }()

    private static let turns: Set<String> = [
        "back", "return", "returning", "returns", "until", "till", "through", "thru", "ab", "bis", "zurück", "wieder",
        "retour",
        "reviens", "jusqu", "hasta", "regreso", "vuelvo", "fino", "terug", "tot",
    ]

    private struct Reader {
        private var tokens: [Token] = []
        private let day: CalendarDate

        init(_ bytes: [UInt8], _ day: CalendarDate) {
            self.day = day
            var index = 0
            while index < bytes.count {
                let start = index
                if Bytes.isDigit(bytes[index]) {
                    while index < bytes.count, Bytes.isDigit(bytes[index]) { index += 1 }
                    let digits = index - start
                    let value = digits <= 4 ? Int(String(decoding: bytes[start..<index], as: UTF8.self)) : nil
                    tokens.append(value.map { .number(value: $0, digits: digits) } ?? .mark(0))
                } else if Self.isLetter(bytes[index]) {
                    while index < bytes.count, Self.isLetter(bytes[index]) { index += 1 }
                    tokens.append(.word(String(decoding: bytes[start..<index], as: UTF8.self)))
                } else {
                    if !Bytes.isSpace(bytes[index]) { tokens.append(.mark(bytes[index])) }
                    index += 1
                }
            }
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            byte >= 128 || Bytes.isAlphanumeric(byte) && !Bytes.isDigit(byte)
        }

        mutating func read() -> CalendarDate? {
            var last: CalendarDate?
            var lastTurn: CalendarDate?
            // How many tokens ago somebody said that they come back.
            var since = Int.max
            var index = 0
            while index < tokens.count {
                if case .word(let word) = tokens[index], turns.contains(word) { since = 0 }
                if let (date, end) = date(index) {
                    if date > day, day.daysBetween(date) <= 366 {
                        last = max(last ?? date, date)
                        if since < 10 { lastTurn = max(lastTurn ?? date, date) }
                    }
                    since = Int.max
                    index = end
                    continue
                }
                if since < Int.max { since += 1 }
                index += 1
            }
            return lastTurn ?? last
        }

        private func token(_ index: Int) -> Token? { index < tokens.count ? tokens[index] : nil }

        private func isMark(_ index: Int, _ mark: Character) -> Bool {
            mark.asciiValue.map { token(index) == .mark($0) } ?? false
        }

        private func number(_ index: Int, digits: ClosedRange<Int>) -> Int? {
            if case .number(let value, let count) = token(index), digits.contains(count) { return value }
            return nil
        }

        private func month(_ index: Int) -> Int? {
            if case .word(let word) = token(index) { return months[word] }
            return nil
        }

        /// A date that begins here, and where what follows it begins.
        private func date(_ index: Int) -> (CalendarDate, Int)? { named(index) ?? digits(index) }

        /// `2026-06-05`, `5.6.2026`, `5.6.`, `15/6/2026`.
        private func digits(_ index: Int) -> (CalendarDate, Int)? {
            if let year = number(index, digits: 4...4), isMark(index + 1, "-"),
                let month = number(index + 2, digits: 1...2), isMark(index + 3, "-"),
                let day = number(index + 4, digits: 1...2), let date = CalendarDate(year: year, month: month, day: day)
            {
                return (date, index + 5)
            }
            guard let first = number(index, digits: 1...2), let second = number(index + 2, digits: 1...2) else {
                return nil
            }
            if isMark(index + 1, "."), isMark(index + 3, ".") {
                if let year = year(index + 4) {
                    return CalendarDate(year: year, month: second, day: first).map { ($0, index + 5) }
                }
                // One more number, and it is a version or an address of a network.
                if token(index + 4)?.number != nil { return nil }
                return next(month: second, day: first).map { ($0, index + 4) }
            }
            guard isMark(index + 1, "/"), isMark(index + 3, "/"), let year = year(index + 4),
                first > 12 || second > 12 || first == second
            else { return nil }
            let (day, month) = second > 12 ? (second, first) : (first, second)
            return CalendarDate(year: year, month: month, day: day).map { ($0, index + 5) }
        }

        /// `5 June`, `5. Juni 2026`, `5th of June`, `June 5th, 2026`.
        private func named(_ index: Int) -> (CalendarDate, Int)? {
            var place = index
            if let day = number(place, digits: 1...2) {
                place = ordinal(place + 1)
                if token(place) == .word("of") || token(place) == .word("de") { place += 1 }
                guard let month = month(place) else { return nil }
                place += 1
                if token(place) == .word("de") { place += 1 }
                return complete(month, day, place)
            }
            guard let month = month(place), let day = number(place + 1, digits: 1...2) else { return nil }
            return complete(month, day, ordinal(place + 2))
        }

        private func ordinal(_ index: Int) -> Int {
            if isMark(index, ".") { return index + 1 }
            if case .word(let word) = token(index), ["st", "nd", "rd", "th", "er", "º"].contains(word) {
                return index + 1
            }
            return index
        }

        private func complete(_ month: Int, _ day: Int, _ index: Int) -> (CalendarDate, Int)? {
            let place = isMark(index, ",") || isMark(index, ".") ? index + 1 : index
            if let year = number(place, digits: 4...4), let date = CalendarDate(year: year, month: month, day: day) {
                return (date, place + 1)
            }
            return next(month: month, day: day).map { ($0, index) }
        }

        private func year(_ index: Int) -> Int? {
            if let year = number(index, digits: 4...4) { return year }
            return number(index, digits: 2...2).map { 2_000 + $0 }
        }

        /// Where no year is said, the next such day.
        private func next(month: Int, day: Int) -> CalendarDate? {
            for year in [self.day.year, self.day.year + 1] {
                if let date = CalendarDate(year: year, month: month, day: day), date >= self.day { return date }
            }
            return nil
        }
    }
}
