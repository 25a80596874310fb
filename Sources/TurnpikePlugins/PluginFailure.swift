public import Turnpike
import TurnpikeValues

/// Why a call was not answered as asked: the error object of JSON-RPC 2.0.
public struct PluginFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure. The first five are JSON-RPC's own; the others are this protocol's.
    public struct Code: Hashable, Sendable, ExpressibleByIntegerLiteral {
        /// The number on the wire.
        public let number: Int64

        /// A code.
        public init(integerLiteral number: Int64) { self.number = number }
        init(_ number: Int64) { self.number = number }

        /// The line was not JSON.
        public static let parseError: Self = -32_700
        /// The line was JSON, and no message.
        public static let invalidRequest: Self = -32_600
        /// Nobody here knows the method.
        public static let methodNotFound: Self = -32_601
        /// The method is known, its parameters make no sense.
        public static let invalidParams: Self = -32_602
        /// Something broke on the way; the same call may succeed later.
        public static let internalError: Self = -32_603
        /// The configuration is not one that the plug-in can work with.
        public static let badConfiguration: Self = -32_001
        /// Something is asked before the plug-in was configured.
        public static let notConfigured: Self = -32_002
        /// A delivery that may succeed later.
        public static let temporary: Self = -32_010
        /// A delivery that never will.
        public static let permanent: Self = -32_011
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, for people; never a secret.
    public var message: String
    /// How long the receiver wants to be left alone, with a temporary failure.
    public var retryAfter: Duration?

    /// A failure.
    public init(_ code: Code, _ message: String, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// Reads the error object of an answer.
    ///
    /// - Throws: `PluginFailure` itself, an invalid request, where it is none.
    init(_ json: JSON) throws(PluginFailure) {
        guard let number = json["code"]?.int64, let message = json["message"]?.stringValue else {
            throw PluginFailure(.invalidRequest, "an error has a code, a whole number, and a message, a text")
        }
        code = Code(number)
        self.message = message
        if let seconds = json["data"]?["retry_after"]?.doubleValue, seconds >= 0, seconds <= 31_536_000 {
            retryAfter = .milliseconds(Int64(seconds * 1_000))
        }
    }

    var json: JSON {
        var members: [(String, JSON)] = [("code", .int(code.number))]
        if let retryAfter {
            let seconds = Double(retryAfter.components.seconds) + Double(retryAfter.components.attoseconds) / 1e18
            members.append(("data", .object([("retry_after", .number("\(seconds)"))])))
        }
        members.append(("message", .string(message)))
        return .object(members)
    }

    /// What a dispatcher makes of it: only what the protocol calls permanent, and what can never be understood, is given up.
    public var deliveryError: DeliveryError {
        switch code {
        case .permanent, .methodNotFound, .invalidParams, .badConfiguration: .permanent(message)
        default: .temporary(message, retryAfter: retryAfter)
        }
    }

    /// The message and the code.
    public var description: String { "\(message) (\(code.number))" }
}
