import TurnpikeCalendars
import TurnpikeExpressions
import TurnpikeValues

/// Cadences: what they do, when, and what ends them.
extension ProcessChecker {
    private static let mostCadences = 200
    private static let mostTouches = 30
    /// What ends every cadence; it may be said.
    private static let alwaysStops = ["stage_left", "outcome"]

    mutating func resolveCadences() {
        resolveContactRules()
        tables.cadences = declare(definition.cadences.lazy.map(\.id), "cadence")
        used.cadences = Array(repeating: false, count: definition.cadences.count)
        guard definition.cadences.count <= Self.mostCadences else {
            return report(
                .tooMany,
                "\(definition.cadences.count) cadences are more than the \(Self.mostCadences) that a process may have",
                at: definition.cadences[Self.mostCadences].id.range
            )
        }
        for cadence in definition.cadences { resolve(cadence) }
        for index in outline.stages.indices where index < parts.stages.count {
            guard let name = outline.stages[index].cadence,
                let found = find(name, in: tables.cadences, .unknownCadence, "cadence")
            else { continue }
            used.cadences[found] = true
            parts.stages[index].cadence = CadenceID(found)
        }
    }

    private mutating func resolve(_ cadence: CadenceDefinition) {
        let window = cadence.window.flatMap { self.window($0) }
        if let missed = cadence.missed, cadence.window == nil, definition.contactRules?.hours == nil {
            report(.unusedTimeSetting, "only what has a window can miss it", at: missed.range)
        }
        if cadence.steps.isEmpty {
            report(
                .cadenceWithoutSteps,
                "the cadence '\(cadence.id.value)' does nothing",
                at: cadence.id.range,
                help: "give it steps: [{email: intro}, {after: 3 days, call: first_call}]"
            )
        }
        if cadence.steps.count > Self.mostTouches {
            report(
                .tooMany,
                "\(cadence.steps.count) steps are more than the \(Self.mostTouches) that a cadence may have",
                at: cadence.steps[Self.mostTouches].range
            )
        }
        var steps: [Cadence.Step] = []
        var opened: Set<Int> = []
        for (number, step) in cadence.steps.prefix(Self.mostTouches).enumerated() {
            if let resolved = self.step(step, of: cadence, opened) {
                if case .open(let activity) = resolved.action { opened.insert(activity.index) }
                steps.append(resolved)
                let isEnd = step.stop?.value == true && step.on.isEmpty && step.when == nil
                if isEnd, number + 1 < cadence.steps.count {
                    report(
                        .stepAfterStop,
                        "no deal comes to this step: the cadence has stopped before it",
                        at: cadence.steps[number + 1].range.firstLine(in: definition.sources),
                        notes: [.init("it stops here", at: step.stop?.range ?? step.range)]
                    )
                }
            }
        }
        let stops = self.stops(cadence, opened)
        let pauses = self.pauses(cadence)
        checkStops(cadence, steps, stops)
        checkHours(cadence, window, steps)
        if let late = cadence.late, late.mode.value == .coalesce {
            report(
                .unusedTimeSetting,
                "steps of a cadence never come together, so there is nothing to coalesce",
                at: late.mode.range,
                help: "each counts from the one before it; say 'skip' or nothing"
            )
        }
        parts.cadences.append(
            Cadence(
                id: cadence.id.value,
                label: cadence.label?.value ?? cadence.id.value,
                window: window,
                missed: cadence.missed?.value ?? .shift,
                steps: steps,
                stops: stops,
                pauses: pauses,
                isRepeated: cadence.again?.value ?? false,
                late: late(cadence.late),
                range: cadence.range == .none ? cadence.id.range : cadence.range
            )
        )
    }

    // MARK: Steps

    private mutating func step(
        _ step: CadenceStepDefinition,
        of cadence: CadenceDefinition,
        _ opened: Set<Int>
    ) -> Cadence.Step? {
        let after = step.after.flatMap { timedSpan($0, cadence.calendar) }
        let when = step.when.flatMap {
            varyingCondition($0, ifTrue: "the step is always taken", ifFalse: "the step is never taken")
        }
        var on: [Cadence.Outcomes] = []
        for branch in step.on {
            guard let outcomes = self.outcomes(branch) else { continue }
            if !opened.contains(outcomes.activity.index) {
                report(
                    .branchWithoutStep,
                    "no earlier step opens '\(branch.name.value)', so this waits for nothing of this cadence",
                    at: branch.name.range,
                    help: "let an earlier step open it: {call: \(branch.name.value)}"
                )
            }
            on.append(outcomes)
        }
        let isStop = step.stop?.value == true
        guard let action = step.actions.first else {
            if isStop {
                return Cadence.Step(after: after, action: .stop, words: "stop", on: on, when: when, range: step.range)
            }
            report(
                .stepWithoutAction,
                "this step does nothing",
                at: step.range,
                help: "say what it does: email, message, call, task or a plug-in's name"
            )
            return nil
        }
        if let second = step.actions.dropFirst().first?.verb.range ?? (isStop ? step.stop?.range : nil) {
            report(
                .stepWithoutAction,
                "a step does one thing, and this is a second",
                at: second,
                notes: [.init("the first stands here", at: action.verb.range)],
                help: "make it a step of its own"
            )
        }
        guard let resolved = self.action(action, of: cadence) else { return nil }
        return Cadence.Step(
            after: after,
            action: resolved.action,
            words: resolved.words,
            on: on,
            when: when,
            range: step.range
        )
    }

