extension Duration {
    /// Reads elapsed time as process files say it: `48 hours`, `10 minutes`, `30 seconds`, `1.5 hours`, also one after the
    /// other (`1 hour 30 minutes`). Days are calendar time and therefore refused.
    public init?(turnpikeText text: some StringProtocol) {
        guard let duration = withBytes(of: text, { Self.parsePlain($0) }) else { return nil }
        self = duration
    }

    private static func parsePlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Duration? {
        var scanner = TextScanner(bytes)
        var total = Duration.zero
        repeat {
            let isNegative = scanner.take(UInt8(ascii: "-"))
            guard let number = scanner.number(), scanner.takeSpaces() else { return nil }
            let unit: ExactDecimal
            switch scanner.word() {
            case "hour", "hours": unit = 3600
            case "minute", "minutes": unit = 60
            case "second", "seconds": unit = 1
            case "millisecond", "milliseconds": unit = ExactDecimal(coefficient: 1, scale: 3)
            default: return nil
            }
            guard let seconds = number.multiplied(by: unit), let part = Duration(seconds: seconds),
                let sum = isNegative ? total.subtracting(part) : total.adding(part)
            else { return nil }
            total = sum
            if scanner.isAtEnd { return total }
        } while scanner.takeSpaces()
        return nil
    }

    /// A duration of an exact number of seconds; `nil` when it has parts below an attosecond or does not fit.
    public init?(seconds: ExactDecimal) {
        guard let scaled = seconds.trimmed.rescaled(to: 18), scaled.coefficient.magnitude <= Self.greatest else {
            return nil
        }
        self.init(attoseconds: scaled.coefficient)
    }

    /// The greatest number of attoseconds that we make: the seconds then still fit a machine integer.
    private static var greatest: UInt128 { UInt128(Int64.max) * 1_000_000_000_000_000_000 }

    /// Reads CEL's and our stored form, a number of seconds: `172800s`, `1.5s`, `-0.25s`.
    public init?(celText text: some StringProtocol) {
        let seconds = withBytes(of: text) { bytes -> ExactDecimal? in
            guard bytes.last == UInt8(ascii: "s") else { return nil }
            return ExactDecimal.parse(UnsafeBufferPointer(rebasing: bytes.dropLast()), allowsUnderscores: false)
        }
        guard let seconds else { return nil }
        self.init(seconds: seconds)
    }

    /// CEL's form, a number of seconds with the shortest fraction: `172800s`, `1.5s`.
    public var celDescription: String {
        ByteCursor.string { appendCEL(to: &$0) }
    }

    func appendCEL(to bytes: inout ByteCursor) {
        secondsDecimal.trimmed.append(to: &bytes)
        bytes.append(UInt8(ascii: "s"))
    }

    /// The exact number of seconds.
    public var secondsDecimal: ExactDecimal {
        ExactDecimal(unchecked: Swift.max(attoseconds, -Int128.max), scale: 18)
    }

    /// As a person writes it, in the greatest unit that leaves no rest: `48 hours`, `90 seconds`, `1.5 seconds`.
    public var plainDescription: String {
        let seconds = secondsDecimal.trimmed
        var figure = seconds
        var unit = "second"
        if let whole = seconds.asInt64, whole != 0 {
            if whole % 3600 == 0 {
                figure = ExactDecimal(whole / 3600)
                unit = "hour"
            } else if whole % 60 == 0 {
                figure = ExactDecimal(whole / 60)
                unit = "minute"
            }
        }
        return figure == 1 ? "1 \(unit)" : "\(figure) \(unit)s"
    }

    /// The sum; `nil` when it does not fit (the standard operator traps there).
    public func adding(_ other: Duration) -> Duration? {
        let (sum, overflow) = attoseconds.addingReportingOverflow(other.attoseconds)
        return overflow ? nil : Duration(attoseconds: sum)
    }

    /// The difference; `nil` when it does not fit.
    public func subtracting(_ other: Duration) -> Duration? {
        let (sum, overflow) = attoseconds.subtractingReportingOverflow(other.attoseconds)
        return overflow ? nil : Duration(attoseconds: sum)
    }

    /// The product; `nil` when it does not fit.
    public func multiplied(by factor: Int64) -> Duration? {
        let (product, overflow) = attoseconds.multipliedReportingOverflow(by: Int128(factor))
        return overflow ? nil : Duration(attoseconds: product)
    }

    /// Whole seconds, towards zero, as far as they fit a machine integer.
    public var wholeSeconds: Int64 {
        Int64(clamping: attoseconds / 1_000_000_000_000_000_000)
    }
}
