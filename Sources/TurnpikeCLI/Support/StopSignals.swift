import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How often somebody has asked the program to end: SIGINT and SIGTERM.
struct StopSignals: Sendable {
    private static let requests = Atomic<Int>(0)
    private static let last = Atomic<Int32>(SIGTERM)

    init() {
        // It is there before a signal can come: a handler must not be the first to touch it.
        Self.requests.store(0, ordering: .relaxed)
        Self.last.store(SIGTERM, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                StopSignals.last.store(number, ordering: .relaxed)
                let before = StopSignals.requests.wrappingAdd(1, ordering: .relaxed).oldValue
                // Whoever asks so often wants it gone, whatever hangs.
                if before >= 2 { _exit(128 + number) }
            }
        }
    }

    /// How often it was asked.
    var count: Int { Self.requests.load(ordering: .relaxed) }

    /// Waits for somebody to ask.
    ///
    /// - Parameters:
    ///   - first: What is done when it is asked.
    ///   - again: What is done when it is asked a second time; the program ends after that, and after a second at the
    ///     latest, with the status that shells know for a signal.
    func watch(first: () -> Void, again: @escaping @Sendable () async -> Void) async {
        var isTold = false
        while (try? await Task.sleep(for: .milliseconds(50))) != nil {
            guard count > 0 else { continue }
            if !isTold { first() }
            isTold = true
            guard count > 1 else { continue }
            let (ends, send) = AsyncStream<Void>.makeStream()
            Task {
                await again()
                send.yield()
            }
            Task {
                try? await Task.sleep(for: .seconds(1))
                send.yield()
            }
            for await _ in ends { break }
            System.exit(128 + Self.last.load(ordering: .relaxed))
        }
    }

    /// From now on a signal ends the program as it ends any other.
    func end() {
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}
