/// Settings of a CRM that cannot be right.
public struct CRMSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Everything that is wrong; never a secret.
    public let message: String

    /// An error.
    ///
    /// - Parameter message: Everything that is wrong.
    public init(message: String) { self.message = message }

    /// The message.
    public var description: String { message }
}
