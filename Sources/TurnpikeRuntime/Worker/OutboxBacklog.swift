public import Turnpike
public import TurnpikeValues

/// What waits in the outbox for one plug-in.
public struct OutboxBacklog: Hashable, Sendable {
    /// The plug-in; `ask:` and its name for a gate's questions.
    public var plugin: String
    /// So many requests wait.
    public var waiting: Int
    /// For how long the oldest has waited.
    public var oldest: Duration

    /// What waits for each plug-in that something waits for, in the order of their names.
    ///
    /// It reads every waiting row, so it takes as long as there are rows.
    ///
    /// - Parameters:
    ///   - store: Whose outbox.
    ///   - tenant: Whose rows.
    ///   - now: The time to which ages are counted.
    /// - Throws: `StoreError`.
    public static func read(_ store: any DealStore, tenant: String = "", now: Instant) async throws -> [OutboxBacklog] {
        var found: [String: (count: Int, oldest: Instant)] = [:]
        var query = OutboxQuery(tenant: tenant, status: .pending)
        while true {
            let page = try await store.outbox(query)
            for row in page {
                // A row that was tried is as old as its first attempt, another as its commit.
                let since = row.story.first?.at ?? row.nextAttempt
                let known = found[row.hook]
                found[row.hook] = ((known?.count ?? 0) + 1, min(known?.oldest ?? since, since))
            }
            guard page.count == query.limit, let last = page.last else { break }
            query.after = last.sequence
        }
        return found.sorted { $0.key < $1.key }.map { plugin, entry in
            OutboxBacklog(
                plugin: plugin,
                waiting: entry.count,
                oldest: max(.zero, entry.oldest.duration(to: now))
            )
        }
    }
}
