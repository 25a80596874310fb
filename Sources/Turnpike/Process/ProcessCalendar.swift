public import TurnpikeCalendars

/// A working calendar of a process.
public struct ProcessCalendar: Hashable, Sendable {
    /// The id.
    public let id: String
    /// What people read.
    public let label: String
    /// When people work.
    public let hours: WorkingCalendar
}
