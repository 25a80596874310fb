import Turnpike
import TurnpikeValues

/// What each plug-in has under way, and what it may begin.
struct PluginLoads: Sendable {
    private struct Load: Sendable {
        var underWay = 0
        var breaker = CircuitBreaker()
        var bucket: TokenBucket?
        /// Whether the last claim for it brought as many rows as it asked for.
        var mayHaveMore = false
    }

    /// What is to be claimed.
    struct Claim: Hashable, Sendable {
        var hooks: [String]?
        var except: [String] = []
        var limit: Int
    }

    private let policy: DispatchPolicy
    private var loads: [String: Load] = [:]

    init(_ policy: DispatchPolicy, at now: Instant) {
        self.policy = policy
        for (name, plugin) in policy.plugins {
            loads[name] = Load(bucket: plugin.rate.map { TokenBucket($0, at: now) })
        }
    }

    /// The claims that fill `room` places: one for each plug-in with limits of its own, one for all others.
    ///
    /// - Parameter names: The plug-ins that somebody delivers for; nil means all.
    mutating func claims(for names: [String]?, room: Int, at now: Instant) -> [Claim] {
        guard room > 0 else { return [] }
        var apart: [(String, Int)] = []
        for name in loads.keys.sorted() where names?.contains(name) ?? true {
            if let allowance = allowance(name, at: now) { apart.append((name, allowance)) }
        }
        let special = Set(apart.map(\.0))
        let open = apart.filter { $0.1 > 0 }
        // No plug-in's crowd takes the places of all the others.
        let share = max(1, room / (open.count + 1))
        var claims = open.map { Claim(hooks: [$0.0], limit: min($0.1, share)) }
        if let names {
            let rest = names.filter { !special.contains($0) }
            if !rest.isEmpty { claims.append(Claim(hooks: rest, limit: room)) }
        } else {
            claims.append(Claim(hooks: nil, except: special.sorted(), limit: room))
        }
        return claims
    }

    /// How many more may begin; nil where nothing limits them.
    private mutating func allowance(_ name: String, at now: Instant) -> Int? {
        guard var load = loads[name] else { return nil }
        let limits = [
            policy.plugins[name]?.concurrency.map { $0 - load.underWay }, load.bucket?.allowance(at: now),
            load.breaker.allowance(at: now),
        ].compactMap(\.self)
        loads[name] = load
        return limits.min().map { max(0, $0) }
    }

    /// Whether a plug-in's breaker is open, so that nothing of it may begin.
    func isLeftAlone(_ name: String) -> Bool { loads[name]?.breaker.isOpen ?? false }

    /// What a claim for one plug-in brought.
    mutating func claimed(_ claim: Claim, _ count: Int) {
        guard let name = claim.hooks?.first, claim.hooks?.count == 1 else { return }
        loads[name]?.mayHaveMore = count == claim.limit
    }

    /// A row was taken: it will begin, or be handed back.
    mutating func began(_ name: String, at now: Instant) {
        loads[name, default: Load()].underWay += 1
        loads[name]?.bucket?.take(at: now)
        loads[name]?.breaker.began(at: now)
    }

    /// How it ended.
    ///
    /// - Returns: Whether its breaker is closed now, where that changed.
    mutating func ended(_ name: String, _ outcome: DeliveryOutcome, at now: Instant) -> Bool? {
        let wasClosed = loads[name]?.breaker.isClosed ?? true
        loads[name]?.underWay -= 1
        switch outcome {
        case .delivered, .failed(.permanent): loads[name]?.breaker.answered()
        case .failed(.temporary):
            if let policy = policy.breaker { loads[name]?.breaker.failed(at: now, policy) }
        case .released: loads[name]?.breaker.abandoned(at: now)
        }
        let isClosed = loads[name]?.breaker.isClosed ?? true
        return isClosed == wasClosed ? nil : isClosed
    }

    /// How long until a plug-in may begin again that has more rows and only its rate holds; nil where there is none.
    mutating func wait(at now: Instant) -> Duration? {
        var shortest: Duration?
        for name in loads.keys {
            guard loads[name]?.breaker.isClosed == true, loads[name]?.mayHaveMore == true,
                let wait = loads[name]?.bucket?.wait(at: now), wait > .zero
            else { continue }
            shortest = min(shortest ?? wait, wait)
        }
        return shortest
    }
}

/// How a delivery ended, for its plug-in.
enum DeliveryOutcome: Hashable, Sendable {
    /// The receiver has it.
    case delivered
    /// It failed.
    case failed(DeliveryError.Kind)
    /// It was handed back before it could end.
    case released
}
