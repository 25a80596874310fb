import Turnpike

extension HookContract {
    /// What arrives, how often, in which order.
    static let arrivalCases: [Case] = [
        Case(promise: "deliver.arrives", words: "A delivery that returns has reached the receiver, under its key.") {
            let request = $0.subject.samples.delivery()
            let outcome = await $0.deliver(request)
            $0.expect(outcome.isDelivered, "the delivery ended with \(outcome)")
            try await $0.expectOnce(request.key, "after one delivery")
        },
        Case(promise: "duplicate.once", words: "The same key delivered again takes effect once, and is no error.") {
            for attempt in 1...3 {
                let outcome = await $0.deliver($0.subject.samples.delivery(attempt: attempt))
                $0.expect(outcome.isDelivered, "delivery \(attempt) of the same key ended with \(outcome)")
            }
            try await $0.expectOnce($0.subject.samples.delivery().key, "after three deliveries of one key")
        },
        Case(promise: "duplicate.at_once", words: "The same key delivered twice at the same time takes effect once.") {
            let subject = $0.subject
            let request = subject.samples.delivery()
            async let first = HookCheck.deliver(request, to: subject.deliverer, within: subject.patience)
            async let second = HookCheck.deliver(request, to: subject.deliverer, within: subject.patience)
            let outcomes = await [first, second]
            for outcome in outcomes { $0.note(outcome) }
            $0.expect(outcomes.contains(where: \.isDelivered), "both ended without success: \(outcomes)")
            try await $0.expectOnce(request.key, "after two deliveries at once")
        },
        Case(promise: "lane.order", words: "What is delivered in order, one at a time, takes effect in that order.") {
            let requests = (1...5).map { [samples = $0.subject.samples] in samples.delivery(revision: Int64($0)) }
            for request in requests {
                let outcome = await $0.deliver(request)
                $0.expect(outcome.isDelivered, "revision \(request.revision) ended with \(outcome)")
            }
            let keys = try await $0.subject.effects().map(\.key)
            $0.expect(keys == requests.map(\.key), "the receiver has \(keys)")
        },
        Case(promise: "lanes.apart", words: "Deals are delivered at the same time; each keeps its order, none is lost.")
        {
            let subject = $0.subject
            let outcomes = await withTaskGroup(of: [HookCheck.Outcome].self) { group in
                for deal in 1...8 {
                    group.addTask {
                        var outcomes: [HookCheck.Outcome] = []
                        for revision in 1...3 {
                            let request = subject.samples.delivery(deal: deal, revision: Int64(revision))
                            outcomes.append(
                                await HookCheck.deliver(request, to: subject.deliverer, within: subject.patience * 8)
                            )
                        }
                        return outcomes
                    }
                }
                return await group.reduce(into: []) { $0 += $1 }
            }
            for outcome in outcomes where !outcome.isDelivered { $0.found("a delivery ended with \(outcome)") }
            let keys = try await subject.effects().map(\.key)
            for deal in 1...8 {
                let wanted = (1...3).map { subject.samples.delivery(deal: deal, revision: Int64($0)).key }
                let seen = keys.filter(wanted.contains)
                $0.expect(seen == wanted, "of one deal's three effects the receiver has \(seen)")
            }
        },
        Case(
            promise: "lanes.reordered",
            words: "Deals come in any order among themselves: an older revision of another deal is not old news."
        ) {
            var keys: [String] = []
            for (deal, revision) in [(1, 5), (2, 3), (3, 1), (1, 6), (3, 2), (2, 4)] as [(Int, Int64)] {
                let request = $0.subject.samples.delivery(deal: deal, revision: revision)
                let outcome = await $0.deliver(request)
                $0.expect(outcome.isDelivered, "revision \(revision) of deal \(deal) ended with \(outcome)")
                keys.append(request.key)
            }
            let counts = try await $0.counts()
            for key in keys where counts[key] != 1 {
                $0.found("delivered in between, the receiver has the effect \(counts[key] ?? 0) times: \(key)")
            }
        },
        Case(promise: "restart.once", words: "A key that was delivered before a crash takes no effect after it again.")
        {
            guard let restart = $0.subject.restart else {
                throw HookCheck.Skipped(reason: "the plug-in cannot be restarted here")
            }
            let request = $0.subject.samples.delivery()
            _ = await $0.deliver(request)
            $0.subject.deliverer = try await restart()
            let outcome = await $0.deliver($0.subject.samples.delivery(attempt: 2))
            $0.expect(outcome.isDelivered, "the delivery after the restart ended with \(outcome)")
            try await $0.expectOnce(request.key, "after a restart and a second delivery")
            let next = await $0.deliver($0.subject.samples.delivery(revision: 2))
            $0.expect(next.isDelivered, "another delivery after the restart ended with \(next)")
        },
    ]