    private mutating func action(
        _ action: HookActionDefinition,
        of cadence: CadenceDefinition
    ) -> (action: Cadence.Action, words: String)? {
        let verb = action.verb.value
        if verb == "call" || verb == "task" {
            guard let name = action.word else {
                report(
                    .stepWithoutAction,
                    "'\(verb)' names an activity",
                    at: action.verb.range,
                    help: "write {\(verb): first_call}"
                )
                return nil
            }
            guard let activity = self.activity(name) else { return nil }
            return (.open(activity), "\(verb) \(parts.activities[activity.index].id)")
        }
        var whole = action
        if verb == "email" || verb == "message" {
            if let template = action.word {
                // The short form names a template; whom it goes to is the cadence's.
                let source = ExpressionSource(template.value, at: template.range)
                whole.settings = [.init(key: Located("template", at: template.range), source: source, isQuoted: false)]
                whole.word = nil
            }
            if !whole.settings.contains(where: { $0.key.value == "to" }), let to = recipient(of: cadence) {
                whole.settings.append(to)
            }
        }
        let template = whole.settings.first { $0.key.value == "template" }?.source.text
        return (.send(self.action(whole)), template.map { "\(verb) \($0)" } ?? verb)
    }

    /// Whom the messages of a cadence go to: as it says, else to the one field that holds an address.
    private func recipient(of cadence: CadenceDefinition) -> HookActionDefinition.Setting? {
        if let to = cadence.to { return to }
        let addresses = parts.fields.filter { if case .email = $0.type { true } else { false } }
        guard addresses.count == 1, let only = addresses.first else { return nil }
        return .init(
            key: Located("to", at: cadence.id.range),
            source: ExpressionSource("deal.\(only.id)", at: cadence.id.range),
            isQuoted: false
        )
    }

    private mutating func outcomes(_ branch: CadenceOutcomeDefinition) -> Cadence.Outcomes? {
        guard let activity = self.activity(branch.name) else { return nil }
        let known = parts.activities[activity.index].outcomes.map(\.id)
        var found: [Int] = []
        for name in branch.outcomes ?? [] {
            if let index = known.firstIndex(of: name.value) {
                found.append(index)
                continue
            }
            let nearest = NearestName.find(name.value, among: known)
            report(
                .unknownOutcome,
                "'\(branch.name.value)' has no outcome '\(name.value)'",
                at: name.range,
                repair: nearest.map { .didYouMean($0, replacing: name.range) },
                help: nearest == nil
                    ? known.isEmpty ? "it has no outcomes" : "there are: \(known.joined(separator: ", "))" : nil
            )
        }
        if branch.outcomes?.isEmpty != false {
            report(
                .branchWithoutStep,
                "this does not say how '\(branch.name.value)' ended",
                at: branch.name.range,
                help: "name its outcomes: {\(branch.name.value): [\(known.first ?? "interested")]}"
            )
        }
        return found.isEmpty ? nil : Cadence.Outcomes(activity: activity, outcomes: found)
    }

    // MARK: Ends and pauses

    private mutating func stops(_ cadence: CadenceDefinition, _ opened: Set<Int>) -> [Cadence.Stop] {
        var stops: [Cadence.Stop] = []
        for stop in cadence.stopsOn {
            if stop.outcomes != nil {
                if let outcomes = self.outcomes(stop) { stops.append(.outcomes(outcomes)) }
            } else if !Self.alwaysStops.contains(stop.name.value), let signal = self.signal(stop.name) {
                stops.append(.signal(signal))
            }
        }
        return stops
    }

    private mutating func pauses(_ cadence: CadenceDefinition) -> [Cadence.Pause] {
        var pauses: [Cadence.Pause] = []
        for pause in cadence.pausesOn {
            let signal = self.signal(pause.signal)
            let until = time(pause.until)
            if let signal, let until { pauses.append(Cadence.Pause(signal: signal, until: until)) }
        }
        return pauses
    }

    /// Whoever writes to a customer must hear what the customer says.
    private mutating func checkStops(_ cadence: CadenceDefinition, _ steps: [Cadence.Step], _ stops: [Cadence.Stop]) {
        guard stops.isEmpty, steps.contains(where: \.isMessage) else { return }
        // A name that could not be found was told.
        let named = cadence.stopsOn.filter { !Self.alwaysStops.contains($0.name.value) }
        guard named.isEmpty else { return }
        reportUnsound(
            .cadenceNeverStops,
            "no answer of the customer stops '\(cadence.id.value)': it writes on whatever they say",
            at: cadence.id.range,
            help: "say 'stops_on: [replied, meeting_booked, bounced, unsubscribed]'"
        )
    }

