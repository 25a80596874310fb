import Turnpike
import TurnpikeValues

/// A gate's question about a deal, as it stands.
struct QuestionItem: Sendable {
    /// How it stands.
    enum Standing: String, Sendable {
        /// Asked, and nobody has answered yet.
        case open
        /// The plug-in has said yes, and that counts.
        case yes
        /// The plug-in has said no, and that counts.
        case no
        /// The plug-in did not answer.
        case down
        /// The answer is too old, or what it was about has changed.
        case void
    }

    /// The question: `credit_ok.external.credit_check`.
    let gate: String
    /// Who is asked.
    let plugin: String
    /// How it stands.
    let standing: Standing
    /// Since when.
    let at: Instant
    /// What was said, or why nothing was.
    let text: String?
    /// Until when an answer counts.
    let validUntil: Instant?
    /// The move that waits for the answer.
    let move: String?
    /// Who wants it.
    let by: String?

    /// The questions of a deal, in the order of the process.
    static func all(of state: DealState, in process: SalesProcess, now: Instant) -> [QuestionItem] {
        state.externals.map { known in
            let check = process[known.external]
            let isVoid = !process.isAbout(known, as: state) || known.validUntil.map { $0 <= now } ?? false
            let standing: Standing =
                switch known.status {
                case .asked: .open
                case .passed: isVoid ? .void : .yes
                case .failed: isVoid ? .void : .no
                case .down: .down
                }
            return QuestionItem(
                gate: check.id,
                plugin: check.plugin,
                standing: standing,
                at: known.at,
                text: known.text,
                validUntil: known.validUntil,
                move: known.wish.map { process[$0.move].id },
                by: known.wish?.by
            )
        }
    }
}
