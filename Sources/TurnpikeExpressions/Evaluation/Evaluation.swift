public import TurnpikeValues

/// The answer of a condition.
public enum Verdict: UInt8, Hashable, Sendable {
    /// The condition holds.
    case yes
    /// The condition does not hold.
    case no
    /// A field that decides it has no value.
    case unknown
    /// It could not be evaluated.
    case error
}

/// What came of evaluating an expression.
public enum Evaluation: Hashable, Sendable {
    /// Its value.
    case value(Value)
    /// The paths, as the text spells them, that have no value and would be needed.
    case unknown([String])
    /// Why it could not be evaluated.
    case failed(EvaluationError)
}

/// Why an expression could not be evaluated, and which part of it.
public struct EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, for a person.
    public var message: String
    /// The part that failed, as offsets into the UTF-8 bytes of the expression's text.
    public var range: Range<Int>

    /// Makes an error; a host function throws it with any range.
    public init(message: String, range: Range<Int> = 0..<0) {
        self.message = message
        self.range = range
    }

    /// The message.
    public var description: String { message }
}

/// A failure inside a function, before anybody knows which part of the text it belongs to.
struct Fault: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }

    static let overflow = Fault("the result is too large")
    static let cost = Fault("the expression costs too much to evaluate")

    static func noOverload(_ name: String, _ values: [Value]) -> Fault {
        Fault("no such overload: \(name) for \(values.map(\.kindName).joined(separator: " and "))")
    }
}
