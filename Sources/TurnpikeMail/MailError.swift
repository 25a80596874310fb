/// Something that cannot become a mail, or is none.
public struct MailError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, for a program to branch on.
    public struct Code: Hashable, Sendable {
        /// The stable name.
        public let name: String
        /// A text is no address.
        public static let badAddress = Code(name: "bad_address")
        /// A text is no message id.
        public static let badMessageID = Code(name: "bad_message_id")
        /// A text is no media type.
        public static let badType = Code(name: "bad_type")
        /// A text is no address of the web that may stand in a mail.
        public static let badLink = Code(name: "bad_link")
        /// A mail says too little to be sent.
        public static let incomplete = Code(name: "incomplete")
        /// Something has more than is allowed.
        public static let tooLarge = Code(name: "too_large")
        /// A server said something that the protocol does not allow.
        public static let badAnswer = Code(name: "bad_answer")
        /// A server understood and said no.
        public static let refused = Code(name: "refused")
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong; without passwords and without the content of mails.
    public let message: String

    /// A failure.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
