public import Turnpike
public import TurnpikeValues

/// What became of a move.
public enum MoveOutcome: Sendable {
    /// The deal stands in its new stage.
    case moved(Deal)
    /// It is refused, with every unmet criterion.
    case refused(Refusal)
}

/// The commands by name; each is a thin shell over `perform(_:on:by:options:)`.
extension Pipeline {
    /// Makes a move: by its id, or by the id of the stage it leads to.
    ///
    /// - Parameters:
    ///   - stage: the stage, where the move leaves it open (`to: earlier`).
    ///   - reason: the reason's id, where one must be chosen.
    ///   - fields: values given with the move (`ask:`).
    ///   - confirmed: ids of checks of severity `confirm` that the person has seen.
    public func move(
        _ id: DealID,
        to move: String,
        stage: String? = nil,
        reason: String? = nil,
        fields: [String: Value] = [:],
        confirmed: [String] = [],
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> MoveOutcome {
        let request = MoveRequest(
            to: move,
            stage: stage,
            reason: reason,
            fields: Self.list(fields),
            confirmed: confirmed
        )
        return try moved(await perform(Command(.move(request)), on: id, by: actor, options: options), id)
    }

    /// Makes a move although criteria are unmet; they stay as obligations of the deal until each is met.
    public func override(
        _ id: DealID,
        to move: String,
        because: String,
        reason: String? = nil,
        fields: [String: Value] = [:],
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> MoveOutcome {
        let request = MoveRequest(to: move, reason: reason, fields: Self.list(fields))
        let command = Command(.override(request, because: because))
        return try moved(await perform(command, on: id, by: actor, options: options), id)
    }

    /// Changes fields; `.null` removes a value.
    public func set(
        _ id: DealID,
        _ fields: [String: Value],
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> Outcome {
        try await perform(Command(.set(Self.list(fields))), on: id, by: actor, options: options)
    }

    /// Completes an activity.
    public func complete(
        _ id: DealID,
        _ activity: String,
        outcome: String? = nil,
        values: [String: Value] = [:],
        checked: [String] = [],
        evidence: String? = nil,
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> Outcome {
        let step = ActivityStep(
            activity,
            .complete,
            outcome: outcome,
            values: Self.list(values),
            checked: checked,
            evidence: evidence
        )
        return try await perform(Command(.activity(step)), on: id, by: actor, options: options)
    }

    /// Asks for an approval.
    public func requestApproval(
        _ id: DealID,
        _ approval: String,
        note: String? = nil,
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> Outcome {
        let step = ApprovalStep(approval, .request, note: note)
        return try await perform(Command(.approval(step)), on: id, by: actor, options: options)
    }

    /// Agrees to what an approval asks.
    public func approve(
        _ id: DealID,
        _ approval: String,
        note: String? = nil,
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> Outcome {
        let step = ApprovalStep(approval, .approve, note: note)
        return try await perform(Command(.approval(step)), on: id, by: actor, options: options)
    }

    /// Disagrees with what an approval asks.
    public func reject(
        _ id: DealID,
        _ approval: String,
        note: String? = nil,
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> Outcome {
        let step = ApprovalStep(approval, .reject, note: note)
        return try await perform(Command(.approval(step)), on: id, by: actor, options: options)
    }

    /// Takes back what was asked for.
    public func recallApproval(
        _ id: DealID,
        _ approval: String,
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> Outcome {
        let step = ApprovalStep(approval, .recall)
        return try await perform(Command(.approval(step)), on: id, by: actor, options: options)
    }

    /// Gives the deal to another owner.
    public func assign(_ id: DealID, to owner: String?, by actor: Actor) async throws -> Outcome {
        try await perform(Command(.assign(owner: owner)), on: id, by: actor)
    }

    /// Says something; it stays in the history.
    public func comment(_ id: DealID, _ text: String, by actor: Actor) async throws -> Outcome {
        try await perform(Command(.comment(text)), on: id, by: actor)
    }

    /// Takes in something from outside.
    public func signal(
        _ id: DealID,
        _ signal: String,
        data: [String: Value] = [:],
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> Outcome {
        try await perform(Command(.signal(signal, data: Self.list(data))), on: id, by: actor, options: options)
    }

    static func list(_ fields: [String: Value]) -> [FieldValue] {
        fields.isEmpty ? [] : fields.sorted { $0.key < $1.key }.map { FieldValue($0.key, $0.value) }
    }

    private func moved(_ outcome: Outcome, _ id: DealID) throws -> MoveOutcome {
        if case .refused(let refusal, _) = outcome { return .refused(refusal) }
        guard let deal = outcome.deal else { throw noSuchDeal(id) }
        return .moved(deal)
    }
}

extension Pipeline {
    /// Delivers what is due in the outbox: one deal's lanes, or all.
    ///
    /// Commands never wait for a receiver; an app calls this after a command, at intervals, or from a worker.
    public func deliver(for deal: DealID? = nil) async throws -> Dispatcher.Summary {
        if let deal { try await dispatcher.drain(deal: deal) } else { try await dispatcher.drainAll() }
    }
}
