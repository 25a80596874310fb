import Turnpike
import TurnpikeMail
public import TurnpikeValues
public import TurnpikeWeb

/// What a configuration file says about a calendar.
///
/// ```yaml
/// calendar: https://dav.example.org/rep/deals/
/// login: env:DAV_LOGIN
/// organizer: rep@example.org
/// ```
public struct CalDAVConfiguration: Sendable {
    /// The address of the calendar.
    public var calendar: WebAddress
    /// Name and password.
    public var login: Secret
    /// How events are written.
    public var settings: CalDAVCalendar.Settings

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - json: The settings, an object.
    ///   - folder: What a path of `file:` starts from; empty or with a slash at its end.
    /// - Throws: `CalDAVSettingsError` with everything that is wrong; never a secret.
    public init(_ json: JSON, folder: String = "") throws {
        var reader = SettingsReader(json, folder: folder)
        let calendar = reader.address("calendar")
        let login = reader.secret("login")
        reader.demand("login", "env:NAME or file:PATH of `name:password`")
        if let login, !login.reveal().contains(":") { reader.found("login is written as `name:password`") }
        let organizer = reader.text("organizer")
        reader.demand("organizer", "the mail address of whoever holds the meetings")
        if let organizer, (try? MailAddress(organizer)) == nil { reader.found("organizer is no mail address") }
        let refuses = reader.flag("refuse_taken_times")
        let field = reader.text("start_field")
        let words = reader.text("duration") ?? "30 minutes"
        let length = Duration(turnpikeText: words)
        if length == nil { reader.found("duration is a span of time such as 30 minutes") }
        reader.ignore("allow_http", "allow_private")
        let findings = reader.finish()
        guard findings.isEmpty, let calendar, let login, let organizer, let length else {
            throw CalDAVSettingsError(message: findings.joined(separator: "; "))
        }
        self.calendar = calendar
        self.login = login
        settings = CalDAVCalendar.Settings(
            organizer: organizer,
            refusesTakenTimes: refuses,
            startField: field ?? "start",
            length: length
        )
    }
}

/// Settings that cannot be right.
public struct CalDAVSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Everything that is wrong; never a secret.
    public let message: String

    /// The message.
    public var description: String { message }
}
