public import Turnpike
import TurnpikeValues

/// An approval of a deal that waits for a person's word.
public struct InboxEntry: Sendable {
    /// The deal.
    public var deal: Deal
    /// What is asked.
    public var item: ApprovalItem
    /// For whom the word would be given, where that is somebody who is away.
    public var onBehalfOf: String?
}

extension Pipeline {
    /// What waits for somebody's word, oldest request first.
    ///
    /// It looks at every open deal of the processes that have approvals; one that has reached an outcome waits for
    /// nobody's word.
    /// - Parameter actor: Who they are in a process, because roles are a process's own; nil leaves a process out.
    public func inbox(for actor: (SalesProcess) throws -> Actor?) async throws -> [InboxEntry] {
        var result: [InboxEntry] = []
        var query = DealQuery(tenant: tenant)
        while true {
            let page = try await deals(query)
            for summary in page where summary.outcome == nil {
                let process = try await process(of: summary)
                guard !process.approvals.isEmpty, let actor = try actor(process), let deal = try await deal(summary.id),
                    deal.state.approvals.contains(where: { $0.status == .pending })
                else { continue }
                let context = try await context(for: deal.state, process, actor)
                var contexts = [context]
                if let people = context.facts.people, actor.onBehalfOf == nil {
                    contexts += deputyContexts(context, people, process)
                }
                var listed: Set<String> = []
                for context in contexts {
                    for item in process.inbox(deal.state, context) where listed.insert(item.approval).inserted {
                        result.append(InboxEntry(deal: deal, item: item, onBehalfOf: context.actor.onBehalfOf))
                    }
                }
            }
            guard page.count == query.limit, let last = page.last else { break }
            query.after = last.id
        }
        return result.sorted { $0.item.requested < $1.item.requested }
    }
}
