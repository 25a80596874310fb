/// Why a file of holidays cannot be read, with the line.
public struct HolidayFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, for a program to branch on.
    public struct Code: Hashable, Sendable {
        /// The stable name.
        public let name: String
        /// The file is larger, or asks for more days, than is read.
        public static let tooLarge = Code(name: "too_large")
        /// The text is not UTF-8, or not iCalendar.
        public static let notACalendar = Code(name: "not_a_calendar")
        /// A component is not closed, or closed by another's name.
        public static let unbalanced = Code(name: "unbalanced")
        /// A line without a name and a colon, or a value that breaks the notation.
        public static let malformed = Code(name: "malformed")
        /// An event without a day, or with one that does not exist.
        public static let badDate = Code(name: "bad_date")
        /// An event that is not made of whole days.
        public static let notWholeDays = Code(name: "not_whole_days")
        /// A rule of repetition that is not read.
        public static let unsupportedRule = Code(name: "unsupported_rule")
    }

    /// The kind of failure.
    public let code: Code
    /// The line, counted from 1; that on which a folded line begins.
    public let line: Int
    /// What is wrong, in one sentence without a full stop.
    public let message: String

    /// The line and the message.
    public var description: String { "line \(line): \(message)" }

    init(_ code: Code, line: Int, _ message: String) {
        self.code = code
        self.line = line
        self.message = message
    }
}
