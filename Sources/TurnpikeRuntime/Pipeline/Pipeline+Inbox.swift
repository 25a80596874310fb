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
    /// It reads the deals that the store's index names, however many others there are; one that has reached an outcome
    /// waits for nobody's word.
    /// - Parameter actor: Who they are in a process, because roles are a process's own; nil leaves a process out.
    public func inbox(for actor: (SalesProcess) throws -> Actor?) async throws -> [InboxEntry] {
        var result: [InboxEntry] = []
        var seen: Set<DealID> = []
        var query = PendingApprovalQuery(tenant: tenant)
        while true {
            let page = try await store.pendingApprovals(query)
            for row in page where seen.insert(row.deal).inserted {
                // Others may have decided since the index was read: the deal's state counts.
                guard let deal = try await deal(row.deal), deal.outcome == nil,
                    deal.state.approvals.contains(where: { $0.status == .pending }),
                    let actor = try actor(deal.process)
                else { continue }
                result += try await inbox(of: deal, for: actor)
            }
            guard page.count == query.limit, let last = page.last else { break }
            query.after = last
        }
        return result.sorted { $0.item.requested < $1.item.requested }
    }

    private func inbox(of deal: Deal, for actor: Actor) async throws -> [InboxEntry] {
        let process = deal.process
        let context = try await context(for: deal.state, process, actor)
        var contexts = [context]
        if let people = context.facts.people, actor.onBehalfOf == nil {
            contexts += deputyContexts(context, people, process)
        }
        var listed: Set<String> = []
        var result: [InboxEntry] = []
        for context in contexts {
            for item in process.inbox(deal.state, context) where listed.insert(item.approval).inserted {
                result.append(InboxEntry(deal: deal, item: item, onBehalfOf: context.actor.onBehalfOf))
            }
        }
        return result
    }
}
