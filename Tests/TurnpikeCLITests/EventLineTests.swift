#if CLI

    import Testing
    import TurnpikeValues
    import TurnpikeYAML

    @testable import Turnpike
    @testable import TurnpikeCLI
    @testable import TurnpikeScenarios

    /// Every kind of event has its line in a deal's history.
    @Suite struct EventLineTests {
        static let text = """
            turnpike: 1
            process: told
            currency: EUR
            roles: {rep: Rep, boss: Boss}
            fields:
              budget: {type: money, label: Budget}
              email: {type: email, label: Mail}
            reasons: {lost: {price: Too expensive}}
            signals: {replied: {}}
            activities: {call: {by: rep, outcomes: [good, {missed: {again: true}}], checklist: [Ask, Listen], due: 2 days}}
            approvals: {discount: {steps: [boss, rep], within: 2 days}}
            gates:
              known: {needs: [budget], check: {rich: {that: deal.budget > 5 EUR, else: "Only ${deal.budget}.", severity: warn}}}
              agreed: {approval: discount}
              credit: {external: {plugin: credit_check, valid_for: 30 days, timeout: 10 seconds, if_down: refuse}}
            assignment: [{to: rep, pick: round_robin, within: 1 hour}]
            templates: {intro: {subject: Hello, body: Hello}}
            stages:
              open:
                activities: [call]
                cadence: outbound
                limits: {slow: {within: 3 days, then: [{notify: owner}]}}
                exit: [known, agreed, credit]
                moves: {won: {}}
              won: {outcome: won, opens: {renewal: {copy: [owner]}}}
              lost: {outcome: lost, reason: lost}
            anywhere: {moves: {lost: {}, gone: {to: lost, signal: replied, because: price}}}
            cadences: {outbound: {steps: [{email: intro}, {after: 3 days, call: call}], stops_on: [replied]}}
            """

        private static let noon = Instant(milliseconds: 1_767_614_400_000)
        private static let id = {
            var random = SystemRandomNumberGenerator()
            return DealID(UUIDv7(milliseconds: 1_767_614_400_000, random: &random))
        }()

        private static func approval(_ kind: ApprovalEvent.Kind) -> Event {
            .approval(ApprovalEvent(ApprovalID(0), kind))
        }
        private static func cadence(_ kind: CadenceEvent.Kind) -> Event { .cadence(CadenceEvent(CadenceID(0), kind)) }
        private static func external(_ kind: ExternalEvent.Kind) -> Event {
            .external(ExternalEvent(ExternalID(0), key: "k", kind))
        }
        private static func limit(_ kind: Limit.StepKind) -> Event {
            .time(.limit(TimeEvent.LimitReached(limit: 0, step: 0, kind: kind, since: noon, due: noon)))
        }

        private static func events(_ process: SalesProcess) throws -> [(Event, String)] {
            let call = ActivityID(0)
            let (open, won) = (StageID(0), StageID(1))
            let timer = TimerKey(.limit, 0)
            let done = Event.ActivityDone(
                activity: call,
                number: 1,
                outcome: 1,
                counts: false,
                values: ValueMap(),
                checked: [2],
                evidence: "call.mp3"
            )
            let moved = Event.Moved(
                move: MoveID(0),
                from: open,
                to: won,
                direction: .forward,
                kind: .overridden,
                reason: ReasonID(list: 0, item: 0),
                because: "They sign today",
                gates: [],
                gatesNotApplied: 0,
                warnings: ["known.check.rich"],
                confirmed: ["known.check.sure"],
                obligations: [.init(criterion: "known.needs.budget", gate: nil)]
            )
            let opened = Event.Opened(
                name: "Deal",
                stage: open,
                owner: "rep_1",
                account: nil,
                contact: nil,
                externalKeys: ["crm:1"]
            )
            let seen = ObservedStage(won, by: "hubspot", unmet: ["known.needs.budget"])
            let message = OutgoingMessage(.limit(0, step: 0), action: 0)
            let money = try #require(Money("5 EUR"))
            return [
                (.opened(opened), "opened in open, owner rep_1, key crm:1"),
                (
                    .fieldsSet([.init(field: FieldID(0), old: .null, new: .money(money))], isComputed: false),
                    "budget = 5 EUR"
                ),
                (
                    .moved(moved),
                    "open → won, overridden, reason price|  because: They sign today|  still owed: known.needs.budget"
                        + "|  warning: known.check.rich: Only ….|  confirmed: known.check.sure"
                ),
                (
                    .stagesChanged(.init(steps: [], left: [open], entered: [won], leftOut: [])),
                    "left open; entered won"
                ),
                (.activityOpened(call, number: 2, keep: false), "to do: call (attempt 2)"),
                (.activityStarted(call, number: 1), "started call"),
                (
                    .activityDone(done), "tried call: missed, to be done again; 1 of 2 ticked; evidence call.mp3"
                ),
                (.activitySkipped(call, number: 1), "skipped call"),
                (.activityCancelled(call, number: 1), "no longer to do: call"),
                (.assigned(from: nil, to: "rep_1"), "owner nobody → rep_1"),
                (.related(.account, id: "acme"), "account acme"),
                (.commented("Soon"), "“Soon”"),
                (.signalled(SignalID(0), isAwaited: false), "signal replied; no move waits for it here"),
                (.waiting(MoveID(0), unmet: ["known.needs.budget"]), "won waits for known.needs.budget"),
                (.obligationMet("known.needs.budget"), "obligation met: known.needs.budget"),
                (
                    .time(.armed(DealTimer(timer, since: noon, due: noon, fires: noon))),
                    "timer limit/open/slow for 2026-01-05 12:00"
                ),
                (.time(.stopped(timer, left: 5)), "timer limit/open/slow stands still"),
                (.time(.cancelled(timer)), "timer limit/open/slow ends"),
                (
                    .time(.fired(timer, due: noon, isSkipped: true)),
                    "timer limit/open/slow, due 2026-01-05 12:00, too late to do anything"
                ),
                (limit(.warned), "limit is near: open/slow, due 2026-01-05 12:00"),
                (limit(.breached), "limit reached: open/slow, due 2026-01-05 12:00"),
                (limit(.escalated), "limit reached some time ago: open/slow, due 2026-01-05 12:00"),
                (
                    .time(.dated(call, number: 1, due: noon, isPlanned: true)),
                    "call is planned for 2026-01-05 12:00"
                ),
                (.time(.reminded(call, number: 1, due: noon)), "reminder: call is due 2026-01-05 12:00"),
                (.time(.overdue(call, number: 1, due: noon)), "overdue: call was due 2026-01-05 12:00"),
                (approval(.requested(by: "rep_1", step: 0)), "approval discount asked for by rep_1"),
                (
                    approval(.voted(.init(step: 0, approves: false, seats: 1, onBehalfOf: "boss_1", note: "No"))),
                    "disagreed with discount for boss_1: No"
                ),
                (approval(.advanced(step: 1)), "approval discount: step 2 is open"),
                (approval(.granted(validUntil: nil)), "approval discount granted"),
                (approval(.rejected), "approval discount rejected"),
                (approval(.late), "approval discount is late and escalated"),
                (approval(.expired), "approval discount expired"),
                (approval(.recalled), "approval discount taken back"),
                (
                    approval(.reset(because: FieldID(0), step: 0)),
                    "approval discount: earlier votes are withdrawn, because budget changed"
                ),
                (approval(.withdrawn), "approval discount ends with the outcome"),
                (.assignment(.made(rule: 0, to: "rep_1", among: 3)), "given to rep_1 by rule 1, out of 3"),
                (.assignment(.accepted(by: "rep_1")), "rep_1 takes it"),
                (.assignment(.declined(by: "rep_1", note: "Full")), "rep_1 declines it: Full"),
                (.assignment(.lapsed(by: "rep_1")), "rep_1 has not accepted in time"),
                (external(.asked(nil)), "credit_check is asked"),
                (
                    external(.answered(passes: false, text: "Too much", validUntil: nil)),
                    "credit_check says no: Too much"
                ),
                (external(.down("timeout")), "credit_check did not answer: timeout"),
                (.opening(.due(rule: 0, number: 1, time: nil)), "a deal of renewal is to be opened"),
                (.opening(.opened(rule: 0, number: 1, deal: id)), "opened a deal of renewal: \(id)"),
                (
                    .opening(.refused(rule: 0, number: 1, unmet: ["known.needs.budget"])),
                    "a deal of renewal was refused: known.needs.budget"
                ),
                (
                    .opening(.returned(rule: 0, number: 1, deal: id, stage: "renewed", count: 1)),
                    "the deal \(id) of renewal reached renewed"
                ),
                (.opening(.reached(stage: won, count: 1)), "the deal that opened it is to hear of won"),
                (.opening(.told(count: 1)), "the deal that opened it has heard of it"),
                (
                    .message(.delayed(message, number: 1, until: noon, .quietHours)),
                    "waits until 2026-01-05 12:00: notify of open/slow, it is outside the hours for messages"
                ),
                (.message(.sent(message, waited: nil, day: nil)), "sent: notify of open/slow"),
                (
                    .observation(ObservationEvent(.asked, seen)),
                    "a person decides: hubspot shows it in won: unmet known.needs.budget"
                ),
                (
                    .observation(ObservationEvent(.pushedBack, seen)),
                    "set back: hubspot is told that it is not in won: unmet known.needs.budget"
                ),
                (.observation(ObservationEvent(.settled, seen)), "nothing to decide any more about won in hubspot"),
                (cadence(.enrolled(open, visit: 1)), "cadence outbound begins"),
                (cadence(.step(0, due: noon, day: nil)), "cadence outbound: email intro"),
                (
                    cadence(.skipped(1, .doNotContact, due: noon)),
                    "cadence outbound leaves out call call, the customer is not to be contacted"
                ),
                (cadence(.paused(until: noon)), "cadence outbound pauses until 2026-01-05 12:00"),
                (cadence(.stopped("replied")), "cadence outbound stops: replied"),
                (cadence(.finished), "cadence outbound is done"),
                (
                    .withheld(
                        WithheldMessage(plugin: "email", source: "deal.opened", template: "intro", reason: .quietHours)
                    ),
                    "not sent: email intro of deal.opened, it is outside the hours for messages"
                ),
            ]
        }

        @Test func everyKindOfEventHasItsLine() throws {
            let process = try SalesProcess(yaml: Self.text, name: "told.process.yaml")
            let events = EventText(style: .plain, process: process)
            var kinds: Set<String> = []
            for (event, line) in try Self.events(process) {
                kinds.insert("\(event.typeName)")
                #expect(events.lines(event).joined(separator: "|") == line, "\(event.typeName)")
            }
            #expect(kinds.symmetricDifference(ScenarioNames.events) == [], "every kind that a scenario can name")
        }
    }

#endif
