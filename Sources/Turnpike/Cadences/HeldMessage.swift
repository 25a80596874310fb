public import TurnpikeValues

/// A message of a hook or a limit that waits until it may go: a fact of the deal, with a timer.
public struct HeldMessage: Hashable, Sendable {
    /// Which of the deal's; part of its timer's name.
    public let number: Int
    /// The message.
    public let message: OutgoingMessage
    /// When it was to go.
    public let since: Instant

    /// The key of its timer.
    public var timer: TimerKey { TimerKey(.message, 0, number: number) }

    /// How many wait for one deal; what comes on top is withheld, so that a deal stays small whatever its hooks do.
    static let most = 32
}

/// How many messages went to a deal on its newest day with one.
struct MessageCount: Hashable, Sendable {
    var day: CalendarDate
    var count: Int
}

extension DealState {
    /// The messages that wait until they may go, by number.
    public var heldMessages: [HeldMessage] { shared.rare?.held ?? [] }

    /// How many messages went to the deal on a day.
    func messages(on day: CalendarDate) -> Int {
        guard let count = shared.rare?.messages.first, count.day == day else { return 0 }
        return count.count
    }

    /// Counts one more message.
    mutating func countMessage(on day: CalendarDate) {
        let known = messages(on: day)
        withRare { $0.messages = [MessageCount(day: day, count: known + 1)] }
    }

    fileprivate mutating func forget(held number: Int) {
        withRare { rare in
            rare.held.removeAll { $0.number == number }
            rare.timers.removeAll { $0.key == TimerKey(.message, 0, number: number) }
        }
    }
}

extension SalesProcess {
    /// Changes a deal by what happened to a message; like all of `apply` it decides nothing.
    func apply(_ event: MessageEvent, of record: Record.Stamp, to state: inout DealState) {
        switch event {
        case .delayed(let message, let number, until: _, _):
            state.withRare { rare in
                rare.held.removeAll { $0.number == number }
                rare.held.append(HeldMessage(number: number, message: message, since: record.recorded))
                rare.held.sort { $0.number < $1.number }
            }
        case .sent(_, let waited, let day):
            if let waited { state.forget(held: waited.number) }
            if let day { state.countMessage(on: day) }
        }
    }

    /// The same for one that is not sent; most have never waited.
    func apply(_ message: WithheldMessage, to state: inout DealState) {
        if let number = message.number { state.forget(held: number) }
    }
}
