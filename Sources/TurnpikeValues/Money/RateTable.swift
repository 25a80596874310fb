/// Rates of exchange by day: how many units of each currency one unit of the table's own is worth.
///
/// A day without rates of its own, such as a Sunday, has those of the last day before it. The table is one pointer to what
/// never changes.
public struct RateTable: Hashable, Sendable {
    /// The rates from one day on.
    public struct Day: Hashable, Sendable {
        /// The first day on which they count.
        public let date: CalendarDate
        /// Units of each currency for one of the table's own.
        public let rates: [Currency: ExactDecimal]

        /// The rates of a day.
        public init(date: CalendarDate, rates: [Currency: ExactDecimal]) {
            self.date = date
            self.rates = rates
        }
    }

    private final class Storage: Sendable {
        let base: Currency
        let revision: Int64
        let days: [Day]

        init(base: Currency, revision: Int64, days: [Day]) {
            self.base = base
            self.revision = revision
            self.days = days
        }
    }

    /// The most currencies that a day has.
    public static let most = 400

    private let storage: Storage

    /// The currency whose unit is worth so much of the others.
    public var base: Currency { storage.base }
    /// What tells this table from a later one; a decision keeps it.
    public var revision: Int64 { storage.revision }
    /// The days in order.
    public var days: [Day] { storage.days }

    /// A table.
    ///
    /// - Parameters:
    ///   - base: The currency of which one unit is worth `rates`.
    ///   - revision: What tells this table from a later one.
    ///   - days: The days in any order; of several with one date the last counts. Rates of zero or below are left out.
    public init(base: Currency, revision: Int64, days: [Day]) {
        var byDate: [CalendarDate: [Currency: ExactDecimal]] = [:]
        for day in days {
            byDate[day.date, default: [:]].merge(day.rates.filter { $0.value > ExactDecimal(0) }) { _, new in new }
        }
        let sorted = byDate.sorted { $0.key < $1.key }.map { date, rates in
            var rates = rates
            rates[base] = ExactDecimal(1)
            return Day(date: date, rates: rates)
        }
        storage = Storage(base: base, revision: revision, days: sorted)
    }

    /// The rates that count on a date; nil before the first day of the table.
    public func day(_ date: CalendarDate) -> Day? {
        var low = 0
        var high = storage.days.count
        while low < high {
            let middle = (low + high) / 2
            if storage.days[middle].date <= date { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? storage.days[low - 1] : nil
    }

    /// An amount in another currency, rounded half to even at that currency's minor unit.
    ///
    /// - Parameter rates: Units of each currency for one of the same.
    /// - Returns: nil where a rate is missing, or the result is out of range.
    public static func convert(_ money: Money, to currency: Currency, _ rates: (Currency) -> ExactDecimal?) -> Money? {
        if money.currency == currency { return money }
        guard let from = rates(money.currency), let to = rates(currency), let product = money.amount.multiplied(by: to)
        else { return nil }
        return product.divided(by: from, places: currency.minorDigits).map { Money($0, currency) }
    }

    /// Two tables are the same when they say the same.
    public static func == (a: Self, b: Self) -> Bool {
        a.storage === b.storage
            || a.base == b.base && a.revision == b.revision && a.days == b.days
    }

    /// Hashes the currency and the revision.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(base)
        hasher.combine(revision)
    }
}

extension RateTable {
    /// What is wrong with a file of rates.
    public struct ReadingError: Error, Hashable, Sendable, CustomStringConvertible {
        /// The line, from 1.
        public let line: Int
        /// What is wrong there.
        public let message: String

        /// The line and the message.
        public var description: String { "line \(line): \(message)" }
    }

    /// Reads lines of `date,currency,rate`, such as `2026-01-05,USD,1.0834`, after a first line that names the columns so.
    ///
    /// The revision follows from the text, so that the same file is the same table on every machine.
    ///
    /// - Throws: `ReadingError` with the first line that is wrong.
    public init(csv bytes: [UInt8], base: Currency) throws(ReadingError) {
        var days: [Day] = []
        var number = 0
        for line in bytes.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A }) {
            number += 1
            let text = String(decoding: line, as: UTF8.self).filter { $0 != "\r" && $0 != " " && $0 != "\u{FEFF}" }
            if text.isEmpty { continue }
            if number == 1 {
                guard text == "date,currency,rate" else {
                    throw ReadingError(line: 1, message: "the first line is 'date,currency,rate'")
                }
                continue
            }
            let cells = text.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == 3 else {
                throw ReadingError(line: number, message: "a line has a date, a currency and a rate")
            }
            guard let date = CalendarDate(String(cells[0])) else {
                throw ReadingError(line: number, message: "'\(cells[0])' is no date such as 2026-01-05")
            }
            guard let currency = Currency(String(cells[1])), currency.isKnown else {
                throw ReadingError(line: number, message: "'\(cells[1])' is no currency of ISO 4217")
            }
            guard let rate = ExactDecimal(String(cells[2])), rate > ExactDecimal(0) else {
                throw ReadingError(line: number, message: "'\(cells[2])' is no rate above zero")
            }
            days.append(Day(date: date, rates: [currency: rate]))
        }
        let revision = Int64(Digest.sha256(bytes).hex.prefix(12), radix: 16) ?? 0
        self.init(base: base, revision: revision, days: days)
    }
}
