/// TP1290 to TP1299, the process language: working calendars.
extension DiagnosticCode {
    /// Hours that are none, or that end before they begin.
    public static let badHours = DiagnosticCode(
        "TP1290",
        "not hours of a day",
        explanation: """
            Hours are intervals such as `09:00-12:30`, from 00:00 to 24:00, that begin before they end. What runs over \
            midnight is two intervals: `22:00-24:00`, and `00:00-06:00` on the next day.
            """,
        wrong: "hours: {mon-fri: 17:00-09:00}\n",
        right: "hours: {mon-fri: 09:00-17:00}\n"
    )
    /// Two intervals of one day that share time.
    public static let overlappingHours = DiagnosticCode(
        "TP1291",
        "hours that overlap",
        explanation: """
            The intervals of one day share no time, or the same hour would be counted twice. They may touch.
            """,
        wrong: "hours: {mon: [09:00-13:00, 12:00-17:00]}\n",
        right: "hours: {mon: [09:00-12:00, 13:00-17:00]}\n"
    )
    /// A calendar in which working time never passes.
    public static let noWorkingTime = DiagnosticCode(
        "TP1292",
        "a calendar without working time",
        explanation: """
            A calendar has hours on at least one day of the week. Without any, working time would never pass and a limit \
            could never end.
            """,
        wrong: "calendars:\n  office: {closed: [2026-12-25]}\n",
        right: "calendars:\n  office: {hours: {mon-fri: 09:00-17:00}, closed: [2026-12-25]}\n"
    )
    /// A date that does not exist, or cannot be read.
    public static let badDate = DiagnosticCode(
        "TP1293",
        "not a date",
        explanation: """
            Days of a calendar are dates that exist, such as `2026-12-25`; the day of every year, `12-25`; or the days from \
            one date to another, `2026-12-24..2027-01-01`, at most 366 of them.
            """,
        wrong: "closed: [2026-02-30]\n",
        right: "closed: [2026-02-28]\n"
    )
    /// A calendar that is not declared.
    public static let unknownCalendar = DiagnosticCode(
        "TP1294",
        "no such calendar",
        explanation: """
            `calendar` names one of the process's `calendars`.
            """,
        wrong: "calendar: ofice\ncalendars:\n  office: {hours: {mon-fri: 09:00-17:00}}\n",
        right: "calendar: office\ncalendars:\n  office: {hours: {mon-fri: 09:00-17:00}}\n"
    )
    /// A key of `hours` that names no days of the week.
    public static let badWeekday = DiagnosticCode(
        "TP1295",
        "not a day of the week",
        explanation: """
            Days are `mon`, `tue`, `wed`, `thu`, `fri`, `sat` and `sun`, or a range of them such as `mon-fri`.
            """,
        wrong: "hours: {monday: 09:00-17:00}\n",
        right: "hours: {mon: 09:00-17:00}\n"
    )
    /// Two entries that give one day different hours.
    public static let conflictingDays = DiagnosticCode(
        "TP1296",
        "a day with two kinds of hours",
        explanation: """
            Each day of the week stands in one entry of `hours`, and a date is closed or has other hours, not both. A single \
            date may say something else than a day of every year, and both win over a file of holidays.
            """,
        wrong: "hours: {mon-fri: 09:00-17:00, fri: 09:00-15:00}\n",
        right: "hours: {mon-thu: 09:00-17:00, fri: 09:00-15:00}\n"
    )
    /// A file of holidays that cannot be used.
    public static let badHolidays = DiagnosticCode(
        "TP1297",
        "a file of holidays that cannot be used",
        explanation: """
            `holidays` names an iCalendar file (`.ics`, RFC 5545) in the folder of the process file or below it. Its events \
            are whole days and may come back each year. A process that is read from a text in memory has no folder; hand it \
            the file, or list the days under `closed`.
            """,
        wrong: "holidays: ../holidays.txt\n",
        right: "holidays: holidays.ics\n"
    )
    /// The system has no zone files, or damaged ones.
    public static let noZoneFiles = DiagnosticCode(
        "TP1298",
        "the system has no time zones",
        explanation: """
            Time zones are read from the system's zone files (on Linux the package `tzdata`; `TZDIR` names another folder). \
            Without them only `UTC` and offsets such as `+02:00` are known.
            """,
        wrong: "zone: Europe/Berlin\n",
        right: "zone: UTC\n"
    )

    /// Working time in a process that does not say when people work.
    public static let noCalendar = DiagnosticCode(
        "TP1299",
        "working time without a calendar",
        explanation: """
            `2 working days` and `4 working hours` count the time in which a calendar is open. `calendar` at the top of the \
            file names the one that counts; it stands in `calendars`.
            """,
        wrong: "done: [{demo: {within: 2 working days}}]\n",
        right: "calendar: office\ncalendars:\n  office: {hours: {mon-fri: 09:00-17:00}}\n"
    )

    static let calendarCodes: [DiagnosticCode] = [
        badHours, overlappingHours, noWorkingTime, badDate, unknownCalendar, badWeekday, conflictingDays, badHolidays,
        noZoneFiles, noCalendar,
    ]
}
