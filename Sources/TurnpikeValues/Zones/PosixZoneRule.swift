/// The rule in the footer of a TZif file: POSIX's `TZ` notation (`CET-1CEST,M3.5.0,M10.5.0/3`) with the hours beyond a day
/// that RFC 8536, section 3.3.1, allows.
struct PosixZoneRule: Hashable, Sendable {
    /// The day of a year on which the clocks change, and when.
    struct Change: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// `M3.5.0`: the last (5) Sunday (0) of March.
            case weekday(month: Int, week: Int, weekday: Int)
            /// `J60`: 1 to 365, where 29 February is never counted.
            case julian(Int)
            /// `59`: 0 to 365, where 29 February is counted.
            case ordinal(Int)
        }

        var day: Day
        /// Seconds after midnight on the wall clock; may be negative or beyond a day.
        var second: Int

        /// The change in a year as local seconds since 1970.
        func localSeconds(in year: Int) -> Int64 {
            let date: Int
            switch day {
            case .weekday(let month, let week, let weekday):
                let first = Gregorian.days(year: year, month: month, day: 1)
                // 1970-01-01 was a Thursday, 4 with Sunday as 0.
                let firstWeekday = ((first + 4) % 7 + 7) % 7
                var day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
                while day >= Gregorian.daysInMonth(month, of: year) { day -= 7 }
                date = first + day
            case .julian(let number):
                let leapDay = number >= 60 && Gregorian.isLeap(year) ? 1 : 0
                date = Gregorian.days(year: year, month: 1, day: 1) + number - 1 + leapDay
            case .ordinal(let number):
                date = Gregorian.days(year: year, month: 1, day: 1) + number
            }
            return Int64(date) * 86_400 + Int64(second)
        }
    }

    /// Summer time: its offset, and when it begins and ends.
    struct Saving: Hashable, Sendable {
        var offset: Int
        var start: Change
        var end: Change
    }

    /// Seconds east of UTC outside summer time.
    var standardOffset: Int
    var saving: Saving?

    /// The span of one offset in which a second lies.
    func span(at second: Int64) -> ZoneRules.Span {
        var span = ZoneRules.Span(offset: standardOffset, start: .min, end: .max)
        guard let saving else { return span }
        let day = Gregorian.floorDivide(second + Int64(standardOffset), by: 86_400).quotient
        let year = Gregorian.parts(days: Int(day)).year
        // A change may lie a week outside its year, so the neighbours count too. Where the end of one summer is the
        // beginning of the next (summer all year), the later year wins.
        for near in (year - 2)...(year + 2) {
            var changes = [
                (time: saving.start.localSeconds(in: near) - Int64(standardOffset), offset: saving.offset),
                (time: saving.end.localSeconds(in: near) - Int64(saving.offset), offset: standardOffset),
            ]
            if changes[1].time < changes[0].time { changes.swapAt(0, 1) }
            for change in changes {
                if change.time <= second {
                    if change.time >= span.start {
                        span.start = change.time
                        span.offset = change.offset
                    }
                } else {
                    span.end = min(span.end, change.time)
                }
            }
        }
        return span
    }

    /// Reads a rule; `nil` for what is none.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> PosixZoneRule? {
        var scanner = TextScanner(text)
        guard takeName(&scanner), let west = takeTime(&scanner, maximumHours: 24) else { return nil }
        var rule = PosixZoneRule(standardOffset: -west, saving: nil)
        if scanner.isAtEnd { return rule }
        guard takeName(&scanner) else { return nil }
        var savingOffset = rule.standardOffset + 3600
        if let next = scanner.peeked, next != UInt8(ascii: ",") {
            guard let west = takeTime(&scanner, maximumHours: 24) else { return nil }
            savingOffset = -west
        }
        guard let start = takeChange(&scanner), let end = takeChange(&scanner), scanner.isAtEnd else { return nil }
        rule.saving = Saving(offset: savingOffset, start: start, end: end)
        return rule
    }

    /// The abbreviation, which nothing here needs: letters, or anything in angle brackets.
    private static func takeName(_ scanner: inout TextScanner) -> Bool {
        let start = scanner.index
        if scanner.take(UInt8(ascii: "<")) {
            while let byte = scanner.peeked, byte != UInt8(ascii: ">") { scanner.index += 1 }
            return scanner.take(UInt8(ascii: ">")) && scanner.index - start >= 5
        }
        while let byte = scanner.peeked, (byte | 0x20) &- UInt8(ascii: "a") < 26 { scanner.index += 1 }
        return scanner.index - start >= 3
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private static func takeTime(_ scanner: inout TextScanner, maximumHours: Int64) -> Int? {
        let isNegative = scanner.take(UInt8(ascii: "-"))
        if !isNegative { _ = scanner.take(UInt8(ascii: "+")) }
        guard let hours = scanner.integer(), hours <= maximumHours else { return nil }
        var seconds = Int(hours) * 3600
        for unit in [60, 1] where scanner.take(UInt8(ascii: ":")) {
            guard let count = scanner.integer(), count < 60 else { return nil }
            seconds += Int(count) * unit
        }
        return isNegative ? -seconds : seconds
    }

    /// `,day[/time]`.
    private static func takeChange(_ scanner: inout TextScanner) -> Change? {
        guard scanner.take(UInt8(ascii: ",")) else { return nil }
        let day: Change.Day
        if scanner.take(UInt8(ascii: "M")) {
            guard let month = scanner.integer(), (1...12).contains(month), scanner.take(UInt8(ascii: ".")),
                let week = scanner.integer(), (1...5).contains(week), scanner.take(UInt8(ascii: ".")),
                let weekday = scanner.integer(), (0...6).contains(weekday)
            else { return nil }
            day = .weekday(month: Int(month), week: Int(week), weekday: Int(weekday))
        } else if scanner.take(UInt8(ascii: "J")) {
            guard let number = scanner.integer(), (1...365).contains(number) else { return nil }
            day = .julian(Int(number))
        } else {
            guard let number = scanner.integer(), (0...365).contains(number) else { return nil }
            day = .ordinal(Int(number))
        }
        var second = 7200
        if scanner.take(UInt8(ascii: "/")) {
            guard let time = takeTime(&scanner, maximumHours: 167) else { return nil }
            second = time
        }
        return Change(day: day, second: second)
    }
}
