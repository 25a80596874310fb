import Dispatch
public import Turnpike
import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The built-in deliverer: appends each request as one line of JSON to a file.
///
/// A line is canonical JSON with the keys `attempt`, `deal`, `key`, `plugin`, `request`, `revision` and, where there is
/// one, `tenant`. Lines are appended by one write each, so several processes may share the file; after a crash a request
/// may stand twice, with the same key.
public final class JSONLinesDeliverer: Deliverer {
    /// The plug-ins it delivers for; nil means all that nobody else delivers for.
    public let plugins: [String]?

    private let path: String
    private let flushes: Bool
    // File input and output may block, and must not do so on a thread of the cooperative pool.
    private let queue = DispatchQueue(label: "turnpike.jsonlines")

    /// A deliverer that appends to a file, which is created at the first delivery.
    ///
    /// - Parameters:
    ///   - path: The file; its folder must exist.
    ///   - plugins: The plug-ins it delivers for; nil means all that nobody else delivers for.
    ///   - flushes: Whether each line is flushed to the disk before the delivery counts as done.
    public init(_ path: String, plugins: [String]? = nil, flushes: Bool = false) {
        self.path = path
        self.plugins = plugins
        self.flushes = flushes
    }

    /// Appends the request's line.
    ///
    /// - Throws: A temporary `DeliveryError` where the file cannot be written.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let line = Self.line(request)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { [path, flushes] in
                continuation.resume(with: Result { try Self.append(line, to: path, flushes: flushes) })
            }
        }
        return DeliveryReceipt(reference: request.key)
    }

    static func line(_ request: DeliveryRequest) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: request.body.count + 256)
        writer.beginObject()
        writer.key("attempt")
        writer.int(request.attempt)
        writer.key("deal")
        writer.uuid(request.deal.uuid)
        writer.key("key")
        writer.string(request.key)
        writer.key("plugin")
        writer.string(request.plugin)
        writer.key("request")
        writer.raw(request.body)
        writer.key("revision")
        writer.int(request.revision)
        if !request.tenant.isEmpty {
            writer.key("tenant")
            writer.string(request.tenant)
        }
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    private static func append(_ line: [UInt8], to path: String, flushes: Bool) throws(DeliveryError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == line.count else {
            let error = failure(path)
            // Half a line would spoil the next one.
            if written > 0 { _ = write(descriptor, "\n", 1) }
            throw error
        }
        if flushes, fsync(descriptor) != 0 { throw failure(path) }
    }

    private static func failure(_ path: String) -> DeliveryError {
        .temporary("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
