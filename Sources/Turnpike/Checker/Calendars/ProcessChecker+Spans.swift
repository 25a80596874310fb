import TurnpikeValues

/// Spans of time.
extension ProcessChecker {
    /// A span of time that passes; working time needs the process's calendar.
    mutating func span(_ text: Located<String>, hasCalendar: Bool = false) -> TimeSpan? {
        let span: TimeSpan
        do throws(SpanError) {
            span = try TimeSpan.positive(text.value)
        } catch {
            // Earlier releases have taken what is not above zero, and deals may run on it.
            if error.code == .notPositive {
                reportUnsound(.badSpan, error.message, at: text.range)
                return options.isRegistered ? TimeSpan(text.value) : nil
            }
            report(
                .badSpan,
                error.message,
                at: text.range,
                repair: error.repair.map { .init("say what it counts:", replacing: text.range, with: $0) },
                help: error.repair == nil ? "write a number and a unit: 48 hours, 30 days, 2 working days" : nil
            )
            return nil
        }
        // A calendar that is named and not there has been told.
        if case .working = span, !hasCalendar, definition.calendar == nil {
            let only = definition.calendars.count == 1 ? definition.calendars.first?.id.value : nil
            report(
                .noCalendar,
                "'\(text.value)' needs a calendar that says when people work",
                at: text.range,
                help: only.map { "name it at the top of the file: calendar: \($0)" }
                    ?? "declare one in 'calendars' and name it in 'calendar' at the top of the file"
            )
            return nil
        }
        return span
    }
}