    // MARK: Windows

    mutating func window(_ window: SendWindowDefinition) -> SendWindow? {
        guard let name = window.calendar ?? definition.calendar else {
            report(
                .windowWithoutCalendar,
                "this window does not say whose hours it means",
                at: window.range,
                help: "name a calendar: {calendar: office, zone: contact}"
            )
            return nil
        }
        var clocks = SendWindow.Clocks.calendar
        if let named = window.zone {
            if named.value == "contact" {
                clocks = .contact
                parts.readsContactZone = true
            } else if let zone = self.zone(named) {
                clocks = .zone(zone)
            }
        }
        if let index = parts.calendars.firstIndex(where: { $0.id == name.value }) {
            return SendWindow(calendar: index, clocks: clocks)
        }
        guard window.calendar != nil, !definition.calendars.contains(where: { $0.id.value == name.value }) else {
            return nil
        }
        let nearest = NearestName.find(name.value, among: definition.calendars.map(\.id.value))
        report(
            .unknownCalendar,
            "there is no calendar '\(name.value)'",
            at: name.range,
            repair: nearest.map { .didYouMean($0, replacing: name.range) },
            help: nearest == nil ? "declare it in 'calendars'" : nil
        )
        return nil
    }

    /// A message needs an hour in which both its window and the hours of the contact rules are open.
    private mutating func checkHours(_ cadence: CadenceDefinition, _ window: SendWindow?, _ steps: [Cadence.Step]) {
        guard let window, let hours = parts.contactRules?.hours, steps.contains(where: \.isMessage),
            window.clocks == hours.clocks
        else { return }
        let first = parts.calendars[window.calendar].hours
        let second = parts.calendars[hours.calendar].hours
        // Days that differ from their week may open otherwise, and clocks of other zones show other hours.
        guard first.days.isEmpty, second.days.isEmpty, window.clocks != .calendar || first.zone == second.zone else {
            return
        }
        for day in Weekday.allCases {
            for one in first.week[day].intervals {
                for other in second.week[day].intervals where one.start < other.end && other.start < one.end { return }
            }
        }
        report(
            .windowNeverOpens,
            "the window of '\(cadence.id.value)' is never open in the hours of 'contact_rules', so no message could go",
            at: cadence.window?.range ?? cadence.id.range,
            notes: [.init("these hours", at: definition.contactRules?.hours?.range ?? SourceRange.none)]
        )
    }

    // MARK: Contact rules

    private mutating func resolveContactRules() {
        guard let rules = definition.contactRules else { return }
        let forbidden = rules.doNotContact.flatMap {
            varyingCondition($0, ifTrue: "nothing ever goes out", ifFalse: "it forbids nothing")
        }
        parts.contactRules = ContactRules(
            doNotContact: forbidden,
            hours: rules.hours.flatMap { window($0) },
            perDay: rules.perDay?.value,
            perOwner: rules.perOwner?.value,
            range: rules.range
        )
        if let most = rules.perDay ?? rules.perOwner, definition.cadences.isEmpty, !writesToCustomers {
            report(.unusedTimeSetting, "messages to the customer are counted, and nothing sends any", at: most.range)
        }
        if rules.doNotContact == nil, rules.hours == nil, rules.perDay == nil, rules.perOwner == nil {
            report(
                .emptyContactRules,
                "these rules say nothing",
                at: rules.range,
                help: "say 'do_not_contact', 'hours', 'per_day' or 'per_owner'"
            )
        }
    }

    /// Whether a hook or a limit may write to the customer.
    private var writesToCustomers: Bool {
        func writes(_ actions: [HookActionDefinition]) -> Bool {
            actions.contains { $0.verb.value == "email" || $0.verb.value == "message" }
        }
        let limits = definition.limits + outline.stages.flatMap(\.limits)
        return definition.hooks.contains { writes($0.actions) }
            || limits.contains { ($0.then + [$0.warn].compactMap(\.self)).contains { writes($0.actions) } }
    }

    /// A message about a message that may not go, or not yet, would not go either.
    mutating func checkMessageAboutWithheld(_ hook: HookDefinition, _ event: Hook.Event, _ actions: [HookAction]) {
        guard event == .messageWithheld || event == .messageDelayed else { return }
        for (definition, action) in zip(hook.actions, actions) where action.isOutgoing {
            report(
                .messageAboutWithheld,
                event == .messageWithheld
                    ? "this would write to the customer about a message that may not go to them"
                    : "this would write to the customer about a message that has to wait",
                at: definition.verb.range,
                help: "tell a person of the team: {notify: owner}"
            )
        }
    }
}

extension SourceRange {
    /// As much of it as stands on its first line.
    func firstLine(in sources: SourceMap) -> SourceRange {
        guard let file = sources[self] else { return self }
        let line = file.lineRange(file.position(atOffset: Int(start)).line)
        return SourceRange(file: self.file, start: start, end: min(end, max(start, UInt32(clamping: line.upperBound))))
    }
}
