#if canImport(Glibc)
    import Glibc
#endif

/// A bare connection to a server of this machine, for what no client would do. Its calls block.
struct LocalSocket {
    private let descriptor: Int32

    /// Connects; nil where nobody listens. It is open until `close()`.
    init?(port: Int) {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = in_port_t(port).bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let connected = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close()
            return nil
        }
    }

    func close() { Glibc.close(descriptor) }

    /// Sends text; false where the connection was cut off.
    @discardableResult
    func send(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) >= 0 }
    }

    /// What has come, or comes next; empty at the end, nil where nothing is there or the connection broke.
    ///
    /// - Parameter waits: Whether to wait for it.
    func receive(waits: Bool = true) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &buffer, buffer.count, waits ? 0 : Int32(MSG_DONTWAIT))
        return count < 0 ? nil : Array(buffer[..<count])
    }

    /// Whether the other side has closed it, which is waited for.
    ///
    /// - Parameter seconds: How long.
    func isClosed(within seconds: Int) -> Bool {
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if let received = receive() { return received.isEmpty }
        return errno == ECONNRESET
    }
}

/// A thread for calls that block.
enum OwnThread {
    private final class Box {
        let work: () -> Void
        init(_ work: @escaping () -> Void) { self.work = work }
    }

    static func run(_ work: @escaping () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(work)).toOpaque()
        pthread_create(
            &thread,
            nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().work()
                return nil
            },
            box
        )
        pthread_detach(thread)
    }
}
