public import Turnpike
public import TurnpikeNotifications

/// Who is told by which channel and when (`notifications:`).
public struct NotificationSettings: Hashable, Sendable {
    /// `for:`, the names by which process files call it; by default `notify`.
    public var names: [String] = ["notify"]
    /// `file:`, where what waits is kept; nil for a file beside the store.
    public var file: String?
    /// `default:`, how somebody is told of whom nothing else is said.
    public var standard: NotificationPreference
    /// `people:`, how somebody is told, by their id.
    public var people: [String: NotificationPreference] = [:]
    /// Where the section stands.
    public var range: SourceRange

    /// Settings.
    ///
    /// - Parameters:
    ///   - standard: How somebody is told of whom nothing else is said.
    ///   - range: Where the section stands.
    public init(standard: NotificationPreference, range: SourceRange = .none) {
        self.standard = standard
        self.range = range
    }

    /// How somebody wants to be told.
    ///
    /// - Parameter person: Their id.
    public func preference(of person: String) -> NotificationPreference { people[person] ?? standard }
}
