/// Lets a few through at a time, first come first served; nobody blocks a thread while waiting.
///
/// Hundreds of tests start at once. Without this each would start its program at once too, and a machine with two cores
/// would have hundreds of processes to share and their handles open in one.
actor Turnstile {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// A turnstile for as many as `places` at a time.
    init(places: Int) { free = places }

    /// Runs `body` when a place is free.
    func pass<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
        defer { leave() }
        return try await body()
    }

    /// The place goes to whoever waits longest.
    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
