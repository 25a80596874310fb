import TurnpikeExpressions
import TurnpikeValues

/// A message of a hook or a limit that the rules for messages keep back: which action, for which event of the record.
struct HeldBack: Hashable {
    /// The index of the event.
    let event: Int
    /// The message.
    let message: OutgoingMessage
}

/// Do-not-contact, quiet hours and daily maxima for messages of hooks and limits. What time helps against is put off:
/// the deal keeps the message, and a timer judges it anew.
extension Decider {
    /// What becomes of a message now.
    private enum Fate {
        /// It goes; the day counts it.
        case goes(CalendarDate?)
        /// It waits until then.
        case waits(until: Instant, CadenceEvent.Reason)
        /// It does not go.
        case never(CadenceEvent.Reason)
    }

    /// Judges each message that this command brings about, and records each that does not go at once: none is dropped in
    /// silence.
    ///
    /// - Returns: Those that make no effect now.
    func keepMessagesBack() -> [HeldBack] {
        var held: [HeldBack] = []
        // What is said here about messages sends none to the customer; the checker sees to that.
        for index in record.events.indices {
            let event = record.events[index]
            for place in process.hooks.indices where matches(process.hooks[place].event, event) {
                let hook = process.hooks[place]
                if let when = hook.when, scope.verdict(when) != .yes { continue }
                for (number, action) in hook.actions.enumerated() where action.isOutgoing {
                    let message = OutgoingMessage(.hook(place), action: number)
                    if isKeptBack(message, action) { held.append(HeldBack(event: index, message: message)) }
                }
            }
            if case .time(.limit(let reached)) = event {
                let actions = process.limits[reached.limit].steps[reached.step].actions
                for (number, action) in actions.enumerated() where action.isOutgoing {
                    let message = OutgoingMessage(.limit(reached.limit, step: reached.step), action: number)
                    if isKeptBack(message, action) { held.append(HeldBack(event: index, message: message)) }
                }
            }
        }
        return held
    }

    private func isKeptBack(_ message: OutgoingMessage, _ action: HookAction) -> Bool {
        // An import writes to whom it tells of at once, or not at all: its hooks may be switched off altogether.
        switch fate(of: action, mayWait: record.actor.kind != .import, isFirst: true) {
        case .goes(let day):
            if let day { emit(.message(.sent(message, waited: nil, day: day))) }
            return false
        case .waits(let until, let reason):
            let known = scope.state.heldMessages
            guard known.count < HeldMessage.most else {
                emit(.withheld(withheld(message, reason)))
                return true
            }
            let number = (known.last?.number ?? 0) + 1
            emit(.message(.delayed(message, number: number, until: until, reason)))
            let now = record.recorded
            arm(DealTimer(TimerKey(.message, 0, number: number), since: now, due: now, fires: until))
            return true
        case .never(let reason):
            emit(.withheld(withheld(message, reason)))
            return true
        }
    }

    /// - Parameters:
    ///   - mayWait: Whether it is put off where time helps.
    ///   - isFirst: Whether the command that brings it about is decided; a timer knows the owner's counter for sure.
    private func fate(of action: HookAction, mayWait: Bool, isFirst: Bool) -> Fate {
        if let reason = reasonToWithhold(action) { return .never(reason) }
        guard let rules = process.contactRules else { return .goes(nil) }
        let now = record.recorded
        if let hours = rules.hours, !scope.isOpen([hours], at: now) {
            return mayWait ? later(from: now, rules, .quietHours) : .never(.quietHours)
        }
        guard rules.countsMessages else { return .goes(nil) }
        if isFirst, mayWait, rules.perOwner != nil, let owner = scope.state.owner,
            !scope.facts.knows(counter: process.messageCounter(owner))
        {
            // This very command has given the deal to them: a command of its own, at once, reads their counter.
            return .waits(until: now, .ownerMaximum)
        }
        let day = process.zone.date(of: now)
        guard let reason = countMessage(rules, on: day) else { return .goes(day) }
        let tomorrow = day.adding(days: 1).flatMap { process.zone.startOfDay($0) }
        return mayWait ? later(from: tomorrow, rules, reason) : .never(reason)
    }

    /// When it may go from some time on; never where the hours are not open again in the years that can be reckoned with.
    private func later(from time: Instant?, _ rules: ContactRules, _ reason: CadenceEvent.Reason) -> Fate {
        let windows = rules.hours.map { [$0] } ?? []
        return time.flatMap { scope.opening(of: windows, from: $0) }.map { .waits(until: $0, reason) } ?? .never(reason)
    }

