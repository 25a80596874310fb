public import Turnpike
import TurnpikeValues

/// Watches commands: for traces.
public protocol CommandObserver: Sendable {
    /// A command: calls `body` once, and may put a span around it.
    ///
    /// - Parameters:
    ///   - command: The kind of command, such as `move`.
    ///   - deal: The deal; nil for one that is opened by it.
    ///   - body: Takes the trace's context as text, which is stored with everything that the command's hooks send.
    func performing(
        _ command: String,
        deal: DealID?,
        _ body: (_ trace: String?) async throws -> Outcome
    ) async throws -> Outcome
}

/// The trace of the command under way, for what its hooks send.
enum CommandTrace: Sendable {
    @TaskLocal static var current: String?

    /// A request with the trace in it: `trace` sorts behind all other members of a request.
    static func adding(_ trace: String, to request: [UInt8]) -> [UInt8] {
        guard request.last == UInt8(ascii: "}"), request.count > 2 else { return request }
        var writer = JSONWriter(reservingCapacity: trace.utf8.count + 2)
        writer.string(trace)
        return request.dropLast() + Array(",\"trace\":".utf8) + writer.bytes + [UInt8(ascii: "}")]
    }
}
