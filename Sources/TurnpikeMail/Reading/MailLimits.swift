/// How much of a stranger's mail is looked at.
public struct MailLimits: Hashable, Sendable {
    /// Bytes of the whole mail.
    public var bytes = 16 * 1_024 * 1_024
    /// Headers of the mail, and of each part.
    public var headers = 1_000
    /// Bytes of one header, its folds included.
    public var headerBytes = 65_536
    /// Parts inside parts.
    public var depth = 16
    /// Parts in all.
    public var parts = 500
    /// Bytes of one decoded text.
    public var textBytes = 1_048_576
    /// Findings that are kept.
    public var findings = 50

    /// The limits that fit mail of people.
    public static let standard = MailLimits()

    /// The standard limits, to be changed.
    public init() {}
}

/// Something odd in a mail; reading went on.
public struct MailFinding: Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The mail is longer than is looked at.
        case tooLong = "too_long"
        /// It has more headers.
        case tooManyHeaders = "too_many_headers"
        /// A header is longer.
        case longHeader = "long_header"
        /// A line among the headers is none.
        case brokenHeader = "broken_header"
        /// Parts are nested deeper.
        case tooDeep = "too_deep"
        /// It has more parts.
        case tooManyParts = "too_many_parts"
        /// A multipart says no boundary, or does not have it.
        case noBoundary = "no_boundary"
        /// A multipart does not end.
        case unfinished
        /// A text says a set of characters that it is not in, or an unknown one.
        case badCharset = "bad_charset"
        /// A part is not encoded as it says.
        case badEncoding = "bad_encoding"
        /// A text is longer than is decoded.
        case longText = "long_text"
        /// It has been through so many servers that it must have gone in a circle.
        case loop
    }

    /// What kind of thing.
    public let kind: Kind
    /// Where, by the byte.
    public let offset: Int

    /// The kind and the place.
    public var description: String { "\(kind.rawValue) at \(offset)" }
}
