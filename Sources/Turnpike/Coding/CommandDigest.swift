public import TurnpikeValues

extension Command {
    /// The digest that tells a repetition of a command from another command under the same idempotency key.
    ///
    /// - Parameter deal: the deal it is meant for; nil where it opens one.
    public func digest(for deal: DealID?) -> Digest {
        var writer = JSONWriter(reservingCapacity: 256)
        writer.beginArray()
        writer.string(action.name)
        writer.string(deal?.description ?? "")
        switch occurred {
        case .now: writer.string("now")
        case .at(let instant): writer.instant(instant)
        case .unknown: writer.string("unknown")
        }
        action.write(to: &writer)
        writer.endArray()
        return Digest.sha256(writer.bytes)
    }
}

extension Command.Action {
    fileprivate func write(to writer: inout JSONWriter) {
        switch self {
        case .open(let opening):
            writer.texts([opening.name, opening.stage, opening.owner, opening.account, opening.contact])
            writer.texts(opening.externalKeys)
            writer.values(opening.fields)
        case .set(let values): writer.values(values)
        case .activity(let step):
            // What older releases did not know is left out where it is absent: their digests stay valid.
            let planned = step.planned.map { [$0.description] } ?? []
            writer.texts([step.activity, step.kind.rawValue, step.outcome, step.evidence] + planned)
            writer.texts(step.checked)
            writer.values(step.values)
        case .move(let request): request.write(to: &writer)
        case .override(let request, let because):
            request.write(to: &writer)
            writer.string(because)
        case .assign(let owner): writer.texts([owner])
        case .relate(let kind, let id): writer.texts([kind.rawValue, id])
        case .comment(let text): writer.string(text)
        case .assignment(let step): writer.texts([step.kind.rawValue, step.note])
        case .answer(let answer):
            writer.texts([answer.gate, answer.key])
            switch answer.result {
            case .answered(let said): writer.texts([said.passes ? "yes" : "no", said.text])
            case .down(let why): writer.texts(["down", why])
            }
        case .approval(let step): writer.texts([step.approval, step.kind.rawValue, step.note])
        case .signal(let signal, let data):
            writer.string(signal)
            writer.values(data)
        case .observe(let observation):
            writer.texts([observation.stage, observation.reason])
            writer.values(observation.fields)
        case .observation(let step): writer.texts([step.kind.rawValue, step.because])
        case .review: break
        case .timer(let firing): writer.texts([firing.name, firing.due?.description])
        case .opening(let step):
            writer.texts([step.opening, "\(step.number)"])
            switch step.kind {
            case .opened(let deal): writer.texts(["opened", deal.description])
            case .refused(let unmet): writer.texts(["refused"] + unmet)
            case .returned(let deal, let stage, let outcome, let count, let values):
                writer.texts(["returned", deal.description, stage, outcome.rawValue, "\(count)"])
                writer.values(values)
            case .told(let count): writer.texts(["told", "\(count)"])
            }
        }
    }
}

extension MoveRequest {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.texts([move.phrase, stage, reason])
        writer.texts(confirmed)
        writer.values(fields)
    }
}

extension JSONWriter {
    fileprivate mutating func texts(_ texts: [String?]) {
        beginArray()
        for text in texts {
            if let text { string(text) } else { null() }
        }
        endArray()
    }

    fileprivate mutating func values(_ values: [FieldValue]) {
        beginArray()
        for value in values {
            string(value.field)
            ValueCoding.write(value.value, to: &self)
        }
        endArray()
    }
}
