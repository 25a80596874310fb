import TurnpikeExpressions
import TurnpikeValues

extension Decider {
    /// Asks the plug-ins that are all that a move lacks, with the values that came with it in place.
    ///
    /// - Returns: The ids of the questions; none where there is nothing to ask.
    func askOutside(_ unmet: [UnmetCriterion], for wish: ExternalState.Wish?) -> [String] {
        guard scope.context.pointee.effects, !unmet.isEmpty,
            unmet.allSatisfy({ $0.kind == .external || $0.kind == .approval })
        else { return [] }
        let open = unmet.compactMap { external($0.id) }.filter { scope.isAskable($0) }
        for id in open { emit(.external(ExternalEvent(id, key: scope.key(of: id), .asked(wish)))) }
        return open.map { process[$0].id }
    }

    /// What a plug-in answered, or that it did not.
    func answer(_ answer: ExternalAnswer) throws(CommandError) -> Refusal? {
        guard let id = external(answer.gate) else {
            throw CommandError.unknown("question to a plug-in", answer.gate, among: process.externals.map(\.id))
        }
        guard scope.actor.kind != .person else {
            throw CommandError(.wrongState, "a question to a plug-in is answered by the plug-in")
        }
        // Asked anew since, or about other values: nobody waits for this answer any more.
        guard let known = scope.state.external(id), known.status == .asked, known.key == answer.key else { return nil }
        switch answer.result {
        case .answered(let said):
            let until = process[id].validFor.flatMap { process.end(of: TimedSpan($0), from: scope.now) }
            let text = said.text.map(Self.short)
            emit(
                .external(
                    ExternalEvent(id, key: known.key, .answered(passes: said.passes, text: text, validUntil: until))
                )
            )
        case .down(let why): emit(.external(ExternalEvent(id, key: known.key, .down(Self.short(why)))))
        }
        guard let wish = known.wish else { return nil }
        try resume(wish)
        return nil
    }

    // What a plug-in says is shown and kept, so it has an end.
    private static func short(_ text: String) -> String {
        text.utf8.count <= 2_000 ? text : String(text.prefix(1_000)) + "…"
    }

    /// Decides the move again that waited, as whoever wanted it was entitled to then.
    private func resume(_ wish: ExternalState.Wish) throws(CommandError) {
        var found: Int?
        for row in scope.rows {
            let transition = process.transitions[row]
            if transition.move == wish.move, transition.source == wish.from { found = row }
        }
        guard let row = found else { return }
        let transition = process.transitions[row]
        if let when = process[transition.move].when, try scope.decidingVerdict(when) != .yes { return }
        let plan = scope.plan(transition, chosen: wish.stage)
        var input = MoveInput(reason: wish.reason, confirmed: wish.confirmed)
        input.isEntitled = true
        let (passes, notApplied) = try scope.passes(plan, input)
        guard let target = plan.target else { return }
        if passes {
            let warnings = try process.hasWarnings(plan.gates) ? scope.report(plan, input).warnings.map(\.id) : []
            take(plan, to: target, input, kind: .asked, notApplied: notApplied, warnings: warnings)
            return
        }
        let report = try scope.report(plan, input)
        guard let left = obligationsOfOutage(report.unmet) else { return }
        take(
            plan,
            to: target,
            input,
            kind: .asked,
            warnings: report.warnings.map(\.id),
            obligations: left
        )
        askAgain(left)
    }

    /// What a move leaves behind that is made although plug-ins are down; nil where anything else stands against it.
    func obligationsOfOutage(_ unmet: [UnmetCriterion]) -> [Event.Moved.LeftBehind]? {
        guard !unmet.isEmpty else { return nil }
        for finding in unmet {
            guard let id = external(finding.id), process[id].ifDown == .allowWithObligation,
                scope.answer(to: id)?.status == .down
            else { return nil }
        }
        return Self.obligations(unmet, process)
    }

    /// Asks once more for what was let pass, for as long as it takes.
    func askAgain(_ left: [Event.Moved.LeftBehind]) {
        for obligation in left {
            guard let id = external(obligation.criterion) else { continue }
            emit(.external(ExternalEvent(id, key: scope.key(of: id), .asked(nil))))
        }
    }

    private func external(_ criterion: String) -> ExternalID? {
        process.externals.firstIndex { $0.id == criterion }.map { ExternalID($0) }
    }

    // MARK: Questions

    /// The prefix of the name under which questions to a plug-in stand in the outbox.
    static let questionPrefix = "ask:"

    /// The questions that this record asks, rendered from the deal as it is afterwards.
    func questions() -> [Effect] {
        var result: [Effect] = []
        for (index, event) in record.events.enumerated() {
            guard case .external(let external) = event, case .asked(let wish) = external.kind else { continue }
            let check = process[external.external]
            let key = "\(scope.state.id)/\(record.revision)/\(index)/ask/\(check.id)"
            result.append(
                Effect(
                    plugin: Self.questionPrefix + check.plugin,
                    key: key,
                    request: request(external, check, key: key, isPatient: wish == nil),
                    parksLane: false
                )
            )
        }
        return result
    }

    private func request(_ event: ExternalEvent, _ check: ExternalCheck, key: String, isPatient: Bool) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 512)
        writer.beginObject()
        writer.key("action")
        writer.string("ask")
        writer.key("deal")
        writer.beginObject()
        writer.key("id")
        writer.uuid(scope.state.id.uuid)
        writer.key("name")
        writer.string(scope.state.name)
        writer.key("process")
        writer.string(process.id)
        writer.key("revision")
        writer.int(record.revision)
        writer.key("stage")
        writer.string(process[scope.state.stage].id)
        writer.key("version")
        writer.int(process.version)
        writer.endObject()
        writer.key("event")
        writer.beginObject()
        writer.key("actor")
        writer.string(record.actor.id)
        writer.key("name")
        writer.string("external.asked")
        writer.endObject()
        writer.key("format")
        writer.int(1)
        writer.key("key")
        writer.string(key)
        writer.key("kind")
        writer.string(check.plugin)
        writer.key("question")
        writer.beginObject()
        writer.key("gate")
        writer.string(check.id)
        writer.key("key")
        writer.string(event.key)
        if isPatient {
            writer.key("patient")
            writer.bool(true)
        }
        writer.key("timeout")
        writer.int(
            max(
                1,
                check.timeout.components.seconds * 1_000 + check.timeout.components.attoseconds / 1_000_000_000_000_000
            )
        )
        writer.key("values")
        scope.writeValues(of: event.external, to: &writer)
        writer.endObject()
        writer.key("settings")
        writer.beginObject()
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
