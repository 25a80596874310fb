#if SQLite

    import Dispatch
    import Synchronization
    import Turnpike

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// A receiver in a process of its own: it is told keys, one to a line, and writes each down once.
    ///
    /// `FILE` holds every key's effect, `FILE.again` the keys that came once more.
    final class Receiving: Sendable {
        private let state: Mutex<(keys: Set<String>, effects: Int32, again: Int32)>

        init(file: String) throws {
            let effects = open(file, O_WRONLY | O_APPEND | O_CREAT, 0o644)
            let again = open(file + ".again", O_WRONLY | O_APPEND | O_CREAT, 0o644)
            guard effects >= 0, again >= 0, let known = fopen(file, "r") else { throw Wrong("cannot open \(file)") }
            defer { fclose(known) }
            var keys: Set<String> = []
            var line: UnsafeMutablePointer<CChar>?
            var size = 0
            defer { free(line) }
            while getline(&line, &size, known) > 0, let text = line.map({ String(cString: $0) }) {
                keys.insert(String(text.dropLast()))
            }
            state = Mutex((keys, effects, again))
        }

        /// Listens for ever.
        func run(_ path: String) throws {
            unlink(path)
            let listener = socket(AF_UNIX, LocalSocket.kind, 0)
            guard listener >= 0, LocalSocket.with(path, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0
            else {
                throw Wrong("cannot listen on \(path): \(String(cString: strerror(errno)))")
            }
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { continue }
                DispatchQueue(label: "receiver").async { self.serve(connection) }
            }
        }

        private func serve(_ connection: Int32) {
            defer { close(connection) }
            guard let input = fdopen(dup(connection), "r") else { return }
            defer { fclose(input) }
            var line: UnsafeMutablePointer<CChar>?
            var size = 0
            defer { free(line) }
            while getline(&line, &size, input) > 0, let text = line.map({ String(cString: $0) }) {
                guard text.hasSuffix("\n") else { return }
                let isNew = state.withLock { state in
                    let isNew = state.keys.insert(String(text.dropLast())).inserted
                    let bytes = Array(text.utf8)
                    // One call a line: a kill leaves no half of one.
                    return write(isNew ? state.effects : state.again, bytes, bytes.count) == bytes.count && isNew
                }
                let answer = isNew ? "taken\n" : "again\n"
                guard send(connection, answer, answer.utf8.count, LocalSocket.noSignal) == answer.utf8.count else {
                    return
                }
            }
        }
    }

    /// Tells the receiver each key, over a connection of its own, on a thread that may wait.
    final class ReceiverDeliverer: Deliverer {
        let plugins: [String]? = nil
        private let path: String
        private let queue = DispatchQueue(label: "deliveries", attributes: .concurrent)

        init(_ path: String) { self.path = path }

        func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<DeliveryReceipt, any Error>) in
                queue.async { [path] in
                    continuation.resume(with: Result { try Self.tell(request.key, path) })
                }
            }
        }

        private static func tell(_ key: String, _ path: String) throws -> DeliveryReceipt {
            let connection = socket(AF_UNIX, LocalSocket.kind, 0)
            guard connection >= 0 else { throw DeliveryError.temporary("no socket") }
            defer { close(connection) }
            var limit = timeval(tv_sec: 5, tv_usec: 0)
            setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            guard LocalSocket.with(path, { connect(connection, $0, $1) }) == 0 else {
                throw DeliveryError.temporary("the receiver is down")
            }
            let line = key + "\n"
            guard send(connection, line, line.utf8.count, LocalSocket.noSignal) == line.utf8.count else {
                throw DeliveryError.temporary("the receiver went away")
            }
            var answer = [UInt8](repeating: 0, count: 6)
            guard recv(connection, &answer, 6, Int32(MSG_WAITALL)) == 6 else {
                throw DeliveryError.temporary("the receiver did not answer")
            }
            return DeliveryReceipt(reference: key)
        }
    }

    /// What a socket on this machine needs.
    enum LocalSocket: Sendable {
        #if canImport(Darwin)
            static let kind = SOCK_STREAM
            static let noSignal: Int32 = 0
        #else
            static let kind = Int32(SOCK_STREAM.rawValue)
            static let noSignal = Int32(MSG_NOSIGNAL)
        #endif

        static func with(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { place in
                place.copyBytes(from: Array(path.utf8).prefix(place.count - 1))
            }
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        }
    }

#endif
