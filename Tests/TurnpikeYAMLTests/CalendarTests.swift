import Foundation
import Testing
import Turnpike
import TurnpikeCalendars
import TurnpikeValues
import TurnpikeYAML

@Suite struct CalendarTests {
    private static let text = """
        turnpike: 1
        process: p
        zone: Europe/Berlin
        calendar: office
        calendars:
          office:
            hours: {mon-thu: [09:00-12:30, 13:30-17:30], fri: 09:00-15:00}
            closed: [{2026-12-25: Christmas Day}, 05-01, 2026-12-28..2026-12-30]
            half_days: {12-24: 09:00-12:00, 2027-05-01: [10:00-11:00]}
            HOLIDAYS
          support: {label: Support, zone: America/New_York, hours: {sat-mon: 00:00-24:00}}
        stages:
          open: {moves: [won]}
          won: {outcome: won}
        """
    private static let plain = text.replacingOccurrences(of: "    HOLIDAYS\n", with: "")
    private static let withHolidays = text.replacingOccurrences(of: "HOLIDAYS", with: "holidays: de/bavaria.ics")

    private static func holidays(_ day: String) -> SourceFile {
        SourceFile(
            name: "bavaria.ics",
            text: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:\(day)\nSUMMARY:Day\nEND:VEVENT\nEND:VCALENDAR\n"
        )
    }

    private func hours(_ process: SalesProcess, _ date: String) throws -> String {
        let calendar = try #require(process.calendar)
        return try calendar.hours.hours(on: #require(CalendarDate(date))).description
    }

    @Test func calendarsAreReadAsWritten() throws {
        let process = try SalesProcess(yaml: Self.plain)
        #expect(process.calendars.map(\.id) == ["office", "support"])
        #expect(process.calendars.map(\.label) == ["office", "Support"])
        #expect(process.calendars.map(\.hours.zone.name) == ["Europe/Berlin", "America/New_York"])
        #expect(process.calendar?.id == "office")
        for (date, hours) in [
            ("2026-11-23", "09:00-12:30, 13:30-17:30"), ("2026-11-27", "09:00-15:00"), ("2026-11-28", "closed"),
            ("2026-12-25", "closed"), ("2027-12-24", "09:00-12:00"), ("2026-05-01", "closed"),
            ("2026-12-29", "closed"), ("2026-12-31", "09:00-12:30, 13:30-17:30"), ("2027-05-01", "10:00-11:00"),
        ] { #expect(try self.hours(process, date) == hours, "\(date)") }
        #expect(process.calendars[1].hours.week.minutes == 3 * 1440)
        let friday = try #require(Instant("2026-11-20T13:00:00Z"))
        #expect(
            try process.calendar?.hours.adding(WorkingDuration(2, .hours), to: friday)
                == Instant("2026-11-23T09:00:00Z")
        )
    }

    @Test func filesOfHolidaysAreReadBesideTheProcessFile() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("turnpike-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("de"),
            withIntermediateDirectories: true
        )
        let path = folder.appendingPathComponent("p.process.yaml").path
        try Self.withHolidays.write(toFile: path, atomically: true, encoding: .utf8)
        let missing = ProcessFile(path: path)
        #expect(missing.diagnostics.map(\.code.id) == ["TP1297"])
        #expect(missing.diagnostics.first.flatMap { missing.sources.text(of: $0.range) } == "de/bavaria.ics")
        // Both days that the file itself gives other hours keep them.
        let file = folder.appendingPathComponent("de/bavaria.ics")
        try Data(Self.holidays("20261224").bytes).write(to: file)
        let process = try SalesProcess(contentsOf: path)
        #expect(try hours(process, "2026-12-24") == "09:00-12:00")
        try Data(Self.holidays("20261123").bytes).write(to: file)
        let closed = try SalesProcess(contentsOf: path)
        #expect(try hours(closed, "2026-11-23") == "closed")
        #expect(closed.sources.files.count == 2)
        #expect(closed.digest != process.digest)

        // A store keeps the file with the process.
        let stored = StoredDefinition(
            process: closed.id,
            version: 1,
            digest: closed.digest,
            language: 1,
            sources: closed.sources.files.map {
                .init(name: String($0.name.split(separator: "/").last ?? ""), text: $0.bytes)
            },
            registered: Instant(milliseconds: 0)
        )
        try FileManager.default.removeItem(at: folder)
        let again = try SalesProcess(stored)
        #expect(again.digest == closed.digest)
        #expect(try hours(again, "2026-11-23") == "closed")
    }

