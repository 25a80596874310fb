public import Turnpike
public import TurnpikeValues
import TurnpikeYAML

/// A process of the workload with what the figures need of it.
public struct WorkloadProcess: Sendable {
    /// The process.
    public let process: SalesProcess

    /// Reads and checks a text.
    ///
    /// - Throws: `ProcessError` where it is refused.
    public init(_ text: String) throws {
        process = try Self.compile(text)
    }

    /// From text to process, everything checked.
    ///
    /// - Throws: `ProcessError` where it is refused.
    public static func compile(_ text: String) throws -> SalesProcess {
        try SalesProcess(yaml: text, name: "workload.process.yaml")
    }

    /// Who acts.
    public static let actor = Actor.person("rep_1", roles: "rep")

    /// A time that stands still: figures read no clock.
    public static let now = Instant(milliseconds: 1_790_000_000_000)

    /// How the i-th deal is opened.
    public func opening(_ index: Int, _ amounts: WorkloadText.Amounts = .integer) -> Opening {
        let amount = Int64(10_000 + index % 1000)
        let budget = Int64(20_000 + index % 777)
        return Opening(
            name: "Deal \(index)",
            fields: [
                FieldValue("amount", amounts == .integer ? .int(amount) : .money(Money(Int(amount), .eur))),
                FieldValue("budget", amounts == .integer ? .int(budget) : .money(Money(Int(budget), .eur))),
                FieldValue("approved", .bool(true)),
            ]
        )
    }

    /// The i-th deal, opened.
    public func opened(_ index: Int, _ amounts: WorkloadText.Amounts = .integer) throws -> DealState {
        var numbers = Numbers(state: UInt64(index))
        let id = DealID(UUIDv7(milliseconds: Self.now.milliseconds, random: &numbers))
        let state = DealState(id: id, fieldCount: process.fields.count)
        let context = Context(now: Self.now, actor: Self.actor)
        switch try process.decide(Command(.open(opening(index, amounts))), state, context) {
        case .accepted(let acceptance): return acceptance.state
        case .refused(let refusal), .pending(let refusal, _): throw WorkloadError("a deal cannot be opened: \(refusal)")
        }
    }

    /// The row of a move, looked up once.
    public func move(_ name: String, from stage: String) throws -> MoveID {
        guard let source = process.stage(stage),
            let row = process.transitionsBySource[source.index].first(where: {
                process[process.transitions[$0].move].id == name
            })
        else { throw WorkloadError("there is no move \(name) from \(stage)") }
        return process.transitions[row].move
    }
}

/// Counts where others draw lots, so that every run has the same ids.
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return state
    }
}

/// Something in a run of the workload that must not be.
public struct WorkloadError: Error, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    /// An error.
    public init(_ description: String) {
        self.description = description
    }
}
