import TurnpikeExpressions

/// All gates as one row of small steps, for the short answer that every move asks for.
///
/// A `Gate` holds texts, templates and arrays, and reading one out of its array retains them all. A step is a few plain
/// bytes, so that judging a gate over fields touches no reference count but its programs'.
struct GateTable: Sendable {
    /// One thing to look at.
    enum Step: Sendable {
        /// The gate applies only where this program says yes.
        case when(program: UInt32)
        /// The field must have a value.
        case field(FieldID)
        /// This program must say yes; it is the condition of the gate's criterion.
        case check(program: UInt32, criterion: UInt16)
        /// Anything else: the criterion itself is asked.
        case criterion(UInt16)
    }

    /// The conditions of gates, as far as the steps name them.
    let programs: [CompiledExpression]
    private let steps: [Step]
    private let ends: [Int]

    init(_ gates: [Gate]) {
        var programs: [CompiledExpression] = []
        var steps: [Step] = []
        var ends: [Int] = []
        ends.reserveCapacity(gates.count)
        func number(_ program: CompiledExpression) -> UInt32 {
            programs.append(program)
            return UInt32(programs.count - 1)
        }
        programs.reserveCapacity(gates.count)
        steps.reserveCapacity(gates.count)
        for gate in gates.indices {
            if let when = gates[gate].when { steps.append(.when(program: number(when.program))) }
            for index in gates[gate].criteria.indices {
                let place = UInt16(truncatingIfNeeded: index)
                switch gates[gate].criteria[index].kind {
                case .needs(.field(let field)): steps.append(.field(field))
                case .check(let check) where check.severity == .block:
                    steps.append(.check(program: number(check.condition.program), criterion: place))
                case .needs, .check, .done, .approval, .external, .any, .all: steps.append(.criterion(place))
                }
            }
            ends.append(steps.count)
        }
        self.programs = programs
        self.steps = steps
        self.ends = ends
    }

    /// The numbers of a gate's steps.
    func range(of gate: GateID) -> Range<Int> {
        (gate.index == 0 ? 0 : ends[gate.index - 1])..<ends[gate.index]
    }

    subscript(_ index: Int) -> Step { steps[index] }

    /// Whether a gate demands more than that fields have values and conditions hold.
    func hasCriteria(_ gate: GateID) -> Bool {
        steps[range(of: gate)].contains { if case .criterion = $0 { true } else { false } }
    }
}