    /// What is said about a receiver that fails.
    static let failureCases: [Case] = [
        Case(promise: "failure.temporary", words: "A receiver that is down is a temporary failure; later it arrives.") {
            try await $0.fault(.temporary)
            let request = $0.subject.samples.delivery()
            let outcome = await $0.deliver(request)
            $0.expect(outcome.isTemporary, "with the receiver down, the delivery ended with \(outcome)")
            try await $0.fault(nil)
            let second = await $0.deliver($0.subject.samples.delivery(attempt: 2))
            $0.expect(second.isDelivered, "with the receiver back, the delivery ended with \(second)")
            try await $0.expectOnce(request.key, "with the receiver back")
        },
        Case(
            promise: "failure.permanent",
            words: "A refusal for good is a permanent failure, and harms no other request."
        ) {
            try await $0.fault(.permanent)
            let outcome = await $0.deliver($0.subject.samples.delivery())
            $0.expect(outcome.isPermanent, "refused for good, the delivery ended with \(outcome)")
            try await $0.fault(nil)
            let next = await $0.deliver($0.subject.samples.delivery(revision: 2))
            $0.expect(next.isDelivered, "after a refusal, another delivery ended with \(next)")
        },
        Case(promise: "failure.hung", words: "A receiver that never answers is given up in time, as temporary.") {
            try await $0.fault(.hung)
            let request = $0.subject.samples.delivery()
            let outcome = await $0.deliver(request)
            $0.expect(outcome.isTemporary, "with a hung receiver, the delivery ended with \(outcome)")
            try await $0.fault(nil)
            let second = await $0.deliver($0.subject.samples.delivery(attempt: 2))
            $0.expect(second.isDelivered, "after a hung receiver, the delivery ended with \(second)")
            try await $0.expectOnce(request.key, "after a hung receiver")
        },
        Case(
            promise: "failure.slow",
            words:
                "A receiver that answers late is waited for or given up for now; either way it takes the effect once."
        ) {
            try await $0.fault(.slow)
            let request = $0.subject.samples.delivery()
            let outcome = await $0.deliver(request)
            $0.expect(
                outcome.isDelivered || outcome.isTemporary,
                "with a slow receiver, the delivery ended with \(outcome)"
            )
            try await $0.fault(nil)
            let second = await $0.deliver($0.subject.samples.delivery(attempt: 2))
            $0.expect(second.isDelivered, "after a slow receiver, the delivery ended with \(second)")
            try await $0.expectOnce(request.key, "after a slow receiver")
        },
        Case(
            promise: "restart.middle",
            words: "Ended in the middle of a delivery and started again, the plug-in delivers the same key once."
        ) {
            guard let restart = $0.subject.restart else {
                throw HookCheck.Skipped(reason: "the plug-in cannot be restarted here")
            }
            try await $0.fault(.hung)
            let subject = $0.subject
            let request = subject.samples.delivery()
            // What has ended sends nothing more: its delivery is over before the receiver works again.
            _ = await HookCheck.deliver(request, to: Cancelling(subject.deliverer), within: subject.patience)
            $0.subject.deliverer = try await restart()
            try await $0.fault(nil)
            let outcome = await $0.deliver($0.subject.samples.delivery(attempt: 2))
            $0.expect(outcome.isDelivered, "the delivery after the restart ended with \(outcome)")
            try await $0.expectOnce(request.key, "after a restart in the middle")
        },
        Case(
            promise: "failure.malformed",
            words: "An answer that makes no sense is a failure, and harms no other request."
        ) {
            try await $0.fault(.malformed)
            let outcome = await $0.deliver($0.subject.samples.delivery())
            $0.expect(
                outcome.isPermanent || outcome.isTemporary,
                "with an answer that makes no sense, the delivery ended with \(outcome)"
            )
            try await $0.fault(nil)
            let next = await $0.deliver($0.subject.samples.delivery(revision: 2))
            $0.expect(next.isDelivered, "after an answer that made no sense, another delivery ended with \(next)")
        },
        Case(promise: "failure.cancelled", words: "A delivery that is cancelled returns soon.") {
            try await $0.fault(.hung)
            let subject = $0.subject
            let request = subject.samples.delivery()
            let work = Task {
                await HookCheck.deliver(request, to: Cancelling(subject.deliverer), within: subject.patience)
            }
            let outcome = await work.value
            $0.expect(outcome != .tookTooLong, "it did not return although it was cancelled")
        },
    ]

