public import Turnpike
import TurnpikeValues

/// Takes what commits have left in the outbox to the deliverers: at least once, in order within a lane, with stable keys.
///
/// Rows are leased before they are delivered, so any number of dispatchers, in any number of processes, may work on one
/// store. What fails for now is tried again after a growing pause; what fails for good, or too often, is given up: a CRM's
/// lane then waits for a person, a mail's goes on.
public final class Dispatcher: Sendable {
    /// What came of some deliveries.
    public struct Summary: Hashable, Sendable {
        /// The receiver has them.
        public var delivered = 0
        /// To be tried again later.
        public var postponed = 0
        /// Given up.
        public var dead = 0
        /// The last reason why a delivery did not succeed.
        public var lastError: String?

        /// Nothing yet.
        public init() {}

        /// Whether nothing failed.
        public var isClean: Bool { postponed == 0 && dead == 0 }
    }

    private let store: any DealStore
    private let tenant: String
    private let clock: any PipelineClock
    private let policy: DispatchPolicy
    private let owner: String
    private let byPlugin: [String: any Deliverer]
    private let others: (any Deliverer)?

    /// A dispatcher.
    ///
    /// - Parameters:
    ///   - store: The store whose outbox it empties.
    ///   - deliverers: Who delivers; for a plug-in that several deliver for, the first one does. Rows of a plug-in that
    ///     nobody delivers for stay in the outbox.
    ///   - tenant: Whose rows.
    ///   - clock: Where the time comes from.
    ///   - policy: How patient it is.
    ///   - owner: The name on its leases, different for each dispatcher; by default one made from random numbers.
    public init(
        store: any DealStore,
        deliverers: [any Deliverer],
        tenant: String = "",
        clock: any PipelineClock = SystemClock(),
        policy: DispatchPolicy = DispatchPolicy(),
        owner: String? = nil
    ) {
        self.store = store
        self.tenant = tenant
        self.clock = clock
        self.policy = policy
        self.owner = owner ?? "dispatcher-" + String(UInt64.random(in: .min ... .max), radix: 36)
        var byPlugin: [String: any Deliverer] = [:]
        var others: (any Deliverer)?
        for deliverer in deliverers {
            if let plugins = deliverer.plugins {
                for plugin in plugins where byPlugin[plugin] == nil { byPlugin[plugin] = deliverer }
            } else if others == nil {
                others = deliverer
            }
        }
        self.byPlugin = byPlugin
        self.others = others
    }

    /// Delivers one deal's rows until none is due.
    ///
    /// - Throws: `StoreError` where the store fails, `CancellationError`; a failed delivery throws nothing.
    public func drain(deal: DealID) async throws -> Summary {
        try await drain(only: deal)
    }

    /// Delivers all rows until none is due.
    ///
    /// - Throws: As `drain(deal:)`.
    public func drainAll() async throws -> Summary {
        try await drain(only: nil)
    }

    private func drain(only deal: DealID?) async throws -> Summary {
        var summary = Summary()
        // Without anybody to deliver, nothing is claimed: the rows wait for a dispatcher that has somebody.
        guard others != nil || !byPlugin.isEmpty else { return summary }
        while true {
            try Task.checkCancellation()
            let rows = try await claim(deal)
            guard !rows.isEmpty else { return summary }
            try await withThrowingTaskGroup(of: OutboxSettlement.Result.self) { group in
                for row in rows { group.addTask { try await self.deliver(row) } }
                for try await result in group { summary.count(result) }
            }
        }
    }

    private func claim(_ deal: DealID?) async throws -> [OutboxRow] {
        let now = clock.now()
        var claim = OutboxClaim(
            tenant: tenant,
            owner: owner,
            now: now,
            until: now.adding(policy.lease) ?? .max,
            limit: policy.concurrency,
            deal: deal
        )
        if others == nil { claim.hooks = byPlugin.keys.sorted() }
        return try await store.claimOutbox(claim)
    }

    /// Delivers a row that this dispatcher holds and stores how that ended.
    private func deliver(_ row: OutboxRow) async throws -> OutboxSettlement.Result {
        let result = await attempt(row)
        try await store.settle(
            [OutboxSettlement(sequence: row.sequence, owner: owner, result: result)],
            tenant: tenant
        )
        return result
    }

    private func attempt(_ row: OutboxRow) async -> OutboxSettlement.Result {
        guard row.attempts < policy.attempts else {
            return .dead(error: "given up: no answer after \(row.attempts) attempts")
        }
        guard let deliverer = byPlugin[row.hook] ?? others else { return .released }
        do {
            var request = DeliveryRequest(row)
            if row.refersToSensitiveValues {
                // An erased value is masked: nobody learns it from the outbox either.
                let sensitive = try await store.sensitiveValues(of: row.deal, tenant: tenant)
                request.body = row.resolvedRequest(sensitive)
            }
            _ = try await deliverer.deliver(request)
            return .delivered
        } catch is CancellationError where Task.isCancelled {
            // It may have been delivered; the next dispatcher finds out with the same key.
            return .released
        } catch let error as DeliveryError {
            return failure(of: row, error)
        } catch {
            return failure(of: row, .temporary("\(error)"))
        }
    }

    private func failure(of row: OutboxRow, _ error: DeliveryError) -> OutboxSettlement.Result {
        let attempt = row.attempts + 1
        guard error.kind == .temporary, attempt < policy.attempts else { return .dead(error: error.message) }
        let pause = max(error.retryAfter ?? .zero, policy.pause(after: attempt))
        return .retry(at: clock.now().adding(pause) ?? .max, error: error.message)
    }
}

extension Dispatcher.Summary {
    fileprivate mutating func count(_ result: OutboxSettlement.Result) {
        switch result {
        case .delivered: delivered += 1
        case .retry(at: _, let error):
            postponed += 1
            lastError = error
        case .dead(let error):
            dead += 1
            lastError = error
        case .released: postponed += 1
        case .dropped: break
        }
    }
}
