import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What comes in on standard input, without blocking a thread of the cooperative pool.
enum StandardInput {
    /// The bytes as they come, until the other side closes.
    static func bytes() -> AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            DispatchQueue(label: "turnpike.plugin.input").async {
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while true {
                    let count = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return continuation.finish() }
                    continuation.yield(Array(buffer[..<count]))
                }
            }
        }
    }
}

/// Standard output, a whole line at a time.
struct StandardOutput: Sendable {
    // One queue for the process: lines of two calls must not mix, and a full pipe must not hold up a pool's thread.
    private static let queue = DispatchQueue(label: "turnpike.plugin.output")

    /// Writes a line; a host that is gone is no error here, since nobody is left to tell.
    func write(_ line: [UInt8]) {
        Self.queue.sync {
            line.withUnsafeBytes { bytes in
                var start = 0
                while start < bytes.count {
                    let count = systemWrite(STDOUT_FILENO, bytes.baseAddress.map { $0 + start }, bytes.count - start)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return }
                    start += count
                }
            }
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
