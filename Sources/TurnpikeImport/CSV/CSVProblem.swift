/// Why one row of a CSV file could not be read; the rows after it are read all the same.
public struct CSVProblem: Hashable, Sendable, CustomStringConvertible {
    /// The kind of problem.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// A quote opens a value and nothing closes it.
        case unclosedQuote
        /// Something other than a delimiter follows a closing quote.
        case textAfterQuote
        /// A quote stands inside a value that is not quoted.
        case quoteInsideValue
        /// The row has fewer columns than the header.
        case tooFewColumns
        /// The row has more columns than the header.
        case tooManyColumns
        /// A zero byte, which no text holds.
        case zeroByte
        /// A byte sequence that is not UTF-8.
        case notUTF8
        /// A value larger than the limit.
        case valueTooLarge
    }

    /// The line on which the row begins, from 1.
    public var line: Int
    /// The last line that was read as part of the row.
    public var lastLine: Int
    /// The number of the value in its row, from 1; nil for a problem of the whole row.
    public var column: Int?
    /// The kind of problem.
    public var reason: Reason
    /// What is wrong and what would be right, one sentence without a full stop.
    public var message: String

    /// The line and the message.
    public var description: String { "line \(line): \(message)" }
}

/// Why a CSV file could not be read at all.
public struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Code: String, Hashable, Sendable {
        /// There is nothing in the file.
        case empty
        /// It is UTF-16 or UTF-32.
        case otherEncoding
        /// It holds binary data.
        case binary
        /// It is larger than the limit.
        case tooLarge
        /// The first row cannot be read, so nothing says what the columns are.
        case brokenHeader
        /// Two columns have the same name.
        case repeatedColumn
        /// There are more columns than the limit.
        case tooManyColumns
    }

    /// The kind of failure.
    public var code: Code
    /// What is wrong, one sentence without a full stop.
    public var message: String
    /// What helps.
    public var help: String

    /// What is wrong and what helps.
    public var description: String { "\(message); \(help)" }
}
