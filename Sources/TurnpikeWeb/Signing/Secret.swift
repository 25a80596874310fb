import TurnpikeValues

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Something that must not be seen: printing it, or an error that holds it, shows only that there is one.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// A secret.
    ///
    /// - Parameter text: What it says.
    public init(_ text: String) { self.text = text }

    /// The secret that a configuration names: `env:NAME`, a variable of the environment, or `file:PATH`, a file whose last line
    /// ends are not part of it.
    ///
    /// - Parameters:
    ///   - reference: The text of the configuration.
    ///   - folder: What a path that is not absolute starts from; empty or with a slash at its end.
    /// - Throws: `SecretError` where it names nothing that is there, and where the text itself stands in the configuration.
    public init(reference: String, folder: String = "") throws(SecretError) {
        if reference.hasPrefix("env:") {
            let name = String(reference.dropFirst(4))
            guard let value = getenv(name), value.pointee != 0 else {
                throw SecretError(message: "the environment has no variable '\(name)', or it is empty")
            }
            text = String(cString: value)
            return
        }
        guard reference.hasPrefix("file:") else {
            throw SecretError(message: "a secret is written as env:NAME or file:PATH, never as it is")
        }
        let given = String(reference.dropFirst(5))
        let path = given.hasPrefix("/") ? given : folder + given
        var content: [UInt8]
        do {
            content = try FileBytes.read(path, limit: 65_536)
        } catch {
            throw SecretError(message: error.message)
        }
        while content.last == UInt8(ascii: "\n") || content.last == UInt8(ascii: "\r") { content.removeLast() }
        guard !content.isEmpty else { throw SecretError(message: "\(path) is empty") }
        text = String(decoding: content, as: UTF8.self)
    }

    /// What it says, for the one place that needs it.
    public func reveal() -> String { text }

    /// `(secret)`.
    public var description: String { "(secret)" }
    /// `(secret)`.
    public var debugDescription: String { "(secret)" }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A secret that is not there.
public struct SecretError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong; never the secret.
    public let message: String

    /// The message.
    public var description: String { message }
}
