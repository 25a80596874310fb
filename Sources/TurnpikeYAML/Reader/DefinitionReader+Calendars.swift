import Turnpike

/// Working calendars.
extension DefinitionReader {
    mutating func calendars(_ node: YAMLNode) -> [CalendarDefinition] {
        var result: [CalendarDefinition] = []
        namedEntries(node, of: "calendars", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var calendar = CalendarDefinition(id: id, range: value.map { key.range.union($0.range) } ?? key.range)
            if let value {
                reader.settings(value, .calendar) { reader, name, value in
                    switch name {
                    case "label": calendar.label = reader.text(value)
                    case "zone": calendar.zone = reader.word(value)
                    case "hours": calendar.hours = reader.hours(value, of: "hours")
                    case "closed": calendar.closed = reader.closedDays(value)
                    case "half_days": calendar.halfDays = reader.hours(value, of: "half_days")
                    case "holidays": calendar.holidays = reader.holidays(value)
                    default: return false
                    }
                    return true
                }
            }
            result.append(calendar)
        }
        return result
    }

    private mutating func hours(_ node: YAMLNode, of what: String) -> [HoursDefinition] {
        var result: [HoursDefinition] = []
        namedEntries(node, of: what, allowsList: false) { reader, key, value in
            guard let days = reader.word(key), let value else {
                reader.lostNames = true
                return
            }
            let count = reader.nodes.diagnostics.count
            let intervals = reader.words(value)
            // A day whose hours could not be read is not a closed one.
            if reader.nodes.diagnostics.count > count { reader.lostNames = true }
            result.append(HoursDefinition(days: days, intervals: intervals))
        }
        return result
    }

    private mutating func closedDays(_ node: YAMLNode) -> [ClosedDayDefinition] {
        var result: [ClosedDayDefinition] = []
        namedEntries(node, of: "closed") { reader, key, value in
            guard let days = reader.word(key) else { return }
            result.append(ClosedDayDefinition(days: days, label: value.flatMap { reader.text($0) }))
        }
        return result
    }

    private mutating func holidays(_ node: YAMLNode) -> [HolidaysDefinition] {
        words(node).compactMap { path in
            switch files.number(of: path.value, from: path.range.file, .holidays, in: &sources) {
            case .found(let number): return HolidaysDefinition(path: path, file: number)
            case .refused(let why, let help):
                report(Diagnostic(.badHolidays, why, at: path.range, help: help))
                return nil
            }
        }
    }
}