    /// What is never said.
    static let secretCases: [Case] = [
        Case(promise: "secrets.untold", words: "No error, receipt or log line tells a secret, whatever goes wrong.") {
            guard !$0.subject.secrets.isEmpty else {
                throw HookCheck.Skipped(reason: "the subject names no secret")
            }
            _ = await $0.deliver($0.subject.samples.delivery())
            var unreadable = $0.subject.samples.delivery(revision: 2)
            unreadable.body = Array("{".utf8)
            _ = await $0.deliver(unreadable)
            _ = await $0.deliver($0.subject.samples.delivery(revision: 3, format: HookRequest.format + 1))
            guard $0.subject.fault != nil else { return }
            // A receiver's refusal likes to repeat what it was sent. What is said is looked at when the case is over.
            for (number, fault) in [HookContract.Fault.temporary, .permanent, .malformed].enumerated() {
                do { try await $0.fault(fault) } catch is HookCheck.Skipped { continue }
                _ = await $0.deliver($0.subject.samples.delivery(revision: Int64(4 + number)))
            }
        }
    ]

    /// What is said about requests that are odd.
    static let requestCases: [Case] = [
        Case(promise: "request.unreadable", words: "A request that is not JSON is a permanent failure.") {
            var request = $0.subject.samples.delivery()
            request.body = Array("{\"action\":".utf8)
            let outcome = await $0.deliver(request)
            $0.expect(outcome.isPermanent, "a request that is not JSON ended with \(outcome)")
        },
        Case(promise: "request.newer", words: "A request of a newer format is a permanent failure.") {
            let outcome = await $0.deliver($0.subject.samples.delivery(format: HookRequest.format + 1))
            $0.expect(outcome.isPermanent, "a request of a newer format ended with \(outcome)")
        },
        Case(promise: "request.odd_text", words: "Quotes, line ends, markup and rare characters arrive as one effect.")
        {
            let request = $0.subject.samples.delivery(name: HookSamples.oddText, text: HookSamples.oddText)
            let outcome = await $0.deliver(request)
            $0.expect(
                outcome.isDelivered || outcome.isPermanent,
                "a text with odd characters ended with \(outcome)"
            )
            if outcome.isDelivered { try await $0.expectOnce(request.key, "after a text with odd characters") }
            let all = try await $0.subject.effects().count
            $0.expect(all <= 1, "a text with odd characters became \(all) effects")
        },
        Case(promise: "request.huge", words: "A text of a megabyte arrives, or is refused for good; the next arrives.")
        {
            let huge = String(repeating: "A long text. ", count: 80_000)
            let outcome = await $0.deliver($0.subject.samples.delivery(text: huge))
            $0.expect(outcome.isDelivered || outcome.isPermanent, "a text of a megabyte ended with \(outcome)")
            let next = await $0.deliver($0.subject.samples.delivery(revision: 2))
            $0.expect(next.isDelivered, "after a text of a megabyte, another delivery ended with \(next)")
        },
    ]
}

/// Delivers in a task that is cancelled at once.
private struct Cancelling: Deliverer {
    let inner: any Deliverer
    var plugins: [String]? { inner.plugins }

    init(_ inner: any Deliverer) { self.inner = inner }

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let work = Task { try await inner.deliver(request) }
        try await Task.sleep(for: .milliseconds(50))
        work.cancel()
        return try await work.value
    }
}
