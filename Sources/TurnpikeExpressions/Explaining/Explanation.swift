public import TurnpikeValues

/// Why a condition does not hold: which parts decided it, what they saw and what they would need.
public struct Explanation: Hashable, Sendable {
    /// The answer of the whole condition.
    public var verdict: Verdict
    /// Every part that keeps the condition from holding, in the order of the text; empty when it holds.
    public var deciding: [Decision]
    /// The paths that have no value and would be needed, each once.
    public var missing: [String]
    /// The first failure, where a part could not be evaluated.
    public var error: EvaluationError?
}

/// One part of a condition that keeps it from holding.
public struct Decision: Hashable, Sendable {
    /// A value that the part read.
    public struct Seen: Hashable, Sendable {
        /// The path, as the text spells it.
        public var path: String
        /// Its value; null where it has none.
        public var value: Value
    }

    /// What the part asks of one path, in a form that a program can use.
    public struct Requirement: Hashable, Sendable {
        /// How the path's value has to relate to `value`.
        public enum Relation: String, Hashable, Sendable {
            /// Smaller.
            case less = "<"
            /// Smaller or the same.
            case lessOrEqual = "<="
            /// Larger.
            case greater = ">"
            /// Larger or the same.
            case greaterOrEqual = ">="
            /// The same.
            case equal = "=="
            /// Another.
            case notEqual = "!="
            /// One element of the list in `value`.
            case oneOf = "in"
            /// Any value at all; `value` is null.
            case present = "has"
        }

        /// The path, as the text spells it.
        public var path: String
        /// Its place.
        public var slot: Slot?
        /// How its value has to relate.
        public var relation: Relation
        /// The other value.
        public var value: Value
    }

    /// The words of the part.
    public var text: String
    /// Where they stand, as offsets into the UTF-8 bytes of the expression's text.
    public var range: Range<Int>
    /// The answer of the part.
    public var verdict: Verdict
    /// One sentence for a person, without a full stop: `30000 EUR is less than 40000 EUR`.
    public var sentence: String
    /// What the part read, each path once.
    public var seen: [Seen]
    /// What its value would have to be, such as `at least 40000 EUR`; nil where that cannot be said.
    public var needed: String?
    /// The same for a program, where the part compares one path with a value.
    public var requirement: Requirement?
    /// The paths that have no value.
    public var missing: [String]
}

extension CompiledExpression {
    /// Says why a condition does not hold; slower than `verdict`, for the moment when somebody asks.
    public func explain(
        fields: UnsafeBufferPointer<Value>,
        derived: UnsafeBufferPointer<Value>
    ) -> Explanation {
        var cost = CostCounter(limit: CostCounter.defaultLimit * 4)
        return Evaluator.run(program, fields, derived, &cost, keepsReasons: true) { evaluator in
            var explainer = Explainer(program: program)
            let verdict = explainer.explain(program.root, wanted: true, &evaluator)
            var missing: [String] = []
            for decision in explainer.decisions {
                for path in decision.missing where !missing.contains(path) { missing.append(path) }
            }
            return Explanation(
                verdict: verdict,
                deciding: explainer.decisions,
                missing: missing,
                error: explainer.firstError
            )
        }
    }

    /// `explain` over arrays.
    public func explain(fields: [Value] = [], derived: [Value] = []) -> Explanation {
        fields.withUnsafeBufferPointer { fields in
            derived.withUnsafeBufferPointer { derived in
                explain(fields: fields, derived: derived)
            }
        }
    }
}
