public import Turnpike
import TurnpikeValues

/// One small change of a process that scenarios should notice: something deleted, or a bound loosened.
public struct Mutant: Sendable {
    /// What was changed, in words that stay the same while the process does: `delete bant.needs.budget`.
    public let id: String
    /// Where it stands in the process file.
    public let range: SourceRange
    /// Makes the change.
    let change: @Sendable (inout Definition) -> Void
    /// Which scenarios can tell the changed process from the original.
    let reach: Reach

    /// What a scenario must touch so that a change can matter to it.
    enum Reach: Sendable {
        case everything
        case gate(GateID)
        /// A move of a stage, or of any where the stage is nil.
        case move(String, from: StageID?)
        case stage(StageID)
        case activity(String)
        case openings

        /// Whether a scenario, by what it touches in the original process, can notice.
        func concerns(_ scenario: Scenario, _ touches: Touches) -> Bool {
            switch self {
            case .everything: true
            case .gate(let gate): touches.gates.contains(gate) || scenario.leavesObligations
            case .move(let id, let stage):
                stage.map { touches.stages.contains($0) } ?? true || scenario.names(move: id)
            case .stage(let stage): touches.stages.contains(stage)
            case .activity(let id): scenario.names(activity: id)
            case .openings:
                scenario.steps.contains { if case .open = $0.action { true } else { false } }
            }
        }
    }
}

extension Scenario {
    /// Whether criteria may be left unmet, which are judged again without a move.
    fileprivate var leavesObligations: Bool {
        !given.obligations.isEmpty
            || steps.contains { step in
                guard case .command(let command) = step.action else { return false }
                return switch command.action {
                case .override, .observe: true
                default: false
                }
            }
    }

    fileprivate func names(move id: String) -> Bool {
        steps.contains { step in
            guard case .command(let command) = step.action else { return false }
            switch command.action {
            case .move(let request), .override(let request, because: _):
                if case .named(let words) = request.move { return words == id }
                return true
            default: return false
            }
        }
    }

    fileprivate func names(activity id: String) -> Bool {
        steps.contains { step in
            guard case .command(let command) = step.action, case .activity(let step) = command.action else {
                return false
            }
            return step.activity == id
        }
    }
}
