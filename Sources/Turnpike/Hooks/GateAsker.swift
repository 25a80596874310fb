public import TurnpikeValues

/// Something that answers gates' questions (`external:` in a process file), such as a credit check.
///
/// A question comes after the commit that stored it, never while a decision is made: the move waits in the store, and the
/// answer is a command like any other. The same question may come twice, with the same key.
public protocol GateAsker: Sendable {
    /// The names by which process files call it.
    var asks: [String] { get }

    /// Answers one question.
    ///
    /// - Throws: Anything: no answer. The process says what becomes of the move then.
    func ask(_ question: GateQuestion) async throws -> GateAnswer
}

/// What a gate asks.
public struct GateQuestion: Hashable, Sendable {
    /// Whose deal it is.
    public var tenant: String
    /// The deal.
    public var deal: DealID
    /// The criterion that asks: `credit_ok.external.credit_check`.
    public var gate: String
    /// The name of the plug-in.
    public var plugin: String
    /// The values asked about, by field, in their stored form.
    public var values: JSON
    /// The digest of the question: the same values asked about again have the same one.
    public var key: String

    /// A question.
    public init(tenant: String, deal: DealID, gate: String, plugin: String, values: JSON, key: String) {
        self.tenant = tenant
        self.deal = deal
        self.gate = gate
        self.plugin = plugin
        self.values = values
        self.key = key
    }
}

/// What is answered.
public struct GateAnswer: Hashable, Sendable {
    /// Whether the deal may go on.
    public var passes: Bool
    /// Why, for people.
    public var text: String?

    /// An answer.
    public init(passes: Bool, text: String? = nil) {
        self.passes = passes
        self.text = text
    }
}

/// An answer, or its absence, as a command.
public struct ExternalAnswer: Hashable, Sendable {
    /// What came.
    public enum Result: Hashable, Sendable {
        /// The plug-in has answered.
        case answered(GateAnswer)
        /// It has not, and why.
        case down(String)
    }

    /// The criterion that asked.
    public var gate: String
    /// The key of the question.
    public var key: String
    /// What came.
    public var result: Result

    /// An answer.
    public init(gate: String, key: String, _ result: Result) {
        self.gate = gate
        self.key = key
        self.result = result
    }
}
