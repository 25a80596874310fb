import TurnpikeCalendars
package import TurnpikeValues

/// Working calendars.
extension ProcessChecker {
    /// Each calendar has tables of its own.
    private static let maximumCalendars = 200

    mutating func resolveCalendars() {
        guard definition.calendars.count <= Self.maximumCalendars else {
            return report(
                .tooMany,
                "\(definition.calendars.count) calendars are more than the \(Self.maximumCalendars) that a process may have",
                at: definition.calendars[Self.maximumCalendars].id.range
            )
        }
        var names: [String] = []
        for calendar in definition.calendars {
            checkID(calendar.id, "a calendar")
            if names.contains(calendar.id.value) {
                report(.duplicateID, "the calendar '\(calendar.id.value)' is declared twice", at: calendar.id.range)
                continue
            }
            names.append(calendar.id.value)
            if let resolved = resolve(calendar) { parts.calendars.append(resolved) }
        }
        guard let wanted = definition.calendar else { return }
        parts.calendar = parts.calendars.firstIndex { $0.id == wanted.value }
        guard !names.contains(wanted.value) else { return }
        let nearest = NearestName.find(wanted.value, among: names)
        report(
            .unknownCalendar,
            "no calendar is called '\(wanted.value)'",
            at: wanted.range,
            repair: nearest.map { .didYouMean($0, replacing: wanted.range) },
            help: nearest != nil
                ? nil : names.isEmpty ? "none is declared" : "there are: \(names.prefix(12).joined(separator: ", "))"
        )
    }

    private mutating func resolve(_ calendar: CalendarDefinition) -> ProcessCalendar? {
        let before = findings.count
        var zone = parts.zone
        if let named = calendar.zone {
            guard let found = self.zone(named) else { return nil }
            zone = found
        }
        var reader = CalendarReader(sources: definition.sources)
        let week = reader.week(calendar)
        let days = reader.days(calendar)
        for finding in reader.findings { report(finding) }
        // What could not be read may be all the hours there are.
        guard findings.count == before, options.hasAllNames || week.minutes > 0 else { return nil }
        do throws(CalendarError) {
            return ProcessCalendar(
                id: calendar.id.value,
                label: calendar.label?.value ?? calendar.id.value,
                hours: try WorkingCalendar(zone: zone, week: week, days: days)
            )
        } catch {
            switch error.code {
            case .noWorkingTime:
                report(
                    .noWorkingTime,
                    "the calendar '\(calendar.id.value)' has no working time; what waits for it would never end",
                    at: calendar.id.range,
                    help: "give it hours: {mon-fri: 09:00-17:00}"
                )
            default: report(.tooMany, error.message, at: calendar.id.range)
            }
            return nil
        }
    }

    private mutating func report(_ finding: Diagnostic) {
        report(
            finding.code,
            finding.message,
            at: finding.range,
            notes: finding.notes,
            repair: finding.repair,
            help: finding.help
        )
    }

    // MARK: Zones

    mutating func zone(_ named: Located<String>) -> Zone? {
        do throws(ZoneError) {
            return try Zone(named: named.value)
        } catch {
            report(Diagnostic(error, named))
            return nil
        }
    }
}

extension Diagnostic {
    /// The finding about a zone that cannot be had.
    package init(_ error: ZoneError, _ named: Located<String>) {
        guard error.code != .noDatabase, error.code != .damaged else {
            self.init(
                .noZoneFiles,
                error.message,
                at: named.range,
                help: error.code == .noDatabase
                    ? "without zone files only UTC and offsets such as +02:00 are known"
                    : "install the package tzdata anew"
            )
            return
        }
        // People know their city; the database knows it with its continent.
        let city = "/" + named.value.lowercased()
        let nearest = error.nearest ?? Zone.knownNames().first { $0.lowercased().hasSuffix(city) }
        self.init(
            .unknownZone,
            error.message,
            at: named.range,
            repair: nearest.map { .didYouMean($0, replacing: named.range) },
            help: nearest == nil
                ? "zones have a continent and a city, such as Europe/Berlin, or an offset, +02:00" : nil
        )
    }
}
