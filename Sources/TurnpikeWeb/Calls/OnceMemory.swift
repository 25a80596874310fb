/// Keeps a plug-in from doing the same thing twice while it runs: what was done for a key is answered from memory, and a second
/// call with a key that is under way waits for the first.
///
/// Where the receiver itself knows keys this is not needed; where it does not, a plug-in asks the receiver before it repeats
/// anything after a restart.
public actor OnceMemory<Value: Sendable> {
    private var values: [String: Value] = [:]
    private var order: [String] = []
    private var underWay: [String: [CheckedContinuation<Void, Never>]] = [:]
    private let limit: Int

    /// A memory.
    ///
    /// - Parameter limit: How many keys at most; beyond it the oldest are forgotten.
    public init(limit: Int = 16_384) { self.limit = max(1, limit) }

    /// Does something once.
    ///
    /// - Parameters:
    ///   - key: What it is known by, such as the stable key of an effect.
    ///   - work: Does it; where it throws, the key may come again.
    /// - Throws: What `work` throws.
    public func once(_ key: String, _ work: @Sendable () async throws -> Value) async throws -> Value {
        while underWay[key] != nil {
            await withCheckedContinuation { underWay[key]?.append($0) }
        }
        if let value = values[key] { return value }
        underWay[key] = []
        defer { for waiter in underWay.removeValue(forKey: key) ?? [] { waiter.resume() } }
        let value = try await work()
        values[key] = value
        order.append(key)
        if order.count > limit { values[order.removeFirst()] = nil }
        return value
    }
}
