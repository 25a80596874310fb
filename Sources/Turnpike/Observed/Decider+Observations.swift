import TurnpikeValues

extension Decider {
    /// What the policy makes of an observed move whose criteria are unmet, where it neither takes it over nor refuses it.
    ///
    /// The observation itself is accepted: it has happened. The record says what becomes of it.
    ///
    /// - Returns: Whether the policy had an answer of its own.
    func answerObserved(_ target: StageID, reason: ReasonID?, unmet: [UnmetCriterion]) -> Bool {
        let seen = ObservedStage(target, reason: reason, by: scope.actor.id, unmet: unmet.map(\.id))
        switch process.observed {
        case .ask:
            // The same seen again is the same question.
            if scope.state.observed != seen { emit(.observation(ObservationEvent(.asked, seen))) }
            return true
        case .pushBack:
            emit(.observation(ObservationEvent(.pushedBack, seen)))
            return true
        case .adopt, .adoptWithObligations, .refuse: return false
        }
    }

    /// The deal moves, or is seen where it is: nobody needs to answer any more.
    func settleObservation() {
        guard let seen = scope.state.observed else { return }
        emit(.observation(ObservationEvent(.settled, seen)))
    }

    /// A person answers.
    func observation(_ step: ObservationStep) throws(CommandError) -> Refusal? {
        guard let seen = scope.state.observed else {
            throw CommandError(.wrongState, "no move of an outside system waits for an answer")
        }
        guard scope.actor.kind == .person else {
            throw CommandError(.wrongState, "a person answers what an outside system did, not \(scope.actor.id)")
        }
        let isOwner = scope.state.owner == scope.actor.id
        switch step.kind {
        case .pushBack:
            if !isOwner {
                let forbidden = overridePermission()
                if !forbidden.isEmpty { return refusal(forbidden) }
            }
            emit(.observation(ObservationEvent(.pushedBack, seen)))
            return nil
        case .adopt:
            let plan = observedPlan(to: seen.stage)
            var input = MoveInput()
            input.isAutomatic = true
            input.reason = seen.reason
            let report = try scope.report(plan, input)
            let target = process[seen.stage].id
            // What is met by now needs no permission; what is not is an override like any other.
            guard !report.unmet.isEmpty else {
                take(plan, to: seen.stage, input, kind: .observed, warnings: report.warnings.map(\.id))
                return nil
            }
            let firm = overridePermission() + report.unmet.filter { !$0.isOverridable && $0.kind != .reason }
            guard firm.isEmpty else { return refusal(firm, target: target) }
            guard let because = step.because, because.contains(where: { !$0.isWhitespace }) else {
                throw CommandError(.missing, "taking over what gates do not let through needs a reason in words")
            }
            take(
                plan,
                to: seen.stage,
                input,
                kind: .overridden,
                because: because,
                warnings: report.warnings.map(\.id),
                obligations: Self.obligations(report.unmet.filter { $0.kind != .reason }, process)
            )
            return nil
        }
    }

    /// The request that sets the outside system back: its plug-in is given the deal as it is.
    func effect(of observation: ObservationEvent, _ event: Event, _ index: Int) -> Effect? {
        guard observation.kind == .pushedBack else { return nil }
        let key = effectKey(index, "observed", 0)
        let plugin = observation.seen.by
        let action = HookAction(plugin: plugin, action: "upsert", settings: [], parksLane: true)
        return Effect(
            plugin: plugin,
            key: key,
            request: request(action, named: "observation.pushed_back", event: event, key: key),
            parksLane: true
        )
    }

    /// What a receiver is told, behind `name` in a canonical document.
    func writeAfterName(_ event: ObservationEvent, to writer: inout JSONWriter) {
        writer.optional("plugin", event.seen.by)
        writer.optional("seen", process[event.seen.stage].id)
        writer.strings("unmet", event.seen.unmet)
    }
}

extension SalesProcess {
    func apply(_ event: ObservationEvent, to state: inout DealState) {
        state.withRare { $0.observed = event.kind == .asked ? [event.seen] : [] }
    }
}
