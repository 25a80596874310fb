import Turnpike
import TurnpikeValues

/// Where a deal stands in its cadences, and what happened to them.
struct CadenceText {
    let style: Style
    let process: SalesProcess

    func line(_ event: CadenceEvent) -> String {
        let cadence = process[event.cadence]
        switch event.kind {
        case .enrolled: return "cadence \(cadence.id) begins"
        case .step(let step, due: _, day: _): return "cadence \(cadence.id): \(cadence.steps[step].words)"
        case .skipped(let step, let reason, due: _):
            return style.yellow("cadence \(cadence.id) leaves out ") + "\(cadence.steps[step].words), \(reason.words)"
        case .paused(let until):
            return "cadence \(cadence.id) pauses until \(ValueText.moment(until, in: process.zone))"
        case .stopped(let why): return "cadence \(cadence.id) stops: \(why)"
        case .finished: return "cadence \(cadence.id) is done"
        }
    }

    func line(_ event: MessageEvent) -> String {
        let words = event.message.words(in: process)
        let source = SafeText.line(event.message.sourceName(in: process))
        switch event {
        case .delayed(_, number: _, let until, let reason):
            return style.yellow("waits until \(ValueText.moment(until, in: process.zone)): ")
                + "\(words) of \(source), \(reason.words)"
        case .sent(_, let waited?, day: _):
            return "sent: \(words) of \(source), which was to go \(ValueText.moment(waited.since, in: process.zone))"
        case .sent: return style.dim("sent: \(words) of \(source)")
        }
    }

    /// A row for each message of a hook or a limit that waits: what sends it, the message, and when it is looked at again.
    func held(_ state: DealState) -> [[String]] {
        state.heldMessages.map { held in
            let when = state.timer(held.timer)?.fires.map { ValueText.moment($0, in: process.zone) } ?? ""
            let source = SafeText.line(held.message.sourceName(in: process))
            return [source, "message waits", held.message.words(in: process), when]
        }
    }

    /// A row for each cadence of a deal: its name, how far it is, what comes next and when.
    func rows(_ state: DealState) -> [[String]] {
        state.cadences.map { known in
            let cadence = process[known.cadence]
            let count = cadence.steps.count
            guard known.isRunning, known.next < count else {
                let last = known.taken.map { "last \(cadence.steps[$0].words)" } ?? "no step taken"
                return [cadence.id, known.end == "finished" ? "done" : "stopped: \(known.end ?? "")", last, ""]
            }
            let timer = state.timer(TimerKey(.cadence, known.cadence.index))
            let when = timer?.fires.map { ValueText.moment($0, in: process.zone) } ?? "at no known time"
            let pause = known.pausedUntil.map { ", paused until \(ValueText.moment($0, in: process.zone))" } ?? ""
            return [
                cadence.id, "step \(known.next + 1) of \(count)\(pause)", "next \(cadence.steps[known.next].words)",
                when,
            ]
        }
    }
}

extension Document {
    /// Where a deal stands in one of its cadences.
    static func cadence(_ known: CadenceState, of state: DealState, in process: SalesProcess) -> JSON {
        let cadence = process[known.cadence]
        let isRunning = known.isRunning && known.next < cadence.steps.count
        let timer = state.timer(TimerKey(.cadence, known.cadence.index))
        return object([
            "cadence": .string(cadence.id),
            "end": optional(known.end),
            "last": optional(known.taken.map { cadence.steps[$0].words }),
            "next": optional(isRunning ? cadence.steps[known.next].words : nil),
            "next_at": isRunning ? instant(timer?.fires) : nil,
            "paused_until": instant(known.pausedUntil),
            "step": isRunning ? .int(Int64(known.next + 1)) : nil,
            "steps": .int(Int64(cadence.steps.count)),
        ])
    }
}

extension CadenceEvent.Reason {
    /// The reason in the middle of a sentence.
    var words: String {
        switch self {
        case .outcome: "the activity did not end so"
        case .condition: "its condition does not hold"
        case .window: "its window was missed"
        case .late: "it came too late"
        case .doNotContact: "the customer is not to be contacted"
        case .quietHours: "it is outside the hours for messages"
        case .dailyMaximum: "the customer has had enough messages today"
        case .ownerMaximum: "enough messages went out for the owner today"
        case .noRecipient: "nobody is known to write to"
        case .open: "the activity is open already"
        case .done: "the activity may not be done again"
        case .dealEnded: "the deal reached an outcome"
        }
    }
}