    @Test(arguments: [
        ("bavaria.ics", "from a text in memory"), ("../up.ics", "no path below"), ("/etc/up.ics", "no path below"),
        ("a//b.ics", "no path below"), ("a/../b.ics", "no path below"), (".hidden.ics", "no path below"),
        ("holidays.txt", "is not called"), ("/etc/passwd", "no path below"),
    ])
    func aFileThatCannotBeReadIsRefusedAtItsName(path: String, why: String) {
        let file = ProcessFile(text: Self.text.replacingOccurrences(of: "HOLIDAYS", with: "holidays: [\(path)]"))
        #expect(file.diagnostics.map(\.code.id) == ["TP1297"])
        #expect(file.diagnostics.first?.message.contains(why) == true)
        #expect(file.diagnostics.first.flatMap { file.sources.text(of: $0.range) } == path)
        #expect(throws: ProcessError.self) {
            try SalesProcess(yaml: Self.text.replacingOccurrences(of: "HOLIDAYS", with: "holidays: [\(path)]"))
        }
    }

    @Test func anUnknownKeyOfACalendarIsTold() {
        let file = ProcessFile(text: Self.text.replacingOccurrences(of: "HOLIDAYS", with: "half_day: {}"))
        #expect(file.diagnostics.map(\.code.id) == ["TP1201"])
        #expect(file.diagnostics.first?.repair?.replacement == "half_days")
    }

    @Test func aBrokenFileOfHolidaysIsShownWhereItBreaks() throws {
        let file = ProcessFile(
            SourceFile(name: "p.process.yaml", text: Self.withHolidays),
            with: [Self.holidays("20260230")]
        )
        #expect(file.diagnostics.isEmpty)
        let result = SalesProcess.compile(file)
        let finding = try #require(result.diagnostics.first)
        #expect(result.diagnostics.map(\.code.id) == ["TP1297"])
        #expect(result.sources.place(of: finding.range) == "bavaria.ics:3:1")
        #expect(finding.notes.first?.range.flatMap { result.sources.text(of: $0) } == "de/bavaria.ics")
    }

    @Test func theDigestCoversCalendarsAndNotTheirLabels() throws {
        let digest = try SalesProcess(yaml: Self.plain).digest
        func changed(_ old: String, _ new: String) throws -> Bool {
            try SalesProcess(yaml: Self.plain.replacingOccurrences(of: old, with: new)).digest != digest
        }
        #expect(try !changed("Christmas Day", "Holiday"))
        #expect(try !changed("label: Support", "label: Help desk"))
        #expect(try changed("fri: 09:00-15:00", "fri: 09:00-15:01"))
        #expect(try changed("2026-12-30", "2026-12-31"))
        #expect(try changed("calendar: office", "calendar: support"))
        #expect(try changed("America/New_York", "America/Chicago"))
    }

    /// A machine without zone files cannot be had in a test that runs beside others, so the error is made here; that it
    /// arises is tested with the zones themselves.
    @Test func missingZoneFilesAreToldApartFromAMisspeltZone() {
        let place = SourceRange(file: 0, 10..<23)
        let named = Located("Europe/Berlin", at: place)
        for (code, id) in [(ZoneError.Code.noDatabase, "TP1298"), (.damaged, "TP1298"), (.notFound, "TP1254")] {
            let finding = Diagnostic(ZoneError(code, "why"), named)
            #expect(finding.code.id == id)
            #expect(finding.range == place)
            #expect(finding.message == "why")
            // Each says what helps, and no two the same.
            #expect(
                finding.help?.contains(id == "TP1254" ? "a continent and a city" : "zone") == true || code == .damaged
            )
            #expect(finding.help != nil)
        }
    }

    @Test func aDefinitionInCodeIsCheckedAlike() throws {
        var definition = try #require(ProcessFile(text: Self.plain).definition)
        definition.calendars.append(definition.calendars[0])
        definition.calendars[1].hours[0].days = Located("weekend")
        let codes = SalesProcess.compile(definition).diagnostics.map(\.code.id)
        #expect(codes.contains("TP1240"))
        #expect(codes.contains("TP1295"))
    }

    @Test func aFileCannotAskForMoreThanItHolds() {
        var days = "closed: ["
        for index in 0..<20_000 { days += "0001-01-01..000\(1 + index % 2)-01-01, " }
        let many = (0..<500).map { "  c\($0): {hours: {mon-sun: 00:00-24:00}}" }.joined(separator: "\n")
        let marks = (0..<60).map { "00:\($0 < 10 ? "0" : "")\($0)-24:00" }.joined(separator: ", ")
        for (name, body) in [
            ("days", "  office:\n    hours: {mon: 09:00-17:00}\n    \(days)]"), ("calendars", many),
            ("intervals", "  office: {hours: {mon: [\(marks)]}}"),
        ] {
            let text =
                "turnpike: 1\nprocess: p\ncalendars:\n\(body)\nstages:\n  open: {moves: [won]}\n  won: {outcome: won}\n"
            let clock = ContinuousClock()
            let duration = clock.measure {
                let (diagnostics, _, process) = findings(text)
                #expect((process == nil) == diagnostics.hasErrors)
                if name != "days" { #expect(diagnostics.contains { $0.code.id == "TP1269" }, "\(name)") }
            }
            #expect(duration < .seconds(10), "\(name): \(duration)")
        }
    }
}
