import Testing

@testable import TurnpikeValues

@Suite struct ZoneTests {
    @Test(arguments: ZoneinfoFigures.years)
    func offsetsAgreeWithZoneinfo(years: ZoneinfoFigures.Years) throws {
        let zone = try Zone(named: years.zone)
        var offset = years.offset
        var second = years.start
        for change in years.changes + [.init(second: years.end, offset: 0, middle: 0, instant: 0)] {
            // Every 36 hours up to the last second before the change.
            while second < change.second {
                #expect(zone.offset(at: try #require(Instant(seconds: second))) == offset, "at \(second)")
                second += 129_600
            }
            let last = try #require(Instant(seconds: change.second - 1))
            #expect(zone.offset(at: last) == offset, "before \(change.second)")
            offset = change.offset
            second = change.second
        }
    }

    @Test(arguments: ZoneinfoFigures.years)
    func skippedAndRepeatedTimesAgreeWithZoneinfo(years: ZoneinfoFigures.Years) throws {
        let zone = try Zone(named: years.zone)
        for change in years.changes {
            let (days, second) = Gregorian.floorDivide(change.middle, by: 86_400)
            let local = LocalDateTime(
                unchecked: CalendarDate(unchecked: Int(days)),
                secondOfDay: Int32(second),
                nanosecond: 7
            )
            #expect(zone.instant(of: local) == Instant(seconds: change.instant, nanoseconds: 7), "\(local)")
        }
    }

    @Test func everyInstantComesBackFromItsLocalTimeUnlessItIsTheSecondOfTwo() throws {
        for name in ["Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca"] {
            let zone = try Zone(named: name)
            for step in 0..<4000 {
                let instant = try #require(Instant(seconds: Int64(step) * 600_011 - 200_000_000))
                let local = zone.localDateTime(of: instant)
                let back = try #require(zone.instant(of: local))
                #expect(back <= instant)
                #expect(zone.localDateTime(of: back) == local)
            }
        }
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-03-28T01:30:00Z", "1 day", "2026-03-29T01:30:00Z"),  // 02:30 does not exist, 03:30 does
        ("Europe/Berlin", "2026-03-28T08:00:00Z", "1 day", "2026-03-29T07:00:00Z"),
        ("Europe/Berlin", "2026-10-24T07:00:00Z", "1 day", "2026-10-25T08:00:00Z"),
        ("Europe/Berlin", "2026-01-31T12:00:00Z", "1 month", "2026-02-28T12:00:00Z"),
        ("Pacific/Apia", "2011-12-29T20:00:00Z", "2 days", "2011-12-30T20:00:00Z"),
        ("UTC", "2024-02-29T00:00:00Z", "1 year", "2025-02-28T00:00:00Z"),
    ])
    func aPeriodKeepsTheTimeOnTheClock(zone: String, from: String, period: String, to: String) throws {
        let zone = try Zone(named: zone)
        let sum = zone.adding(try #require(CalendarPeriod(period)), to: try #require(Instant(from)))
        #expect(sum == Instant(to))
    }

    @Test func aDayBeginsAfterASkippedMidnight() throws {
        // Beirut skips 00:00 to 01:00, Toronto skipped 23:30 to 00:30 in 1919, Apia a whole day.
        for (zone, date, start) in [
            ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"),
            ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z"),
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
            ("Europe/Berlin", "2026-11-21", "2026-11-20T23:00:00Z"),
        ] {
            let start = Instant(start)
            #expect(try Zone(named: zone).startOfDay(try #require(CalendarDate(date))) == start, "\(zone)")
        }
    }

    @Test func theFarFutureFollowsTheRuleOfTheFooter() throws {
        let berlin = try Zone(named: "Europe/Berlin")
        #expect(berlin.offset(at: try #require(Instant("2400-07-01T00:00:00Z"))) == 7200)
        #expect(berlin.offset(at: try #require(Instant("9999-12-31T00:00:00Z"))) == 3600)
        #expect(berlin.offset(at: .max) == 3600)
        #expect(berlin.offset(at: .min) == 3208)
        #expect(berlin.localDateTime(of: .max).date == .max)
        #expect(berlin.instant(of: try #require(LocalDateTime(.max, hour: 23))) != nil)
        #expect(berlin.instant(of: try #require(LocalDateTime(.min))) == nil)
    }

    @Test(arguments: [
        "../etc/passwd", "/etc/passwd", "Europe//Berlin", "Europe/../Europe/Berlin", "", "Europe/Berlin\0", ".", "a b",
        "tzdata.zi", String(repeating: "A", count: 65),
    ])
    func namesThatCouldLeaveTheFolderAreRefused(name: String) {
        #expect { try Zone(named: name) } throws: { ($0 as? ZoneError)?.code == .invalidName }
    }

    @Test(arguments: [
        ("Europe/Berln", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"), ("America/NewYork", "America/New_York"),
    ])
    func anUnknownNameComesWithTheNearestOne(name: String, nearest: String) {
        #expect {
            try Zone(named: name)
        } throws: { error in
            let error = error as? ZoneError
            return error?.code == .notFound && error?.nearest == nearest && error?.message.contains(nearest) == true
        }
    }

    @Test func missingZoneFilesAreSaidToBeMissing() {
        #expect {
            try ZoneDatabase.rules(named: "Europe/Berlin", in: ["/nowhere"])
        } throws: {
            ($0 as? ZoneError)?.code == .noDatabase
        }
    }

    @Test func aFolderOfZonesIsNoZone() {
        #expect { try Zone(named: "Europe") } throws: { ($0 as? ZoneError)?.code == .notFound }
    }

    @Test(arguments: [
        ("UTC", "UTC", 0), ("Z", "UTC", 0), ("+02:00", "+02:00", 7200), ("-08:30", "-08:30", -30600),
        ("02:00", "+02:00", 7200), ("+00:00", "UTC", 0),
    ])
    func fixedOffsetsNeedNoFiles(name: String, expected: String, offset: Int) throws {
        let zone = try Zone(named: name)
        #expect(zone.name == expected)
        #expect(zone.offset(at: .max) == offset)
        #expect(try Zone(named: zone.name) == zone)
        #expect(Zone(offsetSeconds: offset) == zone)
    }

    @Test func anOffsetOfADayIsRefused() {
        #expect(Zone(offsetSeconds: 86_400) == nil)
        #expect(throws: ZoneError.self) { try Zone(named: "+24:00") }
    }

    @Test func zonesAreEqualByName() throws {
        #expect(try Zone(named: "Europe/Berlin") == Zone(named: "Europe/Berlin"))
        #expect(try Zone(named: "Europe/Berlin") != Zone(named: "Europe/Paris"))
    }

    @Test func allListedZonesCanBeRead() throws {
        let names = Zone.knownNames()
        #expect(names.count > 400)
        for name in names { _ = try Zone(named: name) }
    }
}

