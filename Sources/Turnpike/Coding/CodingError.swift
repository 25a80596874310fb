/// A stored document that cannot be read.
public struct CodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public let message: String

    /// A document that cannot be read.
    public init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
