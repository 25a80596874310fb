import TurnpikeCalendars
import TurnpikeValues

extension Scope {
    /// By whose clocks a window is read for this deal now.
    func zone(of window: SendWindow) -> Zone {
        let own = process.calendars[window.calendar].hours.zone
        switch window.clocks {
        case .calendar: return own
        case .zone(let zone): return zone
        case .contact: return facts.contactZone ?? own
        }
    }

    /// Whether all windows are open at a time.
    func isOpen(_ windows: [SendWindow], at instant: Instant) -> Bool {
        windows.allSatisfy { opening(of: $0, from: instant) == instant }
    }

    /// The first time from an instant on at which all windows are open; nil where there is none that can be reckoned.
    func opening(of windows: [SendWindow], from instant: Instant) -> Instant? {
        var time = instant
        // Two calendars that are hardly ever open together would be looked through for ever.
        for _ in 0..<1_000 {
            var next = time
            for window in windows {
                guard let opening = opening(of: window, from: next) else { return nil }
                next = opening
            }
            if next == time { return time }
            time = next
        }
        return nil
    }

    private func opening(of window: SendWindow, from instant: Instant) -> Instant? {
        try? process.calendars[window.calendar].hours.nextOpening(from: instant, in: zone(of: window))
    }
}