    /// Counts a message that is to go for its owner; those of the deal are counted by the event that tells of it.
    ///
    /// - Returns: Why it may not go today; nil where it may.
    func countMessage(_ rules: ContactRules, on day: CalendarDate) -> CadenceEvent.Reason? {
        if let most = rules.perDay, scope.state.messages(on: day) >= most { return .dailyMaximum }
        guard let most = rules.perOwner, let owner = scope.state.owner else { return nil }
        let counter = scope.facts.counter(process.messageCounter(owner))
        let place = counters.firstIndex { $0.name == counter.name }
        // Several messages of one command are one change of the counter.
        let before = counter.text == day.description ? counter.value : 0
        let sent = place.map { counter.value + counters[$0].delta } ?? before
        if sent >= Int64(most) { return .ownerMaximum }
        let change = CounterChange(
            counter.name,
            delta: sent + 1 - counter.value,
            text: day.description,
            expectedRevision: counter.revision
        )
        if let place { counters[place] = change } else { counters.append(change) }
        return nil
    }

    private func withheld(
        _ message: OutgoingMessage,
        _ reason: CadenceEvent.Reason,
        number: Int? = nil
    ) -> WithheldMessage {
        let action = message.hookAction(in: process)
        return WithheldMessage(
            plugin: action.plugin,
            source: message.sourceName(in: process),
            template: action.templateName,
            reason: reason,
            number: number
        )
    }

    // MARK: Waiting

    /// Messages that wait go on waiting when their stage is left; an outcome ends them as it ends all timers.
    func keepMessages(_ inForce: inout Set<TimerKey>) {
        if before.outcome == nil, scope.state.outcome != nil {
            for held in scope.state.heldMessages {
                emit(.withheld(withheld(held.message, .dealEnded, number: held.number)))
                cancel(held.timer)
            }
        }
        for held in scope.state.heldMessages { inForce.insert(held.timer) }
    }

    /// The time of a message that waits has come: it is judged anew by what holds now.
    func fireMessage(_ timer: DealTimer, due: Instant) {
        emit(.time(.fired(timer.key, due: due, isSkipped: false)))
        guard let held = scope.state.heldMessages.first(where: { $0.number == timer.key.number }) else { return }
        switch fate(of: held.message.hookAction(in: process), mayWait: true, isFirst: false) {
        case .goes(let day):
            let waited = MessageEvent.Waited(number: held.number, since: held.since)
            emit(.message(.sent(held.message, waited: waited, day: day)))
        case .waits(let until, _):
            var later = timer
            later.fires = until
            arm(later)
        case .never(let reason): emit(.withheld(withheld(held.message, reason, number: held.number)))
        }
    }

    // MARK: Effects

    /// What a message that has waited asks for outside: rendered from the deal as it is now.
    func effects(of event: MessageEvent, _ whole: Event, _ index: Int) -> [Effect] {
        guard case .sent(let message, waited: .some, day: _) = event else { return [] }
        let action = message.hookAction(in: process)
        let kind = if case .limit = message.source { "limit/" } else { "" }
        let key = effectKey(index, kind + message.sourceName(in: process), message.action)
        return [
            Effect(
                plugin: action.plugin,
                key: key,
                request: request(action, named: message.eventName(in: process), event: whole, key: key),
                parksLane: action.parksLane
            )
        ]
    }

    /// The members of the event that sort between `at` and `name`.
    func writeBeforeName(_ event: MessageEvent, to writer: inout JSONWriter) {
        switch event {
        case .delayed(_, number: _, let until, _):
            writer.key("due")
            writer.instant(until)
        case .sent(_, let waited, day: _):
            guard let waited else { return }
            writer.key("due")
            writer.instant(waited.since)
            let late = record.recorded.milliseconds - waited.since.milliseconds
            guard late > 0 else { return }
            writer.key("late_by")
            writer.string(Duration.milliseconds(late).plainDescription)
        }
    }

    /// The members that sort behind it.
    func writeAfterName(_ event: MessageEvent, to writer: inout JSONWriter) {
        let action = event.message.hookAction(in: process)
        writer.optional("plugin", action.plugin)
        if case .delayed(_, number: _, until: _, let reason) = event { writer.optional("reason", reason.rawValue) }
        writer.optional("template", action.templateName)
    }
}

extension SalesProcess {
    /// The counter of the messages that go out for an owner; its text is the day.
    ///
    /// - Parameter owner: Whose deals.
    public func messageCounter(_ owner: String) -> String { "messages/\(id)/\(owner)" }

    /// Whether messages are counted for each owner, so that a decision needs their counter.
    public var countsMessagesOfOwner: Bool { contactRules?.perOwner != nil }
}