@Suite struct TZifTests {
    private func read(_ bytes: [UInt8]) throws -> ZoneRules {
        try bytes.withUnsafeBufferPointer { try TZif.rules(named: "Test/Zone", from: $0) }
    }

    private func berlin() throws -> [UInt8] {
        try FileBytes.read("/usr/share/zoneinfo/Europe/Berlin", limit: 100_000)
    }

    @Test func everyTruncationIsRefused() throws {
        let whole = try berlin()
        _ = try read(whole)
        for count in 0..<whole.count {
            #expect(throws: TZif.Problem.self, "cut at \(count)") { try read(Array(whole.prefix(count))) }
        }
    }

    @Test func damagedBytesNeverCrash() throws {
        let whole = try berlin()
        var random = SeededRandom(seed: 7)
        for _ in 0..<5000 {
            var damaged = whole
            for _ in 0...Int.random(in: 0...4, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let rules = try? read(damaged) else { continue }
            let zone = Zone(rules: rules)
            for second in [Instant.minimumSeconds, -1, 1_800_000_000, 4_000_000_000, Instant.maximumSeconds] {
                let instant = try #require(Instant(seconds: second))
                #expect(abs(zone.offset(at: instant)) < 93_600)
                _ = zone.instant(of: zone.localDateTime(of: instant))
            }
        }
    }

    @Test func greatCountsInTheHeaderAreRefused() throws {
        var bytes = try berlin()
        for position in 20..<44 { bytes[position] = 0x7F }
        #expect(throws: TZif.Problem.self) { try read(bytes) }
    }

    @Test(arguments: [
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-01T00:00:00Z", 7200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 3600),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 7200),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", 39600),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-07-01T00:00:00Z", 37800),
        ("IST-5:30", "2026-07-01T00:00:00Z", 19800),
        ("EST5EDT,0/0,J365/25", "2026-07-01T00:00:00Z", -14400),  // summer all year
        ("EST5EDT,0/0,J365/25", "2026-01-01T04:59:59Z", -14400),
        ("EST5EDT,0/0,J365/25", "2026-01-01T05:00:00Z", -14400),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-07-01T00:00:00Z", -3600),  // Greenland
        ("AAA0BBB,J60/0,J300/0", "2024-03-01T00:00:00Z", 3600),  // J60 is 1 March in leap years too
        ("AAA0BBB,J60/0,J300/0", "2024-02-29T23:59:59Z", 0),
        ("AAA0BBB,59/0,300/0", "2024-02-29T00:00:00Z", 3600),
    ])
    func footersAreFollowed(text: String, at: String, offset: Int) throws {
        let rule = try #require(Array(text.utf8).withUnsafeBufferPointer { PosixZoneRule.parse($0) })
        let second = try #require(Instant(at)).seconds
        let span = rule.span(at: second)
        #expect(span.offset == offset)
        #expect(span.start <= second && second < span.end)
    }

    @Test(arguments: [
        "", "CET", "CE-1", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.0.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J5", "CET-1CEST,J1,J366", "CET-1CEST,1,366", "CET-1CEST,1/168,5",
        "<>1",
        "CET-1CEST,M3.5.0,M10.5.0/3x", "<CET", "CET-1:60",
    ])
    func footersThatAreNoneAreRefused(text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { PosixZoneRule.parse($0) } == nil)
    }
}
